from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import history
from accounts.folding import clean
from accounts.given import person
from accounts.history import Actor
from accounts.models import Unit
from accounts.numbers import shown_scaled
from accounts.permissions import Permission
from accounts.written import as_the_ministry_writes
from plan.models import Indicator, Observation, Period
from plan.moment import day_of


@dataclass(frozen=True)
class Origin:
    """Where a value comes from, as text: the kind of row, its code, the page that shows it."""

    kind: str
    code: str = ""
    address: str = ""


TYPED = Origin("typed")


@transaction.atomic
def observe(
    *,
    indicator: Indicator,
    on: date,
    value: int | None,
    by: Actor,
    now: datetime,
    origin: Origin = TYPED,
    unit: Unit | None = None,
    period: Period | None = None,
    note: str = "",
    replaces: Observation | None = None,
    seen: int | None = None,
) -> Observation:
    """Record a value of an indicator (a whole number of 10^-decimals units) on a day.

    Of one unit and period one row stands: a second value replaces the first, which is kept; None takes it back. The
    same value again is the same row. `replaces` names the row that a typed value corrects; `seen` is the version of the
    indicator that the person saw.
    """
    _must_take(indicator, origin)
    if on > day_of(now):
        raise ValidationError({"on": _("This day has not come yet.")})
    indicator.lock_seen(seen)  # of two who write the same field, one is second
    note, there = clean(note).strip(), _standing(indicator, unit, period, on, origin)
    before = replaces or there
    if before is not None and hasattr(before, "replaced_by"):
        raise ValidationError({"value": _("This value has been corrected already.")})
    if there is not None and there.value is not None and before != there:
        raise ValidationError({"on": _("Another value stands for this day. Correct that one instead.")})
    if before is not None and (before.value, before.on, before.source_code, before.note) == (value, on, origin.code, note):
        return before
    row = Observation.objects.create(
        indicator=indicator,
        on=on,
        value=value,
        period=period,
        unit=unit,
        source_kind=origin.kind,
        source_code=origin.code,
        source_address=origin.address,
        note=note,
        recorded_at=now,
        by=person(by),
        replaces=before,
    )
    if origin == TYPED:  # what comes from a report is told by the report's own line
        indicator.save_seen(None, {})
        _record(row, before, by, now)
    return row


def _must_take(indicator: Indicator, origin: Origin) -> None:
    if indicator.is_computed:
        raise ValidationError({"value": _("This indicator is computed from other records; no value can be entered.")})
    if indicator.is_reported and origin == TYPED:
        raise ValidationError({"value": _("Units report this indicator: its values come from accepted reports.")})


def _standing(indicator: Indicator, unit: Unit | None, period: Period | None, on: date, origin: Origin) -> Observation | None:
    rows = indicator.observations.standing().filter(unit=unit, source_kind=origin.kind)
    return rows.filter(period=period).first() if period else rows.filter(period=None, on=on).first()


def _record(row: Observation, before: Observation | None, by: Actor, now: datetime) -> None:
    changes: dict[str, tuple[Any, Any]] = {"value": (before and _told(before), _told(row)), "on": (before and before.on, row.on)}
    if row.note and before is None:
        changes["note"] = (None, row.note)  # of a correction the note is the reason
    code = f"{row.indicator.plan.code}/{row.indicator.code}"
    label = row.indicator.name_vi
    under = Permission.PLAN_EDIT
    history.record(
        by=by,
        verb="plan.observed",
        obj=row.indicator,
        code=code,
        label=label,
        unit=row.unit,
        changes=changes,
        reason=row.note if before else "",
        under=under,
        at=now,
    )


def _told(row: Observation) -> str:
    with as_the_ministry_writes():
        return "" if row.value is None else shown_scaled(row.value, row.indicator.decimals)
