"""Steps of a measure: listed by the head of its unit, reached by its officers, told as of both clocks."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Event
from accounts.versions import StaleVersion
from plan import services
from plan.models import Milestone
from plan.moment import Moment
from tests.plan.conftest import NOW, TODAY
from tests.plan.test_record_status import refused

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("cast_stands")]


def names(measure):
    return [(row.position, row.kind) for row in measure.milestones.standing()]


def edit(milestone, by, **given):
    plain = {name: getattr(milestone, name) for name in ("kind", "title", "planned_on", "position")}
    return services.edit_milestone(milestone=milestone, by=by, now=NOW, seen=None, **{**plain, **given})


def test_steps_stand_in_their_order_and_a_new_one_can_come_between(do, measure):
    do.step(measure, kind="drafted")
    do.step(measure, kind="issued")
    do.step(measure, kind="consulted", position=2)
    assert names(measure) == [(1, "drafted"), (2, "consulted"), (3, "issued")]


def test_a_step_moves_and_one_that_goes_leaves_no_gap(do, measure, head):
    first, _second, third = (do.step(measure, kind=kind) for kind in ("drafted", "consulted", "issued"))
    edit(third, head, position=1)
    assert names(measure) == [(1, "issued"), (2, "drafted"), (3, "consulted")]
    services.remove_milestone(milestone=first, by=head, reason="Không cần", now=NOW, seen=None)
    assert names(measure) == [(1, "issued"), (2, "consulted")]
    event = Event.objects.get(verb="plan.milestone_removed")
    assert (event.body.reason, event.object_code) == ("Không cần", "292/2.3")
    assert Milestone.objects.get(pk=first.pk).removed_at == NOW


def test_another_step_has_a_name_of_its_own(do, measure):
    refused("title", do.step, measure, kind="other")
    refused("kind", do.step, measure, kind="nonsense")
    assert do.step(measure, kind="other", title="Thẩm định").name == "Thẩm định"
    with pytest.raises(IntegrityError), transaction.atomic():
        Milestone.objects.create(measure=measure, kind="other", position=9, recorded_at=NOW)


def test_reaching_a_step_is_a_word_of_a_person_about_the_measure(do, measure, officer):
    step = do.step(measure, planned_on=date(2026, 3, 10))
    measure.refresh_from_db()
    assert measure.updated_on is None  # listing it says nothing about how far the work has come
    do.reach(step, on=date(2026, 3, 15), note="Tờ trình số 12")
    measure.refresh_from_db()
    assert (measure.updated_on, step.reached_by, step.days_late) == (TODAY, officer, 5)
    event = Event.objects.get(verb="plan.milestone_reached")
    assert event.body.changes["reached_on"] == [None, "2026-03-15"]


def test_a_step_is_not_reached_in_the_future_nor_before_the_plan(do, measure):
    step = do.step(measure)
    refused("reached_on", do.reach, step, on=TODAY + timedelta(days=1))
    refused("reached_on", do.reach, step, on=date(2025, 9, 1))
    refused("reached_on", do.reach, step, on=None)


def test_that_a_step_was_reached_can_be_taken_back_with_a_reason(do, measure):
    step = do.step(measure)
    do.reach(step)
    refused("note", do.reach, step, on=None)
    assert do.reach(step, on=None, note="Trình lại").reached_on is None
    assert [event.verb for event in Event.objects.about(measure)][:2] == ["plan.milestone_unreached", "plan.milestone_reached"]


def test_a_stale_step_is_refused(do, measure):
    step = do.step(measure)
    do.reach(step, seen=1)
    with pytest.raises(StaleVersion):
        do.reach(step, on=None, note="x", seen=1)


def test_a_step_taken_off_the_list_takes_no_more(do, measure, head):
    step = do.step(measure)
    services.remove_milestone(milestone=step, by=head, reason="x", now=NOW, seen=None)
    refused("__all__", do.reach, step)


def test_two_clocks(do, measure, head):
    step = do.step(measure, now=NOW - timedelta(days=10))
    do.reach(step, on=TODAY - timedelta(days=5), now=NOW - timedelta(days=2))
    services.remove_milestone(milestone=step, by=head, reason="x", now=NOW, seen=None)

    def told(on, known=None):
        return [row.reached_on for row in measure.milestones.told(Moment(on, known, TODAY))]

    assert told(TODAY) == []
    assert told(TODAY - timedelta(days=1)) == [TODAY - timedelta(days=5)]
    assert told(TODAY - timedelta(days=6)) == [None]
    assert told(TODAY - timedelta(days=1), NOW - timedelta(days=3)) == [None]
    assert told(TODAY, NOW - timedelta(days=11)) == []


def test_the_list_is_kept_in_the_browser(measure, head, officer, signed_in):
    browser, address = signed_in(head), "/plan/292/measures/2.3/milestones/"
    given = {"kind": "drafted", "title": "", "planned_on": "31/12/2026", "position": "", "version": measure.version}
    assert browser.post(address, given).status_code == 302
    assert browser.post(address, given).status_code == 409
    answer = browser.post(address, {**given, "version": 2, "planned_on": "hôm qua"})
    assert answer.status_code == 422
    assert 'value="hôm qua"' in answer.content.decode()
    step = Milestone.objects.get()
    page = browser.get("/plan/292/measures/2.3/").content.decode()
    assert "31/12/2026" in page
    assert f"{address}{step.pk}/reached/" in page
    reached = {"reached_on": f"{timezone.localdate():%d/%m/%Y}", "note": "", "version": step.version}
    assert signed_in(officer).post(f"{address}{step.pk}/reached/", reached).status_code == 302
    assert signed_in(officer).get(address).status_code == 403
    assert signed_in(head).get(f"{address}{step.pk}/").status_code == 200
    assert signed_in(head).post(f"{address}{step.pk}/remove/", {"reason": "Gộp", "version": step.version + 1}).status_code == 302
    assert "reached/" not in signed_in(head).get("/plan/292/measures/2.3/").content.decode()


def test_the_place_of_a_step_is_a_number_in_a_row_and_no_seat_of_a_mission(do, measure, head, signed_in):
    do.step(measure)
    page = signed_in(head).get("/plan/292/measures/2.3/milestones/").content.decode()
    assert "Thứ tự" in page
    assert "Nơi đặt trụ sở" not in page


def test_the_api_tells_the_steps(do, measure, officer, call):
    do.reach(do.step(measure, planned_on=date(2026, 3, 10)), on=date(2026, 3, 15))
    (step,) = call(officer).get("/api/v1/plans/292/measures/2.3/").json()["milestones"]
    assert (step["kind"], step["planned_on"], step["reached_on"]) == ("drafted", "2026-03-10", "2026-03-15")
