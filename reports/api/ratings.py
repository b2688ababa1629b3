"""The results of ratings, as the page shows them: never a single one, never of a quarter that is still open."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as f
from rest_framework.request import Request
from rest_framework.response import Response

from office.api import View
from office.installation import is_demo
from reports import access
from reports.models.rating import QUESTIONS
from reports.rating_register import quarters
from reports.ratings import Result


class RatingResult(f.Serializer):
    answers = f.IntegerField()
    timely = f.FloatField(help_text="Averages from 1.2 to 4.8; at an end for all that lies beyond it.")
    useful = f.FloatField()
    enough = f.FloatField()
    whole = f.FloatField()


class RatedDepartment(f.Serializer):
    department = f.CharField(allow_null=True, help_text="Null: units that no department follows.")
    result = RatingResult(allow_null=True, help_text="Null: fewer than five answers.")


class RatedQuarter(f.Serializer):
    period = f.CharField()
    departments = RatedDepartment(many=True)
    total = RatingResult(allow_null=True, help_text="Only for those who read all departments.")
    total_is_partial = f.BooleanField(help_text="It leaves out the departments with fewer than five answers.")


class RatingsAnswer(f.Serializer):
    demo = f.BooleanField()
    quarters = RatedQuarter(many=True)


class Ratings(View):
    """The last eight quarters whose ratings are closed, newest first."""

    serializer_class = RatingsAnswer

    @extend_schema(operation_id="ratings_retrieve", responses=RatingsAnswer)
    def get(self, request: Request) -> Response:
        """The last eight quarters whose ratings are closed, newest first; never a single rating. Needs `ratings.read`."""
        found = quarters(timezone.localdate(), access.departments_rated(request.user))
        rows = [
            {
                "period": one.period.code,
                "departments": [
                    {"department": line.department and line.department.code, "result": _plain(line.result)} for line in one.lines
                ],
                "total": _plain(one.total),
                "total_is_partial": one.is_partial,
            }
            for one in found
        ]
        return Response({"demo": is_demo(), "quarters": rows})


def _plain(result: Result | None) -> dict[str, Any] | None:
    if result is None:
        return None
    means = {name: mean.tenths / 10 for name, mean in zip(QUESTIONS, result.means, strict=True)}
    return {"answers": result.n, **means, "whole": result.whole.tenths / 10}
