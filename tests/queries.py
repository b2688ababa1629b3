"""How many queries pages ask, of few rows and of ten times as many. The rows grow once for all people and pages."""

from collections.abc import Callable, Iterable

from django.db import connection
from django.test.utils import CaptureQueriesContext


def same_few(enter: Callable, whom: dict, grow: Callable, *, first: Iterable, then: Iterable, most: int = 15) -> None:
    """`enter(person)` is a browser in which one of `whom` has signed in, whose addresses are asked; `grow` makes rows, from
    what `first` holds and later from what `then` does."""
    grow(*first)
    few = _asked(enter, whom)
    grow(*then)
    many = _asked(enter, whom)
    assert {page: (count, many[page]) for page, count in few.items() if many[page] != count} == {}, "more queries for more rows"
    assert {page: count for page, count in few.items() if count > most} == {}, "too many queries"
    assert few, "nothing was asked"


def _asked(enter, whom):
    counts = {}
    for person, addresses in whom.items():
        browser = enter(person)
        for address in addresses:
            assert browser.get(address).status_code == 200, (
                f"no page at {address}"
            )  # the first request after signing in also stamps the session
            with CaptureQueriesContext(connection) as captured:
                assert browser.get(address).status_code == 200, f"no page at {address}"
            counts[str(person), address] = len(captured)
    return counts
