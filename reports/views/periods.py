"""The periods, and of each who has sent a report and who has not."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, can
from office.filtered import file_name
from office.tables import xlsx_response
from plan.moment import Moment
from plan.views.asof import read_moment
from reports import access, chasing
from reports.forms.register import RegisterFilter
from reports.grouping import BY
from reports.models import Obligation
from reports.register import Question, address, calendar, figures, group_lines, reviews
from reports.tables.register import register_rows, register_table, review_lines


@require_safe
def periods(request: HttpRequest) -> HttpResponse:
    """Who reads no quarterly report finds the progress reports instead."""
    compiled = access.progress_reports_for(request.user)
    if not access.reads_quarterly(request.user):
        return redirect("reports:progress")
    now, owed = timezone.now(), access.obligations_for(request.user)
    one_unit = access.units_read(request.user) is not None and owed.only_unit() is not None
    found = calendar(owed, compiled, Moment.now(now), now, one_unit=one_unit)
    context = {"calendar": found, "one_unit": one_unit, "may_manage": can(request.user, Permission.PERIOD_MANAGE)}
    if line := found.focus:
        context["conclusion"] = (
            chasing.conclusion_of_one(line.own[0], now) if line.own else chasing.conclusion(line.counts, line.period, now)
        )
        context["deadlines"] = chasing.deadlines(line.period, now, line.own[0] if line.own else None)
    return render(request, "reports/periods.html", context)


@require_safe
def period(request: HttpRequest, period: str) -> HttpResponse:
    """Who owes, who has sent, who is silent; narrowed by ?standing=, ?review= and ?department=."""
    found, asked = access.period_for(request.user, period), read_moment(request)
    question = Question(access.obligations_for(request.user), found, asked.moment, timezone.now())
    form = RegisterFilter(request.GET, departments=question.departments, present=question.present)
    register = question.register(form.cleaned_data if form.is_valid() else {})
    query = asked.moment.query
    context = {
        "by": register.by,
        "export": f"{reverse('reports:period-file', args=[found.code])}?{request.GET.urlencode()}",
        "ways": [(key, word, address(found, query, by=key)) for key, word in BY.items()],
        "lines": group_lines(register, query),
        "register": register,
        "figures": figures(register, query),
        "reviews": reviews(register, query),
        "conclusion": chasing.conclusion(register.counts, found, question.at),
        "deadlines": chasing.deadlines(found, question.at),
        "form": form,
        "requests": access.extensions_to_decide(request.user, found) if asked.moment.is_now else [],
        "as_of": asked,
        "query": query,
        "may_manage": can(request.user, Permission.PERIOD_MANAGE) and asked.moment.is_now,
        "withdrawn": Obligation.objects.withdrawn(found),
        "may_compile": access.may_compile(request.user) and found.is_closed(asked.moment.today),
    }
    if register.only:
        context["conclusion"] = chasing.conclusion_of_one(register.only.owed, question.at)
        context["deadlines"] = chasing.deadlines(found, question.at, register.only.owed)
    return render(request, "reports/period.html", context, status=422 if form.errors else asked.status)


@require_safe
def period_file(request: HttpRequest, period: str) -> HttpResponse:
    """The rows of the register as the page shows them, at the same moment; a filter that cannot be read is shown there."""
    found, asked = access.period_for(request.user, period), read_moment(request)
    question = Question(access.obligations_for(request.user), found, asked.moment, timezone.now())
    form = RegisterFilter(request.GET, departments=question.departments, present=question.present)
    if asked.errors or not form.is_valid():
        return redirect(f"{reverse('reports:period', args=[period])}?{request.GET.urlencode()}")
    register = question.register(form.cleaned_data)
    about = [chasing.conclusion(register.counts, found, question.at), chasing.deadlines(found, question.at), ", ".join(form.words)]
    about += review_lines(register)
    name = file_name(f"bao-cao-{found.code}-{asked.moment.on:%Y-%m-%d}", form.words)
    return xlsx_response(register_table(register), register_rows(register), name, about=[line for line in about if line])
