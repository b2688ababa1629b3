"""The calls about openings in preparation and the forecast (design part 6), over the same access as the pages."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as f
from rest_framework.request import Request
from rest_framework.response import Response

from missions import access
from missions.forecasting import PAGE, SEED, WhatIf, basis_on, reckon
from missions.frozen import plain
from missions.models import Opening
from missions.regions import REGIONS
from missions.services.open_mission import BROAD
from office.api import CleanCharField, NumberField, Pagination, Strict, View, WholeField
from office.changing import SinceFilter, changed_at
from office.installation import is_demo


class OpeningFilter(SinceFilter):
    state = f.ChoiceField(choices=Opening.State.choices, required=False)
    q = CleanCharField(required=False, allow_blank=True, max_length=200, help_text="Words to look for, with or without diacritics.")


class OpeningStageAnswer(f.Serializer):
    stage = f.CharField(help_text="Code of the stage, in the order in which they are taken; the list is data (stages.csv).")
    earliest = f.DateField(allow_null=True)
    likely = f.DateField(allow_null=True)
    latest = f.DateField(allow_null=True)
    chance = f.IntegerField(allow_null=True, help_text="Per cent that the stage is passed; null: not assessed.")
    reached_on = f.DateField(allow_null=True)
    evidence = f.CharField(allow_blank=True)
    address = f.CharField(allow_blank=True)


class OpeningRow(f.Serializer):
    code = f.CharField()
    name_vi = f.CharField()
    name_en = f.CharField(allow_blank=True)
    kind = f.ChoiceField(choices=Opening.Kind.choices)
    lead_unit = f.CharField()
    region = f.ChoiceField(
        choices=Opening.Region.choices, allow_blank=True, help_text="As whoever prepares it says; `regions` has the same."
    )
    regions = f.ListField(child=f.ChoiceField(choices=list(REGIONS)), help_text="As the regions of missions; none where it is not said.")
    state = f.ChoiceField(choices=Opening.State.choices)
    mission = f.CharField(allow_null=True, help_text="Code of the mission that it became.")
    chance = f.FloatField(allow_null=True, help_text="Of every stage still to come, one after the other.")
    moves = f.IntegerField(help_text="How often the date of the opening was moved.")
    days_moved = f.IntegerField()
    stages = OpeningStageAnswer(many=True)
    changed_at = changed_at()
    version = f.IntegerField()


class Openings(View):
    """Openings in preparation, as far as the reader may know of them."""

    serializer_class = OpeningRow
    asks = OpeningFilter
    pagination_class = Pagination

    @extend_schema(operation_id="openings_list", responses=OpeningRow(many=True))
    def get(self, request: Request) -> Response:
        """Openings in preparation, by code, as far as the caller may know of them. Needs `openings.read`."""
        rows = access.openings_for(request.user)
        asked = self.asked
        rows = rows.changed_since(asked.get("changed_since")).matching(asked.get("q", ""))
        if asked.get("state"):
            rows = rows.filter(state=asked["state"])
        return self.get_paginated_response([row_of(row) for row in self.paginate_queryset(rows.with_change().with_course())])


def row_of(opening: Opening) -> dict[str, Any]:
    plain_fields = ("code", "name_vi", "name_en", "kind", "region", "state", "moves", "days_moved", "changed_at", "version")
    stage_fields = ("earliest", "likely", "latest", "chance", "reached_on", "evidence", "address")
    return {
        **{name: getattr(opening, name) for name in plain_fields},
        "lead_unit": opening.lead_unit.code,
        "regions": [
            key for key, region in REGIONS.items() if region.field == "region_broad" and BROAD.get(opening.region) in region.values
        ],
        "mission": opening.mission.unit.code if opening.mission else None,
        "chance": opening.chance if opening.is_prepared else None,
        "stages": [{"stage": step.stage.code, **{name: getattr(step, name) for name in stage_fields}} for step in opening.course],
    }


class OneOpening(View):
    """One opening in preparation, as far as the reader may know of it."""

    serializer_class = OpeningRow

    @extend_schema(
        operation_id="openings_retrieve",
        responses=OpeningRow,
    )
    def get(self, request: Request, code: str) -> Response:
        """One opening with its stages. Openings are never public: who may not know of it is answered 404. Needs `openings.read`."""
        return self.answer(access.opening_for(request.user, code))

    def represent(self, obj: Opening) -> dict[str, Any]:
        obj.changed_at = Opening.objects.change_of(obj)
        return row_of(obj)


class ForecastFilter(Strict):
    seed = WholeField(required=False, min_value=0, max_value=2**31 - 1, help_text="The same seed gives the same answer.")
    rate = NumberField(
        required=False,
        min_value=0,
        max_value=20,
        max_digits=9,
        decimal_places=4,
        help_text="Openings a year that are not in preparation yet.",
    )
    shift = WholeField(required=False, min_value=-60, max_value=120, help_text="Every opening so many months later.")
    chance = WholeField(required=False, min_value=0, max_value=200, help_text="Every chance multiplied, in per cent.")
    drop = f.SlugField(required=False, help_text="Code of an opening that does not come.")


class RateAnswer(f.Serializer):
    shape = f.FloatField()
    years = f.FloatField()


class GoalAnswer(f.Serializer):
    due_on = f.DateField()
    value = f.IntegerField()
    about = f.BooleanField()
    code = f.CharField()


class PlannedAnswer(f.Serializer):
    code = f.CharField()
    chance = f.FloatField()
    earliest = f.DateField()
    likely = f.DateField()
    latest = f.DateField()


class ForecastInputs(f.Serializer):
    on = f.DateField()
    size = f.IntegerField()
    until = f.DateField()
    planned = PlannedAnswer(many=True)
    openings = RateAnswer(help_text="Gamma: so many events in so many years.")
    closures = RateAnswer()
    unnamed_from = f.DateField(allow_null=True)
    delay = f.FloatField(help_text="Months, the mean of the delay that all openings share.")
    goals = GoalAnswer(many=True)


class YearAnswer(f.Serializer):
    on = f.DateField()
    mean = f.FloatField()
    percentiles = f.DictField(child=f.IntegerField())


class SwingAnswer(f.Serializer):
    code = f.CharField()
    low = f.FloatField()
    high = f.FloatField()


class ChanceAnswer(f.Serializer):
    goal = GoalAnswer()
    share = f.FloatField()
    swings = SwingAnswer(many=True, help_text="By opening: the chance without it, and with it.")
    assumed = SwingAnswer(many=True, help_text="By assumption: the chance at its worse and at its better end.")


class ForecastAnswer(f.Serializer):
    inputs = ForecastInputs()
    draws = f.IntegerField()
    seed = f.IntegerField()
    years = YearAnswer(many=True)
    chances = ChanceAnswer(many=True)
    demo = f.BooleanField()


class NothingKnown(f.ValidationError):
    """The size of the network is not known, so there is nothing to forecast."""


class Forecast(View):
    """The forecast of today, reckoned anew; nothing is kept."""

    serializer_class = ForecastAnswer
    asks = ForecastFilter

    @extend_schema(operation_id="forecast_retrieve", responses=ForecastAnswer)
    def get(self, request: Request) -> Response:
        """The forecast of today, reckoned anew; nothing is kept. Needs `forecast.read`."""
        access.must_foresee(request.user)
        asked = self.asked
        basis = basis_on(timezone.localdate())
        if basis is None:
            raise NothingKnown(NothingKnown.__doc__)
        drop = asked.get("drop", "")
        if drop and drop not in basis.openings:
            raise f.ValidationError({"drop": [_("No opening in preparation has the code “%(code)s”.") % {"code": drop}]})
        rate = asked.get("rate")
        tried = WhatIf(None if rate is None else float(rate), asked.get("shift", 0), asked.get("chance", 100), drop)
        inputs = tried.of(basis.inputs)
        outcome = reckon(inputs, draws=PAGE, seed=asked.get("seed", SEED))
        return Response({"inputs": plain(inputs), **plain(outcome), "demo": is_demo()})
