"""Codes stand in addresses: one that is itself the name of a page would hide that page, or be hidden by it."""

from __future__ import annotations

import re
from functools import cache

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import gettext as _

from accounts.given import wrong
from accounts.models import Unit
from missions.models import Opening

_WORD = re.compile(r"[a-z][a-z-]*")


@cache
def reserved() -> frozenset[str]:
    """The words that stand in the addresses of the network, read from its routes."""
    routes = [entry for entry in get_resolver().url_patterns if getattr(entry, "namespace", None) == "missions"]
    return frozenset(word for route in routes for word in _words(route))


def _words(entry: URLPattern | URLResolver) -> set[str]:
    if isinstance(entry, URLResolver):
        return {word for below in entry.url_patterns for word in _words(below)}
    parts = re.sub(r"<[^>]*>", "", str(entry.pattern)).replace(".", "/").split("/")
    return {part for part in parts if _WORD.fullmatch(part)}


def must_be_free(code: str, but: Opening | None = None) -> None:
    """ValidationError for a code that is a page, or that only capitals part from one that is taken; the mission of an
    opening (`but`) may keep its code."""
    if code.lower() in reserved():
        raise wrong(_("“%(code)s” is the address of a page: choose another code.") % {"code": code}, "code")
    taken = Unit.objects.filter(code__iexact=code).values_list("code", flat=True).first()
    openings = Opening.objects.filter(code__iexact=code).exclude(pk=but.pk if but else 0)
    taken = taken or openings.values_list("code", flat=True).first()
    if taken == code:
        raise wrong(_("This code is taken already."), "code")
    if taken:
        raise wrong(_("This code is taken already: %(code)s. Capitals make no other code.") % {"code": taken}, "code")
