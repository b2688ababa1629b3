"""The main menu: the parts of the house, who sees them, and in which of them a page stands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.urls import ResolverMatch
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.permissions import Permission
from office.addresses import address


@dataclass(frozen=True)
class Part:
    route: str  # of its first page
    label: Promise
    pages: tuple[str, ...]  # what stands in it: routes, "app:route", or whole apps
    permission: Permission | None = None  # None: for everybody who has signed in


LIT = mark_safe(' aria-current="true"')
MANAGED = "manage"  # what stands below /manage/ belongs to the administration and to no other part, whichever app it is of
OWN = frozenset({"personnel:me", "personnel:me-correct"})  # what is held on the reader, who comes from their own account, not from a part
PARTS = (
    Part("overview:home", _("My work"), ("overview:home",)),
    Part("overview:dashboard", _("Dashboard"), ("overview:dashboard",), Permission.PLAN_READ),
    Part("plan:index", _("Plan"), ("plan",)),
    Part("missions:index", _("Network"), ("missions",)),
    Part("personnel:index", pgettext_lazy("menu", "Personnel"), ("personnel",), Permission.TRAINING_READ),
    Part("reports:periods", _("Reports"), ("reports",)),
    Part("accounts:users", _("Administration"), (MANAGED,), Permission.USERS_READ),
    Part("accounts:audit", _("Log"), ("accounts:audit", "accounts:event", "accounts:redact"), Permission.HISTORY_READ),
)


def part_of(match: ResolverMatch | None) -> Part | None:
    """The part in which a page stands; None for a page of none."""
    if match is None or match.view_name in OWN:
        return None
    names = {MANAGED} if (match.route or "").startswith("manage/") else {match.view_name, (match.view_name or "").partition(":")[0]}
    return next((part for part in PARTS if names.intersection(part.pages)), None)


@lru_cache(maxsize=512)
def drawn(_language: str | None, _prefix: str, seen: frozenset[Permission], here: str | None) -> SafeString:
    """The items of the menu, for whoever has the permissions `seen` of those that the parts ask for, on a page of the part whose
    first route is `here`; in the language that is active and below the prefix that addresses have."""
    shown = (part for part in PARTS if part.permission is None or part.permission in seen)
    items = ((address(part.route), LIT if part.route == here else "", part.label) for part in shown)
    return format_html_join("\n  ", '<li><a href="{}"{}>{}</a></li>', items)
