"""The form around a progress report: whose it is, to whom it goes, who signs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import wraps

from django.utils.translation import gettext as _
from django.utils.translation import override

from office.blocks import Block
from office.decree import DOTS
from office.files import open_file
from office.kept import draw_html
from office.sheets import draw_xlsx
from office.shell import Shell
from reports.composition import abstract
from reports.figures import Figures
from reports.models import BaseDocument

TEMPLATE = "decree-30/6"  # bump with every change of the form: it is part of the hash over a report's inputs


TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
}


def docx_of(blocks: Sequence[Block], figures: Figures, language: str, address: str) -> bytes:
    from office.documents import draw_docx  # with python-docx, only where a document is drawn

    return draw_docx(blocks, shell_of(figures, language, address), _base(figures.get("base", "")))


def _base(sha: str) -> bytes:
    """The file below it, which was in use when its inputs were read; nothing where the built-in styles were."""
    found = BaseDocument.objects.with_sha(sha) if sha else None
    return open_file(found.file) if found else b""


def pdf_of(blocks: Sequence[Block], figures: Figures, language: str, address: str) -> bytes:
    from office.pdf import draw_pdf  # with typst

    return draw_pdf(blocks, shell_of(figures, language, address))


def xlsx_of(blocks: Sequence[Block], figures: Figures, language: str, address: str) -> bytes:
    return draw_xlsx(blocks, shell_of(figures, language, address))


def html_of(blocks: Sequence[Block], figures: Figures, language: str, address: str) -> bytes:
    return draw_html(blocks, shell_of(figures, language, address))


Draw = Callable[[Sequence[Block], Figures, str, str], bytes]


def _in_its_language(draw: Draw) -> Draw:
    """A drawing has words and numbers of its own: they are in the language of the report, whatever its reader or the worker has."""

    @wraps(draw)
    def drawn(blocks: Sequence[Block], figures: Figures, language: str, address: str) -> bytes:
        with override(language):
            return draw(blocks, figures, language, address)

    return drawn


# By the kind of file, in this order.
DRAW: dict[str, Draw] = {
    kind: _in_its_language(draw) for kind, draw in (("docx", docx_of), ("pdf", pdf_of), ("xlsx", xlsx_of), ("html", html_of))
}


def shell_of(figures: Figures, language: str, address: str) -> Shell:
    """A draft that goes up inside the ministry: from the unit of the secretariat to the ministry's leadership, so that neither its
    symbol nor its signature is the ministry's. Number, date, seal and signature are given by the ministry's document system."""
    with override(language):
        return Shell(
            agency_above=_("Ministry of Foreign Affairs"),
            agency=figures.get("agency", {}).get(language) or DOTS,
            place=_("Hà Nội"),
            title=_("REPORT"),
            abstract=abstract(figures, language),
            as_of=date.fromisoformat(figures["on"]),
            recipients=(_("As above"), _("Units of the ministry (for implementation)")),
            signer=_("HEAD OF UNIT"),
            language=language,
            demo=figures["demo"],
            address=address,
            symbol=f"BC-{DOTS}",
            addressee=_("Ministry leadership"),
        )
