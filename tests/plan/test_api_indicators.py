"""Indicators in the API (design part 6): how they stand, their values, a value entered by hand."""

from datetime import date

import pytest
from django.utils import timezone

from plan.api import indicator_shapes
from plan.models import Observation, Target
from plan.services import Origin, observe
from tests.factories import IndicatorFactory, PeriodFactory, UnitFactory
from tests.plan.test_api import PLAN, holds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_stands")]
TERM = f"{PLAN}indicators/posting-term/"
VALUES = f"{TERM}observations/"
TODAY = timezone.localdate


@pytest.fixture
def typed(plan):
    indicator = IndicatorFactory(
        plan=plan, code="posting-term", source_kind="typed", decimals=1, unit_vi="năm", baseline=30, baseline_on=date(2025, 9, 23)
    )
    Target.objects.create(indicator=indicator, code="T", due_on=date(2035, 9, 23), value=40, about=True)
    return indicator


def entered(value="3.5", **more):
    return {"on": TODAY().isoformat(), "value": value, "note": "Báo cáo", **more}


def test_one_indicator_says_how_it_stands_in_its_own_unit(call, typed, secretariat):
    for day, value in [(date(2025, 12, 31), 30), (date(2026, 9, 23), 29)]:
        observe(indicator=typed, on=day, value=value, by=secretariat, now=timezone.now())
    body = call(secretariat).get(f"{TERM}?on=2026-09-23").json()
    assert holds(indicator_shapes.IndicatorDetail(), body)
    assert (body["baseline"], body["value"], body["value_on"], body["expected"], body["difference"]) == (3.0, 2.9, "2026-09-23", 3.1, -0.2)
    assert (body["side"], body["share"]) == ("behind", -0.1)
    assert body["required_pace"] == pytest.approx(1.1 / 9, abs=0.001)
    assert body["planned_pace"] == pytest.approx(0.1, abs=0.001)
    assert [(row["on"], row["value"], row["units"]) for row in body["observations"]] == [
        ("2025-12-31", 3.0, None),
        ("2026-09-23", 2.9, None),
    ]
    assert call(secretariat).get(f"{TERM}?on=2026-01-01&known=2025-12-01").json()["value"] is None


def test_a_reported_indicator_says_of_which_period_and_from_how_many(call, plan, officer):
    staff, period = IndicatorFactory(plan=plan), PeriodFactory(code="2026-Q1")
    for unit, value in [("emb-fr", 12), ("emb-de", 9)]:
        observe(
            indicator=staff, on=period.cut_off_on, value=value, by=None, now=period.due_at,
            origin=Origin("reports.reportversion"), unit=UnitFactory(code=unit), period=period,
        )  # fmt: skip
    row = call(officer).get(f"{PLAN}indicators/?on=2026-06-30").json()["results"][0]
    assert (row["value"], row["value_period"], row["value_units"], row["expected"], row["side"]) == (21, "2026-Q1", 2, None, None)
    assert "observations" not in row


def test_a_value_is_entered_once_under_one_key(call, typed, secretariat):
    ask = call(secretariat)
    first = ask.post(VALUES, entered(), **{"Idempotency-Key": "k1"})
    again = ask.post(VALUES, entered(), **{"Idempotency-Key": "k1"})
    assert (first.status_code, again.status_code, again["Idempotency-Replayed"]) == (201, 201, "true")
    assert holds(indicator_shapes.ObservationRow(), first.json())
    assert (first.json()["value"], first["Location"].endswith(TERM)) == (3.5, True)
    assert Observation.objects.get().value == 35


def test_a_value_is_corrected_and_taken_back(call, typed, secretariat):
    ask = call(secretariat)
    first = ask.post(VALUES, entered()).json()["id"]
    second = ask.post(VALUES, entered(4, replaces=first)).json()
    assert (second["value"], second["replaces"]) == (4.0, first)
    assert ask.post(VALUES, entered(5, replaces=first)).status_code == 400  # it has been corrected already
    assert ask.post(VALUES, entered(None, replaces=second["id"])).json()["value"] is None
    assert ask.get(TERM).json()["observations"] == []


def test_a_value_based_on_an_old_reading_is_refused(call, typed, secretariat):
    ask = call(secretariat)
    etag = ask.get(TERM)["ETag"]
    after = ask.post(VALUES, entered(), **{"If-Match": etag})
    assert after.status_code == 201
    assert ask.post(VALUES, entered(4), **{"If-Match": etag}).status_code == 412
    assert ask.post(VALUES, entered(4), **{"If-Match": after["ETag"]}).status_code == 201


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"value": "3.55"}, "value"), ({"value": "ba"}, "value"), ({"value": "NaN"}, "value"), ({"on": "2099-01-01"}, "on"),
        ({"value": "١٢"}, "value"), ({"value": "１２"}, "value"), ({"value": "1e3"}, "value"), ({"value": [3]}, "value"),
        ({"on": "1944-12-31"}, "on"), ({"on": "٢٠٢٦-٠٣-٠١"}, "on"), ({"on": "20260301"}, "on"), ({"on": "2026-W10-1"}, "on"),
        ({"on": "2100-01-01"}, "on"), ({"replaces": "١"}, "replaces"), ({"replaces": 99}, "replaces"), ({"vlaue": 3}, "vlaue"),
    ],
)  # fmt: skip
def test_what_is_wrong_names_its_field(call, typed, secretariat, body, field):
    answer = call(secretariat).post(VALUES, {**entered(), **body})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert not Observation.objects.exists()


def test_a_day_too_early_is_told_in_the_language_of_the_person(call, typed, secretariat):
    answer = call(secretariat).post(VALUES, entered(on="1944-12-31"), **{"Accept-Language": "vi"})
    assert answer.json()["errors"] == {"on": ["Nhập ngày trong khoảng năm 1945 đến năm 2099."]}


def test_reported_and_computed_ones_are_entered_by_nobody(call, plan, secretariat):
    for kind in ("reported", "computed"):
        IndicatorFactory(plan=plan, code=kind, source_kind=kind)
        assert call(secretariat).post(f"{PLAN}indicators/{kind}/observations/", entered(3)).status_code == 400


@pytest.mark.parametrize(("role", "status"), [("secretariat", 201), ("leader", 403), ("head", 403), ("stranger", 404)])
def test_who_enters_values(call, typed, role, status, request):
    assert call(request.getfixturevalue(role)).post(VALUES, entered()).status_code == status
