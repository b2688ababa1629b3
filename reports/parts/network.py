"""The network of missions against its path. "About" is never dropped, "not known" never a number."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from office.blocks import Block, Column, Paragraph, Table, Text
from reports.figures import Figures
from reports.parts.drawings import network_line
from reports.sentences import about, after, counted, dated, day, items, linked, missions, name_and_address, number, said


def network_part(network: Figures, on: str, language: str) -> list[Block]:
    blocks: list[Block] = [Paragraph(after(_size(network, on), _official(network, language)))]
    if address := _source(network, language)[1]:
        blocks.append(Paragraph(said(_("Source of the published total: %(address)s"), address=address), kind="note"))
    if network["targets"]:
        picture = network_line(network, on)
        blocks += [Paragraph(after(_path(network, on), _pace(network))), *([picture] if picture else []), _targets(network)]
    changes = network["last_year"]["changes"]
    if changes:
        words = _("Openings and closings since %(day)s:")
        blocks.append(Paragraph(said(words, day=day(network["last_year"]["from"]))))
        blocks.append(items(_change(change, language) for change in changes))
    return blocks


def _size(network: Figures, on: str) -> tuple[Text, ...]:
    if network["open"] is None:
        if network["known_from"] is None:
            return said(_("How many missions were open on %(on)s is not known: no mission is recorded."), on=day(on))
        words = _("How many missions were open on %(on)s is not known: the network is recorded from %(since)s on.")
        return said(words, on=day(on), since=day(network["known_from"]))
    n = network["open"]["n"]
    words = ngettext(
        "On %(on)s, %(missions)s was open, counted from the recorded openings and closings.",
        "On %(on)s, %(missions)s were open, counted from the recorded openings and closings.",
        n,
    )
    return after(said(words, on=day(on), missions=linked(network["open"], missions(n))), _between(network))


def _between(network: Figures) -> tuple[Text, ...]:
    """As the dashboard says it."""
    between = network.get("between")
    if not between:
        return ()
    words = _("Between %(least)s and %(most)s missions may have been open: the day of some openings or closings is not known.")
    return said(words, least=number(between[0]), most=number(between[1]))


def _source(network: Figures, language: str) -> tuple[str, str]:
    """The name of the source of the published total, and its address."""
    official = network["official"]
    if official is None:
        return "", ""
    vietnamese = official.get("source_vi", "") if language == "vi" else ""
    return name_and_address(vietnamese or official["source"])


def _official(network: Figures, language: str) -> tuple[Text, ...]:
    official = network["official"]
    if official is None:
        return ()
    words = _("The latest published total is %(total)s (%(on)s; source: %(source)s).")
    latest = said(words, total=number(official["total"]), on=day(official["on"]), source=_source(network, language)[0])
    if official["counted"] in {None, official["total"]}:
        return latest
    words = _("The recorded openings and closings give %(counted)s for that day.")
    return after(latest, said(words, counted=number(official["counted"])))


def _path(network: Figures, on: str) -> tuple[Text, ...]:
    goals = ", ".join(
        _("%(value)s by %(day)s") % {"value": about(target["value"], target["about"]), "day": day(target["due_on"])}
        for target in network["targets"]
    )
    if network["baseline"] is None or network["baseline_on"] is None:
        return said(_("Targets: %(goals)s."), goals=goals)
    baseline = said(
        _("Baseline: %(value)s on %(day)s; targets: %(goals)s."),
        value=number(network["baseline"]),
        day=day(network["baseline_on"]),
        goals=goals,
    )
    if network["expected"] is None:
        return baseline
    return after(baseline, _against(network, on))


def _against(network: Figures, on: str) -> tuple[Text, ...]:
    """What the path asks for on the day, and how the count stands to it; a difference that would be written as zero is none."""
    gap = network["difference"]
    if gap is None:
        words = _("The straight path between them asks for about %(value)s on %(on)s.")
    elif abs(gap) < 0.05:
        words = _("The straight path between them asks for about %(value)s on %(on)s; the network is on it.")
    elif gap > 0:
        words = _("The straight path between them asks for about %(value)s on %(on)s; the network is ahead of it by %(gap)s.")
    else:
        words = _("The straight path between them asks for about %(value)s on %(on)s; the network is behind it by %(gap)s.")
    return said(words, value=number(network["expected"], 1), on=day(on), gap=missions(round(abs(gap or 0), 1)))


def _pace(network: Figures) -> tuple[Text, ...]:
    """What is needed and what is done, side by side, for the next target."""
    ahead = next((target for target in network["targets"] if target["pace"] is not None), None)
    actual = network["last_year"]["pace"]
    then = network["last_year"]["open_then"]
    parts: list[tuple[Text, ...]] = []
    if ahead:
        words = _("Pace needed to reach %(value)s by %(day)s: %(pace)s a year.")
        goal = about(ahead["value"], ahead["about"])
        parts.append(said(words, value=goal, day=day(ahead["due_on"]), pace=missions_a_year(ahead["pace"])))
    if actual is not None:
        words = _("Pace of the last twelve months: %(pace)s (%(then)s open on %(day)s).")
        parts.append(said(words, pace=_signed(actual), then=linked(then), day=day(network["last_year"]["from"])))
        if between := network["last_year"].get("between"):
            words = _("It may have been between %(least)s and %(most)s: the day of some changes is not known.")
            parts.append(said(words, least=_signed(between[0]), most=_signed(between[1])))
    else:
        parts.append(said(_("The pace of the last twelve months is not known.")))
    return after(*parts)


def missions_a_year(pace: float) -> str:
    """One place after the comma, so that 3.9 and 3.4 are not both 3 or 4."""
    text = number(pace, 1)
    return ngettext("%(n)s mission", "%(n)s missions", 1 if pace == 1 else 2) % {"n": text}


def _signed(pace: int) -> str:
    return f"+{pace}" if pace > 0 else f"−{-pace}" if pace < 0 else "0"


def _targets(network: Figures) -> Table:
    columns = (
        Column(_("Target"), 24, "center"),
        Column(_("By the day of"), 20, "center"),
        Column(_("Open now"), 18, "center"),
        Column(_("Still to open"), 18, "center"),
        Column(_("Pace needed, a year"), 20, "center"),
    )
    return Table(
        caption=_("The network and its targets"), columns=columns, rows=tuple(_target(target, network) for target in network["targets"])
    )


def _target(target: Figures, network: Figures) -> tuple[Text, ...]:
    missing = "–" if target["missing"] is None else about(target["missing"], target["about"] and target["missing"] > 0)
    return (
        Text(about(target["value"], target["about"])),
        dated(target["due_on"]),
        linked(network["open"]) if network["open"] else Text(_("not known")),
        Text(missing),
        Text("–") if target["pace"] is None else counted(target["pace"], places=1),
    )


def _change(change: Figures, language: str) -> tuple[Text, ...]:
    words = _("%(name)s: opened %(when)s") if change["opened"] else _("%(name)s: closed %(when)s")
    return said(words, name=Text(change["name"][language], change["address"]), when=_when(change["on"], change["precision"]))


def _when(iso: str, precision: str) -> str:
    """Only as exact as it is known."""
    on = date.fromisoformat(iso)
    words = {
        "day": _("on %(day)s"),
        "month": _("in %(month)s"),
        "year": _("in %(year)s"),
        "not_later_than": _("not later than %(day)s"),
        "not_earlier_than": _("not earlier than %(day)s"),
    }
    return words.get(precision, words["day"]) % {"day": day(on), "month": f"{on:%m/%Y}", "year": str(on.year)}
