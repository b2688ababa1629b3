"""A unit that ends, with what it holds: under /manage/units/, for who manages units."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import unit_for
from accounts.models import Unit
from accounts.permissions import Permission
from plan import services
from plan.forms.keeping import CloseUnitForm
from plan.models import Measure
from plan.views.saving import posted, save


def close_unit(request: HttpRequest, code: str) -> HttpResponse:
    unit = unit_for(request.user, code, Permission.UNITS_MANAGE)
    today = timezone.localdate()
    others = Unit.objects.active(today).reporting().exclude(pk=unit.pk)
    form = CloseUnitForm(posted(request), units=others, initial={"version": unit.version, "until": today, "move_members": True})
    act = partial(services.reorganise, unit=unit, by=request.user, now=timezone.now())
    context = {
        "unit": unit,
        "held": Measure.objects.of_units([unit.pk]).select_related("plan").order_by("plan", "position"),
        "members": unit.memberships.not_over(today).count(),
        "back": reverse("accounts:unit", args=[code]),
    }
    return save(request, form, act, done=_("The unit is closed; what it held has moved."), context=context, template="plan/unit_close.html")
