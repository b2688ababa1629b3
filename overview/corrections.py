"""What people want put right of what is held on them, for who keeps it: to be answered within two working days."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.folding import shortened
from accounts.models import User
from overview.items import Item, away
from personnel.access.people import keeps
from personnel.held import with_due
from personnel.models import Correction


def corrections(user: User, today: date) -> list[Item]:
    if not keeps(user):
        return []
    rows = list(Correction.objects.filter(state=Correction.State.ASKED).select_related("officer").order_by("asked_at", "pk"))
    return [_item(row, due, today) for row, due in with_due(rows)] if rows else []


def _item(row: Correction, due: date, today: date) -> Item:
    late = due < today
    return Item(
        sign="overdue" if late else "within",
        what=row.officer.name,
        address=reverse("personnel:officer", args=[row.officer_id]),
        note=shortened(row.text),
        act=_("Answer"),
        act_address=reverse("personnel:correction-answer", args=[row.pk]),
        when=away(due, today),
        on=due,
        late=late,
    )
