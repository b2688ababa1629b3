"""The network on a day, counted from events (design part 4, rule 5): pure, without a query and without a clock.

Before the day from which every post is known the answer is "not known", never a number. Official totals stand beside
the count; where they differ, the difference is named and nothing is corrected into the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from plan.bilingual import Bilingual


class PostKind(TextChoices):
    EMBASSY = "embassy", _("Embassy")
    CONSULATE_GENERAL = "consulate_general", _("Consulate General")
    CONSULATE = "consulate", _("Consulate")
    PERMANENT_MISSION = "permanent_mission", _("Permanent mission")
    DELEGATION = "delegation", _("Delegation")
    PERMANENT_OBSERVER_MISSION = "permanent_observer_mission", _("Permanent observer mission")
    ECONOMIC_CULTURAL_OFFICE = "economic_cultural_office", _("Economic and cultural office")


class EventKind(TextChoices):
    OPENED = "opened", _("Opened")
    SUSPENDED = "suspended", _("Suspended")
    REOPENED = "reopened", pgettext_lazy("mission", "Reopened")
    CLOSED = "closed", _("Closed")
    UPGRADED = "upgraded", _("Upgraded or changed in kind")
    MOVED = "moved", _("Moved")


class Precision(TextChoices):
    DAY = "day", _("To the day")
    MONTH = "month", _("To the month")
    YEAR = "year", _("To the year")
    NOT_LATER_THAN = "not_later_than", _("Not later than")
    NOT_EARLIER_THAN = "not_earlier_than", _("Not earlier than")
    UNKNOWN = "unknown", _("Not known")


# The three kinds of the Law of 2009; the economic and cultural office is none of them and is counted all the same.
GROUPS: Mapping[str, Promise] = {
    PostKind.EMBASSY: _("Diplomatic mission"),
    PostKind.CONSULATE_GENERAL: _("Consular mission"),
    PostKind.CONSULATE: _("Consular mission"),
    PostKind.PERMANENT_MISSION: _("Mission to an international organisation"),
    PostKind.DELEGATION: _("Mission to an international organisation"),
    PostKind.PERMANENT_OBSERVER_MISSION: _("Mission to an international organisation"),
}

STARTS = (EventKind.OPENED, EventKind.REOPENED)
ENDS = (EventKind.CLOSED, EventKind.SUSPENDED)
DECISIVE = (*STARTS, *ENDS)
ONE_DAY = timedelta(days=1)

# The columns of an official total, by the kinds of the Law that each counts.
PARTS: Mapping[str, tuple[PostKind, ...]] = {
    "embassies": (PostKind.EMBASSY,),
    "consulates": (PostKind.CONSULATE_GENERAL, PostKind.CONSULATE),
    "missions_at_organisations": (PostKind.PERMANENT_MISSION, PostKind.DELEGATION, PostKind.PERMANENT_OBSERVER_MISSION),
    "offices": (PostKind.ECONOMIC_CULTURAL_OFFICE,),
}


@dataclass(frozen=True)
class Happening:
    """An event that decides whether a post is open and of which kind; given in the order of day, then of recording."""

    post: int
    post_kind: str  # from this event on
    kind: str
    on: date | None
    precision: str


@dataclass(frozen=True)
class Happened:
    """An event as it is recorded. `said`: the kind that the register gives the post; the last two are those of an upgrade."""

    post: int
    said: str
    kind: str
    on: date | None
    precision: str
    from_kind: str = ""
    to_kind: str = ""


def with_kinds(rows: Sequence[Happened]) -> list[Happening]:
    """Each event with the kind of its post from then on. Before a post first became of another kind it was what that upgrade
    says, whatever it is today; where none is recorded, it has always been what the register says."""
    kinds: dict[int, str] = {}
    for row in rows:
        if row.to_kind:
            kinds.setdefault(row.post, row.from_kind)
    found = []
    for row in rows:
        kinds[row.post] = row.to_kind or kinds.get(row.post, row.said)
        found.append(Happening(row.post, kinds[row.post], row.kind, row.on, row.precision))
    return found


@dataclass(frozen=True)
class Official(Bilingual):
    """A total as published; a part is None where the source gives no breakdown. `is_official`: the State said so."""

    on: date
    total: int
    parts: Mapping[str, int | None]
    source: str = ""
    source_vi: str = ""
    note: str = ""
    note_vi: str = ""
    is_official: bool = False


@dataclass(frozen=True)
class Compared:
    """An official total beside the count of the same day (None: not known)."""

    official: Official
    counted: int | None

    @property
    def difference(self) -> int | None:
        return None if self.counted is None else self.official.total - self.counted

    @property
    def missing(self) -> int:
        """By how many the total falls short of the count."""
        return max(-(self.difference or 0), 0)


@dataclass(frozen=True)
class Network:
    on: date
    known_from: date | None
    by_kind: Mapping[str, int]  # what the events show, also before `known_from`: then it is no count of the network
    compared: tuple[Compared, ...]
    unsettled: tuple[Happening, ...] = ()  # what may or may not have happened by the day

    @property
    def is_known(self) -> bool:
        return self.known_from is not None and self.on >= self.known_from

    @property
    def total(self) -> int | None:
        return sum(self.by_kind.values()) if self.is_known else None

    @property
    def least(self) -> int | None:
        """How many were open at least: what is unsettled counts from its day, and may have happened before or after."""
        fewer = sum((row.kind in STARTS) == self._counts(row) for row in self.unsettled if row.kind in DECISIVE)
        return None if self.total is None else self.total - fewer

    @property
    def most(self) -> int | None:
        more = sum((row.kind in STARTS) != self._counts(row) for row in self.unsettled if row.kind in DECISIVE)
        return None if self.total is None else self.total + more

    def _counts(self, row: Happening) -> bool:
        return row.on is not None and row.on <= self.on

    @property
    def differing(self) -> list[Compared]:
        return [row for row in self.compared if row.difference]


def network(happenings: Sequence[Happening], officials: Iterable[Official], on: date) -> Network:
    officials = list(officials)
    since = known_from(happenings, officials)

    def counted(day: date) -> int | None:
        return None if since is None or day < since else sum(by_kind(happenings, day).values())

    compared = tuple(Compared(official, counted(official.on)) for official in officials)
    return Network(on, since, by_kind(happenings, on), compared, unsettled(happenings, officials, on))


def unsettled(happenings: Sequence[Happening], officials: Iterable[Official], day: date) -> tuple[Happening, ...]:
    """What may or may not have happened by the end of the day: a count of the day depends on it, and whoever shows the count
    says so."""
    return tuple(row for row, first, last in windows(happenings, officials) if first <= day < last)


def windows(happenings: Sequence[Happening], officials: Iterable[Official]) -> list[tuple[Happening, date, date]]:
    """Each dated event with the first and the last day on which it may have happened.

    What is known to the month or year lies in it. What is known as "not later than" a day lies after the last published total
    before that day with which the count agrees, and after what happened to the post before; "not earlier than" likewise.
    """
    officials, found, before = list(officials), [], dict[int, date]()
    since = known_from(happenings, officials)
    totals = sorted((row for row in officials if since and row.on >= since and agrees(row, by_kind(happenings, row.on))), key=_day_of)
    dated = [(row, row.on) for row in happenings if row.on is not None]
    after, next_on = dict[tuple[int, date], date](), dict[int, date]()
    for row, on in reversed(dated):
        after[row.post, on] = next_on.get(row.post, date.max)
        next_on[row.post] = on
    for row, on in dated:
        # A total tells of which kind a post was only where it is broken down.
        agreed = [total.on for total in totals if row.kind in DECISIVE or any(part is not None for part in total.parts.values())]
        first, last = first_day(on, row.precision), on
        if row.precision == Precision.NOT_LATER_THAN:
            held = [day + ONE_DAY for day in agreed if day < on]
            first = max(held[-1], before.get(row.post, held[-1])) if held else on  # else before the first whole count
        elif row.precision == Precision.NOT_EARLIER_THAN:
            whole = [since] if since and since >= on else []  # from that day on the whole network is known
            last = min([after[row.post, on], *whole, *(day for day in agreed if day >= on)])
        found.append((row, first, last))
        before[row.post] = on
    return found


def _day_of(official: Official) -> date:
    return official.on


def gained(happenings: Sequence[Happening], officials: Iterable[Official], since: date, on: date) -> tuple[int, int]:
    """By how many the network has grown between the ends of two days, at least and at most: where a day is not known, what
    happened may lie before, between or after them."""
    least = most = 0
    for row, first, last in windows(happenings, officials):
        may, must = first <= on and last > since, first > since and last <= on
        if row.kind in STARTS:
            least, most = least + must, most + may
        elif row.kind in ENDS:
            least, most = least - may, most - must
    return least, most


def first_day(on: date, precision: str) -> date:
    """The first day on which it may have happened."""
    if precision == Precision.YEAR:
        return date(on.year, 1, 1)
    return on.replace(day=1) if precision == Precision.MONTH else on


def open_posts(happenings: Iterable[Happening], day: date) -> dict[int, str]:
    """The posts open at the end of the day with their kinds: the latest event dated by then decides."""
    by_then = [row for row in happenings if row.on is not None and row.on <= day]
    latest = {row.post: row.kind for row in by_then if row.kind in DECISIVE}
    kinds = {row.post: row.post_kind for row in by_then}
    return {post: kinds[post] for post, kind in latest.items() if kind in STARTS}


def by_kind(happenings: Iterable[Happening], day: date) -> dict[str, int]:
    counts = Counter(open_posts(happenings, day).values())
    return {kind.value: counts[kind.value] for kind in PostKind if counts[kind.value]}


def sizes(happenings: Sequence[Happening], officials: Iterable[Official], until: date) -> list[tuple[date, int]]:
    """Each day, from the first on which the whole network is known, on which its size became another, with the new size."""
    since = known_from(happenings, officials)
    if since is None or until < since:
        return []
    found = [(since, len(open_posts(happenings, since)))]
    for day in sorted({row.on for row in happenings if row.on is not None and since < row.on <= until}):
        if (size := len(open_posts(happenings, day))) != found[-1][1]:
            found.append((day, size))
    return found


def known_from(happenings: Sequence[Happening], officials: Iterable[Official]) -> date | None:
    """The first day on which the whole network is known.

    Where an opening is known only as "not later than", a day before it may miss that post. So the count holds from the
    first official total, not before the earliest such day, with which it agrees; without one, from the last such day.
    """
    starts = [row for row in happenings if row.kind in STARTS and row.on is not None]
    vague = sorted(row.on for row in starts if row.on and row.precision == Precision.NOT_LATER_THAN)
    if not vague:
        return min((row.on for row in starts if row.on), default=None)
    agreed = (row.on for row in officials if row.on >= vague[0] and agrees(row, by_kind(happenings, row.on)))
    return min(agreed, default=vague[-1])


def agrees(official: Official, counts: Mapping[str, int]) -> bool:
    """Whether a total, and each part of it that is given, equals the count."""
    parts = all(given is None or given == sum(counts.get(kind, 0) for kind in PARTS[part]) for part, given in official.parts.items())
    return parts and official.total == sum(counts.values())
