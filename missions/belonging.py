"""What of a mission belongs together: kind and organisation, country and time zone, country and region, region and department.

The first two are facts and are refused. The others are taken from the register itself: where no other mission bears out
what is said, whoever says it is asked once more.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Unit
from missions.models import Country, Mission
from missions.network import PARTS, PostKind
from missions.tables import BROAD

DOUBT = "doubt"
TO_ORGANISATIONS = PARTS["missions_at_organisations"]
# Territories with a code of their own in the list of zones whose missions stand under the code of the country.
WITHIN: Mapping[str, frozenset[str]] = {"CN": frozenset({"HK", "MO"})}


def faults(*, kind: str, organisation: str, country: Country | None, time_zone: str) -> dict[str, str]:
    """What cannot be, by the names of the fields; `time_zone` is a zone that exists."""
    found = {}
    if kind in TO_ORGANISATIONS and not organisation:
        found["organisation"] = _("A mission of this kind is accredited to an organisation: name it.")
    elif kind in PostKind.values and kind not in TO_ORGANISATIONS and organisation:
        found["organisation"] = _("Only a mission to an organisation has one: leave this empty, or choose another kind.")
    if country is not None and not zone_fits(time_zone, country.pk):
        found["time_zone"] = _("%(zone)s is not a time zone of this country (%(country)s).") % {"zone": time_zone, "country": country}
    return found


def doubts(*, kind: str, country: Country | None, region: str, department: Unit | None, but: int | None = None) -> dict[str, str]:
    """What the other missions do not bear out: `region` as the register writes it (a key of BROAD), `but` the mission that
    is spoken of. Missions to organisations are followed by what the organisation does, wherever they stand."""
    others, found = Mission.objects.exclude(pk=but or 0).exclude(kind__in=TO_ORGANISATIONS), {}
    there = list(others.filter(host_country=country).select_related("unit__lead_unit")) if country else []
    told = {row.region_broad for row in there if row.region_broad}
    if region and told and region not in told:
        found["region_broad"] = _("Other missions in this country are counted under %(regions)s.") % {"regions": _named(told)}
    if department is None or kind in TO_ORGANISATIONS:
        return found
    leading = {row.unit.lead_unit for row in there if row.unit.lead_unit}
    followed = set(others.filter(unit__lead_unit=department).exclude(region_broad="").values_list("region_broad", flat=True))
    if leading and department not in leading:
        names = "; ".join(sorted(unit.name for unit in leading))
        found["department"] = _("Other missions in this country are followed by: %(names)s.") % {"names": names}
    elif region and followed and region not in followed:
        found["department"] = _("This department follows no mission of that region, only of: %(regions)s.") % {"regions": _named(followed)}
    return found


def doubted(found: Mapping[str, str]) -> ValidationError:
    """To be answered by saying that it is so; forms know it by its code."""
    return ValidationError({name: [ValidationError(message, code=DOUBT)] for name, message in found.items()})


def is_doubt(error: ValidationError) -> bool:
    return any(one.code == DOUBT for errors in error.error_dict.values() for one in errors) if hasattr(error, "error_dict") else False


def _named(regions: set[str]) -> str:
    return "; ".join(sorted(str(BROAD.get(region, region)) for region in regions))


def zone_fits(zone: str, iso2: str) -> bool:
    """Also where the list of zones does not know the name, an old one, for example: nothing can be said then."""
    owner = _owners().get(zone)
    return owner is None or owner == iso2 or owner in WITHIN.get(iso2, frozenset())


@cache
def _owners() -> dict[str, str]:
    """The country of each zone, as the time zone database lists it (zone.tab: code, place, zone)."""
    text = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {zone: iso2 for iso2, _place, zone, *_note in rows}
