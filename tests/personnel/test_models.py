"""What the tables of personnel refuse, whoever writes."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from personnel.models import Enrolment, LanguageSkill, Posting, RotationTerm
from personnel.ranks import LEVEL_OF, RANKS_OF, Rank
from tests.factories import LONG_AGO, UnitFactory
from tests.personnel.rows import EnrolmentFactory, LanguageFactory, OfficerFactory, PostingFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def refused(make):
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


def test_seven_ranks_stand_in_three_levels():
    assert len(Rank.values) == 7
    assert len(RANKS_OF) == 3
    assert [LEVEL_OF[rank] for rank in Rank.values] == ["senior"] * 3 + ["middle"] * 2 + ["junior"] * 2


def test_an_officer_has_a_name_until_erased_and_is_erased_only_after_leaving():
    officer = OfficerFactory()
    refused(lambda: OfficerFactory(name=""))
    refused(lambda: OfficerFactory(name="", erased_at=LONG_AGO))
    officer.left_on, officer.erased_at, officer.name = date(2020, 1, 1), LONG_AGO, ""
    officer.save()


def test_a_language_is_known_once_a_day_and_once_without_a_day():
    officer, french = OfficerFactory(), LanguageFactory()
    for day in (None, date(2025, 5, 1)):
        LanguageSkill.objects.create(officer=officer, language=french, level=4, dated_on=day)
        refused(lambda day=day: LanguageSkill.objects.create(officer=officer, language=french, level=5, dated_on=day))
    refused(lambda: LanguageSkill.objects.create(officer=officer, language=LanguageFactory(code="ar"), level=7))


def test_a_posting_has_one_place_and_ends_after_it_began():
    refused(lambda: PostingFactory(organisation="UNESCO"))
    refused(lambda: PostingFactory(unit=None))
    refused(lambda: PostingFactory(destination="organisation", unit=None, organisation=""))
    refused(lambda: PostingFactory(ended_on=date(2024, 9, 1)))
    PostingFactory(destination="organisation", unit=None, organisation="UNESCO")


def test_a_posting_runs_from_its_first_day_until_the_day_it_no_longer_does():
    posting = PostingFactory(from_on=date(2024, 9, 1), ended_on=date(2025, 9, 1))
    days = {date(2024, 8, 31): 0, date(2024, 9, 1): 1, date(2025, 8, 31): 1, date(2025, 9, 1): 0}
    assert {day: Posting.objects.on(day).filter(pk=posting.pk).count() for day in days} == days


def test_an_officer_has_one_seat_in_a_course_and_may_ask_again_after_withdrawing():
    enrolment = EnrolmentFactory()
    refused(lambda: EnrolmentFactory(course=enrolment.course, officer=enrolment.officer))
    enrolment.state = Enrolment.State.WITHDRAWN
    enrolment.save()
    EnrolmentFactory(course=enrolment.course, officer=enrolment.officer)


def test_who_completed_did_so_on_a_day_and_no_more_than_were_enrolled():
    unit, day = UnitFactory(), date(2026, 3, 13)
    refused(lambda: EnrolmentFactory(result="completed"))
    refused(lambda: EnrolmentFactory(heads=2))
    refused(lambda: EnrolmentFactory(officer=None, unit=unit, heads=3, result="completed", completed_on=day, completed_heads=4))
    refused(lambda: EnrolmentFactory(state="waiting", result="completed", completed_on=day, completed_heads=1))
    EnrolmentFactory(officer=None, unit=unit, heads=3, result="completed", completed_on=day, completed_heads=2)


def test_there_is_one_term_of_posting():
    RotationTerm.objects.create(pk=1)
    refused(lambda: RotationTerm.objects.create(pk=2))
