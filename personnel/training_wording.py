"""How the history speaks of training; it names no person, for many may read it who may not read officers."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Event
from accounts.permissions import Permission
from accounts.retold import both, measured_in, one_of
from accounts.words import Kind
from personnel.forms import training as forms
from personnel.labels import labels_of
from personnel.models import Course, Enrolment, Programme


def _programme(event: Event) -> str:
    return reverse("personnel:programme", args=[event.object_code])


def _course(event: Event) -> str:
    return reverse("personnel:course", args=[event.object_id])


def _seat(event: Event) -> str:
    return reverse("personnel:course", args=[event.object_code])


VERBS = {
    "training.programme_added": _("added %(object)s"),
    "training.programme_edited": _("edited %(object)s"),
    "training.programme_closed": _("closed %(object)s"),
    "training.programme_reopened": _("opened %(object)s again"),
    "training.targets_set": _("set the targets of %(object)s"),
    "training.course_added": _("opened the enrolment of %(object)s"),
    "training.course_edited": _("edited %(object)s"),
    "training.course_cancelled": _("cancelled %(object)s"),
    "training.sessions_set": _("set the sessions of %(object)s"),
    "training.enrolled": _("gave a seat in %(object)s"),
    "training.waits": _("put somebody on the waiting list of %(object)s"),
    "training.served": _("gave a free seat in %(object)s to somebody who was waiting"),
    "training.withdrawn": _("withdrew an enrolment in %(object)s"),
    "training.results_recorded": _("recorded results of %(object)s"),
}

PARTS = {"load_indicators": _("loading of the indicators of training")}

KINDS = {
    "personnel.programme": Kind(
        _("Training programme"),
        address=_programme,
        fields={**labels_of(Programme, forms.NewProgrammeForm), "targets": _("people by year")},
        names=[both("name")],
        reads={"budget": measured_in([_("million đồng")])},
    ),
    "personnel.course": Kind(
        _("Course"),
        address=_course,
        fields={**labels_of(Course, forms.CourseForm), "sessions": _("sessions")},
    ),
    "personnel.enrolment": Kind(
        _("Enrolment"),
        about=_("course"),
        address=_seat,
        private=Permission.OFFICERS_READ,
        fields={"officer_number": _("number of the officer")},
        reads={"result": one_of([*(label for _key, label in Enrolment.Result.choices), _("no result")])},
    ),
}
