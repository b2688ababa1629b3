"""The pages of officers: the list, one of them, the forms that change them, and what they come to."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.models import Unit
from accounts.permissions import Permission, can
from office.filtered import file_name, only
from office.tables import xlsx_response
from personnel.access import people as access
from personnel.forms import people as forms
from personnel.models import Language, LanguageSkill, Officer, Posting
from personnel.models.officer import OfficerQuerySet
from personnel.officer_counts import BANDS, counts
from personnel.people_tables import roster_rows, roster_table
from personnel.services import officer as services
from personnel.services.leaving import kept_until, leave_service
from personnel.services.reading import note_listed, note_opened
from plan.moment import day_of
from plan.views.saving import posted, save

PAGE = 50
FORM = "personnel/form.html"
SKILLS = Prefetch("skills", LanguageSkill.objects.select_related("language"))


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The door of personnel: the first page that the person may see."""
    if access.reads_names(request.user):
        return redirect("personnel:officers")
    if can(request.user, Permission.OFFICERS_COUNT):
        return redirect("personnel:officer-counts")
    if can(request.user, Permission.TRAINING_READ):
        return redirect("personnel:programmes")
    raise Http404


@require_safe
def officers(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    rows = access.officers_for(request.user, day_of(now))
    form = _filter(request, rows)
    found = chosen(rows, form.cleaned_data) if form.is_valid() else rows.none()
    page = Paginator(_listed(found), PAGE).get_page(request.GET.get("page"))
    _where_they_serve(page.object_list, now)
    if access.is_noted(request.user):
        note_listed(officers=page.object_list, by=request.user, now=now)
    context = {
        "form": form,
        "page": page,
        "keeps": access.keeps(request.user),
        "filtered": any(form.cleaned_data.values()),
        "may_file": not access.is_noted(request.user),
    }
    return render(request, "personnel/officers.html", context, status=200 if form.is_valid() else 422)


def _filter(request: HttpRequest, rows: OfficerQuerySet) -> forms.OfficerFilter:
    units = Unit.objects.filter(pk__in=rows.order_by().values("unit"))
    return forms.OfficerFilter(request.GET, units=units, languages=Language.objects.all())


def chosen(rows: OfficerQuerySet, asked: dict[str, Any]) -> OfficerQuerySet:
    rows = rows.matching(asked["q"]).of(unit=asked["unit"], rank=asked["rank"], level=asked["level"]).standing(asked["standing"])
    return rows.speaking(asked["language"], int(asked["at_least"] or 1)) if asked["language"] else rows


def _listed(rows: OfficerQuerySet) -> OfficerQuerySet:
    return rows.select_related("unit").prefetch_related(SKILLS)


def _where_they_serve(found: Any, now: Any) -> None:
    """Sets `serves` of each: the posting that runs today."""
    running = Posting.objects.on(day_of(now)).filter(officer__in=list(found)).select_related("unit").order_by("from_on")
    places = {posting.officer_id: posting for posting in running}
    for officer in found:
        officer.serves = places.get(officer.pk)


@require_safe
def officers_file(request: HttpRequest) -> HttpResponseBase:
    """For who keeps them and for a unit of its own people; an auditor reads on the page, where each reading is noted."""
    now = timezone.now()
    rows = access.officers_for(request.user, day_of(now))
    if access.is_noted(request.user):
        raise PermissionDenied
    form = _filter(request, rows)
    if not form.is_valid():
        return officers(request)
    table = roster_table()
    said, found = only(form, _narrowing(form)), chosen(rows, form.cleaned_data)
    return xlsx_response(table, roster_rows(_listed(found), table), file_name(f"can-bo-{day_of(now):%Y-%m-%d}", said), about=said)


def _narrowing(form: forms.OfficerFilter) -> list[str]:
    """A level says something of a language alone."""
    return [name for name in form.fields if name != "at_least" or form.cleaned_data["language"]]


@require_safe
def officer_counts(request: HttpRequest) -> HttpResponse:
    access.must_count(request.user)
    return render(request, "personnel/officer_counts.html", {"counts": counts(), "bands": [name for name, _levels in BANDS]})


@require_safe
def officer(request: HttpRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    found = access.officer_for(request.user, pk, day_of(now))
    if access.is_noted(request.user):
        note_opened(officer=found, by=request.user, now=now)
    context = {
        "officer": found,
        "skills": found.skills.select_related("language"),
        "postings": found.postings.select_related("unit").order_by("-from_on"),
        "teams": found.teams.select_related("team"),
        "enrolments": found.enrolments.standing().with_place().select_related("course__programme"),
        "today": day_of(now),
        "keeps": access.keeps(request.user),
        "may_file": not access.is_noted(request.user),
        "events": access.history_of(request.user, found),
        "kept_until": kept_until(found.left_on, found.left_recorded_at) if found.left_on and found.left_recorded_at else None,
    }
    return render(request, "personnel/officer.html", context)


def add(request: HttpRequest) -> HttpResponse:
    access.must_keep(request.user)
    form = forms.NewOfficerForm(posted(request), units=units_to_choose())
    act = partial(services.add_officer, by=request.user, now=timezone.now())
    context = about(None, _("Add an officer"), _("Add the officer"))
    return save(request, form, act, done=_("The officer has been added."), context=context, to=address_of, template=FORM)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.kept_officer(request.user, pk, today())
    form = forms.OfficerForm(posted(request), initial=forms.officer_as_typed(found), units=units_to_choose())
    context = about(found, _("Edit the officer"), _("Save the officer"))
    act, saved = acting(services.edit_officer, request, found), partial(forms.officer_as_typed, found)
    return save(request, form, act, done=_("The officer is saved."), context=context, saved=saved, template=FORM)


def leave(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.kept_officer(request.user, pk, today())
    form = forms.LeaveForm(posted(request), initial={"version": found.version, "left_on": found.left_on})
    lead = _("Whoever has left is no longer counted; the name is erased after the time of retention, which runs from today or later.")
    context = about(found, _("Leaving the service"), _("Save the day of leaving"), lead=lead, note=_account_stays(found))
    return save(request, form, acting(leave_service, request, found), done=_("Saved."), context=context, template=FORM)


def _account_stays(found: Officer) -> str:
    if (user := found.open_account) is None:
        return ""
    said = _(
        "The account %(email)s stays open, with its roles: the person can still sign in. Those who manage accounts find among their "
        "own work that it is to be closed."
    )
    return said % {"email": user.email}


def skill_add(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.kept_officer(request.user, pk, today())
    form = forms.SkillForm(posted(request), initial={"version": found.version}, languages=Language.objects.all())
    context = about(found, _("Add a language"), _("Add the language"))
    return save(request, form, acting(services.record_skill, request, found), done=_("Saved."), context=context, template=FORM)


def skill_edit(request: HttpRequest, pk: int, skill: int) -> HttpResponse:
    row = access.kept_skill(request.user, pk, skill, today())
    form = forms.SkillForm(posted(request), initial=forms.skill_as_typed(row), languages=Language.objects.all())
    context = about(row.officer, _("Correct a language"), _("Save the language"))
    context["other"] = {"label": _("Remove this certificate"), "address": reverse("personnel:skill-drop", args=[pk, skill])}
    act = partial(acting(services.record_skill, request, row.officer), skill=row)
    return save(request, form, act, done=_("Saved."), context=context, saved=partial(forms.skill_as_typed, row), template=FORM)


def skill_drop(request: HttpRequest, pk: int, skill: int) -> HttpResponse:
    row = access.kept_skill(request.user, pk, skill, today())
    form = forms.ReasonForm(posted(request), initial={"version": row.version})
    act = partial(services.drop_skill, skill=row, by=request.user, now=timezone.now())
    context = about(row.officer, _("Remove a certificate"), _("Remove this certificate"), lead=str(row), danger=True)
    return save(request, form, act, done=_("Removed."), context=context, template=FORM)


def today() -> Any:
    return day_of(timezone.now())


def acting(service: Any, request: HttpRequest, found: Officer) -> Any:
    return partial(service, officer=found, by=request.user, now=timezone.now())


def address_of(found: Officer) -> str:
    return reverse("personnel:officer", args=[found.pk])


def about(found: Officer | None, title: Any, submit: Any, lead: Any = "", **more: Any) -> dict[str, Any]:
    back = address_of(found) if found else reverse("personnel:officers")
    return {"officer": found, "title": title, "submit": submit, "lead": lead, "back": back, **more}


def units_to_choose() -> Any:
    return Unit.objects.active(today()).reporting()
