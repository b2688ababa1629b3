"""Changes that a person makes to the register: the facts of a mission, what happened to it, a correction of that."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import history, zones
from accounts.folding import clean, search_text, sort_key
from accounts.given import person
from accounts.history import Actor
from accounts.models import Unit
from accounts.naming import forbidden
from accounts.permissions import Permission
from accounts.written import as_the_ministry_writes
from missions import belonging
from missions.agreement import Register, lost
from missions.belonging import doubted
from missions.mission_files import FIXED_NAMES
from missions.models import Country, Mission, MissionEvent, Opening
from missions.network import EventKind, PostKind, Precision, first_day
from missions.sequence import Step, Turn, fault_in, not_open_yet
from missions.services.network import PLAIN, mission_words
from missions.services.opening import record
from missions.turning import keep_former, kind_after, kinds_of, must_not_turn
from plan.moment import day_of

NAMES = ("name_vi", "name_en")
FACTS = (*NAMES, "department", "host_country", "accredited_to", *(name for name in PLAIN if name != "is_intention"))
CITIES = {"city_vi", "city_en"}  # never shown without their host, so that a bare name is no statement
NEEDED = ("name_vi", "name_en", "host_vi", "host_en", "city_vi", "city_en", "basis")
UNCOUNTED = (EventKind.UPGRADED, EventKind.MOVED)


@transaction.atomic
def edit_mission(
    *, mission: Mission, values: Mapping[str, Any], by: Actor, now: datetime, seen: int | None, reason: str = "", sure: bool = False
) -> Mission:
    """Correct what is said of a mission; `values` has some of the names of FACTS; `sure`: also where no other mission bears
    it out (`missions.belonging`), and where the count would no longer agree with a published total (`missions.agreement`).

    Another kind is a correction: it has always been that. What became of another kind is an event.
    """
    mission.lock_seen(seen)
    given = {name: _tidy(value) for name, value in values.items()}
    _check(mission, given)
    if not sure and (unsure := _doubts(mission, given)):
        raise doubted(unsure)
    accredited: Sequence[Country] | None = given.pop("accredited_to", None)
    changes = _rename(mission.unit, given)
    if "department" in values:
        changes |= _follow(mission.unit, given.pop("department"))
    told = history.changed(mission, given)
    changes |= told
    stands = sorted(country.pk for country in mission.accredited_to.all())
    if accredited is not None and stands != (asked := sorted(country.pk for country in accredited)):
        mission.accredited_to.set(accredited)
        changes["accredited_to"] = ("; ".join(stands), "; ".join(asked))
    if not changes:
        return mission
    if "kind" in told:
        keep_former(mission, told["kind"][0], now)
    mission.save_seen(None, {name: new for name, (_old, new) in told.items()})
    words = mission_words(mission)
    Mission.objects.filter(pk=mission.pk).update(**words)
    _record("mission.edited", mission, by, now, changes, reason)
    return mission


def _tidy(value: Any) -> Any:
    return clean(value).strip() if isinstance(value, str) else value


def _rename(unit: Unit, given: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    names = {name: given.pop(name) for name in NAMES if name in given}
    changes = history.changed(unit, names)
    if changes:
        both = {name: names.get(name, getattr(unit, name)) for name in NAMES}
        unit.save_seen(None, {**names, "search_text": search_text(*both.values(), unit.code), "sort_key": sort_key(both["name_vi"])})
    return changes


def _follow(unit: Unit, department: Unit | None) -> dict[str, tuple[Any, Any]]:
    if unit.lead_unit_id == (department and department.pk):
        return {}
    changes = {"department": (unit.lead_unit and unit.lead_unit.name_vi, department and department.name_vi)}
    unit.save_seen(None, {"lead_unit": department})
    return changes


def _check(mission: Mission, given: Mapping[str, Any]) -> None:
    """Every fault at once, each at its field."""
    errors: dict[str, str] = {}
    for name in NEEDED:
        if name in given and not given[name]:
            errors[name] = _("This must not be empty.")
    for name, value in given.items():
        if isinstance(value, str) and name not in CITIES and name not in errors:
            for found, instead in forbidden(value):
                errors[name] = _("“%(found)s” is not to be used: write “%(instead)s”") % {"found": found, "instead": instead}
    errors |= _host_faults(mission, given)
    errors |= _place_faults(mission, given)
    if errors:
        raise ValidationError(errors)
    if given.get("kind", mission.kind) != mission.kind:
        must_not_turn(mission)


def _host_faults(mission: Mission, given: Mapping[str, Any]) -> dict[str, str]:
    """Kind, host and zone belong together, and two hosts have names that are fixed."""
    errors: dict[str, str] = {}
    names = ("kind", "host_country", "host_vi", "host_en", "time_zone", "organisation")
    stands = {name: given.get(name, getattr(mission, name)) for name in names}
    if stands["kind"] not in PostKind.values:
        errors["kind"] = _("Choose a kind of mission.")
    if stands["time_zone"] not in zones.names():
        errors["time_zone"] = _("“%s” is not a time zone") % stands["time_zone"]
    told = {name: stands[name] for name in ("kind", "organisation", "time_zone")}
    errors = {**belonging.faults(country=stands["host_country"], **told), **errors}
    iso2 = stands["host_country"].pk if stands["host_country"] else ""
    if (stands["kind"] == PostKind.ECONOMIC_CULTURAL_OFFICE) != (iso2 == "TW"):
        errors["kind"] = _("the post there is an economic and cultural office, and no other post is one")
    for name, asked in zip(("host_vi", "host_en"), FIXED_NAMES.get(iso2, ()), strict=False):
        if stands[name] != asked:
            errors[name] = _("must be “%s”") % asked
    return errors


def _doubts(mission: Mission, given: Mapping[str, Any]) -> dict[str, str]:
    """Of what is changed alone: what stands has been looked at before."""
    stands = {
        "kind": mission.kind,
        "host_country": mission.host_country,
        "region_broad": mission.region_broad,
        "department": mission.unit.lead_unit,
    }
    asked = {**stands, **{name: given[name] for name in stands if name in given}}
    if asked == stands:
        return {}
    names = {"country": "host_country", "region": "region_broad", "department": "department", "kind": "kind"}
    found = belonging.doubts(but=mission.pk, **{name: asked[field] for name, field in names.items()})
    if asked["kind"] != mission.kind:
        register = Register.now()
        if told := lost(register, register.had_always_been(mission.pk, asked["kind"])):
            found["kind"] = told
    return found


def _place_faults(mission: Mission, given: Mapping[str, Any]) -> dict[str, str]:
    """A city stands on the map: it needs both coordinates."""
    errors = {}
    names: tuple[tuple[str, int], ...] = (("latitude", 90), ("longitude", 180))
    for name, most in names:
        value: Decimal | None = given.get(name, getattr(mission, name))
        if value is None and given.keys() & {"latitude", "longitude", *CITIES}:
            errors[name] = _("A city needs its coordinates, in degrees: both latitude and longitude.")
        elif value is not None and not -most <= value <= most:
            errors[name] = _("Enter degrees from %(low)d to %(high)d.") % {"low": -most, "high": most}
    return errors


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
    on, register = last_day(on, precision), Register.now()
    decision_number, basis, note = (clean(text).strip() for text in (decision_number, basis, note))
    _must_be_an_event(kind, on, precision, day_of(now))
    if corrects is not None:
        _must_be_correctable(mission, corrects, note)
    place = corrects.pk if corrects else 2**62
    _must_fit(mission, Step(kind, on, precision, place=place), corrects)
    from_kind, to_kind = kinds_of(mission, kind, from_kind, to_kind, on, corrects)
    became = kind_after(mission, Turn(on, from_kind, to_kind, place) if on and to_kind else None, corrects)
    if corrects is not None:
        corrects.corrected_at = now
        corrects.save(update_fields=["corrected_at"])
    event = MissionEvent.objects.create(
        mission=mission,
        kind=kind,
        on=on,
        precision=precision,
        from_kind=from_kind,
        to_kind=to_kind,
        decision_number=decision_number,
        basis=basis,
        note=note,
        recorded_at=now,
        by=person(by),
        corrects=corrects,
    )
    was = mission.kind
    _bring_up(mission, event, became, now)
    if corrects is not None and corrects.kind == EventKind.OPENED:
        _bring_up_opening(mission, event, by, now, note)
    changes = {f"{kind}_{name}": (corrects and getattr(corrects, name), getattr(event, name)) for name in TOLD}
    changes = {name: change for name, change in changes.items() if (change[0] or None) != (change[1] or None)}
    if corrects is not None and corrects.kind != kind:
        with as_the_ministry_writes():
            changes["event_kind"] = (str(EventKind(corrects.kind).label), str(EventKind(kind).label))
    if was != became:
        changes["kind"] = (was, became)
    if not sure and (told := lost(register, Register.now())):
        raise doubted({"to_kind" if to_kind else "on": told})
    _record("mission.event_corrected" if corrects else "mission.event_recorded", mission, by, now, changes, note)
    return event


TOLD = ("on", "precision", "from_kind", "to_kind", "decision_number", "basis")


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
        record("missions.opening_edited", opening, by, now, changes, reason=reason)


def _record(verb: str, mission: Mission, by: Actor, now: datetime, changes: Mapping[str, tuple[Any, Any]], reason: str) -> None:
    history.record(
        by=by,
        verb=verb,
        obj=mission,
        code=mission.unit.code,
        label=mission.unit.name_vi,
        unit=mission.unit,
        changes=changes,
        reason=reason,
        under=Permission.PLAN_EDIT,
        at=now,
    )
