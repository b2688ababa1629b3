"""The pages of postings: who serves where until when, what ends, what is vacant, what another term would change."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.models import Unit
from accounts.permissions import Permission, can, units_for
from office.filtered import file_name, only
from office.tables import xlsx_response
from personnel import counting, rotation, staffing
from personnel.access import people as access
from personnel.forms import postings as forms
from personnel.models import Establishment, Posting
from personnel.models.posting import PostingQuerySet
from personnel.people_tables import postings_table
from personnel.rotation import Serving
from personnel.services import posting as services
from personnel.services.reading import note_listed
from personnel.views.officers import FORM, about, acting, today
from plan.moment import day_of
from plan.views.saving import posted, save

PAGE = 50
SAVED = _("The posting is saved.")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Named for who reads names; in rounded numbers for who only reads counts."""
    names = access.reads_names(request.user)
    if not names and not can(request.user, Permission.OFFICERS_COUNT):
        raise Http404
    now = timezone.now()
    on = day_of(now)
    setting = services.term()
    asked = forms.TermFilter(request.GET) if names else forms.WholeYears(request.GET)
    other = (asked.is_valid() and asked.cleaned_data["term"]) or setting.studied_months
    running = running_at_missions(request, names, on)
    by_month = months(running, on, setting.months)
    context = {
        "names": names,
        "today": on,
        "term": setting,
        "other": other,
        "term_form": asked,
        "ending": counting.told(sum(by_month.values()), exact=names),
        "months": [(first, counting.told(n, exact=names)) for first, n in by_month.items()],
        "years": years(running, on, setting.months, other, exact=names),
        "keeps": access.keeps(request.user),
        "differs": access.keeps(request.user) and differing(on),
        **_staffed(request, names, on),
    }
    ok = asked.is_valid()
    if names:
        ok = _listed(request, context, on, now) and ok
    return render(request, "personnel/rotation.html", context, status=200 if ok else 422)


def _staffed(request: HttpRequest, names: bool, on: date) -> dict[str, Any]:
    """Posts of the missions for who reads names; for others only what all of them have, and lack at the least."""
    rows = staffing.staffed(units_for(request.user, Permission.OFFICERS_READ) if names else None, on)
    whole = staffing.whole(rows)
    return {"staffed": rows if names else [], "posts": whole.posts, "vacant": whole.vacant if names else whole.vacant_at_least}


def running_at_missions(request: HttpRequest, names: bool, on: date) -> list[Serving]:
    rows = access.postings_for(request.user) if names else Posting.objects.within(None)
    running = rows.on(on).filter(destination=Posting.Destination.MISSION)
    return [Serving(*dates) for dates in running.order_by("pk").values_list("from_on", "until_on")]


def years(running: list[Serving], on: date, term: int, other: int, *, exact: bool) -> list[tuple[int, list[counting.Cell]]]:
    compared = rotation.compare(running, today=on, term=term, other=other)
    told = [(row.year, (row.planned, row.new_alone, row.running_too)) for row in compared]
    return [(year, [counting.told(n, exact=exact) for n in numbers]) for year, numbers in told]


def months(running: list[Serving], on: date, term: int) -> dict[date, int]:
    return rotation.by_month((rotation.planned_end(row, term) for row in running), on)


def differing(on: date) -> dict[str, Any]:
    return {"unsigned": list(staffing.unsigned(on)[:PAGE]), "unposted": list(staffing.unposted(on)[:PAGE])}


def _asked(request: HttpRequest, on: date) -> tuple[forms.PostingFilter, PostingQuerySet]:
    """The filter in the address and the rows that it leaves."""
    rows = access.postings_for(request.user).not_over(on)
    form = forms.PostingFilter(request.GET, units=Unit.objects.filter(pk__in=rows.order_by().values("unit")))
    found = rows.select_related("officer__unit", "unit").chosen(form.cleaned_data, on) if form.is_valid() else rows.none()
    return form, found


def _listed(request: HttpRequest, context: dict[str, Any], on: date, now: Any) -> bool:
    """The rows by name, with their filter."""
    form, found = _asked(request, on)
    page, noted = Paginator(found, PAGE).get_page(request.GET.get("page")), access.is_noted(request.user)
    if noted:
        note_listed(officers=[row.officer for row in page.object_list], by=request.user, now=now)
    filtered = form.is_valid() and any(form.cleaned_data.values())
    context |= {"form": form, "page": page, "filtered": filtered, "may_file": not noted}
    return form.is_valid()


@require_safe
def postings_file(request: HttpRequest) -> HttpResponse:
    """The same rows for the disk; an auditor reads on the page, where each reading is noted."""
    on = today()
    form, found = _asked(request, on)
    if access.is_noted(request.user):
        raise PermissionDenied
    if not form.is_valid():
        return index(request)
    table = postings_table()
    said = only(form)
    return xlsx_response(table, table.rows_of(found), file_name(f"luan-chuyen-{on:%Y-%m-%d}", said), about=said)


def add(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.kept_officer(request.user, pk, today())
    form = forms.PostingForm(posted(request), initial={"version": found.version}, units=places())
    context = about(found, _("Add a posting"), _("Add the posting"))
    return save(
        request, form, acting(services.add_posting, request, found), done=_("The posting is saved."), context=context, template=FORM
    )


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.kept_posting(request.user, pk)
    form = forms.PostingForm(posted(request), initial=forms.posting_as_typed(found), units=places())
    context = about(found.officer, _("Correct the posting"), _("Save the posting"))
    context["other"] = {"label": _("Record its end"), "address": reverse("personnel:posting-end", args=[pk])}
    act, saved = _acting(services.edit_posting, request, found), partial(forms.posting_as_typed, found)
    return save(request, form, act, done=SAVED, context=context, saved=saved, template=FORM)


def end(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.kept_posting(request.user, pk)
    form = forms.EndForm(posted(request), initial={"version": found.version, "ended_on": found.ended_on})
    context = about(found.officer, _("End of the posting"), _("Save the end of the posting"), lead=found.place)
    return save(
        request, form, _acting(services.end_posting, request, found), done=_("The posting is saved."), context=context, template=FORM
    )


def _acting(service: Any, request: HttpRequest, found: Posting) -> Any:
    return partial(service, posting=found, by=request.user, now=timezone.now())


def places() -> Any:
    return Unit.objects.active(today()).reporting()


def establishment(request: HttpRequest, code: str) -> HttpResponse:
    access.must_keep(request.user)
    unit = get_object_or_404(Unit.objects.reporting(), code=code)
    row = Establishment.objects.in_force(today().year).filter(unit=unit).first()
    initial = {"year": today().year, "posts": row.posts if row else None, "decision": row.decision if row else ""}
    form = forms.EstablishmentForm(posted(request), initial={**initial, "version": services.establishment_version(unit)})
    act = partial(services.set_establishment, unit=unit, by=request.user, now=timezone.now())
    context = _beside(_("Posts: %(unit)s") % {"unit": unit.name}, _("Save the posts"))
    return save(request, form, act, done=_("The posts are saved."), context=context, template=FORM)


def term(request: HttpRequest) -> HttpResponse:
    access.must_keep(request.user)
    row = services.term()
    initial = {name: getattr(row, name) for name in ("months", "studied_months", "retention_years", "version")}
    form = forms.TermForm(posted(request), initial=initial)
    act = partial(services.set_term, by=request.user, now=timezone.now())
    context = _beside(_("Term of posting and retention"), _("Save the settings"))
    return save(request, form, act, done=_("The settings are saved."), context=context, template=FORM)


def _beside(title: Any, submit: Any) -> dict[str, Any]:
    back = reverse("personnel:rotation")
    return {"title": title, "submit": submit, "back": back, "path": [(_("Postings and rotation"), back)]}
