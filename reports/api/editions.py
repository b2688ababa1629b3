"""An earlier version of a report, with its answers: what was said before it was returned or reopened."""

from __future__ import annotations

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from reports import access
from reports.api.quarterly import ReportView, represent
from reports.api.shapes import QuarterlyShape


class OneEdition(ReportView):
    """The report with the answers of one of its versions."""

    @extend_schema(
        operation_id="quarterly_edition",
        responses=QuarterlyShape,
    )
    def get(self, request: Request, period: str, unit: str, number: int) -> Response:
        """The report with the answers of one of its versions, by its number: what has been submitted never changes. A version
        that is being written is read by its unit alone; others are answered 404. Needs `quarterly.read` or `quarterly.draft`.
        """
        obligation = access.obligation_for(request.user, period, unit)
        if not hasattr(obligation, "report"):
            raise Http404
        body = represent(obligation.report, request.user, number)
        if body["edition"] is None:
            raise Http404
        return Response(body)
