"""The form around a progress report: whose it is, to whom it goes, who signs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from office.blocks import Block
from office.shell import Shell
from reports.composition import abstract
from reports.figures import Figures

TEMPLATE = "decree-30/2"  # bump with every change of the form: it is part of the hash over a report's inputs


def docx_of(blocks: Sequence[Block], figures: Figures, language: str, address: str) -> bytes:
    from office.documents import draw_docx  # with python-docx, only where a document is drawn

    return draw_docx(blocks, shell_of(figures, language, address))


DRAW: dict[str, Callable[[Sequence[Block], Figures, str, str], bytes]] = {"docx": docx_of}  # by the kind of file, in this order


def shell_of(figures: Figures, language: str, address: str) -> Shell:
    """A draft that goes up inside the ministry: to its leadership, signed for the minister by whom that is left to.
    Number, date, seal and signature are given by the ministry's document system."""
    with override(language):
        return Shell(
            agency_above="",
            agency=_("Ministry of Foreign Affairs"),
            place=_("Hà Nội"),
            title=_("REPORT"),
            abstract=abstract(figures, language),
            as_of=date.fromisoformat(figures["on"]),
            recipients=(_("As above"), _("Units of the ministry (for implementation)")),
            signer=_("FOR THE MINISTER"),
            language=language,
            demo=figures["demo"],
            address=address,
            symbol="BC-BNG",
            addressee=_("Ministry leadership"),
        )
