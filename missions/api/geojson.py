"""The network as GeoJSON (RFC 7946): a feature for each open mission whose place is recorded, for maps of others."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as f
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from missions import access
from missions.api.network import NetworkAnswer, PlaceFilter
from missions.models import Mission
from missions.register import chosen
from office.api import View
from plan.moment import Moment

ATTRIBUTION = "Coordinates: GeoNames (https://www.geonames.org), CC BY 4.0; Wikidata, CC0."


class GeoJson(JSONRenderer):
    media_type = "application/geo+json"
    format = "geojson"


class Point(f.Serializer):
    type = f.ChoiceField(choices=["Point"])
    coordinates = f.ListField(child=f.FloatField(), min_length=2, max_length=2, help_text="Longitude, then latitude, WGS 84.")


class Properties(f.Serializer):
    name_vi = f.CharField()
    name_en = f.CharField()
    kind = f.ChoiceField(choices=Mission.Kind.choices)
    host_vi = f.CharField()
    host_en = f.CharField()
    city_vi = f.CharField()
    city_en = f.CharField()
    department = f.CharField(allow_null=True, help_text="Code of the department that follows the mission.")


class Feature(f.Serializer):
    type = f.ChoiceField(choices=["Feature"])
    id = f.CharField(help_text="Code of the mission.")
    geometry = Point(allow_null=True)
    properties = Properties()


class FeatureCollection(f.Serializer):
    type = f.ChoiceField(choices=["FeatureCollection"])
    on = f.DateField()
    total = f.IntegerField(allow_null=True, help_text="As in `network`.")
    network = NetworkAnswer()
    attribution = f.CharField()
    features = Feature(many=True)


class NetworkMap(View):
    """The missions open on a day as one FeatureCollection. One without a recorded place has a null geometry."""

    serializer_class = FeatureCollection
    asks = PlaceFilter
    renderer_classes = (GeoJson,)

    @extend_schema(operation_id="missions_geojson", responses={(200, GeoJson.media_type): FeatureCollection})
    def get(self, request: Request) -> Response:
        """The missions open on a day as one FeatureCollection, by code. One without a recorded place has a null geometry.

        Needs `mission.read`.
        """
        missions = access.missions_for(request.user)
        moment = Moment.read(self.asked, timezone.now())
        network = missions.network(moment.on, moment.known)
        rows = chosen(missions, self.asked, moment).open_on(moment.on, moment.known).select_related("unit__lead_unit")
        return Response(
            {
                "type": "FeatureCollection",
                "on": moment.on,
                "total": network.total,
                "network": NetworkAnswer(network).data,
                "attribution": ATTRIBUTION,
                "features": [feature(row) for row in rows.order_by("unit__code")],
            }
        )


def feature(mission: Mission) -> dict[str, Any]:
    latitude, longitude = mission.latitude, mission.longitude
    names = ("host_vi", "host_en", "city_vi", "city_en")
    department = mission.unit.lead_unit
    return {
        "type": "Feature",
        "id": mission.unit.code,
        "geometry": None
        if latitude is None or longitude is None
        else {"type": "Point", "coordinates": [float(longitude), float(latitude)]},
        "properties": {
            "name_vi": mission.unit.name_vi,
            "name_en": mission.unit.name_en,
            "kind": mission.kind_shown,
            **{name: getattr(mission, name) for name in names},
            "department": department.code if department else None,
        },
    }
