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
from reports.facts import FORESIGHT, TASK, UNIT
from reports.figures import Figures, is_part, readable
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
from reports.parts.results import by_task, is_empty, nothing, overall
from reports.parts.training import training
from reports.parts.voices import annex_of_voices, difficulties_voiced, next_voiced, proposals_voiced
from reports.sentences import body, day
from reports.wording import has, standing, worded

VERSION = 16
ROMAN = ("I", "II", "III", "IV")
Part = tuple[str, Sequence[Block]]


def compose(figures: Figures, language: str, each: Callable[[str], None] = lambda unit: None) -> list[Block]:
    """The report, ready to be drawn. Without a period it says nothing of what the field reports. `each` is told the name of
    every unit when its part of the annexes is begun."""
    figures = readable(figures)
    field, network, foresight = figures["field"], figures["network"], figures["foresight"]
    with override(language), worded(figures.get("wording")):
        annex, heard = _numbers(figures), _heard(figures)
        return [
            body(_opening(figures, language)),
            Heading(_("I. DIRECTION AND ORGANIZATION")),
            *_numbered(
                (_("Directives"), directed(figures["directives"], part=is_part(figures))),
                *([(_("Reports of the missions"), reporting(field, language, annex["units"]))] if field else []),
            ),
            Heading(_("II. RESULTS")),
            *_numbered(
                *_of_measures(figures, language),
                *([(_("The network of missions"), network_part(network, figures["on"], language))] if network else []),
                *([(_("Openings in preparation and the forecast"), foreseen(foresight, language))] if _foresees(figures) else []),
                *([(_("Indicators of the plan"), indicators(figures["indicators"], language))] if _has_indicators(figures) else []),
                *([(_("Training"), training(figures, language))] if figures["training"] else []),
                *([(_("Money"), money(figures, language))] if figures["money"] else []),
            ),
            Heading(_("III. DIFFICULTIES AND OBSTACLES")),
            *_numbered(
                *(
                    []
                    if heard and is_empty(figures)
                    else [(_("Of the units that lead measures"), difficulties(figures, language, alone=not heard))]
                ),
                *([(_("Of the missions"), _difficulties(figures, language, annex["voices"]))] if heard else []),
            ),
            Heading(_("IV. WORK AHEAD")),
            *ahead(figures, language),
            *(next_voiced(heard, language, annex["voices"]) if heard and not _is_unsorted(figures) else []),
            *_proposed(figures, language, annex["voices"]),
            *_closing(figures, language),
            *_annexes(figures, language, each, annex),
        ]


def _of_measures(figures: Figures, language: str) -> list[Part]:
    """Of a part without measures one sentence."""
    if is_empty(figures):
        return [(_("Overall results"), nothing(figures, language))]
    return [
        (_("Overall results"), overall(figures, language)),
        (_("Changes since the last report"), changed(figures, language)),
        (_("Results by task"), by_task(figures, language)),
    ]


def _heard(figures: Figures) -> Figures | None:
    """What the field reported; None in a part in which nobody owed a report, as of a unit that follows no mission: it is not said
    then that missions said nothing."""
    field: Figures | None = figures["field"]
    return None if field and is_part(figures) and not field["units"] else field


def _is_unsorted(figures: Figures) -> bool:
    """Of one task: what missions say of no measure is not sorted by task. It must not be said that they said nothing."""
    return is_part(figures) and figures["scope"]["kind"] == TASK and has("said-of-whole")


def _difficulties(figures: Figures, language: str, annex: str) -> Sequence[Block]:
    if _is_unsorted(figures):
        return [body(standing("said-of-whole"))]
    return difficulties_voiced(figures["field"], language, annex)


def _numbers(figures: Figures) -> dict[str, str]:
    """The numbers of the annexes that there are, one after the other."""
    names = [*([] if is_empty(figures) else ["measures"]), *(["units", "voices"] if _heard(figures) else []), "proposals"]
    return {"voices": "", "units": ""} | dict(zip(names, ROMAN, strict=False))


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


def _proposed(figures: Figures, language: str, annex: str) -> list[Block]:
    heard = _heard(figures)
    voiced = proposals_voiced(heard, language, annex) if heard and not _is_unsorted(figures) else []
    blocks = [*voiced, *proposals_answered(figures, language)]
    return [Heading(_("V. PROPOSALS AND RECOMMENDATIONS")), *blocks] if blocks else []


def _annexes(figures: Figures, language: str, each: Callable[[str], None], numbers: dict[str, str]) -> list[Block]:
    annexes: list[Block] = []
    if "measures" in numbers:
        table = annex_of_measures(figures["measures"], figures["tasks"], language)
        annexes.append(Annex(numbers["measures"], _("Measures of the plan and where they stand"), (table,)))
    if heard := _heard(figures):
        annexes.append(annex_of_units(heard, language, each, numbers["units"]))
        annexes.append(annex_of_voices(figures, language, numbers["voices"]))
    return annexes + annex_of_proposals(figures, language, numbers["proposals"])


def _closing(figures: Figures, language: str) -> list[Block]:
    plan = figures["plan"]
    told = {"kind": plan["kind"][language], "number": plan["number"], "on": day(figures["on"])}
    of_part = is_part(figures) and has("closing-part")
    words = standing("closing-part", **told, part=_told_part(figures, language)) if of_part else standing("closing", **told)
    return [body(words)] if words else []


def _opening(figures: Figures, language: str) -> tuple[Text, ...]:
    plan = figures["plan"]
    told = {"kind": plan["kind"][language], "number": plan["number"], "issued": day(plan["issued_on"])}
    told |= {"dated": _dated(plan, language), "subject": _subject(plan, language)}
    if is_part(figures) and has("opening-part"):
        return standing("opening-part", **told, part=_told_part(figures, language))
    return standing("opening", **told)


def _told_part(figures: Figures, language: str) -> str:
    """The part inside a sentence."""
    scope = figures["scope"]
    name = scope["name"][language]
    if scope["kind"] == TASK:
        return _("task %(code)s. %(title)s") % {"code": scope["code"], "title": name}
    words = _("the measures that %(unit)s leads") if scope["kind"] == UNIT else _("the part of the plan that concerns %(name)s")
    return words % {"unit": name, "name": name}


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
