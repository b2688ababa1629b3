"""Every number in a report opens exactly the rows that make it, as they stood, also after the plan has moved on."""

import re
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest

from missions.models import Mission
from missions.services import record_event
from reports import services
from tests.reports import filing, heard
from tests.reports.conftest import NOW, update
from tests.reports.test_figures import numbers_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_stands", "undrawn")]


def addresses(figures, path):
    return {number["address"]: number["n"] for number in numbers_in(figures) if urlsplit(number["address"]).path == path}


@pytest.fixture
def opened(signed_in, officer, compiled, measure):
    """A report, and a plan that has changed since."""
    report = compiled()
    late = update(measure, "paused", date(2026, 6, 1))
    type(late).objects.filter(pk=late.pk).update(recorded_at=NOW + timedelta(days=1))
    return report.figures, signed_in(officer)


def test_measures(opened):
    figures, browser = opened
    found = addresses(figures, "/plan/292/measures/")
    assert len(found) > 8
    for address, n in found.items():
        page = browser.get(address)
        assert (page.status_code, page.context["page"].paginator.count) == (200, n), address


def test_directives(opened):
    figures, browser = opened
    for address, n in addresses(figures, "/plan/292/directives/").items():
        page = browser.get(address)
        assert page.status_code == 200
        own = page.context["own"]  # those found later in other sources stand apart
        assert (own.links if "link=" in address and "kind=" not in address else own.directives) == n, address


def test_missions(opened):
    figures, browser = opened
    found = addresses(figures, "/missions/")
    assert list(found.values()) == [3]
    for address in [*found, *(change["address"] for change in figures["network"]["last_year"]["changes"])]:
        assert browser.get(address).status_code == 200


def test_missions_of_an_approved_report_after_one_has_become_of_another_kind(whole, secretariat, compiled, signed_in):
    report = compiled()
    services.approve(report=report, by=secretariat, acknowledged=True, now=NOW + timedelta(minutes=5), seen=None)
    mission = Mission.objects.open_on(report.on).first()
    browser, found = signed_in(secretariat), addresses(report.figures, "/missions/")
    before = {address: browser.get(address).context["register"].network.by_kind for address in found}
    given = {"kind": "upgraded", "from_kind": "consulate_general", "to_kind": "embassy", "precision": "day", "seen": None, "sure": True}
    record_event(mission=mission, on=report.on - timedelta(days=1), by=secretariat, now=NOW + timedelta(hours=1), **given)
    assert {address: browser.get(address).context["register"].network.by_kind for address in found} == before
    assert [sum(kinds.values()) for kinds in before.values()] == list(found.values())


def test_who_has_reported(whole, measure, reviewer, secretariat, compiled, signed_in):
    """Also after a report has been accepted since: the links carry the moment of the question."""
    reports = heard.a_quarter(measure, secretariat)
    report = compiled(on=None, period=filing.period("2026-Q2"))
    services.accept(report=reports["emb-at"], by=secretariat, now=NOW + timedelta(hours=1), seen=None)
    browser = signed_in(secretariat)
    found = addresses(report.figures, "/reports/2026-Q2/")
    assert len(found) > 15
    for address, n in found.items():
        page = browser.get(address)
        assert page.status_code == 200
        assert sum(len(group.rows) for group in page.context["register"].groups) == n, address


def test_the_reports_of_units_are_linked_only_for_those_who_may_open_them(
    whole, measure, reviewer, officer, secretariat, compiled, signed_in
):
    heard.a_quarter(measure, secretariat)
    report = compiled(on=None, period=filing.period("2026-Q2"))
    page = f"/reports/progress/{report.pk}/"
    assert signed_in(reviewer).get(page).status_code == signed_in(officer).get(page).status_code == 404  # a draft is not theirs
    services.approve(report=report, by=secretariat, acknowledged=True, now=NOW + timedelta(hours=2), seen=None)

    def linked(person):
        html = signed_in(person).get(page).content.decode()
        return {address.partition("?")[0] for address in re.findall(r'href="(/reports/2026-Q2/[^"]*)"', html)}

    assert linked(secretariat) >= {"/reports/2026-Q2/", "/reports/2026-Q2/emb-fr/", "/reports/2026-Q2/emb-at/"}
    assert linked(reviewer) == {f"/reports/2026-Q2/{code}/" for code in ("emb-fr", "emb-de", "emb-be")}
    assert linked(officer) == set()
    for address in linked(reviewer):
        assert signed_in(reviewer).get(address).status_code == 200
