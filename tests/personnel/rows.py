"""Rows of personnel for tests, as plain as they can be; what a test is about it says itself."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from accounts.folding import search_text, sort_key
from personnel.models import Course, Enrolment, Language, Officer, Posting, Programme
from tests.factories import LONG_AGO, UnitFactory


class LanguageFactory(DjangoModelFactory):
    class Meta:
        model = Language
        django_get_or_create = ("code",)

    code = "fr"
    position = 1
    name_vi = factory.LazyAttribute(lambda o: f"Tiếng {o.code}")
    name_en = factory.LazyAttribute(lambda o: f"Language {o.code}")


class OfficerFactory(DjangoModelFactory):
    class Meta:
        model = Officer

    name = factory.Sequence(lambda n: f"Cán bộ {n:02d}")
    unit = factory.SubFactory(UnitFactory)
    rank = Officer.Rank.THIRD_SECRETARY
    recorded_at = LONG_AGO
    sort_key = factory.LazyAttribute(lambda o: sort_key(o.name))
    search_text = factory.LazyAttribute(lambda o: search_text(o.name))


class PostingFactory(DjangoModelFactory):
    class Meta:
        model = Posting

    officer = factory.SubFactory(OfficerFactory)
    destination = Posting.Destination.MISSION
    unit = factory.SubFactory(UnitFactory, kind="mission")
    from_on = date(2024, 9, 1)
    until_on = date(2027, 9, 1)
    recorded_at = LONG_AGO


class ProgrammeFactory(DjangoModelFactory):
    class Meta:
        model = Programme
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"chuong-trinh-{n}")
    name_vi = factory.LazyAttribute(lambda o: f"Chương trình {o.code}")
    name_en = factory.LazyAttribute(lambda o: f"Programme {o.code}")
    audience = Programme.Audience.CENTRAL
    lead_unit = factory.SubFactory(UnitFactory, code="vu-to-chuc-can-bo")
    recorded_at = LONG_AGO
    search_text = factory.LazyAttribute(lambda o: search_text(o.name_vi, o.name_en, o.code))


class CourseFactory(DjangoModelFactory):
    class Meta:
        model = Course

    programme = factory.SubFactory(ProgrammeFactory)
    title = factory.Sequence(lambda n: f"Khóa bồi dưỡng {n}")
    starts_on = date(2026, 3, 2)
    ends_on = date(2026, 3, 13)
    capacity = 30
    recorded_at = LONG_AGO
    search_text = factory.LazyAttribute(lambda o: search_text(o.title))


class EnrolmentFactory(DjangoModelFactory):
    class Meta:
        model = Enrolment

    course = factory.SubFactory(CourseFactory)
    officer = factory.SubFactory(OfficerFactory)
    unit = factory.LazyAttribute(lambda o: o.officer.unit)
    state = Enrolment.State.ENROLLED
    asked_at = LONG_AGO
    recorded_at = LONG_AGO
