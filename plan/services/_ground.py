"""What every change of the plan stands on: the row locked and at the version seen, days that can be,
the current columns brought up to the rows behind them, one history row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from accounts import given, history
from accounts.given import text, wrong
from accounts.history import Actor
from accounts.models import Event, Unit, User
from accounts.permissions import Permission, can
from accounts.versions import Versioned
from plan.models import Measure, Plan
from plan.moment import Moment, day_of
from plan.progress import State, Term
from plan.services._known import known

Changes = Mapping[str, tuple[Any, Any]]
CODE = re.compile(r"[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*", re.ASCII)
RESERVED = {"add", "bulk", "views"}  # words that stand where a code does: of pages that make a new one, of the board


def lock(row: Versioned, seen: int | None) -> None:
    """As `lock_seen`, and what was remembered of the measure's units is asked anew."""
    row.__dict__.pop("_lead_ids", None)
    row.__dict__.pop("_known", None)
    row.lock_seen(seen)


def must_be_in_plan(measure: Measure) -> None:
    if measure.in_plan_from is None:
        raise wrong(_("This measure is outside the plan until the secretariat adopts it."))
    if measure.superseded_by:
        raise wrong(_("This measure has been superseded by %(code)s.") % {"code": measure.superseded_by.code})


def past_day(measure: Measure, day: date | None, now: datetime, field: str) -> date:
    """A day from which something can be in force: not before the measure was in the plan, not after today."""
    day = given.past_day(day, day_of(now), field)
    if measure.in_plan_from and day < measure.in_plan_from:
        raise not_before(measure.in_plan_from, _("The measure has been in the plan since %(day)s."), field)
    return day


def shown(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def not_before(day: date, message: str, field: str) -> ValidationError:
    """`message` says what there is on the day (%(day)s)."""
    advice = _("Give that day or a later one.")
    return wrong(f"{message % {'day': shown(day)}} {advice}", field)


def may(by: Actor, permission: Permission, measure: Measure) -> bool:
    """For rules that are part of the change itself; whether the change may be asked for at all is said by plan.access."""
    return not isinstance(by, User) or can(by, permission, measure)


def bring_up_to_date(measure: Measure, now: datetime, *, by: Actor | None = None) -> Changes:
    """Make the current columns equal to the latest rows; `by` a person marks the measure as updated by one."""
    values = standing_now(measure, now)
    changes = history.changed(measure, values)
    if isinstance(by, User):
        values["updated_on"] = max(filter(None, [measure.updated_on, day_of(now)]))
    known(measure).save(values)
    return changes


def standing_now(measure: Measure, now: datetime) -> dict[str, Any]:
    """What the current columns must say: for one measure three short questions cost a fraction of `standing`'s one long one."""
    then = Moment.now(now)
    rows = known(measure)
    update, change = rows.update_by(then.on), rows.term_on(then)
    done = update if update and update.state == State.DONE else None
    judged_by = done and rows.term_on(Moment(done.effective_on, done.recorded_at, then.today))
    return {
        "state": update.state if update else State.NOT_STARTED,
        "health": update.health if update else "",
        "percent": update and update.percent,
        "term": change.new_term if change else Term.NONE,
        "due_on": change and change.new_due_on,
        "completed_on": done and done.effective_on,
        "due_at_completion": judged_by and judged_by.new_due_on,
    }


def record(
    verb: str,
    measure: Measure,
    by: Actor,
    now: datetime,
    *,
    under: Permission | None = None,
    changes: Changes | None = None,
    reason: str = "",
    unit: Unit | None = None,
    over: Unit | None = None,
) -> None:
    """The history row of a measure, in the area of the unit that leads it; `over`: the unit in whose name another one's
    person acts."""
    row = history.Row(
        by=by,
        verb=verb,
        obj=measure,
        code=f"{measure.plan.code}/{measure.code}",
        label=measure.title_vi,
        unit=unit or known(measure).lead(),
        changes=changes,
        reason=reason,
        under=under,
        over=over,
        at=now,
    )
    known(measure).tell(row)


def tell(
    verb: str,
    row: models.Model,
    by: Actor,
    now: datetime,
    *,
    code: str,
    label: str,
    changes: Changes | None = None,
    reason: str = "",
    unit: Unit | None = None,
) -> Event:
    """The history row of what the secretariat keeps: tasks, directives, inspections, indicators."""
    under = Permission.PLAN_EDIT
    return history.record(by=by, verb=verb, obj=row, code=code, label=label, changes=changes, reason=reason, unit=unit, under=under, at=now)


def new_code(rows: models.QuerySet, code: str, *, limit: int = 20) -> str:
    """A code that no row has yet, as it stands in addresses: "2.7", "D2026.1"."""
    code = text(code)
    if not CODE.fullmatch(code) or code.lower() in RESERVED:
        raise wrong(_("Letters, digits, dots and hyphens, such as 2.7."), "code")
    if len(code) > limit:
        raise wrong(_("At most %(n)s characters.") % {"n": limit}, "code")
    if rows.filter(code__iexact=code).exists():
        raise wrong(_("This code is taken: codes are never given twice."), "code")
    return code


def filled(values: Mapping[str, Any]) -> Changes:
    """What a new row says, as its first line of history tells it."""
    return {name: (None, value) for name, value in values.items() if value not in (None, "", False)}


def of_plan(plan: Plan, measures: Iterable[Measure]) -> list[Measure]:
    """The measures in the plan's order; none of another plan."""
    rows = sorted(measures, key=lambda measure: measure.position)
    if any(row.plan_id != plan.pk for row in rows):
        raise wrong(_("Choose one of the values."), "measures")
    return rows


def codes_of(measures: Iterable[Measure]) -> str:
    return "; ".join(measure.code for measure in measures)


def unchanged(obj: models.Model, values: Mapping[str, Any]) -> bool:
    return not history.changed(obj, values)
