"""Reminders: the steps by the clock, one press for those missing, one line a day for reviewers. Each is written into the
ledger (`Reminder`) and the outbox in one transaction, once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts import history
from accounts.history import Row
from accounts.models import Membership, User
from accounts.permissions import Permission
from accounts.roles import ROLES, Scope, roles_with
from office import outbox
from office.installation import is_demo
from plan.moment import HANOI
from reports.completeness import CAME_BACK, Review
from reports.models import Obligation, Reminder, ReminderPolicy
from reports.models.obligation import ObligationQuerySet
from reports.reminder_words import BEFORE, DUTY, REVIEW, Item, letter, review_letter
from reports.reminders import Cause, Policy, Recipients, Why, Window, is_morning, owed_now, recipients

logger = logging.getLogger("reminders")

DAY = timedelta(days=1)
HEADS = roles_with(Permission.QUARTERLY_SUBMIT)
OFFICERS = tuple(role for role in roles_with(Permission.QUARTERLY_DRAFT) if role not in HEADS)
REVIEWERS = tuple(
    role for role in roles_with(Permission.QUARTERLY_REVIEW) if ROLES[role].permissions[Permission.QUARTERLY_REVIEW] == Scope.LED
)


@dataclass(frozen=True)
class Said:
    """One line of the ledger that is to be written."""

    item: Item
    window: Window


class Directory:
    """Who can be reached in which unit: open accounts that have been joined, with an address, in a role that lasts. The
    people of an illustration are made up and join nothing; what is written to them becomes a file."""

    def __init__(self, unit_ids: Iterable[int | None], now: datetime) -> None:
        self._by_unit: dict[int, list[Membership]] = {}
        roles = {*HEADS, *OFFICERS, *REVIEWERS}
        made_up = is_demo()
        rows = Membership.objects.active(localdate(now)).filter(unit_id__in={pk for pk in unit_ids if pk}, role__in=roles)
        for row in rows.select_related("user").order_by("user__sort_key", "pk"):
            if row.user.is_active and (row.user.has_joined or made_up) and not row.user.has_no_address:
                self._by_unit.setdefault(row.unit_id, []).append(row)

    def of(self, unit_id: int | None, roles: Collection[str]) -> list[User]:
        people = {row.user_id: row.user for row in self._by_unit.get(unit_id or 0, []) if row.role in roles}
        return list(people.values())

    def for_report(self, row: Obligation) -> Recipients[User] | None:
        """Officers of the unit, else its head, else the department that follows it."""
        department = self.of(row.unit.lead_unit_id, REVIEWERS) or self.of(row.unit.lead_unit_id, OFFICERS)
        return recipients(self.of(row.unit_id, OFFICERS), self.of(row.unit_id, HEADS), department)


def zone_of(row: Obligation, why: Why) -> ZoneInfo:
    """Where the recipient is: at the mission, or in the ministry."""
    place = getattr(row.unit, "mission", None)
    return ZoneInfo(place.time_zone) if place and why in {Why.OFFICER, Why.HEAD} else HANOI


def remind(*, now: datetime, at_any_hour: bool = False, quietly: bool = False) -> int:
    """Everything that is owed at this moment; safe to run at any time and as often as one likes. Answers how many mails
    were put into the outbox. `quietly`: only the ledger, for a story that is made up."""
    kept = ReminderPolicy.in_force()
    if not kept.is_on:
        return 0
    steps = kept.steps
    rows = list(Obligation.objects.begun(localdate(now)).standing(now).to_remind(now, steps.longest).for_list())
    directory = Directory([unit for row in rows for unit in (row.unit_id, row.unit.lead_unit_id)], now)
    owed = [said for row in rows for said in _owed(row, directory, steps, now, at_any_hour)]
    if quietly:
        Reminder.objects.bulk_create([_line(said, now) for said in _unsaid(owed)], ignore_conflicts=True)
        return 0
    told = sum(_tell(person, partial(_is_mailed, person, said, now)) for person, said in _by_person(_unsaid(owed)))
    return told + (_tell_reviewers(steps, now, at_any_hour) if kept.tells_reviewers else 0)


def _line(said: Said, now: datetime) -> Reminder:
    window, item = said.window, said.item
    values = {"cause": window.cause.value, "step": window.step, "counted_from": window.counted_from}
    return Reminder(obligation=item.row, user=item.person, why=item.why.value, at=now, **values)


def _owed(row: Obligation, directory: Directory, steps: Policy, now: datetime, at_any_hour: bool) -> Iterable[Said]:
    if not (to := directory.for_report(row)):
        return
    again = row.review in CAME_BACK
    cause, counted_from = (Cause.RETURNED, row.returned_at or row.due_then) if again else (Cause.DUE, row.due_then)
    window = owed_now(steps, cause, counted_from, zone_of(row, to.why), now, at_any_hour=at_any_hour)
    if window:
        for person in to.people:
            yield Said(Item(row, person, to.why, cause), window)


def _unsaid(owed: Sequence[Said]) -> list[Said]:
    said = Reminder.objects.said_of(one.item.row.pk for one in owed)
    return [one for one in owed if _key(one) not in said]


def _key(said: Said) -> tuple[int, str, int, datetime, int]:
    return said.item.row.pk, said.window.cause.value, said.window.step, said.window.counted_from, said.item.person.pk


def _kind(said: Said) -> str:
    return BEFORE if said.window.cause == Cause.DUE and said.window.step < 0 else DUTY


def _by_person(owed: Iterable[Said]) -> list[tuple[User, list[Said]]]:
    """One mail for each person and kind, however many reports it is about."""
    groups: dict[tuple[int, str], list[Said]] = {}
    for said in owed:
        groups.setdefault((said.item.person.pk, _kind(said)), []).append(said)
    return [(group[0].item.person, group) for group in groups.values()]


def _tell(person: User, write: Callable[[], bool]) -> int:
    """What goes wrong for one person does not keep the others from being told."""
    try:
        return int(write())
    except Exception:
        logger.exception("User %s could not be reminded; the next round tries again.", person.pk)
        return 0


def _is_mailed(person: User, owed: Sequence[Said], now: datetime) -> bool:
    return any(row.mail_id for row in _write(person, owed, now))


@transaction.atomic
def _write(person: User, owed: Sequence[Said], now: datetime, *, by: User | None = None) -> list[Reminder]:
    """Ledger and mail together; answers the new lines. Of two runs at once one writes each line; who finds none of them new
    writes no mail."""
    new: list[tuple[Said, Reminder]] = []
    for said in sorted(owed, key=_key):
        row, created = Reminder.objects.get_or_create(
            obligation=said.item.row,
            cause=said.window.cause.value,
            step=said.window.step,
            counted_from=said.window.counted_from,
            user=person,
            defaults={"why": said.item.why.value, "by": by, "at": now},
        )
        if created:
            new.append((said, row))
    if not new:
        return []
    mail = outbox.post(letter(_kind(new[0][0]), [said.item for said, _row in new], _event(new), now), now=now)
    rows = [row for _said, row in new]
    Reminder.objects.filter(pk__in=[row.pk for row in rows]).update(mail=mail)
    for row in rows:
        row.mail = mail
    return rows


def _event(new: Sequence[tuple[Said, Reminder]]) -> str:
    said, row = new[0]
    return f"{said.item.row.code} {said.window.cause} {said.window.step:+d} {row.pk}"


# One line a day for reviewers


def _tell_reviewers(steps: Policy, now: datetime, at_any_hour: bool) -> int:
    """What waits, to the heads of the department that follows the unit; nothing where nothing has come since the last mail."""
    if not at_any_hour and not is_morning(steps, Window(Cause.REVIEW, 0, now), HANOI, now):
        return 0
    rows = list(Obligation.objects.standing(now).in_review(Review.WAITING).by_waiting().select_related("unit__lead_unit", "report"))
    directory = Directory([row.unit.lead_unit_id for row in rows], now)
    waiting: dict[int, list[Said]] = {}
    for row in rows:
        for person in directory.of(row.unit.lead_unit_id, REVIEWERS):
            said = Said(Item(row, person, Why.REVIEWER, Cause.REVIEW), Window(Cause.REVIEW, 0, row.sent_at))
            waiting.setdefault(person.pk, []).append(said)
    new = {_key(said) for said in _unsaid([said for group in waiting.values() for said in group])}
    told = 0
    for group in waiting.values():
        if fresh := [said for said in group if _key(said) in new]:
            told += _tell(group[0].item.person, partial(_tell_reviewer, group, fresh, now))
    return told


@transaction.atomic
def _tell_reviewer(waiting: Sequence[Said], new: Sequence[Said], now: datetime) -> bool:
    person = waiting[0].item.person
    rows = [
        Reminder.objects.get_or_create(
            obligation=said.item.row, cause=Cause.REVIEW.value, step=0, counted_from=said.window.counted_from, user=person,
            defaults={"why": Why.REVIEWER.value, "at": now},
        )
        for said in sorted(new, key=_key)
    ]  # fmt: skip
    written = [row for row, created in rows if created]
    if not written:
        return False
    mail = outbox.post(review_letter([said.item for said in waiting], len(written), f"{written[0].pk}", now), now=now)
    Reminder.objects.filter(pk__in=[row.pk for row in written]).update(mail=mail)
    return mail is not None


# One press for those missing


@dataclass(frozen=True)
class Candidate:
    """A unit that has not sent its report: who would be written to, or why nobody is."""

    owed: Obligation
    to: Recipients[User] | None
    reminded_at: datetime | None  # less than a day ago

    @property
    def is_skipped(self) -> bool:
        return self.to is None or self.reminded_at is not None


def candidates(owed: ObligationQuerySet, now: datetime) -> list[Candidate]:
    """Of what is owed, the units that have sent nothing. Four queries, however many they are."""
    rows = list(owed.standing(now).in_group("unsent").for_list())
    directory = Directory([unit for row in rows for unit in (row.unit_id, row.unit.lead_unit_id)], now)
    said: Any = Reminder.objects.filter(obligation__in=[row.pk for row in rows], mail__isnull=False).since(now - DAY)
    recent = dict(said.order_by("at").values_list("obligation_id", "at"))
    return [Candidate(row, directory.for_report(row), recent.get(row.pk)) for row in rows]


@dataclass(frozen=True)
class Pressed:
    units: int
    mails: int
    skipped: int


@transaction.atomic
def remind_missing(*, owed: ObligationQuerySet, chosen: Collection[str], by: User, now: datetime) -> Pressed:
    """Remind the chosen units (by code) of those that have still sent nothing, each once a day, with a line of history
    for each."""
    listed = [one for one in candidates(owed, now) if one.owed.unit.code in chosen]
    day = datetime.combine(now.astimezone(HANOI).date(), time.min, HANOI)
    window = Window(Cause.HAND, 0, day)
    told = [
        Said(Item(one.owed, person, one.to.why, Cause.HAND), window)
        for one in listed
        if one.to and not one.is_skipped
        for person in one.to.people
    ]
    by_person = sorted(_by_person(told), key=lambda pair: pair[0].pk)  # in one order, so that two who press wait for each other
    written = [row for person, group in by_person for row in _write(person, group, now, by=by)]
    units = {row.obligation_id: row.obligation for row in written}
    history.record_all(_row(row, [line.user for line in written if line.obligation_id == pk], by, now) for pk, row in units.items())
    mails = len({row.mail_id for row in written})
    return Pressed(len(units), mails, len(chosen) - len(units))


def _row(row: Obligation, people: Sequence[User], by: User, now: datetime) -> Row:
    names = ", ".join(person.name for person in people)
    return Row(
        by=by, verb="reports.reminded", obj=row, code=row.code, label=row.code, unit=row.unit,
        changes={"recipients": ("", names)}, under=Permission.QUARTERLY_REVIEW, at=now,
    )  # fmt: skip


# The policy


@transaction.atomic
def set_policy(*, values: Mapping[str, Any], by: User, now: datetime, seen: int | None) -> ReminderPolicy:
    """Other steps, from now on: a window that has been answered stays answered."""
    row, _new = ReminderPolicy.objects.get_or_create(pk=1)
    if not values["around_due"]:
        raise ValidationError({"before": _("Give at least one step, or switch reminders off.")})
    row.lock_seen(seen)
    changes = history.changed(row, values)
    if changes:
        row.save_seen(None, values)
        history.record(
            by=by, verb="reports.reminders_set", obj=row, code="reminders", changes=changes, under=Permission.PERIOD_MANAGE, at=now
        )
    return row


def still_wanted(mail: outbox.Mail, now: datetime) -> bool:
    """Asked once more before a reminder goes out: whether anything that it is about is still to be done."""
    owed = Obligation.objects.standing(now).filter(reminders__mail=mail)
    return (owed.in_review(Review.WAITING) if mail.kind == REVIEW else owed.to_write()).exists()
