"""How pages write the averages of ratings, and where a mission is asked for one."""

from __future__ import annotations

from django import template
from django.core.exceptions import ValidationError
from django.utils.formats import number_format

from accounts.permissions import Permission, can
from reports.ratings import Mean
from reports.services.rating import can_be_rated, closes_at
from reports.views.opened import Opened

register = template.Library()


@register.filter
def mean(value: Mean) -> str:
    """ "3,7"; at an end a sign for all that lies beyond it: "≥ 4,8", "≤ 1,2"."""
    shown = number_format(value.tenths / 10, 1)
    return f"≥ {shown}" if value.is_high else f"≤ {shown}" if value.is_low else shown


@register.simple_tag
def may_rate(opened: Opened) -> dict[str, str]:
    """Empty where there is nothing to rate; until when it can be rated, or why it no longer can."""
    if not can(opened.user, Permission.SUPPORT_RATE, opened.obligation):
        return {}
    try:
        can_be_rated(opened.obligation, opened.now)
    except ValidationError as error:
        return {"closed": error.message} if error.code == "closed" else {}
    return {"until": opened.both_clocks(closes_at(opened.period))}
