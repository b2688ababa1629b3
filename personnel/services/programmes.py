"""Training programmes: added, edited, closed, opened again; and how many people each is to train, year by year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import history
from accounts.first import first_come
from accounts.folding import search_text
from accounts.given import needed, wrong
from accounts.history import Actor
from personnel.models import Course, Programme, ProgrammeTarget
from personnel.services.training import Changes, Values, in_order, must_hold, must_lead, tell, tidied, within
from plan.models import Measure
from plan.moment import day_of
from plan.money import told_millions

DETAILS = ("name_vi", "name_en", "audience", "legal_basis", "approved_by", "approved_on", "from_on", "until_on", "lead_unit", "budget")
RESERVED = {"add", "completion"}  # pages of their own stand at these addresses
YEARS = (2000, 2100)
MOST_PEOPLE = 1_000_000
MOST_MONEY = 10**15


@transaction.atomic
def add_programme(*, code: str, values: Values, measures: Iterable[Measure], by: Actor, now: datetime) -> Programme:
    """`values` has the names of DETAILS."""
    code = code.strip().lower()
    if not code:
        raise wrong(_("Give a code."), "code")
    given, linked = _checked(values, now), list(measures)
    with first_come(partial(_must_be_free, code)):
        programme = Programme.objects.create(code=code, recorded_at=now, search_text=found_by(given, code), **given)
    programme.measures.set(linked)
    changes = {name: (None, value) for name, value in given.items() if value not in (None, "")}
    tell("training.programme_added", programme, by, now, _told(changes) | _linked([], linked))
    return programme


@transaction.atomic
def edit_programme(
    *, programme: Programme, values: Values, measures: Iterable[Measure], by: Actor, now: datetime, seen: int | None
) -> Programme:
    programme.lock_seen(seen)
    must_be_open(programme)
    given, linked = _checked(values, now), list(measures)
    before = list(programme.measures.order_by("position"))
    changed = history.changed(programme, given)
    told = {**_told(changed), **_linked(before, linked)}
    if told:
        programme.measures.set(linked)
        programme.save_seen(None, {**given, "search_text": found_by(given, programme.code)})
        tell("training.programme_edited", programme, by, now, told)
    return programme


@transaction.atomic
def close_programme(*, programme: Programme, reason: str, by: Actor, now: datetime, seen: int | None) -> Programme:
    """It opens no more courses; what was held stays and counts."""
    programme.lock_seen(seen)
    must_be_open(programme)
    today = day_of(now)
    if Course.objects.standing().filter(programme=programme, ends_on__gte=today).exists():
        raise wrong(_("A course of the programme has not ended yet. Cancel it or wait until it is over."))
    reason = needed(reason, "reason", _("Give the reason."))
    programme.save_seen(None, {"closed_on": today})
    tell("training.programme_closed", programme, by, now, {"closed_on": (None, today)}, reason=reason)
    return programme


@transaction.atomic
def reopen_programme(*, programme: Programme, reason: str, by: Actor, now: datetime, seen: int | None) -> Programme:
    programme.lock_seen(seen)
    if programme.closed_on is None:
        raise wrong(_("This programme is not closed."))
    reason = needed(reason, "reason", _("Give the reason."))
    closed_on = programme.closed_on
    programme.save_seen(None, {"closed_on": None})
    tell("training.programme_reopened", programme, by, now, {"closed_on": (closed_on, None)}, reason=reason)
    return programme


@transaction.atomic
def set_targets(
    *, programme: Programme, targets: Mapping[int, int | None], reason: str, by: Actor, now: datetime, seen: int | None
) -> Programme:
    """People to be trained by year; None takes the target of a year away. Fields of errors are "year_<year>". A number that was
    given before is changed only with a reason."""
    programme.lock_seen(seen)
    must_be_open(programme)
    standing = {row.year: row for row in programme.targets.standing()}
    changes = {}
    for year, people in sorted(targets.items()):
        _must_be_a_target(year, people)
        row = standing.get(year)
        old = row.people if row else None
        if old == people:
            continue
        if row is not None:
            reason = needed(reason, "reason", _("A target that was given is changed: say why."))
            ProgrammeTarget.objects.filter(pk=row.pk).update(withdrawn_at=now)
        if people is not None:
            ProgrammeTarget.objects.create(programme=programme, year=year, people=people, recorded_at=now)
        changes[f"target_{year}"] = (old, people)
    if changes:
        programme.save_seen(None, {})
        told = tuple("; ".join(f"{name[7:]}: {pair[side]}" for name, pair in changes.items() if pair[side] is not None) for side in (0, 1))
        tell("training.targets_set", programme, by, now, {"targets": told}, reason=reason)  # type: ignore[dict-item]
    return programme


def _must_be_free(code: str) -> None:
    if code in RESERVED or Programme.objects.filter(code=code).exists():
        raise wrong(_("This code is taken already."), "code")


def must_be_open(programme: Programme) -> None:
    if programme.closed_on is not None:
        raise wrong(_("This programme is closed."))


def _must_be_a_target(year: int, people: int | None) -> None:
    if not YEARS[0] <= year <= YEARS[1]:
        raise wrong(_("Enter a year from %(first)d to %(last)d.") % {"first": YEARS[0], "last": YEARS[1]}, f"year_{year}")
    if people is not None and not 1 <= people <= MOST_PEOPLE:
        raise wrong(_("Enter a number from %(low)d to %(high)d.") % {"low": 1, "high": MOST_PEOPLE}, f"year_{year}")


def _checked(values: Values, now: datetime) -> dict[str, Any]:
    given = tidied(values, DETAILS)
    must_hold(given, name_vi=_("Give the name."))
    if given["audience"] not in Programme.Audience.values:
        raise wrong(_("Choose one of the values."), "audience")
    must_lead(given["lead_unit"])
    for name in ("approved_on", "from_on", "until_on"):
        within(given.get(name), name)
    in_order(given.get("from_on"), given.get("until_on"), "until_on")
    if given.get("approved_on") and given["approved_on"] > day_of(now):
        raise wrong(_("This day has not come yet."), "approved_on")
    if given.get("budget") is not None and not 0 <= given["budget"] < MOST_MONEY:
        raise wrong(_("This number is too large."), "budget")
    return given


def _told(changes: Changes) -> dict[str, tuple[Any, Any]]:
    """Money as the history of projects has it."""
    amounts = {name: tuple(value and told_millions(value) for value in pair) for name, pair in changes.items() if name == "budget"}
    return {**changes, **amounts}


def _linked(before: list[Measure], after: list[Measure]) -> dict[str, tuple[str, str]]:
    old, new = ("; ".join(sorted(measure.code for measure in rows)) for rows in (before, after))
    return {} if old == new else {"measures": (old, new)}


def found_by(given: Values, code: str) -> str:
    return search_text(code, given["name_vi"], given.get("name_en", ""), given.get("legal_basis", ""))
