"""Turns frozen figures into one list of blocks, which page and Word file only walk. Pure: figures and a language go in.

The order is that of reports to the Government: direction and organization, results, difficulties, work ahead,
proposals, annexes. Bump VERSION with every change of wording or order: it is part of the hash over a report's inputs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from accounts.folding import lower
from office.blocks import Annex, Block, Heading, Text
from office.decree import cited
from reports.facts import FORESIGHT, TASK
from reports.figures import Figures, readable
from reports.parts.ahead import ahead, difficulties
from reports.parts.annexes import annex_of_measures, annex_of_units
from reports.parts.changes import changed
from reports.parts.directives import directed
from reports.parts.field import reporting
from reports.parts.foresight import foreseen
from reports.parts.indicators import indicators
from reports.parts.money import money
from reports.parts.network import network_part
from reports.parts.proposals import annex_of_proposals, proposals_answered
from reports.parts.results import by_task, overall
from reports.parts.training import training
from reports.parts.voices import annex_of_voices, difficulties_voiced, next_voiced, proposals_voiced
from reports.sentences import body, day
from reports.wording import standing, worded

VERSION = 15
Part = tuple[str, Sequence[Block]]


def compose(figures: Figures, language: str, each: Callable[[str], None] = lambda unit: None) -> list[Block]:
    """The report, ready to be drawn. Without a period it says nothing of what the field reports. `each` is told the name of
    every unit when its part of the annexes is begun."""
    figures = readable(figures)
    field, network, foresight = figures["field"], figures["network"], figures["foresight"]
    with override(language), worded(figures.get("wording")):
        return [
            body(_opening(figures, language)),
            Heading(_("I. DIRECTION AND ORGANIZATION")),
            *_numbered(
                (_("Directives"), directed(figures["directives"])),
                *([(_("Reports of the missions"), reporting(field, language))] if field else []),
            ),
            Heading(_("II. RESULTS")),
            *_numbered(
                (_("Overall results"), overall(figures, language)),
                (_("Changes since the last report"), changed(figures, language)),
                (_("Results by task"), by_task(figures, language)),
                *([(_("The network of missions"), network_part(network, figures["on"], language))] if network else []),
                *([(_("Openings in preparation and the forecast"), foreseen(foresight, language))] if _foresees(figures) else []),
                *([(_("Indicators of the plan"), indicators(figures["indicators"], language))] if _has_indicators(figures) else []),
                *([(_("Training"), training(figures, language))] if figures["training"] else []),
                *([(_("Money"), money(figures, language))] if figures["money"] else []),
            ),
            Heading(_("III. DIFFICULTIES AND OBSTACLES")),
            *_numbered(
                (_("Of the units that lead measures"), difficulties(figures, language, alone=not field)),
                *([(_("Of the missions"), difficulties_voiced(field, language))] if field else []),
            ),
            Heading(_("IV. WORK AHEAD")),
            *ahead(figures, language),
            *(next_voiced(field, language) if field else []),
            *_proposed(figures, language),
            *_closing(figures, language),
            *_annexes(figures, language, each),
        ]


def _foresees(figures: Figures) -> bool:
    return bool(figures["scope"]) and figures["scope"]["kind"] == FORESIGHT


def _has_indicators(figures: Figures) -> bool:
    """Of the whole it is said too where there are none."""
    return bool(figures["indicators"]) or figures["network"] is not None


def _numbered(*parts: Part) -> Iterable[Block]:
    """1. …, 2. …; a part alone needs no number."""
    for place, (title, blocks) in enumerate(parts, start=1):
        if len(parts) > 1:
            yield Heading(f"{place}. {title}", 2)
        yield from blocks


def _proposed(figures: Figures, language: str) -> list[Block]:
    voiced = proposals_voiced(figures["field"], language) if figures["field"] else []
    blocks = [*voiced, *proposals_answered(figures, language)]
    return [Heading(_("V. PROPOSALS AND RECOMMENDATIONS")), *blocks] if blocks else []


def _annexes(figures: Figures, language: str, each: Callable[[str], None]) -> list[Block]:
    table = annex_of_measures(figures["measures"], figures["tasks"], language)
    annexes: list[Block] = [Annex("I", _("Measures of the plan and where they stand"), (table,))]
    if figures["field"]:
        annexes += [annex_of_units(figures["field"], language, each), annex_of_voices(figures, language)]
    return annexes + annex_of_proposals(figures, language, "IV" if figures["field"] else "II")


def _closing(figures: Figures, language: str) -> list[Block]:
    plan = figures["plan"]
    words = standing("closing", kind=plan["kind"][language], number=plan["number"], on=day(figures["on"]))
    return [body(words)] if words else []


def _opening(figures: Figures, language: str) -> tuple[Text, ...]:
    plan = figures["plan"]
    told = {"kind": plan["kind"][language], "number": plan["number"], "issued": day(plan["issued_on"])}
    return standing("opening", **told, dated=_dated(plan, language), subject=_subject(plan, language))


def _dated(plan: Figures, language: str) -> str:
    return cited(date.fromisoformat(plan["issued_on"]), plan.get("issuer", {}).get(language, ""), language)


def _subject(plan: Figures, language: str) -> str:
    """What a document is about, from its title, which begins with its kind: về Kế hoạch …"""
    kind, title = plan["kind"][language], plan["title"][language]
    for head in (kind, *kind.split()[-1:]):
        title = title.removeprefix(f"{head} ")
    words = pgettext("of a document", "on %(title)s")
    return title if title.startswith(words.partition("%")[0]) else words % {"title": title}


def _between(figures: Figures) -> str:
    """The time of a report between two days; nine months by their name, as practice has it."""
    since, on = (date.fromisoformat(figures[name]) for name in ("since", "on"))
    if (since.month, since.day, since.year, on.month, on.day) == (12, 15, on.year - 1, 9, 14):
        return _("the nine months of %(year)s") % {"year": on.year}
    return _("the time from %(since)s to %(on)s") % {"since": day(since), "on": day(on)}


def _part(figures: Figures, language: str) -> str:
    scope = figures.get("scope")
    if scope is None:
        return ""
    name = scope["name"][language]
    if scope["kind"] == TASK:
        name = _("task %(code)s. %(title)s") % {"code": scope["code"], "title": name}
    return f" – {name}"


def abstract(figures: Figures, language: str) -> str:
    """Trích yếu: what the report is about, under its title."""
    with override(language):
        plan, period = figures["plan"], figures.get("period")
        words = _("Progress in implementing %(kind)s No. %(number)s of %(issued)s (as of %(on)s)")
        if period or figures.get("since"):
            words = _("Progress in implementing %(kind)s No. %(number)s of %(issued)s in %(period)s (as of %(on)s)")
        told = words % {
            "kind": plan["kind"][language],
            "number": plan["number"],
            "issued": _dated(plan, language),
            "period": lower(period["name"][language]) if period else _between(figures) if figures.get("since") else "",
            "on": day(figures["on"]),
        }
        return f"{told}{_part(figures, language)}"
