from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from accounts.history import System
from accounts.models import Event
from office.models import Mail, MailOff
from plan import services
from plan.models import DeadlineChange, Measure
from plan.moment import Moment
from plan.services._ground import bring_up_to_date
from tests.plan.conftest import NOW, TODAY
from tests.plan.test_completion import cell_on
from tests.plan.test_record_status import refused

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("cast_stands")]


def test_the_secretariat_sets_the_first_term(do, measure, secretariat):
    change = do.set_term(measure, date(2026, 12, 31), on=date(2026, 1, 1))
    measure.refresh_from_db()
    assert (measure.term, measure.due_on) == ("dated", date(2026, 12, 31))
    assert (change.decision, change.decided_by, change.old_term, change.effective_on) == ("approved", secretariat, "none", date(2026, 1, 1))
    assert Event.objects.get().verb == "plan.deadline_set"
    assert measure.updated_on is None  # a decision about the term is no word on how it goes


def test_a_request_keeps_what_was_asked_from_what_and_why(do, measure, officer, head):
    """Elsewhere: the new date was cleared on submit, so that slippage could not be counted."""
    do.set_term(measure, date(2026, 6, 30), on=date(2026, 1, 1))
    for n, due in enumerate([date(2026, 9, 30), date(2026, 12, 31)], start=1):
        then = NOW + timedelta(days=n)
        change = do.ask(measure, due, now=then)
        services.endorse_deadline(change=change, by=head, now=then, seen=1)
        do.decide(change, now=then)
    moved = measure.deadline_changes.approved().order_by("id").values_list("old_due_on", "new_due_on")
    assert list(moved) == [
        (None, date(2026, 6, 30)),
        (date(2026, 6, 30), date(2026, 9, 30)),
        (date(2026, 9, 30), date(2026, 12, 31)),
    ]
    assert change.endorsed_by == head
    measure.refresh_from_db()
    assert measure.due_on == date(2026, 12, 31)


def test_a_head_who_asks_endorses_at_once(do, measure, head):
    change = do.ask(measure, date(2026, 12, 31), by=head)
    assert (change.decision, change.endorsed_by) == ("endorsed", head)


def test_one_request_at_a_time_and_what_is_decided_stays(do, measure):
    change = do.ask(measure, date(2026, 12, 31))
    refused("__all__", do.ask, measure, date(2027, 1, 31))
    do.decide(change)
    refused("__all__", do.decide, change)


class TestTakenBack:
    def test_another_can_be_made_and_the_term_stays(self, do, measure, officer):
        do.set_term(measure, date(2026, 6, 30), on=date(2026, 1, 1))
        change = do.ask(measure, date(2026, 12, 31))
        refused("reason", do.ask_no_more, change, reason="")
        do.ask_no_more(change)
        assert (change.decision, change.decided_by, change.decision_reason) == ("withdrawn", officer, "Nhầm ngày")
        measure.refresh_from_db()
        assert measure.due_on == date(2026, 6, 30)
        event = Event.objects.about(measure)[0]
        assert (event.verb, event.body.reason) == ("plan.deadline_taken_back", "Nhầm ngày")
        assert not Mail.objects.exists()
        do.ask(measure, date(2026, 11, 30))

    def test_also_what_the_head_has_endorsed(self, do, measure, head):
        change = do.ask(measure, date(2026, 12, 31))
        services.endorse_deadline(change=change, by=head, now=NOW, seen=1)
        do.ask_no_more(change)
        assert not measure.deadline_changes.open().exists()

    def test_by_who_asked_and_only_while_it_is_open(self, do, measure, head, secretariat):
        change = do.ask(measure, date(2026, 12, 31))
        for other in (head, secretariat):
            assert "who asked" in refused("__all__", do.ask_no_more, change, other)
        do.decide(change)
        assert "decided already" in refused("__all__", do.ask_no_more, change)

    def test_the_page_offers_it_to_who_asked(self, do, measure, officer, head, signed_in):
        change = do.ask(measure, date(2026, 12, 31))
        page, act = "/plan/292/measures/2.3/", f"/plan/292/measures/2.3/deadlines/{change.pk}/withdraw/"
        assert act not in signed_in(head).get(page).content.decode()
        browser = signed_in(officer)
        assert act in browser.get(page).content.decode()
        answer = browser.post(act, {"reason": "Nhầm", "version": 1}, follow=True)
        assert "Đã rút đề nghị điều chỉnh thời hạn." in answer.content.decode()

    def test_a_program_takes_it_back_too(self, do, measure, officer, call):
        change = do.ask(measure, date(2026, 12, 31))
        answer = call(officer).post(f"/api/v1/plans/292/measures/2.3/deadline-changes/{change.pk}/withdraw/", {"reason": "Nhầm"})
        assert (answer.status_code, answer.json()["decision"]) == (200, "withdrawn")


def test_a_request_that_waits_is_closed_when_the_measure_is_completed(do, measure, officer, head):
    """Nothing is left to decide: on time is judged by the date in force on the day of completion (design rule 3)."""
    change = do.ask(measure, date(2026, 12, 31))
    do.refuse(do.propose(measure))
    change.refresh_from_db()
    assert change.decision == "requested"  # the measure goes on, and so does the request
    assert not Mail.objects.filter(kind="deadline-needless").exists()
    with translation.override("en"):  # whoever acts: what is kept is everybody's
        do.finish(measure)
    change.refresh_from_db()
    assert (change.decision, change.decided_by, change.effective_on) == ("withdrawn", head, None)
    assert change.decision_reason == "Giải pháp đã hoàn thành."
    measure.refresh_from_db()
    assert (measure.state, measure.due_on) == ("done", None)
    assert not measure.deadline_changes.open().exists()
    assert Event.objects.filter(verb="plan.deadline_withdrawn").get().body.changes["due_on"] == [None, "2026-12-31"]
    mail = Mail.objects.get(kind="deadline-needless")
    assert mail.user == officer
    assert mail.subject == "Giải pháp 2.3: đề nghị điều chỉnh thời hạn của bạn đã được đóng"
    assert "/plan/292/measures/2.3/" in mail.text


def test_of_a_day_before_the_completion_the_request_is_told_as_it_stood(do, measure):
    change = do.ask(measure, date(2026, 12, 31))
    do.finish(measure, now=NOW + timedelta(days=3))
    change.refresh_from_db()
    then, after = (change.as_of(Moment(TODAY + timedelta(days=n), None, TODAY + timedelta(days=9))) for n in (1, 5))
    assert (then.decision, then.decision_reason) == ("requested", "")
    assert after.decision == "withdrawn"


def test_who_asked_and_confirms_is_sent_no_mail(do, measure, head, officer):
    do.ask(measure, date(2026, 12, 31), by=head)
    do.finish(measure)
    assert not Mail.objects.filter(user=head).exists()


@pytest.mark.parametrize("approve", [True, False])
def test_who_asked_is_told_what_was_decided(do, measure, officer, secretariat, approve):
    secretariat.name = "Trần Thu Hà"
    secretariat.save()
    change = do.ask(measure, date(2026, 12, 31))
    do.decide(change, approve=approve, reason="" if approve else "Chưa đủ căn cứ")
    mail = Mail.objects.get()
    assert (mail.user, mail.kind) == (officer, "asked-answered")
    if approve:
        assert mail.subject == "Giải pháp 2.3: đã chấp thuận thời hạn bạn đề nghị"
        assert "Trần Thu Hà đã chấp thuận thời hạn của giải pháp 2.3: 31/12/2026." in mail.text
    else:
        assert mail.subject == "Giải pháp 2.3: không chấp thuận thời hạn bạn đề nghị"
        assert "31/12/2026. Lý do: “Chưa đủ căn cứ”" in mail.text


def test_who_does_without_such_mail_and_who_decides_alone_get_none(do, measure, officer, secretariat):
    MailOff.objects.create(user=officer, kind="asked-answered", since=NOW)
    do.decide(do.ask(measure, date(2026, 12, 31)))
    do.decide(do.ask(measure, date(2027, 1, 31), by=secretariat))
    assert not Mail.objects.exists()


def test_a_refusal_says_why_and_leaves_the_term(do, measure):
    change = do.ask(measure, date(2026, 12, 31))
    refused("reason", do.decide, change, approve=False)
    do.decide(change, approve=False, reason="Không có căn cứ")
    measure.refresh_from_db()
    assert (measure.term, change.decision, change.effective_on) == ("none", "refused", None)


def test_ongoing_is_a_decision_too(do, measure):
    do.set_term(measure, None, term="ongoing")
    assert cell_on(measure, TODAY) == "ongoing"


@pytest.mark.parametrize(
    ("term", "due_on", "field"),
    [
        ("dated", None, "due_on"),
        ("dated", date(2025, 9, 22), "due_on"),
        ("dated", date(2100, 1, 1), "due_on"),
        ("ongoing", date(2026, 12, 31), "due_on"),
        ("none", None, "term"),
        ("soon", None, "term"),
    ],
)
def test_terms_that_cannot_be_are_refused(do, measure, term, due_on, field):
    refused(field, do.set_term, measure, due_on, term=term)
    refused(field, do.ask, measure, due_on, term=term)
    assert DeadlineChange.objects.count() == 0


def test_one_asks_for_a_day_to_come_other_than_the_one_in_force(do, measure):
    refused("due_on", do.ask, measure, TODAY)
    do.set_term(measure, date(2026, 12, 31))
    refused("due_on", do.ask, measure, date(2026, 12, 31))
    refused("reason", do.ask, measure, date(2027, 12, 31), reason="")


# Rule 3


def test_a_change_decided_later_never_turns_a_past_overdue_into_on_time(do, measure):
    do.set_term(measure, date(2026, 3, 10), on=date(2026, 1, 1))
    do.decide(do.ask(measure, date(2026, 6, 30)))
    assert cell_on(measure, date(2026, 3, 10)) == "open_within"
    assert [cell_on(measure, date(2026, 3, day)) for day in range(11, 20)] == ["open_overdue"] * 9
    assert cell_on(measure, TODAY) == "open_within"


def test_nor_can_the_secretariat_date_another_term_back(do, measure):
    do.set_term(measure, date(2026, 3, 10), on=date(2026, 1, 1))
    assert "20/03/2026" in refused("effective_on", do.set_term, measure, date(2026, 6, 30), on=date(2026, 3, 1))


def test_done_is_judged_by_the_date_in_force_on_the_day_of_completion(do, measure):
    do.set_term(measure, date(2026, 3, 10), on=date(2026, 1, 1))
    do.finish(measure, on=date(2026, 3, 12))
    measure.refresh_from_db()
    assert (measure.due_at_completion, cell_on(measure, TODAY)) == (date(2026, 3, 10), "done_late")


def test_a_request_made_before_or_while_a_completion_waits_does_not_make_it_on_time(do, measure):
    """Done late on the very day of the decision: by its day alone the new term would judge it."""
    do.set_term(measure, date(2026, 3, 10), on=date(2026, 1, 1))
    change = do.ask(measure, date(2026, 12, 31), now=NOW - timedelta(hours=1))
    completion = do.propose(measure, on=TODAY)
    refused("__all__", do.decide, change)
    refused("__all__", do.set_term, measure, date(2026, 12, 31))
    do.confirm(completion, now=NOW + timedelta(minutes=1))
    for act in (lambda **when: do.decide(change, **when), lambda **when: do.set_term(measure, date(2026, 12, 31), **when)):
        refused("__all__", act, now=NOW + timedelta(minutes=2))
    change.refresh_from_db()
    assert change.decision == "withdrawn"
    assert cell_on(measure, TODAY) == "done_late"


def test_nobody_asks_for_another_term_while_a_completion_waits(do, measure, head):
    change = do.ask(measure, date(2026, 12, 31))
    waiting = do.propose(measure)
    refused("__all__", services.endorse_deadline, change=change, by=head, now=NOW, seen=None)
    do.decide(change, approve=False, reason="Đã đề xuất hoàn thành")
    refused("__all__", do.ask, measure, date(2026, 12, 31))
    do.refuse(waiting)
    assert do.ask(measure, date(2026, 12, 31))


@pytest.mark.parametrize("by", [None, System("load_annex")])
def test_what_is_done_or_cancelled_gets_no_term(do, measure, other_measure, secretariat, by):
    do.finish(measure, on=date(2026, 3, 12))
    do.update(other_measure, secretariat, state="cancelled", health="", reason="Theo chỉ đạo")
    for closed in (measure, other_measure):
        refused("__all__", do.set_term, closed, date(2026, 3, 15), by or secretariat, on=date(2026, 1, 1))
        refused("__all__", do.ask, closed, date(2026, 12, 31))


def test_a_row_written_after_completion_by_whatever_way_judges_nothing(do, measure, secretariat):
    """The rule itself, below the services: from the columns and from the history."""
    do.set_term(measure, date(2026, 3, 10), on=date(2026, 1, 1))
    do.finish(measure, on=TODAY)
    later = {"decided_at": NOW + timedelta(minutes=1), "effective_on": TODAY, "asked_at": NOW}
    DeadlineChange.objects.create(
        measure=measure, old_term="dated", new_term="dated", new_due_on=date(2026, 12, 31), reason="x", decision="approved", **later
    )
    bring_up_to_date(measure, NOW + timedelta(minutes=2))
    assert measure.due_at_completion == date(2026, 3, 10)
    for from_history in (False, True):
        assert Measure.objects.standing(Moment(TODAY, None, TODAY), from_history=from_history).get().cell == "done_late"


def test_a_first_term_written_down_late_judges_what_is_taken_up_again(do, measure):
    do.finish(measure, on=date(2026, 3, 12))
    do.reopen(measure, on=date(2026, 3, 12), reason="Bổ sung thời hạn của Phụ lục", now=NOW + timedelta(hours=1))
    do.set_term(measure, date(2026, 3, 15), by=System("load_annex"), on=date(2026, 1, 1), now=NOW + timedelta(hours=2))
    do.finish(measure, on=date(2026, 3, 12), now=NOW + timedelta(hours=3))
    assert cell_on(measure, TODAY) == "done_on_time"
    assert cell_on(measure, TODAY, NOW) == "done_without_term"


def test_two_clocks(do, measure):
    do.set_term(measure, date(2026, 3, 10), on=date(2026, 1, 1))
    before = datetime(2026, 3, 19, 3, tzinfo=UTC)
    assert cell_on(measure, date(2026, 3, 15)) == "open_overdue"
    assert cell_on(measure, date(2026, 3, 15), before) == "no_deadline"


def told(measure, on, known=None):
    return [(row.decision, row.decided_at, row.effective_on) for row in measure.deadline_changes.told(Moment(on, known, TODAY))]


def test_a_request_is_told_as_it_stood_at_each_moment(do, measure, head):
    """Rule 2: neither on a day before it, nor as known before it, has anybody decided."""
    asked, endorsed, decided = (NOW - timedelta(days=days) for days in (6, 4, 2))
    change = do.ask(measure, date(2026, 12, 31), now=asked)
    services.endorse_deadline(change=change, by=head, now=endorsed, seen=None)
    do.decide(change, now=decided)
    whole = ("approved", decided, decided.date())
    moments = [asked - timedelta(days=1), asked, endorsed, decided]
    expected = [[], [("requested", None, None)], [("endorsed", None, None)], [whole]]
    assert [told(measure, then.date()) for then in moments] == expected
    assert [told(measure, TODAY, then) for then in moments] == expected
    assert told(measure, TODAY) == [whole]
    assert told(measure, asked.date(), decided) == [("requested", None, None)]


def test_a_refusal_is_not_told_before_it_was_made(do, measure):
    asked, decided = NOW - timedelta(days=4), NOW - timedelta(days=2)
    do.decide(do.ask(measure, date(2026, 12, 31), now=asked), approve=False, reason="Không có căn cứ", now=decided)
    assert told(measure, date(2026, 3, 15)) == []
    row = measure.deadline_changes.told(Moment(date(2026, 3, 17), None, TODAY))[0]
    assert (row.decision, row.decided_by, row.decision_reason) == ("requested", None, "")
    assert told(measure, TODAY) == [("refused", decided, None)]


def test_a_first_term_dated_back_is_told_on_its_days_once_it_is_known(do, measure):
    do.set_term(measure, date(2026, 12, 31), on=date(2026, 1, 1))
    assert [row[0] for row in told(measure, date(2026, 1, 2))] == ["approved"]
    assert told(measure, date(2026, 1, 2), NOW - timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("by_head", "is_key", "told"),
    [
        (False, False, "Đã gửi đề nghị đến thủ trưởng đơn vị."),
        (True, False, "Đã gửi đề nghị; Bộ phận thường trực sẽ quyết định."),
        (True, True, "Đã gửi đề nghị; Lãnh đạo Bộ sẽ quyết định."),
    ],
)
def test_who_asks_is_told_whose_turn_it_is(measure, officer, head, signed_in, by_head, is_key, told):
    Measure.objects.filter(pk=measure.pk).update(is_key=is_key)
    asked = {"version": measure.version, "term": "dated", "due_on": "30/06/2030", "reason": "Chờ Bộ Tài chính"}
    browser = signed_in(head if by_head else officer)
    answer = browser.post("/plan/292/measures/2.3/deadline/", asked, follow=True)
    assert [str(message) for message in answer.context["messages"]] == [told]
