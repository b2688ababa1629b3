from __future__ import annotations

from accounts.models import Unit
from office.tables.columns import Words, is_vietnamese

Choices = dict[str, Words | tuple[Words, ...]]


def unit_choices() -> Choices:
    """Every unit by its code: written by its name in the reader's language, understood by either name. One query."""
    rows = Unit.objects.values_list("code", "name_vi", "name_en")
    if is_vietnamese():
        return {code: (vi, en or vi) for code, vi, en in rows}
    return {code: (en or vi, vi) for code, vi, en in rows}
