"""What has changed between two frozen reports. Pure: two dictionaries of figures go in, nothing else.

An older report may know less than a newer one (its schema grew); what it does not know is not compared.
"""

from __future__ import annotations

from typing import Any

from missions.indicators import OPEN
from plan.progress import Cell, Term

Figures = dict[str, Any]
DONE = {Cell.DONE_ON_TIME, Cell.DONE_LATE, Cell.DONE_WITHOUT_TERM}
CLOSED = DONE | {Cell.OUT, Cell.PAUSED}


def changes(before: Figures, after: Figures) -> Figures:
    """Measures newly done, newly overdue, reopened, with another deadline, new or gone; the network; the indicators.

    Every line carries the address of the later report, so that it opens the row as it stands there.
    """
    old = {row["code"]: row for row in before.get("measures", [])}
    pairs = [(old.get(row["code"]), row) for row in after["measures"]]
    both = [(was, row) for was, row in pairs if was is not None]
    codes = {row["code"] for row in after["measures"]}
    return {
        "since": before["on"],
        "newly_done": [_named(row) for was, row in pairs if _is_done(row) and not (was and _is_done(was))],
        "newly_overdue": [
            _named(row, due_on=row["due_on"])
            for was, row in pairs
            if row["cell"] == Cell.OPEN_OVERDUE and not (was and was["cell"] == Cell.OPEN_OVERDUE)
        ],
        "reopened": [_named(row) for was, row in both if _is_reopened(was, row)],
        "moved": [_named(row, **_move(was, row)) for was, row in both if _term(was) != _term(row)],
        "added": [_named(row) for was, row in pairs if was is None] if old else [],
        "dropped": [_named(row) for was, row in both if row["cell"] == Cell.OUT != was["cell"]]
        + [_named(row) for code, row in old.items() if code not in codes],
        "went_back": [_named(row, **{"from": was["percent"], "to": row["percent"]}) for was, row in both if _is_less(was, row)],
        "network": (network := _network(before, after)),
        "indicators": [row for row in _indicators(before, after) if not (network and row["code"] == OPEN)],  # said once
    }


def is_empty(found: Figures) -> bool:
    return not any(value for name, value in found.items() if name != "since")


def _named(row: Figures, **more: Any) -> Figures:
    return {"code": row["code"], "title": row["title"], "address": row["address"], **more}


def _is_done(row: Figures) -> bool:
    return row["cell"] in DONE


def _is_reopened(was: Figures, row: Figures) -> bool:
    """Done, paused or called off then, and open again now."""
    return was["cell"] in CLOSED and row["cell"] not in CLOSED


def _is_less(was: Figures, row: Figures) -> bool:
    """Less of it is done than was told then, and nothing was reopened: said apart."""
    known = was.get("percent") is not None and row["percent"] is not None
    return known and row["percent"] < was["percent"] and not _is_reopened(was, row)


def _term(row: Figures) -> tuple[str, str | None]:
    return row["term"], row["due_on"] if row["term"] == Term.DATED else None


def _move(was: Figures, row: Figures) -> Figures:
    return {"from": {"term": was["term"], "due_on": was["due_on"]}, "to": {"term": row["term"], "due_on": row["due_on"]}}


def _network(before: Figures, after: Figures) -> Figures | None:
    """None where one of the two does not know how many missions were open, or both say the same."""
    was, now = ((one.get("network") or {}).get("open") for one in (before, after))
    if was is None or now is None or was["n"] == now["n"]:
        return None
    return {"from": was["n"], "to": now["n"], "address": now["address"]}


def _is_away(row: Figures, was: float, now: float) -> bool:
    """Whether it has gone the other way than it should. Without a target there is no way to go."""
    direction = row.get("direction", "") if row.get("goal") else ""
    return (direction == "up" and now < was) or (direction == "down" and now > was)


def _indicators(before: Figures, after: Figures) -> list[Figures]:
    """Those whose value is known in both reports and has changed. `from_on` and `to_on`: the days of which they are, for the
    report before may have told a value of an earlier period still. What units report is compared like with like: of those that
    are in both values (`alike`), and nothing is judged that is not known of the same units."""
    old = {row["code"]: row for row in before.get("indicators", []) if row["value"] is not None}
    pairs = [(old[row["code"]], row) for row in after["indicators"] if row["code"] in old and row["value"] is not None]
    return [_moved(was, row) for was, row in pairs if was["value"] != row["value"]]


def _moved(was: Figures, row: Figures) -> Figures:
    both = row.get("alike")
    compared = (both["before"], both["now"]) if both else None if row.get("units") else (was["value"], row["value"])
    return {
        "code": row["code"],
        "name": row["name"],
        "unit": row["unit"],
        "decimals": row["decimals"],
        "from": was["value"],
        "from_on": was.get("value_on"),
        "from_units": was.get("units", 0),
        "from_asked": was.get("asked"),
        "to": row["value"],
        "to_on": row.get("value_on"),
        "to_units": row.get("units", 0),
        "to_asked": row.get("asked"),
        "alike": both,
        "went_back": compared is not None and _is_away(row, *compared),
        "address": row["address"],
    }
