"""Every number in a report opens exactly the rows that make it, as they stood, also after the plan has moved on."""

from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest

from tests.reports.conftest import NOW, update
from tests.reports.test_figures import numbers_in

pytestmark = pytest.mark.django_db


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
        rows = page.context["links"] if "link=" in address and "kind=" not in address else len(page.context["lines"])
        assert rows == n, address


def test_missions(opened):
    figures, browser = opened
    found = addresses(figures, "/missions/")
    assert list(found.values()) == [3]
    for address in [*found, *(change["address"] for change in figures["network"]["last_year"]["changes"])]:
        assert browser.get(address).status_code == 200
