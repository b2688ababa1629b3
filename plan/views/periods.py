"""The reporting periods: /manage/periods/. The rule makes them, the secretariat may give them other dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Event
from plan import access, services
from plan.calendar import Dates, dates_of, due_at
from plan.forms import PeriodForm, period_as_typed
from plan.models import MovedDay, Period
from plan.views.saving import posted, save
from plan.working_days import WorkingDays


@dataclass(frozen=True)
class Ruled:
    """A period beside what the rule makes of its code."""

    period: Period
    rule: Dates
    due: datetime
    is_running: bool

    @property
    def as_ruled(self) -> bool:
        row, rule = self.period, self.rule
        dates = (row.starts_on, row.cut_off_on, row.government_due_on)
        return dates == (rule.starts_on, rule.cut_off_on, rule.government_due_on) and row.due_at == self.due


def _ruled(period: Period, days: WorkingDays) -> Ruled:
    rule, today = dates_of(period.code), timezone.localdate()
    return Ruled(period, rule, due_at(rule.cut_off_on, days), period.has_begun(today) and not period.is_closed(today))


@require_safe
def periods(request: HttpRequest) -> HttpResponse:
    days = MovedDay.objects.as_working_days()
    rows = [_ruled(period, days) for period in access.periods_to_manage(request.user)]
    kinds = {kind: list(found) for kind, found in groupby(rows, lambda row: row.period.kind)}
    groups = [(kind.label, kinds[kind]) for kind in Period.Kind if kind in kinds]
    running = next((row.period for row in kinds.get(Period.Kind.QUARTER, []) if row.is_running), None)
    return render(request, "plan/periods.html", {"groups": groups, "running": running})


@require_http_methods(["GET", "HEAD", "POST"])
def edit_period(request: HttpRequest, code: str) -> HttpResponse:
    period = access.period_to_manage(request.user, code)
    form = PeriodForm(posted(request), initial=period_as_typed(period))
    act = partial(services.edit_period, period=period, by=request.user, now=timezone.now())
    context = {
        "row": _ruled(period, MovedDay.objects.as_working_days()),
        "events": Event.objects.about(period).select_related("body")[:20],
        "back": reverse("plan:periods"),
    }
    saved = partial(_as_saved, code)
    done = _("The dates of the period are saved.")
    return save(request, form, act, done=done, to=request.path, context=context, saved=saved, template="plan/period_form.html")


def _as_saved(code: str) -> dict[str, object]:
    return {**period_as_typed(Period.objects.get(code=code)), "reason": ""}
