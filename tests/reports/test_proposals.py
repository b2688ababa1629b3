"""Proposals: what becomes of them step by step, and how those of a report follow its versions."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Event
from accounts.versions import StaleVersion
from plan.moment import Moment
from reports import services
from reports.models import Proposal, ProposalStep
from reports.proposing import addressed, paired, said
from reports.questions import form_of
from tests.reports import filing
from tests.reports.proposed import DUE, FIRST, FORM, NOW, SECOND, again, answered, asks, assigned, reported, typed

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("cast_stands")]
DAY = timedelta(days=1)


@pytest.fixture
def report(embassy, mission_head, reviewer):
    return reported(asks(embassy), f"- {FIRST}\n2. {SECOND}\n\nKhông có.", mission_head, reviewer)


def texts():
    return list(Proposal.objects.order_by("pk").values_list("text", flat=True))


def test_each_line_of_an_accepted_report_is_a_proposal_of_its_unit(report, embassy, mission_head, reviewer):
    assert texts() == [FIRST, SECOND]
    first = Proposal.objects.first()
    assert (first.unit, first.source, first.state, first.raised_on) == (embassy, "report", "raised", date(2026, 11, 20))
    assert first.said_in == report.versions.get(number=1)


def test_nothing_is_raised_before_the_report_is_accepted(embassy, mission_head):
    filed = filing.begin(asks(embassy), mission_head, NOW)
    filing.write(filed, {("proposals", ""): FIRST}, mission_head, NOW)
    filing.submit(filed, mission_head, NOW)
    assert not Proposal.objects.exists()


def test_a_nil_report_proposes_nothing(embassy, mission_head, reviewer):
    reported(asks(embassy), FIRST, mission_head, reviewer, nil=True)
    assert not Proposal.objects.exists()


def test_accepting_the_same_version_twice_raises_nothing_twice(report, reviewer):
    before = Event.objects.count(), ProposalStep.objects.count()
    services.take_proposals(report=report, version=report.latest(), by=reviewer, now=NOW + DAY)
    assert texts() == [FIRST, SECOND]
    assert (Event.objects.count(), ProposalStep.objects.count()) == before


def test_a_report_accepted_again_keeps_corrects_withdraws_and_adds(report, department, mission_head, reviewer, secretariat):
    first, second = Proposal.objects.order_by("pk")
    assigned(first, department, secretariat)
    better = "Đề nghị Vụ Tổ chức Cán bộ bổ sung hai biên chế."
    again(report, f"{better}\nĐề nghị gửi sớm sổ tay.", mission_head, reviewer, NOW + DAY)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.text, first.state, first.assigned_to) == (better, "assigned", department), "the unit goes on with it"
    assert first.steps.get(act="corrected").text == FIRST, "what it said before stays on record"
    assert second.state == "withdrawn"
    assert report.latest().receipt in second.ended_because
    assert texts()[2] == "Đề nghị gửi sớm sổ tay."
    assert first.said_in == report.latest()


def test_what_is_said_again_comes_back_where_it_stood(report, department, mission_head, reviewer, secretariat):
    second = Proposal.objects.order_by("pk")[1]
    assigned(second, department, secretariat)
    with override("en"):  # whoever accepts it: what is kept is Vietnamese
        again(report, FIRST, mission_head, reviewer, NOW + DAY)
        second.refresh_from_db()
        assert second.ended_because.startswith("Không còn nêu trong báo cáo được tiếp nhận lại")
        again(report, f"{FIRST}\n{SECOND}", mission_head, reviewer, NOW + 2 * DAY)
    second.refresh_from_db()
    assert second.steps.get(act="reopened").text.startswith("Được nêu lại trong")
    assert (second.state, second.ended_because, second.ended_on) == ("assigned", "", None)
    assert texts() == [FIRST, SECOND]


def test_what_was_withdrawn_by_hand_stays_withdrawn_while_the_version_stands(report, reviewer, secretariat):
    first = Proposal.objects.first()
    services.withdraw_proposal(proposal=first, reason="Nhầm.", by=secretariat, now=NOW, seen=None)
    services.take_proposals(report=report, version=report.latest(), by=reviewer, now=NOW + DAY)
    first.refresh_from_db()
    assert first.state == "withdrawn"


def test_answers_that_cannot_be_read_hold_up_no_acceptance(embassy, mission_head, reviewer):
    filed = filing.begin(asks(embassy), mission_head, NOW)
    filing.write(filed, {("proposals", ""): FIRST}, mission_head, NOW)
    filing.submit(filed, mission_head, NOW)
    filing.damage(filed.latest(), "proposals", {"a": 1})
    filing.accept(filed, reviewer, NOW)
    assert not Proposal.objects.exists()


# The words


def test_a_table_of_several_rows_is_read_row_by_row():
    columns = [{"key": key, "kind": "text", **filing.words("label", key)} for key in ("what", "unit")]
    asked = {"key": "proposals", "kind": "table", **filing.words("label", "x"), "role": "proposals", "columns": columns}
    form = form_of({"sections": [{"key": "outlook", **filing.words("title", "x"), "questions": [asked]}]})
    rows = [{"what": "Cấp máy", "unit": "Cục A"}, {"what": " ", "unit": ""}, {"unit": "Học viện", "what": "Mở lớp"}, ["x"], None]
    assert said(form, {("proposals", ""): rows}) == ["Cấp máy; Cục A", "Mở lớp; Học viện"]


def test_a_very_long_list_ends_in_one_last_proposal():
    found = said(form_of(FORM), {("proposals", ""): "\n".join(f"Kiến nghị {n}" for n in range(900))})
    assert len(found) == 50
    assert found[-1].endswith("Kiến nghị 899")


@settings(max_examples=60)
@given(before=st.lists(st.text("abc đ", min_size=1), max_size=8), now=st.lists(st.text("abc đ", min_size=1), max_size=8))
def test_every_line_is_paired_exactly_once(before, now):
    found = paired(dict(enumerate(before)), now)
    assert sorted([*found.kept, *found.corrected, *found.gone]) == list(range(len(before)))
    assert len(found.kept) + len(found.corrected) + len(found.fresh) == len(now)


def test_the_unit_that_is_named_is_suggested_and_the_longest_name_wins():
    names = {"vu-a": "Vụ Tổ chức Cán bộ", "vp": "Văn phòng", "vpb": "Văn phòng Bộ"}
    assert addressed("Đề nghị Văn phòng Bộ gửi sớm sổ tay", names) == "vpb"
    assert addressed("Đề nghị mở lớp", names) == ""


# The steps


@pytest.fixture
def proposal(secretariat):
    return typed(secretariat)


def do(act, proposal, by, **values):
    return getattr(services, act)(proposal=proposal, by=by, now=NOW, seen=None, **values)


def test_it_is_assigned_answered_returned_answered_better_and_closed(proposal, department, head, secretariat):
    assigned(proposal, department, secretariat)
    answered(proposal, head)
    do("return_answer", proposal, secretariat, reason="Chưa rõ thời hạn.")
    assert (proposal.state, proposal.returned_because, proposal.due_on) == ("assigned", "Chưa rõ thời hạn.", DUE)
    answered(proposal, head, answer="Trước 31/03/2027.")
    assert (proposal.state, proposal.returned_because, proposal.answered_by) == ("answered", "", head)
    do("close_proposal", proposal, secretariat, reason="")
    assert [step.act for step in proposal.steps.all()] == ["raised", "assigned", "answered", "returned", "answered", "closed"]
    told = Event.objects.about(proposal).count()
    assert told == 6, "each step is one line of history"


ALLOWED = {
    "raised": {"assign", "close", "withdraw"},
    "assigned": {"assign", "answer", "close", "withdraw"},
    "answered": {"answer", "return", "close", "withdraw"},
    "closed": {"reopen"},
    "withdrawn": {"reopen"},
}
AFTER = {
    "assign": "assigned",
    "answer": "answered",
    "return": "assigned",
    "close": "closed",
    "withdraw": "withdrawn",
    "reopen": None,  # where it stood: assigned if a unit was asked
}


def step(act, proposal, department, head, secretariat):
    acts = {
        "assign": lambda: assigned(proposal, department, secretariat),
        "answer": lambda: answered(proposal, head),
        "return": lambda: do("return_answer", proposal, secretariat, reason="x"),
        "close": lambda: do("close_proposal", proposal, secretariat, reason="x"),
        "withdraw": lambda: do("withdraw_proposal", proposal, secretariat, reason="x"),
        "reopen": lambda: do("reopen_proposal", proposal, secretariat, reason="x"),
    }
    return acts[act]()


@settings(max_examples=25)
@given(acts=st.lists(st.sampled_from(sorted(AFTER)), max_size=12))
def test_any_order_of_steps_keeps_to_the_machine(django_db_blocker, acts):
    from tests.factories import UnitFactory, UserFactory

    department, person = UnitFactory(code="vu-to-chuc-can-bo"), UserFactory(email="may@demo.test")
    with transaction.atomic():
        proposal, was_assigned = typed(person), False
        for act in acts:
            state, steps = proposal.state, proposal.steps.count()
            if act in ALLOWED[state]:
                step(act, proposal, department, person, person)
                was_assigned = was_assigned or act == "assign"
                assert proposal.state == (AFTER[act] or ("assigned" if was_assigned else "raised"))
                assert proposal.steps.count() == steps + 1
                assert proposal.steps.last().state == proposal.state
            else:
                with pytest.raises(ValidationError):
                    step(act, proposal, department, person, person)
                proposal.refresh_from_db()
                assert (proposal.state, proposal.steps.count()) == (state, steps), "a refused step leaves no trace"
        transaction.set_rollback(True)


def test_an_answer_can_be_put_in_better_words_until_it_is_closed(proposal, department, head, secretariat):
    assigned(proposal, department, secretariat)
    answered(proposal, head, answer="Sẽ mở.")
    answered(proposal, head, answer="Sẽ mở lớp trong tháng 3.")
    assert [one.text for one in proposal.steps.filter(act="answered")] == ["Sẽ mở.", "Sẽ mở lớp trong tháng 3."]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"source": "report"}, "source"),
        ({"raised_by": " "}, "raised_by"),
        ({"occasion": ""}, "occasion"),
        ({"text": ""}, "text"),
        ({"raised_on": date(2027, 1, 1)}, "raised_on"),
        ({"raised_on": None}, "raised_on"),
    ],
)
def test_what_is_typed_wrong_is_said_beside_its_field(secretariat, values, field):
    with pytest.raises(ValidationError) as error:
        typed(secretariat, **values)
    assert list(error.value.message_dict) == [field]


def test_a_locality_needs_no_occasion(secretariat):
    assert typed(secretariat, source="locality", occasion="").state == "raised"


def test_one_that_was_never_answered_is_closed_with_a_reason_only(proposal, secretariat):
    with pytest.raises(ValidationError, match=r"."):
        do("close_proposal", proposal, secretariat, reason=" ")


def test_it_is_not_assigned_to_a_day_that_has_passed_nor_to_a_unit_that_is_no_more(proposal, department, secretariat):
    with pytest.raises(ValidationError):
        assigned(proposal, department, secretariat, due_on=date(2026, 11, 19))
    department.until = date(2026, 1, 1)
    with pytest.raises(ValidationError):
        assigned(proposal, department, secretariat)


def test_of_two_who_have_read_the_same_only_one_saves(proposal, department, secretariat):
    seen = proposal.version
    services.assign_proposal(proposal=proposal, unit=department, due_on=DUE, by=secretariat, now=NOW, seen=seen)
    with pytest.raises(StaleVersion):
        services.withdraw_proposal(proposal=Proposal.objects.get(), reason="x", by=secretariat, now=NOW, seen=seen)


def test_measures_are_those_of_the_task(proposal, measure, other_measure, department, secretariat):
    assigned(proposal, department, secretariat, task=measure.task, measures=[measure])
    assert list(proposal.measures.all()) == [measure]
    with pytest.raises(ValidationError):
        assigned(proposal, department, secretariat, task=measure.task, measures=[other_measure])


def test_the_words_of_a_report_are_not_edited(report, measure, secretariat):
    first = Proposal.objects.order_by("pk").first()
    services.edit_proposal(
        proposal=first, by=secretariat, values={"text": "Khác", "task": measure.task}, measures=[measure], now=NOW, seen=None
    )
    first.refresh_from_db()
    assert (first.text, first.task) == (FIRST, measure.task)


def test_the_database_refuses_an_answer_without_words(proposal):
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(state="answered")


# Dates


def test_overdue_follows_from_the_day_alone_and_the_past_is_told_as_it_was(proposal, department, head, secretariat):
    assigned(proposal, department, secretariat)
    answered(proposal, head, now=NOW + 30 * DAY)
    late = DUE + DAY

    def on(day, known=None):
        moment = Moment(day, known, day)
        rows = Proposal.objects.standing(moment)
        return rows.counts(day)

    assert on(DUE)["overdue"] == 0
    assert on(late)["overdue"] == 1
    assert on(late)["assigned"] == 1
    assert on((NOW + 30 * DAY).date())["answered"] == 1
    assert on((NOW + 30 * DAY).date(), NOW + 29 * DAY)["answered"] == 0, "not known then"
    assert on(date(2026, 11, 1))["all"] == 0
    assert proposal.is_overdue(late) is False, "answered by now"


def test_the_counts_are_those_of_the_rows(proposal, report, department, head, secretariat):
    assigned(proposal, department, secretariat)
    rows = Proposal.objects.standing(Moment.now(NOW))
    counts = rows.counts(NOW.date())
    for group in ("open", "overdue", *Proposal.State.values):
        assert counts[group] == rows.in_group(group, NOW.date()).count()
    assert counts["all"] == 3
    assert counts["open"] == 3
