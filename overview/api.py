"""The history as the API gives it (design part 6). It stands here because the lowest app may not know the API's ground."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as f
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import access, words
from accounts.forms.audit import HistoryFilter
from accounts.models import Event
from office.api import CleanCharField, Pagination, Strict, View


class EventFilter(Strict):
    who = CleanCharField(required=False, max_length=150, help_text="Words of the person's name, with or without diacritics.")
    kind = f.CharField(required=False, help_text='Kind of object, such as "plan.measure".')
    code = CleanCharField(required=False, max_length=120, help_text='Code of the object, such as "292/2.3".')
    field = f.CharField(required=False, help_text="Only rows that changed this field.")
    since = f.CharField(required=False, help_text="From this day in Hà Nội on: 31/12/2026 or 2026-12-31.")
    until = f.CharField(required=False, help_text="To the end of this day in Hà Nội.")


class EventAnswer(f.Serializer):
    id = f.IntegerField()
    at = f.DateTimeField()
    by = f.CharField()
    acting_for = f.CharField(allow_blank=True)
    verb = f.CharField(help_text="What was done. New acts bring new words; now: " + ", ".join(sorted(words.VERBS)) + ".")
    object_kind = f.CharField(help_text="Of what. New things bring new words; now: " + ", ".join(sorted(words.KINDS)) + ".")
    object_code = f.CharField()
    object_label = f.CharField()
    changes = f.DictField(child=f.ListField(), help_text="Field: [old, new]; empty where the line has been blanked.")
    reason = f.CharField(allow_blank=True)
    redacted = f.BooleanField()
    sealed = f.BooleanField(help_text="Linked into the chain.")


class Events(View):
    """What was done, newest first, as far as the reader may know of it."""

    serializer_class = EventAnswer
    asks = EventFilter
    pagination_class = Pagination

    @extend_schema(operation_id="events_list", responses=EventAnswer(many=True))
    def get(self, request: Request) -> Response:
        """The history: what was done, newest first, as far as the caller may know of it; `since` is the way to what has changed since a
        day.

        Needs `history.read`.
        """
        readable = access.events_for(request.user).select_related("body", "seal")
        asked = HistoryFilter(self.asked)
        rows = asked.apply(readable)
        if asked.errors:
            raise f.ValidationError(asked.errors)
        page = self.paginate_queryset(rows)
        words.note_read(page, by=request.user, now=timezone.now())
        return self.get_paginated_response([row_of(event) for event in page])


def row_of(event: Event) -> dict[str, Any]:
    plain = ("id", "at", "verb", "object_kind", "object_code", "object_label")
    return {
        **{name: getattr(event, name) for name in plain},
        "by": event.by_label,
        "acting_for": event.acting_for_label,
        "changes": event.body.changes,
        "reason": event.body.reason,
        "redacted": event.body.redacted_at is not None,
        "sealed": hasattr(event, "seal"),
    }
