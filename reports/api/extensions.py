"""The calls about more time for a report: asked for by its unit, decided by whoever manages the periods, over the access and
the services of the pages."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers as f
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Permission
from office.api import CleanCharField, InstantField, Pagination, Strict, View, idempotent, through
from reports import access, services
from reports.models import ExtensionRequest, Obligation

REPEATABLE = [
    OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER, description="A call sent again with it within a week is done once."),
    OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, description="The ETag of the request as you read it; 412 if it has moved."),
]
DECIDES = Permission.PERIOD_MANAGE


class ExtensionQuery(Strict):
    period = f.SlugField(required=False)
    waiting = f.BooleanField(required=False, allow_null=True, default=None, help_text="true: those still to be decided; false: the others.")


class ExtensionInput(Strict):
    until = InstantField(help_text="After the present due time, and still to come.")
    reason = CleanCharField(max_length=4000)


class GrantInput(Strict):
    until = InstantField(required=False, help_text="As asked for if left out; another time needs a reason.")
    reason = CleanCharField(required=False, allow_blank=True, default="", max_length=4000)


class RefusalInput(Strict):
    reason = CleanCharField(max_length=4000)


class ExtensionShape(f.Serializer):
    id = f.IntegerField()
    period = f.CharField()
    unit = f.CharField()
    due_at = f.DateTimeField(help_text="When the report was owed as it was asked.")
    until = f.DateTimeField(help_text="As asked for.")
    reason = f.CharField()
    asked_at = f.DateTimeField()
    asked_by = f.CharField()
    waiting = f.BooleanField(help_text="False also where the report has been sent or is no longer owed.")
    decision = f.ChoiceField(choices=ExtensionRequest.Decision.choices, allow_blank=True)
    granted_to = f.DateTimeField(allow_null=True)
    decision_reason = f.CharField()
    decided_at = f.DateTimeField(allow_null=True)
    decided_by = f.CharField(allow_null=True)
    version = f.IntegerField()


class Extensions(View):
    """Of all units whose reports the caller reads, the longest asked first."""

    serializer_class = ExtensionShape
    asks = ExtensionQuery
    pagination_class = Pagination

    @extend_schema(operation_id="extension_requests_list", responses=ExtensionShape(many=True))
    def get(self, request: Request) -> Response:
        """Requests for more time of all units whose reports the caller reads, the longest asked first.

        Needs `quarterly.read` or `quarterly.draft`.
        """
        rows, asked = access.extensions_for(request.user), self.asked
        if asked.get("period"):
            rows = rows.of_period(access.period_for(request.user, asked["period"]))
        if asked["waiting"] is not None:
            rows = rows.waiting() if asked["waiting"] else rows.settled()
        return self.get_paginated_response([shape_of(row) for row in self.paginate_queryset(rows.for_list())])


class ExtensionView(View):
    serializer_class = ExtensionShape

    def represent(self, obj: ExtensionRequest) -> dict[str, Any]:  # type: ignore[override]
        return shape_of(obj)

    def acting(self, request: Request, asked: ExtensionRequest) -> dict[str, Any]:
        return {"request": asked, "by": request.user, "now": timezone.now(), "seen": self.seen(asked)}


class ExtensionsOfReport(ExtensionView):
    pagination_class = Pagination

    @extend_schema(operation_id="quarterly_extension_requests", responses=ExtensionShape(many=True))
    def get(self, request: Request, period: str, unit: str) -> Response:
        """What the unit has asked of more time for this report, the longest asked first. Needs `quarterly.read` or `quarterly.draft`."""
        owed = access.obligation_for(request.user, period, unit)
        rows = self.paginate_queryset(owed.extension_requests.for_list())
        return self.get_paginated_response([shape_of(row) for row in rows])

    @extend_schema(
        operation_id="quarterly_extension_ask", parameters=REPEATABLE[:1], request=ExtensionInput, responses={201: ExtensionShape}
    )
    @idempotent(through(access.obligation_for, to=Permission.QUARTERLY_DRAFT))
    def post(self, request: Request, owed: Obligation) -> Response:
        """Ask for more time for a report that is owed. Needs `quarterly.draft`."""
        given = self.read(ExtensionInput)
        asked = services.ask_extension(obligation=owed, by=request.user, now=timezone.now(), seen=None, **given)
        answer = self.answer(asked, status=201)
        answer["Location"] = f"{request.path}{asked.pk}/"
        return answer


class OneExtension(ExtensionView):
    @extend_schema(operation_id="quarterly_extension_request", responses=ExtensionShape)
    def get(self, request: Request, period: str, unit: str, pk: int) -> Response:
        """One request for more time. Needs `quarterly.read` or `quarterly.draft`."""
        return self.answer(access.extension_for(request.user, period, unit, pk))


class ExtensionGrant(ExtensionView):
    @extend_schema(operation_id="quarterly_extension_grant", parameters=REPEATABLE, request=GrantInput, responses=ExtensionShape)
    @idempotent(through(access.extension_for, to=DECIDES))
    def post(self, request: Request, asked: ExtensionRequest) -> Response:
        """Grant more time, as asked for or another. Needs `period.manage`."""
        acting, given = self.acting(request, asked), self.read(GrantInput)
        until = given.get("until") or acting["request"].until
        return self.answer(services.grant_extension(until=until, reason=given["reason"], **acting))


class ExtensionRefusal(ExtensionView):
    @extend_schema(operation_id="quarterly_extension_refuse", parameters=REPEATABLE, request=RefusalInput, responses=ExtensionShape)
    @idempotent(through(access.extension_for, to=DECIDES))
    def post(self, request: Request, asked: ExtensionRequest) -> Response:
        """Refuse more time. Needs `period.manage`."""
        return self.answer(services.refuse_extension(**self.read(RefusalInput), **self.acting(request, asked)))


def shape_of(row: ExtensionRequest) -> dict[str, Any]:
    same = ("due_at", "until", "reason", "asked_at", "decision", "granted_to", "decision_reason", "decided_at", "version")
    return {
        "id": row.pk,
        "period": row.obligation.period.code,
        "unit": row.obligation.unit.code,
        **{name: getattr(row, name) for name in same},
        "asked_by": row.by.name,
        "waiting": row.is_waiting,
        "decided_by": row.decided_by.name if row.decided_by else None,
    }
