"""Days off that the Government moves: entered with the decision, offered to the due times, never applied by themselves."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from accounts.history import System
from accounts.models import Event
from plan.calendar import dates_of, due_at
from plan.models import MovedDay, Period
from plan.services import due_moves, edit_period, keep_calendar, move_day, move_due_times, restore_day

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_stands")]
NOW = datetime(2026, 11, 28, 5, 0, tzinfo=UTC)
BRIDGE = date(2026, 12, 16)
PAGE = "/manage/periods/days/"
TYPED = {"on": "16/12/2026", "is_worked": "no", "decision": "Công văn 100/TTg"}


@pytest.fixture(autouse=True)
def calendar(plan):
    keep_calendar(by=System("clock"), now=NOW)


@pytest.fixture
def bridged(secretariat):
    return move_day(on=BRIDGE, is_worked=False, decision="Công văn 100/TTg", by=secretariat, now=NOW)


def due(code="2026-Q4"):
    return Period.objects.get(code=code).due_at


def offered():
    return {move.period.code: move.to for move in due_moves(NOW)}


@pytest.mark.both
def test_a_day_moved_moves_no_due_time_by_itself_but_is_offered(bridged):
    before = due()
    assert offered() == dict.fromkeys(["2026", "2026-H2", "2026-Q4"], datetime(2026, 12, 18, 10, tzinfo=UTC))
    assert due() == before


@pytest.mark.both
def test_due_times_move_when_somebody_says_which_and_why(bridged, secretariat):
    assert move_due_times(periods={"2026-Q4": 1}, by=secretariat, reason="Công văn 100/TTg", now=NOW) == 1
    assert due() == datetime(2026, 12, 18, 10, tzinfo=UTC)
    assert due("2026") == datetime(2026, 12, 17, 10, tzinfo=UTC)
    assert Event.objects.filter(verb="plan.period_edited").get().object_code == "2026-Q4"
    assert set(offered()) == {"2026", "2026-H2"}


def test_a_due_time_that_has_passed_is_never_offered(bridged):
    assert due_moves(datetime(2026, 12, 17, 11, 0, tzinfo=UTC)) == []
    with pytest.raises(ValidationError, match="2026-Q3"):
        move_due_times(periods={"2026-Q3": None}, by=System("x"), reason="vì sao", now=NOW)


def test_a_period_edited_meanwhile_is_not_run_over(bridged, secretariat):
    row = Period.objects.get(code="2026-Q4")
    dates = {name: getattr(row, name) for name in ("starts_on", "cut_off_on", "government_due_on")}
    edit_period(period=row, by=secretariat, due=datetime(2026, 12, 21, 10, tzinfo=UTC), reason="x", now=NOW, seen=1, **dates)
    with pytest.raises(ValidationError) as refused:
        move_due_times(periods={"2026-Q4": 1}, by=secretariat, reason="vì sao", now=NOW)
    assert "periods" in refused.value.error_dict
    assert due() == datetime(2026, 12, 21, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("on", "is_worked", "decision", "field"),
    [
        (date(2026, 12, 19), False, "QĐ", "on"),  # a Saturday is free anyway
        (date(2026, 12, 16), True, "QĐ", "on"),
        (date(2026, 12, 16), False, "  ", "decision"),
    ],
)
def test_what_changes_nothing_or_names_no_decision_is_refused(secretariat, on, is_worked, decision, field):
    with pytest.raises(ValidationError) as refused:
        move_day(on=on, is_worked=is_worked, decision=decision, by=secretariat, now=NOW)
    assert set(refused.value.error_dict) == {field}
    assert not MovedDay.objects.exists()


def test_a_day_taken_off_the_list_stays_in_the_history(bridged, secretariat):
    restore_day(day=bridged, by=secretariat, reason="Nhập nhầm", now=NOW, seen=1)
    assert not MovedDay.objects.exists()
    assert offered() == {}
    assert list(Event.objects.filter(verb__startswith="plan.day_").order_by("id").values_list("verb", "object_code")) == [
        ("plan.day_moved", "2026-12-16"),
        ("plan.day_restored", "2026-12-16"),
    ]


def test_periods_made_later_respect_the_days_moved(secretariat):
    move_day(on=date(2027, 6, 15), is_worked=False, decision="QĐ", by=secretariat, now=NOW)
    keep_calendar(by=System("clock"), now=datetime(2027, 4, 1, tzinfo=UTC))
    assert due("2027-Q2").date() == date(2027, 6, 18)


# The pages


@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("officer", 403), ("leader", 403), ("secretariat", 200)])
def test_only_the_secretariat_moves_days(who, status, request, signed_in, bridged):
    browser = signed_in(request.getfixturevalue(who))
    pages = [PAGE, f"{PAGE}due/", f"{PAGE}{bridged.pk}/restore/"]
    assert [browser.get(page).status_code for page in pages] == [status] * 3


def test_a_day_is_added_offered_and_followed_on_the_pages(signed_in, secretariat):
    """In a period so far away that no clock has come to it."""
    dates = dates_of("2096-Q4")
    Period.objects.create(**{**vars(dates), "due_at": due_at(dates.cut_off_on)})
    browser = signed_in(secretariat)
    typed = {**TYPED, "on": "17/12/2096"}
    assert browser.post(PAGE, typed).status_code == 302
    assert browser.post(PAGE, typed).status_code == 422  # twice
    box = "2096-Q4:1"
    assert f'value="{box}"' in browser.get(f"{PAGE}due/").content.decode()
    assert browser.post(f"{PAGE}due/", {"periods": [box], "reason": ""}).status_code == 422
    assert browser.post(f"{PAGE}due/", {"periods": [box], "reason": "Công văn 100/TTg"}).status_code == 302
    assert due("2096-Q4") == datetime(2096, 12, 20, 10, tzinfo=UTC)


def test_what_is_typed_wrong_is_said_beside_the_field_and_kept(signed_in, secretariat):
    answer = signed_in(secretariat).post(PAGE, {**TYPED, "on": "31/02/2026"})
    assert answer.status_code == 422
    assert "31/02/2026" in answer.content.decode()
