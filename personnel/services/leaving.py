"""Who leaves the service, and who comes back: with the day the postings that run end, seats in courses
to come are given up, and the time of retention begins."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.given import past_day, wrong
from accounts.history import Actor
from accounts.written import as_the_ministry_writes
from personnel import retention
from personnel.models import Enrolment, Officer
from personnel.services.enrolment import withdraw_enrolment
from personnel.services.officer import must_stand, record
from personnel.services.posting import term
from plan.moment import day_of


def kept_until(left_on: date, recorded_at: datetime) -> date:
    """The day from which a name may be erased, under the time of retention that is set now."""
    return retention.kept_until(left_on, day_of(recorded_at), term().retention_years)


@transaction.atomic
def leave_service(
    *, officer: Officer, left_on: date | None, by: Actor, now: datetime, seen: int | None, confirmed: bool = False
) -> Officer:
    """Say on which day somebody left; without a day, that they have not. `confirmed`: whoever says so has read what follows from
    it. Postings that ran until then end on the day, and stay so for who comes back."""
    officer.lock_seen(seen)
    must_stand(officer)
    day = past_day(left_on, day_of(now), "left_on") if left_on else None
    if day == officer.left_on:
        return officer
    if day:
        _may_leave(officer, day, now, confirmed)
        let_go(officer, day, by, now)
    changes = {"left_on": (officer.left_on, day)}
    officer.save_seen(None, {"left_on": day, "left_recorded_at": now if day else None})
    record("personnel.officer_left" if day else "personnel.officer_returned", officer, by, now, changes)
    return officer


def _may_leave(officer: Officer, day: date, now: datetime, confirmed: bool) -> None:
    if begun := officer.postings.filter(from_on__gte=day).order_by("-from_on").first():
        said = _("A posting began on %(day)s: nobody leaves before.") % {"day": f"{begun.from_on:%d/%m/%Y}"}
        raise wrong(said, "left_on")
    if not confirmed:
        said = _(
            "Confirm: postings that run end on %(day)s, seats in courses to come are given up, and the name is erased from %(until)s on."
        )
        raise wrong(said % {"day": f"{day:%d/%m/%Y}", "until": f"{kept_until(day, now):%d/%m/%Y}"}, "confirmed")


def let_go(officer: Officer, day: date, by: Actor, now: datetime) -> None:
    """What follows from the day of leaving, also where a merge brings it."""
    _end_postings(officer, day, by, now)
    _give_up_seats(officer, day, by, now)


def _end_postings(officer: Officer, day: date, by: Actor, now: datetime) -> None:
    """Those that ran on the day of leaving or were to end later."""
    running = Q(ended_on__isnull=True) | Q(ended_on__gt=day)
    for posting in officer.postings.select_for_update(of=("self",), no_key=True).select_related("unit").filter(running):
        changes = {"place": (None, posting.place), "ended_on": (posting.ended_on, day)}
        posting.save_seen(None, {"ended_on": day})
        record("personnel.posting_ended", officer, by, now, changes)


def _give_up_seats(officer: Officer, day: date, by: Actor, now: datetime) -> None:
    """Those in courses that begin when the officer has left, and places on waiting lists: whoever waits longest is served."""
    with as_the_ministry_writes():
        reason = _("Left the service")
    to_come = Q(course__starts_on__gt=day) | Q(state=Enrolment.State.WAITING)
    for seat in officer.enrolments.standing().filter(to_come, result="").select_related("course").order_by("course_id"):
        withdraw_enrolment(enrolment=seat, by=by, now=now, seen=None, reason=reason)
