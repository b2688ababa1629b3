"""The calls about training (design part 6), over the same access, questions and services as the pages."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError as RuleBroken
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as f
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from office.api import CleanCharField, Pagination, Strict, UnitField, View, WholeField, idempotent, through
from office.installation import is_demo
from personnel import seats, trained
from personnel.access import training as access
from personnel.models import Course, Enrolment, Programme
from personnel.services import enrolment as services
from plan.api.views import REPEATABLE
from plan.moment import day_of

YEAR = {"required": False, "min_value": 2000, "max_value": 2100}
ROUNDED = " For who may not read all names: their own people, and the others rounded to five, 0 for fewer than eight."
WORDS = "Words to look for, with or without diacritics."


class ProgrammeFilter(Strict):
    audience = f.ChoiceField(choices=Programme.Audience.choices, required=False)
    unit = UnitField(required=False, help_text="Code of the unit that leads it.")
    year = WholeField(**YEAR, help_text="Runs, aims at something or holds a course in it; numbers are then those of the year.")
    state = f.ChoiceField(choices=[("open", "open"), ("closed", "closed")], required=False)
    q = CleanCharField(required=False, allow_blank=True, max_length=200, help_text=WORDS)


class YearlyTarget(f.Serializer):
    year = f.IntegerField()
    people = f.IntegerField()


class ProgrammeRow(f.Serializer):
    code = f.CharField()
    name_vi = f.CharField()
    name_en = f.CharField(allow_blank=True)
    audience = f.ChoiceField(choices=Programme.Audience.choices)
    legal_basis = f.CharField(allow_blank=True)
    approved_by = f.CharField(allow_blank=True)
    approved_on = f.DateField(allow_null=True)
    from_on = f.DateField(allow_null=True)
    until_on = f.DateField(allow_null=True)
    lead_unit = f.CharField()
    measures = f.ListField(child=f.CharField(), help_text="Codes of measures of the plan.")
    budget = f.IntegerField(allow_null=True, help_text="In đồng.")
    closed_on = f.DateField(allow_null=True)
    targets = YearlyTarget(many=True)
    target = f.IntegerField(help_text="People, over all years or in the year asked for.")
    completed = f.IntegerField(help_text="Completions of a course; who completes two counts twice." + ROUNDED)
    expected = f.FloatField(help_text="Completions that the path asks for today.")
    version = f.IntegerField()


class CourseFilter(Strict):
    audience = f.ChoiceField(choices=Programme.Audience.choices, required=False)
    programme = CleanCharField(required=False, max_length=60)
    unit = UnitField(required=False, help_text="Code of the unit that leads its programme.")
    year = WholeField(**YEAR, help_text="In which it begins.")
    state = f.ChoiceField(choices=[(name, name) for name in ("open", "running", "held", "cancelled")], required=False)
    q = CleanCharField(required=False, allow_blank=True, max_length=200, help_text=WORDS)


class CourseRow(f.Serializer):
    id = f.IntegerField()
    programme = f.CharField()
    title = f.CharField()
    language = f.CharField()
    provider = f.CharField(allow_blank=True)
    place = f.CharField(allow_blank=True)
    mode = f.ChoiceField(choices=Course.Mode.choices)
    starts_on = f.DateField()
    ends_on = f.DateField()
    enrols_until = f.DateField(help_text="The last day on which units enrol their people.")
    capacity = f.IntegerField()
    enrolled = f.IntegerField(help_text="People." + ROUNDED)
    waiting = f.IntegerField(help_text="People." + ROUNDED)
    completed = f.IntegerField(help_text="People." + ROUNDED)
    is_full = f.BooleanField(help_text="Whether every seat is given; not told of a course of fewer than eight seats.")
    cancelled_on = f.DateField(allow_null=True)
    version = f.IntegerField()


class CourseDetail(CourseRow):
    demo = f.BooleanField()


class EnrolmentInput(Strict):
    """An officer by number, or so many people of a unit."""

    officer = WholeField(required=False, min_value=1, max_value=2**31 - 1, help_text="Number of the officer.")
    unit = CleanCharField(required=False, max_length=60, help_text="Code of a unit; with `heads`.")
    heads = WholeField(required=False, min_value=1, max_value=5000)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        by_name, by_number = "officer" in given, {"unit", "heads"} <= given.keys()
        if by_name == by_number or (by_name and len(given) > 1):
            raise f.ValidationError(_("Send an officer, or a unit with the number of its people."))
        return given


class EnrolmentAnswer(f.Serializer):
    id = f.IntegerField()
    course = f.IntegerField()
    officer = f.IntegerField(allow_null=True)
    unit = f.CharField()
    heads = f.IntegerField()
    state = f.ChoiceField(choices=Enrolment.State.choices)
    place = f.IntegerField(allow_null=True, help_text="On the waiting list, from 1.")
    version = f.IntegerField()


class Programmes(View):
    serializer_class = ProgrammeRow
    asks = ProgrammeFilter
    pagination_class = Pagination

    @extend_schema(operation_id="programmes_list", responses=ProgrammeRow(many=True))
    def get(self, request: Request) -> Response:
        """Programmes of training with targets and completions, by code. Needs `training.read`."""
        rows, asked = access.programmes_for(request.user), self.asked
        year = asked.pop("year", None)
        found = rows.matching(asked.pop("q", "")).narrowed(**asked, year=year).for_list()
        lines = trained.lines(self.paginate_queryset(found), day_of(timezone.now()), year)
        lines = trained.for_reader(lines, exact=access.counts_exactly(request.user))
        return self.get_paginated_response([programme_row(line) for line in lines])


class Courses(View):
    serializer_class = CourseRow
    asks = CourseFilter
    pagination_class = Pagination

    @extend_schema(operation_id="courses_list", responses=CourseRow(many=True))
    def get(self, request: Request) -> Response:
        """Courses, the latest first. `state=open`: one can still enrol. Needs `training.read`."""
        rows, asked = access.courses_for(request.user), self.asked
        state, programme = asked.pop("state", ""), asked.pop("programme", "")
        found = rows.matching(asked.pop("q", "")).narrowed(**asked).in_state(state, day_of(timezone.now()))
        if programme:
            found = found.filter(programme=_programme(request, programme))
        rows = access.told(request.user, self.paginate_queryset(access.counted(request.user, found)))
        return self.get_paginated_response([course_row(row) for row in rows])


class CourseView(View):
    """A view of one course, whose ETag is what a caller can have read: a seat changes the course."""

    def represent(self, obj: Course) -> dict[str, Any]:  # type: ignore[override]
        return {**course_row(obj), "demo": is_demo()}


def _programme(request: Request, code: str) -> Programme:
    if found := access.programmes_for(request.user).filter(code=code).first():
        return found
    raise f.ValidationError({"programme": [_("There is no such programme.")]})


class OneCourse(CourseView):
    serializer_class = CourseDetail

    @extend_schema(operation_id="courses_retrieve", responses=CourseDetail)
    def get(self, request: Request, pk: int) -> Response:
        """One course. Needs `training.read`."""
        return self.answer(access.course_for(request.user, pk))


class Enrolments(CourseView):
    """A seat for an officer, or seats for people of a unit; a place on the waiting list where none is free."""

    serializer_class = EnrolmentInput

    @extend_schema(operation_id="enrolments_add", parameters=REPEATABLE, request=EnrolmentInput, responses={201: EnrolmentAnswer})
    @idempotent(through(access.course_to_enrol))
    def post(self, request: Request, course: Course) -> Response:
        """A seat for an officer, or seats for people of a unit; a place on the waiting list where none is free. Needs `training.enrol`."""
        given, now = self.read(EnrolmentInput), timezone.now()
        told: dict[str, Any] = {"course": course, "by": request.user, "now": now, "seen": self.seen(course)}
        if "officer" in given:
            officer, unit = _chosen(request, given["officer"])
            made = services.enrol_officer(officer=officer, unit=unit, **told)
        else:
            unit = access.units_enrolled_by(request.user).filter(code=given["unit"]).first()
            made = services.enrol_heads(unit=unit, heads=given["heads"], **told)
        address = reverse("api:course", kwargs={"pk": course.pk}, request=request)
        headers = {"Location": address, "ETag": self.etag(access.course_for(request.user, course.pk))}
        return Response(enrolment_answer(made), status=201, headers=headers)


def _chosen(request: Request, number: int) -> Any:
    """One whom the caller may enrol; of others nothing is said, not even that they exist."""
    units, on = access.units_to_enrol(request.user), day_of(timezone.now())
    officer = seats.who_can_be_enrolled(units, on).filter(pk=number).first()
    if officer is None:
        raise RuleBroken({"officer": _("No officer with this number is one of yours to enrol.")})
    return seats.with_units([officer], units, on)[0]


def programme_row(line: trained.Line) -> dict[str, Any]:
    row, at = line.programme, line.reached
    plain = ("code", "name_vi", "name_en", "audience", "legal_basis", "approved_by", "approved_on", "from_on", "until_on")
    return {
        **{name: getattr(row, name) for name in (*plain, "budget", "closed_on", "version")},
        "lead_unit": row.lead_unit.code,
        "measures": [measure.code for measure in row.measures.all()],
        "targets": [{"year": aim.year, "people": aim.people} for aim in row.aims],
        "target": at.target,
        "completed": at.completed,
        "expected": round(at.expected, 1),
    }


def course_row(row: Course) -> dict[str, Any]:
    plain = ("title", "language", "provider", "place", "mode", "starts_on", "ends_on", "enrols_until", "capacity", "enrolled")
    told = {name: getattr(row, name) for name in (*plain, "waiting", "completed", "cancelled_on", "version")}
    return {"id": row.pk, "programme": row.programme.code, **told, "is_full": row.is_full}


def enrolment_answer(row: Enrolment) -> dict[str, Any]:
    return {
        "id": row.pk,
        "course": row.course_id,
        "officer": row.officer_id,
        "unit": row.unit.code,
        "heads": row.heads,
        "state": row.state,
        "place": seats.waiting_place(row) if row.state == Enrolment.State.WAITING else None,
        "version": row.version,
    }
