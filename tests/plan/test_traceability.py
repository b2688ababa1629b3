"""From every instruction to its evidence and back; where the way is broken is named, on any day and as known on any day."""

import re
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from plan.models import Directive, DirectiveLink, Evidence, Plan
from plan.moment import Moment
from plan.services import decide_link
from plan.traces import tracing
from plan.tracing import DirectiveTrace, Gap, Linked, MeasureTrace, Tracing
from tests.factories import LONG_AGO, MeasureFactory, PlanFactory
from tests.once import made_once

PAGE = "/plan/292/traceability/"
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
THEN = Moment.now(NOW)


def directive(code="D1", kind="instruction", **given):
    plan = PlanFactory()
    told = {"text_vi": f"Ý kiến {code}", "who_vi": "Thủ tướng", "search_text": f"{code} y kien".lower()}
    return Directive.objects.create(
        plan=plan, code=code, kind=kind, given_on=date(2025, 10, 1), position=Directive.objects.count(), **told, **given
    )


def link(directive, measure, decision="to_be_confirmed"):
    return DirectiveLink.objects.create(directive=directive, measure=measure, decision=decision, recorded_at=LONG_AGO)


def issued(measure, by=None, **given):
    told = {"kind": "document", "title": "Quyết định", "number": "12/QĐ-BNG", "dated_on": date(2026, 5, 4), "issued_by": "Bộ Ngoại giao"}
    return Evidence.objects.create(measure=measure, added_by=by, added_at=LONG_AGO, signatory="Cán bộ 01", **{**told, **given})


# What a gap is


def test_an_instruction_alone_can_lack_a_measure(db):
    for kind in ("instruction", "policy_statement", "background"):
        directive(kind, kind)
    assert tracing(PlanFactory(), THEN).gaps()[Gap.NO_MEASURE] == ("instruction",)


def test_a_link_to_the_whole_plan_is_no_gap_and_a_rejected_one_is(db, secretariat):
    whole, rejected = directive("D1"), directive("D2")
    link(whole, None)
    decide_link(link=link(rejected, MeasureFactory(code="1.1")), by=secretariat, confirm=False, now=NOW, seen=None)
    gaps = tracing(PlanFactory(), THEN).gaps()
    assert gaps[Gap.NO_MEASURE] == ("D2",)
    assert gaps[Gap.NO_DIRECTIVE] == ("1.1",)


def test_a_rejection_is_not_known_before_it_was_made(db, secretariat):
    decide_link(link=link(directive(), MeasureFactory(code="1.1")), by=secretariat, confirm=False, now=NOW, seen=None)
    before = Moment(NOW.date(), NOW - timedelta(days=1), NOW.date())
    assert tracing(PlanFactory(), before).directives[0].measures[0].decision == "to_be_confirmed"
    assert tracing(PlanFactory(), before).gaps()[Gap.NO_MEASURE] == ()


def test_done_without_evidence_is_a_gap_until_some_stands(db, do, measure):
    do.finish(measure, now=NOW)
    Evidence.objects.all().delete()
    assert tracing(measure.plan, THEN).gaps()[Gap.NO_EVIDENCE] == (measure.code,)
    row = issued(measure)
    found = tracing(measure.plan, THEN)
    assert found.gaps()[Gap.NO_EVIDENCE] == ()
    assert found.measures[0].documents == ("12/QĐ-BNG, 04/05/2026, Cán bộ 01",)
    Evidence.objects.filter(pk=row.pk).update(withdrawn_at=NOW, withdrawn_reason="nhầm")
    assert tracing(measure.plan, THEN).gaps()[Gap.NO_EVIDENCE] == (measure.code,)


codes = st.sampled_from(["1.1", "1.2", "2.1"])
links = st.lists(
    st.builds(Linked, code=codes, decision=st.sampled_from(["confirmed", "to_be_confirmed"]), pk=st.integers()), max_size=2
).map(tuple)
measures = st.lists(
    st.builds(
        MeasureTrace, code=codes, task=st.sampled_from("12"), title=st.just("x"), lang=st.just(""), sentence=st.just(""),
        state=st.sampled_from(["done", "in_progress"]), cell=st.just("ongoing"), directives=links, evidence=st.integers(0, 2),
    ),
    unique_by=lambda row: row.code, max_size=4,
)  # fmt: skip
directives = st.lists(
    st.builds(
        DirectiveTrace, code=st.text("D123", min_size=1, max_size=3), kind=st.sampled_from(["instruction", "background"]), kind_label=st.just(""),
        who=st.just(""), given_on=st.just(date(2026, 1, 1)), text=st.just(""), lang=st.just(""), measures=links,
    ),
    unique_by=lambda row: row.code, max_size=4,
)  # fmt: skip


@given(measures, directives)
def test_what_a_gap_counts_is_what_its_filter_shows(measures, directives):
    found = Tracing(tuple(measures), tuple(directives))
    for gap, behind in found.gaps().items():
        only = found.only(gap=gap)
        rows = only.directives if gap == Gap.NO_MEASURE else only.measures
        assert tuple(row.code for row in rows) == behind


@given(measures, directives, st.sampled_from(["", "1", "2"]), st.sampled_from(["", "confirmed"]))
def test_a_filter_only_takes_away(measures, directives, task, decision):
    found = Tracing(tuple(measures), tuple(directives))
    only = found.only(task=task, decision=decision)
    assert set(only.measures) <= set(found.measures)
    assert set(only.directives) <= set(found.directives)
    assert found.only() == found


def test_ten_times_the_rows_cost_no_more_questions(signed_in, plan, officer):
    browser = signed_in(officer)

    def grow(first, last):
        for n in range(first, last):
            link(directive(f"D{n}"), measure := MeasureFactory(code=f"7.{n}"))
            issued(measure)

    def questions():
        browser.get(PAGE)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(PAGE).status_code == 200
        return len(asked)

    grow(0, 3)
    few = questions()
    grow(3, 30)
    assert questions() == few <= 15


# The real plan

REAL_WITHOUT_MEASURE: tuple[str, ...] = ()  # our reading finds a measure, or the whole plan, for each of its instructions
REAL_WITHOUT_DIRECTIVE = ("3.4", "5.2", "6.4", "6.5")


@pytest.fixture(scope="module")
def real(django_db_setup, django_db_blocker):
    """Loaded once, for the tests from here on: what one of them writes is rolled back."""
    with made_once(django_db_blocker):
        for command in ("load_reference", "load_plan"):
            call_command(command, verbosity=0)
        yield Plan.objects.get(code="292")


@pytest.mark.django_db
def test_the_gaps_of_the_real_plan_are_those_we_expect(real):
    gaps = tracing(real, THEN).gaps()
    assert gaps[Gap.NO_EVIDENCE] == ()
    assert gaps[Gap.NO_MEASURE] == REAL_WITHOUT_MEASURE
    assert gaps[Gap.NO_DIRECTIVE] == REAL_WITHOUT_DIRECTIVE


# Pages


def test_from_a_directive_to_the_evidence_in_three_clicks(signed_in, real, leader, secretariat):
    measure = Directive.objects.get(plan=real, code="D2025.5").links.exclude(measure=None).first().measure
    issued(measure, secretariat)
    browser = signed_in(leader)
    page = browser.get("/plan/292/directives/").content.decode()
    traced = re.search(r'href="(/plan/292/traceability/)"', page)[1]  # one
    way = re.search(rf'href="(/plan/292/measures/{measure.code}/#evidence)"', browser.get(traced).content.decode())[1]  # two
    assert "12/QĐ-BNG" in browser.get(way).content.decode()  # and there it stands: the document itself is the third


def test_each_gap_opens_exactly_its_rows(signed_in, real, leader):
    browser = signed_in(leader)
    page = browser.get(PAGE).content.decode()
    opened = re.findall(r'figure__n"><a href="([^"]+)">(\d+)</a>', page)
    assert opened
    for address, n in opened:
        rows = browser.get(address.replace("&amp;", "&")).content.decode()
        assert len(re.findall(r'<li id="', rows)) == int(n)


def test_read_from_the_measures_it_shows_the_sentence_and_the_directives(signed_in, real, officer):
    page = signed_in(officer).get(f"{PAGE}?by=measure&task=2").content.decode()
    assert 'id="m2.3"' in page
    assert 'id="m3.1"' not in page
    assert "<blockquote" in page


def test_a_wrong_filter_is_said_beside_the_field(signed_in, real, officer):
    answer = signed_in(officer).get(f"{PAGE}?gap=hole")
    assert answer.status_code == 422
    assert "error" in answer.content.decode()


def test_the_file_has_the_rows_of_the_page(signed_in, real, officer):
    browser = signed_in(officer)
    answer = browser.get("/plan/292/traceability.xlsx?task=2")
    sheet = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0)
    found = tracing(real, Moment.now(datetime.now(UTC))).only(task="2")
    listed = {row[6] for row in sheet.to_python() if row[6] and re.fullmatch(r"\d\.\d", str(row[6]))}
    assert {row.code for row in found.measures} <= listed
    for form in ("csv", "docx"):
        assert browser.get(f"/plan/292/traceability.{form}").status_code == 200
    assert browser.get("/plan/292/traceability.exe").status_code == 404


def test_a_file_of_a_filter_says_so_in_the_sheet_the_letter_and_the_name(signed_in, real, officer):
    browser = signed_in(officer)
    answer = browser.get("/plan/292/traceability.xlsx?gap=no_evidence&by=measure")
    assert "-da-loc.xlsx" in answer["Content-Disposition"]
    about = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(1).to_python()
    assert any("Chỉ gồm" in line and str(Gap.NO_EVIDENCE.label) in line for (line,) in about)
    letter = browser.get("/plan/292/traceability.docx?q=visa")
    assert "-da-loc.docx" in letter["Content-Disposition"]
    assert any("Chỉ gồm" in line.text and "visa" in line.text for line in Document(BytesIO(letter.content)).paragraphs)
    assert "da-loc" not in browser.get("/plan/292/traceability.xlsx?by=measure")["Content-Disposition"]


def test_a_link_to_the_whole_plan_has_no_measure_as_among_the_directives(signed_in, real, officer):
    client = signed_in(officer)
    rows = client.get("/api/v1/plans/292/traceability/?page_size=500").json()["results"]
    whole = {row["directive"] for row in rows if row["link"] and row["measure"] is None}
    listed = client.get("/api/v1/plans/292/directives/?page_size=500").json()["results"]
    assert whole == {row["code"] for row in listed if any(link["measure"] is None for link in row["links"])} != set()


def test_the_call_answers_the_same_rows(signed_in, real, officer):
    answer = signed_in(officer).get("/api/v1/plans/292/traceability/?gap=no_measure").json()
    rows = [row["directive"] for row in answer["results"] if row["directive"]]
    assert tuple(rows) == tracing(real, Moment.now(datetime.now(UTC))).gaps()[Gap.NO_MEASURE]
    assert signed_in(officer).get("/api/v1/plans/292/traceability/?gap=hole").status_code == 400
    assert list(signed_in(officer).get("/api/v1/plans/292/traceability/?task=99").json()["errors"]) == ["task"]
