"""What happened to a mission, recorded, and a correction of that."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.given import person, tidy
from accounts.history import Actor
from accounts.written import as_the_ministry_writes
from missions.agreement import Register, lost
from missions.belonging import doubted
from missions.models import Mission, MissionEvent, Opening
from missions.network import EventKind, Precision, first_day
from missions.sequence import Step, Turn, fault_in, not_open_yet
from missions.services.mission import tell
from missions.services.opening import record as tell_opening
from missions.turning import keep_former, kind_after, kinds_of
from plan.moment import day_of

UNCOUNTED = (EventKind.UPGRADED, EventKind.MOVED)


@transaction.atomic
def record_event(
    *,
    mission: Mission,
    kind: str,
    on: date | None,
    precision: str,
    by: Actor,
    now: datetime,
    seen: int | None,
    decision_number: str = "",
    basis: str = "",
    note: str = "",
    corrects: MissionEvent | None = None,
    from_kind: str = "",
    to_kind: str = "",
    sure: bool = False,
) -> MissionEvent:
    """Say what happened to a mission; with `corrects`, in place of what was recorded before, which stays as a row.

    A day that is known to the month or the year alone is kept as the last of it. An upgrade says to which kind, and from
    which if that is not the one it had until then. Refused where the events could not have happened in this order
    (`missions.sequence`), where the day has not come, and unless `sure` where something that is known would no longer be
    (`missions.agreement`).
    """
    mission.lock_seen(seen)
    on, register, was = last_day(on, precision), Register.now(), mission.kind
    texts = tidy({"decision_number": decision_number, "basis": basis, "note": note})
    _must_be_an_event(kind, on, precision, day_of(now))
    if corrects is not None:
        _must_be_correctable(mission, corrects, texts["note"])
    place = corrects.pk if corrects else 2**62
    _must_fit(mission, Step(kind, on, precision, place=place), corrects)
    from_kind, to_kind = kinds_of(mission, kind, from_kind, to_kind, on, corrects)
    became = kind_after(mission, Turn(on, from_kind, to_kind, place) if on and to_kind else None, corrects)
    if corrects is not None:
        corrects.corrected_at = now
        corrects.save(update_fields=["corrected_at"])
    what = {"kind": kind, "on": on, "precision": precision, "from_kind": from_kind, "to_kind": to_kind, **texts}
    event = MissionEvent.objects.create(mission=mission, recorded_at=now, by=person(by), corrects=corrects, **what)
    _bring_up(mission, event, became, now)
    if corrects is not None and corrects.kind == EventKind.OPENED:
        _bring_up_opening(mission, event, by, now, texts["note"])
    if not sure and (told := lost(register, Register.now())):
        raise doubted({"to_kind" if to_kind else "on": told})
    changes = _told(event, corrects) | ({"kind": (was, became)} if was != became else {})
    tell("mission.event_corrected" if corrects else "mission.event_recorded", mission, by, now, changes, texts["note"])
    return event


TOLD = ("on", "precision", "from_kind", "to_kind", "decision_number", "basis")


def _told(event: MissionEvent, corrects: MissionEvent | None) -> dict[str, tuple[Any, Any]]:
    """What differs from what was recorded before."""
    pairs = {f"{event.kind}_{name}": (corrects and getattr(corrects, name), getattr(event, name)) for name in TOLD}
    changes = {name: (old, new) for name, (old, new) in pairs.items() if (old or None) != (new or None)}
    if corrects is not None and corrects.kind != event.kind:
        with as_the_ministry_writes():
            changes["event_kind"] = (str(EventKind(corrects.kind).label), str(EventKind(event.kind).label))
    return changes


def last_day(on: date | None, precision: str) -> date | None:
    if on is None:
        return None
    if precision == Precision.YEAR:
        return date(on.year, 12, 31)
    return on.replace(day=monthrange(on.year, on.month)[1]) if precision == Precision.MONTH else on


def _must_be_an_event(kind: str, on: date | None, precision: str, today: date) -> None:
    errors = {}
    if kind not in EventKind.values:
        errors["kind"] = _("Choose what happened.")
    if precision not in Precision.values:
        errors["precision"] = _("Choose how exactly the day is known.")
    elif (on is None) != (precision == Precision.UNKNOWN):
        errors["on"] = _("Give the day.") if on is None else _("Leave the day empty where it is not known.")
    elif on is None and kind in (EventKind.CLOSED, EventKind.SUSPENDED, EventKind.REOPENED, EventKind.UPGRADED):
        errors["precision"] = _("Without a day this would never be counted: give at least the day by which it had happened.")
    elif on is not None and first_day(on, precision) > today:
        errors["on"] = _("This day has not come yet.")
    if errors:
        raise ValidationError(errors)


def _must_be_correctable(mission: Mission, event: MissionEvent, note: str) -> None:
    if event.mission_id != mission.pk or event.corrected_at is not None:
        raise ValidationError({NON_FIELD_ERRORS: _("This event has been corrected already.")})
    if not note:
        raise ValidationError({"note": _("Say why it is corrected.")})


def _must_fit(mission: Mission, asked: Step, corrects: MissionEvent | None) -> None:
    """What decides whether it is open must be possible in this order, with the event and without the one it corrects."""
    standing = mission.events.standing().filter(kind__in=MissionEvent.DECISIVE)
    steps = [Step(event.kind, event.on, event.precision, event.pk) for event in standing if event != corrects]
    if asked.kind == EventKind.UPGRADED and asked.on and (fault := not_open_yet(steps, asked.on)):
        raise ValidationError({"on": fault})
    if asked.kind not in UNCOUNTED:
        steps.append(asked)
    elif asked.on and mission.events.standing().filter(kind=asked.kind, on=asked.on).exclude(pk=corrects.pk if corrects else 0).exists():
        raise ValidationError({"on": _("This is recorded for that day already.")})
    if fault := fault_in(steps):
        raise ValidationError({"on": fault})


def _bring_up(mission: Mission, event: MissionEvent, kind: str, now: datetime) -> None:
    """What other parts of the house read of the unit: from when it no longer exists, and that it is no longer only spoken of;
    and of which kind the mission is now."""
    latest = mission.events.standing().filter(kind__in=MissionEvent.DECISIVE, on__isnull=False).order_by("on", "id").last()
    until = latest.on if latest and latest.kind == EventKind.CLOSED else None
    unit: dict[str, Any] = {"until": until} if mission.unit.until != until else {}
    opens = mission.is_intention and event.kind == EventKind.OPENED
    if opens:
        unit["is_planned"] = False
    if unit:
        mission.unit.save_seen(None, unit)
    facts: dict[str, Any] = {"is_intention": False} if opens else {}
    if kind != mission.kind:
        keep_former(mission, mission.kind, now)
        facts["kind"] = kind
    mission.save_seen(None, facts)


def _bring_up_opening(mission: Mission, event: MissionEvent, by: Actor, now: datetime, reason: str) -> None:
    """The last stage of the opening that the mission came from was reached on the day on which it opened: one day, kept in
    two places, corrected in both."""
    opening = Opening.objects.filter(mission=mission).first()
    if opening is None or (step := opening.last) is None:
        return
    if event.kind != EventKind.OPENED or event.on is None:
        raise ValidationError({"on": _("This mission came from the openings in preparation: its opening needs a day.")})
    before = [other.reached_on for other in opening.course if other.reached_on and other != step]
    if before and event.on < max(before):
        day = f"{max(before):%d/%m/%Y}"
        raise ValidationError({"on": _("Its preparation was still under way on %(day)s: it cannot have opened before.") % {"day": day}})
    if step.reached_on != event.on:
        changes = {"reached_on": (step.reached_on, event.on)}
        step.save_seen(None, {"reached_on": event.on})
        opening.save_seen(None, {})
        tell_opening("missions.opening_edited", opening, by, now, changes, reason=reason)
