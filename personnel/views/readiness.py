"""Whether new missions can be staffed, and what that is reckoned by."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from missions.models import Opening
from office.tables import xlsx_response
from personnel import prepared_posts as posts
from personnel.access import people as access
from personnel.forms import readiness as forms
from personnel.models import Language, LanguageNeed, NormPost, Officer
from personnel.ranks import RankLevel
from personnel.services import norm as services
from personnel.services.reading import note_listed, with_listed
from personnel.staffing_tables import readiness_rows, readiness_table
from personnel.views.officers import FORM, today
from plan.views.saving import posted, save


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    openings = access.openings_prepared(request.user).with_course()
    names, on = access.reads_all_names(request.user), today()
    on_what = posts.basis()
    people = posts.candidates(on, on_what.term)
    rows = posts.prepared(openings, people, on_what, hides=not names)
    if names:
        _name(request, rows)
    context = {
        "rows": rows,
        "aims": posts.aims(rows, people, on_what, on, hides=not names),
        "levels": RankLevel.labels,
        "norm": on_what.norm,
        "names": names,
        "keeps": access.keeps(request.user),
        "lacking": sum(row.lacking for row in rows),
    }
    return render(request, "personnel/readiness.html", context)


@require_safe
def readiness_file(request: HttpRequest) -> HttpResponse:
    """Post by post, without a name: counts as the page shows them to the same reader."""
    openings, on = access.openings_prepared(request.user).with_course(), today()
    on_what = posts.basis()
    rows = posts.prepared(openings, posts.candidates(on, on_what.term), on_what, hides=not access.reads_all_names(request.user))
    return xlsx_response(readiness_table(), readiness_rows(rows), f"dap-ung-nhan-su-{on:%Y-%m-%d}")


def _name(request: HttpRequest, rows: list[posts.Prepared]) -> None:
    """Sets `people` of each post, and notes the reading of who is not of the personnel department."""
    wanted = {pk for row in rows for post in row.posts for pk in post.named}
    found, now = Officer.objects.select_related("unit"), timezone.now()
    officers = (with_listed(found, request.user, now) if access.is_noted(request.user) else found).in_bulk(wanted)
    if access.is_noted(request.user):
        note_listed(officers=officers.values(), by=request.user, now=now)
    for row in rows:
        for post in row.posts:
            free = {one.pk: one.free_on for one in post.answer.fit}
            post.__dict__["people"] = [(officers[pk], free[pk]) for pk in post.named if pk in officers]


def norm(request: HttpRequest) -> HttpResponse:
    access.must_keep(request.user)
    form = forms.NormForm(posted(request), norms=NormPost.objects.all(), version=services.norm_version())
    act = partial(services.set_norm, by=request.user, now=timezone.now())
    context = _about(_("Norm of posts of a new mission"), _("Save the norm"))
    return save(request, form, act, done=_("The norm is saved."), context=context, saved=_norm_now, template="personnel/norm.html")


def _norm_now() -> dict[str, Any]:
    return forms.norm_as_typed(NormPost.objects.all())


def languages(request: HttpRequest, code: str) -> HttpResponse:
    access.must_keep(request.user)
    found = get_object_or_404(access.openings_prepared(request.user).select_related("lead_unit"), code=code)
    chosen = found.language_needs.values_list("language__code", flat=True)
    form = forms.LanguagesForm(posted(request), languages=Language.objects.all(), chosen=chosen, version=found.version)
    act = partial(services.set_languages, opening=found, by=request.user, now=timezone.now())
    context = _about(_("Languages of an opening"), _("Save the languages"), found.name)
    saved = partial(_languages_of, found)
    return save(request, form, act, done=_("The languages are saved."), context=context, saved=saved, template=FORM)


def _languages_of(opening: Opening) -> dict[str, Any]:
    """As they stand now, for who began with others."""
    return {"languages": list(opening.language_needs.values_list("language__code", flat=True))}


def shares(request: HttpRequest) -> HttpResponse:
    access.must_keep(request.user)
    version = services.shares_version()
    form = forms.SharesForm(posted(request), languages=Language.objects.all(), shares=_shares_standing(), version=version)
    act = partial(services.set_shares, by=request.user, now=timezone.now())
    lead = _("In which languages missions that nobody has named yet are taken to work. Together 100 per cent.")
    context = _about(_("Languages of missions to come"), _("Save the shares"), lead)
    return save(request, form, act, done=_("The shares are saved."), context=context, saved=_shares_now, template=FORM)


def _shares_standing() -> dict[str, int]:
    rows = LanguageNeed.objects.filter(opening__isnull=True).order_by("-share", "language__position")
    return dict(rows.values_list("language__code", "share"))


def _shares_now() -> dict[str, Any]:
    return forms.shares_as_typed(_shares_standing())


def _about(title: Any, submit: Any, lead: Any = "") -> dict[str, Any]:
    back = reverse("personnel:readiness")
    return {"title": title, "submit": submit, "back": back, "lead": lead, "path": [(_("Readiness for new missions"), back)]}
