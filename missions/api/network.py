"""The network on a day, and one mission."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as f
from rest_framework.request import Request
from rest_framework.response import Response

from missions import access
from missions.models import Country, Mission, MissionEvent
from missions.regions import REGIONS, regions_of
from missions.register import chosen
from office.api import CleanCharField, Strict, UnitField, View
from office.changing import SinceFilter, changed_at
from office.installation import is_demo
from office.paging import Pagination
from plan.moment import Moment


class PlaceFilter(Strict):
    on = f.CharField(required=False, help_text="Open on this day: 31/12/2026 or 2026-12-31. Today if left out.")
    known = f.CharField(required=False, help_text="As recorded by this instant (ISO 8601) or by the end of this day in Hà Nội.")
    kind = f.ChoiceField(choices=Mission.Kind.choices, required=False, help_text="Of this kind on the day asked about.")
    region = f.ChoiceField(choices=[(key, str(region.name)) for key, region in REGIONS.items()], required=False)
    department = UnitField(required=False, help_text="Code of the department that follows the mission.")
    q = CleanCharField(required=False, allow_blank=True, max_length=200, help_text="Words to look for, with or without diacritics.")


class MissionFilter(PlaceFilter, SinceFilter):
    """With `changed_since` the missions that have closed or are only spoken of too: whoever keeps a copy must know."""


class Name(f.Serializer):
    code = f.CharField()
    name_vi = f.CharField()
    name_en = f.CharField()


class HostName(f.Serializer):
    """The country in which it stands: one code, one name."""

    code = f.CharField(allow_null=True, help_text="ISO 3166-1 alpha-2; null: not recorded.")
    name_vi = f.CharField(allow_blank=True)
    name_en = f.CharField(allow_blank=True)


class PostName(f.Serializer):
    """To what it is accredited, as people call the post: a country, a part of one, or an organisation with its seat. No key."""

    name_vi = f.CharField(allow_blank=True)
    name_en = f.CharField(allow_blank=True)


class MissionEventAnswer(f.Serializer):
    kind = f.ChoiceField(choices=MissionEvent.Kind.choices)
    on = f.DateField(allow_null=True)
    precision = f.ChoiceField(choices=MissionEvent.Precision.choices)
    from_kind = f.ChoiceField(choices=Mission.Kind.choices, allow_blank=True, help_text="Of an upgrade: the kind before.")
    to_kind = f.ChoiceField(choices=Mission.Kind.choices, allow_blank=True, help_text="Of an upgrade: the kind from that day on.")
    decision_number = f.CharField()


class MissionRow(f.Serializer):
    code = f.CharField()
    name_vi = f.CharField()
    name_en = f.CharField()
    kind = f.ChoiceField(choices=Mission.Kind.choices, help_text="On the day asked about.")
    is_intention = f.BooleanField(help_text="Said in public, not decided; never counted.")
    host = HostName()
    post = PostName()
    regions = f.ListField(
        child=f.ChoiceField(choices=list(REGIONS)),
        help_text="Parts of the world, as `region` of the list takes them: one of the five that divide it, and those within it that are "
        "looked at from nearer; none where it is not recorded.",
    )
    organisation = f.CharField()
    city_vi = f.CharField()
    city_en = f.CharField()
    latitude = f.FloatField(allow_null=True, help_text="WGS 84, five decimals; null: not recorded.")
    longitude = f.FloatField(allow_null=True)
    time_zone = f.CharField()
    department = Name(allow_null=True)
    events = MissionEventAnswer(many=True)
    is_open = f.BooleanField(help_text="On the day asked about.")
    changed_at = changed_at()


class MissionDetail(MissionRow):
    accredited_to = Name(many=True)
    accredited_organisations = f.ListField(child=f.CharField())
    basis = f.CharField(required=False, help_text="Where the facts come from; for those who keep the data alone.")
    version = f.IntegerField()
    demo = f.BooleanField()


class NetworkAnswer(f.Serializer):
    """What is known of the whole network on the day of the answer, whatever the filter."""

    on = f.DateField()
    known_from = f.DateField(allow_null=True, help_text="The first day on which the whole network is known.")
    is_known = f.BooleanField(help_text="Where false, `count` and `results` are only what is known to have been open, not the network.")
    total = f.IntegerField(allow_null=True, help_text="Missions open on the day; null where it is not known.")
    least = f.IntegerField(allow_null=True, help_text="Open at least: less than `total` where the day of a change is not known.")
    most = f.IntegerField(allow_null=True, help_text="Open at most.")


class NetworkPages(Pagination):
    """Pages of missions beside what is known of the network."""

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        shape = super().get_paginated_response_schema(schema)
        shape["properties"]["network"] = {"$ref": "#/components/schemas/NetworkAnswer"}  # made for NetworkMap
        return shape | {"required": [*shape["required"], "network"]}


class Missions(View):
    """The missions open on a day, with what is known of the whole network on it."""

    serializer_class = MissionRow
    asks = MissionFilter
    pagination_class = NetworkPages

    @extend_schema(operation_id="missions_list", responses=MissionRow(many=True))
    def get(self, request: Request) -> Response:
        """The missions open on a day, with what is known of the whole network on it; by department, in each by name.

        Needs `mission.read`.
        """
        missions = access.missions_for(request.user)
        moment, asked = Moment.read(self.asked, timezone.now()), self.asked
        since, found = asked.get("changed_since"), chosen(missions, asked, moment)
        found = found.open_on(moment.on, moment.known) if since is None else found.changed_since(since)
        rows = found.standing_on(moment.on, moment.known).with_change().for_list(moment.known)
        answer = self.get_paginated_response([row_of(row) for row in self.paginate_queryset(rows)])
        network = missions.network(moment.on, moment.known)
        answer.data["network"] = NetworkAnswer(network).data
        return answer


class OneMission(View):
    serializer_class = MissionDetail

    @extend_schema(operation_id="missions_retrieve", responses=MissionDetail)
    def get(self, request: Request, code: str) -> Response:
        """One mission as it stands today. Needs `mission.read`."""
        return self.answer(access.mission_for(request.user, code, timezone.localdate()))

    def represent(self, obj: Mission) -> dict[str, Any]:
        obj.events_known = list(obj.events.standing())
        obj.changed_at = Mission.objects.change_of(obj)
        return {
            **row_of(obj),
            "accredited_to": [_country(country) for country in obj.accredited_to.all()],
            "accredited_organisations": [part for part in obj.accredited_organisations.split(";") if part],
            **({"basis": obj.basis} if access.maintains(self.request.user) else {}),
            "version": obj.version,
            "demo": is_demo(),
        }


def row_of(mission: Mission) -> dict[str, Any]:
    plain = ("is_intention", "organisation", "city_vi", "city_en", "latitude", "longitude", "time_zone")
    told = ("kind", "on", "precision", "from_kind", "to_kind", "decision_number")
    department = mission.unit.lead_unit
    return {
        "code": mission.unit.code,
        "name_vi": mission.unit.name_vi,
        "name_en": mission.unit.name_en,
        "kind": mission.kind_shown,
        **{name: getattr(mission, name) for name in plain},
        "host": _host(mission.host_country),
        "post": {"name_vi": mission.host_vi, "name_en": mission.host_en},
        "regions": regions_of(mission),
        "is_open": mission.was_open,
        "changed_at": mission.changed_at,
        "department": {"code": department.code, "name_vi": department.name_vi, "name_en": department.name_en} if department else None,
        "events": [{name: getattr(event, name) for name in told} for event in mission.events_known],
    }


def _host(country: Country | None) -> dict[str, str | None]:
    return (
        {"code": country.pk, "name_vi": country.name_vi, "name_en": country.name_en}
        if country
        else {"code": None, "name_vi": "", "name_en": ""}
    )


def _country(country: Country) -> dict[str, str]:
    return {"code": country.pk, "name_vi": country.name_vi, "name_en": country.name_en}
