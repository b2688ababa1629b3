"""The count of queries notices what it is for (tests/queries.py)."""

from types import SimpleNamespace

import pytest

from accounts.models import Unit
from tests.factories import UnitFactory
from tests.queries import same_few

pytestmark = pytest.mark.django_db


def grow(first, last):
    for number in range(first, last):
        UnitFactory(code=f"unit-{number}")


def browser(answer, status=200):
    def get(address):
        answer()
        return SimpleNamespace(status_code=status)

    return lambda person: SimpleNamespace(get=get)


def one_by_one():
    return [Unit.objects.get(pk=pk).code for pk in Unit.objects.values_list("pk", flat=True)]


def at_once():
    return list(Unit.objects.all())


def test_a_page_that_asks_at_once_passes():
    same_few(browser(at_once), {"anybody": ["/"]}, grow, first=(0, 2), then=(2, 20))


@pytest.mark.parametrize(
    ("page", "most", "why"),
    [
        (browser(one_by_one), 100, "more queries for more rows"),
        (browser(at_once), 0, "too many queries"),
        (browser(at_once, status=404), 15, "no page at /"),
    ],
)
def test_a_query_a_row_too_many_or_no_page_at_all_is_noticed(page, most, why):
    with pytest.raises(AssertionError, match=why):
        same_few(page, {"anybody": ["/"]}, grow, first=(0, 2), then=(2, 20), most=most)
