"""One rule, four ways to ask it: the pure function, SQL over the history, SQL over the current columns, a row read already.

Over random histories (late records, corrections, terms moved, work reopened, measures superseded) they agree,
at any day and as known at any moment, and the cells add up to the measures of the plan.
"""

import os
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from plan.models import DeadlineChange, Measure, StatusUpdate
from plan.moment import Moment, day_of
from plan.progress import Cell, Standing, State, Term, cell
from plan.services._ground import bring_up_to_date
from tests.factories import MeasureFactory
from tests.plan.conftest import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.both]
EXAMPLES = int(os.environ.get("EXAMPLES", "12"))
few = settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
START = date(2026, 3, 15)
DAYS = (TODAY - START).days
ago = st.integers(0, DAYS)
hours = st.integers(0, 2)


def instant(day, hour):
    """One of few instants of the day in Hà Nội, so that two often meet; not after NOW."""
    return min(datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hour), NOW)


def standing(measure, then):
    """By the words of the rules, from the rows in memory."""
    known = then.known or NOW
    rows = [row for row in measure.updates.all() if row.recorded_at <= known]
    replaced = {row.replaces_id for row in rows}
    rows = [row for row in rows if row.pk not in replaced and row.effective_on <= then.on]
    last = max(rows, key=lambda row: (row.effective_on, row.recorded_at, row.pk), default=None)

    def term_on(day, decided_by=known):
        changes = [
            c for c in measure.deadline_changes.all() if c.decision == "approved" and c.decided_at <= decided_by and c.effective_on <= day
        ]
        return max(changes, key=lambda change: (change.effective_on, change.decided_at, change.pk), default=None)

    state = last.state if last else State.NOT_STARTED
    done_on = last.effective_on if state == State.DONE else None
    term, judged_by = term_on(then.on), term_on(done_on, last.recorded_at) if done_on else None
    return Standing(
        state=state,
        term=term.new_term if term else Term.NONE,
        due_on=term and term.new_due_on,
        completed_on=done_on,
        due_at_completion=judged_by and judged_by.new_due_on,
        superseded=bool(measure.superseded_from and measure.superseded_from <= then.on and measure.superseded_recorded_at <= known),
    )


def assert_they_agree(then):
    found = {row.pk: row.cell for row in Measure.objects.standing(then)}
    assert found == {
        measure.pk: cell(standing(measure, then), then.on) for measure in Measure.objects.prefetch_related("updates", "deadline_changes")
    }
    within = list(Measure.objects.in_plan(then))
    for by in (None, "task", "unit"):
        rows = Measure.objects.cells(by, moment=then)
        assert sum(row.total for row in rows) == len(within)
        assert sum(row[Cell.OUT] + row.in_force for row in rows) == len(within)


def assert_columns_equal_history():
    now = Moment.now(NOW)
    names = ["pk", "at_state", "at_health", "at_percent", "at_term", "at_due_on", "at_completed_on", "at_due_at_completion", "cell"]
    by_columns = list(Measure.objects.order_by("pk").standing(now).values_list(*names))
    rows = list(Measure.objects.order_by("pk"))
    for row in rows:
        row.stand(now)
    assert by_columns == [tuple(getattr(row, name) for name in names) for row in rows]
    assert by_columns == list(Measure.objects.order_by("pk").standing(now, from_history=True).values_list(*names))


states = st.sampled_from([*State.values, "done", "done", "in_progress"])
updates = st.lists(st.tuples(states, ago, ago, hours, st.booleans()), min_size=1, max_size=5)
changes = st.lists(st.tuples(st.sampled_from(["dated", "dated", "ongoing"]), st.integers(-2, DAYS + 3), ago, ago, hours), max_size=4)
histories = st.tuples(updates, changes, st.none() | st.none() | ago)
moments = st.lists(st.tuples(st.integers(-1, DAYS + 2), st.none() | st.tuples(ago, hours)), min_size=2, max_size=3)


def write(measure, history):
    """Rows as they could have been written: none is in force from a day after it was recorded."""
    rows, terms, superseded = history
    written = []
    for state, first, second, hour, corrects in sorted(rows, key=lambda row: (max(row[1:3]), row[3])):
        at = instant(START + timedelta(days=max(first, second)), hour)
        effective = min(START + timedelta(days=min(first, second)), day_of(at))
        earlier = written.pop() if corrects and written else None
        written.append(
            StatusUpdate.objects.create(
                measure=measure, state=state, percent=hour, effective_on=effective, recorded_at=at, replaces=earlier
            )
        )
    for term, due, first, second, hour in terms:
        at = instant(START + timedelta(days=max(first, second)), hour)
        effective = min(START + timedelta(days=min(first, second)), day_of(at))
        due_on = START + timedelta(days=due) if term == "dated" else None
        decided = {"decision": "approved", "decided_at": at, "effective_on": effective}
        DeadlineChange.objects.create(
            measure=measure, old_term="none", new_term=term, new_due_on=due_on, reason="x", asked_at=at, **decided
        )
    if superseded is not None:
        measure.superseded_from, measure.superseded_recorded_at = START, instant(START + timedelta(days=superseded), 2)
        measure.save()
    bring_up_to_date(measure, NOW)


@pytest.fixture
def measures(measure):
    later = {"in_plan_from": START + timedelta(days=1), "in_plan_recorded_at": NOW - timedelta(days=2)}
    return [measure, MeasureFactory(task=measure.task), MeasureFactory(task=measure.task, **later)]


@few
@given(told=st.tuples(histories, histories, histories), asked=moments)
def test_over_any_rows_the_ways_agree(measures, told, asked):
    with transaction.atomic():
        for measure, history in zip(measures, told, strict=True):
            measure.refresh_from_db()
            write(measure, history)
        assert_columns_equal_history()
        for day, known in asked:
            assert_they_agree(Moment(START + timedelta(days=day), known and instant(START + timedelta(days=known[0]), known[1]), TODAY))
        transaction.set_rollback(True)


DEEDS = ["update", "correct", "late", "propose", "confirm", "refuse", "reopen", "pause", "ask", "approve", "deny", "set"]


def attempt(do, measure, secretariat, deed, now, back):
    """One deed on a day; what the rules do not allow is refused whole."""
    today = day_of(now)
    earlier = max(START, today - timedelta(days=back))
    waiting, request = measure.completions.waiting().first(), measure.deadline_changes.open().first()
    calls = {
        "update": lambda: do.update(measure, now=now, effective_on=today, percent=back),
        "late": lambda: do.update(measure, now=now, effective_on=earlier, percent=back),
        "correct": lambda: do.update(measure, now=now, effective_on=earlier, replaces=measure.updates.standing().first()),
        "propose": lambda: do.propose(measure, on=earlier, now=now),
        "confirm": lambda: waiting and do.confirm(waiting, now=now),
        "refuse": lambda: waiting and do.refuse(waiting, now=now),
        "reopen": lambda: do.reopen(measure, on=earlier, now=now),
        "pause": lambda: do.update(measure, secretariat, state="paused", health="", reason="x", effective_on=today, now=now),
        "ask": lambda: do.ask(measure, today + timedelta(days=back + 1), now=now),
        "approve": lambda: request and do.decide(request, now=now),
        "deny": lambda: request and do.decide(request, approve=False, reason="x", now=now),
        "set": lambda: do.set_term(measure, today + timedelta(days=back - 2), on=earlier if back % 2 else today, now=now),
    }
    try:
        with transaction.atomic():
            calls[deed]()
    except ValidationError:
        measure.refresh_from_db()


LATE_EXCUSE = [("set", 0, 2), ("propose", 3, 0), ("set", 0, 4), ("confirm", 0, 0)]  # another term on the day of completion itself


@few
@example(story=LATE_EXCUSE, asked=[])
@given(story=st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 2), st.integers(0, 4)), min_size=2, max_size=10), asked=moments)
def test_over_any_story_told_through_the_services_they_agree(do, measure, secretariat, story, asked):
    with transaction.atomic():
        day, overdue = START, {}
        for n, (deed, passed, back) in enumerate(story):
            day = min(day + timedelta(days=passed), TODAY)
            attempt(do, measure, secretariat, deed, instant(day, 0) + timedelta(minutes=n), back)
            then = Moment(day, None, day)
            if Measure.objects.standing(then).get(pk=measure.pk).cell == Cell.OPEN_OVERDUE:
                overdue[day] = measure.updates.standing().count()
        assert_columns_equal_history()
        for on, known in asked:
            assert_they_agree(Moment(START + timedelta(days=on), known and instant(START + timedelta(days=known[0]), known[1]), TODAY))
        for on in overdue:
            assert_no_deadline_excuses(measure, on)
        assert_judged_by_what_was_decided_before_the_proposal(measure)
        transaction.set_rollback(True)


def assert_no_deadline_excuses(measure, on):
    """Rule 3: a day seen as overdue may turn out otherwise by what was done, never by a term decided after it."""
    as_known_now = standing(measure, Moment(on, None, TODAY))
    end_of_day = standing(measure, Moment(on, instant(on, 2), TODAY))
    assert (as_known_now.term, as_known_now.due_on) == (end_of_day.term, end_of_day.due_on)


def assert_judged_by_what_was_decided_before_the_proposal(measure):
    """Rule 3: from the moment somebody says “done”, no decision about the term can make it on time."""
    for completion in measure.completions.filter(decision="confirmed"):
        changes = [c for c in measure.deadline_changes.approved() if c.decided_at < completion.proposed_at]
        changes = [c for c in changes if c.effective_on <= completion.effective_on]
        last = max(changes, key=lambda change: (change.effective_on, change.decided_at, change.pk), default=None)
        judged = standing(measure, Moment(completion.effective_on, completion.decided_at, TODAY))
        assert (judged.state, judged.due_at_completion) == (State.DONE, last and last.new_due_on)


def test_a_row_read_already_does_not_tell_of_the_past(measure):
    with pytest.raises(ValueError, match="rows behind"):
        measure.stand(Moment(TODAY - timedelta(days=1), None, TODAY))
