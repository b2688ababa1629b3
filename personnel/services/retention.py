"""Who left long ago is erased: the name goes, also from the history; what adds up to counts stays. So is the account of whoever
has none of their own any more."""

from __future__ import annotations

import logging
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import CharField, OuterRef, Q, Subquery
from django.db.models.functions import Cast

from accounts import sealing
from accounts.history import System
from accounts.models import Event, User
from accounts.services import erase_account
from office.models import DefaultView, SavedView
from personnel.models import Officer
from personnel.retention import kept_until, last_to_ask
from personnel.services.officer import record
from personnel.services.posting import term
from plan.moment import day_of

logger = logging.getLogger("personnel")
BY = System("erase_who_left")
WHY = "Hết thời hạn lưu giữ dữ liệu cá nhân"
GONE = {"name": "", "post": "", "rank": "", "user": None, "search_text": "", "sort_key": ""}


def erase_closed_accounts(*, now: datetime, most: int = 200) -> int:
    """Accounts that were closed longer ago than the time of retention; that of an officer not before the officer. Answers how many
    were erased. Done before the officers of the day, so that no account goes in the minute of its officer, which would tell whose
    the number was."""
    today, years = day_of(now), term().retention_years
    about = Event.objects.filter(object_kind=User._meta.label_lower, object_id=Cast(OuterRef("pk"), CharField()), verb="user.deactivate")
    rows = User.objects.filter(is_active=False, officer=None).exclude(pk__in=User.objects.erased())
    rows = rows.annotate(closed_at=Subquery(about.order_by("-id").values("at")[:1])).order_by("pk")
    due = [user for user in rows if user.closed_at and _is_over(day_of(user.closed_at), years, today)]
    return sum(_end(user, now) for user in due[:most])


@transaction.atomic
def _end(account: User, now: datetime) -> bool:
    """With what the person set up for themselves alone."""
    for own in (SavedView.objects.filter(owner=account, is_shared=False), DefaultView.objects.filter(user=account), account.mail_off.all()):
        own.delete()
    return erase_account(user=account, by=BY, reason=WHY, now=now)


def _is_over(closed_on: date, years: int, today: date) -> bool:
    return kept_until(closed_on, closed_on, years) <= today


def erase_who_left(*, now: datetime, most: int = 200) -> int:
    """Those who left, and were said to have left, longer ago than the time of retention. One transaction for each person, so that
    what is done stays done. Answers how many were erased."""
    today, years = day_of(now), term().retention_years
    last = last_to_ask(today, years)
    left = Officer.objects.filter(left_on__lte=last, erased_at__isnull=True, merged_into__isnull=True)
    rows = left.order_by("pk").values_list("pk", "left_on", "left_recorded_at")
    due = [pk for pk, day, recorded_at in rows if day and recorded_at and kept_until(day, day_of(recorded_at), years) <= today]
    return sum(_erased(pk, now) for pk in due[:most])


def _erased(pk: int, now: datetime) -> bool:
    try:
        return erase(pk=pk, now=now)
    except ValidationError as refused:  # the last administrator; what waits behind is not held up
        logger.warning("officer %d is not erased: %s", pk, " ".join(refused.messages))
        return False


@transaction.atomic
def erase(*, pk: int, now: datetime) -> bool:
    """The person with the doubles that were merged into them. Completed courses and past postings stay, without a name. The account
    goes along if it is still open; one that was closed has its own time (`erase_closed_accounts`)."""
    rows = list(Officer.objects.select_for_update(no_key=True).filter(Q(pk=pk) | Q(merged_into=pk), erased_at__isnull=True).order_by("pk"))
    person = next((row for row in rows if row.pk == pk), None)
    if person is None or person.left_on is None:
        return False
    account = person.open_account
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
    if account is not None:
        _end(account, now)
    return True
