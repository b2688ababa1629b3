"""The kinds of tables of a plan, in one list for pages and commands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.history import Actor
from accounts.models import User
from office.tables import Table
from office.tables.importing import Importer
from plan import access
from plan.imports.indicators import Observations, Targets
from plan.imports.measures import Measures
from plan.imports.milestones import Milestones
from plan.imports.updates import Updates
from plan.models import Observation, Plan
from plan.moment import Moment
from plan.tables.indicators import observation_rows, observations_table, target_rows, targets_table
from plan.tables.measures import measure_rows, measures_table
from plan.tables.milestones import milestone_rows, milestones_table
from plan.tables.updates import update_rows, updates_table

Rows = Iterable[Sequence[Any]]


@dataclass(frozen=True)
class Importing:
    """`name` as a person chooses it; `told`: what its rows are; `file`: how its files are called."""

    key: str
    name: Promise
    told: Promise
    file: str
    importer: Callable[[Plan, Actor, datetime], Importer]


KINDS: dict[str, Importing] = {
    kind.key: kind
    for kind in (
        Importing(
            "updates",
            _("Status updates"),
            _("A row is how a measure stands from a day on. The number of a row corrects what was recorded; without it the row is new."),
            "cap-nhat",
            Updates,
        ),
        Importing(
            "measures",
            _("Measures"),
            _(
                "A row is a measure of the plan: its wording, units, deadline and output. A new deadline needs its decision or reason. "
                "A code that the plan does not have is a new measure, in the plan from today; it needs its task."
            ),
            "giai-phap",
            Measures,
        ),
        Importing(
            "milestones",
            _("Milestones of measures"),
            _(
                "A row is a milestone of a measure. The number of a row changes that milestone; without it the row is the milestone "
                "with this name, or a new one. With a reason in the last column it is taken off the list."
            ),
            "moc",
            Milestones,
        ),
        Importing(
            "observations",
            _("Values of indicators"),
            _("A row is the value of an indicator on a day. An empty value takes back what was entered; say why in the note."),
            "so-lieu-chi-so",
            Observations,
        ),
        Importing(
            "targets",
            _("Targets"),
            _("A row is the value that an indicator should have by a day."),
            "chi-tieu",
            Targets,
        ),
    )
}


def rows_to_export(kind: str, plan: Plan, by: User | None, now: datetime) -> tuple[Table, Rows]:
    """The table of a kind and its rows as they stand, those that the person may see (None: a command, which sees all)."""
    if kind == "measures":
        moment = Moment.now(now)
        ordered = plan.measures.in_plan(moment).standing(moment).order_by("task__position", "position")
        return measures_table(), measure_rows(plan, ordered, moment)
    if kind == "updates":
        return updates_table(), update_rows(plan)
    if kind == "milestones":
        return milestones_table(), milestone_rows(plan)
    if kind == "targets":
        return targets_table(), target_rows(plan)
    seen = access.observations_of(by, plan) if by else Observation.objects.filter(indicator__plan=plan)
    return observations_table(), observation_rows(seen)
