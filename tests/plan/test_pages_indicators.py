"""The pages of indicators: against the path, the rows behind every number, values entered by hand."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.utils import timezone

from plan.models import Observation, Target
from plan.services import Origin, observe
from tests.factories import IndicatorFactory, PeriodFactory, UnitFactory
from tests.queries import same_few

pytestmark = pytest.mark.usefixtures("cast_stands")

LIST = "/plan/292/indicators/"
TODAY = timezone.localdate


@pytest.fixture
def staff(plan):
    return IndicatorFactory(plan=plan, name_vi="Số cán bộ có mặt", name_en="Staff present")


@pytest.fixture
def typed(plan, measure):
    """From 3,0 on the day the plan was issued towards 4,0 in ten years."""
    indicator = IndicatorFactory(
        plan=plan, code="posting-term", source_kind="typed", decimals=1, unit_vi="năm", baseline=30, baseline_on=date(2025, 9, 23)
    )
    indicator.measures.add(measure)
    Target.objects.create(indicator=indicator, code="T", due_on=date(2035, 9, 23), value=40, about=True)
    return indicator


@pytest.fixture
def network(plan):
    """The indicator that the network supplies; there is no mission in these tests, so nothing is known."""
    indicator = IndicatorFactory(
        plan=plan, code="missions-open", source_kind="computed", unit_vi="cơ quan", baseline=99, baseline_on=date(2025, 12, 29)
    )
    Target.objects.create(indicator=indicator, code="A", due_on=date(2030, 12, 31), value=115, about=True)
    return indicator


@pytest.fixture
def reported(staff, embassy, geographic):
    """Two quarters: emb-fr and emb-de, then emb-fr alone would be too few, so three of four."""
    UnitFactory(code="emb-de", kind="mission", name_vi="Đại sứ quán Việt Nam tại Đức", lead_unit=geographic)
    UnitFactory(code="emb-us", kind="mission", name_vi="Đại sứ quán Việt Nam tại Hoa Kỳ")
    for period, values in [("2025-Q4", {"emb-fr": 10, "emb-de": 20}), ("2026-Q1", {"emb-fr": 12, "emb-de": 21, "emb-us": 33})]:
        found = PeriodFactory(code=period)
        for unit, value in values.items():
            origin = Origin("reports.reportversion", f"LT-{unit}", f"/reports/{period}/{unit}/review/")
            on = found.cut_off_on
            observe(
                indicator=staff, on=on, value=value, by=None, now=found.due_at, origin=origin, unit=UnitFactory(code=unit), period=found
            )
    return staff


def enter(indicator, by, value, on=None, **more):
    return observe(indicator=indicator, on=on or TODAY(), value=value, by=by, now=timezone.now(), **more)


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", unescape(answer.content.decode())))


# All of them


def test_the_title_says_how_many_are_behind(typed, network, reported, secretariat, signed_in):
    enter(typed, secretariat, 29)
    answer = signed_in(secretariat).get(LIST, headers={"Accept-Language": "en"})
    assert (answer.context["behind"], answer.context["judged"]) == (1, 1)
    assert [line.reading.indicator.code for line in answer.context["aimed"]] == ["missions-open", "posting-term"]
    assert [line.reading.indicator.code for line in answer.context["followed"]] == ["mission-staff-present"]


def test_what_is_not_known_is_never_a_number(network, officer, signed_in):
    line = signed_in(officer).get(LIST).context["aimed"][0]
    assert (line.reading.at.value, line.address) == (None, "")
    page = text_of(signed_in(officer).get(LIST))
    assert "chưa biết" in page or "not known" in page
    assert signed_in(officer).get(f"{LIST}missions-open/").status_code == 200


def test_each_value_opens_exactly_the_rows_that_make_it(reported, secretariat, signed_in):
    browser = signed_in(secretariat)
    line = browser.get(LIST).context["followed"][0]
    assert line.reading.at.value == 66
    shown = browser.get(line.address).context
    assert sum(row.value for row in shown["told"]) == 66
    assert len(shown["told"]) == line.reading.at.latest.units == 3
    for row in browser.get(f"{LIST}mission-staff-present/").context["rows"]:
        told = browser.get(row.address).context["told"]
        assert sum(one.value for one in told) == row.point.value
        assert {one.period.code for one in told} == {row.point.period}


def test_a_past_day_shows_the_value_of_the_day_and_keeps_it_in_every_link(reported, typed, secretariat, signed_in):
    enter(typed, secretariat, 35)
    browser = signed_in(secretariat)
    answer = browser.get(f"{LIST}?on=31/12/2025")
    line = answer.context["followed"][0]
    assert line.reading.at.value == 30
    assert "on=2025-12-31" in line.address
    assert sum(row.value for row in browser.get(line.address).context["told"]) == 30
    assert answer.context["aimed"][0].reading.at.value is None
    assert not browser.get(f"{LIST}posting-term/?on=31/12/2025").context["may_enter"]
    assert browser.get(f"{LIST}?on=31/13/2025").status_code == 422


def test_what_was_not_recorded_yet_is_not_known(reported, secretariat, signed_in):
    line = signed_in(secretariat).get(f"{LIST}?known=2025-12-31").context["followed"][0]
    assert line.reading.at.value == 30
    assert "known=" in line.address


def test_a_quarter_of_too_few_units_is_told_in_whole_sentences(staff, reported, embassy, secretariat, signed_in):
    found = PeriodFactory(code="2026-Q2")
    origin = Origin("reports.reportversion", "LT", "/reports/2026-Q2/emb-fr/review/")
    observe(indicator=staff, on=found.cut_off_on, value=9, by=None, now=found.due_at, origin=origin, unit=embassy, period=found)
    page = text_of(signed_in(secretariat).get(f"{LIST}mission-staff-present/?on=31/07/2026", headers={"Accept-Language": "vi"}))
    assert "mới có 1 đơn vị, chưa tính. Một kỳ" in page


# Who sees single values


@pytest.mark.parametrize(
    ("role", "units"),
    [
        ("secretariat", {"emb-fr", "emb-de", "emb-us"}), ("auditor", {"emb-fr", "emb-de", "emb-us"}), ("leader", {"emb-fr", "emb-de", "emb-us"}),
        ("reviewer", {"emb-fr", "emb-de"}), ("mission_officer", {"emb-fr"}), ("officer", set()), ("administrator", set()),
    ],
)  # fmt: skip
def test_single_values_are_shown_to_those_who_read_the_reports(role, units, reported, request, signed_in):
    answer = signed_in(request.getfixturevalue(role)).get(f"{LIST}mission-staff-present/")
    assert {row.unit.code for row in answer.context["told"]} == units
    assert answer.context["untold"] == 3 - len(units)
    assert answer.context["at"].value == 66  # what they come to together is everybody's


def test_a_period_nobody_reported_on_is_not_found(reported, officer, signed_in):
    assert signed_in(officer).get(f"{LIST}mission-staff-present/?period=2031-Q1").status_code == 404


# One of them


def test_the_page_draws_the_path_with_about_and_names_every_value_for_those_who_do_not_see_it(typed, secretariat, signed_in):
    enter(typed, secretariat, 30, date(2025, 12, 31))
    enter(typed, secretariat, 29)
    page = signed_in(secretariat).get(f"{LIST}posting-term/").content.decode()
    assert page.count('<svg class="chart') == 2
    assert re.search(r">(about|khoảng) 4<", page)
    assert 'class="expected"' in page
    assert "style=" not in page


def test_without_a_value_or_a_path_nothing_is_drawn(staff, officer, signed_in):
    answer = signed_in(officer).get(f"{LIST}mission-staff-present/")
    assert answer.context["chart"] is None
    assert 'class="empty"' in answer.content.decode()


def test_the_plan_the_measure_and_the_indicator_lead_to_each_other(typed, measure, officer, signed_in):
    browser = signed_in(officer)
    assert f'href="{LIST}posting-term/"' in browser.get("/plan/292/").content.decode()
    assert f'href="{LIST}posting-term/"' in browser.get("/plan/292/measures/2.3/").content.decode()
    assert 'href="/plan/292/measures/2.3/"' in browser.get(f"{LIST}posting-term/").content.decode()


# Entered by hand

FORM = f"{LIST}posting-term/observe/"


def sent(version, value="3,5", on=None, **more):
    return {"version": version, "value": value, "on": f"{on or TODAY():%d/%m/%Y}", "note": "Báo cáo", **more}


def test_the_secretariat_enters_a_value_as_it_is_written(typed, secretariat, signed_in):
    browser = signed_in(secretariat)
    browser.cookies["language"] = "vi"
    assert browser.get(FORM).status_code == 200
    answer = browser.post(FORM, sent(1), follow=True)
    assert answer.redirect_chain == [(f"{LIST}posting-term/", 302)]
    row = Observation.objects.get()
    assert (row.value, row.by, row.note) == (35, secretariat, "Báo cáo")


@pytest.mark.parametrize("wrong", [{"value": "3,55"}, {"value": "ba"}, {"value": ""}, {"on": "31/12/2099"}, {"on": "x"}])
def test_what_cannot_be_read_is_said_beside_the_field_and_kept(wrong, typed, secretariat, signed_in):
    browser = signed_in(secretariat)
    browser.cookies["language"] = "vi"
    answer = browser.post(FORM, {**sent(1), **wrong})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == list(wrong)
    assert 'value="' + next(iter(wrong.values())) in answer.content.decode()
    assert not Observation.objects.exists()


def test_a_correction_says_why_and_keeps_the_first(typed, secretariat, signed_in):
    first = enter(typed, secretariat, 35)
    browser = signed_in(secretariat)
    browser.cookies["language"] = "vi"
    address = f"{FORM}?replaces={first.pk}"
    assert 'value="3,5"' in browser.get(address).content.decode()
    assert browser.post(address, sent(2, "3,6", note="")).status_code == 422
    assert browser.post(address, sent(2, "3,6", note="Đọc nhầm")).status_code == 302
    standing = typed.observations.standing().get()
    assert (standing.value, standing.replaces) == (36, first)
    assert browser.post(f"{FORM}?replaces={standing.pk}", sent(3, "", note="Nhầm chỉ số")).status_code == 302
    assert signed_in(secretariat).get(f"{LIST}posting-term/").context["typed"] == []


def test_two_who_enter_at_once_see_both_texts_and_lose_none(typed, secretariat, signed_in):
    browser = signed_in(secretariat)
    browser.cookies["language"] = "vi"
    enter(typed, secretariat, 35, note="Của người thứ nhất")
    answer = browser.post(FORM, sent(1, "3,8"))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Của người thứ nhất" in page
    assert ">3,5<" in page
    assert 'value="3,8"' in page
    assert browser.post(FORM, sent(2, "3,8")).status_code == 302
    assert typed.observations.standing().get().value == 38


def test_a_correction_of_what_was_corrected_meanwhile_is_stale_and_can_be_saved_over_it(typed, secretariat, signed_in):
    first = enter(typed, secretariat, 35)
    enter(typed, secretariat, 36, replaces=first)
    browser = signed_in(secretariat)
    browser.cookies["language"] = "vi"
    address = f"{FORM}?replaces={first.pk}"
    assert browser.post(address, sent(2, "3,7", note="Lý do")).status_code == 409
    assert browser.post(address, sent(3, "3,7", note="Lý do")).status_code == 302
    assert typed.observations.standing().get().value == 37


@pytest.mark.parametrize("code", ["mission-staff-present", "missions-open", "nothing"])
def test_nobody_enters_what_is_reported_or_computed(code, staff, network, secretariat, signed_in):
    assert signed_in(secretariat).get(f"{LIST}{code}/observe/").status_code == 404


@pytest.mark.parametrize(("role", "status"), [("secretariat", 200), ("leader", 403), ("head", 403), ("stranger", 404)])
def test_who_enters_values(role, status, typed, request, signed_in):
    assert signed_in(request.getfixturevalue(role)).get(FORM).status_code == status


def test_another_indicators_value_is_not_corrected_here(typed, staff, plan, secretariat, signed_in):
    other = IndicatorFactory(plan=plan, code="other", source_kind="typed")
    row = enter(other, secretariat, 1)
    assert signed_in(secretariat).get(f"{FORM}?replaces={row.pk}").status_code == 404
    assert signed_in(secretariat).get(f"{FORM}?replaces=x").status_code == 404


# Weight


def test_the_same_few_queries_at_ten_times_the_rows(typed, reported, network, plan, secretariat, signed_in):
    pages = [LIST, f"{LIST}mission-staff-present/", f"{LIST}posting-term/", f"{LIST}missions-open/", FORM]
    addresses = [page + query for page in pages for query in ("", "?on=01/04/2026")]

    def grow(first, last):
        for number in range(first, last):
            other = IndicatorFactory(plan=plan, code=f"i{number}")
            Target.objects.create(indicator=other, code="A", due_on=date(2030, 12, 31), value=5)
            found, unit = PeriodFactory(code="2026-Q1"), UnitFactory(code=f"emb-x{number}")
            for indicator in (other, reported):
                observe(
                    indicator=indicator,
                    on=found.cut_off_on,
                    value=1,
                    by=None,
                    now=found.due_at,
                    origin=Origin("x"),
                    unit=unit,
                    period=found,
                )
            enter(typed, secretariat, number, TODAY() - timedelta(days=number))

    same_few(signed_in, {secretariat: addresses}, grow, first=(0, 3), then=(3, 30))


def test_with_less_than_a_year_left_what_is_lacking_is_said_and_not_a_pace(signed_in, leader, typed):
    """Seven tenths of a year in thirty days would be a pace of 8,5 a year."""
    Observation.objects.create(indicator=typed, on=date(2034, 9, 1), value=33, recorded_at=timezone.now())
    for address in (LIST, f"{LIST}posting-term/"):
        near, far = (signed_in(leader).get(f"{address}?on={day}").content.decode() for day in ("2035-08-24", "2034-09-20"))
        assert ("còn thiếu 0,7, còn 30 ngày" in near, "còn thiếu" in far) == (True, False)
        assert ("+8,5" in near, "+0,7 mỗi năm" in far) == (False, True)
