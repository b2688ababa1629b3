"""From every instruction to its evidence, and back: /plan/292/traceability/."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, can
from office.filtered import file_name, only
from office.tables import block, csv_response, xlsx_response
from office.tables.writing import file_response
from plan import access
from plan.drawing import WORD, annex_docx, as_of
from plan.forms import TracingFilter
from plan.models import Directive, Measure, Plan
from plan.moment import Moment
from plan.tables.tracing import TRACING, tracing_rows
from plan.traces import tracing
from plan.tracing import DirectiveTrace, Gap, Linked, MeasureTrace, Tracing
from plan.views.asof import AsOf, read_moment

PAGE = 50
ON_PAPER = ("directive", "text", "link", "measure", "title", "cell", "documents", "evidence", "gap")


@dataclass(frozen=True)
class Way:
    """A link from where one reads, and the measure to which it leads (of a directive; None: the whole plan)."""

    link: Linked
    measure: MeasureTrace | None = None


@dataclass(frozen=True)
class Line:
    """A directive or a measure with its ways on."""

    row: DirectiveTrace | MeasureTrace
    ways: tuple[Way, ...]

    @property
    def gaps(self) -> list[str]:
        return [str(gap.label) for gap in self.row.gaps]


@require_safe
def index(request: HttpRequest, plan: str) -> HttpResponse:
    found = access.plan_for(request.user, plan)
    asked = read_moment(request)
    whole = tracing(found, asked.moment)
    form = TracingFilter(request.GET, tasks=found.tasks.all())
    chosen = narrowed(found, whole, form)
    by = form.cleaned_data.get("by", "") if form.is_valid() else ""
    page = Paginator(lines(chosen, whole, by), PAGE).get_page(request.GET.get("page"))
    context = {
        "plan": found,
        "as_of": asked,
        "form": form,
        "by": by,
        "gaps": [(gap, len(codes), gap_address(found, gap, asked)) for gap, codes in whole.gaps().items()],
        "page": page,
        "query": f"?{request.GET.urlencode()}" if request.GET else "",
        "may_edit": can(request.user, Permission.PLAN_EDIT),
    }
    return render(request, "plan/traceability.html", context, status=422 if form.errors else asked.status)


def narrowed(plan: Plan, whole: Tracing, form: TracingFilter) -> Tracing:
    """None at all when the filter cannot be read: a wrong question has no answer."""
    if not form.is_valid():
        return Tracing((), ())
    chosen = form.cleaned_data
    codes = None
    if chosen["q"]:
        found = (Measure.objects, Directive.objects)
        codes = [code for rows in found for code in rows.filter(plan=plan).matching(chosen["q"]).values_list("code", flat=True)]
    return whole.only(gap=chosen["gap"], task=chosen["task"], decision=chosen["link"], codes=codes)


def lines(chosen: Tracing, whole: Tracing, by: str) -> list[Line]:
    """Read from the directives; from the measures where it is asked so. Gaps of the other end stand in that order alone."""
    if by == "measure":
        return [Line(row, tuple(Way(link) for link in row.directives)) for row in chosen.measures]
    measures = {row.code: row for row in whole.measures}
    return [Line(row, tuple(Way(link, measures.get(link.code)) for link in row.measures)) for row in chosen.directives]


def gap_address(plan: Plan, gap: Gap, asked: AsOf) -> str:
    """Exactly the rows of the gap, read from the end that has it."""
    end = "" if gap == Gap.NO_MEASURE else "&by=measure"
    moment = f"&{asked.moment.query}" if asked.moment.query else ""
    return f"{reverse('plan:traceability', args=[plan.code])}?gap={gap}{end}{moment}"


@require_safe
def file(request: HttpRequest, plan: str, form: str) -> HttpResponseBase:
    """The same rows as a file; a filter that cannot be read is shown on the page itself."""
    if form not in {"xlsx", "csv", "docx"}:
        raise Http404
    found = access.plan_for(request.user, plan)
    asked = read_moment(request)
    filled = TracingFilter(request.GET, tasks=found.tasks.all())
    if asked.errors or not filled.is_valid():
        return index(request, plan=plan)
    rows = tracing_rows(narrowed(found, tracing(found, asked.moment), filled))
    said = only(filled, ("gap", "task", "link", "q"))
    name = file_name(f"truy-vet-{found.code}-{asked.moment.on:%Y-%m-%d}", said)
    if form == "csv":
        return csv_response(TRACING, rows, name)
    if form == "xlsx":
        return xlsx_response(TRACING, rows, name, about=[f"{found.number}. {as_of(asked.moment)}.", *said])
    return on_paper(request, found, asked.moment, rows, said, name)


def on_paper(request: HttpRequest, plan: Plan, moment: Moment, rows: Any, said: list[str], name: str) -> HttpResponse:
    short = TRACING.only(*ON_PAPER)
    places = [TRACING.keys.index(key) for key in short.keys]
    drawn = block(short, ([row[place] for place in places] for row in rows))
    content = annex_docx(plan, moment, title=str(TRACING.name), table=drawn, said=said, address=request.build_absolute_uri("/"))
    return file_response(content, f"{name}.docx", WORD)
