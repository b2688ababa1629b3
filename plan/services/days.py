"""Days off and working days that the Government moves, and the due times that may follow them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import history
from accounts.first import first_come
from accounts.given import needed, person, wrong
from accounts.history import Actor
from accounts.models import User
from accounts.permissions import Permission
from accounts.versions import StaleVersion
from plan.calendar import due_at
from plan.models import MovedDay, Period
from plan.services.period import edit_period
from plan.working_days import is_worked_by_law


@dataclass(frozen=True)
class Move:
    """A due time that is not the one by the rule with the days off as they are now."""

    period: Period
    to: datetime

    @property
    def is_by_hand(self) -> bool:
        """Somebody has given the period other dates before: the rule may not be what is wanted here."""
        return self.period.version > 1


def due_moves(now: datetime) -> list[Move]:
    """What a change of days off would make of the due times that have not passed; nothing is moved by it."""
    days = MovedDay.objects.as_working_days()
    moves = (Move(row, due_at(row.cut_off_on, days)) for row in Period.objects.ruled().still_to_come(now).order_by("due_at", "code"))
    return [move for move in moves if move.to != move.period.due_at and move.to > now]


@transaction.atomic
def move_due_times(*, periods: Mapping[str, int | None], by: Actor, reason: str, now: datetime) -> int:
    """Give these periods (code: the version seen) the due time by the rule; answers how many. Each tells its own history."""
    if not periods:
        raise wrong(_("Choose at least one period."), "periods")
    reason = needed(reason, "reason", _("Say by which decision or for what reason the dates are changed."))
    offered = {move.period.code: move for move in due_moves(now)}
    for code, seen in sorted(periods.items()):
        if code not in offered:
            raise wrong(_("The due time of %(code)s is no longer to be moved: look at the list again.") % {"code": code}, "periods")
        row = offered[code].period
        dates = {"starts_on": row.starts_on, "cut_off_on": row.cut_off_on, "government_due_on": row.government_due_on}
        try:
            edit_period(period=row, by=by, due=offered[code].to, reason=reason, now=now, seen=seen, **dates)  # type: ignore[arg-type]
        except StaleVersion as stale:
            raise wrong(_("The period %(code)s has been changed meanwhile: look at the list again.") % {"code": code}, "periods") from stale
    return len(periods)


@transaction.atomic
def move_day(*, on: date, is_worked: bool, decision: str, by: Actor, now: datetime) -> MovedDay:
    """A day becomes free, or is worked, by a decision of the Government; what it was by law must differ."""
    decision = needed(decision, "decision", _("Say by which decision."))
    if is_worked == is_worked_by_law(on):
        raise wrong(_("This day is a working day anyway.") if is_worked else _("This day is a day off anyway."), "on")
    with first_come(partial(_must_be_new, on)):
        row = MovedDay.objects.create(on=on, is_worked=is_worked, decision=decision, recorded_at=now, by=person(by))
    _tell("plan.day_moved", row, by, now, {"is_worked": (not is_worked, is_worked)}, decision)
    return row


def _must_be_new(on: date) -> None:
    if MovedDay.objects.filter(on=on).exists():
        raise wrong(_("This day stands in the list already; take it off first."), "on")


@transaction.atomic
def restore_day(*, day: MovedDay, by: Actor, reason: str, now: datetime, seen: int | None) -> None:
    """The day is again what it is by law. The row goes, the history stays."""
    day.lock_seen(seen)
    reason = needed(reason, "reason", _("Give the reason."))
    _tell("plan.day_restored", day, by, now, {"is_worked": (day.is_worked, not day.is_worked)}, reason)
    MovedDay.objects.filter(pk=day.pk).delete()


def offer(n: int) -> str:
    """What is said after a change of days; empty where no due time would move."""
    words = ngettext(
        "The due time of %(n)s period would now fall otherwise. It stays as it is until you move it.",
        "The due times of %(n)s periods would now fall otherwise. They stay as they are until you move them.",
        n,
    )
    return words % {"n": n} if n else ""


def _tell(verb: str, row: MovedDay, by: Actor, now: datetime, changes: dict[str, tuple[bool, bool]], reason: str) -> None:
    under = Permission.PERIOD_MANAGE if isinstance(by, User) else None
    code = f"{row.on:%Y-%m-%d}"
    history.record(by=by, verb=verb, obj=row, code=code, label=str(row), changes=changes, reason=reason, under=under, at=now)
