"""Money of the plan: amounts as people write them, projects and their budget years, on any day and as known on any day."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from accounts.models import Event
from accounts.versions import StaleVersion
from plan.models import Funding, Project
from plan.moment import Moment
from plan.money import total
from plan.services import add_project, edit_project, record_funding
from tests.factories import AssignmentFactory, IndicatorFactory, MeasureFactory, UnitFactory

pytestmark = pytest.mark.usefixtures("cast_stands")

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
MONEY = "/plan/292/money/"
BILLION = 10**9


@pytest.fixture
def measure(department):
    row = MeasureFactory(code="4.1")
    AssignmentFactory(measure=row, unit=department)
    return row


def details(measure, unit, /, **given):
    plain = {"decision_number": "", "decided_on": None, "total": None, "starts_year": 2026, "ends_year": 2028}
    return {"measure": measure, "unit": unit, "title": "Thiết bị số cho cơ quan đại diện", **plain, **given}


@pytest.fixture
def project(measure, department, secretariat):
    return add_project(plan=measure.plan, code="da-01", values=details(measure, department), by=secretariat, now=NOW)


def funded(project, by, *, year=2026, source="investment", day=date(2026, 11, 1), now=NOW, seen=None, **given):
    amounts = {"planned": None, "allocated": 10 * BILLION, "disbursed": 4 * BILLION} | given
    return record_funding(project=project, year=year, source=source, effective_on=day, by=by, now=now, seen=seen, **amounts)


# Amounts


# Projects and budget years


def test_a_project_is_added_with_its_history_row(project, secretariat):
    row = Event.objects.about(project).get()
    assert (row.verb, row.by, row.object_code, row.unit) == ("plan.project_added", secretariat, "292/da-01", project.unit)


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("title", {"title": " \x0b "}), ("measure", {"measure": None}), ("unit", {"unit": None}), ("total", {"total": -1}),
        ("decided_on", {"decided_on": date(2026, 12, 1)}), ("ends_year", {"ends_year": 2025}), ("starts_year", {"starts_year": 1}),
    ],
)  # fmt: skip
def test_a_wrong_project_is_refused_beside_the_field(measure, department, secretariat, field, given):
    with pytest.raises(ValidationError) as refused:
        add_project(plan=measure.plan, code="x", values=details(measure, department, **given), by=secretariat, now=NOW)
    assert list(refused.value.error_dict) == [field]
    assert not Project.objects.exists()


def test_one_project_a_code(project, measure, department, secretariat):
    with pytest.raises(ValidationError) as refused:
        add_project(plan=measure.plan, code="da-01", values=details(measure, department), by=secretariat, now=NOW)
    assert list(refused.value.error_dict) == ["code"]


def test_an_edit_tells_what_changed_and_a_stale_one_is_refused(project, measure, department, secretariat):
    edit_project(project=project, values=details(measure, department, total=5 * BILLION), by=secretariat, now=NOW, seen=1)
    assert Event.objects.about(project).first().body.changes == {"total": [None, "5.000 triệu đồng"]}
    with pytest.raises(StaleVersion):
        edit_project(project=project, values=details(measure, department, title="khác"), by=secretariat, now=NOW, seen=1)


def test_the_latest_figures_of_a_year_and_source_stand(project, officer):
    funded(project, officer, day=date(2026, 6, 30), disbursed=1 * BILLION)
    funded(project, officer, day=date(2026, 9, 30), disbursed=3 * BILLION)
    funded(project, officer, source="aid", allocated=BILLION, disbursed=0)

    def stood(on):
        return total(row.amounts for row in Funding.objects.in_force(Moment(on, None, on))).disbursed

    assert [stood(date(2026, 6, 29)), stood(date(2026, 6, 30)), stood(date(2026, 10, 1)), stood(date(2026, 11, 20))] == [
        None, BILLION, 3 * BILLION, 3 * BILLION,
    ]  # fmt: skip


def test_a_correction_is_known_from_the_moment_it_is_recorded(project, officer):
    first = funded(project, officer)
    later = NOW + timedelta(days=2)
    record_funding(
        project=project, year=2026, source="investment", planned=None, allocated=10 * BILLION, disbursed=5 * BILLION,
        effective_on=first.effective_on, by=officer, now=later, seen=project.version, note="cộng nhầm", replaces=first,
    )  # fmt: skip
    day = date(2026, 11, 22)
    assert [row.disbursed for row in Funding.objects.in_force(Moment(day, NOW, day))] == [4 * BILLION]
    assert [row.disbursed for row in Funding.objects.in_force(Moment(day, later, day))] == [5 * BILLION]
    assert Event.objects.about(project).first().body.reason == "cộng nhầm"


def test_a_correction_without_amounts_takes_the_row_back(project, officer):
    first = funded(project, officer)
    record_funding(
        project=project, year=2026, source="investment", planned=None, allocated=None, disbursed=None,
        effective_on=first.effective_on, by=officer, now=NOW, seen=None, note="của dự án khác", replaces=first,
    )  # fmt: skip
    assert not total(row.amounts for row in Funding.objects.in_force(Moment.now(NOW))).is_known


def corrected(project, by, row, *, now=NOW, **given):
    """With what the row says, but for what is given."""
    names = ("year", "source", "planned", "allocated", "disbursed", "effective_on")
    said = {name: getattr(row, name) for name in names} | given
    return record_funding(project=project, by=by, now=now, seen=None, note="nhầm", replaces=row, **said)


NO_AMOUNTS = {"planned": None, "allocated": None, "disbursed": None}


@pytest.mark.both
def test_figures_taken_back_leave_those_before_them(project, officer, signed_in):
    funded(project, officer, day=date(2026, 6, 30))
    wrong = funded(project, officer, day=date(2026, 9, 30), allocated=20 * BILLION)
    later = NOW + timedelta(days=1)
    corrected(project, officer, wrong, now=later, **NO_AMOUNTS)

    def allocated(moment):
        return [row.allocated for row in Funding.objects.in_force(moment)]

    day = date(2026, 11, 21)
    assert allocated(Moment(day, None, day)) == allocated(Moment(day, later, day)) == [10 * BILLION]
    assert allocated(Moment(day, NOW, day)) == [20 * BILLION]  # as it was known before
    assert Project.objects.with_amounts(Moment(day, None, day)).get().amounts.allocated == 10 * BILLION
    assert signed_in(officer).get(MONEY).context["total"].allocated == 10 * BILLION


@pytest.mark.both
def test_a_correction_moved_onto_the_day_of_other_figures_is_refused(project, officer):
    first, second = funded(project, officer, day=date(2026, 6, 30)), funded(project, officer, day=date(2026, 9, 30))
    with pytest.raises(ValidationError) as refused:
        corrected(project, officer, second, effective_on=first.effective_on, disbursed=BILLION)
    assert list(refused.value.error_dict) == ["effective_on"]
    assert set(project.funding.standing()) == {first, second}
    moved = corrected(project, officer, second, effective_on=date(2026, 7, 31))
    assert set(project.funding.standing()) == {first, moved}


def test_a_day_whose_figures_were_taken_back_takes_others(project, officer):
    first, second = funded(project, officer, day=date(2026, 6, 30)), funded(project, officer, day=date(2026, 9, 30))
    corrected(project, officer, first, **NO_AMOUNTS)
    moved = corrected(project, officer, second, effective_on=first.effective_on)
    again = funded(project, officer, day=first.effective_on, disbursed=BILLION)
    assert again.replaces == moved
    assert list(project.funding.standing().valued()) == [again]


def test_the_same_figures_again_are_the_same_row(project, officer):
    assert funded(project, officer).pk == funded(project, officer).pk


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("allocated", {"allocated": None, "disbursed": None}), ("disbursed", {"disbursed": -1}), ("year", {"year": 1999}),
        ("source", {"source": "vay"}), ("effective_on", {"day": date(2026, 11, 21)}),
    ],
)  # fmt: skip
def test_wrong_amounts_are_refused_beside_the_field(project, officer, field, given):
    with pytest.raises(ValidationError) as refused:
        funded(project, officer, **given)
    assert list(refused.value.error_dict) == [field]


@pytest.mark.both
@pytest.mark.django_db
def test_the_database_refuses_an_amount_below_zero(project):
    with pytest.raises(IntegrityError), transaction.atomic():
        Funding.objects.create(
            project=project, year=2026, source="aid", disbursed=-1, effective_on=date(2026, 1, 1), recorded_at=NOW
        )  # fmt: skip


@pytest.mark.both
def test_of_two_who_enter_the_same_year_one_is_told(project, officer):
    seen = project.version
    funded(project, officer, seen=seen)
    with pytest.raises(StaleVersion):
        funded(project, officer, seen=seen, disbursed=0)


# Pages


def test_amounts_are_entered_in_the_browser_and_add_up(signed_in, project, officer):
    browser = signed_in(officer)
    page = f"{MONEY}projects/da-01/"
    sent = {
        "version": 1,
        "year": 2026,
        "source": "investment",
        "planned": "12 tỷ",
        "allocated": "10.000 triệu",
        "disbursed": "2.500.000.000",
    }
    answer = browser.post(f"{page}amounts/", {**sent, "effective_on": "01/11/2026", "note": ""})
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert "25,0%" in browser.get(page).content.decode()
    whole = browser.get(MONEY).content.decode()
    assert "Đã giải ngân 25,0% vốn được giao" in whole
    assert browser.get(f"{MONEY}?year=2026").status_code == 200
    assert "Thiết bị số" in browser.get("/plan/292/measures/4.1/").content.decode()
    for address in (MONEY, "/plan/292/measures/4.1/"):
        assert "25,0%" in browser.get(address).content.decode()
        assert "25,0%" not in browser.get(f"{address}?on=31/10/2026").content.decode()


def test_a_wrong_amount_stays_in_its_field(signed_in, project, officer):
    sent = {"version": 1, "year": "hai nghìn", "source": "investment", "allocated": "nhiều lắm", "effective_on": "01/11/2026"}
    answer = signed_in(officer).post(f"{MONEY}projects/da-01/amounts/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="nhiều lắm"' in page
    assert 'value="hai nghìn"' in page
    assert not Funding.objects.exists()


def test_a_stale_entry_is_shown_beside_what_stands(signed_in, project, officer, secretariat):
    funded(project, secretariat)
    sent = {"version": 1, "year": 2026, "source": "investment", "allocated": "1 tỷ", "disbursed": "", "effective_on": "01/11/2026"}
    answer = signed_in(officer).post(f"{MONEY}projects/da-01/amounts/", sent)
    assert answer.status_code == 409
    assert Funding.objects.count() == 1


def test_a_unit_enters_the_amounts_of_its_own_projects_only(signed_in, project, reviewer, officer):
    assert signed_in(officer).get(f"{MONEY}projects/da-01/amounts/").status_code == 200
    assert signed_in(reviewer).get(f"{MONEY}projects/da-01/amounts/").status_code == 403
    assert signed_in(officer).get(f"{MONEY}projects/da-01/edit/").status_code == 403


def test_a_project_is_added_in_the_browser(signed_in, measure, department, secretariat):
    browser = signed_in(secretariat)
    sent = {"code": "da-02", "title": "Trụ sở", "measure": "4.1", "unit": department.code, "total": "120 tỷ", "starts_year": "2026"}
    assert browser.post(f"{MONEY}add/", sent).status_code == 302
    assert Project.objects.get().total == 120 * BILLION
    page = browser.get(f"{MONEY}projects/da-02/").content.decode()
    assert "120.000 triệu đồng" in page
    assert "2.026" not in page


def test_an_empty_page_says_what_will_stand_there(signed_in, plan, officer):
    page = signed_in(officer).get(MONEY).content.decode()
    assert "Kế hoạch chưa có dự án" in page


def test_a_year_that_nobody_has_named_is_said_beside_the_filter(signed_in, project, officer):
    funded(project, officer)
    assert signed_in(officer).get(f"{MONEY}?year=1066").status_code == 422


def test_ten_times_the_projects_cost_no_more_questions(signed_in, project, measure, secretariat, officer):
    browser = signed_in(officer)
    funded(project, officer)

    def questions(address):
        browser.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address).status_code == 200
        return len(asked)

    once = questions(MONEY)
    for n in range(10):
        values = details(measure, UnitFactory(), title=f"Dự án {n}")
        funded(add_project(plan=measure.plan, code=f"x-{n}", values=values, by=secretariat, now=NOW), secretariat, source="aid")
    assert questions(MONEY) == once <= 15


def file_of(answer):
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()


@pytest.mark.both
@pytest.mark.parametrize("query", ["", "year=2026", "source=aid", "unit=vu-to-chuc-can-bo&year=2027", "on=15/10/2026"])
def test_the_file_adds_up_to_the_page(signed_in, project, measure, secretariat, officer, query):
    other = add_project(plan=measure.plan, code="da-02", values=details(measure, UnitFactory(), title="=Nhà"), by=secretariat, now=NOW)
    funded(project, officer, day=date(2026, 10, 1))
    funded(project, officer, disbursed=7 * BILLION + 1)
    funded(project, officer, year=2027, planned=5)
    funded(other, secretariat, source="aid", day=date(2026, 9, 1), disbursed=None)
    browser = signed_in(officer)
    page, answer = browser.get(f"{MONEY}?{query}"), browser.get(f"/plan/292/money.xlsx?{query}")
    head, *rows = [row for row in file_of(answer) if len(row) > 8]
    assert {type(row[4]) for row in rows if row[4] != ""} <= {float}
    sums = [sum(int(row[place]) for row in rows if row[place] != "") for place in (6, 7, 8)]
    total = page.context["total"]
    assert sums == [total.planned or 0, total.allocated or 0, total.disbursed or 0]
    assert list(dict.fromkeys(row[0] for row in rows)) == [one.code for one, _amounts in page.context["lines"]]
    text = b"".join(browser.get(f"/plan/292/money.csv?{query}")).decode("utf-8-sig").splitlines()
    assert (text[0].split(";"), len(text)) == (head, len(rows) + 1)
    link = f"/plan/292/money.xlsx{page.context['query']}"
    assert link.replace("&", "&amp;") in page.content.decode()
    assert browser.get(link).status_code == 200


def test_a_file_whose_filter_cannot_be_read_is_said_on_the_page(signed_in, project, officer):
    assert signed_in(officer).get("/plan/292/money.csv?year=1066").status_code == 422
    assert signed_in(officer).get("/plan/292/money.csv?on=31/02/2026").status_code == 422


def test_beside_the_money_stand_the_indicators_of_the_measures_that_have_projects(signed_in, project, measure, officer):
    shown, other = IndicatorFactory(plan=measure.plan, code="share"), IndicatorFactory(plan=measure.plan, code="else")
    shown.measures.add(measure)
    other.measures.add(MeasureFactory(task=measure.task, code="4.2"))
    page = signed_in(officer).get(MONEY)
    assert [line.reading.indicator for line in page.context["readings"]] == [shown]
    assert 'href="/plan/292/indicators/share/"' in page.content.decode()
