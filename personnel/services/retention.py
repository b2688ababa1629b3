"""Who left long ago is erased: the name goes, also from the history; what adds up to counts stays."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts import sealing
from accounts.history import System
from accounts.models import Event
from personnel.models import Officer
from personnel.retention import kept_until, last_to_ask
from personnel.services.officer import record
from personnel.services.posting import term
from plan.moment import day_of

BY = System("erase_who_left")
WHY = "Hết thời hạn lưu giữ dữ liệu cá nhân"
GONE = {"name": "", "post": "", "rank": "", "user": None, "search_text": "", "sort_key": ""}


def erase_who_left(*, now: datetime, most: int = 200) -> int:
    """Those who left, and were said to have left, longer ago than the time of retention. One transaction for each person, so that
    what is done stays done. Answers how many were erased."""
    today, years = day_of(now), term().retention_years
    last = last_to_ask(today, years)
    left = Officer.objects.filter(left_on__lte=last, erased_at__isnull=True, merged_into__isnull=True)
    rows = left.order_by("pk").values_list("pk", "left_on", "left_recorded_at")
    due = [pk for pk, day, recorded_at in rows if day and recorded_at and kept_until(day, day_of(recorded_at), years) <= today]
    return sum(erase(pk=pk, now=now) for pk in due[:most])


@transaction.atomic
def erase(*, pk: int, now: datetime) -> bool:
    """The person with the doubles that were merged into them. Completed courses and past postings stay, without a name."""
    rows = list(Officer.objects.select_for_update().filter(Q(pk=pk) | Q(merged_into=pk), erased_at__isnull=True).order_by("pk"))
    person = next((row for row in rows if row.pk == pk), None)
    if person is None or person.left_on is None:
        return False
    for row in rows:
        row.skills.all().delete()
        row.corrections.all().delete()
        row.teams.all().delete()
        row.enrolments.update(certificate="")
        row.postings.update(post="", decision="")
        row.save_seen(None, {**GONE, "left_on": row.left_on or person.left_on, "erased_at": now})
        about = Event.objects.about(row).filter(body__redacted_at__isnull=True)
        for event in about.filter(~Q(body__changes={}) | ~Q(body__reason="")):
            sealing.redact(event=event, by=BY, reason=WHY, now=now)
    record("personnel.officer_erased", person, BY, now, {})
    return True
