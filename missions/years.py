"""The size of the network year by year, with what changed it, and each published total beside the count. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from missions.network import DECISIVE, ENDS, PARTS, STARTS, EventKind, Happening, Official, Precision, by_kind, known_from

PART_NAMES: Mapping[str, Promise] = {
    "embassies": _("Embassies"),
    "consulates": _("Consulates"),
    "missions_at_organisations": _("Missions to organisations"),
    "offices": _("Offices"),
}


@dataclass
class Year:
    """`size`: at the end of the year, or of the last day asked for; None where it is not known. `by_then`: of posts first
    known to be open in that year, whose opening lies at some time before."""

    year: int
    on: date
    size: int | None
    began: list[Happening] = field(default_factory=list)
    ended: list[Happening] = field(default_factory=list)
    by_then: list[Happening] = field(default_factory=list)
    turned: list[Happening] = field(default_factory=list)  # became of another kind


@dataclass(frozen=True)
class Part:
    """One kind of mission in a total: as published and as counted that day (None: not published, not known)."""

    name: Promise
    published: int | None
    counted: int | None

    @property
    def differs(self) -> bool:
        return None not in (self.published, self.counted) and self.published != self.counted


@dataclass
class Total:
    """A published total, the count of its day, and what is recorded since the total before it (None: the network of that
    day is not known, so that nothing can be said of the change)."""

    official: Official
    counted: int | None
    parts: list[Part]
    before: Official | None
    changes: list[Happening]

    @property
    def difference(self) -> int | None:
        return None if self.counted is None else self.official.total - self.counted

    @property
    def missing(self) -> int:
        """By how many the total falls short of the count."""
        return max(-(self.difference or 0), 0)

    @property
    def published_change(self) -> int | None:
        return None if self.before is None else self.official.total - self.before.total

    @property
    def recorded_change(self) -> int:
        return sum(1 if row.kind in STARTS else -1 for row in self.changes if row.kind in DECISIVE)


def years(happenings: Sequence[Happening], officials: Iterable[Official], until: date) -> list[Year]:
    """Every year from the first whole count on, and before it those of which something is recorded; the latest first."""
    since = known_from(happenings, list(officials))
    dated = [row for row in happenings if row.on is not None and row.on <= until]
    wanted = {row.on.year for row in dated if row.on} | (set(range(since.year, until.year + 1)) if since else set())
    found = []
    for year in sorted(wanted, reverse=True):
        day = min(date(year, 12, 31), until)
        size = sum(by_kind(happenings, day).values()) if since and day >= since else None
        of_year = [row for row in dated if row.on and row.on.year == year]
        by_then = [row for row in of_year if row.kind in STARTS and _only_by_then(row, since)]
        began = [row for row in of_year if row.kind in STARTS and row not in by_then]
        ended, turned = ([row for row in of_year if row.kind in kinds] for kinds in (ENDS, [EventKind.UPGRADED]))
        found.append(Year(year, day, size, began, ended, by_then, turned))
    return found


def _only_by_then(row: Happening, since: date | None) -> bool:
    """Its opening may lie anywhere before. Once the whole network is known, what comes later has opened since."""
    return row.precision == Precision.NOT_LATER_THAN and (since is None or (row.on is not None and row.on <= since))


def totals(happenings: Sequence[Happening], officials: Sequence[Official]) -> list[Total]:
    since, found = known_from(happenings, officials), []
    for place, official in enumerate(officials):
        known = since is not None and official.on >= since
        counts = by_kind(happenings, official.on)
        before = officials[place - 1] if place and since and officials[place - 1].on >= since else None
        changes = [row for row in happenings if before and row.on and before.on < row.on <= official.on]
        parts = [
            Part(PART_NAMES[part], published, sum(counts.get(kind, 0) for kind in PARTS[part]) if known else None)
            for part, published in official.parts.items()
        ]
        found.append(Total(official, sum(counts.values()) if known else None, parts, before, changes))
    return found[::-1]
