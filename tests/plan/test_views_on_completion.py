"""Coordinating units are asked about a proposed completion; whoever confirms sees what they say."""

from datetime import timedelta

import pytest

from accounts.models import Event
from accounts.versions import StaleVersion
from overview.work import completions
from plan.models import CompletionView, Measure
from plan.services.views import heard
from tests.factories import AssignmentFactory, MembershipFactory, UnitFactory
from tests.plan.conftest import NOW
from tests.plan.test_record_status import refused

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("cast_stands")]


@pytest.fixture
def geographic_coordinates(measure, geographic, reviewer):
    AssignmentFactory(measure=measure, unit=geographic, role="coordinating")


@pytest.fixture
def proposed(do, measure, geographic_coordinates):
    return do.propose(measure)


def test_a_unit_agrees_and_the_head_confirms_without_a_word(do, proposed, geographic, reviewer):
    do.view(proposed, geographic, reviewer)
    assert do.confirm(proposed).decision == "confirmed"
    event = Event.objects.get(verb="plan.view_given")
    assert (event.by, event.object_code, event.body.changes["opinion"]) == (reviewer, "292/2.3", [None, "agrees"])


def test_confirming_before_all_have_answered_needs_a_reason(do, proposed):
    assert "Not yet answered: European Department" in refused("reason", do.confirm, proposed)
    assert do.confirm(proposed, reason="Đã họp thống nhất").reason == "Đã họp thống nhất"
    assert Event.objects.get(verb="plan.completion_confirmed").body.reason == "Đã họp thống nhất"


def test_confirming_over_an_objection_needs_a_reason(do, proposed, geographic, reviewer):
    do.view(proposed, geographic, reviewer, opinion="objects", reason="Chưa thống nhất trụ sở")
    assert "another opinion" in refused("reason", do.confirm, proposed)
    assert do.confirm(proposed, reason="Lãnh đạo Bộ đã kết luận").decision == "confirmed"


def test_who_objects_says_why(do, proposed, geographic, reviewer):
    refused("reason", do.view, proposed, geographic, reviewer, opinion="objects", reason=" ")
    refused("opinion", do.view, proposed, geographic, reviewer, opinion="perhaps")
    assert not CompletionView.objects.exists()


def test_a_view_can_change_while_the_proposal_waits_and_both_stay_in_the_history(do, proposed, geographic, reviewer):
    first = do.view(proposed, geographic, reviewer, opinion="objects", reason="Thiếu phụ lục")
    do.view(proposed, geographic, reviewer, seen=first.version)
    with pytest.raises(StaleVersion):
        do.view(proposed, geographic, reviewer, opinion="objects", reason="Vẫn thiếu", seen=1)
    assert CompletionView.objects.get().opinion == "agrees"
    told = [event.body.changes["opinion"] for event in Event.objects.filter(verb="plan.view_given").order_by("id")]
    assert told == [[None, "objects"], ["objects", "agrees"]]


def test_saying_the_same_again_changes_nothing(do, proposed, geographic, reviewer):
    do.view(proposed, geographic, reviewer)
    do.view(proposed, geographic, reviewer)
    assert (CompletionView.objects.get().version, Event.objects.filter(verb="plan.view_given").count()) == (1, 1)


def test_who_has_not_seen_an_objection_does_not_confirm_over_it_unawares(do, proposed, geographic, reviewer):
    seen = proposed.version
    do.view(proposed, geographic, reviewer, opinion="objects", reason="Chưa xong")
    with pytest.raises(StaleVersion):
        do.confirm(proposed, reason="x", seen=seen)


def test_a_decided_proposal_takes_no_view(do, proposed, geographic, reviewer):
    do.refuse(proposed)
    refused("__all__", do.view, proposed, geographic, reviewer)


def test_only_a_coordinating_unit_is_heard(do, proposed, department, head):
    refused("__all__", do.view, proposed, department, head)


def test_a_unit_in_which_nobody_can_answer_is_named_and_not_waited_for(do, measure):
    AssignmentFactory(measure=measure, unit=UnitFactory(code="bo-tu-phap"), role="coordinating")
    completion = do.propose(measure)
    assert [answer.has_voice for answer in heard(completion, NOW).answers] == [False]
    assert do.confirm(completion).decision == "confirmed"


@pytest.mark.parametrize(("role", "is_asked"), [("mission_head", True), ("mission_officer", False)])
def test_a_mission_is_asked_when_it_has_somebody_who_may(do, measure, embassy, role, is_asked):
    AssignmentFactory(measure=measure, unit=embassy, role="coordinating")
    MembershipFactory(unit=embassy, role=role)
    assert bool(heard(do.propose(measure), NOW).awaited) is is_asked


def test_a_key_measure_is_confirmed_by_the_secretariat_not_by_the_head(do, measure, officer, head, secretariat, signed_in):
    Measure.objects.filter(pk=measure.pk).update(is_key=True)
    measure.refresh_from_db()
    asked = signed_in(officer).get("/plan/292/measures/2.3/complete/").content.decode()
    assert "Bộ phận thường trực xác nhận" in asked
    assert "thủ trưởng đơn vị xác nhận" not in asked
    completion = do.propose(measure)
    address = f"/plan/292/measures/2.3/completions/{completion.pk}/"
    assert signed_in(head).get(address).status_code == 403
    assert completions(head)[0] == []
    assert [item.act_address for item in completions(secretariat)[0]] == [address]
    assert signed_in(secretariat).post(address, {"approve": "yes", "version": completion.version}).status_code == 302
    measure.refresh_from_db()
    assert measure.state == "done"


def test_what_i_owe_lists_the_view_until_it_is_given(do, proposed, geographic, reviewer, officer):
    (item,) = completions(reviewer)[1]
    assert item.act_address == f"/plan/292/measures/2.3/completions/{proposed.pk}/views/vu-chau-au/"
    assert completions(officer) == ([], [])
    do.view(proposed, geographic, reviewer)
    assert completions(reviewer)[1] == []


def test_the_button_of_a_view_says_opinion_and_not_saved_filter(do, proposed, reviewer, signed_in):
    page = signed_in(reviewer).get(f"/plan/292/measures/2.3/completions/{proposed.pk}/views/vu-chau-au/").content.decode()
    assert '<button class="btn btn--primary">Lưu ý kiến</button>' in page


def test_a_view_is_given_on_its_page_and_shown_to_who_confirms(do, proposed, reviewer, head, signed_in):
    address = f"/plan/292/measures/2.3/completions/{proposed.pk}/views/vu-chau-au/"
    browser = signed_in(reviewer)
    assert browser.get("/plan/292/measures/2.3/").content.decode().count(address) == 1
    answer = browser.post(address, {"opinion": "objects", "reason": "", "version": 0})
    assert (answer.status_code, CompletionView.objects.count()) == (422, 0)
    assert browser.post(address, {"opinion": "objects", "reason": "Chưa thống nhất trụ sở", "version": 0}).status_code == 302
    stale = browser.post(address, {"opinion": "agrees", "reason": "", "version": 0})
    assert (stale.status_code, CompletionView.objects.get().opinion) == (409, "objects")
    page = signed_in(head).get(f"/plan/292/measures/2.3/completions/{proposed.pk}/").content.decode()
    assert "Chưa thống nhất trụ sở" in page


def test_the_api_gives_a_view_and_tells_it(do, proposed, reviewer, call):
    api = call(reviewer)
    address = f"/api/v1/plans/292/measures/2.3/completions/{proposed.pk}/views/vu-chau-au/"
    answer = api.post(address, {"opinion": "objects", "reason": "Chưa xong"})
    assert (answer.status_code, answer.json()["unit"]["code"]) == (201, "vu-chau-au")
    (told,) = api.get("/api/v1/plans/292/measures/2.3/").json()["completions"][0]["views"]
    assert (told["opinion"], told["reason"], told["by"]) == ("objects", "Chưa xong", "reviewer")
    assert api.post(address, {"opinion": "objects"}).status_code == 400


def test_a_view_is_not_told_before_it_was_given(do, proposed, geographic, reviewer, call):
    do.view(proposed, geographic, reviewer, now=NOW + timedelta(hours=2))
    known = (NOW + timedelta(hours=1)).isoformat().replace("+00:00", "Z")
    then = call(reviewer).get(f"/api/v1/plans/292/measures/2.3/?known={known}").json()
    assert then["completions"][0]["views"] == []
