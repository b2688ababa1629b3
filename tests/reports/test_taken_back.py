"""A unit takes back what it has sent, as long as nobody has decided on it: by the services, and what every list says of it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils.translation import override

from accounts.models import Event
from accounts.versions import StaleVersion
from office import outbox
from office.models import Mail
from plan.models import Observation
from reports import services, triggers
from reports.completeness import total
from reports.models import Obligation, Reminder, ReportVersion
from reports.timeline import timeline
from tests.factories import MembershipFactory, UserFactory
from tests.reports import filing
from tests.reports.filing import ANSWERS, DAY, DUE, NOW, OVERVIEW, PRESENT
from tests.reports.test_reminding import joined

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("report_stands")]
HOUR = timedelta(hours=1)


@pytest.fixture
def submitted(report, mission_head):
    filing.submit(report, mission_head)
    return report


@pytest.fixture
def deputy(embassy, mission_head):
    """Acts for the head of the mission."""
    return MembershipFactory(user=UserFactory(name="deputy"), unit=embassy, role="mission_head", acting_for=mission_head).user


def standing(at, **options):
    row = Obligation.objects.standing(at, **options).get()
    return row.standing, row.is_late, row.review


class TestTheLife:
    def test_it_goes_on_in_the_next_version_with_the_same_answers(self, submitted, mission_head):
        done = {"work": True, "staff": True}
        second = filing.take_back(submitted, mission_head, now=NOW + HOUR)
        first, report = submitted.versions.get(number=1), filing.fresh(submitted)
        assert (report.state, report.is_writable, report.first_submitted_at) == ("withdrawn", True, NOW)
        assert (second.number, second.values(), second.opened_at) == (2, ANSWERS, NOW + HOUR)
        assert (first.decision, first.decided_by, first.decided_at) == ("withdrawn", mission_head, NOW + HOUR)
        assert (first.values(), first.decision_reason) == (ANSWERS, "Nhầm số liệu biên chế.")
        services.save_answers(report=report, values={PRESENT: 15}, seen=filing.seen_of(report), by=mission_head, now=NOW, done=done)
        assert first.answers_digest == services.digest_of(ReportVersion.objects.get(pk=first.pk))

    def test_sections_called_finished_stay_finished(self, report, mission_head):
        services.save_answers(report=report, values={}, seen={}, by=mission_head, now=NOW, done={"work": True, "staff": True})
        filing.submit(report, mission_head)
        assert filing.take_back(report, mission_head).done_sections == ["staff", "work"]

    def test_in_the_history_one_line_by_whoever_did_it(self, submitted, deputy, mission_head):
        filing.take_back(submitted, deputy)
        event = Event.objects.get(verb="reports.withdrawn")
        assert (event.by, event.acting_for, event.body.reason) == (deputy, mission_head, "Nhầm số liệu biên chế.")
        assert event.object_label == submitted.versions.get(number=1).receipt

    def test_it_needs_a_reason(self, submitted, mission_head):
        with pytest.raises(ValidationError) as refused:
            filing.take_back(submitted, mission_head, reason=" ")
        assert "reason" in refused.value.message_dict
        assert filing.fresh(submitted).state == "submitted"

    @pytest.mark.parametrize("decided", [filing.accept, filing.give_back])
    def test_what_has_been_decided_on_is_not_taken_back(self, submitted, mission_head, reviewer, decided):
        seen = filing.fresh(submitted).version
        decided(submitted, reviewer)
        state = filing.fresh(submitted).state
        with pytest.raises(ValidationError, match="đang chờ xem xét"):
            filing.take_back(submitted, mission_head)
        with pytest.raises(StaleVersion):
            filing.take_back(submitted, mission_head, seen=seen)
        assert filing.fresh(submitted).state == state

    def test_nor_is_a_draft(self, report, mission_head):
        with pytest.raises(ValidationError, match="đang chờ xem xét"):
            filing.take_back(report, mission_head)

    @pytest.mark.parametrize("decide", [filing.accept, filing.give_back])
    def test_what_has_been_taken_back_is_not_decided_on(self, submitted, mission_head, reviewer, decide):
        seen = filing.fresh(submitted).version
        filing.take_back(submitted, mission_head)
        with pytest.raises(ValidationError, match="đã gửi"):
            decide(submitted, reviewer)
        with pytest.raises(StaleVersion):
            decide(submitted, reviewer, seen=seen)
        assert not Observation.objects.exists()

    def test_sent_again_it_stays_on_time_and_a_second_person_decides(self, submitted, mission_head, secretariat, reviewer):
        filing.take_back(submitted, mission_head)
        filing.submit(submitted, secretariat, now=DUE + DAY)
        assert not filing.fresh(submitted).was_late
        with pytest.raises(ValidationError, match="cần người thứ hai"):
            filing.accept(submitted, secretariat, now=DUE + DAY)
        filing.accept(submitted, reviewer, now=DUE + DAY)
        assert [version.number for version in ReportVersion.objects.counting()] == [2]

    def test_a_reopened_report_taken_back_still_counts_as_it_was_accepted(self, submitted, mission_head, mission_officer, reviewer):
        filing.accept(submitted, reviewer)
        filing.reopen(submitted, reviewer)
        filing.write(submitted, {PRESENT: 15}, mission_officer)
        filing.submit(submitted, mission_head)
        filing.take_back(submitted, mission_head)
        assert [version.number for version in ReportVersion.objects.counting()] == [1]

    def test_a_report_taken_back_is_neither_waived_nor_given_more_time(self, submitted, mission_head, secretariat):
        filing.take_back(submitted, mission_head)
        for act in (lambda: filing.waived(submitted.obligation, NOW, secretariat), lambda: filing.extended(submitted.obligation, DUE + DAY, NOW, secretariat)):  # fmt: skip
            with pytest.raises(ValidationError):
                act()


class TestSentAsItWas:
    def test_only_by_who_says_so(self, submitted, mission_head):
        filing.take_back(submitted, mission_head)
        with pytest.raises(ValidationError) as refused:
            filing.submit(submitted, mission_head, unchanged=False)
        assert "unchanged" in refused.value.message_dict
        filing.submit(submitted, mission_head, unchanged=True)

    @pytest.mark.parametrize("present", [12, 15, 16])
    def test_also_where_it_says_what_had_been_returned_before(self, submitted, mission_head, reviewer, present):
        """12 was returned, 15 was taken back; 16 is new."""
        filing.give_back(submitted, reviewer)
        filing.write(submitted, {PRESENT: 15}, mission_head)
        filing.submit(submitted, mission_head)
        filing.take_back(submitted, mission_head)
        filing.write(submitted, {PRESENT: present}, mission_head)
        if present == 16:
            filing.submit(submitted, mission_head, unchanged=False)
            return
        with pytest.raises(ValidationError) as refused:
            filing.submit(submitted, mission_head, unchanged=False)
        assert "unchanged" in refused.value.message_dict

    def test_what_was_said_before_the_last_decision_is_forgotten(self, submitted, mission_head, reviewer):
        for present in (15, 12):
            filing.give_back(submitted, reviewer)
            filing.write(submitted, {PRESENT: present}, mission_head)
            filing.submit(submitted, mission_head, unchanged=False)


class TestTheDatabase:
    ACTS = {
        "answer": lambda version: version.answers.filter(question="present").update(value=13),
        "decision": lambda version: ReportVersion.objects.filter(pk=version.pk).update(decision="returned"),
        "reason": lambda version: ReportVersion.objects.filter(pk=version.pk).update(decision_reason="Khác"),
    }

    @pytest.mark.parametrize("act", ACTS)
    def test_refuses_to_change_what_was_taken_back(self, submitted, mission_head, act):
        filing.take_back(submitted, mission_head)
        version = submitted.versions.get(number=1)
        with pytest.raises(DatabaseError, match="what has been submitted never changes"), transaction.atomic():
            self.ACTS[act](version)
        with triggers.lifted(connection):  # the control: it was the trigger
            assert self.ACTS[act](version) == 1

    def test_refuses_a_taking_back_without_a_reason(self, submitted, mission_head):
        row = ReportVersion.objects.filter(report=submitted)
        with pytest.raises(DatabaseError), transaction.atomic():
            row.update(decision="withdrawn", decided_at=NOW, decided_by=mission_head)
        row.update(decision="withdrawn", decided_at=NOW, decided_by=mission_head, decision_reason="x")


class TestTheLists:
    def test_it_was_received_and_nobody_says_that_it_was_returned(self, submitted, mission_head):
        filing.take_back(submitted, mission_head, now=NOW + HOUR)
        assert standing(NOW - HOUR) == ("not_due", False, "")
        assert standing(NOW) == ("on_time", False, "waiting")
        assert standing(NOW + HOUR) == standing(DUE + DAY) == ("on_time", False, "withdrawn")
        counts = total(Obligation.objects.standing(DUE + DAY).departments())
        assert (counts.received, counts.withdrawn, counts.returned, counts.waiting, counts.missing) == (1, 1, 0, 0, 0)

    def test_it_is_to_be_written_again_and_waits_for_nobody(self, submitted, mission_head, reviewer):
        filing.take_back(submitted, mission_head)
        rows = Obligation.objects.standing(NOW)
        assert (rows.to_write().count(), rows.waits_for(reviewer).count()) == (1, 0)
        filing.submit(submitted, mission_head)
        rows = Obligation.objects.standing(NOW)
        assert (rows.to_write().count(), rows.waits_for(reviewer).count()) == (0, 1)

    def test_nothing_to_report_taken_back_is_no_word_of_the_new_version(self, report, mission_head):
        filing.submit(report, mission_head, nil=True)
        filing.take_back(report, mission_head)
        assert standing(NOW) == ("nil", False, "withdrawn")
        filing.submit(report, mission_head, now=NOW + HOUR)
        assert standing(NOW + HOUR) == ("on_time", False, "waiting")

    def test_the_ministry_has_taken_no_time_to_decide_on_it(self, submitted, mission_head, reviewer):
        filing.take_back(submitted, mission_head, now=NOW + 5 * HOUR)
        decided = Obligation.objects.in_force().decisions
        assert decided("department", DUE) == []
        filing.submit(submitted, mission_head, now=NOW + 6 * HOUR)
        filing.accept(submitted, reviewer, now=NOW + 8 * HOUR)
        assert [one.took for one in decided("department", DUE)] == [2 * HOUR]

    def test_the_timeline_says_who_waited_for_whom(self, submitted, mission_head, reviewer):
        filing.take_back(submitted, mission_head, now=NOW + 5 * HOUR)
        filing.submit(submitted, mission_head, now=NOW + 6 * HOUR)
        told = timeline(submitted.versions.with_people().prefetch_related("remarks"), NOW + 8 * HOUR)
        assert [(str(step.word), step.took, step.who) for step in told.steps[1:]] == [
            ("Đã gửi", "đơn vị: dưới 1 phút", "mission_head"),
            ("Đơn vị đã rút lại", "Bộ: 5 giờ", "mission_head"),
            ("Gửi lại", "đơn vị: 1 giờ", "mission_head"),
            ("Chờ xem xét", "Bộ: 2 giờ", ""),
        ]
        assert told.steps[2].said == "Nhầm số liệu biên chế."
        assert (told.reviewer, told.unit) == ("7 giờ", "1 giờ")


class TestReminders:
    def test_are_counted_from_the_day_on_which_it_was_taken_back(self, submitted, mission_officer, mission_head, reviewer):
        joined(mission_officer, mission_head, reviewer)
        filing.take_back(submitted, mission_head, now=DUE - 3 * DAY)
        assert services.remind(now=DUE - 2 * DAY - 2 * HOUR) == 0
        assert services.remind(now=DUE - DAY - 2 * HOUR) == 1
        (mail,) = Mail.objects.all()
        assert (mail.user, mail.kind) == (mission_officer, "report-due")
        assert mail.subject.startswith("Đã rút lại, cần gửi lại: báo cáo quý IV/2026")
        assert "Đơn vị đã rút lại lúc 17:00 ngày 14/12/2026" in mail.text
        assert "Lý do rút lại: Nhầm số liệu biên chế." in mail.text
        assert "rả lại" not in mail.text + mail.subject
        assert Reminder.objects.get().counted_from == DUE - 3 * DAY
        filing.submit(filing.fresh(submitted), mission_head, now=DUE)
        assert services.remind(now=DUE + 4 * DAY - 2 * HOUR) == 0

    def test_the_reviewer_is_not_told_of_what_waits_no_longer(self, submitted, mission_head, reviewer):
        joined(reviewer)
        morning = NOW.replace(hour=2) + DAY
        assert services.remind(now=morning) == 1
        filing.take_back(submitted, mission_head, now=morning)
        assert outbox.send_due(lambda: morning + HOUR) == 0
        assert Mail.objects.get().state == "dropped"
        filing.submit(submitted, mission_head, now=morning + HOUR)
        assert services.remind(now=morning + DAY) == 1  # sent again, it is new


def test_in_words_of_both_languages(submitted, mission_head):
    filing.take_back(submitted, mission_head)
    report, version = filing.fresh(submitted), submitted.versions.get(number=1)
    said = {"vi": "Đơn vị đã rút lại", "en": "Taken back by the unit"}
    for language, words in said.items():
        with override(language):
            assert {str(report.get_state_display()), str(version.get_decision_display())} == {words}
    assert filing.fresh(submitted).versions.get(number=2).values()[OVERVIEW] == ANSWERS[OVERVIEW]
