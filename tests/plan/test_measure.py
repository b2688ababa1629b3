from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import Event
from accounts.versions import StaleVersion
from plan import services
from plan.models import Directive, DirectiveLink, Measure
from plan.moment import Moment
from plan.progress import Cell
from tests.factories import MeasureFactory, UnitFactory
from tests.plan.conftest import NOW, TODAY
from tests.plan.test_record_status import refused

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("cast_stands")]
LATER = datetime(2026, 4, 20, 3, tzinfo=UTC)


def assign(measure, by, lead, coordinating=(), *, on=None, now=NOW, seen=None):
    return services.assign(measure=measure, by=by, lead=lead, coordinating=coordinating, from_on=on or now.date(), now=now, seen=seen)


def edit(measure, by, *, seen=None, decision="", **values):
    return services.edit_measure(measure=measure, by=by, values=values, decision=decision, now=NOW, seen=seen)


def test_units_change_and_the_past_keeps_its_own(measure, secretariat, department, geographic):
    assign(measure, secretariat, geographic, [department])
    assert measure.lead_unit() == geographic
    assert set(measure.unit_ids()) == {geographic.pk}
    old = measure.assignments.get(until_on=TODAY)
    assert (old.unit, old.role, old.ended_recorded_at) == (department, "lead", NOW)
    leads = {row.key: row.total for row in Measure.objects.cells("unit", moment=Moment(date(2026, 3, 19), None, TODAY))}
    assert leads == {"vu-to-chuc-can-bo": 1}
    assert Event.objects.get().body.changes["lead"] == ["Vụ Tổ chức Cán bộ", "Vụ Châu Âu"]


def test_the_same_units_again_change_nothing(measure, secretariat, department):
    assign(measure, secretariat, department, seen=1)
    measure.refresh_from_db()
    assert (measure.version, measure.assignments.count(), Event.objects.count()) == (1, 1, 0)


def test_a_unit_once(measure, secretariat, department):
    refused("coordinating", assign, measure, secretariat, department, [department])


def test_units_that_cannot_act_are_refused(measure, secretariat, department):
    refused("lead", assign, measure, secretariat, UnitFactory(kind="group"))
    refused("coordinating", assign, measure, secretariat, department, [UnitFactory(until=date(2026, 1, 1))])


def test_a_mission_coordinates_while_it_is_open_and_never_leads(measure, secretariat, department, embassy):
    refused("lead", assign, measure, secretariat, embassy)
    assign(measure, secretariat, department, [embassy])
    assert measure.assignments.current().get(role="coordinating").unit == embassy


@pytest.mark.parametrize("what", [{"until": date(2018, 6, 5)}, {"is_planned": True}])
def test_a_mission_that_is_closed_or_only_spoken_of_holds_nothing(what, measure, secretariat, department):
    refused("coordinating", assign, measure, secretariat, department, [UnitFactory(kind="mission", **what)])


def test_an_assignment_cannot_end_before_it_began(measure, secretariat, geographic, department):
    assign(measure, secretariat, geographic)
    refused("from_on", assign, measure, secretariat, department, on=date(2026, 3, 1))
    refused("from_on", assign, measure, secretariat, department, on=date(2026, 3, 21))
    assign(measure, secretariat, None)
    assert measure.lead_unit() is None
    assert Measure.objects.cells("unit", moment=Moment.now(NOW))[0].key is None


def test_without_a_lead_then_with_one_again(measure, secretariat, department):
    assign(measure, secretariat, None)
    assign(measure, secretariat, department, now=LATER)
    assert measure.assignments.current().get().unit == department


def test_as_known_before_a_late_record_the_old_unit_led(measure, secretariat, geographic):
    assign(measure, secretariat, geographic, on=date(2026, 3, 1))
    then = Moment(date(2026, 3, 10), datetime(2026, 3, 15, tzinfo=UTC), TODAY)
    assert [row.key for row in Measure.objects.cells("unit", moment=then)] == ["vu-to-chuc-can-bo"]
    assert [row.key for row in Measure.objects.cells("unit", moment=Moment(date(2026, 3, 10), None, TODAY))] == ["vu-chau-au"]
    assert Measure.objects.led_at(then, "vu-to-chuc-can-bo").exists()


def test_a_measure_is_edited_and_found_by_its_new_words(measure, secretariat):
    edit(measure, secretariat, is_key=True, title_vi="Mở rộng mạng lưới", output_vi="Đề án", decision="QĐ 5", seen=1)
    measure.refresh_from_db()
    assert (measure.is_key, measure.version) == (True, 2)
    assert Measure.objects.matching("mang luoi de an").get() == measure
    assert set(Event.objects.get().body.changes) == {"is_key", "title_vi", "output_vi"}
    with pytest.raises(StaleVersion):
        edit(measure, secretariat, is_key=False, seen=1)


def test_an_edit_that_changes_nothing_leaves_no_trace(measure, secretariat):
    edit(measure, secretariat, is_key=False)
    assert Event.objects.count() == 0


def test_only_what_may_be_edited_is(measure, secretariat):
    refused("__all__", edit, measure, secretariat, state="done")
    refused("title_vi", edit, measure, secretariat, title_vi=" ")
    refused("output_kind", edit, measure, secretariat, output_kind="poem")


def test_a_supplementary_measure_counts_from_its_adoption(measure, secretariat, plan):
    found = MeasureFactory(task=measure.task, code="S1", in_plan_from=None, in_plan_recorded_at=None)
    assert Measure.objects.cells(moment=Moment.now(NOW))[0].total == 1
    refused("from_on", services.adopt, measure=found, by=secretariat, from_on=date(2025, 9, 22), now=NOW, seen=None)
    services.adopt(measure=found, by=secretariat, from_on=date(2026, 3, 1), now=NOW, seen=1)
    assert Measure.objects.cells(moment=Moment.now(NOW))[0].total == 2
    assert Measure.objects.cells(moment=Moment(date(2026, 2, 28), None, TODAY))[0].total == 1
    assert Measure.objects.cells(moment=Moment(date(2026, 3, 2), datetime(2026, 3, 10, tzinfo=UTC), TODAY))[0].total == 1
    refused("__all__", services.adopt, measure=found, by=secretariat, from_on=TODAY, now=NOW, seen=None)


def test_a_superseded_measure_stays_in_the_sum_and_leaves_what_is_in_force(do, measure, other_measure, secretariat):
    services.supersede(measure=measure, by=secretariat, other=other_measure, from_on=date(2026, 3, 1), decision="QĐ 7", now=NOW, seen=1)
    row = Measure.objects.cells(moment=Moment.now(NOW))[0]
    assert (row.total, row.in_force, row[Cell.OUT]) == (2, 1, 1)
    assert Measure.objects.cells(moment=Moment(date(2026, 2, 1), None, TODAY))[0].in_force == 2
    assert Measure.objects.cells(moment=Moment(date(2026, 3, 2), datetime(2026, 3, 10, tzinfo=UTC), TODAY))[0].in_force == 2
    assert "3.1" in refused("__all__", do.update, measure)
    refused("other", services.supersede, measure=other_measure, by=secretariat, other=measure, from_on=TODAY, now=NOW, seen=None)
    refused("other", services.supersede, measure=other_measure, by=secretariat, other=other_measure, from_on=TODAY, now=NOW, seen=None)


def test_a_link_is_our_reading_until_a_person_decides(measure, plan, secretariat):
    directive = Directive.objects.create(plan=plan, code="D1", position=1, kind="instruction", given_on=date(2025, 10, 1))
    link = DirectiveLink.objects.create(directive=directive, measure=measure, recorded_at=NOW)
    services.decide_link(link=link, by=secretariat, confirm=True, now=NOW, seen=1)
    assert (link.decision, link.decided_by, link.version) == ("confirmed", secretariat, 2)
    refused("__all__", services.decide_link, link=link, by=secretariat, confirm=True, now=NOW, seen=None)
    with pytest.raises(StaleVersion):
        services.decide_link(link=link, by=secretariat, confirm=False, now=NOW, seen=1)
    assert Event.objects.get().verb == "plan.link_confirmed"


def test_a_measure_that_nobody_ever_updated_is_silent_and_overdue(do, measure, other_measure, secretariat, settings):
    """Elsewhere: an item never updated was always due and never overdue."""
    settings.STALE_AFTER_DAYS = 1
    do.set_term(measure, date(2026, 3, 1), on=date(2026, 1, 1))
    do.update(other_measure, secretariat)
    assert Measure.objects.standing(Moment.now(NOW)).in_cell("open_overdue").get() == measure
    assert Measure.objects.stale(TODAY + timedelta(days=1)).get() == measure


def test_one_late_measure_does_not_make_its_task_late(do, measure, officer):
    """Elsewhere: one late item made the whole group late, and work without an end looked not started."""
    second = MeasureFactory(task=measure.task, code="2.4")
    do.set_term(measure, date(2026, 3, 1), on=date(2026, 1, 1))
    do.set_term(second, date(2026, 12, 1), on=date(2026, 1, 1))
    row = Measure.objects.cells("task", moment=Moment.now(NOW))[0]
    assert (row["open_overdue"], row["open_within"], row.total) == (1, 1, 2)
    do.update(measure)
    measure.refresh_from_db()
    assert measure.state == "in_progress"


def test_asking_how_it_stands_changes_no_row(do, measure):
    """Elsewhere: a nightly recalculation reset the day of the last update."""
    do.update(measure)
    before = Measure.objects.values().get(pk=measure.pk)
    list(Measure.objects.standing(Moment(date(2027, 1, 1), None, TODAY)))
    Measure.objects.cells("unit", moment=Moment(date(2026, 1, 1), NOW, TODAY))
    assert Measure.objects.values().get(pk=measure.pk) == before
