"""The reporting calendar as rows: made from the rule, kept once edited, edited with a reason."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from accounts.history import System
from accounts.models import Event
from accounts.versions import StaleVersion
from plan.models import Period
from plan.services import edit_period, keep_calendar

pytestmark = [pytest.mark.django_db, pytest.mark.both]
CLOCK = System("clock")
NOON = datetime(2026, 11, 28, 5, 0, tzinfo=UTC)


def keep(now=NOON):
    return [period.code for period in keep_calendar(by=CLOCK, now=now)]


def test_without_a_plan_there_is_no_calendar(db):
    assert keep() == []


def test_periods_run_from_the_plans_issue_to_the_one_after_todays(plan):
    assert keep() == [
        "2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4", "2027-Q1",
        "2025-H2", "2026-H1", "2026-H2", "2027-H1",
        "2025", "2026", "2027",
    ]  # fmt: skip


def test_keeping_it_again_makes_nothing_and_says_nothing(plan):
    keep()
    events = Event.objects.count()
    assert keep() == []
    assert Event.objects.count() == events


def test_every_new_period_has_one_line_of_history(plan):
    made = keep()
    assert sorted(Event.objects.filter(verb="plan.period_made").values_list("object_code", flat=True)) == sorted(made)


@pytest.mark.parametrize(
    ("now", "new"),
    [
        (datetime(2026, 12, 14, 16, 59, tzinfo=UTC), []),  # still 14 December in Hà Nội
        (datetime(2026, 12, 14, 17, 0, tzinfo=UTC), ["2027-Q2", "2027-H2", "2028"]),
    ],
)
def test_the_year_turns_at_midnight_in_hanoi_before_15_december(plan, now, new):
    keep()
    assert keep(now) == new


def test_a_leap_day_falls_inside_its_quarter_and_moves_no_date(plan):
    keep(datetime(2028, 2, 29, 5, 0, tzinfo=UTC))
    quarter = Period.objects.get(code="2028-Q1")
    assert (quarter.starts_on, quarter.cut_off_on) == (date(2027, 12, 15), date(2028, 3, 14))
    assert Period.objects.quarters().begun(date(2028, 2, 29)).latest_first().first() == quarter


def test_a_gap_in_the_calendar_is_filled(plan):
    keep()
    Period.objects.filter(code="2026-Q2").delete()
    assert keep() == ["2026-Q2"]


@pytest.fixture
def quarter(plan):
    keep()
    return Period.objects.get(code="2026-Q4")


@pytest.fixture
def edit(quarter, secretariat):
    """edit(cut_off_on=…) changes the dates of 2026-Q4 by the secretariat; what is not said stays."""

    def change(**values):
        standing = {
            "starts_on": quarter.starts_on, "cut_off_on": quarter.cut_off_on, "due": quarter.due_at,
            "government_due_on": quarter.government_due_on, "reason": "Công văn 12/BNG-VP", "seen": quarter.version,
        }  # fmt: skip
        return edit_period(period=quarter, by=secretariat, now=NOON, **{**standing, **values})

    return change


def test_the_secretariat_gives_a_period_other_dates(edit, quarter, secretariat):
    later = datetime(2026, 12, 19, 10, 0, tzinfo=UTC)
    edit(due=later)
    quarter.refresh_from_db()
    assert quarter.due_at == later
    event = Event.objects.get(verb="plan.period_edited")
    assert (event.by, event.object_code, event.fields, event.body.reason) == (secretariat, "2026-Q4", "due_at", "Công văn 12/BNG-VP")


def test_edited_dates_are_kept_when_the_calendar_is_made_again(edit, quarter):
    edit(cut_off_on=date(2026, 12, 10))
    keep()
    quarter.refresh_from_db()
    assert quarter.cut_off_on == date(2026, 12, 10)


def test_the_same_dates_are_no_change(edit):
    edit(reason="")
    assert not Event.objects.filter(verb="plan.period_edited").exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"cut_off_on": date(2026, 9, 15)}, "cut_off_on"),
        ({"due": datetime(2026, 12, 14, 16, 59, tzinfo=UTC)}, "due"),
        ({"government_due_on": date(2026, 12, 13)}, "government_due_on"),
        ({"starts_on": date(2026, 9, 14)}, "starts_on"),  # still of 2026-Q3
        ({"cut_off_on": date(2026, 12, 15), "due": datetime(2026, 12, 18, 10, tzinfo=UTC)}, "starts_on"),  # already of 2027-Q1
        ({"cut_off_on": date(2026, 12, 10), "reason": "  "}, "reason"),
        ({"starts_on": date(1990, 9, 15)}, "starts_on"),
        ({"starts_on": date(2026, 10, 17)}, "starts_on"),
        ({"cut_off_on": date(2026, 11, 12)}, "cut_off_on"),
        ({"due": datetime(2027, 1, 18, 1, tzinfo=UTC)}, "due"),
        ({"due": datetime(2096, 12, 17, 10, tzinfo=UTC)}, "due"),
        ({"government_due_on": date(2036, 12, 25)}, "government_due_on"),
    ],
)
def test_dates_that_cannot_be_are_refused_and_nothing_is_kept(edit, quarter, values, field):
    with pytest.raises(ValidationError) as refused:
        edit(**values)
    assert field in refused.value.message_dict
    before = (quarter.starts_on, quarter.cut_off_on, quarter.due_at)
    quarter.refresh_from_db()
    assert (quarter.starts_on, quarter.cut_off_on, quarter.due_at) == before
    assert not Event.objects.filter(verb="plan.period_edited").exists()


def test_a_month_from_the_rule_is_near_enough(edit, quarter):
    edit(
        starts_on=date(2026, 10, 16), cut_off_on=date(2026, 11, 13), due=datetime(2027, 1, 17, 10, tzinfo=UTC),
        government_due_on=date(2027, 1, 25),
    )  # fmt: skip
    quarter.refresh_from_db()
    assert (quarter.starts_on, quarter.cut_off_on) == (date(2026, 10, 16), date(2026, 11, 13))


def test_the_day_after_the_cut_off_is_early_enough(edit, quarter):
    edit(due=datetime(2026, 12, 14, 17, 0, tzinfo=UTC))  # 15 December in Hà Nội
    quarter.refresh_from_db()
    assert quarter.due_at == datetime(2026, 12, 14, 17, 0, tzinfo=UTC)


def test_dates_that_somebody_else_has_changed_since_are_not_overwritten(edit, quarter):
    edit(cut_off_on=date(2026, 12, 10))
    with pytest.raises(StaleVersion):
        edit(cut_off_on=date(2026, 12, 11), seen=1)
