"""The register as a file: the same filter, the same day and the same words as the page."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from missions import access
from missions.forms.register import MissionFilter
from missions.register import chosen, departments
from missions.tables import register_rows, register_table
from missions.views.pages import index
from office.filtered import file_name, only
from office.tables import csv_response, xlsx_response
from plan.views.asof import read_moment


@require_safe
def register_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """A filter that cannot be read is shown on the page itself, beside its fields."""
    if form not in {"xlsx", "csv"}:
        raise Http404
    missions = access.missions_for(request.user)
    asked = read_moment(request)
    filled = MissionFilter(request.GET, departments=departments(), errors=asked.errors)
    if not filled.is_valid():
        return index(request)
    moment, table = asked.moment, register_table(keeps=access.maintains(request.user))
    rows = register_rows(chosen(missions, filled.cleaned_data, moment), moment, table)
    said = only(filled, ("q", "kind", "region", "department"))
    name = file_name(f"co-quan-dai-dien-{moment.on:%Y-%m-%d}", said)
    if form == "csv":
        return csv_response(table, rows, name)
    told = _("The network of missions on %(day)s.") % {"day": f"{moment.on:%d/%m/%Y}"}
    return xlsx_response(table, rows, name, about=[told, *said])
