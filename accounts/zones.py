"""Time zones as a person looks for them: by the name of a city."""

from functools import cache
from zoneinfo import available_timezones

from accounts.folding import fold

REGIONS = ("Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
HANOI = "Asia/Ho_Chi_Minh"


@cache
def names() -> tuple[str, ...]:
    """Every zone named after a place, Hà Nội first."""
    return (HANOI, *sorted(name for name in available_timezones() if name.startswith(REGIONS) and name != HANOI), "UTC")


def find(typed: str) -> str | None:
    """The zone that the text names: in full, or by its city alone, in any case and without marks; None if it names none."""
    return _index().get(fold(typed))


@cache
def _index() -> dict[str, str]:
    index: dict[str, str] = {"ha noi": HANOI, "hanoi": HANOI, "tp ho chi minh": HANOI}
    for name in names():
        index.setdefault(fold(name), name)
        index.setdefault(fold(name.rpartition("/")[2]), name)
    return index
