"""Proposals on the page of a person's work: those that the person's unit is to answer."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.permissions import Permission, units_for
from overview.items import Item, Section, away
from reports.models import Proposal
from reports.proposal_register import address


def proposals_to_answer(user: User, today: date) -> list[Section]:
    """Nothing for whoever may answer for all units: they follow the register, not a desk of their own."""
    units = units_for(user, Permission.PROPOSAL_ANSWER)
    if not units:
        return []
    rows = Proposal.objects.to_answer(units).for_list()
    items = [_item(row, today) for row in rows]
    return [Section(gettext_lazy("Proposals to answer"), items, gettext_lazy("All proposals"), address())]


def _item(row: Proposal, today: date) -> Item:
    page, late = reverse("reports:proposal", args=[row.pk]), row.is_overdue(today)
    said = {"who": row.who, "text": Truncator(" ".join(row.text.split())).chars(200)}
    note = (
        _("To be answered better: %(reason)s") % {"reason": row.returned_because} if row.returned_because else _("%(who)s: %(text)s") % said
    )
    return Item(
        sign="overdue" if late else "risk" if row.returned_because else "within",
        what=_("Answer proposal %(code)s") % {"code": row.code},
        address=page,
        note=note,
        act=_("Answer"),
        act_address=reverse("reports:proposal-act", args=[row.pk, "answer"]),
        when=away(row.due_on, today),
        on=row.due_on,
        late=late,
    )
