"""`GET plans/292/projects/`: what money is given for under the measures, and the amounts as they stood at a moment."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as f
from rest_framework.request import Request
from rest_framework.response import Response

from office.api import Pagination, UnitField
from office.changing import SinceFilter, changed_at
from plan import access, models
from plan.api.shapes import MomentFilter
from plan.api.views import PlanView
from plan.models import Funding, Project
from plan.models.money import AMOUNTS
from plan.moment import Moment
from plan.money import FundingSource


class ProjectFilter(MomentFilter, SinceFilter):
    unit = UnitField(required=False, help_text="Code of the unit that carries it out.")
    measure = f.CharField(required=False, max_length=40, help_text="Code of the measure.")


class AmountsShape(f.Serializer):
    planned = f.IntegerField(allow_null=True, help_text="In whole đồng, of the year so far; null: not entered, which is not 0.")
    allocated = f.IntegerField(allow_null=True)
    disbursed = f.IntegerField(allow_null=True)


class FundingShape(AmountsShape):
    id = f.IntegerField()
    year = f.IntegerField(help_text="Budget year.")
    source = f.ChoiceField(choices=FundingSource.choices)
    effective_on = f.DateField(help_text="The day from which the amounts stood so.")
    recorded_at = f.DateTimeField()
    by = f.CharField(allow_null=True)
    note = f.CharField()


class ProjectRow(f.Serializer):
    code = f.CharField()
    title = f.CharField()
    language = f.CharField(help_text="Of the title.")
    measure = f.CharField(help_text="Code of the measure.")
    unit = f.CharField(help_text="Code of the unit that carries it out.")
    decision_number = f.CharField()
    decided_on = f.DateField(allow_null=True)
    total = f.IntegerField(allow_null=True, help_text="Approved, in whole đồng.")
    starts_year = f.IntegerField(allow_null=True)
    ends_year = f.IntegerField(allow_null=True)
    funding = FundingShape(many=True, help_text="Of each budget year and source the amounts in force at the moment, the latest year first.")
    changed_at = changed_at()
    version = f.IntegerField()


PLAIN = ("code", "title", "language", "decision_number", "decided_on", "total", "starts_year", "ends_year", "changed_at", "version")
TOLD = ("id", "year", "source", *AMOUNTS, "effective_on", "recorded_at", "note")


class Projects(PlanView):
    """The projects of a plan with their money."""

    serializer_class = ProjectRow
    asks = ProjectFilter
    pagination_class = Pagination

    @extend_schema(
        operation_id="projects_list",
        responses=ProjectRow(many=True),
    )
    def get(self, request: Request, plan: str) -> Response:
        """The projects of a plan, in the order of its measures, each with what is planned, allocated and disbursed, by budget
        year and source, at the moment asked about. Whoever reads the plan reads them. Needs `plan.read`.
        """
        asked, moment = self.asked, self.moment()
        rows = access.projects_for(request.user, plan).known(moment.known).changed_since(asked.get("changed_since"))
        rows = rows.filter(unit__code=asked["unit"]) if "unit" in asked else rows
        if "measure" in asked:
            measure = models.Measure.objects.filter(plan__code=plan, code=asked["measure"]).first()
            if measure is None:
                raise f.ValidationError({"measure": [_("There is no such measure: %(codes)s.") % {"codes": asked["measure"]}]})
            rows = rows.filter(measure=measure)
        page = list(self.paginate_queryset(rows.with_change().order_by("measure__position", "code")) or ())
        given = _funding(page, moment)
        return self.get_paginated_response([row_of(row, given.get(row.pk, [])) for row in page])


class OneProject(PlanView):
    """One project with its money."""

    serializer_class = ProjectRow
    asks = MomentFilter

    @extend_schema(
        operation_id="projects_retrieve",
        responses=ProjectRow,
    )
    def get(self, request: Request, plan: str, code: str) -> Response:
        """One project of a plan with what is planned, allocated and disbursed, by budget year and source, at the moment.
        Needs `plan.read`.
        """
        return self.answer(access.project_for(request.user, plan, code))

    def represent(self, obj: Project) -> dict[str, Any]:
        obj.changed_at = Project.objects.change_of(obj)
        return row_of(obj, _funding([obj], self.moment()).get(obj.pk, []))


def _funding(projects: list[Project], moment: Moment) -> dict[int, list[Funding]]:
    """By project, in one query."""
    found: dict[int, list[Funding]] = {}
    for row in Funding.objects.in_force(moment).filter(project__in=projects).select_related("by").order_by("-year", "source", "pk"):
        found.setdefault(row.project_id, []).append(row)
    return found


def row_of(row: Project, funding: list[Funding]) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in PLAIN},
        "measure": row.measure.code,
        "unit": row.unit.code,
        "funding": [{**{name: getattr(one, name) for name in TOLD}, "by": one.by and one.by.name} for one in funding],
    }
