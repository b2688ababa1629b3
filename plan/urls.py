from django.urls import URLPattern, URLResolver, include, path

from plan.api import evidence as evidence_api
from plan.api import indicators as indicators_api
from plan.api import views as api
from plan.views import acts, decisions, evidence, exports, indicators, money, pages, periods
from plan.views.measure import measure

app_name = "plan"
plan_urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.index, name="index"),
    path("<slug:plan>/", pages.plan, name="plan"),
    path("<slug:plan>/tasks/<str:task>/", pages.task, name="task"),
    path("<slug:plan>/measures.<str:form>", exports.measures, name="measures-file"),
    path("<slug:plan>/scoreboard.<str:form>", exports.scoreboard, name="scoreboard-file"),
    path("<slug:plan>/measures/", pages.measures, name="measures"),
    path("<slug:plan>/measures/<str:code>/", measure, name="measure"),
    path("<slug:plan>/measures/<str:code>/update/", acts.update, name="measure-update"),
    path("<slug:plan>/measures/<str:code>/edit/", acts.edit, name="measure-edit"),
    path("<slug:plan>/measures/<str:code>/assign/", acts.assign, name="measure-assign"),
    path("<slug:plan>/measures/<str:code>/term/", acts.set_term, name="measure-term"),
    path("<slug:plan>/measures/<str:code>/complete/", acts.complete, name="measure-complete"),
    path("<slug:plan>/measures/<str:code>/reopen/", acts.reopen, name="measure-reopen"),
    path("<slug:plan>/measures/<str:code>/adopt/", acts.adopt, name="adopt"),
    path("<slug:plan>/measures/<str:code>/completions/<int:pk>/", decisions.completion, name="completion-decide"),
    path("<slug:plan>/measures/<str:code>/deadline/", acts.ask_for_deadline, name="deadline-ask"),
    path("<slug:plan>/measures/<str:code>/deadlines/<int:pk>/", decisions.deadline, name="deadline-decide"),
    path("<slug:plan>/measures/<str:code>/deadlines/<int:pk>/endorse/", decisions.endorse, name="deadline-endorse"),
    path("<slug:plan>/measures/<str:code>/evidence/add/", evidence.add, name="evidence-add"),
    path("<slug:plan>/measures/<str:code>/evidence/<int:pk>/file/", evidence.file, name="evidence-file"),
    path("<slug:plan>/measures/<str:code>/evidence/<int:pk>/withdraw/", evidence.withdraw, name="evidence-withdraw"),
    path("<slug:plan>/indicators/", indicators.index, name="indicators"),
    path("<slug:plan>/indicators/<slug:code>/", indicators.indicator, name="indicator"),
    path("<slug:plan>/indicators/<slug:code>/observe/", indicators.observe, name="observe"),
    path("<slug:plan>/money/", money.index, name="money"),
    path("<slug:plan>/money/add/", money.add, name="project-add"),
    path("<slug:plan>/money/projects/<slug:code>/", money.project, name="project"),
    path("<slug:plan>/money/projects/<slug:code>/edit/", money.edit, name="project-edit"),
    path("<slug:plan>/money/projects/<slug:code>/amounts/", money.record, name="funding-record"),
    path("<slug:plan>/directives/", pages.directives, name="directives"),
    path("<slug:plan>/links/<int:pk>/", decisions.link, name="link-decide"),
]
manage_urlpatterns: list[URLPattern | URLResolver] = [
    path("", periods.periods, name="periods"),
    path("<slug:code>/", periods.edit_period, name="period-edit"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("plan/", include(plan_urlpatterns)),
    path("manage/periods/", include(manage_urlpatterns)),
]

MEASURE = "plans/<slug:plan>/measures/<str:code>/"
api_urlpatterns: list[URLPattern | URLResolver] = [
    path("plans/", api.Plans.as_view(), name="plans"),
    path("plans/<slug:plan>/", api.OnePlan.as_view(), name="plan"),
    path("plans/<slug:plan>/scoreboard/", api.Scoreboard.as_view(), name="scoreboard"),
    path("plans/<slug:plan>/measures/", api.Measures.as_view(), name="measures"),
    path(MEASURE, api.OneMeasure.as_view(), name="measure"),
    path(f"{MEASURE}updates/", api.Updates.as_view(), name="updates"),
    path(f"{MEASURE}completions/", api.Completions.as_view(), name="completions"),
    path(f"{MEASURE}completions/<int:pk>/decide/", api.CompletionDecision.as_view(), name="completion-decide"),
    path(f"{MEASURE}deadline-changes/", api.DeadlineChanges.as_view(), name="deadline-changes"),
    path(f"{MEASURE}deadline-changes/<int:pk>/endorse/", api.DeadlineEndorsement.as_view(), name="deadline-endorse"),
    path(f"{MEASURE}deadline-changes/<int:pk>/decide/", api.DeadlineDecision.as_view(), name="deadline-decide"),
    path(f"{MEASURE}evidence/", evidence_api.AllEvidence.as_view(), name="evidence"),
    path(f"{MEASURE}evidence/<int:pk>/file/", evidence_api.EvidenceFile.as_view(), name="evidence-file"),
    path(f"{MEASURE}evidence/<int:pk>/withdraw/", evidence_api.Withdrawal.as_view(), name="evidence-withdraw"),
    path("plans/<slug:plan>/directives/", api.Directives.as_view(), name="directives"),
    path("plans/<slug:plan>/indicators/", indicators_api.Indicators.as_view(), name="indicators"),
    path("plans/<slug:plan>/indicators/<slug:code>/", indicators_api.OneIndicator.as_view(), name="indicator"),
    path("plans/<slug:plan>/indicators/<slug:code>/observations/", indicators_api.Observations.as_view(), name="observations"),
]
