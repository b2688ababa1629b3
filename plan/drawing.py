"""A table of the plan as a Word file in the form of Decree 30/2020: the form, a sentence of what it is, the table as an annex."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.models import Membership
from office import installation
from office.blocks import Annex, Block, Paragraph, Table, Text
from office.decree import DOTS
from office.shell import Shell
from plan.models import Plan
from plan.moment import HANOI, Moment

ROMAN = "I"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def as_of(moment: Moment) -> str:
    """ "Đến hết ngày 30/09/2026, theo số liệu ghi nhận đến 09:00 ngày 02/10/2026"."""
    day = {"day": f"{moment.on:%d/%m/%Y}"}
    if moment.known is None:
        return _("As of the end of %(day)s") % day
    known = moment.known.astimezone(HANOI)
    return _("As of the end of %(day)s, as recorded by %(known)s") % {**day, "known": f"{known:%H:%M %d/%m/%Y}"}


def annex_docx(plan: Plan, moment: Moment, *, title: str, table: Table, said: Sequence[str], address: str) -> bytes:
    """`said`: the filter in words; `address`: the root under which the pages are found."""
    rows = len(table.rows)
    counted = ngettext("The annex has %(n)d row.", "The annex has %(n)d rows.", rows) % {"n": rows}
    lines = [f"{as_of(moment)}. {counted}", *said]
    body: list[Block] = [Paragraph((Text(line),)) for line in lines]
    from office.documents import draw_docx  # with python-docx, only where a document is drawn

    return draw_docx([*body, Annex(ROMAN, title, (table,))], _shell(plan, moment, title, address))


def _shell(plan: Plan, moment: Moment, title: str, address: str) -> Shell:
    unit = Membership.objects.unit_of_secretariat(moment.today)
    return Shell(
        agency_above=_("Ministry of Foreign Affairs"),
        agency=unit.name if unit else DOTS,
        place=_("Hà Nội"),
        title=_("REPORT"),
        abstract=_("%(title)s of %(kind)s No. %(number)s") % {"title": title, "kind": plan.text("kind"), "number": plan.number},
        as_of=moment.on,
        recipients=(_("As above"), _("Units of the ministry (for implementation)")),
        signer=_("HEAD OF UNIT"),
        language="en" if get_language() == "en" else "vi",
        demo=installation.is_demo(),
        address=address,
        symbol=f"BC-{DOTS}",
        addressee=_("Ministry leadership"),
    )
