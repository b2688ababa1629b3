"""The calendar of reporting periods: rows made from the rule of Decree 09/2019, then edited by the ministry."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import history
from accounts.history import Actor
from accounts.models import User
from accounts.permissions import Permission
from plan.calendar import Kind, code_on, dates_of, due_at, following
from plan.models import MovedDay, Period, Plan
from plan.moment import day_of
from plan.services._ground import shown
from plan.working_days import WorkingDays

FARTHEST = timedelta(days=31)  # from the rule's date: one period never takes the place of another


@transaction.atomic
def keep_calendar(*, by: Actor, now: datetime) -> list[Period]:
    """Make the periods that are missing, from the one in which the first plan was issued to the one after today's.

    Rows that are there are left as they are: the ministry may have edited them. Answers the new ones.
    """
    issued = Plan.objects.order_by("issued_on").values_list("issued_on", flat=True).first()
    if issued is None:
        return []
    standing, days = set(Period.objects.values_list("code", flat=True)), MovedDay.objects.as_working_days()
    wanted = (code for kind in Kind for code in _codes(kind, issued, day_of(now)))
    return [_make(code, days, by, now) for code in wanted if code not in standing]


def _codes(kind: Kind, first: date, today: date) -> list[str]:
    """Codes of the kind from the period of the first day to the one that follows today's."""
    codes, code, last = [], code_on(kind, first), following(code_on(kind, today))
    while code != last:
        codes.append(code)
        code = following(code)
    return [*codes, last]


def _make(code: str, days: WorkingDays, by: Actor, now: datetime) -> Period:
    dates = dates_of(code)
    period = Period.objects.create(
        code=code,
        kind=dates.kind,
        starts_on=dates.starts_on,
        cut_off_on=dates.cut_off_on,
        due_at=due_at(dates.cut_off_on, days),
        government_due_on=dates.government_due_on,
    )
    history.record(by=by, verb="plan.period_made", obj=period, code=code, label=code, at=now)
    return period


@transaction.atomic
def edit_period(
    *,
    period: Period,
    by: Actor,
    starts_on: date,
    cut_off_on: date,
    due: datetime,
    government_due_on: date,
    reason: str,
    now: datetime,
    seen: int | None,
) -> Period:
    """Give a period other dates than the rule's, none more than 31 days from it; what is late is judged by them from then on."""
    period.lock_seen(seen)
    if period.is_ad_hoc:
        raise ValidationError(_("The dates of an ad hoc report do not follow from the calendar."))
    values = {"starts_on": starts_on, "cut_off_on": cut_off_on, "due_at": due, "government_due_on": government_due_on}
    changes = history.changed(period, values)
    if not changes:
        return period
    _must_be_a_period(period, starts_on, cut_off_on, due, government_due_on)
    if not reason.strip():
        raise ValidationError({"reason": _("Say by which decision or for what reason the dates are changed.")})
    period.save_seen(None, values)
    under = Permission.PERIOD_MANAGE if isinstance(by, User) else None
    history.record(
        by=by,
        verb="plan.period_edited",
        obj=period,
        code=period.code,
        label=period.code,
        changes=changes,
        reason=reason,
        under=under,
        at=now,
    )
    return period


def _far_from_the_rule(period: Period, starts_on: date, cut_off_on: date, due: datetime, government_due_on: date) -> dict[str, str]:
    rule = dates_of(period.code)
    near = {
        "starts_on": (starts_on, rule.starts_on),
        "cut_off_on": (cut_off_on, rule.cut_off_on),
        "due": (day_of(due), day_of(due_at(rule.cut_off_on, MovedDay.objects.as_working_days()))),
        "government_due_on": (government_due_on, rule.government_due_on),
    }
    message = _("At most %(days)s days from %(day)s, the date by the rule.")
    return {
        name: message % {"days": FARTHEST.days, "day": shown(ruled)}
        for name, (given, ruled) in near.items()
        if abs(given - ruled) > FARTHEST
    }


def _must_be_a_period(period: Period, starts_on: date, cut_off_on: date, due: datetime, government_due_on: date) -> None:
    errors = _far_from_the_rule(period, starts_on, cut_off_on, due, government_due_on)
    if cut_off_on <= starts_on:
        errors["cut_off_on"] = _("The cut-off must come after the first day.")
    if day_of(due) <= cut_off_on:
        # Decree 09/2019, Article 8, clause 5 b: at least one working day between cut-off and sending.
        errors["due"] = _("Reports are due at the earliest on the day after the cut-off.")
    if government_due_on < cut_off_on:
        errors["government_due_on"] = _("The ministry cannot report before the cut-off.")
    others = Period.objects.filter(kind=period.kind).exclude(pk=period.pk)
    if others.filter(starts_on__lte=cut_off_on, cut_off_on__gte=starts_on).exists():
        errors["starts_on"] = _("These dates overlap another period of the same kind.")
    if errors:
        raise ValidationError(errors)
