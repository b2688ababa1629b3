"""Bulk edits in the same moment, each with a connection of its own: nothing is overwritten unseen, nobody waits for ever."""

import pytest

from accounts.models import Event
from plan import services
from plan.models import Edit, Measure, StatusUpdate
from plan.services import Wanted
from tests.factories import AssignmentFactory, MeasureFactory, TaskFactory
from tests.plan.conftest import NOW, TODAY

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


@pytest.fixture
def led(plan, department):
    task = TaskFactory(plan=plan, code="2")
    rows = [MeasureFactory(task=task, code=f"2.{n}", position=n) for n in range(1, 31)]
    for row in rows:
        AssignmentFactory(measure=row, unit=department)
    return rows


def bulk(plan, measures, by, percent, seen):
    wanted = Wanted(effective_on=TODAY, state="in_progress", health="on_track", percent=percent)
    return lambda: services.edit_many(plan=plan, measures=[m.pk for m in measures], wanted=wanted, by=by, now=NOW, seen=seen)


def test_of_two_confirmations_of_the_same_rows_one_wins_each_row(at_once, led, plan, officer, secretariat):
    seen = {measure.pk: measure.version for measure in led}
    first, second = at_once(bulk(plan, led, officer, 10, seen), bulk(plan, list(reversed(led)), secretariat, 90, seen))
    assert not [answer for answer in (first, second) if isinstance(answer, Exception)]
    assert sorted([len(first.changed), len(second.changed)]) == [0, 30]
    assert sorted([len(first.stale), len(second.stale)]) == [0, 30]
    assert Measure.objects.values("percent").distinct().count() == 1
    assert StatusUpdate.objects.count() == Edit.objects.count() == 30
    assert set(Measure.objects.values_list("version", flat=True)) == {2}


def test_a_single_update_and_a_bulk_edit_do_not_lose_each_other(at_once, led, plan, officer, secretariat):
    seen = {measure.pk: measure.version for measure in led}
    single = {"state": "in_progress", "percent": 55, "health": "on_track", "reason": "", "narrative": "", "difficulties": ""}
    measure = Measure.objects.get(pk=led[7].pk)
    one = lambda: services.record_status(measure=measure, by=officer, effective_on=TODAY, now=NOW, seen=1, **single)  # noqa: E731
    many, alone = at_once(bulk(plan, led, secretariat, 90, seen), one)
    lost = [row for row in many.stale if row.pk == measure.pk]
    assert bool(lost) != isinstance(alone, Exception), "exactly one of the two is told that it came too late"
    assert StatusUpdate.objects.filter(measure=measure).count() == 1


def test_an_undo_pressed_twice_undoes_once(at_once, led, plan, officer):
    act = bulk(plan, led, officer, 10, None)().act
    answers = at_once(*[lambda: services.undo(act=act, by=officer, now=NOW)] * 2)
    assert len([answer for answer in answers if isinstance(answer, Exception)]) == 1
    assert Event.objects.filter(verb="plan.edit_undone").count() == 30
