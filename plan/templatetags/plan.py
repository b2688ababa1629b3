"""How the plan's pages write a deadline and a number that leads to its rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_noop

from plan.models import Measure
from plan.models.plan import Bilingual
from plan.progress import Cell

register = template.Library()


@register.simple_tag
def opens(value: int, address: str) -> SafeString:
    """A number that opens exactly the rows that make it; a zero has nothing to open."""
    shown = number_format(value, force_grouping=True)
    if not value:
        return format_html('<span class="zero">{}</span>', shown)
    return format_html('<a href="{}">{}</a>', address, shown)


@register.filter
def scaled(value: int, decimals: int) -> str:
    """A value kept as a whole number of 10^-`decimals` units."""
    return number_format(Decimal(value).scaleb(-decimals), decimal_pos=decimals, use_l10n=True, force_grouping=True)


@register.inclusion_tag("plan/_due.html")
def due(measure: Measure, on: date) -> dict[str, Any]:
    """The deadline of a measure with its standing: relative first, the day under it."""
    days = (measure.at_due_on - on).days if measure.at_due_on else 0
    return {"measure": measure, "running": measure.cell in {Cell.OPEN_WITHIN, Cell.OPEN_OVERDUE}, "days": days, "late_by": -days}


@register.simple_tag
def said(obj: Bilingual, field: str) -> SafeString:
    """A text of the plan in the reader's language, else in the other one, marked as such."""
    text, language = obj.text(field), obj.lang(field)
    return format_html('<span lang="{}">{}</span>', language, text) if language else conditional_escape(text)


# What the file of the plan names as missing, here so that the catalogues know the words.
MISSING = (
    gettext_noop("annex with lead agencies, deadlines, products"),
    gettext_noop("periodic reporting duty and its date"),
    gettext_noop("Part III (organization of implementation)"),
)
