"""What the pages of quarterly reports look up."""

from datetime import datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import Unit
from reports.due import Due, clocks_of, in_hanoi
from reports.forms.quarterly import Judged
from reports.replies import remark_of
from reports.sheet import Field

register = template.Library()


@register.simple_tag
def due_time(due: Due, is_open: bool = False) -> SafeString:
    """The one way in which a page writes when a report is owed; `is_open`: it can still be sent, so that what is left says
    something."""
    clocks = format_html("<strong>{}</strong>{}", due.hanoi, f", {due.there}" if due.there else "")
    if not is_open:
        return clocks
    return format_html('{}, <span class="late">{}</span>' if due.is_over else "{}, <span>{}</span>", clocks, due.left)


@register.filter
def clocks(at: datetime, unit: Unit | None = None) -> str:
    """On the clock of Hà Nội and on that of the unit."""
    return clocks_of(unit, at) if unit else in_hanoi(at)


@register.filter
def described(field: Field) -> str:
    """The ids of what belongs to a field when it is read out: hint, figure that has fallen, remarks, error, and how it stands
    where that asks for something. static/js/report.js keeps them so."""
    is_open = bool(field.error or field.clash or field.is_unsaved or field.is_carried or field.is_damaged)
    parts = {"h": True, "w": field.has_fallen, "r": bool(field.remarks or remark_of(field.key)), "e": bool(field.error), "f": is_open}
    return " ".join(f"{part}-{field.name}" for part, is_there in parts.items() if is_there)


@register.filter
def remark_on(judged: Judged, field: Field) -> str:
    """What the reviewer has written about this answer and not sent yet."""
    return judged.remarks.get(field.key, "")
