"""The page of the forecast: how many are open, how many are needed, how likely it is, and what would change that."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from missions import access, forecast_charts, services, trying
from missions.forecast import forecast as drawn
from missions.forecasting import MEANINGS, NIGHTLY, PAGE, SEED, SPANS, basis_on, pace, reckon
from missions.forms import opening as forms
from missions.frozen import inputs_of, outcome_of, plain
from missions.models import Assumption, ForecastRun, Mission, Opening
from missions.models.forecast import AssumptionKey
from missions.outlook import Inputs, Outcome, margin
from missions.scoring import Score, score
from missions.templatetags.forecast import share
from office.templatetags.house import number
from plan.moment import Moment
from plan.views.asof import read_moment
from plan.views.saving import posted, save

FEW = 5  # openings shown at first
KEPT = 60  # months whose first forecast is judged: five years


@require_safe
def forecast(request: HttpRequest) -> HttpResponse:
    access.must_foresee(request.user)
    asked = read_moment(request)
    is_past = asked.moment.on < asked.moment.today
    past = ForecastRun.objects.filter(on__lte=asked.moment.on).select_related("by").first() if is_past else None
    basis = basis_on(asked.moment.today) if asked.moment.is_now else None
    form = trying.WhatIfForm(request.GET, basis=basis)
    context: dict[str, Any] = {"as_of": asked, "form": form, "decides": access.decides(request.user), "past": past, "basis": basis}
    context |= {"left_aside": basis is None and trying.asks(request.GET)}
    if past:
        inputs = inputs_of(past.inputs)
        context |= shown(inputs, outcome_of(past.outputs), {}, Mission.objects.sizes(inputs.on))
    elif basis and form.is_valid():  # else the error is said at once, and nothing drawn
        tried = trying.what_if(form)
        inputs = tried.of(basis.inputs)
        context |= shown(inputs, _reckoned(inputs), basis.openings, basis.sizes)
        standing = _reckoned(basis.inputs, alone=True) if tried.is_asked else None
        context |= {"tried": tried, "told": trying.told(tried, basis), "without": standing}
        kept_anew = context["outcome"].draws != NIGHTLY  # what is kept is drawn more finely than what comes at once
        context |= {"finer": NIGHTLY if kept_anew else None}
        context |= {"rows": trying.assumptions(basis, tried), "pace": pace(basis), "score": judged(asked.moment, basis.sizes)}
    return render(request, "missions/forecast.html", context, status=422 if basis and form.errors else asked.status)


def _reckoned(inputs: Inputs, *, alone: bool = False) -> Outcome:
    """What was kept last where it rests on the same; else reckoned now, with fewer futures so that the page comes at once.
    `alone`: without what each assumption matters, which costs ten times as much."""
    last = ForecastRun.objects.filter(on=inputs.on).first()
    if last is not None and last.inputs == plain(inputs):
        return outcome_of(last.outputs)
    return drawn(inputs, draws=PAGE, seed=SEED) if alone else reckon(inputs, draws=PAGE, seed=SEED)


def shown(inputs: Inputs, outcome: Outcome, openings: dict[str, Opening], sizes: Sequence[tuple[date, int]]) -> dict[str, Any]:
    """What the page says of one forecast, its drawings included."""
    first = outcome.chances[0] if outcome.chances else None
    swings = [swing for swing in first.swings if swing.width][:FEW] if first else []
    named = openings or {row.code: row for row in Opening.objects.with_course().filter(code__in=[swing.code for swing in swings])}
    by_day = {year.on: year for year in outcome.years}
    return {
        "inputs": inputs,
        "outcome": outcome,
        "first": first,
        "goals": [
            (chance, by_day[chance.goal.due_on], max(chance.goal.value - inputs.size, 0), margin(chance.share, outcome.draws) * 100)
            for chance in outcome.chances
        ],
        "swings": [(swing, named.get(swing.code)) for swing in swings],
        "assumed": [(swing, AssumptionKey(swing.code).label, SPANS[swing.code]) for swing in first.assumed] if first else [],
        "fan": forecast_charts.fan_of(outcome, sizes, inputs),
        "openings_chart": forecast_charts.openings_chart(first, swings, named) if first and swings else None,
        "assumed_chart": forecast_charts.assumed_chart(first) if first and first.assumed else None,
    }


def judged(moment: Moment, sizes: Sequence[tuple[date, int]]) -> Score:
    """Past forecasts against what came, as far as it has come."""
    kept = ForecastRun.objects.before(moment.today).monthly().order_by("-on").values_list("on", "outputs")[:KEPT]
    return score([(on, outcome_of(outputs)) for on, outputs in kept], sizes, moment.today)


def _told(run: ForecastRun, *, made: bool) -> str:
    """That it is kept, and what it says: its chance may be another than that of the page, which draws fewer futures."""
    outcome = outcome_of(run.outputs)
    kept = _("The forecast of today is kept.") if made else _("The same forecast was kept today already.")
    said = [kept, _("It is drawn from %(draws)s futures.") % {"draws": number(run.draws)}]
    for chance in outcome.chances[:1]:
        goal = {"n": share(chance.share), "goal": chance.goal.value, "year": chance.goal.due_on.year}
        words = (
            _("About %(goal)s missions by %(year)s: the chance is %(n)s")
            if chance.goal.about
            else _("%(goal)s missions by %(year)s: the chance is %(n)s")
        )
        said.append(f"{words % goal}.")
    return " ".join(said)


def assume(request: HttpRequest, key: str) -> HttpResponse:
    access.must_foresee(request.user)
    access.must_decide(request.user)
    if key not in AssumptionKey.values:
        raise Http404
    last = Assumption.objects.in_force(key)
    form = forms.AssumptionForm(posted(request), initial={"value": last.value if last else None, "version": last.version if last else 0})
    meaning = MEANINGS[key]
    form.fields["value"].label = f"{AssumptionKey(key).label} ({meaning.unit})"
    context = {
        "title": _("Change an assumption"),
        "submit": _("Save the assumption"),
        "lead": meaning.says,
        "back": reverse("missions:forecast") + "#assumptions",
        "forecast": True,
        "earlier": Assumption.objects.filter(key=key).select_related("by"),
        "unit": meaning.unit,
    }
    act = partial(services.set_assumption, key=key, by=request.user, now=timezone.now())
    return save(request, form, act, done=gettext_lazy("The assumption is saved."), context=context, template="missions/opening_form.html")


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the forecast of today by hand, as the nightly job does of its own accord."""
    access.must_foresee(request.user)
    access.must_decide(request.user)
    now = timezone.now()
    if run := services.keep_forecast(by=request.user, now=now):
        messages.success(request, _told(run, made=run.made_at == now))
    else:
        messages.error(request, _("The size of the network is not known: there is nothing to forecast."))
    return redirect("missions:forecast")
