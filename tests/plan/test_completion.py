from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Event
from accounts.versions import StaleVersion
from office.models import Mail
from plan.models import Completion, Measure
from plan.moment import Moment
from tests.factories import MembershipFactory, UserFactory
from tests.plan.conftest import NOW, TODAY
from tests.plan.test_record_status import refused

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("cast_stands")]


def cell_on(measure, on, known=None):
    return Measure.objects.filter(pk=measure.pk).standing(Moment(on, known, TODAY)).get().cell


def test_an_officer_proposes_and_the_head_confirms(do, measure, officer, head):
    do.update(measure, percent=80, effective_on=date(2026, 2, 1))
    completion = do.propose(measure, on=date(2026, 3, 10))
    measure.refresh_from_db()
    assert (measure.state, measure.percent, measure.completed_on) == ("proposed", 80, None)

    do.confirm(completion, seen=1)
    measure.refresh_from_db()
    assert (measure.state, measure.percent, measure.completed_on) == ("done", 100, date(2026, 3, 10))
    assert (completion.decision, completion.decided_by, completion.version) == ("confirmed", head, 2)
    assert [event.verb for event in Event.objects.about(measure)][:2] == ["plan.completion_confirmed", "plan.completion_proposed"]


def test_proposing_twice_changes_nothing(do, measure):
    do.propose(measure)
    refused("__all__", do.propose, measure)
    assert Completion.objects.count() == 1


def test_a_second_person_confirms(do, measure, head):
    completion = do.propose(measure, by=head)
    assert "second person" in refused("__all__", do.confirm, completion)
    assert "second person" in refused("__all__", do.refuse, completion)


def test_nobody_confirms_in_the_name_in_which_it_was_proposed(do, measure, department, head, officer, signed_in):
    """Who acts for the head who proposed; the head for whom somebody proposed; another who acts for that head."""
    deputy, other = [MembershipFactory(user=UserFactory(), unit=department, role="unit_head", acting_for=head).user for _ in range(2)]
    colleague = MembershipFactory(unit=department, role="unit_head").user
    for proposer, first in ((head, [deputy]), (deputy, [head, other])):
        completion = do.propose(measure, by=proposer)
        for person in first:
            assert "second person" in refused("__all__", do.confirm, completion, person)
            assert not offered(signed_in(person), completion)
        assert offered(signed_in(colleague), completion)
        do.refuse(completion, colleague)
    completion = do.propose(measure, by=officer)
    assert offered(signed_in(deputy), completion)
    do.confirm(completion, deputy)


def offered(browser, completion):
    """Whether page and work list offer to confirm; the two agree."""
    address = f"/plan/292/measures/2.3/completions/{completion.pk}/"
    pages = [browser.get(page).content.decode() for page in ("/plan/292/measures/2.3/", "/")]
    (said,) = {f'href="{address}"' in page for page in pages}
    return said


def test_who_is_head_in_their_own_name_too_confirms_what_the_other_proposed(do, measure, department, head, signed_in):
    both = MembershipFactory(user=UserFactory(), unit=department, role="unit_head", acting_for=head).user
    MembershipFactory(user=both, unit=department, role="unit_head")
    completion = do.propose(measure, by=head)
    assert offered(signed_in(both), completion)
    do.confirm(completion, both)


def test_what_was_decided_stays_decided(do, measure, secretariat):
    completion = do.propose(measure)
    do.confirm(completion)
    refused("__all__", do.refuse, completion, secretariat)
    assert Completion.objects.get().decision == "confirmed"


def test_a_stale_confirmation_is_refused(do, measure, secretariat):
    completion = do.propose(measure)
    do.refuse(Completion.objects.get(), secretariat)
    with pytest.raises(StaleVersion):
        do.confirm(completion, seen=1)


def test_a_refusal_needs_a_reason_and_the_measure_goes_on(do, measure):
    do.update(measure, percent=70, health="at_risk", reason="Chậm", effective_on=date(2026, 3, 1))
    completion = do.propose(measure, on=date(2026, 3, 10))
    refused("reason", do.refuse, completion, reason=" ")
    do.refuse(completion, reason="Chưa ban hành")
    measure.refresh_from_db()
    assert (measure.state, measure.percent, measure.health) == ("in_progress", 70, "at_risk")
    assert measure.updates.first().reason == "Chưa ban hành"


def test_a_refused_proposal_stays_on_record_and_hides_no_overdue(do, measure):
    """Elsewhere: sending back kept the day of submission, so the item was never overdue; sending again overwrote it."""
    do.set_term(measure, date(2026, 3, 12), on=date(2026, 1, 1))
    do.refuse(do.propose(measure, on=date(2026, 3, 10)))
    assert cell_on(measure, TODAY) == "open_overdue"

    later = datetime(2026, 3, 25, 3, tzinfo=UTC)
    do.finish(measure, on=date(2026, 3, 25), now=later)
    assert cell_on(measure, date(2026, 3, 25)) == "done_late"
    assert list(measure.completions.order_by("id").values_list("effective_on", "decision")) == [
        (date(2026, 3, 10), "refused"),
        (date(2026, 3, 25), "confirmed"),
    ]


@pytest.mark.parametrize("true_day", [date(2026, 3, 10), date(2026, 3, 8)])
def test_what_was_refused_for_its_papers_is_proposed_again_with_its_true_day(do, measure, true_day):
    """The refusal came after the deadline: it must not make late what was done in time."""
    do.update(measure, percent=70, effective_on=date(2026, 3, 1))
    do.set_term(measure, date(2026, 3, 12), on=date(2026, 1, 1))
    do.refuse(do.propose(measure, on=date(2026, 3, 10)), reason="Thiếu hồ sơ")
    assert cell_on(measure, TODAY) == "open_overdue"
    later = datetime(2026, 3, 25, 3, tzinfo=UTC)
    do.finish(measure, on=true_day, now=later)
    assert [cell_on(measure, day) for day in (true_day, TODAY)] == ["done_on_time", "done_on_time"]
    assert cell_on(measure, TODAY, NOW) == "open_overdue", "as known then it was refused"
    days = measure.completions.order_by("id").values_list("effective_on", "decision")
    assert list(days) == [(date(2026, 3, 10), "refused"), (true_day, "confirmed")]


def test_who_proposed_is_told_what_was_decided(do, measure, officer, head):
    do.refuse(do.propose(measure, on=date(2026, 3, 10)), reason="Thiếu hồ sơ")
    do.finish(measure, on=date(2026, 3, 12))
    refused_mail, confirmed = Mail.objects.order_by("pk")
    assert {refused_mail.user, confirmed.user} == {officer}
    assert refused_mail.subject == "Giải pháp 2.3: không được xác nhận hoàn thành"
    assert f"{head.name} không xác nhận giải pháp 2.3 hoàn thành ngày 10/03/2026. Lý do: “Thiếu hồ sơ”" in refused_mail.text
    assert f"{head.name} đã xác nhận giải pháp 2.3 hoàn thành ngày 12/03/2026." in confirmed.text
    assert "/plan/292/measures/2.3/" in confirmed.text


class TestTakenBack:
    def test_the_measure_goes_on_as_if_it_had_not_been_proposed(self, do, measure, officer):
        do.update(measure, percent=70, health="at_risk", reason="Chậm", effective_on=date(2026, 3, 1))
        do.set_term(measure, date(2026, 3, 12), on=date(2026, 1, 1))
        completion = do.propose(measure, on=date(2026, 3, 10))
        refused("reason", do.take_back, completion, reason=" ")
        do.take_back(completion, reason="Nhầm giải pháp")
        measure.refresh_from_db()
        assert (measure.state, measure.percent, measure.health) == ("in_progress", 70, "at_risk")
        assert measure.updates.first().reason == "Chậm"  # of the measure, not of the proposal
        assert (completion.decision, completion.decided_by, completion.reason) == ("withdrawn", officer, "Nhầm giải pháp")
        event = Event.objects.about(measure)[0]
        assert (event.verb, event.body.reason) == ("plan.completion_withdrawn", "Nhầm giải pháp")
        assert cell_on(measure, TODAY) == "open_overdue"

    def test_it_can_be_proposed_again_with_its_true_day(self, do, measure):
        do.update(measure, percent=70, effective_on=date(2026, 3, 1))
        do.take_back(do.propose(measure, on=date(2026, 3, 10)))
        do.finish(measure, on=date(2026, 3, 8))
        days = measure.completions.order_by("id").values_list("effective_on", "decision")
        assert list(days) == [(date(2026, 3, 10), "withdrawn"), (date(2026, 3, 8), "confirmed")]
        assert [cell_on(measure, date(2026, 3, day)) for day in (7, 8)] == ["no_deadline", "done_without_term"]

    def test_as_known_before_it_waits(self, do, measure):
        proposed, taken_back = NOW - timedelta(days=2), NOW
        do.take_back(do.propose(measure, on=date(2026, 3, 10), now=proposed), now=taken_back)
        told = [measure.completions.told(Moment(TODAY, known, TODAY))[0].decision for known in (proposed, taken_back)]
        assert told == ["waiting", "withdrawn"]

    def test_by_who_proposed_and_nobody_else_and_only_while_it_waits(self, do, measure, head, secretariat):
        completion = do.propose(measure)
        for other in (head, secretariat):
            assert "who asked" in refused("__all__", do.take_back, completion, other)
        do.confirm(completion)
        assert "decided already" in refused("__all__", do.take_back, completion)

    def test_of_a_decision_and_a_taking_back_the_first_stands(self, do, measure):
        completion = do.propose(measure)
        do.confirm(Completion.objects.get(), seen=1)
        with pytest.raises(StaleVersion):
            do.take_back(completion, seen=1)
        assert Completion.objects.get().decision == "confirmed"

    def test_the_database_knows_who_may(self, do, measure, head):
        completion = do.propose(measure)
        told = {"decided_by": head, "decided_at": NOW}
        with pytest.raises(IntegrityError), transaction.atomic():
            Completion.objects.filter(pk=completion.pk).update(decision="withdrawn", **told)
        with pytest.raises(IntegrityError), transaction.atomic():
            Completion.objects.filter(pk=completion.pk).update(decision="confirmed", **{**told, "decided_by": completion.proposed_by})

    def test_the_page_offers_it_to_who_proposed(self, do, measure, officer, head, signed_in):
        completion = do.propose(measure)
        page, act = "/plan/292/measures/2.3/", f"/plan/292/measures/2.3/completions/{completion.pk}/withdraw/"
        assert act not in signed_in(head).get(page).content.decode()
        browser = signed_in(officer)
        assert act in browser.get(page).content.decode()
        assert browser.post(act, {"reason": "", "version": 1}).status_code == 422
        answer = browser.post(act, {"reason": "Nhầm", "version": 1}, follow=True)
        assert "Đã rút đề nghị xác nhận hoàn thành." in answer.content.decode()
        assert "đã được quyết định hoặc đã rút" in browser.get(act).content.decode()

    def test_a_program_takes_it_back_too(self, do, measure, officer, call):
        completion = do.propose(measure)
        answer = call(officer).post(f"/api/v1/plans/292/measures/2.3/completions/{completion.pk}/withdraw/", {"reason": "Nhầm"})
        assert (answer.status_code, answer.json()["decision"]) == (200, "withdrawn")


def test_what_was_recorded_after_a_refusal_stands_before_the_next_proposal(do, measure):
    do.refuse(do.propose(measure, on=date(2026, 3, 10)))
    do.update(measure, effective_on=date(2026, 3, 15))
    refused("effective_on", do.propose, measure, on=date(2026, 3, 14))
    do.propose(measure, on=date(2026, 3, 15))


def test_a_refusal_says_how_things_stood_as_known_at_each_moment(do, measure):
    proposed, decided = NOW - timedelta(days=2), NOW
    do.refuse(do.propose(measure, on=date(2026, 3, 10), now=proposed), now=decided)
    day = date(2026, 3, 12)
    states = [
        Measure.objects.standing(Moment(day, known, TODAY)).get().at_state
        for known in (proposed - timedelta(hours=1), proposed, decided - timedelta(minutes=1), decided, None)
    ]
    assert states == ["not_started", "proposed", "proposed", "in_progress", "in_progress"]


def test_the_day_of_completion_is_the_day_proposed_not_the_day_confirmed(do, measure):
    do.set_term(measure, date(2026, 3, 12), on=date(2026, 1, 1))
    do.finish(measure, on=date(2026, 3, 11))
    assert cell_on(measure, TODAY) == "done_on_time"
    assert cell_on(measure, date(2026, 3, 11)) == "done_on_time"
    assert cell_on(measure, date(2026, 3, 10)) == "open_within"


def test_completion_cannot_be_slipped_in_before_a_later_status(do, measure):
    do.update(measure, effective_on=date(2026, 3, 10))
    refused("effective_on", do.propose, measure, on=date(2026, 3, 9))
    refused("note", do.propose, measure, note=" ")
    refused("effective_on", do.propose, measure, on=date(2026, 3, 21))


def test_done_is_taken_up_again_with_a_reason_and_the_past_stays(do, measure):
    do.set_term(measure, date(2026, 3, 12), on=date(2026, 1, 1))
    do.finish(measure, on=date(2026, 3, 5))
    refused("reason", do.reopen, measure, reason="")
    do.reopen(measure, on=date(2026, 3, 15))
    measure.refresh_from_db()
    assert (measure.state, measure.completed_on, measure.due_at_completion) == ("reopened", None, None)
    assert cell_on(measure, date(2026, 3, 14)) == "done_on_time"
    assert cell_on(measure, date(2026, 3, 15)) == "open_overdue"
    do.finish(measure, on=date(2026, 3, 16))
    assert cell_on(measure, TODAY) == "done_late"


def test_only_what_came_to_rest_is_reopened(do, measure, secretariat):
    refused("__all__", do.reopen, measure)
    do.update(measure, secretariat, state="paused", health="", reason="Theo chỉ đạo")
    do.reopen(measure)
    do.update(measure)
    measure.refresh_from_db()
    assert measure.state == "in_progress"


def test_as_known_before_the_confirmation_it_was_not_done(do, measure):
    do.finish(measure, on=date(2026, 3, 10))
    before = datetime(2026, 3, 15, tzinfo=UTC)
    assert cell_on(measure, date(2026, 3, 10)) == "done_without_term"
    assert cell_on(measure, date(2026, 3, 10), before) == "no_deadline"
    assert before < NOW


def test_a_proposal_is_told_without_what_was_not_yet_known(do, measure):
    proposed, decided = NOW - timedelta(days=4), NOW - timedelta(days=2)
    do.refuse(do.propose(measure, on=date(2026, 3, 10), now=proposed), reason="Thiếu hồ sơ", now=decided)

    def told(on, known=None):
        return [(row.decision, row.decided_at, row.reason) for row in measure.completions.told(Moment(on, known, TODAY))]

    assert told(TODAY) == [("refused", decided, "Thiếu hồ sơ")]
    assert told(TODAY, decided - timedelta(hours=1)) == [("waiting", None, "")]
    assert told(TODAY, proposed - timedelta(hours=1)) == told(date(2026, 3, 9)) == []
    assert measure.completions.get().decision == "refused", "what is told is a copy"
