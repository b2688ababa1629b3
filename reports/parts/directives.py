"""What was directed, and which instructions no measure carries out yet."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from office.blocks import Block, Paragraph, Text
from reports.figures import Figures
from reports.sentences import body, directives, linked, said

Parts = tuple[Text, ...]


def directed(figures: Figures, *, part: bool) -> list[Block]:
    """`part`: of a part of the plan."""
    total = figures["total"]["n"]
    if not total:
        words = _("No directive is recorded for this part of the plan.") if part else _("No directive is recorded for the plan.")
        return [body(said(words))]
    kinds = figures["kinds"]
    opening = said(
        _("%(directives)s recorded; instructions: %(instructions)s, policy statements: %(statements)s, background: %(background)s."),
        directives=linked(figures["total"], directives(total)),
        instructions=linked(kinds["instruction"]),
        statements=linked(kinds["policy_statement"]),
        background=linked(kinds["background"]),
    )
    blocks: list[Block] = [body(opening), body(_links(figures["links"]), *_gaps(figures))]
    if figures["found_later"]:
        words = ngettext(
            "%(directives)s found later in other public sources is not counted here.",
            "%(directives)s found later in other public sources are not counted here.",
            figures["found_later"],
        )
        blocks.append(Paragraph(said(words, directives=directives(figures["found_later"])), kind="note"))
    return blocks


def _links(links: Figures) -> Parts:
    if not links["confirmed"]["n"] and not links["to_be_confirmed"]["n"]:
        return said(_("No directive is linked to a measure yet."))
    return said(
        _("Links between directives and measures: %(confirmed)s confirmed, %(waiting)s to be confirmed."),
        confirmed=linked(links["confirmed"]),
        waiting=linked(links["to_be_confirmed"]),
    )


def _gaps(figures: Figures) -> list[Parts]:
    """Instructions that no measure is known to carry out; where there is none of them, a sentence and no row of noughts."""
    own = figures["instructions"]
    if not figures["kinds"]["instruction"]["n"]:
        return []
    if not own["unconfirmed"]["n"]:
        return [said(_("Every instruction has a confirmed link."))]
    words = (
        _("Instructions without a confirmed link: %(unconfirmed)s, of which without any link: %(unlinked)s.")
        if own["unlinked"]["n"]
        else _("Instructions without a confirmed link: %(unconfirmed)s; each has a link to be confirmed.")
    )
    return [said(words, unconfirmed=linked(own["unconfirmed"]), unlinked=linked(own["unlinked"]))]
