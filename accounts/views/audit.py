"""The history for people: /audit/."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import access, blanking, words
from accounts.forms import HistoryFilter, RedactForm
from accounts.models import Event
from accounts.models.history import EventQuerySet
from accounts.permissions import Permission, can
from accounts.views.saving import refuse

PAGE = 50


@dataclass(frozen=True)
class Stretch:
    """Fifty lines of a history that may have half a million: found by id, never by counting."""

    events: list[Event]
    newer: int | None  # the id after which the newer lines stand; None: these are the newest
    older: int | None

    @classmethod
    def of(cls, rows: EventQuerySet, *, before: int | None, after: int | None) -> Stretch:
        rows = rows.select_related("body")
        if after is not None:
            found = list(rows.filter(pk__gt=after).order_by("pk")[: PAGE + 1])
            events, more_newer, more_older = found[:PAGE][::-1], len(found) > PAGE, True
        else:
            found = list((rows if before is None else rows.filter(pk__lt=before)).order_by("-pk")[: PAGE + 1])
            events, more_newer, more_older = found[:PAGE], before is not None, len(found) > PAGE
        return cls(events, events[0].pk if events and more_newer else None, events[-1].pk if events and more_older else None)


@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    rows = access.events_for(request.user)
    asked = HistoryFilter(request.GET)
    page = Stretch.of(asked.apply(rows), before=_number(request, "before"), after=_number(request, "after"))
    words.note_read(page.events, by=request.user, now=timezone.now())
    context = {"form": asked, "page": page, "filtered": any(request.GET.get(name) for name in asked.fields), "zone": _zone(request)}
    return render(request, "accounts/audit.html", context, status=422 if asked.errors else 200)


@require_safe
def event(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.event_for(request.user, pk)
    closed = words.closed_kinds(lambda permission: can(request.user, permission))
    may_blank = can(request.user, Permission.HISTORY_REDACT, found)
    if not access.tells(request.user, found):
        return render(request, "accounts/event_private.html", _untold(request, found) | {"may_redact": may_blank})
    words.note_read([found], by=request.user, now=timezone.now(), opened=True)
    redactions, names = Event.objects.about(found).select_related("body"), words.called([found])
    context = {
        "event": found,
        "told": words.sentence(found, names, closed=closed),
        "label": words.label(found, names),
        "doer": words.name_of(found),
        "changes": words.changes(found, names),
        "kind": words.kind_label(found.object_kind),
        "address": words.address(found, closed),
        "seal": getattr(found, "seal", None),
        "redactions": redactions,
        "may_redact": may_blank and (found.body.redacted_at is None or any(place.blank for place in blanking.places(found))),
        "zone": _zone(request),
    }
    return render(request, "accounts/event.html", context)


def _untold(request: HttpRequest, found: Event) -> dict[str, Any]:
    """All that a line says to who may blank it and not read it."""
    kind, blanked = words.kind_label(found.object_kind), found.body.redacted_at
    return {"event": found, "kind": kind, "blanked": blanked, "zone": _zone(request)}


def redact(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.event_for(request.user, pk, Permission.HISTORY_REDACT)
    there, told = blanking.places(found), access.tells(request.user, found)
    form = RedactForm(request.POST or None, places=any(place.blank for place in there))
    if request.method == "POST" and form.is_valid():
        try:
            blanking.blank(event=found, by=request.user, now=timezone.now(), **{"places_too": False} | form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("The content is blanked. The line itself stays."))
            return redirect("accounts:event", pk=pk)
    said = {"told": words.sentence(found), "places": there, "address": words.address(found)} if told else {}
    context = {"form": form, "event": found, **said}
    return render(request, "accounts/redact.html", context, status=422 if form.errors else 200)


def _number(request: HttpRequest, name: str) -> int | None:
    typed = request.GET.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else None


def _zone(request: HttpRequest) -> str:
    """The reader's own clock, empty where it is that of Hà Nội."""
    zone: str = request.user.time_zone
    return "" if zone in {"Asia/Ho_Chi_Minh", "Asia/Saigon"} else zone
