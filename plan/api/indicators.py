"""Indicators in the API: how they stand, one with its values, a value entered by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.serializers import ValidationError

from accounts.numbers import too_fine
from accounts.permissions import Permission
from office.api import Pagination, idempotent, through
from plan import access, services
from plan.api import answers, indicator_shapes
from plan.api import shapes as s
from plan.api.views import REPEATABLE, PlanView
from plan.models import Indicator, Observation
from plan.readings import readings_of


class Indicators(PlanView):
    serializer_class = indicator_shapes.IndicatorAnswer
    asks = s.IndicatorFilter
    pagination_class = Pagination

    @extend_schema(operation_id="indicators_list", responses=indicator_shapes.IndicatorAnswer(many=True))
    def get(self, request: Request, plan: str) -> Response:
        """The indicators, by code, as they stood at a moment. Needs `plan.read`."""
        moment = self.moment()
        rows = access.indicators_for(request.user, plan, moment.known).changed_since(self.asked.get("changed_since"))
        rows = rows.with_change().prefetch_related("measures")
        read = readings_of(self.paginate_queryset(rows), moment)
        return self.get_paginated_response([answers.indicator(reading, moment) for reading in read])


class IndicatorView(PlanView):
    def represent(self, obj: Indicator) -> Any:
        moment = self.moment()
        obj.changed_at = Indicator.objects.change_of(obj)
        return answers.indicator_detail(readings_of([obj], moment)[0], moment)


class OneIndicator(IndicatorView):
    serializer_class = indicator_shapes.IndicatorDetail
    asks = s.MomentFilter

    @extend_schema(operation_id="indicators_retrieve", responses=indicator_shapes.IndicatorDetail)
    def get(self, request: Request, plan: str, code: str) -> Response:
        """One indicator as it stood at a moment, with its values. Needs `plan.read`."""
        return self.answer(access.indicator_for(request.user, plan, code, known=self.moment().known))


class Observations(IndicatorView):
    """Enter a value by hand; only of an indicator whose source is `typed`."""

    serializer_class = s.ObservationInput
    pagination_class = Pagination

    @extend_schema(
        operation_id="observations_list",
        responses=indicator_shapes.SingleValue(many=True),
    )
    def get(self, request: Request, plan: str, code: str) -> Response:
        """The single values of an indicator, newest first, with the ids that a correction names: those of the whole, and those
        of units whose quarterly reports the caller reads. What all units come to together stands in the indicator.
        Needs `plan.read`.
        """
        indicator = access.indicator_for(request.user, plan, code)
        rows = access.observations_for(request.user, indicator).select_related("by", "unit", "period", "indicator", "replaced_by")
        return self.page(rows.order_by("-on", "-recorded_at", "-pk"), answers.single_value)

    @extend_schema(
        operation_id="observations_enter",
        parameters=REPEATABLE,
        request=s.ObservationInput,
        responses={201: indicator_shapes.ObservationRow},
    )
    @idempotent(through(access.indicator_for, to=Permission.PLAN_EDIT))
    def post(self, request: Request, indicator: Indicator) -> Response:
        """Enter a value by hand, or correct one; only of an indicator whose source is `typed`. Needs `plan.edit`."""
        given, now = self.read(s.ObservationInput), timezone.now()
        given["value"] = _scaled(given["value"], indicator.decimals)
        given["replaces"] = _replaced(indicator, given["replaces"])
        row = services.observe(indicator=indicator, by=request.user, now=now, seen=self.seen(), **given)
        address = reverse("api:indicator", kwargs={"plan": indicator.plan.code, "code": indicator.code}, request=request)
        return Response(answers.observation(row), status=201, headers={"Location": address, "ETag": self.etag(indicator)})


def _scaled(value: Decimal | None, decimals: int) -> int | None:
    if value is None:
        return None
    scaled = value * 10**decimals
    if scaled != scaled.to_integral_value():
        raise ValidationError({"value": [too_fine(decimals)]})
    return int(scaled)


def _replaced(indicator: Indicator, pk: int | None) -> Observation | None:
    if pk is None:
        return None
    if found := indicator.observations.filter(pk=pk).first():
        return found
    raise ValidationError({"replaces": [_("There is no such value of this indicator.")]})
