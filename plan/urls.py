from django.urls import URLPattern, URLResolver, path

from plan.api import views as api

app_name = "plan"
urlpatterns: list[URLPattern | URLResolver] = []

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
    path("plans/<slug:plan>/directives/", api.Directives.as_view(), name="directives"),
    path("plans/<slug:plan>/indicators/", api.Indicators.as_view(), name="indicators"),
    path("plans/<slug:plan>/indicators/<slug:code>/", api.OneIndicator.as_view(), name="indicator"),
]
