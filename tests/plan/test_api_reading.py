"""What is read through the API besides measures and indicators: projects with their money, one directive, single values."""

from datetime import date, timedelta

import pytest

from plan import services
from plan.api.indicator_shapes import SingleValue
from plan.api.money import ProjectRow
from plan.api.shapes import Directive as DirectiveShape
from plan.models import Observation
from tests.factories import MeasureFactory, ProjectFactory, UnitFactory
from tests.plan.days import NOW, TODAY
from tests.plan.test_api import holds
from tests.plan.test_changed_since import SAID
from tests.plan.test_keeping_indicators import values
from tests.queries import same_few

pytestmark = [pytest.mark.django_db, pytest.mark.both]
PLAN = "/api/v1/plans/292/"


# Money


@pytest.fixture
def project(measure, department, secretariat):
    made = ProjectFactory(code="da-01", measure=measure, unit=department)
    for day, spent in ((date(2026, 1, 10), 100), (date(2026, 3, 10), 250)):
        amounts = {"planned": 1000, "allocated": 500, "disbursed": spent}
        services.record_funding(
            project=made, year=2026, source="investment", effective_on=day, by=secretariat, now=NOW, seen=None, **amounts
        )
    return made


def test_a_project_tells_the_amounts_in_force_on_the_day(project, call, officer):
    (row,) = call(officer).get(f"{PLAN}projects/").json()["results"]
    assert holds(ProjectRow(), row)
    assert [(one["year"], one["source"], one["disbursed"]) for one in row["funding"]] == [(2026, "investment", 250)]
    one = call(officer).get(f"{PLAN}projects/da-01/?on=2026-02-01")
    assert [row["disbursed"] for row in one.json()["funding"]] == [100]
    assert one["ETag"].startswith('"v')


@pytest.mark.parametrize(("asked", "found"), [({"unit": "vu-to-chuc-can-bo"}, 1), ({"measure": "2.3"}, 1), ({"measure": "3.1"}, 0)])
def test_projects_are_narrowed(asked, found, project, other_measure, signed_in, officer):
    assert signed_in(officer).get(f"{PLAN}projects/", asked).json()["count"] == found


@pytest.mark.parametrize("asked", [{"unit": "nope"}, {"measure": "nope"}, {"year": "2026"}])
def test_a_code_of_nothing_is_told_beside_its_field(asked, project, signed_in, officer):
    answer = signed_in(officer).get(f"{PLAN}projects/", asked)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, list(asked))


def test_projects_ask_as_few_questions_of_ten_times_the_rows(measure, department, secretariat, signed_in):
    def grow(first, last):
        for number in range(first, last):
            ProjectFactory(code=f"da-{number}", measure=measure, unit=department)

    same_few(signed_in, {secretariat: [f"{PLAN}projects/"]}, grow, first=(1, 3), then=(3, 30), most=10)


# Directives


def test_one_directive_says_the_same_as_its_row_until_it_is_withdrawn(plan, measure, secretariat, call, officer):
    by = {"by": secretariat, "now": NOW, "seen": None}
    made = services.add_directive(plan=plan, by=secretariat, code="D9", values={**SAID, "occasion": None}, now=NOW)
    services.add_link(directive=made, measure=measure, confirmed=True, **by)
    one = call(officer).get(f"{PLAN}directives/D9/")
    assert holds(DirectiveShape(), one.json())
    assert one.json() == call(officer).get(f"{PLAN}directives/").json()["results"][0]
    services.withdraw_directive(directive=made, reason="Nhập nhầm", **by)
    assert call(officer).get(f"{PLAN}directives/D9/").status_code == 404


# Single values


@pytest.fixture
def pay(plan, measure, secretariat):
    return services.add_indicator(plan=plan, by=secretariat, code="pay", values=values(), measures=[measure], now=NOW)


def test_a_value_is_corrected_by_the_id_that_the_list_tells(pay, secretariat, call):
    caller = call(secretariat)
    address = f"{PLAN}indicators/pay/observations/"
    services.observe(indicator=pay, on=TODAY, value=90, by=secretariat, now=NOW)
    (row,) = caller.get(address).json()["results"]
    assert holds(SingleValue(), row)
    assert (row["value"], row["stands"]) == (9, True)
    sent = {"on": TODAY.isoformat(), "value": 9.5, "note": "Nhầm", "replaces": row["id"]}
    assert caller.post(address, sent).status_code == 201
    assert [(row["value"], row["stands"]) for row in caller.get(address).json()["results"]] == [(9.5, True), (9, False)]


def test_single_values_of_units_are_for_who_reads_their_reports(pay, embassy, call, officer, mission_officer, auditor):
    told = {"indicator": pay, "on": TODAY, "source_kind": "reports.reportversion", "recorded_at": NOW}
    for unit, value in ((embassy, 10), (UnitFactory(code="emb-de", kind="mission"), 20)):
        Observation.objects.create(unit=unit, value=value, **told)
    seen = {who.name: call(who).get(f"{PLAN}indicators/pay/observations/").json()["count"] for who in (officer, mission_officer, auditor)}
    assert seen == {officer.name: 0, mission_officer.name: 1, auditor.name: 2}


def test_single_values_ask_as_few_questions_of_ten_times_the_rows(pay, secretariat, signed_in):
    def grow(first, last):
        for number in range(first, last):
            services.observe(indicator=pay, on=TODAY - timedelta(days=number), value=number, by=secretariat, now=NOW)

    same_few(signed_in, {secretariat: [f"{PLAN}indicators/pay/observations/"]}, grow, first=(1, 3), then=(3, 30), most=10)


def test_directives_ask_as_few_questions_of_ten_times_the_rows(plan, measure, secretariat, signed_in):
    def grow(first, last):
        for number in range(first, last):
            given = {**SAID, "occasion": None, "text_vi": f"Việc {number}"}
            made = services.add_directive(plan=plan, by=secretariat, code=f"D{number}", values=given, now=NOW)
            row = MeasureFactory(task=measure.task, code=f"7.{number}")
            services.add_link(directive=made, measure=row, confirmed=True, by=secretariat, now=NOW, seen=None)

    same_few(signed_in, {secretariat: [f"{PLAN}directives/?changed_since=2020-01-01T00:00:00Z"]}, grow, first=(1, 3), then=(3, 20), most=10)


def test_all_that_is_wrong_with_a_question_is_told_at_once(call, measure, officer):
    answer = call(officer).get(f"{PLAN}measures/?unit=nobody&coordinating=none&cell=late")
    assert (answer.status_code, set(answer.json()["errors"])) == (400, {"unit", "coordinating", "cell"})
