"""How far training has come by audience, programme, year, region and unit, on any day; as a page and as a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from office.filtered import file_name
from office.tables import csv_response, xlsx_response
from personnel import trained
from personnel.access import training as access
from personnel.completion import Completion
from personnel.completion import completion as counted
from personnel.forms.training import CompletionFilter
from personnel.training_tables import completion_rows, completion_table
from plan.views.asof import AsOf, read_moment


@dataclass
class Asked:
    as_of: AsOf
    form: CompletionFilter
    found: Completion | None


def asked_for(request: HttpRequest) -> Asked:
    programmes = access.programmes_for(request.user)
    as_of = read_moment(request)
    form = CompletionFilter(request.GET, programmes=programmes, years=trained.years_known())
    if as_of.errors or not form.is_valid():
        return Asked(as_of, form, None)
    given: dict[str, Any] = {"audience": form.cleaned_data["audience"], "programme": form.cleaned_data["programme"]}
    return Asked(as_of, form, counted(as_of.moment, **given, year=form.chosen_year, names=access.names_read(request.user)))


@require_safe
def completion(request: HttpRequest) -> HttpResponse:
    asked = asked_for(request)
    context = {"form": asked.form, "as_of": asked.as_of, "found": asked.found, "words": asked.form.words if asked.found else []}
    return render(request, "personnel/completion.html", context, status=200 if asked.found else 422)


@require_safe
def completion_file(request: HttpRequest, form: str) -> HttpResponseBase:
    if form not in {"xlsx", "csv"}:
        raise Http404
    asked = asked_for(request)
    if asked.found is None:
        return completion(request)
    table, rows = completion_table(), completion_rows(asked.found)
    name = file_name(f"muc-hoan-thanh-dao-tao-{asked.as_of.moment.on:%Y-%m-%d}", asked.form.words)
    told = [_("As of %(day)s.") % {"day": f"{asked.as_of.moment.on:%d/%m/%Y}"}, *asked.form.words]
    return csv_response(table, rows, name) if form == "csv" else xlsx_response(table, rows, name, about=told)
