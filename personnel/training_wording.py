"""How the history speaks of training; it names no person, for many may read it who may not read officers."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Event
from accounts.words import Kind
from personnel.models import Enrolment


def _programme(event: Event) -> str:
    return reverse("personnel:programme", args=[event.object_code])


def _course(event: Event) -> str:
    return reverse("personnel:course", args=[event.object_id])


VERBS = {
    "training.programme_added": _("added the programme %(object)s"),
    "training.programme_edited": _("edited the programme %(object)s"),
    "training.programme_closed": _("closed the programme %(object)s"),
    "training.programme_reopened": _("opened the programme %(object)s again"),
    "training.targets_set": _("set the targets of the programme %(object)s"),
    "training.course_added": _("added the course %(object)s"),
    "training.course_edited": _("edited the course %(object)s"),
    "training.course_cancelled": _("cancelled the course %(object)s"),
    "training.sessions_set": _("set the sessions of the course %(object)s"),
    "training.enrolled": _("gave a seat in the course %(object)s"),
    "training.waits": _("put somebody on the waiting list of the course %(object)s"),
    "training.served": _("gave a free seat in the course %(object)s to who was waiting"),
    "training.withdrawn": _("withdrew an enrolment in the course %(object)s"),
    "training.results_recorded": _("recorded results of the course %(object)s"),
}

KINDS = {
    "personnel.programme": Kind(
        _("Training programme"), address=_programme, fields={"measures": _("measures"), "targets": _("people by year")}
    ),
    "personnel.course": Kind(
        _("Course"),
        address=_course,
        fields={
            "unit": _("unit"),
            "heads": _("people"),
            "officer_number": _("number of the officer"),
            "state": Enrolment._meta.get_field("state"),
            "sessions": _("sessions"),
            "results": _("results by number of the enrolment"),
            "completed": _("people who completed"),
        },
    ),
}
