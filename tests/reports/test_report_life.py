"""The life of a quarterly report: drafted, submitted, returned or accepted, reopened; what is allowed and what is refused."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import Event
from accounts.versions import StaleVersion
from plan.models import Measure
from reports.models import Answer, QuarterlyReport, ReportVersion
from reports.services import StaleAnswers, extend
from tests.factories import MembershipFactory, UserFactory
from tests.reports import filing
from tests.reports.filing import ANSWERS, DAY, DUE, NOW, OVERVIEW, PRESENT, RESULTS, SHARE, begin, fresh, submit, write

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("cast_stands")]


@pytest.fixture
def obligation(embassy, measure):
    filing.serves(embassy, measure)
    filing.indicators(measure.plan)
    return filing.owed(embassy)


@pytest.fixture
def report(obligation, mission_officer):
    """Begun, and answered whole."""
    report = begin(obligation, mission_officer)
    write(report, ANSWERS, mission_officer)
    return report


@pytest.fixture
def submitted(report, mission_head):
    submit(report, mission_head)
    return report


@pytest.fixture
def accepted(submitted, reviewer):
    filing.accept(submitted, reviewer)
    return submitted


def events(verb=""):
    return Event.objects.filter(verb__startswith=verb or "reports.")


def answers(report):
    return report.latest().values()


# Begin


def test_a_report_begins_with_an_empty_first_version(obligation, mission_officer):
    report = begin(obligation, mission_officer)
    version = report.latest()
    assert (report.state, version.number, version.opened_by, version.values()) == ("draft", 1, mission_officer, {})


def test_beginning_twice_is_the_same_report(obligation, mission_officer, mission_head):
    assert begin(obligation, mission_officer) == begin(obligation, mission_head)
    assert ReportVersion.objects.count() == 1


def test_what_is_void_is_not_begun(obligation, mission_officer):
    obligation.save_seen(None, {"state": "void"})
    with pytest.raises(ValidationError, match="không phải gửi"):
        begin(obligation, mission_officer)


# Save


def test_answers_are_kept_with_who_gave_them(obligation, mission_officer):
    report = begin(obligation, mission_officer)
    write(report, {OVERVIEW: " Đã làm. ", PRESENT: 12}, mission_officer)
    assert answers(report) == {OVERVIEW: "Đã làm.", PRESENT: 12}
    assert Answer.objects.get(question="present").by == mission_officer


def test_drafting_writes_no_history(report):
    assert not events().exists()


def test_a_field_emptied_again_is_no_answer_but_keeps_its_version(report, mission_officer):
    write(report, {SHARE: None}, mission_officer)
    assert SHARE not in answers(report)
    assert Answer.objects.get(question="share").version == 2


def test_saving_the_same_again_is_no_new_version(report, mission_officer):
    write(report, ANSWERS, mission_officer, seen={})
    assert set(Answer.objects.values_list("version", flat=True)) == {1}


def test_a_field_changed_by_somebody_else_is_a_clash_and_nothing_of_the_save_is_kept(report, mission_officer, mission_head):
    seen = filing.seen_of(report)
    write(report, {PRESENT: 13}, mission_head)
    with pytest.raises(StaleAnswers) as clash:
        write(report, {PRESENT: 14, SHARE: 700}, mission_officer, seen=seen)
    [one] = clash.value.clashes
    assert (one.key, one.saved, one.by, one.version) == (PRESENT, 13, mission_head.name, 2)
    assert answers(report) == {**ANSWERS, PRESENT: 13}


def test_two_who_write_different_fields_both_win(report, mission_officer, mission_head):
    seen = filing.seen_of(report)
    write(report, {PRESENT: 13}, mission_head, seen=seen)
    write(report, {SHARE: 700}, mission_officer, seen=seen)
    assert answers(report) == {**ANSWERS, PRESENT: 13, SHARE: 700}


def test_two_who_write_the_same_are_no_clash(report, mission_officer, mission_head):
    seen = filing.seen_of(report)
    write(report, {PRESENT: 13}, mission_head, seen=seen)
    write(report, {PRESENT: 13}, mission_officer, seen=seen)
    assert answers(report)[PRESENT] == 13


def test_what_is_not_asked_or_does_not_fit_is_named_field_by_field(report, mission_officer):
    with pytest.raises(ValidationError) as refused:
        write(report, {("colour", ""): "đỏ", ("results", "9.9"): "x", PRESENT: 501, OVERVIEW: "Còn"}, mission_officer)
    assert set(refused.value.message_dict) == {"colour", "results.9.9", "present"}
    assert answers(report) == ANSWERS


def test_sections_are_called_finished_and_unfinished_again(report, mission_officer):
    for done, kept in [({"work": True}, ["work"]), ({"staff": True}, ["staff", "work"]), ({"work": False}, ["staff"])]:
        filing.services.save_answers(report=report, values={}, seen={}, by=mission_officer, now=NOW, done=done)
        assert fresh(report).latest().done_sections == kept


@pytest.mark.parametrize("state", ["submitted", "accepted"])
def test_what_has_been_sent_is_not_written_any_more(state, mission_officer, request):
    report = request.getfixturevalue(state)
    with pytest.raises(ValidationError, match="đã được gửi"):
        write(report, {PRESENT: 13}, mission_officer)
    assert answers(report) == ANSWERS


# Submit


def test_a_submission_seals_the_version_and_says_so_once(report, mission_head):
    version = submit(report, mission_head)
    assert (fresh(report).state, version.submitted_by, version.submitted_for, version.is_nil) == ("submitted", mission_head, None, False)
    assert len(version.answers_digest) == 64
    event = events().get()
    assert (event.verb, event.object_code, event.object_label) == ("reports.submitted", "2026-Q4/emb-fr", "LT-2026Q4-emb-fr-1")
    assert event.body.changes["sha256"] == ["", version.answers_digest]


def test_without_what_is_required_it_is_not_submitted(report, mission_head, mission_officer):
    write(report, {PRESENT: None, OVERVIEW: ""}, mission_officer)
    with pytest.raises(ValidationError) as refused:
        submit(report, mission_head)
    assert set(refused.value.message_dict) == {"present", "overview"}
    assert fresh(report).state == "draft"
    assert not events().exists()


def test_with_nothing_to_report_nothing_need_be_answered(obligation, mission_head):
    version = submit(begin(obligation, mission_head), mission_head, nil=True)
    assert version.is_nil
    assert events().get().body.changes["is_nil"] == [False, True]


def test_nothing_to_report_and_an_empty_report_are_not_the_same_to_the_digest(obligation, mission_head, mission_officer):
    report = begin(obligation, mission_head)
    version = submit(report, mission_head, nil=True)
    empty = ReportVersion.objects.get(pk=version.pk)
    empty.is_nil = False
    assert filing.services.quarterly.digest_of(empty) != version.answers_digest


def test_a_report_is_submitted_once(submitted, mission_head):
    with pytest.raises(ValidationError, match="đã được gửi"):
        submit(submitted, mission_head)
    assert events("reports.submitted").count() == 1


def test_a_report_that_moved_since_it_was_read_is_not_submitted(report, mission_head, mission_officer, reviewer):
    submit(report, mission_head)
    filing.give_back(report, reviewer)
    with pytest.raises(StaleVersion):
        submit(report, mission_head, seen=1)


def test_who_acts_for_the_head_is_recorded_with_whom_they_act_for(report, embassy, mission_head):
    deputy = MembershipFactory(user=UserFactory(name="Phó"), unit=embassy, role="mission_head", acting_for=mission_head).user
    version = submit(report, deputy)
    assert (version.submitted_by, version.submitted_for) == (deputy, mission_head)
    assert events("reports.submitted").get().acting_for == mission_head


# Late


def test_late_is_accepted_and_marked(report, mission_head, reviewer):
    submit(report, mission_head, now=DUE + DAY)
    assert fresh(report).was_late
    filing.accept(report, reviewer, now=DUE + DAY)
    assert fresh(report).state == "accepted"


def test_at_the_very_moment_it_is_due_it_is_not_late(report, mission_head):
    submit(report, mission_head, now=DUE)
    assert not fresh(report).was_late


def test_a_later_version_does_not_make_a_report_late(submitted, mission_head, reviewer):
    filing.give_back(submitted, reviewer, now=DUE + DAY)
    submit(submitted, mission_head, now=DUE + 2 * DAY)
    report = fresh(submitted)
    assert (report.first_submitted_at, report.was_late) == (NOW, False)


def test_late_is_judged_by_the_extended_due_time(report, obligation, mission_head, secretariat):
    extend(obligation=obligation, by=secretariat, until=DUE + 2 * DAY, reason="Mất kết nối", now=NOW, seen=None)
    submit(report, mission_head, now=DUE + DAY)
    assert not fresh(report).was_late


# Return


def test_a_returned_report_goes_on_as_the_next_version_with_the_same_answers(submitted, reviewer):
    second = filing.give_back(submitted, reviewer, remarks={PRESENT: "Khác biên chế được giao?", OVERVIEW: "  "})
    first = submitted.versions.get(number=1)
    assert (fresh(submitted).state, second.number, second.values()) == ("returned", 2, ANSWERS)
    assert (first.decision, first.decided_by, first.decision_reason) == ("returned", reviewer, "Bổ sung số liệu.")
    assert [(row.question, row.text) for row in first.remarks.all()] == [("present", "Khác biên chế được giao?")]
    event = events("reports.returned").get()
    assert (event.object_label, event.body.reason, event.body.changes) == (first.receipt, "Bổ sung số liệu.", {"remarks": [0, 1]})


@pytest.mark.parametrize("nil", [False, True])
def test_what_came_back_is_sent_as_it_was_only_by_who_says_so(report, mission_head, mission_officer, reviewer, nil):
    submit(report, mission_head, nil=nil, unchanged=False)  # the first version is never the same as another
    filing.give_back(report, reviewer)
    with pytest.raises(ValidationError) as refused:
        submit(report, mission_head, nil=nil, unchanged=False)
    assert "unchanged" in refused.value.message_dict
    assert fresh(report).state == "returned"
    submit(report, mission_head, nil=nil, unchanged=True)
    filing.accept(report, reviewer)
    filing.reopen(report, reviewer)
    with pytest.raises(ValidationError):
        submit(report, mission_head, nil=nil, unchanged=False)
    write(report, {PRESENT: 13}, mission_officer)
    submit(report, mission_head, unchanged=False)
    assert fresh(report).state == "submitted"


def test_a_return_needs_a_reason(submitted, reviewer):
    with pytest.raises(ValidationError) as refused:
        filing.give_back(submitted, reviewer, reason=" ")
    assert "reason" in refused.value.message_dict
    assert fresh(submitted).state == "submitted"


def test_a_remark_is_about_a_question_that_is_asked(submitted, reviewer):
    with pytest.raises(ValidationError) as refused:
        filing.give_back(submitted, reviewer, remarks={("colour", ""): "?"})
    assert "colour" in refused.value.message_dict
    assert submitted.versions.count() == 1


def test_writing_the_next_version_leaves_the_one_that_was_submitted(submitted, mission_officer, mission_head, reviewer):
    sealed = submitted.latest()
    filing.give_back(submitted, reviewer)
    write(submitted, {PRESENT: 13}, mission_officer)
    submit(submitted, mission_head)
    assert sealed.values() == ANSWERS
    assert filing.services.quarterly.digest_of(ReportVersion.objects.get(pk=sealed.pk)) == sealed.answers_digest
    assert submitted.latest().answers_digest != sealed.answers_digest


def test_what_is_taken_over_remembers_who_wrote_it(submitted, reviewer, mission_officer):
    filing.give_back(submitted, reviewer)
    assert {answer.by for answer in submitted.latest().answers.all()} == {mission_officer}


# Accept


def test_an_accepted_version_counts(accepted, reviewer):
    version = accepted.latest()
    assert (fresh(accepted).state, version.decision, version.decided_by) == ("accepted", "accepted", reviewer)
    assert list(ReportVersion.objects.counting()) == [version]
    assert events("reports.accepted").get().object_label == version.receipt


@pytest.mark.parametrize("act", [filing.accept, filing.give_back])
def test_only_what_was_submitted_is_decided_on(act, report, reviewer):
    with pytest.raises(ValidationError, match="đã gửi"):
        act(report, reviewer)
    assert not events().exists()


@pytest.mark.parametrize("act", [filing.accept, filing.give_back])
def test_nobody_decides_on_what_they_submitted(act, report, secretariat, reviewer):
    submit(report, secretariat)
    with pytest.raises(ValidationError, match="cần người thứ hai"):
        act(report, secretariat)
    act(report, reviewer)


@pytest.mark.parametrize("act", [filing.accept, filing.give_back])
def test_a_decision_on_what_was_decided_since_is_stale(act, submitted, reviewer):
    seen = fresh(submitted).version
    filing.accept(submitted, reviewer, seen=seen)
    with pytest.raises(StaleVersion):
        act(submitted, reviewer, seen=seen)


def test_the_status_of_a_measure_is_not_touched(accepted, measure):
    before = measure.version
    assert Measure.objects.get(pk=measure.pk).version == before
    assert not measure.updates.exists()


# Reopen


def test_a_reopened_report_goes_on_while_the_accepted_version_stands(accepted, reviewer, mission_officer):
    first = accepted.latest()
    second = filing.reopen(accepted, reviewer)
    write(accepted, {PRESENT: 15}, mission_officer)
    assert (fresh(accepted).state, second.reopened_because) == ("reopened", "Số liệu thay đổi.")
    assert list(ReportVersion.objects.counting()) == [first]
    event = events("reports.reopened").get()
    assert (event.body.reason, event.object_label) == ("Số liệu thay đổi.", first.receipt)


def test_reopening_needs_a_reason_and_an_accepted_report(submitted, reviewer):
    with pytest.raises(ValidationError, match="đã tiếp nhận"):
        filing.reopen(submitted, reviewer)
    filing.accept(submitted, reviewer)
    with pytest.raises(ValidationError) as refused:
        filing.reopen(submitted, reviewer, reason="")
    assert "reason" in refused.value.message_dict
    assert fresh(submitted).state == "accepted"


# All of it


def test_every_step_writes_exactly_one_line(report, mission_head, reviewer):
    submit(report, mission_head)
    filing.give_back(report, reviewer)
    submit(report, mission_head)
    filing.accept(report, reviewer)
    filing.reopen(report, reviewer)
    submit(report, mission_head)
    verbs = [event.verb.partition(".")[2] for event in events().order_by("id")]
    assert verbs == ["submitted", "returned", "submitted", "accepted", "reopened", "submitted"]


def test_the_database_refuses_a_second_open_version_and_an_unsigned_submission(report, mission_officer):
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportVersion.objects.create(report=report, number=2, opened_at=NOW, opened_by=mission_officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportVersion.objects.filter(report=report).update(submitted_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        QuarterlyReport.objects.filter(pk=report.pk).update(state="submitted")


def test_measures_are_asked_one_by_one_of_those_the_unit_serves(report, other_measure):
    assert RESULTS in answers(report)
    assert filing.services.quarterly.measures_of(report.obligation) == ["2.3"]
