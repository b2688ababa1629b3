"""How the pages draw what training has come to."""

from __future__ import annotations

from django import template
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from office.charts import Box, stacked_bar
from office.templatetags.house import number, state
from personnel.models import Course, Enrolment
from personnel.training_path import Reached

register = template.Library()
STATES = {Enrolment.State.ENROLLED: "within", Enrolment.State.WAITING: "wait", Enrolment.State.WITHDRAWN: "cancelled"}
RESULTS = {Enrolment.Result.COMPLETED: "done", Enrolment.Result.FAILED: "bad", Enrolment.Result.ABSENT: "none"}


@register.simple_tag
def reached_bar(reached: Reached, room: int, label: str = "") -> SafeString:
    """Completed, lacking to the path of today, and still to come until the target."""
    parts = (
        ("done_on_time", _("Completed"), reached.completed),
        ("open_overdue", _("Behind the expected path"), reached.behind),
        ("open_within", _("Still to come"), reached.to_come),
    )
    boxes = [Box(kind, f"{name}: {number(people)}", weight=people) for kind, name, people in parts if people]
    return stacked_bar(boxes, label=label or _("Completed against the target"), room=room or 1)


@register.simple_tag
def seats_bar(course: Course) -> SafeString:
    """Seats that are given and that are free, of a course as `personnel.seats.for_reader` tells it."""
    free = max(0, course.capacity - course.enrolled)
    boxes = [Box("done_on_time", _("Enrolled") + f": {course.told['enrolled']}", weight=course.enrolled)] if course.enrolled else []
    boxes += [Box("open_within", _("Free seats") + f": {free}", weight=free)] if free else []
    return stacked_bar(boxes, label=_("Seats"), room=course.capacity)


@register.simple_tag(takes_context=True)
def path_state(context: Context, reached: Reached) -> SafeString:
    """Whether the path of today is kept, as a sign and words."""
    if not reached.target:
        return state(context, "none", _("No target"))
    if not reached.completed and reached.expected < 1:
        return state(context, "none", _("Still to come"))
    if reached.is_behind:
        if reached.is_rounded:
            words = ngettext("at least %(n)s person behind the path", "at least %(n)s people behind the path", reached.behind)
        else:
            words = ngettext("%(n)s person behind the path", "%(n)s people behind the path", reached.behind)
        return state(context, "risk", words % {"n": number(reached.behind)})
    return state(context, "done" if reached.completed >= reached.target else "good", _("On the path"))


@register.simple_tag(takes_context=True)
def course_state(context: Context, course: Course, today: object, form: str = "") -> SafeString:
    if course.is_cancelled:
        return state(context, "cancelled", _("Cancelled"), form)
    if course.ends_on < today:  # type: ignore[operator]
        return state(context, "done", _("Over"), form)
    if course.starts_on <= today:  # type: ignore[operator]
        return state(context, "within", _("Running"), form)
    if course.is_full:
        return state(context, "wait", _("Full"), form)
    return state(context, "good", _("Takes enrolments") if course.takes(today) else _("Enrolment closed"), form)  # type: ignore[arg-type]


@register.simple_tag(takes_context=True)
def enrolment_state(context: Context, row: Enrolment) -> SafeString:
    """The result where there is one, else whether there is a seat; of who waits the place alone, beneath a heading that says so."""
    if row.result:
        return state(context, RESULTS[Enrolment.Result(row.result)], row.get_result_display())
    words = row.get_state_display()
    if place := getattr(row, "place", None):
        words = pgettext("on the waiting list", "No. %(place)s") % {"place": place}
    return state(context, STATES[Enrolment.State(row.state)], words)
