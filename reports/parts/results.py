"""What has come of the plan: the cells, then task by task what the lead units wrote. Lateness is counted from dates alone."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.numbers import shown_percent
from office.blocks import Block, Column, Heading, Paragraph, Table, Text
from plan.progress import Cell, Health, State
from reports.facts import UNIT
from reports.figures import BESIDE, FOUR, Figures, is_part
from reports.parts.drawings import bars_by_task
from reports.sentences import body, counted, day, items, letter, linked, listed, measures, missions, moment, said, tasks
from reports.wording import has, standing


def overall(figures: Figures, language: str) -> list[Block]:
    """The whole plan: the answer in one sentence, the four cells, what stands beside them; the same by task."""
    cells = figures["cells"]
    beside = [cell for cell in BESIDE if cells["counts"][cell]["n"]]
    note = standing("as-of", on=day(figures["on"]), known=moment(figures["known_at"]))
    blocks: list[Block] = [
        body(_size(figures, language), _result(cells)),
        body(standing("cells")),
        items(_cell_line(cells["counts"], cell) for cell in FOUR),
    ]
    if beside:
        blocks += [body(standing("cells-beside")), items(_cell_line(cells["counts"], cell) for cell in beside)]
    health = _health(figures["health"])
    picture = bars_by_task(figures, language)
    return [
        *blocks,
        *([body(health)] if health else []),
        *([picture] if picture else []),
        _task_table(figures, language),
        *([_unit_table(figures, language)] if figures["units"] else []),
        Paragraph(note, kind="note"),
        *_coordinated(figures, language),
    ]


def is_empty(figures: Figures) -> bool:
    """A part without measures: it says so in one sentence, and nothing else of measures."""
    return is_part(figures) and not figures["measures"] and has("part-empty")


def nothing(figures: Figures, language: str) -> list[Block]:
    """The one sentence of a part without measures; of a unit also what it takes part in."""
    on = day(figures["on"])
    unit = figures["scope"]["kind"] == UNIT
    words = standing("unit-empty", on=on, unit=figures["scope"]["name"][language]) if unit else standing("part-empty", on=on)
    return [body(words), *_coordinated(figures, language)]


def _size(figures: Figures, language: str) -> tuple[Text, ...]:
    cells, scope = figures["cells"], figures["scope"]
    in_plan = cells["total"]["n"]
    extent = "whole" if in_plan == cells["in_force"] else "part"
    kinds = ["unit", "scope"] if is_part(figures) and scope["kind"] == UNIT else ["scope"] if is_part(figures) else []
    key = next((f"{kind}-{extent}" for kind in kinds if has(f"{kind}-{extent}")), f"plan-{extent}")
    return standing(
        key,
        on=day(figures["on"]),
        unit=scope["name"][language] if scope else "",
        tasks=tasks(len(figures["tasks"])),
        measures=linked(cells["total"], measures(in_plan)),
        in_force=str(cells["in_force"]),
    )


def _coordinated(figures: Figures, language: str) -> list[Block]:
    """Of a unit: what it takes part in, named and not counted."""
    rows = figures.get("coordinated")
    if not rows:
        return []
    lines = (
        (
            Text(f"{row['code']}. {row['title'][language]}", row["address"]),
            Text(row["lead"][language] if row["lead"] else _("Not yet assigned")),
            Text(str(Cell(row["cell"]).label)),
        )
        for row in rows
    )
    columns = (Column(_("Measure"), 56), Column(_("Lead agency"), 26), Column(_("Status"), 18))
    words = standing("unit-coordinates", unit=figures["scope"]["name"][language], measures=measures(len(rows)))
    return [body(words), Table(caption=_("Measures that the unit takes part in"), columns=columns, rows=tuple(lines))]


def _result(cells: Figures) -> tuple[Text, ...]:
    """The answer in one sentence."""
    counts = cells["counts"]
    done = counts[Cell.DONE_ON_TIME]["n"] + counts[Cell.DONE_LATE]["n"] + counts[Cell.DONE_WITHOUT_TERM]["n"]
    overdue = counts[Cell.OPEN_OVERDUE]
    finished = ngettext("%(done)s has been completed", "%(done)s have been completed", done) % {"done": measures(done)}
    if not done:
        finished = _("No measure has been completed")
    elif done == cells["total"]["n"] > 1:
        finished = _("All measures have been completed")
    if not overdue["n"]:
        return said(_("%(finished)s and none is overdue."), finished=finished)
    late = ngettext("%(late)s is overdue", "%(late)s are overdue", overdue["n"])
    return said(_("%(finished)s and %(late)s."), finished=finished, late=said(late, late=linked(overdue, measures(overdue["n"]))))


def _cell_line(counts: Figures, cell: Cell) -> tuple[Text, ...]:
    figure = counts[cell]
    return said(_("%(cell)s: %(measures)s"), cell=str(cell.label), measures=linked(figure, measures(figure["n"])))


def _health(health: Figures) -> tuple[Text, ...]:
    parts = [said("%(label)s %(n)s", label=str(state.label).lower(), n=linked(health[state])) for state in Health if health[state]["n"]]
    return standing("health", list=listed(parts)) if parts else ()


def by_task(figures: Figures, language: str) -> list[Block]:
    """Of each task how its measures stand, what their lead units wrote, and how many missions report results of theirs."""
    blocks: list[Block] = []
    for place, task in enumerate(figures["tasks"]):
        blocks.append(Heading(f"{letter(place, language)}) {task['title'][language]}", 3))
        blocks.append(body(_task_sentence(task), _heard(figures, task["code"])))
        results = [row for row in figures["measures"] if row["task"] == task["code"] and row["narrative"]]
        if results:
            blocks.append(items(_result_line(row, language) for row in results))
    return blocks


def _heard(figures: Figures, task: str) -> tuple[Text, ...]:
    field = figures["field"]
    own = {row["code"] for row in figures["measures"] if row["task"] == task}
    told = [row for row in field["said"]["results"] if row["measure"] in own] if field else []
    if not told:
        return ()
    names = {line["unit"] for row in told for line in row["lines"]}
    words = ngettext(
        "%(missions)s reports results of its own on measures of this task: %(codes)s (Annex III).",
        "%(missions)s report results of their own on measures of this task: %(codes)s (Annex III).",
        len(names),
    )
    return said(words, missions=missions(len(names)), codes=", ".join(row["measure"] for row in told))


def _task_sentence(task: Figures) -> tuple[Text, ...]:
    if not task["total"]["n"]:
        return standing("task-empty")
    parts = [
        said("%(label)s %(n)s", label=str(cell.label).lower(), n=linked(task["counts"][cell])) for cell in Cell if task["counts"][cell]["n"]
    ]
    return standing("task", measures=linked(task["total"], measures(task["total"]["n"])), list=listed(parts))


def _result_line(row: Figures, language: str) -> tuple[Text, ...]:
    """What the lead unit wrote, as it wrote it; with the day where it was written before the last change of status."""
    state = str(State(row["state"]).label).lower()
    if row["percent"] is not None:
        state = f"{state}, {shown_percent(row['percent'])}"
    if row.get("narrative_on"):  # frozen figures of earlier days do not have it
        state = _("%(state)s; result as of %(on)s") % {"state": state, "on": day(row["narrative_on"])}
    return said(
        _("%(code)s. %(title)s (%(state)s): %(result)s"),
        code=Text(row["code"], row["address"]),
        title=row["title"][language],
        state=state,
        result=" ".join(row["narrative"].split()),
    )


def _unit_table(figures: Figures, language: str) -> Table:
    columns = (Column(_("Lead agency"), 64), *_cell_columns())
    rows = ((Text(unit["name"][language] if unit["name"] else _("Not yet assigned")), *_numbers(unit)) for unit in figures["units"])
    caption = _("Measures by lead agency, as of %(on)s") % {"on": day(figures["on"])}
    return Table(caption=caption, columns=columns, rows=tuple(rows))


def _cell_columns() -> tuple[Column, ...]:
    four = (Column(str(cell.label), 14, "center") for cell in FOUR)
    return (*four, Column(_("Others"), 12, "center"), Column(_("Total"), 12, "center"))


def _numbers(cells: Figures) -> tuple[Text, ...]:
    others = sum(cells["counts"][cell]["n"] for cell in BESIDE)
    return (*(linked(cells["counts"][cell]) for cell in FOUR), counted(others), linked(cells["total"]))


def _task_table(figures: Figures, language: str) -> Table:
    return Table(
        caption=_("Measures by task, as of %(on)s") % {"on": day(figures["on"])},
        columns=(Column(_("Task"), 64), *_cell_columns()),
        rows=tuple((Text(f"{task['code']}. {task['title'][language]}"), *_numbers(task)) for task in figures["tasks"]),
        total=(Text(pgettext("of a part of the plan", "Total") if is_part(figures) else _("Whole plan")), *_numbers(figures["cells"])),
    )
