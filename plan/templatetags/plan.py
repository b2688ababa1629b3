"""How the plan's pages write a deadline and a number that leads to its rows."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from plan.models import Measure
from plan.progress import Cell

register = template.Library()


@register.simple_tag
def number(value: int, address: str) -> SafeString:
    """A number that opens exactly the rows that make it; a zero has nothing to open."""
    shown = number_format(value, force_grouping=True)
    if not value:
        return format_html('<span class="zero">{}</span>', shown)
    return format_html('<a href="{}">{}</a>', address, shown)


@register.inclusion_tag("plan/_due.html")
def due(measure: Measure, on: date) -> dict[str, Any]:
    """The deadline of a measure with its standing: relative first, the day under it."""
    days = (measure.at_due_on - on).days if measure.at_due_on else 0
    return {"measure": measure, "open": measure.cell in {Cell.OPEN_WITHIN, Cell.OPEN_OVERDUE}, "days": days, "late_by": -days}
