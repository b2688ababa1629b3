"""By what the units of a register are put together: the department that follows them, the part of the world, the kind."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.models import Unit
from missions.models import Mission
from missions.regions import REGIONS

BY: Mapping[str, Promise] = {"department": _("Followed by"), "region": _("Region"), "kind": _("Kind of unit")}
NAMELESS: Mapping[str, Promise] = {
    "department": _("Followed by no department"),
    "region": _("No part of the world"),
    "kind": _("None of these"),
}
NOBODY = "none"  # the word of addresses for units that no department follows, that stand in no part of the world
# The parts that divide the world, by the word that the data has for each (`missions.regions`).
PARTS = {value: key for key, region in REGIONS.items() if region.field == "region_broad" for value in region.values}
EXPRESSIONS = {
    "department": F("unit__lead_unit__code"),
    "region": F("unit__mission__region_broad"),
    "kind": Coalesce(F("unit__mission__kind"), F("unit__kind")),
}


def key_of(by: str, value: str | None) -> str:
    """The word of addresses for what the database holds."""
    return PARTS.get(value or "", "") if by == "region" else value or ""


def group_of(by: str, unit: Unit) -> str:
    """The same of a unit that has been read with its mission and the department that follows it."""
    mission: Mission | None = getattr(unit, "mission", None)
    if by == "department":
        return unit.lead_unit.code if unit.lead_unit else ""
    if by == "region":
        return key_of(by, mission.region_broad if mission else None)
    return mission.kind if mission else unit.kind


def names(by: str) -> dict[str, tuple[str, str]]:
    """Key: its name in Vietnamese and in English, in their order."""
    words: Mapping[str, str | Promise]
    if by == "region":
        words = {key: REGIONS[key].name for key in REGIONS if key in PARTS.values()}
    else:
        words = {**dict(Mission._meta.get_field("kind").flatchoices), **dict(Unit.Kind.choices)}
    return {key: (_in("vi", word), _in("en", word)) for key, word in words.items()}


def condition(by: str, key: str) -> Q:
    """The units of one group."""
    if by == "region":
        held = [value for value, part in PARTS.items() if part == key]
        return Q(unit__mission__region_broad__in=held) if held else ~Q(unit__mission__region_broad__in=list(PARTS)) | Q(unit__mission=None)
    return Q(unit__mission__kind=key) | Q(unit__mission=None, unit__kind=key)


def _in(language: str, words: str | Promise) -> str:
    with override(language):
        return str(words)
