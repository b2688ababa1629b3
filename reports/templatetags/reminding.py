"""What the page of a period says about reminders."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.template import Context

from reports import access
from reports.models import Reminder
from reports.register import Register

register = template.Library()


@register.inclusion_tag("reports/_reminders.html", takes_context=True)
def reminders(context: Context, found: Register) -> dict[str, Any]:
    """How many units have been reminded, and the way to remind those who have sent nothing; one query, for those who may."""
    user = context["request"].user
    if not context["as_of"].moment.is_now or not access.may_remind(user):
        return {}
    summed = Reminder.objects.of_period(found.period).of_units(access.units_reminded(user)).summed()
    last: datetime | None = summed["last"]
    unsent = found.counts.missing + found.counts.not_due
    return {"period": found.period, "units": summed["units"], "last": last, "unsent": unsent, "shown": bool(unsent or last)}
