"""Two progress reports side by side, as the page shows them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from office.api import Strict, View, WholeField
from reports import access
from reports.compared import Group, Pair, Passage, numbers, texts
from reports.models import ProgressReport
from reports.words_kept import both

NAMED = {"min_value": 1, "max_value": 2**63 - 1, "required": False}  # that they are needed is said to who may read reports
BOTH = [
    OpenApiParameter(name, int, required=True, description=f"Id of the {which} report.")
    for name, which in (("a", "earlier"), ("b", "later"))
]


class ComparedQuery(Strict):
    a = WholeField(**NAMED)
    b = WholeField(**NAMED)


class NumberShape(serializers.Serializer):
    group = serializers.CharField()
    label = serializers.CharField()
    a = serializers.FloatField(allow_null=True)
    b = serializers.FloatField(allow_null=True)
    difference = serializers.FloatField(allow_null=True)
    a_on = serializers.DateField(allow_null=True, help_text="The day of the value in the earlier report, of an indicator.")
    b_on = serializers.DateField(allow_null=True, help_text="The day of the value in the later report, of an indicator.")
    a_units = serializers.IntegerField(help_text="From how many reporting units it is put together; 0: it is not.")
    b_units = serializers.IntegerField(help_text="The same of the later report.")


class PassageShape(serializers.Serializer):
    section = serializers.CharField()
    removed = serializers.ListField(child=serializers.CharField())
    added = serializers.ListField(child=serializers.CharField())


class ComparedShape(serializers.Serializer):
    a = serializers.IntegerField()
    b = serializers.IntegerField()
    numbers = NumberShape(many=True)
    texts = PassageShape(many=True, allow_null=True, help_text="Null where the two are written in different languages.")


class CompareProgressReports(View):
    serializer_class = ComparedShape
    asks = ComparedQuery

    @extend_schema(operation_id="progress_reports_compare", parameters=BOTH, responses=ComparedShape)
    def get(self, request: Request) -> Response:
        """The numbers of two reports and what differs in their texts. Needs `progress_report.read`."""
        access.progress_reports_for(request.user)
        before, after = (self._report(request, name) for name in ("a", "b"))
        groups = numbers(before.figures or {}, after.figures or {}, get_language() or "vi")
        same = before.language == after.language
        passages = texts(*both(before, after)) if same else None
        return Response(
            {
                "a": before.pk,
                "b": after.pk,
                "numbers": [_number(group, pair) for group in groups for pair in group.pairs],
                "texts": None if passages is None else [_passage(one) for one in passages],
            }
        )

    def _report(self, request: Request, name: str) -> ProgressReport:
        if name not in self.asked:
            raise serializers.ValidationError({name: [_("Name a report by its id.")]})
        report = access.progress_report_for(request.user, self.asked[name])
        if not report.is_compiled:
            raise serializers.ValidationError({name: [_("This report has not been compiled yet.")]})
        return report


def _number(group: Group, pair: Pair) -> dict[str, Any]:
    values = {"a": pair.before.value, "b": pair.after.value, "difference": pair.difference}
    values |= {"a_on": pair.before.on, "b_on": pair.after.on, "a_units": pair.before.units, "b_units": pair.after.units}
    return {"group": group.title, "label": pair.label, **values}


def _passage(passage: Passage) -> dict[str, Any]:
    """Each line that differs, as it was and as it is."""
    return {"section": passage.title, "removed": list(_lines(passage, "del")), "added": list(_lines(passage, "ins"))}


def _lines(passage: Passage, side: str) -> Iterator[str]:
    for line in passage.lines:
        if any(kind == side for kind, _text in line):
            yield "".join(text for kind, text in line if kind in {side, ""}).strip()
