"""Turns frozen figures into one list of blocks, which page and Word file only walk. Pure: figures and a language go in.

Bump VERSION with every change of wording or order: it is part of the hash over a report's inputs.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from office.blocks import Annex, Block, Column, Heading, Paragraph, Table, Text
from plan.progress import Cell, Health, State
from reports.figures import BESIDE, FOUR, Figures
from reports.parts.annexes import annex_of_measures
from reports.parts.network import network_part
from reports.sentences import after, day, directives, items, linked, listed, measures, moment, said, tasks

VERSION = 1


def compose(figures: Figures, language: str) -> list[Block]:
    """The report, ready to be drawn."""
    with override(language):
        return [
            *_overview(figures),
            *_by_task(figures, language),
            Heading(_("III. THE NETWORK OF MISSIONS")),
            *network_part(figures["network"], figures["on"], language),
            *_directives(figures["directives"]),
            *_ahead(figures, language),
            Annex(
                "I", _("Measures of the plan and where they stand"), (annex_of_measures(figures["measures"], figures["tasks"], language),)
            ),
        ]


def abstract(figures: Figures, language: str) -> str:
    """Trích yếu: what the report is about, under its title."""
    with override(language):
        words = _("Progress in implementing %(kind)s No. %(number)s of %(issued)s (as of %(on)s)")
        plan = figures["plan"]
        parts = {"kind": plan["kind"][language], "number": plan["number"], "issued": day(plan["issued_on"]), "on": day(figures["on"])}
        return words % parts


def _body(*sentences: tuple[Text, ...]) -> Paragraph:
    return Paragraph(after(*sentences))


def _overview(figures: Figures) -> list[Block]:
    cells = figures["cells"]
    in_plan = cells["total"]["n"]
    whole, part = (
        _("As of %(on)s the plan has %(tasks)s with %(measures)s."),
        _("As of %(on)s the plan has %(tasks)s with %(measures)s, of which %(in_force)s in force."),
    )
    opening = said(
        whole if in_plan == cells["in_force"] else part,
        on=day(figures["on"]),
        tasks=tasks(len(figures["tasks"])),
        measures=linked(cells["total"], measures(in_plan)),
        in_force=str(cells["in_force"]),
    )
    beside = [cell for cell in BESIDE if cells["counts"][cell]["n"]]
    note = said(
        _("Figures hold for the end of %(on)s as recorded by %(known)s, Hà Nội time. Lateness is counted from dates alone."),
        on=day(figures["on"]),
        known=moment(figures["known_at"]),
    )
    blocks: list[Block] = [
        Heading(_("I. GENERAL SITUATION")),
        _body(opening, _result(cells)),
        _body(said(_("Measures with a deadline stand as follows:"))),
        items(_cell_line(cells["counts"], cell) for cell in FOUR),
    ]
    if beside:
        blocks += [_body(said(_("Beside these four:"))), items(_cell_line(cells["counts"], cell) for cell in beside)]
    health = _health(figures["health"])
    return [*blocks, *([_body(health)] if health else []), Paragraph(note, kind="note")]


def _result(cells: Figures) -> tuple[Text, ...]:
    """The answer in one sentence."""
    counts = cells["counts"]
    done = counts[Cell.DONE_ON_TIME]["n"] + counts[Cell.DONE_LATE]["n"] + counts[Cell.DONE_WITHOUT_TERM]["n"]
    overdue = counts[Cell.OPEN_OVERDUE]
    finished = ngettext("%(done)s has been completed", "%(done)s have been completed", done) % {"done": measures(done)}
    if not overdue["n"]:
        return said(_("%(finished)s and none is overdue."), finished=finished)
    late = ngettext("%(late)s is overdue", "%(late)s are overdue", overdue["n"])
    return said(_("%(finished)s and %(late)s."), finished=finished, late=said(late, late=linked(overdue, measures(overdue["n"]))))


def _cell_line(counts: Figures, cell: Cell) -> tuple[Text, ...]:
    figure = counts[cell]
    return said(_("%(cell)s: %(measures)s"), cell=str(cell.label), measures=linked(figure, measures(figure["n"])))


def _health(health: Figures) -> tuple[Text, ...]:
    parts = [said("%(label)s: %(n)s", label=str(state.label).lower(), n=linked(health[state])) for state in Health if health[state]["n"]]
    return said(_("By the assessment of the units that lead them: %(list)s."), list=listed(parts)) if parts else ()


def _by_task(figures: Figures, language: str) -> list[Block]:
    blocks: list[Block] = [Heading(_("II. RESULTS BY TASK")), _task_table(figures, language)]
    for place, task in enumerate(figures["tasks"], start=1):
        blocks.append(Heading(f"{place}. {task['title'][language]}", 2))
        blocks.append(_body(_task_sentence(task)))
        results = [row for row in figures["measures"] if row["task"] == task["code"] and row["narrative"]]
        if results:
            blocks.append(items(_result_line(row, language) for row in results))
    return blocks


def _task_sentence(task: Figures) -> tuple[Text, ...]:
    if not task["total"]["n"]:
        return said(_("The task has no measure yet."))
    parts = [
        said("%(label)s: %(n)s", label=str(cell.label).lower(), n=linked(task["counts"][cell]))
        for cell in Cell
        if task["counts"][cell]["n"]
    ]
    return said(_("The task has %(measures)s: %(list)s."), measures=linked(task["total"], measures(task["total"]["n"])), list=listed(parts))


def _result_line(row: Figures, language: str) -> tuple[Text, ...]:
    """What the lead unit wrote, as it wrote it."""
    state = str(State(row["state"]).label).lower()
    if row["percent"] is not None:
        state = f"{state}, {row['percent']} %"
    return said(
        _("%(code)s. %(title)s (%(state)s): %(result)s"),
        code=Text(row["code"], row["address"]),
        title=row["title"][language],
        state=state,
        result=" ".join(row["narrative"].split()),
    )


def _task_table(figures: Figures, language: str) -> Table:
    columns = (
        Column(_("Task"), 40),
        *(Column(str(cell.label), 14, "center") for cell in FOUR),
        Column(_("Others"), 12, "center"),
        Column(_("Total"), 12, "center"),
    )

    def numbers(cells: Figures) -> tuple[Text, ...]:
        others = sum(cells["counts"][cell]["n"] for cell in BESIDE)
        return (*(linked(cells["counts"][cell]) for cell in FOUR), Text(str(others)), linked(cells["total"]))

    return Table(
        caption=_("Measures by task, as of %(on)s") % {"on": day(figures["on"])},
        columns=columns,
        rows=tuple((Text(f"{task['code']}. {task['title'][language]}"), *numbers(task)) for task in figures["tasks"]),
        total=(Text(_("Whole plan")), *numbers(figures["cells"])),
    )


def _directives(figures: dict[str, Any]) -> list[Block]:
    total = figures["total"]["n"]
    if not total:
        return [Heading(_("IV. DIRECTIVES")), _body(said(_("No directive is recorded for the plan.")))]
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
    blocks: list[Block] = [Heading(_("IV. DIRECTIVES")), _body(opening), _body(links, gaps)]
    if figures["found_later"]:
        words = ngettext(
            "%(directives)s found later in other public sources is not counted here.",
            "%(directives)s found later in other public sources are not counted here.",
            figures["found_later"],
        )
        blocks.append(Paragraph(said(words, directives=directives(figures["found_later"])), kind="note"))
    return blocks


def _ahead(figures: Figures, language: str) -> list[Block]:
    """Difficulties, and what is to be done or decided next."""
    difficulties = [row for row in figures["measures"] if row["difficulties"]]
    blocks: list[Block] = [Heading(_("V. DIFFICULTIES AND WORK AHEAD")), Heading(_("1. Difficulties and obstacles"), 2)]
    if difficulties:
        blocks.append(items(_difficulty_line(row, language) for row in difficulties))
    else:
        blocks.append(_body(said(_("The units have reported no difficulty."))))
    ahead = [*_overdue_lines(figures, language), *_missing_lines(figures)]
    blocks.append(Heading(_("2. Work ahead"), 2))
    blocks.append(items(ahead) if ahead else _body(said(_("Nothing is overdue and nothing is missing."))))
    return blocks


def _difficulty_line(row: Figures, language: str) -> tuple[Text, ...]:
    return said(
        _("%(code)s. %(title)s: %(text)s"),
        code=Text(row["code"], row["address"]),
        title=row["title"][language],
        text=" ".join(row["difficulties"].split()),
    )


def _overdue_lines(figures: Figures, language: str) -> list[tuple[Text, ...]]:
    late = [row for row in figures["measures"] if row["cell"] == Cell.OPEN_OVERDUE]
    return [
        said(
            _("Finish measure %(code)s, overdue since %(due)s: %(title)s (lead agency: %(lead)s)."),
            code=Text(row["code"], row["address"]),
            due=day(row["due_on"]),
            title=row["title"][language],
            lead=row["lead"][language] if row["lead"] else _("not yet assigned"),
        )
        for row in late
    ]


def _missing_lines(figures: Figures) -> list[tuple[Text, ...]]:
    missing, gaps = figures["missing"], figures["directives"]
    lines = []
    if missing["no_deadline"]["n"]:
        n = missing["no_deadline"]
        lines.append(said(_("Set a deadline for %(measures)s that have none yet."), measures=linked(n, measures(n["n"]))))
    if missing["no_lead"]["n"]:
        n = missing["no_lead"]
        lines.append(said(_("Name the lead agency of %(measures)s that have none yet."), measures=linked(n, measures(n["n"]))))
    if missing["no_output"]:
        lines.append(said(_("State the output of %(measures)s for which the text names none."), measures=measures(missing["no_output"])))
    if gaps["links"]["to_be_confirmed"]["n"]:
        n = gaps["links"]["to_be_confirmed"]
        words = ngettext("%(n)s link", "%(n)s links", n["n"]) % {"n": n["n"]}
        lines.append(said(_("Confirm or reject %(links)s between directives and measures."), links=linked(n, words)))
    if gaps["instructions"]["unlinked"]["n"]:
        n = gaps["instructions"]["unlinked"]
        lines.append(said(_("Assign a measure to %(directives)s that no measure carries out."), directives=linked(n, directives(n["n"]))))
    return lines
