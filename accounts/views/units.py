"""The units of the house: /manage/units/."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import access, services
from accounts.conflicts import conflict
from accounts.folding import clean
from accounts.forms import UnitForm
from accounts.models import Unit
from accounts.models.membership import active
from accounts.permissions import Permission, can
from accounts.versions import StaleVersion
from accounts.views.saving import refuse


@require_safe
def manage(request: HttpRequest) -> HttpResponse:
    """The head of all addresses below: the first of the pages of administration that the reader may open."""
    access.units_readable(request.user)  # to who has no role here it does not exist, as they do not
    return redirect("accounts:users" if can(request.user, Permission.USERS_READ) else "accounts:units")


@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """All units, by kind; the kind and the words searched for stand in the address."""
    words, kind, today = clean(request.GET.get("q", ""))[:200], request.GET.get("kind", ""), timezone.localdate()
    found = access.units_readable(request.user).matching(words)
    counts = dict(found.order_by().values_list("kind").annotate(n=Count("pk")))
    kinds = [(value, label, counts[value]) for value, label in Unit.Kind.choices if value in counts]
    members = Count("memberships", active(today, "memberships__"))
    rows = found.filter(kind=kind) if kind in counts else found
    rows = rows.select_related("parent").annotate(members=members).order_by("sort_key")
    context = {"units": rows, "kinds": kinds, "kind": kind if kind in counts else "", "q": words, "all": sum(counts.values())}
    return render(request, "accounts/units.html", context)


def unit(request: HttpRequest, code: str) -> HttpResponse:
    to = Permission.UNITS_MANAGE if request.method == "POST" else Permission.UNITS_READ
    shown = access.unit_for(request.user, code, to)
    form = UnitForm(request.POST or None, instance=access.unit_for(request.user, code))
    if request.method == "POST" and form.is_valid():
        try:
            services.rename_unit(unit=shown, **form.values(), by=request.user, now=timezone.now(), seen=form.seen)
        except StaleVersion as stale:
            return conflict(request, form, stale.current)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("The unit is renamed."))
            return redirect("accounts:unit", code=code)
    return _unit_page(request, shown, form)


def _unit_page(request: HttpRequest, shown: Unit, form: UnitForm) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "unit": shown,
        "form": form if can(request.user, Permission.UNITS_MANAGE, shown) else None,
        "below": shown.children.active(today).order_by("sort_key"),
        "successors": list(shown.successors.all()) if shown.until else [],
        "led": shown.led_units.active(today).order_by("sort_key"),
        "members": shown.memberships.active(today).select_related("user", "acting_for").order_by("role", "user__sort_key")
        if can(request.user, Permission.USERS_READ, shown)
        else None,
        "events": list(access.events_about(request.user, shown).select_related("body")[:20]),
    }
    return render(request, "accounts/unit.html", context, status=422 if form.errors else 200)
