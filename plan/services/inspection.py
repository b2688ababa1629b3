from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import history
from accounts.folding import search_text
from accounts.given import needed, needs, person, tidy, wrong
from accounts.history import Actor
from accounts.models import Unit
from plan.models import Inspection, Measure, Plan
from plan.moment import LAST, day_of
from plan.services._ground import codes_of, filled, lock, not_before, of_plan, tell

Values = Mapping[str, Any]


@transaction.atomic
def add_inspection(
    *, plan: Plan, by: Actor, values: Values, measures: Iterable[Measure], now: datetime, language: str = "vi"
) -> Inspection:
    """`values`: unit, on, conclusion, follow_up, follow_up_due (None: without a term)."""
    values = _sound(plan, values, now)
    if not values["unit"].is_active(values["on"]):
        raise wrong(_("This unit no longer existed on that day."), "unit")
    linked = of_plan(plan, measures)
    inspection = Inspection(plan=plan, by=person(by), recorded_at=now, language=language, **values)
    inspection.search_text = found_by(inspection.unit, values)
    inspection.save(force_insert=True)
    inspection.measures.set(linked)
    _tell("plan.inspection_added", inspection, by, now, filled({**_told(values), "measures": codes_of(linked)}))
    return inspection


@transaction.atomic
def edit_inspection(
    *, inspection: Inspection, by: Actor, values: Values, measures: Iterable[Measure], now: datetime, seen: int | None
) -> Inspection:
    """What it said before stays in the history; of a follow-up that is closed only the words of the conclusion can change."""
    lock(inspection, seen)
    _must_stand(inspection)
    values = _sound(inspection.plan, values, now)
    changes = history.changed(inspection, values)
    if inspection.followed_up_on is not None and (closed := next((n for n in ("on", "follow_up", "follow_up_due") if n in changes), "")):
        raise wrong(_("The follow-up is closed; this can no longer change."), closed)
    before, linked = list(inspection.measures.order_by("position")), of_plan(inspection.plan, measures)
    if codes_of(before) != codes_of(linked):
        changes["measures"] = (codes_of(before), codes_of(linked))
    if changes:
        inspection.measures.set(linked)
        inspection.save_seen(None, {**values, "search_text": found_by(values["unit"], values)})
        told = {name: (_one(old), _one(new)) for name, (old, new) in changes.items()}
        _tell("plan.inspection_edited", inspection, by, now, told)
    return inspection


@transaction.atomic
def close_follow_up(*, inspection: Inspection, by: Actor, on: date, outcome: str, now: datetime, seen: int | None) -> Inspection:
    """What was asked for has been seen to since the day, and what came of it."""
    lock(inspection, seen)
    can_be_closed(inspection)
    if on > day_of(now):
        raise wrong(_("This day has not come yet."), "on")
    if on < inspection.on:
        raise not_before(inspection.on, _("The inspection was on %(day)s."), "on")
    values = {"followed_up_on": on, "outcome": needed(outcome, "outcome", _("Say what was done."))}
    inspection.save_seen(None, values)
    changes = {"followed_up_on": (None, on), "outcome": (None, values["outcome"])}
    _tell("plan.inspection_closed", inspection, by, now, changes)
    return inspection


@transaction.atomic
def withdraw_inspection(*, inspection: Inspection, by: Actor, reason: str, now: datetime, seen: int | None) -> Inspection:
    """Take back what was entered by mistake: it is shown no more, and stays on record."""
    lock(inspection, seen)
    _must_stand(inspection)
    reason = needed(reason, "reason", _("Give the reason."))
    inspection.save_seen(None, {"withdrawn_at": now})
    _tell("plan.inspection_withdrawn", inspection, by, now, {}, reason)
    return inspection


def can_be_closed(inspection: Inspection) -> None:
    _must_stand(inspection)
    if not inspection.is_waiting:
        raise wrong(_("Nothing waits to be followed up here."))


def _must_stand(inspection: Inspection) -> None:
    if inspection.withdrawn_at is not None:
        raise wrong(_("This inspection has been withdrawn."))


def _sound(plan: Plan, values: Values, now: datetime) -> dict[str, Any]:
    tidied = tidy(values)
    needs(tidied, ("unit", "on", "conclusion"), _("An inspection needs this."))
    on, due = tidied["on"], tidied.get("follow_up_due")
    if on > day_of(now):
        raise wrong(_("This day has not come yet."), "on")
    if on < plan.issued_on:
        raise not_before(plan.issued_on, _("The plan was issued on %(day)s."), "on")
    if due is not None and not tidied.get("follow_up"):
        raise wrong(_("Say what is asked for by that day."), "follow_up")
    if due is not None and not on <= due <= LAST:
        raise wrong(_("Give a day after the inspection."), "follow_up_due")
    return tidied


def _told(values: Values) -> dict[str, Any]:
    return {name: _one(value) for name, value in values.items()}


def _one(value: Any) -> Any:
    return value.name_vi if isinstance(value, Unit) else value


def found_by(unit: Unit, values: Values) -> str:
    return search_text(unit.name_vi, unit.name_en, values["conclusion"], values.get("follow_up", ""))


def _tell(verb: str, inspection: Inspection, by: Actor, now: datetime, changes: Any, reason: str = "") -> None:
    label = f"{inspection.unit.name_vi}, {inspection.on:%d/%m/%Y}"
    code = f"{inspection.plan.code}/{inspection.pk}"
    tell(verb, inspection, by, now, code=code, label=label, changes=changes, reason=reason, unit=inspection.unit)
