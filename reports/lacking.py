"""What reports that are being written still lack before they can be submitted: of several at once, in two questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import prefetch_related_objects

from plan.models import Assignment, Measure
from reports.models import Obligation, ReportVersion
from reports.questions import missing
from reports.services import asking_plan


def lacking(drafts: Sequence[tuple[Obligation, ReportVersion]]) -> dict[int, int]:
    """By the obligation, how many answers `services.submit` would still ask for."""
    if not drafts:
        return {}
    prefetch_related_objects([draft for _row, draft in drafts], "answers")
    units, served = {row.unit_id for row, _draft in drafts}, defaultdict(set)
    asked = Assignment.objects.current().filter(unit__in=units, measure__in=asking_plan(Measure.objects.of_units(units).adopted()))
    for unit, code in asked.values_list("unit", "measure__code"):
        served[unit].add(code)
    return {row.pk: len(missing(row.questionnaire.form, draft.values(), list(served[row.unit_id]))) for row, draft in drafts}
