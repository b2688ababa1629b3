"""Rows for tests, as plain as they can be; what a test is about it says itself."""

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from accounts.folding import search_text, sort_key
from accounts.models import Membership, Unit, User
from plan import calendar
from plan.models import Assignment, Indicator, Measure, Period, Plan, Project, Task

ISSUED = date(2025, 9, 23)
LONG_AGO = datetime(2025, 9, 23, 2, 0, tzinfo=UTC)


class UnitFactory(DjangoModelFactory):
    class Meta:
        model = Unit
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"don-vi-{n}")
    name_vi = factory.LazyAttribute(lambda o: f"Đơn vị {o.code}")
    name_en = factory.LazyAttribute(lambda o: f"Unit {o.code}")
    kind = Unit.Kind.DEPARTMENT
    search_text = factory.LazyAttribute(lambda o: search_text(o.name_vi, o.name_en, o.code))
    sort_key = factory.LazyAttribute(lambda o: sort_key(o.name_vi))


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        django_get_or_create = ("email",)

    email = factory.Sequence(lambda n: f"nguoi-{n}@demo.test")
    name = factory.LazyAttribute(lambda o: o.email.split("@")[0])
    sort_key = factory.LazyAttribute(lambda o: sort_key(o.name))
    search_text = factory.LazyAttribute(lambda o: search_text(o.name, o.email))


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    unit = factory.SubFactory(UnitFactory)
    role = "unit_officer"
    from_on = ISSUED


class PlanFactory(DjangoModelFactory):
    class Meta:
        model = Plan
        django_get_or_create = ("code",)

    code = "292"
    number = "292/NQ-CP"
    kind_vi = "Nghị quyết"
    kind_en = "Government Resolution"
    title_vi = "Kế hoạch xây dựng và phát triển ngành Ngoại giao"
    title_en = "Plan for building and developing the diplomatic sector"
    issued_by_vi = "Chính phủ"
    issued_on = ISSUED
    effective_on = ISSUED
    horizon = 2030
    vision = 2045


class TaskFactory(DjangoModelFactory):
    class Meta:
        model = Task
        django_get_or_create = ("plan", "code")

    plan = factory.SubFactory(PlanFactory)
    code = "2"
    position = factory.LazyAttribute(lambda o: int(o.code))
    title_vi = factory.LazyAttribute(lambda o: f"Nhiệm vụ {o.code}")
    title_en = factory.LazyAttribute(lambda o: f"Task {o.code}")


class MeasureFactory(DjangoModelFactory):
    class Meta:
        model = Measure
        django_get_or_create = ("plan", "code")

    task = factory.SubFactory(TaskFactory)
    plan = factory.SelfAttribute("task.plan")
    code = factory.Sequence(lambda n: f"2.{n}")
    position = factory.Sequence(lambda n: n)
    title_vi = factory.LazyAttribute(lambda o: f"Giải pháp {o.code}")
    title_en = factory.LazyAttribute(lambda o: f"Measure {o.code}")
    in_plan_from = ISSUED
    in_plan_recorded_at = LONG_AGO
    search_text = factory.LazyAttribute(lambda o: search_text(o.code, o.title_vi, o.title_en))


class AssignmentFactory(DjangoModelFactory):
    class Meta:
        model = Assignment

    measure = factory.SubFactory(MeasureFactory)
    unit = factory.SubFactory(UnitFactory)
    role = Assignment.Role.LEAD
    from_on = ISSUED
    recorded_at = LONG_AGO


class IndicatorFactory(DjangoModelFactory):
    class Meta:
        model = Indicator
        django_get_or_create = ("plan", "code")

    plan = factory.SubFactory(PlanFactory)
    code = "mission-staff-present"
    name_vi = factory.LazyAttribute(lambda o: f"Chỉ số {o.code}")
    name_en = factory.LazyAttribute(lambda o: f"Indicator {o.code}")
    unit_vi = "người"
    unit_en = "people"
    source_kind = Indicator.SourceKind.REPORTED


class PeriodFactory(DjangoModelFactory):
    """A period by the rule, from its code."""

    class Meta:
        model = Period
        django_get_or_create = ("code",)

    code = "2026-Q1"
    kind = factory.LazyAttribute(lambda o: calendar.dates_of(o.code).kind)
    starts_on = factory.LazyAttribute(lambda o: calendar.dates_of(o.code).starts_on)
    cut_off_on = factory.LazyAttribute(lambda o: calendar.dates_of(o.code).cut_off_on)
    due_at = factory.LazyAttribute(lambda o: calendar.due_at(o.cut_off_on))
    government_due_on = factory.LazyAttribute(lambda o: calendar.dates_of(o.code).government_due_on)


class ProjectFactory(DjangoModelFactory):
    class Meta:
        model = Project
        django_get_or_create = ("plan", "code")

    measure = factory.SubFactory(MeasureFactory)
    plan = factory.SelfAttribute("measure.plan")
    code = factory.Sequence(lambda n: f"da-{n}")
    title = factory.LazyAttribute(lambda o: f"Dự án {o.code}")
    unit = factory.SubFactory(UnitFactory)
    recorded_at = LONG_AGO
