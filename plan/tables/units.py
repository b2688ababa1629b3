from __future__ import annotations

from collections.abc import Iterable

from accounts.models import Unit
from office.tables.columns import Words, is_vietnamese

Choices = dict[str, Words | tuple[Words, ...]]


def unit_choices(units: Iterable[Unit] | None = None) -> Choices:
    """Every unit by its code: written by its name in the reader's language, understood by either name. One query, or none where
    the units have been read."""
    names = ("code", "name_vi", "name_en")
    rows = Unit.objects.values_list(*names) if units is None else [tuple(getattr(unit, name) for name in names) for unit in units]
    if is_vietnamese():
        return {code: (vi, en or vi) for code, vi, en in rows}
    return {code: (en or vi, vi) for code, vi, en in rows}
