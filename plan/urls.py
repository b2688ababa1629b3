from django.urls import URLPattern, URLResolver, path

from plan.views import acts, decisions, pages
from plan.views.measure import measure

app_name = "plan"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.index, name="index"),
    path("<slug:plan>/", pages.plan, name="plan"),
    path("<slug:plan>/tasks/<str:task>/", pages.task, name="task"),
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
    path("<slug:plan>/directives/", pages.directives, name="directives"),
    path("<slug:plan>/links/<int:pk>/", decisions.link, name="link-decide"),
]
api_urlpatterns: list[URLPattern | URLResolver] = []
