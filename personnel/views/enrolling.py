"""Seats of a course: people enrolled by name or by number, and withdrawn."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import Unit
from office.once import act_once, key_of
from personnel import seats
from personnel.access import training as access
from personnel.forms import enrolling as forms
from personnel.models import Course, Enrolment
from personnel.services import enrolment as services
from personnel.views.courses import about, address_of
from personnel.views.programmes import today
from plan.views.saving import posted, save

PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest, pk: int) -> HttpResponse:
    """Two forms on one page: the button says which was sent."""
    found = access.course_to_enrol(request.user, pk)
    units = access.units_to_enrol(request.user)
    officers = seats.who_can_be_enrolled(units, today())
    finding, page = _found(request, found, officers)
    by_number = request.method == "POST" and request.POST.get("act") == "heads"
    by_name = request.method == "POST" and not by_number
    people = forms.PeopleForm(
        request.POST if by_name else None,
        offered=page.object_list,
        officers=officers,
        seat_of=partial(seats.with_units, units=units, on=today()),
    )
    heads = forms.HeadsForm(request.POST if by_number else None, units=access.units_enrolled_by(request.user))
    if by_name and people.is_valid() and _enrolled(request, found, people, units):
        return redirect(address_of(found))
    if by_number and heads.is_valid() and _counted(request, found, heads):
        return redirect(address_of(found))
    context = about(found, gettext_lazy("Enrol people"), "") | {"finding": finding, "page": page, "people": people, "heads": heads}
    context |= {
        "free": max(0, found.capacity - found.enrolled),
        "exact": access.counts_exactly(request.user),
        "takes": found.takes(today()),
        "keeps": access.keeps(request.user),
    }
    return render(request, "personnel/course_enrol.html", context, status=422 if people.errors or heads.errors else 200)


def _found(request: HttpRequest, course: Course, officers: Any) -> tuple[forms.WhomFilter, Any]:
    """Those who are not in the course yet, as the search finds them."""
    units = Unit.objects.filter(pk__in=officers.order_by().values("unit"))
    finding = forms.WhomFilter(request.GET, units=units)
    asked = finding.cleaned_data if finding.is_valid() else {"q": "", "unit": ""}
    there = Enrolment.objects.standing().filter(course=course, officer=OuterRef("pk"))
    rows = officers.exclude(Exists(there)).matching(asked["q"]).of(unit=asked["unit"])
    return finding, Paginator(rows, PAGE).get_page(request.GET.get("page"))


def _enrolled(request: HttpRequest, course: Course, form: forms.PeopleForm, units: Any) -> bool:
    chosen = seats.with_units(form.cleaned_data["officer"], units, today())
    try:
        made = services.enrol_officers(course=course, people=chosen, by=request.user, now=timezone.now())
    except ValidationError as error:
        form.refuse(error)
        return False
    _say(request, course, made)
    return True


def _counted(request: HttpRequest, course: Course, form: forms.HeadsForm) -> bool:
    """Heads have no name by which a second press could be known from another ten people: the page has a word of its own."""
    enrol = partial(services.enrol_heads, course=course, by=request.user, now=timezone.now(), **form.values())
    try:
        made = act_once(request.user, key_of(request, form.cleaned_data["once"]), enrol)
    except ValidationError as error:
        form.refuse(error)
        return False
    if made is None:
        messages.info(request, _("This was sent before and has been done: nobody has been enrolled a second time."))
        return True
    _say(request, course, [made])
    room = seats.room_of(made.unit, course, today())
    if room is not None and room.there > room.officers:  # only who keeps the courses comes so far
        words = _("%(unit)s: %(there)d people are in this course or wait, and only %(n)d officers of it are known here.")
        messages.warning(request, words % {"unit": made.unit.name, "there": room.there, "n": room.officers})
    return True


def _say(request: HttpRequest, course: Course, made: list[Enrolment]) -> None:
    waits = [row for row in made if row.state == Enrolment.State.WAITING]
    waiting = sum(row.heads for row in waits)
    seated = sum(row.heads for row in made) - waiting
    if seated:
        messages.success(request, ngettext("%(n)d person is enrolled.", "%(n)d people are enrolled.", seated) % {"n": seated})
    if waiting:
        listed = ngettext("%(n)d person is on the waiting list.", "%(n)d people are on the waiting list.", waiting) % {"n": waiting}
        first = seats.waiting_place(waits[0])
        place = _("The place on the waiting list is %(place)d.") % {"place": first} if len(waits) == 1 else ""
        why = _why_they_wait(course, first, exact=access.counts_exactly(request.user))
        messages.warning(request, " ".join(filter(None, [why, listed, place])))


def _why_they_wait(course: Course, place: int | None, *, exact: bool) -> str:
    """`place`: of the first of those who wait. Who may not read exact numbers is not told whether a seat is free."""
    if not exact:
        return _("Too few seats are free, or others wait already.")
    free = course.capacity - course.seats_taken()
    if free <= 0:
        return _("No seat is free.")
    if place == 1:
        words = ngettext(
            "Only %(n)d seat is free; whoever comes later waits too.", "Only %(n)d seats are free; whoever comes later waits too.", free
        )
    else:
        words = ngettext("%(n)d seat is free for those who wait already.", "%(n)d seats are free for those who wait already.", free)
    return words % {"n": free}


def withdraw(request: HttpRequest, pk: int, enrolment: int) -> HttpResponse:
    course = access.course_to_enrol(request.user, pk)
    found = access.enrolment_to_withdraw(request.user, course, enrolment, today())
    form = forms.WithdrawForm(posted(request), initial={"version": found.version})
    lead = f"{found.officer.name} · {found.unit.name}" if found.officer else f"{found.unit.name}: {found.heads}"
    context = about(course, gettext_lazy("Withdraw an enrolment"), gettext_lazy("Withdraw the enrolment"), lead, danger=True)
    act = partial(services.withdraw_enrolment, enrolment=found, by=request.user, now=timezone.now())
    return save(request, form, act, done=_("The enrolment is withdrawn."), context=context, template="personnel/form.html")
