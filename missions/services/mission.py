"""What is said of a mission, corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import history, zones
from accounts.folding import clean, search_text, sort_key
from accounts.history import Actor
from accounts.models import Unit
from accounts.naming import forbidden
from accounts.permissions import Permission
from missions import belonging
from missions.agreement import Register, lost
from missions.belonging import doubted
from missions.mission_files import FIXED_NAMES
from missions.models import Country, Mission
from missions.network import PostKind
from missions.services.network import PLAIN, mission_words
from missions.turning import keep_former, must_not_turn

NAMES = ("name_vi", "name_en")
FACTS = (*NAMES, "department", "host_country", "accredited_to", *(name for name in PLAIN if name != "is_intention"))
CITIES = {"city_vi", "city_en"}  # never shown without their host, so that a bare name is no statement
NEEDED = ("name_vi", "name_en", "host_vi", "host_en", "city_vi", "city_en", "basis")


@transaction.atomic
def edit_mission(
    *, mission: Mission, values: Mapping[str, Any], by: Actor, now: datetime, seen: int | None, reason: str = "", sure: bool = False
) -> Mission:
    """Correct what is said of a mission; `values` has some of the names of FACTS; `sure`: also where no other mission bears
    it out (`missions.belonging`), and where the count would no longer agree with a published total (`missions.agreement`).

    Another kind is a correction: it has always been that. What became of another kind is an event.
    """
    mission.lock_seen(seen)
    given = {name: _tidy(value) for name, value in values.items()}
    _check(mission, given)
    if not sure and (unsure := _doubts(mission, given)):
        raise doubted(unsure)
    accredited: Sequence[Country] | None = given.pop("accredited_to", None)
    changes = _rename(mission.unit, given)
    if "department" in values:
        changes |= _follow(mission.unit, given.pop("department"))
    told = history.changed(mission, given)
    changes |= told
    stands = sorted(country.pk for country in mission.accredited_to.all())
    if accredited is not None and stands != (asked := sorted(country.pk for country in accredited)):
        mission.accredited_to.set(accredited)
        changes["accredited_to"] = ("; ".join(stands), "; ".join(asked))
    if not changes:
        return mission
    if "kind" in told:
        keep_former(mission, told["kind"][0], now)
    mission.save_seen(None, {name: new for name, (_old, new) in told.items()})
    words = mission_words(mission)
    Mission.objects.filter(pk=mission.pk).update(**words)
    tell("mission.edited", mission, by, now, changes, reason)
    return mission


def _tidy(value: Any) -> Any:
    return clean(value).strip() if isinstance(value, str) else value


def _rename(unit: Unit, given: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    names = {name: given.pop(name) for name in NAMES if name in given}
    changes = history.changed(unit, names)
    if changes:
        both = {name: names.get(name, getattr(unit, name)) for name in NAMES}
        unit.save_seen(None, {**names, "search_text": search_text(*both.values(), unit.code), "sort_key": sort_key(both["name_vi"])})
    return changes


def _follow(unit: Unit, department: Unit | None) -> dict[str, tuple[Any, Any]]:
    if unit.lead_unit_id == (department and department.pk):
        return {}
    changes = {"department": (unit.lead_unit and unit.lead_unit.name_vi, department and department.name_vi)}
    unit.save_seen(None, {"lead_unit": department})
    return changes


def _check(mission: Mission, given: Mapping[str, Any]) -> None:
    """Every fault at once, each at its field."""
    errors: dict[str, str] = {}
    for name in NEEDED:
        if name in given and not given[name]:
            errors[name] = _("This must not be empty.")
    for name, value in given.items():
        if isinstance(value, str) and name not in CITIES and name not in errors:
            for found, instead in forbidden(value):
                errors[name] = _("“%(found)s” is not to be used: write “%(instead)s”") % {"found": found, "instead": instead}
    errors |= _host_faults(mission, given)
    errors |= _place_faults(mission, given)
    if errors:
        raise ValidationError(errors)
    if given.get("kind", mission.kind) != mission.kind:
        must_not_turn(mission)


def _host_faults(mission: Mission, given: Mapping[str, Any]) -> dict[str, str]:
    """Kind, host and zone belong together, and two hosts have names that are fixed."""
    errors: dict[str, str] = {}
    names = ("kind", "host_country", "host_vi", "host_en", "time_zone", "organisation")
    stands = {name: given.get(name, getattr(mission, name)) for name in names}
    if stands["kind"] not in PostKind.values:
        errors["kind"] = _("Choose a kind of mission.")
    if stands["time_zone"] not in zones.names():
        errors["time_zone"] = _("“%s” is not a time zone") % stands["time_zone"]
    told = {name: stands[name] for name in ("kind", "organisation", "time_zone")}
    errors = {**belonging.faults(country=stands["host_country"], **told), **errors}
    iso2 = stands["host_country"].pk if stands["host_country"] else ""
    if (stands["kind"] == PostKind.ECONOMIC_CULTURAL_OFFICE) != (iso2 == "TW"):
        errors["kind"] = _("the post there is an economic and cultural office, and no other post is one")
    for name, asked in zip(("host_vi", "host_en"), FIXED_NAMES.get(iso2, ()), strict=False):
        if stands[name] != asked:
            errors[name] = _("must be “%s”") % asked
    return errors


def _doubts(mission: Mission, given: Mapping[str, Any]) -> dict[str, str]:
    """Of what is changed alone: what stands has been looked at before."""
    stands = {
        "kind": mission.kind,
        "host_country": mission.host_country,
        "region_broad": mission.region_broad,
        "department": mission.unit.lead_unit,
    }
    asked = {**stands, **{name: given[name] for name in stands if name in given}}
    if asked == stands:
        return {}
    names = {"country": "host_country", "region": "region_broad", "department": "department", "kind": "kind"}
    found = belonging.doubts(but=mission.pk, **{name: asked[field] for name, field in names.items()})
    if asked["kind"] != mission.kind:
        register = Register.now()
        if told := lost(register, register.had_always_been(mission.pk, asked["kind"])):
            found["kind"] = told
    return found


def _place_faults(mission: Mission, given: Mapping[str, Any]) -> dict[str, str]:
    """A city stands on the map: it needs both coordinates."""
    errors = {}
    names: tuple[tuple[str, int], ...] = (("latitude", 90), ("longitude", 180))
    for name, most in names:
        value: Decimal | None = given.get(name, getattr(mission, name))
        if value is None and given.keys() & {"latitude", "longitude", *CITIES}:
            errors[name] = _("A city needs its coordinates, in degrees: both latitude and longitude.")
        elif value is not None and not -most <= value <= most:
            errors[name] = _("Enter degrees from %(low)d to %(high)d.") % {"low": -most, "high": most}
    return errors


def tell(verb: str, mission: Mission, by: Actor, now: datetime, changes: Mapping[str, tuple[Any, Any]], reason: str) -> None:
    history.record(
        by=by,
        verb=verb,
        obj=mission,
        code=mission.unit.code,
        label=mission.unit.name_vi,
        unit=mission.unit,
        changes=changes,
        reason=reason,
        under=Permission.PLAN_EDIT,
        at=now,
    )
