"""`?changed_since=`: every act on what a list shows makes its row appear, so that whoever keeps a copy of the list misses none.

The story does every service of the plan, each long after the one before; a service that it leaves out must stand in ELSEWHERE.
"""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts import changing
from accounts.services.units import rename_unit
from plan import services
from plan.models import Indicator, Measure, Observation
from plan.services.bulk import Wanted
from tests.factories import MeasureFactory, MembershipFactory, UnitFactory
from tests.plan.days import NOW, TODAY
from tests.plan.test_keeping_indicators import aim, values
from tests.queries import same_few

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LISTS = {name: f"/api/v1/plans/292/{name}/" for name in ("measures", "indicators", "directives", "projects")}
# Services that change nothing which a list of the plan's calls shows, or nothing at all.
ELSEWHERE = {
    "add_inspection", "edit_inspection", "close_follow_up", "withdraw_inspection",  # inspections have no call
    "add_occasion",  # until a directive is given at it
    "add_task", "edit_task", "move_task",  # rows tell the code of their task, which stays
    "edit_period", "keep_calendar", "move_day", "restore_day", "move_due_times", "due_moves",  # tests/reports/test_reports_api.py
    "codes_of", "gates", "next_code", "rehearse_edit",
}  # fmt: skip
NEW = {"title_vi": "Giải pháp mới", "title_en": "New", "output_kind": Measure.OutputKind.values[0], "source": None}
OCCASION = {"name_vi": "Hội nghị 33", "name_en": "", "starts_on": TODAY, "ends_on": None}
SERIES = {"name_vi": "Bình quân", "name_en": "Mean", "source": "Bộ Nội vụ"}
SAID = {
    **dict.fromkeys(("who_en", "text_en", "source_sentence"), ""),
    **{"kind": "instruction", "who_vi": "Thủ tướng", "given_on": TODAY, "text_vi": "Hoàn thành", "basis": "CV 1", "source": None},
}


@pytest.fixture
def clock(monkeypatch):
    """The moment at which acts are done and calls are answered."""

    class Clock:
        now = NOW

        def go(self):
            self.now += 3 * changing.OVERLAP
            return self.now

    made = Clock()
    monkeypatch.setattr(changing, "OVERLAP", timedelta(minutes=1))  # so that the whole story goes into one session
    monkeypatch.setattr(timezone, "now", lambda: made.now)
    return made


def of_the_measure(m, do, evidence, at, people):
    """(service, list, code) after each act."""
    head, secretariat, _reviewer = people
    told = "measures", m.code
    do.update(m, now=at.now, percent=10)
    yield "record_status", *told
    piece = evidence.add(m, now=at.now)
    yield "add_evidence", *told
    evidence.withdraw(piece, now=at.now)
    yield "withdraw_evidence", *told
    step = do.step(m, now=at.now)
    yield "add_milestone", *told
    services.edit_milestone(milestone=step, by=head, kind="issued", title="", planned_on=TODAY, position=1, now=at.now, seen=None)
    yield "edit_milestone", *told
    do.reach(step, now=at.now)
    yield "reach_milestone", *told
    services.remove_milestone(milestone=step, by=head, reason="Không cần", now=at.now, seen=None)
    yield "remove_milestone", *told
    do.set_term(m, date(2026, 12, 31), now=at.now)
    yield "set_deadline", *told
    asked = do.ask(m, date(2027, 6, 30), now=at.now)
    yield "ask_for_deadline", *told
    services.endorse_deadline(change=asked, by=head, now=at.now, seen=None)
    yield "endorse_deadline", *told
    do.decide(asked, now=at.now)
    yield "decide_deadline", *told
    asked = do.ask(m, date(2027, 9, 30), now=at.now)
    yield "ask_for_deadline", *told
    do.ask_no_more(asked, now=at.now)
    yield "withdraw_deadline", *told
    yield from of_a_completion(m, do, at, people)
    by = {"by": secretariat, "seen": None}
    services.edit_measure(measure=m, values={"title_en": "Another title"}, now=at.now, **by)
    yield "edit_measure", *told
    wanted = Wanted(effective_on=at.now.date(), state="in_progress", health="at_risk", reason="Chậm")
    outcome = services.edit_many(plan=m.plan, measures=[m.pk], wanted=wanted, now=at.now, **by)
    assert outcome.changed, outcome
    yield "edit_many", *told
    services.undo(act=outcome.act, by=secretariat, now=at.now)
    yield "undo", *told
    lead = m.assignments.get(role="lead").unit
    closing = {"until": at.now.date(), "decision": "QĐ 9", "move_members": False}
    services.reorganise(unit=lead, successors=[UnitFactory(code="vu-moi")], now=at.now, **closing, **by)
    yield "reorganise", *told


def of_a_completion(m, do, at, people):
    _head, secretariat, reviewer = people
    told = "measures", m.code
    lead, speaks = m.assignments.get(role="lead").unit, UnitFactory(code="vu-phoi-hop")
    MembershipFactory(user=reviewer, unit=speaks, role="unit_head")
    services.assign(measure=m, lead=lead, coordinating=[speaks], from_on=TODAY, by=secretariat, now=at.now, seen=None)
    yield "assign", *told
    done = do.propose(m, now=at.now)
    yield "propose_completion", *told
    do.view(done, speaks, reviewer, now=at.now)
    yield "give_view", *told
    do.refuse(done, now=at.now)
    yield "refuse_completion", *told
    done = do.propose(m, now=at.now)
    yield "propose_completion", *told
    do.take_back(done, now=at.now)
    yield "withdraw_completion", *told
    done = do.propose(m, now=at.now)
    yield "propose_completion", *told
    do.confirm(done, reason="Đã thống nhất", now=at.now)
    yield "confirm_completion", *told
    do.reopen(m, now=at.now)
    yield "reopen", *told


def of_others(m, other, at, secretariat):
    plan, by = m.plan, {"by": secretariat, "seen": None}
    services.add_measure(plan=plan, by=secretariat, code="2.9", in_plan_from=TODAY, values={**NEW, "task": m.task}, now=at.now)
    yield "add_measure", "measures", "2.9"
    found = MeasureFactory(task=m.task, code="9.9", in_plan_from=None, in_plan_recorded_at=None)
    services.adopt(measure=found, from_on=TODAY, now=at.now, **by)
    yield "adopt", "measures", "9.9"
    services.supersede(measure=found, other=other, from_on=at.now.date(), decision="QĐ 1", now=at.now, **by)
    yield "supersede", "measures", "9.9"
    yield from of_an_indicator(m, other, at, secretariat)
    yield from of_a_directive(m, at, secretariat)
    unit = other.assignments.get().unit
    told = {"measure": other, "title": "Dự án", "unit": unit, "decision_number": "", "decided_on": None, "total": 10}
    told |= {"starts_year": 2026, "ends_year": 2027}
    project = services.add_project(plan=plan, code="da-1", values=told, by=secretariat, now=at.now)
    yield "add_project", "projects", "da-1"
    amounts = {"planned": 10, "allocated": None, "disbursed": None, "effective_on": TODAY}
    services.record_funding(project=project, year=2026, source="investment", now=at.now, **amounts, **by)
    yield "record_funding", "projects", "da-1"
    services.edit_project(project=project, values={**told, "title": "Dự án 2"}, now=at.now, **by)
    yield "edit_project", "projects", "da-1"


def of_an_indicator(m, other, at, secretariat):
    by, told = {"by": secretariat, "seen": None}, ("indicators", "pay")
    pay = services.add_indicator(plan=m.plan, by=secretariat, code="pay", values=values(), measures=[m], now=at.now)
    yield "add_indicator", *told
    services.edit_indicator(indicator=pay, values=values(name_en="Pay"), measures=[other], now=at.now, **by)
    yield "edit_indicator", *told
    goal = aim(pay, secretariat, now=at.now)
    yield "set_target", *told
    services.observe(indicator=pay, on=TODAY, value=90, by=secretariat, now=at.now)
    yield "observe", *told
    series = services.add_comparison(indicator=pay, values=SERIES, now=at.now, **by)
    yield "add_comparison", *told
    services.compare(comparison=series, on=TODAY, value=10, note="Niên giám", now=at.now, **by)
    yield "compare", *told
    services.edit_comparison(comparison=series, values={**SERIES, "name_vi": "Cả nước"}, now=at.now, **by)
    yield "edit_comparison", *told
    services.withdraw_comparison(comparison=series, reason="Nhập nhầm", now=at.now, **by)
    yield "withdraw_comparison", *told
    services.withdraw_target(target=goal, reason="Nhập nhầm", now=at.now, **by)
    yield "withdraw_target", *told
    Observation.objects.create(indicator=pay, on=TODAY, value=95, source_kind="reports.reportversion", recorded_at=at.now)
    yield "observe", *told  # with an accepted report: it has no line of its own


def of_a_directive(m, at, secretariat):
    by, told = {"by": secretariat, "seen": None}, ("directives", "D9")
    occasion = services.add_occasion(plan=m.plan, by=secretariat, code="HN-33", values=OCCASION, now=NOW)
    said = {**SAID, "occasion": occasion}
    directive = services.add_directive(plan=m.plan, by=secretariat, code="D9", values=said, now=at.now)
    yield "add_directive", *told
    services.edit_directive(directive=directive, values={**said, "text_vi": "Hoàn thành sớm"}, now=at.now, **by)
    yield "edit_directive", *told
    services.edit_occasion(occasion=occasion, values={**OCCASION, "name_vi": "Hội nghị toàn thể"}, now=at.now, **by)
    yield "edit_occasion", *told
    link = services.add_link(directive=directive, measure=m, confirmed=False, now=at.now, **by)
    yield "add_link", *told
    services.decide_link(link=link, confirm=True, now=at.now, **by)
    yield "decide_link", *told
    services.withdraw_directive(directive=directive, reason="Nhập nhầm", now=at.now, **by)
    yield "withdraw_directive", *told


@pytest.fixture
def told(signed_in, auditor):
    """told("measures", since) are the rows by code; since None: the whole list."""

    def ask(name, since=None, **more):
        asked = {"changed_since": since.isoformat()} if since else {}
        answer = signed_in(auditor).get(LISTS[name], {"page_size": 500, **asked, **more})
        assert answer.status_code == 200, answer.json()
        return {row["code"]: row for row in answer.json()["results"]}

    return ask


def without_clock(rows):
    """What the day alone moves is no change."""
    return {code: {name: value for name, value in row.items() if name not in {"on", "known", "cell"}} for code, row in rows.items()}


def follow(story, clock, told):
    """After each act: what differs is told, and so is the row that it is about; names of the services that were done."""
    done, before = set(), {name: without_clock(told(name)) for name in LISTS}
    since = clock.go()
    for service, about, code in story:
        after = {name: without_clock(told(name)) for name in LISTS}
        again = {name: told(name, since) for name in LISTS}
        for name in LISTS:
            differ = {code for code in before[name].keys() | after[name].keys() if before[name].get(code) != after[name].get(code)}
            assert differ <= set(again[name]), (service, name)
        assert code in again[about], service
        assert again[about][code]["changed_at"] is not None
        done, before, since = done | {service}, after, clock.go()
    return done


def test_every_act_makes_its_row_appear(measure, other_measure, do, evidence, head, secretariat, reviewer, clock, told):
    people = (head, secretariat, reviewer)
    done = follow(of_the_measure(measure, do, evidence, clock, people), clock, told)
    done |= follow(of_others(measure, other_measure, clock, secretariat), clock, told)
    assert done.isdisjoint(ELSEWHERE)
    acts = {name for name in services.__all__ if name.islower()}
    assert acts - done - ELSEWHERE == set(), "services that no act of the story does"


def test_a_row_of_which_nothing_was_recorded_is_not_told(measure, other_measure, do, clock, told):
    """The control: a list that told everything would pass the story."""
    do.update(measure, now=clock.now)
    do.update(other_measure, now=clock.go())
    assert set(told("measures", clock.now)) == {"3.1"}
    assert told("measures", clock.go()) == {}


def test_what_was_being_saved_while_somebody_asked_is_told_to_the_next_call(measure, do, clock, told):
    """An act bears the moment at which its call began, and is seen once it is saved."""
    do.update(measure, now=clock.now)
    assert set(told("measures", clock.now + changing.OVERLAP)) == {"2.3"}
    assert told("measures", clock.now + 2 * changing.OVERLAP) == {}


def test_a_withdrawn_directive_is_told_without_its_words(measure, clock, told, secretariat):
    for _act in of_a_directive(measure, clock, secretariat):
        since = clock.go()
    row = told("directives", NOW)["D9"]
    assert (row["withdrawn_at"] is not None, row["text_vi"], row["who_vi"], row["basis"]) == (True, "", "", "")
    assert told("directives") == {}
    assert told("directives", since) == {}


def test_computed_indicators_are_always_told(plan, clock, told):
    made = {"name_vi": "Cơ quan", "name_en": "Missions", "unit_vi": "cơ quan", "source_kind": "computed"}
    Indicator.objects.create(plan=plan, code="network", **made)
    assert set(told("indicators", clock.go())) == {"network"}


def test_it_goes_with_the_other_filters_and_wants_an_instant(measure, other_measure, do, clock, told, signed_in, auditor):
    for row in (measure, other_measure):
        do.update(row, now=clock.now)
    assert set(told("measures", clock.now, task="3")) == {"3.1"}
    answer = signed_in(auditor).get(LISTS["measures"], {"changed_since": "2026-03-20"})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["changed_since"])


def test_lists_ask_as_few_questions_of_ten_times_the_rows(measure, do, signed_in, auditor, secretariat, clock):
    def grow(first, last):
        for number in range(first, last):
            row = MeasureFactory(task=measure.task, code=f"8.{number}", position=100 + number)
            do.update(row, by=secretariat, now=clock.now)

    asked = f"?changed_since={NOW:%Y-%m-%d}T00:00:00Z"
    same_few(signed_in, {auditor: [f"{LISTS['measures']}{asked}"]}, grow, first=(1, 3), then=(3, 30), most=10)


# Units


UNITS = "/api/v1/units/"


def test_units_are_told_by_code_and_those_that_changed(department, geographic, embassy, secretariat, clock, signed_in):
    browser = signed_in(secretariat)
    rows = {row["code"]: row for row in browser.get(UNITS, {"page_size": 500}).json()["results"]}
    assert list(rows) == sorted(rows)
    assert (rows["emb-fr"]["kind"], rows["emb-fr"]["department"], rows["emb-fr"]["until"]) == ("mission", "vu-chau-au", None)
    since = clock.go()
    rename_unit(unit=department, name_vi="Vụ mới", name_en="New", by=secretariat, now=since)
    told = browser.get(UNITS, {"changed_since": since.isoformat()}).json()["results"]
    assert [(row["code"], row["name_vi"]) for row in told] == [(department.code, "Vụ mới")]


def test_a_unit_that_ends_and_the_one_that_takes_its_place_are_both_told(department, geographic, secretariat, clock, signed_in):
    since, heir = clock.go(), UnitFactory(code="vu-ke-thua")
    closing = {"until": since.date(), "decision": "QĐ 9", "move_members": False, "by": secretariat, "seen": None}
    services.reorganise(unit=geographic, successors=[heir], now=since, **closing)
    browser = signed_in(secretariat)
    rows = {row["code"]: row for row in browser.get(UNITS, {"changed_since": since.isoformat()}).json()["results"]}
    assert set(rows) == {"vu-chau-au", "vu-ke-thua"}
    assert (rows["vu-chau-au"]["succeeded_by"], rows["vu-ke-thua"]["succeeds"]) == (["vu-ke-thua"], ["vu-chau-au"])
    assert "vu-chau-au" not in {row["code"] for row in browser.get(UNITS, {"on": since.date().isoformat()}).json()["results"]}


@pytest.mark.parametrize("asked", [{"department": "nope"}, {"parent": "nope"}, {"kind": "nope"}, {"on": "hom-nay"}, {"codes": "x"}])
def test_a_wrong_question_about_units_is_told_beside_its_field(asked, secretariat, signed_in):
    answer = signed_in(secretariat).get(UNITS, asked)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, list(asked))


def test_units_ask_as_few_questions_of_ten_times_the_rows(signed_in, secretariat, geographic):
    def grow(first, last):
        for number in range(first, last):
            UnitFactory(code=f"don-vi-{number}", lead_unit=geographic).successors.add(geographic)

    same_few(signed_in, {secretariat: [UNITS]}, grow, first=(1, 3), then=(3, 30), most=10)
