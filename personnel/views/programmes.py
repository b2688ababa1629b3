"""The pages of training programmes: the list with how far each has come, one of them, and the forms that change them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.models import Unit
from office.filtered import file_name
from office.tables import csv_response, xlsx_response
from personnel import trained
from personnel.access import training as access
from personnel.forms import training as forms
from personnel.models import Programme
from personnel.services import programmes as services
from personnel.training_path import Reached
from personnel.training_tables import programme_rows, programmes_table
from plan.models import Plan
from plan.moment import day_of
from plan.views.saving import posted, save

FORM = "personnel/form.html"
AHEAD = 5  # years beyond the last one aimed at for which a target can be typed


@dataclass
class Asked:
    """The list as the address asks for it."""

    form: forms.ProgrammeFilter
    lines: list[trained.Line]
    whole: Reached = field(default_factory=Reached)

    @property
    def is_read(self) -> bool:
        return not self.form.errors


def today() -> Any:
    return day_of(timezone.now())


def room_of(rows: Iterable[Reached]) -> int:
    """What fills the whole width of a bar, so that the bars of a table compare."""
    return max([max(row.target, row.completed) for row in rows], default=0)


def asked_for(request: HttpRequest) -> Asked:
    rows = access.programmes_for(request.user)
    units = Unit.objects.filter(pk__in=rows.order_by().values("lead_unit"))
    form = forms.ProgrammeFilter(request.GET, units=units, years=trained.years_known())
    if not form.is_valid():
        return Asked(form, [])
    asked = form.cleaned_data
    found = rows.matching(asked["q"]).narrowed(audience=asked["audience"], unit=asked["unit"], year=form.chosen_year, state=asked["state"])
    lines, exact = trained.lines(found.for_list(), today(), form.chosen_year), access.counts_exactly(request.user)
    # Sums over programmes that a reader has picked would tell together what each of them does not.
    is_summed = exact or not (asked["q"] or asked["unit"] or asked["state"])
    whole = trained.together(line.reached for line in lines).for_reader(exact=exact) if is_summed else Reached()
    return Asked(form, trained.for_reader(lines, exact=exact), whole)


@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    asked = asked_for(request)
    context = {
        "form": asked.form,
        "lines": asked.lines,
        "room": room_of(line.reached for line in asked.lines),
        "whole": asked.whole,
        "today": today(),
        "exact": access.counts_exactly(request.user),
        "keeps": access.keeps(request.user),
        "words": asked.form.words if asked.is_read else [],
    }
    return render(request, "personnel/programmes.html", context, status=200 if asked.is_read else 422)


@require_safe
def programmes_file(request: HttpRequest, form: str) -> HttpResponseBase:
    if form not in {"xlsx", "csv"}:
        raise Http404
    asked = asked_for(request)
    if not asked.is_read:
        return programmes(request)
    table, rows = programmes_table(), programme_rows(asked.lines)
    name = file_name(f"chuong-trinh-dao-tao-{today():%Y-%m-%d}", asked.form.words)
    return csv_response(table, rows, name) if form == "csv" else xlsx_response(table, rows, name, about=asked.form.words)


@require_safe
def programme(request: HttpRequest, code: str) -> HttpResponse:
    found = access.programme_for(request.user, code)
    on, completed = today(), trained.completed_by_year(today(), programmes=[found.pk]).get(found.pk, {})
    years = sorted({aim.year for aim in found.aims} | set(completed))
    exact = access.counts_exactly(request.user)
    told = [(year, trained.of_programme(found, completed, on, year).for_reader(exact=exact)) for year in years]
    by_year = [(year, row) for year, row in told if exact or row.target or row.completed]
    context = {
        "programme": found,
        "reached": trained.of_programme(found, completed, on).for_reader(exact=exact),
        "by_year": by_year,
        "room": room_of(row for _year, row in by_year),
        "courses": access.told(request.user, access.counted(request.user, found.courses.all())),
        "exact": exact,
        "own": bool(access.names_read(request.user)),
        "measures": found.measures.select_related("plan").order_by("position"),
        "today": on,
        "keeps": access.keeps(request.user),
        "events": access.history_of(request.user, found),
    }
    return render(request, "personnel/programme.html", context)


def add(request: HttpRequest) -> HttpResponse:
    access.must_keep(request.user)
    form = forms.NewProgrammeForm(posted(request), **offered())
    act = partial(services.add_programme, by=request.user, now=timezone.now())
    context = about(None, _("Add a programme"), _("Add the programme"))
    return save(request, form, act, done=_("The programme has been added."), context=context, to=address_of, template=FORM)


def edit(request: HttpRequest, code: str) -> HttpResponse:
    found = access.kept_programme(request.user, code)
    form = forms.ProgrammeForm(posted(request), initial=forms.programme_as_typed(found), **offered())
    context = about(found, _("Edit the programme"), _("Save the programme"))
    act, saved = acting(services.edit_programme, request, found), partial(forms.programme_as_typed, found)
    return save(request, form, act, done=_("The programme is saved."), context=context, saved=saved, template=FORM)


def targets(request: HttpRequest, code: str) -> HttpResponse:
    found = access.kept_programme(request.user, code)
    form = forms.TargetsForm(posted(request), programme=found, years=years_of(found))
    lead = _("How many people are to complete a course of the programme in each year. Empty: no target for that year.")
    context = about(found, _("Targets by year"), _("Save the targets"), lead)
    act = acting(services.set_targets, request, found)
    return save(request, form, act, done=_("The targets are saved."), context=context, template=FORM)


def close(request: HttpRequest, code: str) -> HttpResponse:
    found = access.kept_programme(request.user, code)
    form = forms.ReasonForm(posted(request), initial={"version": found.version})
    lead = _("A closed programme opens no more courses. What was held stays and counts.")
    context = about(found, _("Close the programme"), _("Close the programme"), lead, danger=True)
    act = acting(services.close_programme, request, found)
    return save(request, form, act, done=_("The programme is closed."), context=context, template=FORM)


def reopen(request: HttpRequest, code: str) -> HttpResponse:
    found = access.kept_programme(request.user, code)
    form = forms.ReasonForm(posted(request), initial={"version": found.version})
    context = about(found, _("Open the programme again"), _("Open it again"))
    act = acting(services.reopen_programme, request, found)
    return save(request, form, act, done=_("The programme is open again."), context=context, template=FORM)


def years_of(found: Programme) -> range:
    """The years for which a target can be typed: those of the programme, and some beyond what is aimed at."""
    aimed = [aim.year for aim in found.aims]
    first = min([*aimed, found.from_on.year if found.from_on else today().year])
    last = max([*aimed, found.until_on.year if found.until_on else today().year + AHEAD])
    return range(first, min(last, first + 30) + 1)


def offered() -> dict[str, Any]:
    units = Unit.objects.active(today()).reporting().without_missions()
    return {"units": units, "plan": Plan.objects.first()}


def acting(service: Any, request: HttpRequest, found: Programme) -> Any:
    return partial(service, programme=found, by=request.user, now=timezone.now())


def address_of(found: Programme) -> str:
    return reverse("personnel:programme", args=[found.code])


def about(found: Programme | None, title: Any, submit: Any, lead: Any = "", **more: Any) -> dict[str, Any]:
    path = [(_("Training programmes"), reverse("personnel:programmes"))]
    if found is not None:
        path.append((found.name, address_of(found)))
    return {"title": title, "submit": submit, "lead": lead, "path": path, "back": path[-1][1], **more}
