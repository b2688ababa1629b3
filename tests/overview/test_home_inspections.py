"""Follow-ups that are overdue, on the page of whoever has to see to them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from plan import services


@pytest.fixture
def overdue(plan, department, secretariat):
    today = timezone.localdate()
    said = {"conclusion": "Chậm", "follow_up": "Giải trình", "follow_up_due": today - timedelta(days=1)}
    values = {"unit": department, "on": today - timedelta(days=20), **said}
    return services.add_inspection(plan=plan, by=secretariat, values=values, measures=[], now=timezone.now())


def sections(browser):
    return {str(section.title): section.items for section in browser.get("/").context["work"].sections}


@pytest.mark.parametrize(("who", "closes"), [("secretariat", True), ("head", False)])
def test_an_overdue_follow_up_stands_with_who_sees_to_it(who, closes, overdue, request, signed_in):
    browser = signed_in(request.getfixturevalue(who))
    (item,) = [item for items in sections(browser).values() for item in items if item.note == "Giải trình"]
    assert item.late
    assert item.act_address.endswith("/close/") == closes


@pytest.mark.parametrize("who", ["officer", "reviewer", "leader"])
def test_it_stands_with_nobody_else(who, overdue, request, signed_in):
    assert "Giải trình" not in signed_in(request.getfixturevalue(who)).get("/").content.decode()


def test_what_is_closed_or_not_yet_due_is_gone(overdue, secretariat, signed_in):
    now = timezone.now()
    services.close_follow_up(inspection=overdue, by=secretariat, on=timezone.localdate(), outcome="Xong", now=now, seen=1)
    assert "Giải trình" not in signed_in(secretariat).get("/").content.decode()


def test_search_finds_an_inspection_and_an_indicator(overdue, secretariat, signed_in, plan):
    values = {"name_vi": "Thời gian nhiệm kỳ", "name_en": "Term", "unit_vi": "năm", "unit_en": "", "basis": "", "decimals": 0}
    kinds = {"direction": "up", "source_kind": "typed", "across_units": "sum", "over_time": "latest", "baseline": None, "baseline_on": None}
    services.add_indicator(plan=plan, by=secretariat, code="term", values={**values, **kinds}, measures=[], now=timezone.now())
    browser = signed_in(secretariat)
    assert f"/plan/292/inspections/#i{overdue.pk}" in browser.get("/search/?q=giai+trinh").content.decode()
    assert "/plan/292/indicators/term/" in browser.get("/search/?q=nhiem+ky").content.decode()
