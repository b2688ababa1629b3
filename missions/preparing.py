"""Openings in preparation whose place is known, for the map of who may see them."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import Permission, can
from missions import access
from missions.access import Visitor
from missions.planned import Planned


def openings_on_map(user: Visitor, on: date) -> list[Planned]:
    """None for who may not know of an opening; of a day that is past, those that had been entered by then."""
    if not can(user, Permission.OPENINGS_READ):
        return []
    rows = access.openings_for(user).in_preparation().filter(latitude__isnull=False, recorded_at__date__lte=on).with_course()
    return [
        Planned(
            code=row.code,
            name=row.name,
            kind=row.kind,
            longitude=float(row.longitude or 0),
            latitude=float(row.latitude or 0),
            address=reverse("missions:opening", args=[row.code]),
            when=_("Opens about %(day)s") % {"day": f"{row.last.likely:%d/%m/%Y}"} if row.last and row.last.likely else "",
        )
        for row in rows
    ]
