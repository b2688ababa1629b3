"""A roster that comes back, and the rows that look like one person."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from office import dry_run
from office.models import ImportDraft
from office.tables import xlsx_response
from personnel.access import people as access
from personnel.doubles import doubles as found_doubles
from personnel.forms.merging import MergeForm
from personnel.forms.people import ReasonForm, RosterForm
from personnel.models import Officer
from personnel.people_tables import roster_table
from personnel.roster_imports import Roster
from personnel.services import merging as services
from personnel.two_rows import pairs
from personnel.views.officers import FORM, today
from plan.views.saving import chosen, posted, save

KIND, SUBJECT = "officers", "roster"


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    access.must_keep(request.user)
    form = RosterForm(posted(request), chosen(request))
    sent = dry_run.begin(request, form, kind=KIND, subject=SUBJECT, to=_page_of)
    return sent or render(request, "personnel/roster.html", {"form": form}, status=422 if form.errors else 200)


def _page_of(draft: ImportDraft) -> str:
    return reverse("personnel:roster-check", args=[draft.pk])


def _draft(request: HttpRequest, pk: UUID) -> ImportDraft:
    access.must_keep(request.user)
    return dry_run.draft_of(request, pk, kinds=[KIND], subject=SUBJECT)


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, draft: UUID) -> HttpResponse:
    kept = _draft(request, draft)
    places = {"again": reverse("personnel:roster-import"), "here": _page_of(kept), "done": reverse("personnel:doubles")}
    importer = partial(Roster, request.user, timezone.now())
    return dry_run.check(request, kept, importer, template="personnel/roster_check.html", context={}, **places)


@require_safe
def faults(request: HttpRequest, draft: UUID) -> HttpResponse:
    return dry_run.faults(_draft(request, draft), Roster(request.user, timezone.now()), name="can-bo-can-sua.xlsx")


@require_safe
def blank(request: HttpRequest) -> HttpResponseBase:
    """The form of the table, without a row."""
    access.must_keep(request.user)
    return xlsx_response(roster_table(), [], "mau-danh-sach-can-bo")


@require_safe
def doubles(request: HttpRequest) -> HttpResponse:
    access.must_keep(request.user)
    return render(request, "personnel/doubles.html", {"groups": found_doubles()})


def merge(request: HttpRequest, pk: int, double: int) -> HttpResponse:
    kept, other = _pair(request, pk, double)
    act = partial(services.merge_officers, kept=kept, double=other, by=request.user, now=timezone.now())
    lead = _("Languages, postings, courses and teams of number %(double)s move to number %(kept)s, which stays. This cannot be undone.")
    context = _about(_("Merge two records"), _("Merge the records"), lead % {"double": other.pk, "kept": kept.pk}, kept)
    to = reverse("personnel:officer", args=[kept.pk])
    context |= {"double": other, "pairs": pairs(kept, other)}
    form = MergeForm(posted(request), kept=kept, double=other)
    return save(request, form, act, done=_("The records are merged."), context=context, to=to, template="personnel/merge.html")


def apart(request: HttpRequest, pk: int, double: int) -> HttpResponse:
    one, other = _pair(request, pk, double)
    act = partial(services.tell_apart, one=one, other=other, by=request.user, now=timezone.now())
    lead = _("Numbers %(one)s and %(other)s are two different people: they are not offered again.") % {"one": one.pk, "other": other.pk}
    context = _about(_("Two different people"), _("They are two different people"), lead, one)
    return save(
        request, ReasonForm(posted(request), initial={"version": one.version}), act, done=_("Saved."), context=context, template=FORM
    )


def _pair(request: HttpRequest, pk: int, double: int) -> tuple[Officer, Officer]:
    if pk == double:
        raise Http404
    return access.kept_officer(request.user, pk, today()), access.kept_officer(request.user, double, today())


def _about(title: Any, submit: Any, lead: Any, kept: Officer) -> dict[str, Any]:
    back = reverse("personnel:doubles")
    path = [(_("Officers"), reverse("personnel:officers")), (_("Duplicate records"), back)]
    return {"title": title, "submit": submit, "lead": lead, "back": back, "path": path, "officer": kept}
