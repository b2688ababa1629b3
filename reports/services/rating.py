"""A mission rates the support it got in a quarter. The history tells that it was done, never what was answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import history
from accounts.folding import clean
from accounts.models import User
from accounts.permissions import Permission
from accounts.versions import StaleVersion
from plan.calendar import dates_of
from plan.models import Period
from plan.moment import HANOI, day_of
from reports.models import Obligation, Rating
from reports.models.rating import QUESTIONS

LONGEST_WORD = 500


def closes_on(period: Period) -> date:
    """The last day on which the ratings of a quarter can be given or changed: that on which the ministry reports to the
    Government, by the rule of the calendar. A period that is edited does not open what has been closed and shown."""
    return dates_of(period.code).government_due_on


def closes_at(period: Period) -> datetime:
    """The last minute of that day in Hà Nội."""
    return datetime.combine(closes_on(period), time(23, 59), HANOI)


def can_be_rated(obligation: Obligation, now: datetime) -> None:
    """With or after the report, in its quarter; a rating is never owed."""
    if obligation.period.kind != Period.Kind.QUARTER:
        raise ValidationError(_("Only quarters are rated."))
    if not hasattr(obligation, "report") or obligation.report.first_submitted_at is None:
        raise ValidationError(_("The support is rated once the report has been submitted."))
    if day_of(now) > closes_on(obligation.period):
        words = _(
            "The support of this quarter could be rated until %(day)s; then its results were put together, so that they give "
            "nobody's answer away. You can rate again with the next report."
        )
        raise ValidationError(words % {"day": f"{closes_on(obligation.period):%d/%m/%Y}"}, code="closed")


@transaction.atomic
def rate_support(*, obligation: Obligation, scores: Mapping[str, int], word: str, by: User, now: datetime, seen: int | None) -> Rating:
    """`seen`: the version of the rating that was shown, 0 for none yet. What was rated before is replaced."""
    obligation.lock_seen(None)
    can_be_rated(obligation, now)
    given = _checked(scores, word)
    rating = Rating.objects.filter(unit=obligation.unit_id, period=obligation.period_id).first()
    if rating is None:
        rating = Rating.objects.create(
            unit=obligation.unit, period=obligation.period, department=obligation.unit.lead_unit, by=by, at=now, **given
        )
    elif seen == 0:
        raise StaleVersion(rating)
    else:
        rating.save_seen(seen, {**given, "by": by, "at": now})
    history.record(
        by=by, verb="reports.support_rated", obj=rating, code=obligation.code, label=obligation.period.code, unit=obligation.unit,
        under=Permission.SUPPORT_RATE, at=now,
    )  # fmt: skip
    return rating


def _checked(scores: Mapping[str, int], word: str) -> dict[str, int | str]:
    if wrong := {name: _("Choose from 1 to 5.") for name in QUESTIONS if scores.get(name) not in range(1, 6)}:
        raise ValidationError(wrong)
    if len(cleaned := clean(word).strip()) > LONGEST_WORD:
        raise ValidationError({"word": _("At most %(most)s characters; there are %(n)s.") % {"most": LONGEST_WORD, "n": len(cleaned)}})
    return {**{name: scores[name] for name in QUESTIONS}, "word": cleaned}
