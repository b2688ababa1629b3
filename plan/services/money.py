"""Projects and the money given for them. Amounts are whole đồng (`plan.money`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import history
from accounts.given import needed, person, text, wrong
from accounts.history import Actor
from accounts.models import Unit
from accounts.permissions import Permission
from accounts.written import as_the_ministry_writes
from plan.models import Funding, Measure, Plan, Project
from plan.models.money import FIRST_YEAR, LAST_YEAR
from plan.moment import day_of
from plan.money import Amounts, FundingSource, told_millions
from plan.services._ground import Changes, must_be_in_plan

DETAILS = ("measure", "title", "unit", "decision_number", "decided_on", "total", "starts_year", "ends_year")


@transaction.atomic
def add_project(*, plan: Plan, code: str, values: Mapping[str, Any], by: Actor, now: datetime, language: str = "vi") -> Project:
    """A project under a measure of the plan; `values` has the names of DETAILS."""
    code = needed(code, "code", _("Give the project a code."))
    plan = Plan.objects.select_for_update(no_key=True).get(pk=plan.pk)  # of two who take the same code, one is second
    if plan.projects.filter(code=code).exists():
        raise wrong(_("There is a project of this code already."), "code")
    given = _checked(plan, values, now)
    project = Project.objects.create(plan=plan, code=code, language=language, recorded_at=now, **given)
    changes = {name: (None, _told(name, value)) for name, value in given.items() if value not in (None, "")}
    _record("plan.project_added", project, by, now, changes)
    return project


@transaction.atomic
def edit_project(*, project: Project, values: Mapping[str, Any], by: Actor, now: datetime, seen: int | None) -> Project:
    """Correct what is said of a project; its amounts are not touched."""
    project.lock_seen(seen)
    given = _checked(project.plan, values, now)
    changed = history.changed(project, given)
    if not changed:
        return project
    project.save_seen(None, given)
    _record("plan.project_edited", project, by, now, {name: (_told(name, old), _told(name, new)) for name, (old, new) in changed.items()})
    return project


@transaction.atomic
def record_funding(
    *,
    project: Project,
    year: int,
    source: str,
    planned: int | None,
    allocated: int | None,
    disbursed: int | None,
    effective_on: date,
    by: Actor,
    now: datetime,
    seen: int | None,
    note: str = "",
    replaces: Funding | None = None,
) -> Funding:
    """Say how a budget year of a project stands from a day on; with `replaces`, correct what was said before (no amount
    at all then takes the row back). The same figures again for the same day are the same row; of one day one row stands."""
    project.lock_seen(seen)
    amounts = _amounts(planned, allocated, disbursed)
    if not amounts.is_known and replaces is None:
        raise wrong(_("Give at least one amount."), "allocated")
    _must_be_year(year, "year")
    if source not in FundingSource.values:
        raise wrong(_("Choose a source of money."), "source")
    if effective_on > day_of(now):
        raise wrong(_("This day has not come yet."), "effective_on")
    note = text(note)
    _must_be_correctable(project, replaces, note)
    there = project.funding.standing().valued().filter(year=year, source=source, effective_on=effective_on).first()
    if replaces is None and there is not None and (there.amounts, there.note) == (amounts, note):
        return there
    if replaces is not None and there not in (None, replaces):
        raise wrong(_("Other figures stand for this day. Correct those instead."), "effective_on")
    given = {"year": year, "source": source, **asdict(amounts), "effective_on": effective_on}
    row = Funding.objects.create(project=project, note=note, recorded_at=now, by=person(by), replaces=replaces or there, **given)
    project.save_seen(None, {})
    _tell_funding(row, by, now)
    return row


def _tell_funding(row: Funding, by: Actor, now: datetime) -> None:
    before = row.replaces
    changes: dict[str, tuple[Any, Any]] = {"year": (None, row.year), "source": (None, _told("source", row.source))}
    for name, new in asdict(row.amounts).items():
        old = before and getattr(before, name)
        if old != new:
            changes[name] = (_told(name, old), _told(name, new))
    changes["effective_on"] = (before and before.effective_on, row.effective_on)
    verb = "plan.funding_corrected" if before else "plan.funding_recorded"
    _record(verb, row.project, by, now, changes, reason=row.note, under=Permission.MEASURE_UPDATE)


def _must_be_correctable(project: Project, replaces: Funding | None, note: str) -> None:
    if replaces is None:
        return
    if replaces.project_id != project.pk or hasattr(replaces, "replaced_by"):
        raise wrong(_("These figures have been corrected already."))
    if not note:
        raise wrong(_("Say why it is corrected."), "note")


def _amounts(planned: int | None, allocated: int | None, disbursed: int | None) -> Amounts:
    for name, value in (("planned", planned), ("allocated", allocated), ("disbursed", disbursed)):
        if value is not None and value < 0:
            raise wrong(_("An amount cannot be below zero."), name)
    return Amounts(planned, allocated, disbursed)


def _checked(plan: Plan, values: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """The details as they are kept; ValidationError beside the field that cannot be."""
    given: dict[str, Any] = {name: text(value) if isinstance(value, str) else value for name, value in values.items() if name in DETAILS}
    needed(given["title"], "title", _("Give the title of the project."))
    measure: Measure | None = given["measure"]
    if measure is None or measure.plan_id != plan.pk:
        raise wrong(_("Choose a measure of this plan."), "measure")
    must_be_in_plan(measure)
    unit: Unit | None = given["unit"]
    if unit is None or unit.kind == Unit.Kind.GROUP:
        raise wrong(_("Choose the unit that carries it out."), "unit")
    if given["decided_on"] and given["decided_on"] > day_of(now):
        raise wrong(_("This day has not come yet."), "decided_on")
    if given["total"] is not None and given["total"] < 0:
        raise wrong(_("An amount cannot be below zero."), "total")
    _must_be_years(given["starts_year"], given["ends_year"])
    return given


def _must_be_years(first: int | None, last: int | None) -> None:
    for name, year in (("starts_year", first), ("ends_year", last)):
        if year is not None:
            _must_be_year(year, name)
    if first is not None and last is not None and last < first:
        raise wrong(_("The last year cannot be before the first."), "ends_year")


def _must_be_year(year: int, field: str) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise wrong(_("Give a budget year from %(first)s to %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR}, field)


def _told(name: str, value: Any) -> Any:
    if name == "source":
        with as_the_ministry_writes():
            return str(FundingSource(value).label)
    return told_millions(value) if name in ("planned", "allocated", "disbursed", "total") and value is not None else value


def _record(
    verb: str,
    project: Project,
    by: Actor,
    now: datetime,
    changes: Changes,
    *,
    reason: str = "",
    under: Permission = Permission.PLAN_EDIT,
) -> None:
    history.record(
        by=by,
        verb=verb,
        obj=project,
        code=f"{project.plan.code}/{project.code}",
        label=project.title,
        unit=project.unit,
        changes=changes,
        reason=reason,
        under=under,
        at=now,
    )
