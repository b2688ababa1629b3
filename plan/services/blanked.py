"""An update of a measure keeps what it said beside the line of the history that told it, and so do the rows that correct it or
took its words over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import history
from accounts.blanking import BLANKED, Place, lines
from accounts.history import Actor
from accounts.models import Event
from accounts.permissions import Permission
from plan.models import Measure, StatusUpdate

SAID = ("narrative", "difficulties", "reason")
TELLING = ("plan.status_recorded", "plan.status_corrected")


def places(event: Event) -> Iterator[Place]:
    rows = list(_rows(event).select_related("measure__plan"))
    for row in rows:
        name = _("The update of measure %(code)s, effective on %(day)s") % {
            "code": row.measure.code,
            "day": f"{row.effective_on:%d/%m/%Y}",
        }
        page = reverse("plan:measure", args=[row.measure.plan.code, row.measure.code])
        yield Place(name, f"{page}#a-updates", partial(blank_update, row, event))
    same = Event.objects.filter(object_kind=event.object_kind, object_id=event.object_id, at__in={row.recorded_at for row in rows})
    yield from lines(same.filter(verb__in=TELLING), event)


def _rows(event: Event) -> QuerySet[StatusUpdate]:
    """Those recorded with the line, and others of the measure that say the same: an undoing repeats what stood before."""
    rows = StatusUpdate.objects.filter(measure=int(event.object_id)).order_by("pk")
    recorded = rows.filter(recorded_at=event.at)
    new = event.body.changes.get("effective_on", ["", ""])[1]
    if new:  # of several that one import recorded in a moment; a line that was blanked no longer tells its day
        recorded = recorded.filter(effective_on=new)
    told = {name: {value for value in recorded.values_list(name, flat=True) if value and value != BLANKED} for name in SAID}
    alike = Q(pk__in=[])
    for name, values in told.items():
        alike |= Q(**{f"{name}__in": values})
    return rows.filter(alike)


def blank_update(row: StatusUpdate, event: Event, by: Actor, reason: str, now: datetime) -> None:
    """The state, the days and who recorded it stay. Such rows are never edited; this alone takes a text away, and puts none in."""
    blanked = {name: BLANKED for name in SAID if getattr(row, name)}
    StatusUpdate.objects.filter(pk=row.pk).update(**blanked)
    measure = Measure.objects.select_related("plan").get(pk=row.measure_id)
    history.record(
        by=by,
        verb="plan.update_blanked",
        obj=measure,
        code=f"{measure.plan.code}/{measure.code}",
        label=measure.title_vi,
        unit=event.unit,
        reason=reason,
        under=Permission.HISTORY_REDACT,
        over=event,
        at=now,
    )
