"""`GET plans/292/traceability/`: the links from instruction to evidence, and where the way is broken."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as f
from rest_framework.request import Request
from rest_framework.response import Response

from office.api import Pagination
from plan import access
from plan.api.shapes import MomentFilter
from plan.api.views import PlanView
from plan.models import Directive, DirectiveLink
from plan.progress import Cell
from plan.tables.tracing import TRACING, tracing_rows
from plan.traces import tracing
from plan.tracing import Gap


class TracingFilter(MomentFilter):
    gap = f.ChoiceField(choices=Gap.choices, required=False)
    task = f.CharField(required=False, help_text="Code of a task.")
    link = f.ChoiceField(choices=DirectiveLink.Decision.choices, required=False)


class TracingRow(f.Serializer):
    """A link, or one end that is linked to nothing. Without a measure a link is to the whole plan."""

    directive = f.CharField(allow_null=True)
    kind = f.ChoiceField(choices=Directive.Kind.choices, allow_null=True)
    who = f.CharField(allow_null=True)
    given_on = f.DateField(allow_null=True)
    text = f.CharField(allow_null=True)
    link = f.ChoiceField(choices=DirectiveLink.Decision.choices, allow_null=True)
    measure = f.CharField(allow_null=True, help_text="Null: `link` is to the whole plan, or there is no link.")
    title = f.CharField(allow_null=True)
    sentence = f.CharField(allow_null=True, help_text="Of the source of the plan.")
    cell = f.ChoiceField(choices=Cell.choices, allow_null=True)
    updated_on = f.DateField(allow_null=True)
    result = f.CharField(allow_null=True)
    documents = f.CharField(allow_null=True, help_text="Issued documents: number, day, signatory.")
    evidence = f.IntegerField(allow_null=True, help_text="How many pieces of evidence stand.")
    gap = f.CharField(help_text="In words; empty where the way is whole.")


class Traceability(PlanView):
    serializer_class = TracingRow
    asks = TracingFilter
    pagination_class = Pagination

    @extend_schema(operation_id="traceability_list", responses=TracingRow(many=True))
    def get(self, request: Request, plan: str) -> Response:
        """The links from directive to measure and evidence at a moment, and where the way is broken; in the order of the directives,
        then measures without one.

        Needs `plan.read`.
        """
        found, asked = access.plan_for(request.user, plan), self.asked
        if "task" in asked and not found.tasks.filter(code=asked["task"]).exists():
            raise f.ValidationError({"task": [_("There is no such task.")]})
        whole = tracing(found, self.moment())
        chosen = whole.only(gap=asked.get("gap", ""), task=asked.get("task", ""), decision=asked.get("link", ""))
        page = self.paginate_queryset(list(tracing_rows(chosen)))  # type: ignore[arg-type]
        return self.get_paginated_response([named(row) for row in page or ()])


def named(row: list[Any]) -> dict[str, Any]:
    """A cell that is empty in the files is null here, as in `directives/`: a link without a measure is to the whole plan."""
    told = dict(zip(TRACING.keys, row, strict=True))
    return {**told, "measure": told["measure"] or None}
