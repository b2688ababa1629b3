from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from accounts.history import System
from accounts.models import Event
from accounts.versions import StaleVersion
from plan.models import StatusUpdate
from tests.factories import MeasureFactory
from tests.plan.conftest import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_stands")]


def refused(field, call, *args, **kwargs):
    with translation.override("en"), pytest.raises(ValidationError) as error:
        call(*args, **kwargs)
    assert list(error.value.message_dict) == [field]
    return error.value.message_dict[field][0]


def test_an_officer_records_how_a_measure_stands(do, measure, officer):
    do.update(measure, percent=40, narrative="Đã trình dự thảo", effective_on=date(2026, 3, 2), seen=1)

    measure.refresh_from_db()
    assert (measure.state, measure.percent, measure.health) == ("in_progress", 40, "on_track")
    assert (measure.updated_on, measure.version) == (TODAY, 2)
    update = measure.updates.get()
    assert (update.by, update.recorded_at, update.effective_on) == (officer, NOW, date(2026, 3, 2))


def test_one_history_row_says_what_changed_and_in_whose_area(do, measure, officer, department):
    do.update(measure, percent=40, health="at_risk", reason="Thiếu kinh phí")

    event = Event.objects.get()
    assert (event.verb, event.by, event.unit, event.at) == ("plan.status_recorded", officer, department, NOW)
    assert (event.object_code, event.object_label) == ("292/2.3", measure.title_vi)
    assert event.body.changes["state"] == ["not_started", "in_progress"]
    assert event.body.changes["percent"] == [None, 40]
    assert event.body.reason == "Thiếu kinh phí"


def test_the_same_words_of_the_same_day_are_no_update(do, measure):
    """They would count as one, and keep a measure fresh of which nothing was told."""
    said = {"percent": 40, "narrative": "Đã trình dự thảo", "effective_on": date(2026, 3, 2)}
    first = do.update(measure, **said)
    assert "02/03/2026 already" in refused("__all__", do.update, measure, **{**said, "narrative": " Đã trình dự thảo\n"})
    assert "02/03/2026 already" in refused("__all__", do.update, measure, **said, replaces=first)
    do.update(measure, **{**said, "effective_on": date(2026, 3, 3)})
    do.update(measure, **{**said, "effective_on": date(2026, 3, 3), "percent": 45})
    assert (StatusUpdate.objects.count(), Event.objects.count()) == (3, 3)


@pytest.mark.both
def test_who_saw_an_older_version_is_told_and_nothing_is_saved(do, measure):
    do.update(measure, percent=10, seen=1)
    with pytest.raises(StaleVersion) as stale:
        do.update(measure, percent=90, seen=1)
    assert (stale.value.current.version, stale.value.current.percent) == (2, 10)
    assert (StatusUpdate.objects.count(), Event.objects.count()) == (1, 1)


@pytest.mark.parametrize("health", ["at_risk", "off_track"])
def test_a_reason_is_needed_unless_on_track(do, measure, health):
    assert "reason" in refused("reason", do.update, measure, health=health, reason="  ").lower()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"effective_on": date(2026, 3, 21)}, "effective_on"),
        ({"effective_on": date(2025, 9, 22)}, "effective_on"),
        ({"effective_on": None}, "effective_on"),
        ({"percent": 101}, "percent"),
        ({"percent": -1}, "percent"),
        ({"health": ""}, "health"),
        ({"health": "fine"}, "health"),
        ({"state": "done"}, "state"),
        ({"state": "proposed"}, "state"),
        ({"state": "reopened"}, "state"),
        ({"state": "gone"}, "state"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_nothing_is_saved(do, measure, given, field):
    refused(field, do.update, measure, **given)
    measure.refresh_from_db()
    assert (measure.version, StatusUpdate.objects.count(), Event.objects.count()) == (1, 0, 0)


def test_the_day_is_the_day_in_ha_noi(do, measure):
    late_evening_in_utc = datetime(2026, 3, 20, 18, 30, tzinfo=UTC)  # 01:30 on the 21st in Hà Nội
    do.update(measure, effective_on=date(2026, 3, 21), now=late_evening_in_utc)
    measure.refresh_from_db()
    assert measure.updated_on == date(2026, 3, 21)


@pytest.mark.parametrize("state", ["paused", "cancelled"])
def test_only_the_secretariat_pauses_or_cancels_and_says_why(do, measure, secretariat, state):
    refused("state", do.update, measure, state=state, health="", reason="Theo chỉ đạo")
    refused("reason", do.update, measure, secretariat, state=state, health="")
    do.update(measure, secretariat, state=state, health="", reason="Theo chỉ đạo")
    measure.refresh_from_db()
    assert measure.state == state


def test_an_officer_cannot_undo_a_pause_by_correcting_it(do, measure, secretariat):
    pause = do.update(measure, secretariat, state="paused", health="", reason="Theo chỉ đạo")
    refused("state", do.update, measure)
    refused("replaces", do.update, measure, replaces=pause)


@pytest.mark.both
def test_a_late_record_of_an_earlier_day_does_not_change_today(do, measure):
    do.update(measure, percent=60, effective_on=date(2026, 3, 10))
    do.update(measure, percent=20, effective_on=date(2026, 2, 1))
    measure.refresh_from_db()
    assert measure.percent == 60


@pytest.mark.both
def test_a_correction_takes_the_place_of_a_row_that_stays_on_record(do, measure):
    wrong = do.update(measure, percent=90)
    do.update(measure, percent=9, replaces=wrong)
    measure.refresh_from_db()
    assert (measure.percent, measure.updates.count()) == (9, 2)
    assert Event.objects.first().verb == "plan.status_corrected"
    refused("replaces", do.update, measure, replaces=wrong)


def test_a_row_of_another_measure_cannot_be_corrected_here(do, measure, other_measure, secretariat):
    foreign = do.update(other_measure, secretariat)
    refused("replaces", do.update, measure, replaces=foreign)


def test_nothing_is_recorded_while_completion_waits(do, measure):
    do.propose(measure)
    assert "confirmed or refused" in refused("__all__", do.update, measure)


def test_a_measure_outside_the_plan_waits_for_its_adoption(do, measure):
    found = MeasureFactory(task=measure.task, code="S1", in_plan_from=None)
    assert "adopts" in refused("__all__", do.update, found)


def test_a_command_leaves_no_trace_of_a_person(do, measure):
    do.update(measure, System("load_plan"))
    measure.refresh_from_db()
    assert measure.updated_on is None
    assert measure.updates.get().by is None


def test_text_is_kept_as_documents_can_hold_it(do, measure):
    update = do.update(measure, narrative="a\x00b\x0bc\u202e  ", health="at_risk", reason="  Lý do\u0001 ")
    assert (update.narrative, update.reason) == ("ab\nc", "Lý do")
