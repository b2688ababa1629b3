"""Names of units."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import history
from accounts.folding import search_text, sort_key
from accounts.history import Actor
from accounts.models import Unit
from accounts.permissions import Permission


@transaction.atomic
def rename_unit(*, unit: Unit, name_vi: str, name_en: str, by: Actor, now: datetime, seen: int | None = None, reason: str = "") -> Unit:
    """Another name from now on. What was written under the old one keeps it: history holds names as text."""
    values = {"name_vi": name_vi.strip(), "name_en": name_en.strip()}
    for field, value in values.items():
        if not value:
            raise ValidationError({field: _("A unit needs a name.")})
    changes = history.changed(unit, values)
    if not changes:
        return unit
    found_by = {"search_text": search_text(*values.values(), unit.code), "sort_key": sort_key(values["name_vi"])}
    unit.save_seen(seen, {**values, **found_by})
    history.record(
        by=by,
        verb="unit.rename",
        obj=unit,
        code=unit.code,
        label=unit.name_vi,
        unit=unit,
        changes=changes,
        reason=reason,
        under=Permission.UNITS_MANAGE,
        at=now,
    )
    return unit
