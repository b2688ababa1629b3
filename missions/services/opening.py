"""Openings in preparation: added, edited, given dates, moved from stage to stage, given up, taken up again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import history
from accounts.first import first_come
from accounts.folding import search_text
from accounts.given import must_be_named_so, needed, past_day, person, text, wrong
from accounts.history import Actor
from accounts.models import Unit
from accounts.permissions import Permission
from accounts.written import as_the_ministry_writes
from missions.addresses import must_be_free
from missions.models import DateMove, Opening, OpeningStage, Stage
from missions.models.opening import POINTS
from missions.network import PostKind
from office.addresses import parts
from plan.moment import day_of

DETAILS = ("name_vi", "name_en", "kind", "lead_unit", "region", "latitude", "longitude", "note")
Changes = Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True)
class Course:
    """What is now thought of one stage, by its code: three dates, or none, and the chance in per cent that it is passed."""

    stage: str
    earliest: date | None = None
    likely: date | None = None
    latest: date | None = None
    chance: int | None = None

    @property
    def dates(self) -> tuple[date | None, date | None, date | None]:
        return self.earliest, self.likely, self.latest


@transaction.atomic
def add_opening(*, code: str, values: Mapping[str, Any], by: Actor, now: datetime) -> Opening:
    """A mission that is to be opened, with every stage still to come; `values` has the names of DETAILS."""
    code = needed(code, "code", _("Give a code."))
    given = _checked(values)
    with first_come(partial(must_be_free, code)):
        opening = Opening.objects.create(code=code, recorded_at=now, search_text=found_by(given, code), **given)
    OpeningStage.objects.bulk_create(OpeningStage(opening=opening, stage=stage) for stage in Stage.objects.all())
    record("missions.opening_added", opening, by, now, {name: (None, value) for name, value in given.items() if value not in (None, "")})
    return opening


@transaction.atomic
def edit_opening(*, opening: Opening, values: Mapping[str, Any], by: Actor, now: datetime, seen: int | None) -> Opening:
    """Correct what is said of an opening; dates and stages are not touched."""
    opening.lock_seen(seen)
    must_be_prepared(opening)
    given = _checked(values)
    changed = history.changed(opening, given)
    if changed:
        opening.save_seen(None, {**given, "search_text": found_by(given, opening.code)})
        record("missions.opening_edited", opening, by, now, changed)
    return opening


@transaction.atomic
def date_opening(*, opening: Opening, course: Sequence[Course], reason: str, by: Actor, now: datetime, seen: int | None) -> Opening:
    """Say when each stage to come is expected, and how likely it is that it is passed. Each change of dates is kept; a date
    that was there before is moved only with a reason. Fields of errors are "<name>_<code of the stage>"."""
    opening.lock_seen(seen)
    must_be_prepared(opening)
    reason, told = text(reason), {row.stage: row for row in course}
    steps = [step for step in opening.course if step.reached_on is None and step.stage.code in told]
    for step in steps:
        _must_make_sense(told[step.stage.code])
    _must_stand_in_order([told.get(step.stage.code) or _as_it_stands(step) for step in opening.to_come])
    moved = [change for step in steps for change in _moved(step, told[step.stage.code], reason, by, now)]
    if moved:
        opening.save_seen(None, {})
        changes = {name: _together([change for change in moved if change.field == name]) for name in ("dates", "chance")}
        kept = {name: change for name, change in changes.items() if change != ("", "")}
        record("missions.opening_dated", opening, by, now, kept, reason=reason)
    return opening


@dataclass(frozen=True)
class _Moved:
    """One thing that became another in one stage, as the history tells it."""

    field: str
    stage: str
    old: str
    new: str


def _together(moved: Sequence[_Moved]) -> tuple[str, str]:
    old, new = (
        "; ".join(f"{row.stage}: {value}" for row, value in pairs if value)
        for pairs in ([(row, row.old) for row in moved], [(row, row.new) for row in moved])
    )
    return old, new


def _must_make_sense(row: Course) -> None:
    given = [day for day in row.dates if day is not None]
    if given and len(given) < len(POINTS):
        missing = next(name for name in POINTS if getattr(row, name) is None)
        raise wrong(_("Give all three dates of a stage, or none."), f"{missing}_{row.stage}")
    for earlier, later in pairwise(POINTS):
        if given and getattr(row, later) < getattr(row, earlier):
            message = {
                "likely": _("The most likely date cannot be before the earliest."),
                "latest": _("The latest date cannot be before the most likely."),
            }[later]
            raise wrong(message, f"{later}_{row.stage}")
    if row.chance is not None and not 0 <= row.chance <= 100:
        raise wrong(_("A chance lies between 0 and 100 per cent."), f"chance_{row.stage}")


def _must_stand_in_order(rows: Sequence[Course]) -> None:
    """Stages follow one another: none is dated before one that comes before it."""
    dated = [row for row in rows if row.likely is not None]
    for before, after in pairwise(dated):
        for name in POINTS:
            if getattr(after, name) < getattr(before, name):
                day = f"{getattr(before, name):%d/%m/%Y}"
                raise wrong(
                    _("The stage before it is dated %(day)s: this one cannot come earlier.") % {"day": day}, f"{name}_{after.stage}"
                )


def _as_it_stands(step: OpeningStage) -> Course:
    return Course(step.stage.code, *step.dates, step.chance)


def _moved(step: OpeningStage, row: Course, reason: str, by: Actor, now: datetime) -> list[_Moved]:
    """Bring one stage to what is said of it now, and keep the move."""
    found, name = [], _in_vietnamese(step)
    if step.dates != row.dates:
        if step.likely is not None and not reason:
            raise wrong(_("Dates that were given are moved: say why."), "reason")
        days = (row.likely - step.likely).days if row.likely and step.likely else None
        old = {f"old_{point}": getattr(step, point) for point in POINTS}
        new = {point: getattr(row, point) for point in POINTS}
        DateMove.objects.create(step=step, **old, **new, days=days, reason=reason, by=person(by), recorded_at=now)
        found.append(_Moved("dates", name, _span(step.dates), _span(row.dates)))
    if step.chance != row.chance:
        found.append(_Moved("chance", name, _per_cent(step.chance), _per_cent(row.chance)))
    if found:
        step.save_seen(None, {**{point: getattr(row, point) for point in POINTS}, "chance": row.chance})
    return found


def _span(dates: tuple[date | None, ...]) -> str:
    return " – ".join(f"{day:%d/%m/%Y}" for day in dates if day)


def _per_cent(chance: int | None) -> str:
    return "" if chance is None else f"{chance}%"


@transaction.atomic
def reach_stage(
    *, opening: Opening, reached_on: date | None, by: Actor, now: datetime, seen: int | None, evidence: str = "", address: str = ""
) -> Opening:
    """The stage that is worked on has been passed, with what shows it. The last stage is the opening itself: it is reached by
    opening the mission, in `open_mission`."""
    opening.lock_seen(seen)
    must_be_prepared(opening)
    step = opening.at
    if step is None or step == opening.last:
        raise wrong(_("All that is left is to open the mission."))
    take_step(opening, step, reached_on, text(evidence), text(address), now)
    opening.save_seen(None, {})
    changes = {"stage": (None, _in_vietnamese(step)), "reached_on": (None, step.reached_on), "evidence": (None, step.evidence)}
    record("missions.stage_reached", opening, by, now, {name: change for name, change in changes.items() if change[1]})
    return opening


def take_step(
    opening: Opening, step: OpeningStage, reached_on: date | None, evidence: str, address: str, now: datetime, field: str = "reached_on"
) -> None:
    """`field`: the name under which the day was asked for."""
    day = past_day(reached_on, day_of(now), field)
    before = [other.reached_on for other in opening.course if other.reached_on and other.stage.position < step.stage.position]
    if before and day < max(before):
        raise wrong(_("The stage before was reached on %(day)s: this one cannot be earlier.") % {"day": f"{max(before):%d/%m/%Y}"}, field)
    if address and parts(address).scheme not in ("http", "https"):
        raise wrong(_("Give a whole address that begins with https:// or http://."), "address")
    step.save_seen(None, {"reached_on": day, "evidence": evidence, "address": address})


@transaction.atomic
def return_stage(*, opening: Opening, reason: str, by: Actor, now: datetime, seen: int | None) -> Opening:
    """Take back that the latest stage was reached: it was said by mistake, or the work begins again."""
    opening.lock_seen(seen)
    must_be_prepared(opening)
    reached = [step for step in opening.course if step.reached_on]
    if not reached:
        raise wrong(_("No stage has been reached yet."))
    reason, step = needed(reason, "reason", _("Give the reason.")), reached[-1]
    changes = {"stage": (_in_vietnamese(step), None), "reached_on": (step.reached_on, None)}
    step.save_seen(None, {"reached_on": None, "evidence": "", "address": ""})
    opening.save_seen(None, {})
    record("missions.stage_returned", opening, by, now, changes, reason=reason)
    return opening


@transaction.atomic
def abandon_opening(*, opening: Opening, reason: str, by: Actor, now: datetime, seen: int | None) -> Opening:
    opening.lock_seen(seen)
    must_be_prepared(opening)
    reason = needed(reason, "reason", _("Give the reason."))
    opening.save_seen(None, {"state": Opening.State.ABANDONED, "abandoned_reason": reason})
    record("missions.opening_abandoned", opening, by, now, {}, reason=reason)
    return opening


@transaction.atomic
def resume_opening(*, opening: Opening, reason: str, by: Actor, now: datetime, seen: int | None) -> Opening:
    """Take up again what was given up, with the dates it had."""
    opening.lock_seen(seen)
    if opening.state != Opening.State.ABANDONED:
        raise wrong(_("It was not given up."))
    reason = needed(reason, "reason", _("Give the reason."))
    opening.save_seen(None, {"state": Opening.State.PREPARED, "abandoned_reason": ""})
    record("missions.opening_resumed", opening, by, now, {}, reason=reason)
    return opening


def must_be_prepared(opening: Opening) -> None:
    if not opening.is_prepared:
        raise wrong(_("This opening is no longer in preparation."))


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    given: dict[str, Any] = {name: text(value) if isinstance(value, str) else value for name, value in values.items() if name in DETAILS}
    needed(given["name_vi"], "name_vi", _("Give the name."))
    for name in ("name_vi", "name_en", "note"):
        must_be_named_so(given.get(name) or "", name)
    if given["kind"] not in PostKind.values:
        raise wrong(_("Choose a kind."), "kind")
    if given.get("region") and given["region"] not in Opening.Region.values:
        raise wrong(_("Choose one of the values."), "region")
    unit: Unit | None = given["lead_unit"]
    if unit is None or unit.kind in (Unit.Kind.GROUP, Unit.Kind.MISSION):
        raise wrong(_("Choose the department that leads it."), "lead_unit")
    latitude, longitude = given.get("latitude"), given.get("longitude")
    if (latitude is None) != (longitude is None):
        raise wrong(_("Latitude and longitude stand together."), "longitude" if longitude is None else "latitude")
    for name, value, most in (("latitude", latitude, 90), ("longitude", longitude, 180)):
        if value is not None and abs(value) > most:
            raise wrong(_("There is no such place on the globe."), name)
    return given


def found_by(given: Mapping[str, Any], code: str) -> str:
    return search_text(code, given["name_vi"], given.get("name_en", ""))


def _in_vietnamese(step: OpeningStage) -> str:
    with as_the_ministry_writes():
        return str(step.stage)


def record(verb: str, opening: Opening, by: Actor, now: datetime, changes: Changes, *, reason: str = "") -> None:
    history.record(
        by=by,
        verb=verb,
        obj=opening,
        code=opening.code,
        label=opening.name_vi,
        unit=opening.lead_unit,
        changes=changes,
        reason=reason,
        under=Permission.OPENINGS_EDIT,
        at=now,
    )
