"""`GET units/`: the units of the house, for whoever keeps a copy of what names them by code. It stands here because the lowest
app may not know the API's ground."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers as f
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import access
from accounts.models import Unit
from office.api import CleanCharField, DayField, Pagination, UnitField, View
from office.changing import SinceFilter, changed_at

BY_CODE = {"parent": "parent", "department": "lead_unit"}


class UnitFilter(SinceFilter):
    kind = f.ChoiceField(choices=Unit.Kind.choices, required=False)
    parent = UnitField(required=False, help_text="Code of the unit above it.")
    department = UnitField(required=False, help_text="Code of the department that follows it, of missions.")
    on = DayField(required=False, help_text="Only units that exist on this day; all that ever were if left out.")
    q = CleanCharField(required=False, allow_blank=True, max_length=200, help_text="Words to look for, with or without diacritics.")


class UnitRow(f.Serializer):
    code = f.CharField(help_text="The key by which everything else names it; it never changes.")
    name_vi = f.CharField()
    name_en = f.CharField()
    kind = f.ChoiceField(choices=Unit.Kind.choices)
    parent = f.CharField(allow_null=True, help_text="Code of the unit above it.")
    department = f.CharField(allow_null=True, help_text="Code of the department that follows it, of missions.")
    until = f.DateField(allow_null=True, help_text="The first day on which it no longer exists; null: it goes on.")
    is_planned = f.BooleanField(help_text="A mission that is only spoken of: it has no people and owes nothing.")
    succeeds = f.ListField(child=f.CharField(), help_text="Codes of the units whose place it has taken.")
    succeeded_by = f.ListField(child=f.CharField(), help_text="Codes of the units that have taken its place.")
    changed_at = changed_at()
    version = f.IntegerField()


class Units(View):
    """The units: departments, missions, other bodies; those that have ended too."""

    serializer_class = UnitRow
    asks = UnitFilter
    pagination_class = Pagination

    @extend_schema(
        operation_id="units_list",
        responses=UnitRow(many=True),
    )
    def get(self, request: Request) -> Response:
        """The units of the ministry, its missions and the other bodies that the plan names, by code; those that have ended too.
        Needs `units.read`.
        """
        rows = access.units_readable(request.user)
        asked = self.asked
        rows = rows.changed_since(asked.get("changed_since")).matching(asked.get("q", ""))
        rows = rows.active(asked["on"]) if "on" in asked else rows
        wanted = {"kind": asked["kind"]} if "kind" in asked else {}
        wanted |= {f"{column}__code": asked[name] for name, column in BY_CODE.items() if name in asked}
        found = rows.filter(**wanted).with_change().select_related("parent", "lead_unit").prefetch_related("predecessors", "successors")
        return self.get_paginated_response([row_of(row) for row in self.paginate_queryset(found.order_by("code"))])


def row_of(row: Unit) -> dict[str, Any]:
    plain = ("code", "name_vi", "name_en", "kind", "until", "is_planned", "changed_at", "version")
    return {
        **{name: getattr(row, name) for name in plain},
        "parent": row.parent and row.parent.code,
        "department": row.lead_unit and row.lead_unit.code,
        "succeeds": sorted(unit.code for unit in row.predecessors.all()),
        "succeeded_by": sorted(unit.code for unit in row.successors.all()),
    }
