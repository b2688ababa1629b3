"""More time for a report: asked for by the unit, decided by who may extend. Never after it has been submitted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import history
from accounts.folding import clean
from accounts.models import User
from accounts.permissions import Permission
from reports.models import ExtensionRequest, Obligation, QuarterlyReport
from reports.services.given import needed
from reports.services.obligation import can_be_extended, extend, must_wait_to_be_sent

Decision = ExtensionRequest.Decision


@transaction.atomic
def ask_extension(*, obligation: Obligation, by: User, until: datetime, reason: str, now: datetime, seen: int | None) -> ExtensionRequest:
    """Đề nghị gia hạn: also when the due time has passed, as long as nothing has been sent. One request waits at a time."""
    obligation.lock_seen(seen)
    due, because = can_be_extended(obligation, until, now), needed(reason, _("Give the reason."))
    _must_be_alone(obligation)
    request = ExtensionRequest.objects.create(obligation=obligation, due_at=due, until=until, reason=because, asked_at=now, by=by)
    obligation.save_seen(None, {})
    _tell("reports.extension_asked", request, by, now, Permission.QUARTERLY_DRAFT, because, {"until": (due, until)})
    return request


def extension_can_be_asked(obligation: Obligation) -> None:
    """Refuses what would be refused whatever is typed, so that a page need not ask for it first; holds nothing."""
    state = QuarterlyReport.objects.filter(obligation=obligation).values_list("state", flat=True).first()
    must_wait_to_be_sent(obligation, state or "")
    _must_be_alone(obligation)


def _must_be_alone(obligation: Obligation) -> None:
    if obligation.extension_requests.undecided().exists():
        raise ValidationError(_("A request of this unit waits to be decided already."))


@transaction.atomic
def grant_extension(
    *, request: ExtensionRequest, by: User, until: datetime, reason: str, now: datetime, seen: int | None
) -> ExtensionRequest:
    """To the time asked for or to another one; the unit may report until then. Without words of its own the unit's reason stands."""
    _hold(request, seen)
    said = clean(reason).strip()
    if until != request.until and not said:
        raise ValidationError({"reason": _("Say why another time is granted than was asked for.")})
    extend(obligation=request.obligation, by=by, until=until, reason=said or request.reason, now=now, seen=None)
    request.save_seen(None, {**_decided(by, now, said), "decision": Decision.GRANTED, "granted_to": until})
    return request


@transaction.atomic
def refuse_extension(*, request: ExtensionRequest, by: User, reason: str, now: datetime, seen: int | None) -> ExtensionRequest:
    _hold(request, seen)
    said = needed(reason, _("Give the reason."))
    request.save_seen(None, {**_decided(by, now, said), "decision": Decision.REFUSED})
    request.obligation.save_seen(None, {})
    _tell("reports.extension_refused", request, by, now, Permission.PERIOD_MANAGE, said, {"until": (request.until, None)})
    return request


def _hold(request: ExtensionRequest, seen: int | None) -> None:
    """First the report owed, as everybody who decides on it does, then the request as it was seen."""
    request.obligation.lock_seen(None)
    request.lock_seen(seen)
    if request.decision != Decision.NONE:
        raise ValidationError(_("This request has been decided already."))
    if not request.is_waiting:
        raise ValidationError(_("The report has been submitted or is no longer owed: there is nothing left to decide."))


def _decided(by: User, now: datetime, reason: str) -> dict[str, Any]:
    return {"decided_by": by, "decided_at": now, "decision_reason": reason}


def _tell(
    verb: str, request: ExtensionRequest, by: User, now: datetime, under: Permission, reason: str, changes: dict[str, tuple[Any, Any]]
) -> None:
    row = request.obligation
    history.record(
        by=by, verb=verb, obj=row, code=row.code, label=row.code, unit=row.unit, changes=changes, reason=reason, under=under, at=now
    )
