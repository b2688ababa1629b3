"""What the forecast rests on, read from the house: the network, openings in preparation, what the history teaches, what people
assume. The reckoning itself is `missions.forecast`.

    basis = basis_on(today)           # few queries, whatever the number of missions
    outcome = reckon(basis, draws=NIGHTLY, seed=SEED)
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import sqrt

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from missions.forecast import weigh
from missions.models import Assumption, MissionEvent, NetworkTotal, Opening
from missions.models.forecast import DECIMALS, AssumptionKey
from missions.network import ENDS, STARTS, EventKind, Happening, by_kind, gained, known_from, sizes
from missions.outlook import MONTH, Inputs, Outcome, Planned, Rate
from missions.register import targets
from plan.models import Indicator, Target
from plan.reckoning import YEAR, Goal, Standing, Way, held, standing, year_before

SEED = 1
PAGE, NIGHTLY = 20_000, 100_000
BEYOND = 20  # years looked ahead where no target is later
TENTH = 1.2816  # standard deviations from the middle to the tenth and ninetieth of a hundred

Key = AssumptionKey


@dataclass(frozen=True)
class Meaning:
    """What a value of an assumption means. `default`: what holds while nobody has set it; None: learnt from the history."""

    unit: Promise
    default: float | None
    most: float
    says: Promise


MEANINGS: Mapping[str, Meaning] = {
    Key.OPENING_RATE: Meaning(
        _("a year"),
        None,
        20,
        _("Openings a year of missions that are not in preparation yet. Estimated from recorded openings that were never in preparation."),
    ),
    Key.CLOSURE_RATE: Meaning(_("a year"), None, 20, _("Closures and suspensions a year. Estimated from the recorded events.")),
    Key.UNNAMED_AFTER: Meaning(
        _("months"), 36, 240, _("What is to open sooner would be in preparation already; only later openings come on top.")
    ),
    Key.SHARED_DELAY: Meaning(
        _("months"), 6, 60, _("What holds up all openings at once, such as budget or staff: mostly less, now and then much more.")
    ),
    Key.CHANCE_FACTOR: Meaning(_("per cent"), 100, 200, _("Below 100 where the chances that were assessed have proved too high.")),
}


@dataclass(frozen=True)
class Assumed:
    """An assumption as it holds: the value in its unit, and the row by which it was set, where there is one."""

    key: Key
    value: float
    row: Assumption | None

    @property
    def meaning(self) -> Meaning:
        return MEANINGS[self.key]

    @property
    def is_set(self) -> bool:
        return self.row is not None and self.row.value is not None


@dataclass(frozen=True)
class Learnt:
    """What the recorded history says: how many opened and closed in how many years. `from_board`: of those opened, the ones
    that were in preparation here; what comes beside the board is learnt from the others alone."""

    since: date
    years: float
    opened: int
    closed: int
    from_board: int = 0

    @property
    def openings_a_year(self) -> float:
        return self.opened / self.years

    @property
    def openings(self) -> Rate:
        return Rate.learnt(self.opened - self.from_board, self.years)

    @property
    def closures(self) -> Rate:
        return Rate.learnt(self.closed, self.years)


@dataclass(frozen=True)
class Basis:
    inputs: Inputs
    assumptions: dict[Key, Assumed]
    learnt: Learnt
    openings: dict[str, Opening]  # all in preparation, by code
    sizes: list[tuple[date, int]]  # the days on which the network became another, and its size from then on
    targets: list[Target]
    uncounted: list[tuple[Opening, Promise]]  # and why
    gained: tuple[int, int]  # in the last twelve months, at least and at most


def basis_on(on: date) -> Basis | None:
    """None where the size of the network on the day is not known."""
    happenings, officials = MissionEvent.objects.standing().happenings(), NetworkTotal.objects.officials()
    since = known_from(happenings, officials)
    if since is None or since >= on:
        return None
    learnt = learn(happenings, since, on, Opening.objects.became())
    assumptions = _assumed(Assumption.objects.standing(), learnt)
    openings = {row.code: row for row in Opening.objects.in_preparation().with_course()}
    planned, uncounted = _planned(openings.values(), on)
    aimed = list(targets())
    goals = tuple(Goal(row.due_on, row.value, row.about, row.code) for row in aimed)
    inputs = Inputs(
        on=on,
        size=sum(by_kind(happenings, on).values()),
        until=max([goal.due_on for goal in goals if goal.due_on > on], default=date(on.year + BEYOND, 12, 31)),
        planned=tuple(planned),
        openings=learnt.openings.of_mean(assumptions[Key.OPENING_RATE].value),
        closures=learnt.closures.of_mean(assumptions[Key.CLOSURE_RATE].value),
        unnamed_from=on + _months(assumptions[Key.UNNAMED_AFTER].value),
        delay=assumptions[Key.SHARED_DELAY].value,
        goals=goals,
    )
    inputs = better(inputs, assumptions[Key.CHANCE_FACTOR].value / 100)
    twelve_months = gained(happenings, officials, year_before(on), on)
    return Basis(inputs, assumptions, learnt, openings, sizes(happenings, officials, on), aimed, uncounted, twelve_months)


def pace(basis: Basis) -> tuple[Indicator, Standing, tuple[int, int] | None] | None:
    """Required and actual pace towards the next target, as the page of the indicator reckons them; and what the network has
    gained in that time at least and at most, where the days of some changes are not known."""
    if not basis.targets:
        return None
    indicator = basis.targets[0].indicator
    way = Way(indicator.direction, None, basis.inputs.goals)
    at = standing(way, held(basis.sizes, basis.inputs.on), basis.inputs.on, places=indicator.finer, holds=True)
    return indicator, at, basis.gained if at.paced_from and basis.gained[0] != basis.gained[1] else None


def learn(happenings: Sequence[Happening], since: date, on: date, board: Collection[int] = ()) -> Learnt:
    """`board`: the posts that were openings in preparation before they opened."""
    within = [row for row in happenings if row.on and since < row.on <= on]
    opened, closed = (sum(row.kind in kinds for row in within) for kinds in (STARTS, ENDS))
    from_board = sum(row.kind == EventKind.OPENED and row.post in board for row in within)
    return Learnt(since, (on - since).days / YEAR, opened, closed, from_board)


def _assumed(rows: Mapping[str, Assumption], learnt: Learnt) -> dict[Key, Assumed]:
    taught = {Key.OPENING_RATE: learnt.openings.mean, Key.CLOSURE_RATE: learnt.closures.mean}
    found = {}
    for key in Key:
        row, default = rows.get(key), MEANINGS[key].default
        value = taught[key] if default is None else default
        found[key] = Assumed(key, row.value / 10**DECIMALS if row and row.value is not None else value, row)
    return found


def _planned(openings: Iterable[Opening], on: date) -> tuple[list[Planned], list[tuple[Opening, Promise]]]:
    planned, uncounted = [], []
    for opening in openings:
        row, why = planned_of(opening, on)
        if row:
            planned.append(row)
        else:
            uncounted.append((opening, why))
    return planned, uncounted


def planned_of(opening: Opening, on: date) -> tuple[Planned | None, Promise]:
    """An opening as the forecast takes it, or why it cannot. No stage can come before one that must come first, so the
    latest dates of the stages still to come count; what should have come by now comes today at the earliest."""
    last, chance = opening.last, opening.chance
    if last is None or last.likely is None:
        return None, _("the opening is not dated")
    if chance is None:
        return None, _("the chance of a stage has not been assessed")
    if last.is_past_due(on):
        return None, _("even the latest date has passed: give new dates")
    rows = [step.dates for step in opening.to_come if step.likely is not None]
    earliest, likely, latest = (max(on, *(day for day in days if day)) for days in zip(*rows, strict=True))
    return Planned(opening.code, chance, earliest, likely, latest), _("counted")


def _months(count: float) -> timedelta:
    return timedelta(days=round(count * MONTH))


def better(inputs: Inputs, factor: float) -> Inputs:
    """With every chance multiplied, to at most certainty."""
    return replace(inputs, planned=tuple(replace(row, chance=min(1.0, row.chance * factor)) for row in inputs.planned))


@dataclass(frozen=True)
class WhatIf:
    """What a reader tries out: nothing of it is kept but the address."""

    rate: float | None = None  # unnamed openings a year
    shift: int = 0  # months by which every opening in preparation comes later; below zero: sooner
    chance: int = 100  # per cent of every chance
    drop: str = ""  # code of an opening that does not come

    @property
    def is_asked(self) -> bool:
        return self != WhatIf()

    def of(self, inputs: Inputs) -> Inputs:
        days = round(self.shift * MONTH)
        kept = tuple(_not_before(row.moved(days), inputs.on) for row in inputs.planned if row.code != self.drop)
        openings = inputs.openings if self.rate is None else Rate(max(inputs.openings.shape, 0.5), 1.0).of_mean(self.rate)
        return better(replace(inputs, planned=kept, openings=openings), self.chance / 100)


def _not_before(row: Planned, on: date) -> Planned:
    return replace(row, earliest=max(row.earliest, on), likely=max(row.likely, on), latest=max(row.latest, on))


def reckon(inputs: Inputs, *, draws: int, seed: int) -> Outcome:
    return weigh(inputs, variants(inputs), draws=draws, seed=seed)


def variants(inputs: Inputs) -> dict[str, tuple[Inputs, Inputs]]:
    """Each assumption at its worse and better end: rates at the tenth and ninetieth of what the history allows, the others
    at what `SPANS` says on the page."""
    few, many = _ends(inputs.openings)
    rare, often = _ends(inputs.closures)
    since = inputs.unnamed_from or inputs.on
    return {
        Key.OPENING_RATE: (replace(inputs, openings=few), replace(inputs, openings=many)),
        Key.CLOSURE_RATE: (replace(inputs, closures=often), replace(inputs, closures=rare)),
        Key.UNNAMED_AFTER: (replace(inputs, unnamed_from=since + _months(12)), replace(inputs, unnamed_from=since - _months(12))),
        Key.SHARED_DELAY: (replace(inputs, delay=inputs.delay * 2), replace(inputs, delay=0.0)),
        Key.CHANCE_FACTOR: (better(inputs, 0.75), better(inputs, 1.25)),
    }


SPANS: Mapping[str, Promise] = {
    Key.OPENING_RATE: _("between the tenth and the ninetieth of what the history allows"),
    Key.CLOSURE_RATE: _("between the ninetieth and the tenth of what the history allows"),
    Key.UNNAMED_AFTER: _("a year later, a year sooner"),
    Key.SHARED_DELAY: _("twice as long, none at all"),
    Key.CHANCE_FACTOR: _("a quarter less, a quarter more"),
}


def _ends(rate: Rate) -> tuple[Rate, Rate]:
    spread = TENTH / sqrt(rate.shape) if rate.shape else 0.0
    return rate.of_mean(rate.mean * max(0.0, 1 - spread)), rate.of_mean(rate.mean * (1 + spread))
