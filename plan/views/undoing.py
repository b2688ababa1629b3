"""Taking back what one has just done: the address that a message offers, and the act behind it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.models import Event, User
from plan import access, services
from plan.asked import undoable_of
from plan.models import UNDO_WITHIN, Edit, Measure, Plan


def undo_address(plan: Plan, act: UUID) -> str:
    return reverse("plan:undo", args=[plan.code, act])


def undoable(user: User, measure: Measure, events: Sequence[Event], now: datetime) -> Edit | None:
    """What the person may still take back of what they did to the measure. `events` is its history, newest first: only where
    the person did the last thing, and lately, is there anything to ask for."""
    since = now - UNDO_WITHIN
    if not events or events[0].by_id != user.pk or events[0].at <= since:
        return None
    return next(iter(undoable_of(measure=measure.pk, by=user.pk, since=since)), None)


@require_POST
def undo(request: HttpRequest, plan: str, act: UUID) -> HttpResponse:
    edit = access.edit_for(request.user, plan, act)
    try:
        told = services.undo(act=act, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        done = ngettext("Undone: %(codes)s.", "Undone, %(n)s measures: %(codes)s.", len(told.back))
        messages.success(request, done % {"n": len(told.back), "codes": services.codes_of(told.back)})
        if told.left:
            left = _("Left as they are, since somebody has changed them since: %(codes)s.")
            messages.warning(request, left % {"codes": services.codes_of(told.left)})
    back = request.POST.get("back", "")
    safe = back.startswith("/") and url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if safe else reverse("plan:measure", args=[plan, edit.measure.code]))
