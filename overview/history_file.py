"""The lines of /audit/ as a workbook or as CSV. It stands here because the lowest app may not know the house's tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from accounts import access, words
from accounts.forms import HistoryFilter
from accounts.models import Event, User
from accounts.models.history import EventQuerySet
from accounts.retold import Called
from accounts.views.audit import audit
from office.tables import Column, Kind, Table, csv_response, xlsx_response
from personnel.access.people import is_noted
from plan.moment import HANOI

MOST = 10_000  # lines of a file, the newest; earlier ones are reached by days
_CHUNK = 1_000  # lines whose names are looked up by one question

LINES = Table(
    gettext_lazy("System log"),
    (
        Column("line", gettext_lazy("Line"), Kind.WHOLE, width=10),
        Column("at", gettext_lazy("When (Hà Nội time)"), width=20),
        Column("by", gettext_lazy("Person"), width=28),
        Column("acting_for", gettext_lazy("Acting for"), width=28),
        Column("did", pgettext_lazy("history", "What was done"), width=50),
        Column("kind", gettext_lazy("Kind of object"), width=22),
        Column("code", gettext_lazy("Code"), width=16),
        Column("unit", gettext_lazy("Unit"), width=28),
        Column("changes", gettext_lazy("What changed"), width=60),
        Column("reason", gettext_lazy("Reason"), width=40),
    ),
)


@require_safe
def history_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """A filter that cannot be read is shown on the page itself, beside its fields."""
    if form not in {"xlsx", "csv"}:
        raise Http404
    asked = HistoryFilter(request.GET)
    rows = asked.apply(access.events_for(request.user))
    if asked.errors:
        return audit(request)
    listed, is_whole = _newest(rows)
    name = f"nhat-ky-{timezone.localdate():%Y-%m-%d}" + ("" if is_whole else f"-{len(listed)}-dong-moi-nhat")
    told = _told(listed, request.user)
    if form == "csv":
        return csv_response(LINES, told, name)
    return xlsx_response(
        LINES, told, name, about=[] if is_whole else [_("The newest 10,000 lines of the filter; ask for earlier ones by their days.")]
    )


def _newest(rows: EventQuerySet) -> tuple[list[Event], bool]:
    """The lines of the file, newest first, and whether these are all."""
    found = list(rows.select_related("body", "unit").order_by("-pk")[: MOST + 1])
    return found[:MOST], len(found) <= MOST


def _told(events: Sequence[Event], user: User) -> list[list[Any]]:
    """Whose reading of names is noted has no file of them (docs/decisions/0046): of officers they see there that something was done."""
    hidden = {kind for kinds in words.private_kinds().values() for kind in kinds} if is_noted(user) else set()
    return list(_rows(events, hidden))


def _rows(events: Sequence[Event], hidden: set[str]) -> Iterator[list[Any]]:
    for start in range(0, len(events), _CHUNK):
        chunk = events[start : start + _CHUNK]
        names = words.called(chunk)
        for event in chunk:
            said = _on_its_page(event) if event.object_kind in hidden else _content(event, names)
            unit = str(event.unit or "")
            act, kind = words.act(event, names), words.kind_label(event.object_kind)
            at = f"{event.at.astimezone(HANOI):%d/%m/%Y %H:%M:%S}"
            yield [event.pk, at, words.name_of(event), event.acting_for_label, act, kind, event.object_code, unit, *said]


def _on_its_page(event: Event) -> tuple[str, str]:
    return (_("Read on the page of the line, where the reading is noted") if event.body.says_something else "", "")


def _content(event: Event, names: Called) -> tuple[str, str]:
    if event.body.redacted_at is not None:
        return _("The content has been blanked"), ""
    return _joined(words.changes(event, names)), event.body.reason


def _joined(changes: Iterable[words.Change]) -> str:
    return "\n".join(f"{change.label}: {change.old or '–'} → {change.new or '–'}" for change in changes)
