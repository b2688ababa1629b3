"""The one act by which an opening in preparation becomes a mission: its unit, the mission and its event together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import history, zones
from accounts.first import first_come
from accounts.given import must_be_named_so, needed, person, text, wrong
from accounts.history import Actor
from accounts.loading import unit_words
from accounts.models import Unit
from accounts.permissions import Permission
from missions.addresses import must_be_free
from missions.belonging import doubted, doubts, faults
from missions.models import Country, Mission, MissionEvent, Opening
from missions.network import EventKind, PostKind, Precision
from missions.services.network import GROUP, mission_words
from missions.services.opening import must_be_prepared, record, take_step

# As the file of the network names them.
BROAD = {"africa": "Africa", "americas": "Americas", "asia_pacific": "Asia-Pacific", "europe": "Europe", "middle_east": "Middle East"}
PLACE = ("host_vi", "host_en", "city_vi", "city_en")


@transaction.atomic
def open_mission(
    *,
    opening: Opening,
    code: str,
    names: Mapping[str, str],
    place: Mapping[str, Any],
    opened_on: date | None,
    decision_number: str,
    by: Actor,
    now: datetime,
    seen: int | None,
    basis: str = "",
    sure: bool = False,
) -> Mission:
    """Open it: `names` has name_vi and name_en of the unit; `place` has host_country, organisation, time_zone, latitude,
    longitude and the names of PLACE; `sure`: also where no other mission bears its region out. Nothing is made unless all of
    it is."""
    opening.lock_seen(seen)
    must_be_prepared(opening)
    unit = _unit(opening, code, names)
    where = _place(place)
    if (opening.kind == PostKind.ECONOMIC_CULTURAL_OFFICE) != (where["host_country"].pk == "TW"):
        raise wrong(_("The post there is an economic and cultural office, and no other post is one."), "host_country")
    _must_belong(opening, where, sure)
    decision = needed(decision_number, "decision_number", _("Give the number of the decision."))
    step = opening.last
    if step is None or opening.at != step:
        raise wrong(_("The stages before the opening have not all been reached: %(stage)s.") % {"stage": opening.at or "–"})
    take_step(opening, step, opened_on, decision, "", now, "opened_on")
    with first_come(partial(must_be_free, unit.code, but=opening)):
        unit.save(force_insert=True)
    where |= {"region": _region(opening), "region_broad": BROAD.get(opening.region, ""), "confidence": "high"}
    mission = Mission(unit=unit, kind=opening.kind, basis=text(basis) or decision, **where)
    mission.search_text = mission_words(mission)["search_text"]
    mission.save(force_insert=True)
    event = {"kind": EventKind.OPENED, "on": step.reached_on, "precision": Precision.DAY, "decision_number": decision}
    MissionEvent.objects.create(mission=mission, basis=mission.basis, recorded_at=now, by=person(by), **event)
    opening.save_seen(None, {"state": Opening.State.OPENED, "mission": mission})
    changes = {"opened_on": (None, step.reached_on), "opened_decision_number": (None, decision)}
    history.record(
        by=by, verb="missions.opened", obj=mission, code=unit.code, label=unit.name_vi, unit=unit, changes=changes,
        under=Permission.OPENINGS_EDIT, at=now,
    )  # fmt: skip
    record("missions.opening_opened", opening, by, now, {"mission": (None, unit.name_vi), **changes})
    return mission


def _unit(opening: Opening, code: str, names: Mapping[str, str]) -> Unit:
    code = needed(code, "code", _("Give a code."))
    group = Unit.objects.filter(code=GROUP).first()
    unit = Unit(code=code, kind=Unit.Kind.MISSION, parent=group, lead_unit=opening.lead_unit)
    for name in ("name_vi", "name_en"):
        setattr(unit, name, _name(names[name], name, required=True))
    for name, value in unit_words(unit).items():
        setattr(unit, name, value)
    return unit


def _region(opening: Opening) -> str:
    """That of the missions which the department follows already."""
    return Mission.objects.filter(unit__lead_unit=opening.lead_unit).order_by("pk").values_list("region", flat=True).first() or ""


def _must_belong(opening: Opening, where: Mapping[str, Any], sure: bool) -> None:
    """Kind, organisation, country, zone and region of the opening fit together."""
    given = {"organisation": where["organisation"], "country": where["host_country"], "time_zone": where["time_zone"]}
    if found := faults(kind=opening.kind, **given):
        raise ValidationError(found)
    region = BROAD.get(opening.region, "")
    told = {"kind": opening.kind, "country": where["host_country"], "department": opening.lead_unit}
    unsure = {} if sure else doubts(region=region, **told)
    if unsure:
        named = {"region_broad": "host_country", "department": NON_FIELD_ERRORS}
        raise doubted({named[name]: message for name, message in unsure.items()})


def _place(place: Mapping[str, Any]) -> dict[str, Any]:
    country: Country | None = place["host_country"]
    if country is None:
        raise wrong(_("Choose the host country."), "host_country")
    zone = zones.find(place["time_zone"])
    if zone is None:
        raise wrong(_("There is no such time zone: %(typed)s.") % {"typed": place["time_zone"]}, "time_zone")
    latitude, longitude = place.get("latitude"), place.get("longitude")
    if latitude is None or longitude is None:
        raise wrong(
            _("Give the coordinates of the city: without them it is shown on no map."), "latitude" if latitude is None else "longitude"
        )
    for name, value, most in (("latitude", latitude, 90), ("longitude", longitude, 180)):
        if abs(value) > most:
            raise wrong(_("There is no such place on the globe."), name)
    given = {name: _name(place.get(name, ""), name, required=name.startswith("city")) for name in PLACE}
    for language in ("vi", "en"):
        given[f"host_{language}"] = given[f"host_{language}"] or getattr(country, f"name_{language}")
    return {
        **given,
        "host_country": country,
        "organisation": _name(place.get("organisation", ""), "organisation", required=False),
        "time_zone": zone,
        "latitude": latitude,
        "longitude": longitude,
    }


def _name(value: str, field: str, *, required: bool) -> str:
    """A name of a place as it may be written (domain (g) 2)."""
    name = needed(value, field, _("Give the name.")) if required else text(value)
    must_be_named_so(name, field)
    return name
