"""How the pages of the network write a date by what is known of it, and the sign of a kind of mission."""

from django import template
from django.template.defaultfilters import capfirst, stringfilter
from django.utils.translation import gettext as _

from missions.models import MissionEvent
from missions.trail import trail
from missions.wording import counted_from, sign_of, when

register = template.Library()
register.filter("post_sign", sign_of)
register.filter("trail", trail)


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


@register.filter(is_safe=True)
@stringfilter
def begun(text: str) -> str:
    """As a sentence begins, but for a text whose first word is an address: “lecourrier.vn, 6/2025”."""
    return text if "." in text.partition(" ")[0].rstrip(".,;") else capfirst(text)


@register.filter
def signed(number: int) -> str:
    """A change: +5, −2, 0."""
    return f"+{number}" if number > 0 else f"−{-number}" if number < 0 else "0"
