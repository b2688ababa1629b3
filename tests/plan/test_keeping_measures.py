"""Measures and tasks kept in the browser: added, edited by decision, superseded, put in another order."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Event
from accounts.versions import StaleVersion
from plan import services
from plan.models import Measure
from plan.models.plan import STEP
from plan.moment import Moment
from tests.factories import MeasureFactory, TaskFactory
from tests.plan.conftest import NOW, TODAY

pytestmark = pytest.mark.usefixtures("cast_stands")
TITLES = {"title_vi": "Nhiệm vụ", "title_en": "A task"}


def values(task, **more):
    texts = {"title_vi": "Lập quỹ đào tạo", "title_en": "Set up a training fund", "output_kind": "product", "output_vi": "Đề án"}
    return {"task": task, "output_en": "", "is_key": False, "source": None, "source_sentence": "", **texts, **more}


def add(plan, by, task, *, code="2.4", on=TODAY, **more):
    return services.add_measure(plan=plan, by=by, code=code, in_plan_from=on, values=values(task, **more), now=NOW)


def test_a_new_measure_counts_from_its_day_as_known_since_it_was_added(plan, measure, secretariat):
    added = add(plan, secretariat, measure.task)
    assert added in Measure.objects.in_plan(Moment(TODAY, None, TODAY))
    assert added not in Measure.objects.in_plan(Moment(date(2026, 3, 19), None, TODAY))
    assert added not in Measure.objects.in_plan(Moment(TODAY, NOW.replace(hour=1), TODAY))
    assert added.position == 2 * STEP + 1
    assert "lap quy dao tao" in added.search_text
    event = Event.objects.about(added).get()
    assert (event.verb, event.object_code) == ("plan.measure_added", "292/2.4")
    assert event.body.changes["task"] == [None, "2"]


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("code", {"code": "2.3"}),
        ("code", {"code": "2/3"}),
        ("code", {"code": "add"}),
        ("code", {"code": "2." + "9" * 30}),
        ("title_en", {"title_en": "  "}),
        ("in_plan_from", {"on": date(2025, 9, 22)}),
        ("in_plan_from", {"on": date(2026, 3, 21)}),
        ("output_kind", {"output_kind": "forged"}),
    ],
)
def test_what_cannot_be_a_measure_is_refused_beside_its_field(field, given, plan, measure, secretariat):
    with pytest.raises(ValidationError) as refused:
        add(plan, secretariat, measure.task, **given)
    assert set(refused.value.error_dict) == {field}
    assert Measure.objects.count() == 1


def test_a_task_of_another_plan_is_refused(plan, measure, secretariat):
    stranger = TaskFactory(plan__code="9", code="9")
    with pytest.raises(ValidationError):
        add(plan, secretariat, stranger)


def test_the_next_code_follows_the_last_number(measure):
    MeasureFactory(task=measure.task, code="2.10")
    MeasureFactory(task=measure.task, code="2.x")
    MeasureFactory(task=TaskFactory(code="22"), code="22.40")
    assert services.next_code(measure.task) == "2.11"
    assert services.next_code(TaskFactory(code="5")) == "5.1"


def test_the_words_before_stay_in_the_history(measure, secretariat):
    before = measure.title_vi
    services.edit_measure(measure=measure, by=secretariat, values={"title_vi": "Tên mới"}, now=NOW, seen=1)
    assert Event.objects.about(measure).get().body.changes["title_vi"] == [before, "Tên mới"]


def test_a_key_measure_is_made_by_decision(measure, secretariat):
    with pytest.raises(ValidationError) as refused:
        services.edit_measure(measure=measure, by=secretariat, values={"is_key": True}, now=NOW, seen=1)
    assert set(refused.value.error_dict) == {"decision"}
    services.edit_measure(measure=measure, by=secretariat, values={"is_key": True}, decision="QĐ 12/QĐ-BNG", now=NOW, seen=1)
    assert measure.is_key
    assert Event.objects.about(measure).get().body.reason == "QĐ 12/QĐ-BNG"


def test_a_measure_moves_to_another_task_and_names_it_by_code(measure, other_measure, secretariat):
    services.edit_measure(measure=measure, by=secretariat, values={"task": other_measure.task}, now=NOW, seen=1)
    assert Event.objects.about(measure).get().body.changes["task"] == ["2", "3"]


def in_order(plan):
    return [row.code for row in plan.measures.filter(task__code__in="78").order_by("position")]


@pytest.mark.both
def test_a_moved_measure_comes_last_in_its_task_and_no_two_share_a_place(plan, secretariat):
    tasks = [services.add_task(plan=plan, by=secretariat, code=code, values=TITLES, now=NOW) for code in ("7", "8")]
    for task, code in ((tasks[0], "7.1"), (tasks[1], "8.1"), (tasks[1], "8.2")):
        add(plan, secretariat, task, code=code)
    moved = Measure.objects.get(code="8.2")
    services.edit_measure(measure=moved, by=secretariat, values={"task": tasks[0]}, now=NOW, seen=None)
    add(plan, secretariat, tasks[0], code="7.2")
    add(plan, secretariat, tasks[1], code="8.3")
    assert in_order(plan) == ["7.1", "8.2", "7.2", "8.1", "8.3"]
    services.move_task(task=tasks[0], by=secretariat, up=False, now=NOW, seen=None)
    assert in_order(plan) == ["8.1", "8.3", "7.1", "8.2", "7.2"]
    assert len(set(plan.measures.values_list("position", flat=True))) == plan.measures.count()


def test_a_new_measure_leaves_the_places_of_those_not_adopted(plan, measure, secretariat):
    places = range(2 * STEP + 1, 2 * STEP + 4)
    Measure.objects.filter(pk=measure.pk).update(position=places[0])
    MeasureFactory(task=measure.task, code="2.s2", position=places[1], in_plan_from=None)
    assert add(plan, secretariat, measure.task).position == places[2]


def test_the_measure_that_takes_its_place_is_in_the_plan_by_then(plan, measure, other_measure, secretariat):
    Measure.objects.filter(pk=other_measure.pk).update(in_plan_from=date(2026, 3, 15))
    given = {"measure": measure, "other": other_measure, "by": secretariat, "now": NOW, "seen": 1, "decision": "QĐ 7"}
    with pytest.raises(ValidationError) as refused:
        services.supersede(from_on=date(2026, 2, 1), **given)
    assert "15/03/2026" in refused.value.message_dict["from_on"][0]
    services.supersede(from_on=date(2026, 3, 15), **given)
    counted = plan.measures.cells(moment=Moment(date(2026, 3, 14), None, TODAY))[0]
    assert counted.in_force == counted.total == 1


def test_superseding_needs_its_decision_and_keeps_both_clocks(measure, other_measure, secretariat):
    given = {"measure": measure, "other": other_measure, "by": secretariat, "from_on": TODAY, "now": NOW}
    with pytest.raises(ValidationError) as refused:
        services.supersede(**given, seen=1)
    assert set(refused.value.error_dict) == {"decision"}
    services.supersede(**given, seen=1, decision="QĐ 7")
    assert measure.superseded_decision == "QĐ 7"
    assert measure.was_superseded(Moment(TODAY, None, TODAY))
    assert not measure.was_superseded(Moment(TODAY, NOW.replace(hour=1), TODAY))


def test_a_task_and_its_measures_change_places_with_the_next(measure, other_measure, secretariat, plan):
    first, second = measure.task, other_measure.task
    for row, place in ((measure, 2 * STEP + 1), (other_measure, 3 * STEP + 1)):
        Measure.objects.filter(pk=row.pk).update(position=place)
    services.move_task(task=first, by=secretariat, up=False, now=NOW, seen=1)
    assert [task.code for task in plan.tasks.all()] == ["3", "2"]
    assert [row.code for row in plan.measures.order_by("position")] == ["3.1", "2.3"]
    second.refresh_from_db()
    services.move_task(task=second, by=secretariat, up=True, now=NOW, seen=second.version)  # it is the first already
    assert [task.code for task in plan.tasks.all()] == ["3", "2"]
    assert Event.objects.filter(verb="plan.task_moved").count() == 2


def test_a_task_is_edited_by_who_has_seen_it_last(plan, secretariat):
    task = services.add_task(plan=plan, by=secretariat, code="7", values={"title_vi": "Bảy", "title_en": "Seven"}, now=NOW)
    changed = {"title_vi": "Nhiệm vụ bảy", "title_en": "Task seven"}
    services.edit_task(task=task, by=secretariat, values=changed, now=NOW, seen=1)
    with pytest.raises(StaleVersion):
        services.edit_task(task=task, by=secretariat, values=changed, now=NOW, seen=1)
    with pytest.raises(ValidationError):
        services.edit_task(task=task, by=secretariat, values={**changed, "title_en": ""}, now=NOW, seen=2)
