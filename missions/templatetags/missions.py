"""How the pages of the network write a date by what is known of it, and the sign of a kind of mission."""

from django import template
from django.utils.translation import gettext as _

from missions.models import MissionEvent
from missions.network import PostKind
from missions.wording import counted_from, when

register = template.Library()

# Missions to organisations share one sign.
_SAME_SIGN = {PostKind.DELEGATION: PostKind.PERMANENT_MISSION, PostKind.PERMANENT_OBSERVER_MISSION: PostKind.PERMANENT_MISSION}


@register.filter
def known_as(event: MissionEvent) -> str:
    return when(event.on, event.precision)


@register.filter
def counts_from(event: MissionEvent) -> str:
    return counted_from(event.on, event.precision)


@register.filter
def coordinates_from(basis: str) -> str:
    """Where a place on the map comes from, by the words with which its basis begins (docs/data/README.md)."""
    if basis.startswith("city centre"):
        return _("centre of the city, not the building; GeoNames")
    return "Wikidata" if basis.startswith("Wikidata") else ""


@register.filter
def post_sign(kind: str) -> str:
    return str(_SAME_SIGN.get(PostKind(kind), PostKind(kind)).value)
