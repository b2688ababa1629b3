"""The measures of a plan in the order of the ministry's annexes, then how they stand, then what an import may change beside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from office.tables import Column, Kind, Table, choices_of
from office.tables.columns import is_vietnamese
from plan.models import Assignment, Measure, Plan, StatusUpdate
from plan.models.measures import MeasureQuerySet
from plan.moment import Moment, day_of
from plan.progress import Cell, Health, State, Term
from plan.tables.units import Choices, unit_choices

YES_NO: Mapping[str, Any] = {"yes": _("Yes"), "no": _("No")}
ANNEX = ("place", "title", "lead", "coordinating", "due_on", "output")  # as the annex of a decision has them
# Shares of the page, column by column: a day, a code and the words of a heading stay on one line.
ON_PAPER = (10, 12, 57, 28, 32, 25, 30, 22, 19, 16)
_TITLES = {
    "title_vi": pgettext_lazy("annex", "Measure, in Vietnamese"),
    "title_en": pgettext_lazy("annex", "Measure"),
    "output_vi": pgettext_lazy("annex", "Output, in Vietnamese"),
    "output_en": pgettext_lazy("annex", "Output"),
}


def measures_table(units: Choices | None = None, codes: Iterable[str] = (), tasks: Iterable[str] = ()) -> Table:
    """`codes` of the measures and `tasks` there are, where the table is to be read. The reader's language comes first."""
    units = unit_choices() if units is None else units
    main, other = ("vi", "en") if is_vietnamese() else ("en", "vi")
    columns = (
        Column("place", _("No."), Kind.WHOLE, width=6, reads=False),
        Column("code", _("Code"), Kind.CODE, width=8, required=True, choices=dict.fromkeys(codes, ""), open=True, limit=20),
        Column(f"title_{main}", _TITLES[f"title_{main}"], width=60, limit=4000),
        Column("lead", _("Lead agency"), Kind.CODE, width=28, choices=units),
        Column("coordinating", _("Coordinating agencies"), Kind.LIST, width=32, choices=units),
        Column("due_on", _("Deadline"), Kind.DATE, width=13),
        Column(f"output_{main}", _TITLES[f"output_{main}"], width=32, limit=4000),
        Column("task", _("Task"), Kind.CODE, width=10, choices=dict.fromkeys(tasks, "")),
        Column("state", _("Status"), Kind.CHOICE, width=16, reads=False, choices=choices_of(State)),
        Column("health", _("Health"), Kind.CHOICE, width=14, reads=False, choices=choices_of(Health)),
        Column("percent", _("Progress (%)"), Kind.PERCENT, width=9, reads=False),
        Column("cell", _("Standing"), Kind.CHOICE, width=18, reads=False, choices=choices_of(Cell)),
        Column("updated_on", _("Last update by a person"), Kind.DATE, width=13, reads=False),
        Column("term", _("Kind of deadline"), Kind.CHOICE, width=16, choices=choices_of(Term)),
        Column("basis", _("Decision or reason of the change"), width=28, limit=4000),
        Column("is_key", _("Key measure"), Kind.CHOICE, width=9, choices=YES_NO),
        Column("output_kind", _("Kind of output"), Kind.CHOICE, width=16, choices=choices_of(Measure.OutputKind)),
        Column(f"title_{other}", _TITLES[f"title_{other}"], width=60, limit=4000),
        Column(f"output_{other}", _TITLES[f"output_{other}"], width=32, limit=4000),
    )
    return Table(_("Measures"), columns, key=("code",))


def annex_table(table: Table) -> Table:
    """What fits on a page of paper: the annex, and how each measure stands."""
    keys = [next(key for key in table.keys if key == name or key.startswith(f"{name}_")) for name in ANNEX]
    short = table.only(keys[0], "code", *keys[1:], "cell", "health", "percent")
    on_paper = zip(short.columns, ON_PAPER, strict=True)
    return replace(short, columns=tuple(replace(column, width=width) for column, width in on_paper))


def measure_rows(plan: Plan, measures: MeasureQuerySet, moment: Moment, *, on_paper: bool = False) -> Iterator[list[Any]]:
    """In the order of the columns, from two queries whatever their number; `measures` stand at the moment and are in order.
    `on_paper`: an output without words in the reader's language is told by the other ones or by its kind. A file that comes
    back must not have them there: they would be written as its words."""
    vietnamese = is_vietnamese()
    kinds = {value: "" if value == Measure.OutputKind.UNKNOWN else str(label) for value, label in Measure.OutputKind.choices}
    beside = coordinating(plan, moment)
    columns = ("pk", "code", "title_vi", "title_en", "lead_code", "at_due_on", "output_vi", "output_en", "task_then")
    standing = ("at_state", "at_health", "at_percent", "cell", "last_update", "at_term", "is_key", "output_kind")
    named = (
        measures.with_lead(moment)
        .with_task(moment)
        .annotate(
            lead_code=F("lead__unit__code"),
            last_update=F("updated_on") if moment.as_it_stands else _last_by_then(moment),
        )
    )
    for place, row in enumerate(named.values_list(*columns, *standing).iterator(2000), start=1):
        pk, code, title_vi, title_en, lead, due_on, output_vi, output_en, task, *stands, term, is_key, kind = row
        key = "yes" if is_key else "no"
        if isinstance(stands[-1], datetime):
            stands[-1] = day_of(stands[-1])
        others = beside.get(pk, [])
        if vietnamese:
            output = output_vi or (on_paper and (output_en or kinds[kind])) or ""
            yield [place, code, title_vi, lead, others, due_on, output, task, *stands, term, "", key, kind, title_en, output_en]
        else:
            output = output_en or (on_paper and (output_vi or kinds[kind])) or ""
            yield [place, code, title_en, lead, others, due_on, output, task, *stands, term, "", key, kind, title_vi, output_vi]


def _last_by_then(moment: Moment) -> Subquery:
    """When a person last recorded how the measure stands, as far as it was known at the moment."""
    by_people = StatusUpdate.objects.filter(measure=OuterRef("pk"), by__isnull=False, recorded_at__lt=moment.ends_at)
    if moment.known is not None:
        by_people = by_people.filter(recorded_at__lte=moment.known)
    return Subquery(by_people.order_by("-recorded_at").values("recorded_at")[:1])


def coordinating(plan: Plan, moment: Moment) -> dict[int, list[str]]:
    """The codes of the coordinating units by measure, in the order of their names."""
    held = Assignment.objects.at(moment).filter(role=Assignment.Role.COORDINATING, measure__plan=plan)
    found: dict[int, list[str]] = {}
    for measure, code in held.order_by("unit__sort_key").values_list("measure_id", "unit__code"):
        found.setdefault(measure, []).append(code)
    return found
