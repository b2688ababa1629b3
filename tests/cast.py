"""Who and what stands in the same three units everywhere. What is there already is found and not made a second time: a module
may have made it for all its tests."""

from accounts.models import Membership
from plan.models import Assignment
from tests.factories import AssignmentFactory, MeasureFactory, MembershipFactory, PlanFactory, TaskFactory, UnitFactory, UserFactory


def department():
    return UnitFactory(code="vu-to-chuc-can-bo", name_vi="Vụ Tổ chức Cán bộ", name_en="Organization and Personnel Department")


def geographic():
    return UnitFactory(code="vu-chau-au", name_vi="Vụ Châu Âu", name_en="European Department")


def embassy():
    names = {"name_vi": "Đại sứ quán Việt Nam tại Pháp", "name_en": "Embassy of Viet Nam in France"}
    return UnitFactory(code="emb-fr", kind="mission", lead_unit=geographic(), **names)


def ministry():
    return UnitFactory(code="bo-ngoai-giao", name_vi="Bộ Ngoại giao", name_en="Ministry of Foreign Affairs", kind="ministry")


def person(name, role, unit):
    email = f"{name}@demo.test"
    held = Membership.objects.filter(user__email=email, role=role, unit=unit).select_related("user").first()
    return held.user if held else MembershipFactory(user=UserFactory(email=email, name=name), role=role, unit=unit).user


def secretariat():
    return person("secretariat", "secretariat", ministry())


def measure(code="2.3", plan=None, lead=None):
    """Led by Vụ Tổ chức Cán bộ if nobody else is named, without a term."""
    plan, lead = plan or PlanFactory(), lead or department()
    led = Assignment.objects.filter(measure__plan=plan, measure__code=code, unit=lead).select_related("measure__task__plan").first()
    if led:
        return led.measure
    return AssignmentFactory(measure=MeasureFactory(task=TaskFactory(plan=plan, code=code[0]), code=code), unit=lead).measure
