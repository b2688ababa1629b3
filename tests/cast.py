"""Who and what stands in the same three units everywhere. What is there already is found and not made a second time: a module
may have made it for all its tests."""

import copy
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from django.db.models import Model

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


def member(name, unit=None):
    """One of PEOPLE, in their own unit."""
    role, home = PEOPLE[name]
    return stands(name) or person(name, role, unit or home())


def secretariat():
    return member("secretariat")


def measure(code="2.3", plan=None, lead=None):
    """Led by Vụ Tổ chức Cán bộ if nobody else is named, without a term."""
    plan, lead = plan or PlanFactory(), lead or department()
    led = Assignment.objects.filter(measure__plan=plan, measure__code=code, unit=lead).select_related("measure__task__plan").first()
    if led:
        return led.measure
    return AssignmentFactory(measure=MeasureFactory(task=TaskFactory(plan=plan, code=code[0]), code=code), unit=lead).measure


PEOPLE = {
    "officer": ("unit_officer", department),
    "head": ("unit_head", department),
    "reviewer": ("unit_head", geographic),
    "mission_officer": ("mission_officer", embassy),
    "mission_head": ("mission_head", embassy),
    "personnel": ("personnel", department),
    "secretariat": ("secretariat", ministry),
    "leader": ("leadership", ministry),
    "auditor": ("auditor", ministry),
    "administrator": ("administrator", ministry),
}
REST: dict[str, Callable[[], Model]] = {
    "department": department,
    "geographic": geographic,
    "embassy": embassy,
    "ministry": ministry,
    "plan": PlanFactory,
    "measure": measure,
    "other_measure": lambda: measure("3.1", lead=geographic()),
}
_standing: dict[str, Model] = {}


@contextmanager
def standing(names: Iterable[str]) -> Iterator[None]:
    """Those of the cast who are named are made now, and while the block lasts nobody makes them again."""
    for name in sorted(names):
        if name in PEOPLE:
            _standing[name] = member(name)
        elif name in REST:
            _standing[name] = REST[name]()
    try:
        yield
    finally:
        _standing.clear()


def stands(name: str) -> Model | None:
    """A copy of what a module has made for all its tests: what one of them changes of it, no other sees."""
    return copy.deepcopy(_standing[name]) if name in _standing else None
