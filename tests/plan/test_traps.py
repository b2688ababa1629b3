"""Faults that other systems were found to have, each as a test of ours; the numbers are those of the list of traps.

Beside them: 7 belongs to imports; 3 to 5, 15, 16, 20 to 22 to reports and their reminders (tests/reports/test_traps.py).
"""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from accounts.history import System
from accounts.models import Event
from plan import services
from plan.models import Measure
from plan.moment import Moment
from plan.progress import Cell, Standing, State, cell, expected, share_of_way
from plan.slippage import slippage
from tests.factories import ISSUED, IndicatorFactory
from tests.plan.conftest import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("cast_stands")]
MACHINE = System("load_plan")


def cell_on(measure, on):
    return Measure.objects.filter(pk=measure.pk).standing(Moment(on, None, TODAY)).get().cell


def test_trap_1_lateness_is_never_stored(do, measure):
    """Due and overdue stand in no column: the same untouched row is within its term one day and overdue the next."""
    do.set_term(measure, TODAY + timedelta(days=1))
    before = Measure.objects.filter(pk=measure.pk).values().get()
    assert [cell_on(measure, TODAY + timedelta(days=days)) for days in (1, 2)] == [Cell.OPEN_WITHIN, Cell.OPEN_OVERDUE]
    assert Measure.objects.filter(pk=measure.pk).values().get() == before
    stored = {field.name for field in Measure._meta.concrete_fields} | {str(state) for state in State}
    assert not {name for name in stored if re.search(r"late|overdue|stale|silent", name)}


def test_trap_2_what_runs_by_the_clock_saves_no_measure(do, measure, plan):
    """A nightly round that saves rows nobody touched would cascade; ours leaves every measure as it was."""
    do.update(measure)
    before = list(Measure.objects.order_by("pk").values())
    events = Event.objects.about(measure).count()
    for days in (1, 40, 100):
        services.keep_calendar(by=System("open_periods"), now=NOW + timedelta(days=days))
    assert list(Measure.objects.order_by("pk").values()) == before
    assert Event.objects.about(measure).count() == events


def test_trap_6_progress_below_the_baseline_is_shown_and_falling_can_be_good():
    assert share_of_way(99, 115, 95) == -0.25
    assert share_of_way(40, 10, 25) == 0.5  # an indicator that should fall
    assert share_of_way(40, 10, 46) == -0.2


def test_trap_8_going_backwards_does_not_hide_lateness(do, measure):
    """Less done than before: overdue all the same, and the percent is not lost."""
    do.set_term(measure, date(2026, 3, 10), on=ISSUED)
    do.update(measure, percent=60, effective_on=date(2026, 3, 1))
    do.update(measure, percent=20, health="off_track", reason="Làm lại từ đầu", effective_on=date(2026, 3, 15))
    row = Measure.objects.standing(Moment(TODAY, None, TODAY)).get(pk=measure.pk)
    assert (row.cell, row.at_percent, row.at_health) == (Cell.OPEN_OVERDUE, 20, "off_track")


def test_trap_9_late_is_seen_long_before_the_target():
    """With targets in 2030 and 2045 the expected value of 2026 is already above the baseline, whatever was typed first."""
    baseline, targets = (date(2025, 12, 31), 99.0), [(date(2030, 12, 31), 115.0), (date(2045, 12, 31), 150.0)]
    assert 102 < expected(baseline, targets, date(2026, 12, 31)) < 103
    assert expected(baseline, targets, date(2035, 12, 31)) > 115
    assert expected(baseline, targets, date(2025, 12, 30)) is None


def test_trap_9_the_baseline_is_its_own_field_and_no_value_moves_it(plan, secretariat):
    indicator = IndicatorFactory(code="typed", source_kind="typed", baseline=99, baseline_on=date(2025, 12, 31))
    services.observe(indicator=indicator, on=date(2025, 10, 1), value=90, by=secretariat, now=NOW)
    indicator.refresh_from_db()
    assert (indicator.baseline, indicator.baseline_on) == (99, date(2025, 12, 31))


def test_trap_10_work_in_progress_is_not_work_not_started(do, measure):
    do.step(measure)
    do.update(measure, percent=0)
    measure.refresh_from_db()
    assert measure.state == State.IN_PROGRESS


def test_trap_10_one_late_step_does_not_make_the_measure_overdue(do, measure):
    do.set_term(measure, TODAY + timedelta(days=100))
    late = do.step(measure, planned_on=date(2026, 1, 10))
    assert late.is_late(TODAY)
    assert cell_on(measure, TODAY) == Cell.OPEN_WITHIN


def test_trap_11_a_machine_save_is_not_an_update(do, measure, department, secretariat):
    """Whatever a command or a job writes, and whatever is only arranged around the work, leaves the day of the last update."""
    day = date(2026, 1, 5)
    do.update(measure, now=NOW - timedelta(days=74), effective_on=day)
    services.record_status(
        measure=measure,
        by=MACHINE,
        state="in_progress",
        percent=90,
        health="on_track",
        reason="",
        narrative="",
        difficulties="",
        effective_on=TODAY,
        now=NOW,
        seen=None,
    )
    do.set_term(measure, TODAY + timedelta(days=30), by=MACHINE)
    services.edit_measure(measure=measure, by=MACHINE, values={"output_vi": "Nghị định"}, now=NOW, seen=None)
    step = do.step(measure, by=MACHINE)
    do.reach(step, by=MACHINE)
    measure.refresh_from_db()
    assert (measure.percent, measure.updated_on) == (90, day)
    do.update(measure, effective_on=TODAY)  # the control: a person's word does count
    measure.refresh_from_db()
    assert measure.updated_on == TODAY


def test_trap_12_who_completed_it_is_not_who_touched_it_last(do, measure, officer, head, secretariat, signed_in):
    do.finish(measure)
    services.edit_measure(measure=measure, by=secretariat, values={"output_vi": "Báo cáo"}, now=NOW + timedelta(hours=1), seen=None)
    completion = measure.completions.get()
    assert (completion.proposed_by, completion.decided_by) == (officer, head)
    assert measure.updates.standing().get(state="done").by == head


def test_trap_12_a_past_day_is_read_from_rows_and_not_rebuilt_from_text(do, measure):
    do.set_term(measure, TODAY + timedelta(days=30), on=TODAY)
    do.update(measure, percent=10, now=NOW - timedelta(days=20), effective_on=date(2026, 2, 28))
    then = Moment(date(2026, 3, 1), NOW - timedelta(days=19), TODAY)
    before = Measure.objects.standing(then).values_list("at_state", "at_percent", "at_due_on", "cell").get(pk=measure.pk)
    do.update(measure, percent=80, effective_on=date(2026, 2, 28), replaces=measure.updates.get())
    assert Measure.objects.standing(then).values_list("at_state", "at_percent", "at_due_on", "cell").get(pk=measure.pk) == before


def test_trap_13_no_next_day_is_invented(do, measure):
    """Nothing adds a year to a term that has passed: it stays overdue until somebody decides another."""
    do.set_term(measure, date(2026, 3, 10), on=ISSUED)
    assert cell_on(measure, TODAY + timedelta(days=400)) == Cell.OPEN_OVERDUE
    measure.refresh_from_db()
    assert measure.due_on == date(2026, 3, 10)


def test_trap_14_percent_counts_from_the_baseline_and_may_pass_a_hundred():
    assert share_of_way(99, 115, 99) == 0
    assert share_of_way(99, 115, 107) == 0.5
    assert share_of_way(99, 115, 119) == 1.25


def test_trap_17_dates_asked_for_are_kept_and_slippage_is_counted(do, measure, head):
    do.set_term(measure, date(2026, 6, 30))
    do.decide(do.ask(measure, date(2026, 9, 30)), approve=False, reason="Không có căn cứ")
    do.decide(do.ask(measure, date(2026, 12, 31)))
    assert sorted(measure.deadline_changes.values_list("new_due_on", "decision")) == [
        (date(2026, 6, 30), "approved"),
        (date(2026, 9, 30), "refused"),
        (date(2026, 12, 31), "approved"),
    ]
    told = slippage(measure.deadline_changes.approved().order_by("effective_on", "decided_at", "id"))
    assert (told.original, told.times, told.days) == (date(2026, 6, 30), 1, 184)


def test_trap_18_a_measure_never_updated_goes_stale_too(do, measure, other_measure):
    """Counted from the day on which it came into the plan, where nobody has ever said a word."""
    limit = settings.STALE_AFTER_DAYS
    came = ISSUED + timedelta(days=limit)
    assert list(Measure.objects.stale(came)) == []
    assert list(Measure.objects.stale(came + timedelta(days=1))) == [measure, other_measure]
    do.update(measure)
    assert list(Measure.objects.stale(TODAY)) == [other_measure]
    assert measure in Measure.objects.stale(TODAY + timedelta(days=limit + 1))
    with override_settings(STALE_AFTER_DAYS=5):
        assert measure in Measure.objects.stale(TODAY + timedelta(days=6))


@pytest.mark.parametrize("state", ["done", "paused", "cancelled", "superseded", "outside"])
def test_trap_18_what_is_closed_or_not_of_the_plan_is_not_stale(do, measure, other_measure, secretariat, state):
    if state == "done":
        do.finish(measure)
    elif state == "superseded":
        services.supersede(measure=measure, by=secretariat, other=other_measure, from_on=TODAY, now=NOW, seen=None, decision="12/QĐ-BNG")
    elif state == "outside":
        Measure.objects.filter(pk=measure.pk).update(in_plan_from=None)
    else:
        do.update(measure, secretariat, state=state, health="", reason="Theo chỉ đạo")
    assert list(Measure.objects.stale(TODAY + timedelta(days=1000))) == [other_measure]


def test_trap_18_an_item_never_updated_is_overdue_like_any_other():
    assert cell(Standing(term="dated", due_on=TODAY), TODAY + timedelta(days=1)) == Cell.OPEN_OVERDUE


def test_trap_19_no_change_goes_round_the_history(do, measure, officer, head, secretariat):
    """Each act of whatever kind writes exactly one line."""
    deeds = [
        lambda: do.set_term(measure, TODAY + timedelta(days=30)),
        lambda: do.update(measure),
        lambda: do.step(measure),
        lambda: do.reach(measure.milestones.get()),
        lambda: do.ask(measure, TODAY + timedelta(days=60)),
        lambda: do.decide(measure.deadline_changes.open().get()),
        lambda: do.propose(measure),
        lambda: do.confirm(measure.completions.waiting().get()),
        lambda: do.reopen(measure),
    ]
    for number, deed in enumerate(deeds, start=1):
        deed()
        assert Event.objects.about(measure).exclude(verb="plan.evidence_added").count() == number


def test_trap_19_measures_are_written_nowhere_but_in_services():
    """No bulk update of measures, statuses or terms outside the services, where it would leave no line."""
    loose = re.compile(r"(Measure|StatusUpdate|DeadlineChange|Completion)\.objects[^\n]*\.(update|bulk_update|delete)\(")
    root = Path(settings.BASE_DIR)
    apps = ("accounts", "office", "plan", "missions", "personnel", "reports", "overview")
    found = [
        file.relative_to(root).as_posix()
        for app in apps
        for file in (root / app).rglob("*.py")
        if "services" not in file.parts and "migrations" not in file.parts and loose.search(file.read_text(encoding="utf-8"))
    ]
    assert found == []
    assert loose.search("Measure.objects.filter(pk=1).update(state='done')")
