"""What the pages of quarterly reports look up."""

from django import template

from reports.forms.quarterly import Judged
from reports.sheet import Field

register = template.Library()


@register.filter
def remark_on(judged: Judged, field: Field) -> str:
    """What the reviewer has written about this answer and not sent yet."""
    return judged.remarks.get(field.key, "")
