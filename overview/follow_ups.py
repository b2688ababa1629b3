"""Follow-ups of inspections on the page of a person's work: overdue ones, for the secretariat and the head of the unit."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission, can, units_for
from overview.items import Item, away
from plan.models import Inspection


def follow_ups(user: User, today: date) -> list[Item]:
    """Whoever keeps the plan sees those of all units and closes them; a head those of the own unit, to see to them."""
    keeps = can(user, Permission.PLAN_EDIT)
    rows = Inspection.objects.overdue(today)
    if not keeps:
        units = units_for(user, Permission.COMPLETION_CONFIRM)
        rows = rows if units is None else rows.of_units(units)
    rows = rows.select_related("plan", "unit").order_by("follow_up_due", "pk")
    return [_item(row, today, keeps) for row in rows]


def _item(row: Inspection, today: date, keeps: bool) -> Item:
    address = f"{reverse('plan:inspections', args=[row.plan.code])}#i{row.pk}"
    about = {"unit": row.unit.name, "day": f"{row.on:%d/%m/%Y}"}
    return Item(
        sign="overdue",
        what=_("Follow up the inspection of %(unit)s on %(day)s") % about,
        address=address,
        note=Truncator(row.follow_up).chars(200),
        act=_("Close it") if keeps else _("View"),
        act_address=reverse("plan:inspection-close", args=[row.plan.code, row.pk]) if keeps else address,
        when=away(row.follow_up_due, today),
        on=row.follow_up_due,
        late=True,
    )
