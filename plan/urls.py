from django.urls import URLPattern, URLResolver, include, path

from plan.api import evidence as evidence_api
from plan.api import indicators as indicators_api
from plan.api import tracing as tracing_api
from plan.api import views as api
from plan.views import (
    acts,
    board,
    board_views,
    bulk,
    decisions,
    evidence,
    exports,
    importing,
    indicators,
    money,
    pages,
    periods,
    traceability,
    undoing,
)
from plan.views.keeping import directives as directives_kept
from plan.views.keeping import indicators as indicators_kept
from plan.views.keeping import inspections, keep
from plan.views.keeping import measures as measures_kept
from plan.views.keeping.units import close_unit
from plan.views.measure import measure

app_name = "plan"
INDICATOR = "<slug:plan>/indicators/<slug:code>/"
plan_urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.index, name="index"),
    path("<slug:plan>/", pages.plan, name="plan"),
    path("<slug:plan>/tasks/add/", measures_kept.add_task, name="task-add"),
    path("<slug:plan>/tasks/<str:task>/", pages.task, name="task"),
    path("<slug:plan>/tasks/<str:task>/edit/", measures_kept.edit_task, name="task-edit"),
    path("<slug:plan>/tasks/<str:task>/move/", measures_kept.move_task, name="task-move"),
    path("<slug:plan>/board/", board.board, name="board"),
    path("<slug:plan>/board/bulk/", bulk.bulk, name="board-bulk"),
    path("<slug:plan>/board/views/", board_views.views, name="board-views"),
    path("<slug:plan>/board/views/<int:pk>/", board_views.view, name="board-view"),
    path("<slug:plan>/board/<str:code>/", board.row, name="board-row"),
    path("<slug:plan>/undo/<uuid:act>/", undoing.undo, name="undo"),
    path("<slug:plan>/measures.<str:form>", exports.measures, name="measures-file"),
    path("<slug:plan>/scoreboard.<str:form>", exports.scoreboard, name="scoreboard-file"),
    path("<slug:plan>/tables/<slug:kind>.<slug:form>", importing.table, name="table-file"),
    path("<slug:plan>/import/", importing.begin, name="import"),
    path("<slug:plan>/import/<uuid:draft>/", importing.check, name="import-check"),
    path("<slug:plan>/import/<uuid:draft>/faults.xlsx", importing.faults, name="import-faults"),
    path("<slug:plan>/measures/", pages.measures, name="measures"),
    path("<slug:plan>/measures/add/", measures_kept.add_measure, name="measure-add"),
    path("<slug:plan>/measures/<str:code>/", measure, name="measure"),
    path("<slug:plan>/measures/<str:code>/supersede/", measures_kept.supersede, name="measure-supersede"),
    path("<slug:plan>/measures/<str:code>/update/", acts.update, name="measure-update"),
    path("<slug:plan>/measures/<str:code>/edit/", measures_kept.edit_measure, name="measure-edit"),
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
    path("<slug:plan>/indicators/add/", indicators_kept.add_indicator, name="indicator-add"),
    path(INDICATOR, indicators.indicator, name="indicator"),
    path(f"{INDICATOR}edit/", indicators_kept.edit_indicator, name="indicator-edit"),
    path(f"{INDICATOR}observe/", indicators.observe, name="observe"),
    path(f"{INDICATOR}targets/add/", indicators_kept.add_target, name="target-add"),
    path(f"{INDICATOR}targets/<str:target>/", indicators_kept.edit_target, name="target-edit"),
    path(f"{INDICATOR}targets/<str:target>/withdraw/", indicators_kept.withdraw_target, name="target-withdraw"),
    path(f"{INDICATOR}comparisons/add/", indicators_kept.add_comparison, name="comparison-add"),
    path(f"{INDICATOR}comparisons/<int:pk>/", indicators_kept.edit_comparison, name="comparison-edit"),
    path(f"{INDICATOR}comparisons/<int:pk>/withdraw/", indicators_kept.withdraw_comparison, name="comparison-withdraw"),
    path(f"{INDICATOR}comparisons/<int:pk>/values/", indicators_kept.compare, name="compare"),
    path("<slug:plan>/money/", money.index, name="money"),
    path("<slug:plan>/money/add/", money.add, name="project-add"),
    path("<slug:plan>/money/projects/<slug:code>/", money.project, name="project"),
    path("<slug:plan>/money/projects/<slug:code>/edit/", money.edit, name="project-edit"),
    path("<slug:plan>/money/projects/<slug:code>/amounts/", money.record, name="funding-record"),
    path("<slug:plan>/directives/", pages.directives, name="directives"),
    path("<slug:plan>/directives/add/", directives_kept.add_directive, name="directive-add"),
    path("<slug:plan>/directives/<str:code>/edit/", directives_kept.edit_directive, name="directive-edit"),
    path("<slug:plan>/directives/<str:code>/link/", directives_kept.add_link, name="link-add"),
    path("<slug:plan>/directives/<str:code>/withdraw/", directives_kept.withdraw_directive, name="directive-withdraw"),
    path("<slug:plan>/occasions/add/", directives_kept.add_occasion, name="occasion-add"),
    path("<slug:plan>/occasions/<str:code>/edit/", directives_kept.edit_occasion, name="occasion-edit"),
    path("<slug:plan>/inspections/", inspections.inspections, name="inspections"),
    path("<slug:plan>/inspections/add/", inspections.add_inspection, name="inspection-add"),
    path("<slug:plan>/inspections/<int:pk>/edit/", inspections.edit_inspection, name="inspection-edit"),
    path("<slug:plan>/inspections/<int:pk>/close/", inspections.close_follow_up, name="inspection-close"),
    path("<slug:plan>/inspections/<int:pk>/withdraw/", inspections.withdraw_inspection, name="inspection-withdraw"),
    path("<slug:plan>/traceability/", traceability.index, name="traceability"),
    path("<slug:plan>/traceability.<slug:form>", traceability.file, name="traceability-file"),
    path("<slug:plan>/links/<int:pk>/", decisions.link, name="link-decide"),
]
manage_urlpatterns: list[URLPattern | URLResolver] = [
    path("", periods.periods, name="periods"),
    path("<slug:code>/", periods.edit_period, name="period-edit"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("plan/", include(plan_urlpatterns)),
    path("manage/periods/", include(manage_urlpatterns)),
    path("manage/plans/", keep, name="keep"),
    path("manage/units/<slug:code>/close/", close_unit, name="unit-close"),
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
    path("plans/<slug:plan>/traceability/", tracing_api.Traceability.as_view(), name="traceability"),
    path("plans/<slug:plan>/indicators/", indicators_api.Indicators.as_view(), name="indicators"),
    path("plans/<slug:plan>/indicators/<slug:code>/", indicators_api.OneIndicator.as_view(), name="indicator"),
    path("plans/<slug:plan>/indicators/<slug:code>/observations/", indicators_api.Observations.as_view(), name="observations"),
]
