"""How far reports that are being written have come, and what they still lack before they can be submitted: of several at once,
in two questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from plan.models import Assignment, Measure
from reports.models import Obligation, ReportVersion
from reports.questions import progress_of
from reports.services import asking_plan


@dataclass(frozen=True)
class Written:
    """Of a draft. `done` counts as the page of the report does (`reports.sheet.Part.is_done`): what the unit calls finished and
    lacks nothing; `lacking` are the answers that `services.submit` would still ask for."""

    sections: int
    called: int
    done: int
    lacking: int


def written(drafts: Sequence[tuple[Obligation, ReportVersion]]) -> dict[int, Written]:
    """By the obligation."""
    if not drafts:
        return {}
    prefetch_related_objects([draft for _row, draft in drafts], "answers")
    units, served = {row.unit_id for row, _draft in drafts}, defaultdict(set)
    asked = Assignment.objects.current().filter(unit__in=units, measure__in=asking_plan(Measure.objects.of_units(units).adopted()))
    for unit, code in asked.values_list("unit", "measure__code"):
        served[unit].add(code)
    return {row.pk: _written(row, draft, list(served[row.unit_id])) for row, draft in drafts}


def _written(row: Obligation, draft: ReportVersion, measures: Sequence[str]) -> Written:
    values, called = draft.values(), set(draft.done_sections)
    lacks = {section.key: len(progress_of(section, values, measures).faults) for section in row.questionnaire.form.sections}
    done = [key for key, n in lacks.items() if key in called and not n]
    return Written(len(lacks), len(lacks.keys() & called), len(done), sum(lacks.values()))
