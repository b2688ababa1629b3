"""Báo cáo đột xuất: a report asked of chosen units, with a period, a code and a due time of its own."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.folding import clean
from accounts.models import Unit, User
from office import outbox
from plan.models import Period
from plan.models.period import AD_HOC
from plan.moment import day_of
from reports.models import Obligation, QuarterlyReport, Questionnaire
from reports.notices import of_withdrawal
from reports.services.given import needed
from reports.services.obligation import make, tell, tell_period


@transaction.atomic
def open_ad_hoc(*, title: str, questionnaire: Questionnaire, units: Collection[Unit], due: datetime, by: User, now: datetime) -> Period:
    """Begin it today; the data is that of the day on which it is due. Figures of a quarter, a half-year or a year do not count it."""
    today, words = day_of(now), clean(title).strip()
    errors = {}
    if not words:
        errors["title"] = _("Give the report a title.")
    if due <= now:
        errors["due"] = _("Choose a moment that is still to come.")
    if not units:
        errors["units"] = _("Choose at least one unit.")
    if gone := sorted(unit.name for unit in units if not unit.is_active(today) or unit.kind == Unit.Kind.GROUP):
        errors["units"] = _("These units cannot report: %(units)s.") % {"units": ", ".join(gone)}
    if errors:
        raise ValidationError(errors)
    period = Period.objects.create(
        code=_next_code(today.year), kind=Period.Kind.AD_HOC, title=words, starts_on=today, cut_off_on=day_of(due), due_at=due
    )
    rows = [make(period, unit, questionnaire, now) for unit in {unit.pk: unit for unit in units}.values()]
    Obligation.objects.bulk_create(rows)
    tell_period("reports.ad_hoc_opened", period, by, now, len(rows))
    return period


@transaction.atomic
def withdraw_ad_hoc(*, period: Period, by: User, reason: str, now: datetime) -> Period:
    """Rút yêu cầu báo cáo đột xuất: what was asked by mistake is owed by nobody any more. Only while nothing has been filed; what
    units have begun to write stays with them. Who was reminded of it by mail, or has begun to write, is told by mail."""
    period.lock_seen(None)
    owed = list(period.obligations.select_related("unit").order_by("pk").select_for_update(of=("self",), no_key=True))
    begun = QuarterlyReport.objects.filter(obligation__in=owed).order_by("pk")
    list(begun.select_for_update(no_key=True).values_list("pk"))  # nobody submits meanwhile
    can_be_withdrawn(period)
    because = needed(reason, _("Give the reason."))
    standing = [row for row in owed if row.state != Obligation.State.VOID]
    for row in standing:
        row.period = period
        row.save_seen(None, {"state": Obligation.State.VOID, "reason": because, "decided_by": by, "decided_at": now})
        tell("reports.obligation_voided", row, by, now, reason=because)
    tell_period("reports.ad_hoc_withdrawn", period, by, now, 0, were=len(standing), reason=because)
    outbox.post_all(of_withdrawal(period, by, because), now=now)
    return period


def can_be_withdrawn(period: Period) -> None:
    """Or why not, as a ValidationError; holds nothing."""
    if not period.is_ad_hoc:
        raise ValidationError(_("Only an ad hoc report can be withdrawn: the other periods follow the rule."))
    if not period.obligations.in_force().exists():
        raise ValidationError(_("This ad hoc report has been withdrawn already."))
    if QuarterlyReport.objects.filter(obligation__period=period, first_submitted_at__isnull=False).exists():
        raise ValidationError(_("A unit has submitted its report already: what is no longer wanted of the others can be waived."))


def _next_code(year: int) -> str:
    """2026-DX1, 2026-DX2 …: the first period of all is held, so that two who open one at once take turns."""
    Period.objects.order_by("pk").select_for_update(no_key=True).first()
    prefix = f"{year}-{AD_HOC}"
    taken = Period.objects.ad_hoc().filter(code__startswith=prefix).values_list("code", flat=True)
    return f"{prefix}{max((int(code.removeprefix(prefix)) for code in taken), default=0) + 1}"
