"""Who owes a report for which period (design rule 8): made when a period opens, reconciled at its cut-off."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import history
from accounts.history import Actor
from accounts.models import Unit, User
from accounts.permissions import Permission
from missions.models import Mission
from plan.models import Period
from plan.moment import day_of
from reports.models import Obligation, QuarterlyReport, Questionnaire
from reports.services.given import needed

State = Obligation.State
Audience = Questionnaire.Audience
OF_THE_MINISTRY = (
    Unit.Kind.DEPARTMENT,
    Unit.Kind.BUREAU,
    Unit.Kind.OFFICE,
    Unit.Kind.INSPECTORATE,
    Unit.Kind.LOCAL_DEPARTMENT,
    Unit.Kind.COMMISSION,
    Unit.Kind.SCHOOL,
    Unit.Kind.NEWSPAPER,
)


def open_periods(*, by: Actor, now: datetime) -> int:
    """Open every period that has begun, and reconcile those whose cut-off has passed. Safe to run again; answers how
    many obligations were made, added or voided.

    A period that was due before anybody was asked stays closed: where the house is set up in the middle of a plan, no
    unit is told that it failed to answer what it never received.
    """
    today = day_of(now)
    changed = 0
    for period in Period.objects.ruled().begun(today):
        if not period.obligations.exists():
            if period.is_due(now):
                continue
            changed += open_period(period=period, by=by, now=now)
        if period.is_closed(today):
            changed += reconcile(period=period, by=by, now=now)
    return changed


@transaction.atomic
def open_period(*, period: Period, by: Actor, now: datetime) -> int:
    """Every unit that a questionnaire names on the period's first day owes a report."""
    Period.objects.select_for_update(no_key=True).get(pk=period.pk)
    owing = set(period.obligations.values_list("unit_id", flat=True))
    asked = asked_on(period, period.starts_on)
    new = Obligation.objects.bulk_create(make(period, unit, form, now) for unit, form in asked if unit.pk not in owing)
    if new:
        tell_period("reports.period_opened", period, by, now, len(new))
    return len(new)


@transaction.atomic
def reconcile(*, period: Period, by: Actor, now: datetime) -> int:
    """At the cut-off: a unit that has opened since owes too, one that has closed no longer does, unless it has begun to
    report. One whose closing turns out to be a mistake owes again."""
    Period.objects.select_for_update(no_key=True).get(pk=period.pk)
    # Held, so that nobody begins a report that is being voided. What is asked is not read with each of a hundred rows.
    rows = period.obligations.select_related("questionnaire", "unit", "period").defer("questionnaire__content")
    standing = {row.unit_id: row for row in rows.select_for_update(of=("self",), no_key=True)}
    asked = {unit.pk: (unit, form) for unit, form in asked_on(period, period.cut_off_on)}
    named = {form.code for form in Questionnaire.objects.asked_in(period)}
    added = [make(period, unit, form, now) for pk, (unit, form) in asked.items() if pk not in standing]
    gone = [row for pk, row in standing.items() if pk not in asked and row.questionnaire.code in named]
    voided = [row for row in gone if row.state == State.DUE and not hasattr(row, "report")]
    revived = [row for pk, row in standing.items() if pk in asked and row.state == State.VOID]
    for row in voided:
        row.save_seen(None, {"state": State.VOID})  # the reason of an extension stays with it
        tell("reports.obligation_voided", row, by, now)
    for row in revived:
        row.save_seen(None, {"state": State.DUE})
    for row in [*Obligation.objects.bulk_create(added), *revived]:
        tell("reports.obligation_added", row, by, now)
    return len(added) + len(voided) + len(revived)


@transaction.atomic
def waive(*, obligation: Obligation, by: User, reason: str, now: datetime, seen: int | None) -> Obligation:
    """Được miễn: the unit need not report for this period. Not after it has been submitted."""
    obligation.lock_seen(seen)
    if obligation.state != State.DUE:
        raise ValidationError(_("Only a report that is owed can be waived."))
    if _report_state(obligation) not in {"", QuarterlyReport.State.DRAFT}:
        raise ValidationError(_("The report has been submitted already; there is nothing to waive."))
    because = needed(reason, _("Give the reason."))
    obligation.save_seen(None, {"state": State.WAIVED, "reason": because, "decided_by": by, "decided_at": now})
    tell("reports.waived", obligation, by, now, reason=because)
    return obligation


@transaction.atomic
def extend(*, obligation: Obligation, by: User, until: datetime, reason: str, now: datetime, seen: int | None) -> Obligation:
    """Gia hạn: the unit may report until later; on time is judged by it. Not after it has been submitted: on time is judged
    by the first submission and the due time as it was then, and what was late stays late."""
    obligation.lock_seen(seen)
    old, because = can_be_extended(obligation, until, now), needed(reason, _("Give the reason."))
    obligation.save_seen(None, {"extended_to": until, "reason": because, "decided_by": by, "decided_at": now})
    tell("reports.extended", obligation, by, now, reason=because, changes={"extended_to": (old, until)})
    return obligation


def can_be_extended(obligation: Obligation, until: datetime, now: datetime) -> datetime:
    """The present due time, or why there is no later one; the report is held to the end of the transaction."""
    must_wait_to_be_sent(obligation, _report_state(obligation))
    if until <= obligation.due_at:
        raise ValidationError({"until": _("Choose a moment after the present due time.")})
    if until <= now:
        raise ValidationError({"until": _("Choose a moment that is still to come.")})
    return obligation.due_at


def must_wait_to_be_sent(obligation: Obligation, report: str) -> None:
    """More time is of use only until something has been sent, whatever time it is. `report`: the state of the report."""
    if obligation.state != State.DUE:
        raise ValidationError(_("Only a report that is owed can be extended."))
    if report not in {"", QuarterlyReport.State.DRAFT}:
        raise ValidationError(_("The report has been submitted already: whether it was on time is judged by that."))


def asked_on(period: Period, on: date) -> list[tuple[Unit, Questionnaire]]:
    """The units that the questionnaires of a period name as they stand on the day, each once: a report has one address for
    its period and unit. A questionnaire that names its units goes before one that asks all of a kind."""
    forms = sorted(Questionnaire.objects.asked_in(period), key=lambda form: (form.audience != Audience.NAMED, form.code))
    found: dict[int, tuple[Unit, Questionnaire]] = {}
    for form in forms:
        for unit in _asked(form, on):
            found.setdefault(unit.pk, (unit, form))
    return list(found.values())


def _asked(form: Questionnaire, on: date) -> Iterable[Unit]:
    """The units that the questionnaire names, as they stood on the day."""
    if form.audience == Audience.MISSIONS:
        return [mission.unit for mission in Mission.objects.open_on(on).select_related("unit")]
    if form.audience == Audience.MINISTRY:
        return Unit.objects.active(on).filter(kind__in=OF_THE_MINISTRY)
    return form.units.active(on).reporting()


def make(period: Period, unit: Unit, form: Questionnaire, now: datetime) -> Obligation:
    return Obligation(period=period, unit=unit, questionnaire=form, added_at=now)


def _report_state(obligation: Obligation) -> str:
    """The state of its report, held to the end of the transaction, so that it is not submitted meanwhile; "": not begun."""
    held = QuarterlyReport.objects.select_for_update(no_key=True).filter(obligation=obligation)
    return held.values_list("state", flat=True).first() or ""


def tell_period(verb: str, period: Period, by: Actor, now: datetime, n: int, *, were: int = 0, reason: str = "") -> None:
    changes = {"obligations": (were, n)}
    history.record(by=by, verb=verb, obj=period, code=period.code, label=period.code, changes=changes, reason=reason, at=now)


def tell(verb: str, row: Obligation, by: Actor, now: datetime, *, reason: str = "", changes: dict[str, Any] | None = None) -> None:
    under = Permission.PERIOD_MANAGE if isinstance(by, User) else None
    history.record(
        by=by, verb=verb, obj=row, code=row.code, label=row.code, unit=row.unit, changes=changes, reason=reason, under=under, at=now
    )
