"""Courses: added, edited, cancelled; and their sessions. More seats serve those who wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import history
from accounts.folding import clean, search_text
from accounts.given import needed, wrong
from accounts.history import Actor
from personnel.models import Course, CourseSession, Programme
from personnel.services.enrolment import serve_waiting
from personnel.services.programmes import must_be_open
from personnel.services.training import Values, in_order, must_hold, tell, tidied, within
from plan.moment import day_of

DETAILS = ("title", "language", "provider", "place", "mode", "starts_on", "ends_on", "enrol_until", "capacity")
MOST_SEATS, MOST_SESSIONS = 5000, 20


@dataclass(frozen=True)
class Sitting:
    """One session as it is to be: `pk` names one that stands."""

    on: date
    begins_at: time | None = None
    ends_at: time | None = None
    topic: str = ""
    pk: int | None = None


@transaction.atomic
def add_course(*, programme: Programme, values: Values, by: Actor, now: datetime) -> Course:
    """`values` has the names of DETAILS."""
    programme.lock_seen(None)
    must_be_open(programme)
    given = _checked(values)
    course = Course.objects.create(programme=programme, recorded_at=now, search_text=found_by(given), **given)
    tell("training.course_added", course, by, now, {name: (None, value) for name, value in given.items() if value not in (None, "")})
    return course


@transaction.atomic
def edit_course(*, course: Course, values: Values, by: Actor, now: datetime, seen: int | None) -> Course:
    course.lock_seen(seen)
    must_be_held(course)
    given = _checked(values)
    taken = course.seats_taken()
    if given["capacity"] < taken:
        message = ngettext("%(n)d person is enrolled already.", "%(n)d people are enrolled already.", taken)
        raise wrong(message % {"n": taken}, "capacity")
    outside = course.sessions.exclude(on__range=(given["starts_on"], given["ends_on"])).first()
    if outside is not None:
        raise wrong(_("There is a session on %(day)s, outside these days.") % {"day": f"{outside.on:%d/%m/%Y}"}, "ends_on")
    changed = history.changed(course, given)
    if changed:
        course.save_seen(None, {**given, "search_text": found_by(given)})
        tell("training.course_edited", course, by, now, changed)
        serve_waiting(course, by=by, now=now)
    return course


@transaction.atomic
def cancel_course(*, course: Course, reason: str, by: Actor, now: datetime, seen: int | None) -> Course:
    course.lock_seen(seen)
    must_be_held(course)
    reason = needed(reason, "reason", _("Give the reason."))
    if course.enrolments.exclude(result="").exists():
        raise wrong(_("Results are recorded for this course: it has been held."))
    today = day_of(now)
    course.save_seen(None, {"cancelled_on": today, "cancelled_reason": reason})
    tell("training.course_cancelled", course, by, now, {"cancelled_on": (None, today)}, reason=reason)
    return course


@transaction.atomic
def set_sessions(*, course: Course, sittings: Sequence[Sitting], by: Actor, now: datetime, seen: int | None) -> Course:
    """The sessions of the course, all of them. One at which somebody was present stays. Fields of errors are "on_<place>"."""
    course.lock_seen(seen)
    must_be_held(course)
    if len(sittings) > MOST_SESSIONS:
        raise wrong(_("A course has at most %(n)d sessions.") % {"n": MOST_SESSIONS})
    standing = {row.pk: row for row in course.sessions.all()}
    before = _listed(list(standing.values()))
    for place, sitting in enumerate(sittings):
        _must_fit(course, sitting, place)
    kept = {sitting.pk for sitting in sittings if sitting.pk in standing}
    for row in standing.values():
        if row.pk not in kept and row.attendances.filter(heads__gt=0).exists():
            raise wrong(_("Somebody was present on %(day)s: this session cannot be taken away.") % {"day": f"{row.on:%d/%m/%Y}"})
    course.sessions.exclude(pk__in=kept).delete()
    for sitting in sittings:
        values = {
            "on": sitting.on,
            "begins_at": sitting.begins_at,
            "ends_at": sitting.ends_at,
            "topic": clean(sitting.topic).strip(),
        }
        if sitting.pk in standing:
            if history.changed(standing[sitting.pk], values):
                standing[sitting.pk].save_seen(None, values)
        else:
            CourseSession.objects.create(course=course, **values)
    after = _listed(list(course.sessions.order_by("on", "begins_at", "pk")))
    if before != after:
        course.save_seen(None, {})
        tell("training.sessions_set", course, by, now, {"sessions": (before, after)})
    return course


def must_be_held(course: Course) -> None:
    if course.is_cancelled:
        raise wrong(_("This course has been cancelled."))


def _listed(rows: Sequence[CourseSession]) -> str:
    return "; ".join(_sitting(row) for row in rows)


def _sitting(row: CourseSession) -> str:
    hours = "-".join(f"{at:%H:%M}" for at in (row.begins_at, row.ends_at) if at)
    return " ".join(filter(None, (f"{row.on:%d/%m/%Y}", hours, row.topic)))


def _must_fit(course: Course, sitting: Sitting, place: int) -> None:
    if not course.starts_on <= sitting.on <= course.ends_on:
        days = {"first": f"{course.starts_on:%d/%m/%Y}", "last": f"{course.ends_on:%d/%m/%Y}"}
        raise wrong(_("The course runs from %(first)s to %(last)s.") % days, f"on_{place}")
    if sitting.begins_at and sitting.ends_at and sitting.ends_at <= sitting.begins_at:
        raise wrong(_("A session ends after it has begun."), f"ends_at_{place}")


def _checked(values: Values) -> dict[str, Any]:
    given = tidied(values, DETAILS)
    must_hold(given, title=_("Give the title."), starts_on=_("Give a day."), ends_on=_("Give a day."))
    if given["mode"] not in Course.Mode.values:
        raise wrong(_("Choose one of the values."), "mode")
    for name in ("starts_on", "ends_on", "enrol_until"):
        within(given.get(name), name)
    in_order(given["starts_on"], given["ends_on"], "ends_on")
    if given.get("enrol_until") and given["enrol_until"] > given["ends_on"]:
        raise wrong(_("Enrolment cannot last longer than the course."), "enrol_until")
    if given["capacity"] is None or not 1 <= given["capacity"] <= MOST_SEATS:
        raise wrong(_("Enter a number from %(low)d to %(high)d.") % {"low": 1, "high": MOST_SEATS}, "capacity")
    return given


def found_by(given: Values) -> str:
    return search_text(given["title"], given.get("provider", ""), given.get("place", ""))
