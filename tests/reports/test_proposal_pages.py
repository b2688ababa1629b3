"""The pages, files and calls of proposals: who sees which, counts that open their rows, answers beside the next form."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from office.blocks import Table
from plan.models import Measure
from reports import services
from reports.composition import compose
from reports.figures import figures_for
from reports.inputs import read_inputs
from reports.models import Proposal
from tests.factories import MeasureFactory, PlanFactory, TaskFactory
from tests.reports import filing
from tests.reports.proposed import FIRST, FORM, NOW, SECOND, answered, asks, assigned, reported, typed

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("cast_stands")]
DAY = timedelta(days=1)


@pytest.fixture
def raised(embassy, mission_head, reviewer):
    """What emb-fr has proposed in its report for 2026-Q3."""
    reported(asks(embassy), f"{FIRST}\n{SECOND}", mission_head, reviewer)
    return list(Proposal.objects.order_by("pk"))


@pytest.fixture
def elsewhere(secretariat):
    return typed(secretariat)


def seen(browser, query=""):
    return {row.pk for row in browser.get(f"/reports/proposals/{query}").context["page"].object_list}


def test_everybody_sees_what_is_theirs_and_no_more(
    raised, elsewhere, signed_in, mission_head, reviewer, head, officer, secretariat, leader, auditor, department
):
    first, second = raised
    assigned(first, department, secretariat)
    everything = {first.pk, second.pk, elsewhere.pk}
    assert seen(signed_in(mission_head)) == {first.pk, second.pk}
    assert seen(signed_in(reviewer)) == {first.pk, second.pk}, "it reads the reports of the mission"
    for person in (head, officer):
        assert seen(signed_in(person)) == {first.pk}, "its department is to answer"
    for person in (secretariat, leader, auditor):
        assert seen(signed_in(person)) == everything
    assert signed_in(mission_head).get(f"/reports/proposals/{elsewhere.pk}/").status_code == 404


def test_it_was_raised_by_the_mission_and_only_entered_by_whoever_accepted_the_report(
    raised, elsewhere, signed_in, secretariat, embassy, reviewer
):
    Proposal.objects.filter(pk=raised[0].pk).update(raised_on="2026-11-14")
    for row, day, who, words, by in (
        (raised[0], "14/11/2026", embassy.name, "Ghi vào sổ khi tiếp nhận báo cáo:", reviewer),
        (elsewhere, "02/11/2026", elsewhere.raised_by, "Ghi vào sổ:", secretariat),
    ):
        steps = signed_in(secretariat).get(f"/reports/proposals/{row.pk}/").content.decode().partition('id="a-steps"')[2]
        first = " ".join(re.sub(r"<[^>]+>", " ", steps.partition("<li>")[2].partition("</li>")[0]).split())
        assert first.startswith(f"{day} Kiến nghị {who} {words}"), first
        assert first.endswith(f", {by.name}"), first


@pytest.mark.usefixtures("elsewhere")
def test_each_count_opens_exactly_its_rows(raised, signed_in, secretariat, department):
    assigned(raised[0], department, secretariat)
    page = signed_in(secretariat).get("/reports/proposals/")
    for figure in page.context["figures"]:
        rows = signed_in(secretariat).get(figure.address).context["page"].paginator.count
        assert rows == figure.value, figure.key
    assert [figure.value for figure in page.context["figures"]][:3] == [3, 2, 1]


def test_a_form_that_is_sent_twice_adds_one_proposal(signed_in, secretariat, plan):
    browser, add = signed_in(secretariat), "/reports/proposals/add/"
    word = browser.get(add).context["form"]["once"].value()
    given = {"source": "conference", "raised_by": "Sở Ngoại vụ Hà Nội", "occasion": "Hội nghị Ngoại giao", "raised_on": "02/11/2026"}
    answers = [browser.post(add, {**given, "text": "Đề nghị mở lớp.", "once": word}) for _time in range(2)]
    assert [answer["Location"] for answer in answers] == [f"/reports/proposals/{Proposal.objects.get().pk}/", "/reports/proposals/"]
    browser.post(add, {**given, "text": "Đề nghị mở hai lớp.", "once": word})  # typed after coming back to the same page
    assert set(Proposal.objects.values_list("text", flat=True)) == {"Đề nghị mở lớp.", "Đề nghị mở hai lớp."}


def test_the_filter_narrows_by_unit_task_period_source_and_words(raised, elsewhere, signed_in, secretariat, department, measure):
    first, second = raised
    assigned(first, department, secretariat, task=measure.task)
    browser = signed_in(secretariat)
    assert seen(browser, "?unit=vu-to-chuc-can-bo") == {first.pk}
    assert seen(browser, "?unit=none&source=report") == {second.pk}
    assert seen(browser, "?task=2") == {first.pk}
    assert seen(browser, "?task=none") == {second.pk, elsewhere.pk}
    assert seen(browser, "?period=2026-Q3&q=may+tram") == {second.pk}
    assert seen(browser, "?source=conference") == {elsewhere.pk}
    assert browser.get("/reports/proposals/?state=nonsense").status_code == 422
    assert browser.get("/reports/proposals/?on=31/02/2026").status_code == 422


@pytest.mark.usefixtures("elsewhere", "raised")
def test_a_file_holds_the_rows_of_the_filter(signed_in, secretariat, plan):
    browser = signed_in(secretariat)
    sheet = CalamineWorkbook.from_filelike(BytesIO(browser.get("/reports/proposals.xlsx?source=report").content)).get_sheet_by_index(0)
    cells = [cell for line in sheet.to_python() for cell in line]
    assert FIRST in cells
    assert "Đề nghị mở lớp bồi dưỡng." not in cells
    text = b"".join(browser.get("/reports/proposals.csv").streaming_content).decode()
    assert text.count("\r\n") == 4
    assert browser.get("/reports/proposals.docx").content[:2] == b"PK"
    assert browser.get("/reports/proposals.csv?state=nonsense").status_code == 422


def test_the_secretariat_assigns_and_the_unit_that_is_named_is_suggested(raised, signed_in, secretariat, department):
    address = f"/reports/proposals/{raised[0].pk}/assign/"
    form = signed_in(secretariat).get(address).context["form"]
    assert form.initial["unit"] == department.code
    sent = {"unit": department.code, "due_on": "31/12/2090", "task": "", "reason": "", "version": form.initial["version"]}
    assert signed_in(secretariat).post(address, {**sent, "due_on": "x"}).status_code == 422
    signed_in(secretariat).post(address, sent)
    raised[0].refresh_from_db()
    assert (raised[0].state, raised[0].assigned_to) == ("assigned", department)
    assert signed_in(secretariat).post(address, sent).status_code == 409, "somebody else has been there"


def test_the_unit_finds_it_on_its_first_page_and_answers(raised, signed_in, head, secretariat, department):
    now = timezone.now()
    assigned(raised[0], department, secretariat, now=now, due_on=timezone.localdate())
    home = signed_in(head).get("/")
    address = f"/reports/proposals/{raised[0].pk}/answer/"
    assert address in home.content.decode()
    version = Proposal.objects.get(pk=raised[0].pk).version
    sent = {"answer": "Đã bố trí.", "on": f"{timezone.localdate():%d/%m/%Y}", "version": version}
    assert signed_in(head).post(address, {**sent, "answer": " "}).status_code == 422
    assert signed_in(head).post(address, sent).status_code == 302
    assert address not in signed_in(head).get("/").content.decode()


def test_a_step_that_cannot_be_taken_is_no_form(raised, signed_in, secretariat):
    answer = signed_in(secretariat).get(f"/reports/proposals/{raised[0].pk}/return/", follow=True)
    assert answer.redirect_chain
    assert [str(message) for message in answer.context["messages"]]


def test_the_mission_reads_the_answer_beside_its_next_form_and_on_its_page(
    raised, signed_in, mission_officer, head, secretariat, department, embassy
):
    filing.open_mission(embassy)
    assigned(raised[0], department, secretariat)
    answered(raised[0], head, answer="Sẽ bổ sung trong quý I.")
    report = filing.begin(asks(embassy, "2026-Q4"), mission_officer, NOW)
    for address in (f"/reports/{report}/", f"/reports/{report}/sections/outlook/"):
        assert "Sẽ bổ sung trong quý I." in signed_in(mission_officer).get(address).content.decode(), address
    assert FIRST in signed_in(mission_officer).get("/missions/emb-fr/").content.decode()


def test_nobody_reads_another_missions_proposals_on_its_page(raised, signed_in, officer, embassy):
    filing.open_mission(embassy)
    assert raised
    assert FIRST not in signed_in(officer).get("/missions/emb-fr/").content.decode()


def test_the_page_of_the_measure_shows_what_is_proposed_about_it(raised, measure, signed_in, secretariat, officer, department, reviewer):
    assigned(raised[0], department, secretariat, task=measure.task, measures=[Measure.objects.get(pk=measure.pk)])
    for person, there in ((secretariat, True), (officer, True), (reviewer, True)):
        assert (FIRST in signed_in(person).get("/plan/292/measures/2.3/").content.decode()) == there
    services.withdraw_proposal(proposal=raised[0], reason="x", by=secretariat, now=NOW, seen=None)
    assert FIRST not in signed_in(secretariat).get("/plan/292/measures/2.3/").content.decode()


def test_a_search_finds_only_what_the_person_may_read(raised, elsewhere, signed_in, mission_head, officer):
    def found(person, words):
        groups = {group.kind.key: group for group in signed_in(person).get("/search/", {"q": words}).context["groups"]}
        return {hit.code for hit in groups["proposals"].hits} if "proposals" in groups else set()

    assert found(mission_head, "may tram") == {raised[1].code}
    assert found(mission_head, raised[1].code) == {raised[1].code}
    assert found(officer, "may tram") == set()
    assert found(mission_head, "boi duong") == set(), f"{elsewhere} is of a conference"


def test_the_pages_ask_no_more_for_ten_times_the_rows(signed_in, secretariat, department, head):
    def cost(address, person):
        browser = signed_in(person)
        browser.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        return len(queries)

    first = assigned(typed(secretariat), department, secretariat)
    pages = [("/reports/proposals/", secretariat), ("/reports/proposals/", head), (f"/reports/proposals/{first.pk}/", secretariat)]
    few = [cost(*page) for page in pages]
    for _n in range(10):
        assigned(typed(secretariat), department, secretariat)
    many = [cost(*page) for page in pages]
    assert few == many
    assert max(many) <= 15


class TestCalls:
    def test_a_program_raises_assigns_answers_and_closes(self, signed_in, secretariat, head, department, plan):
        api, json = signed_in(secretariat), {"content_type": "application/json"}
        said = {"source": "locality", "raised_by": "Địa phương A", "raised_on": "2025-11-02", "text": "Đề nghị hướng dẫn."}
        made = api.post("/api/v1/proposals/", said, headers={"Idempotency-Key": "1"}, **json)
        assert made.status_code == 201
        assert api.post("/api/v1/proposals/", said, headers={"Idempotency-Key": "1"}, **json)["Idempotency-Replayed"] == "true"
        address = made["Location"]
        tag = api.get(address)["ETag"]
        assign = {"unit": department.code, "due_on": "2090-12-31"}
        assert api.post(f"{address}assign/", assign, headers={"If-Match": tag}, **json).status_code == 200
        assert api.post(f"{address}assign/", assign, headers={"If-Match": tag}, **json).status_code == 412
        assert signed_in(head).post(f"{address}answer/", {"answer": "Đã rõ."}, **json).status_code == 200
        closed = signed_in(secretariat).post(f"{address}close/", {}, **json).json()
        assert [step["act"] for step in closed["steps"]] == ["raised", "assigned", "answered", "closed"]

    def test_the_list_has_the_filters_of_the_page(self, raised, elsewhere, signed_in, secretariat, mission_head, department):
        assigned(raised[0], department, secretariat)

        def ids(person, query=""):
            return {row["id"] for row in signed_in(person).get(f"/api/v1/proposals/{query}").json()["results"]}

        assert ids(secretariat, "?state=open") == {raised[0].pk, raised[1].pk, elsewhere.pk}
        assert ids(secretariat, "?unit=vu-to-chuc-can-bo") == {raised[0].pk}
        assert ids(mission_head) == {raised[0].pk, raised[1].pk}
        assert ids(secretariat, "?on=2026-10-01") == set()
        assert signed_in(secretariat).get("/api/v1/proposals/?state=x").status_code == 400
        assert signed_in(secretariat).get("/api/v1/proposals/?colour=red").status_code == 400

    def test_what_is_named_and_does_not_exist_is_said(self, signed_in, secretariat, plan):
        said = {"source": "locality", "raised_by": "A", "raised_on": "2025-11-02", "text": "x", "measures": ["9.9"]}
        answer = signed_in(secretariat).post("/api/v1/proposals/", said, content_type="application/json")
        assert answer.status_code == 400
        assert "measures" in answer.json()["errors"]


class TestProgressReport:
    def test_each_number_by_task_opens_as_many_rows(self, raised, elsewhere, measure, department, signed_in, secretariat, head, plan):
        now = timezone.now()
        assigned(raised[0], department, secretariat, task=measure.task)
        answered(raised[0], head)
        assigned(elsewhere, department, secretariat)
        services.withdraw_proposal(proposal=raised[1], reason="x", by=secretariat, now=NOW, seen=None)
        found = figures_for(read_inputs(plan, now.date(), now))["proposals"]
        assert {name: found["total"][name]["n"] for name in ("kept", "settled", "open")} == {"kept": 2, "settled": 1, "open": 1}
        assert [row["task"] for row in found["tasks"]] == ["2", "none"]
        for row in [found["total"], *found["tasks"]]:
            for name in ("kept", "settled", "open", "overdue"):
                if row[name]["n"]:
                    page = signed_in(secretariat).get(row[name]["address"]).context["page"]
                    assert page.paginator.count == row[name]["n"], (row, name)

    def test_what_was_not_known_yet_is_not_counted(self, elsewhere, plan):
        assert figures_for(read_inputs(plan, NOW.date(), NOW - DAY))["proposals"] is None
        assert figures_for(read_inputs(plan, NOW.date(), NOW + DAY))["proposals"]["total"]["open"]["n"] == 1

    def test_the_report_says_how_far_they_are_answered_in_both_languages(self, elsewhere, plan):
        figures = figures_for(read_inputs(plan, NOW.date(), NOW + DAY))
        for language in ("vi", "en"):
            tables = [block for block in compose(figures, language) if isinstance(block, Table)]
            assert any(len(block.rows) == 1 and len(block.columns) == 5 for block in tables)


def test_the_tasks_and_measures_offered_are_those_of_the_plan_that_the_report_was_asked_about(
    plan, measure, elsewhere, embassy, mission_head, reviewer, signed_in, secretariat, department, monkeypatch
):
    other = PlanFactory(code="59", number="59-NQ/TW", issued_on=plan.issued_on + DAY)
    theirs = MeasureFactory(plan=other, task=TaskFactory(plan=other, code="7"), code="7.1")
    monkeypatch.setitem(FORM, "plan", other.code)
    reported(asks(embassy), FIRST, mission_head, reviewer)
    raised, browser = Proposal.objects.get(unit=embassy), signed_in(secretariat)
    offered = {row.pk: set(browser.get(f"/reports/proposals/{row.pk}/assign/").context["form"].tasks) for row in (raised, elsewhere)}
    assert "7" in offered[raised.pk]
    assert "7" not in offered[elsewhere.pk]
    asked = {"unit": department.code, "due_on": "2026-12-20", "task": "7", "measures": ["7.1"]}
    answer = browser.post(f"/api/v1/proposals/{raised.pk}/assign/", asked, content_type="application/json")
    assert answer.status_code == 200, answer.content
    assert list(raised.measures.all()) == [theirs]


def test_a_measure_of_which_nothing_was_said_or_proposed_asks_for_neither(signed_in, secretariat, measure):
    """Whether there is anything is asked along with the measure; the page of 2.3 stood over its budget."""
    browser = signed_in(secretariat)
    browser.get("/plan/292/measures/2.3/")
    with CaptureQueriesContext(connection) as asked:
        assert browser.get("/plan/292/measures/2.3/").status_code == 200
    told = [query["sql"] for query in asked.captured_queries if "plan_measure" not in query["sql"].partition(" WHERE ")[0]]
    assert not [sql for sql in told if 'FROM "reports_' in sql]
