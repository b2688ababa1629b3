"""What was directed, and which instructions no measure carries out yet."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from office.blocks import Block, Paragraph
from reports.figures import Figures
from reports.sentences import body, directives, linked, said


def directed(figures: Figures) -> list[Block]:
    total = figures["total"]["n"]
    if not total:
        return [body(said(_("No directive is recorded for the plan.")))]
    kinds = figures["kinds"]
    opening = said(
        _("%(directives)s recorded; instructions: %(instructions)s, policy statements: %(statements)s, background: %(background)s."),
        directives=linked(figures["total"], directives(total)),
        instructions=linked(kinds["instruction"]),
        statements=linked(kinds["policy_statement"]),
        background=linked(kinds["background"]),
    )
    links = said(
        _("Links between directives and measures: %(confirmed)s confirmed, %(waiting)s to be confirmed."),
        confirmed=linked(figures["links"]["confirmed"]),
        waiting=linked(figures["links"]["to_be_confirmed"]),
    )
    own = figures["instructions"]
    gaps = said(
        _("Instructions without a confirmed link: %(unconfirmed)s, of which without any link: %(unlinked)s."),
        unconfirmed=linked(own["unconfirmed"]),
        unlinked=linked(own["unlinked"]),
    )
    blocks: list[Block] = [body(opening), body(links, gaps)]
    if figures["found_later"]:
        words = ngettext(
            "%(directives)s found later in other public sources is not counted here.",
            "%(directives)s found later in other public sources are not counted here.",
            figures["found_later"],
        )
        blocks.append(Paragraph(said(words, directives=directives(figures["found_later"])), kind="note"))
    return blocks
