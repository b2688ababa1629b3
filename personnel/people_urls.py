"""Addresses of officers, postings, teams and readiness."""

from django.urls import URLPattern, URLResolver, path

from personnel.api import people as api
from personnel.views import officers, person, readiness, roster, rotation, teams

urlpatterns: list[URLPattern | URLResolver] = [
    path("", officers.index, name="index"),
    path("officers/", officers.officers, name="officers"),
    path("officers.xlsx", officers.officers_file, name="officers-file"),
    path("officers/counts/", officers.officer_counts, name="officer-counts"),
    path("officers/add/", officers.add, name="officer-add"),
    path("officers/import/", roster.begin, name="roster-import"),
    path("officers/import/form.xlsx", roster.blank, name="roster-blank"),
    path("officers/import/<uuid:draft>/", roster.check, name="roster-check"),
    path("officers/import/<uuid:draft>/faults.xlsx", roster.faults, name="roster-faults"),
    path("officers/doubles/", roster.doubles, name="doubles"),
    path("officers/<int:pk>/merge/<int:double>/", roster.merge, name="merge"),
    path("officers/<int:pk>/apart/<int:double>/", roster.apart, name="apart"),
    path("officers/<int:pk>/", officers.officer, name="officer"),
    path("officers/<int:pk>/edit/", officers.edit, name="officer-edit"),
    path("officers/<int:pk>/leave/", officers.leave, name="officer-leave"),
    path("officers/<int:pk>/languages/add/", officers.skill_add, name="skill-add"),
    path("officers/<int:pk>/languages/<int:skill>/", officers.skill_edit, name="skill-edit"),
    path("officers/<int:pk>/languages/<int:skill>/remove/", officers.skill_drop, name="skill-drop"),
    path("officers/<int:pk>/postings/add/", rotation.add, name="posting-add"),
    path("postings/<int:pk>/", rotation.edit, name="posting-edit"),
    path("postings/<int:pk>/end/", rotation.end, name="posting-end"),
    path("me/", person.me, name="me"),
    path("me.xlsx", person.me_xlsx, name="me-xlsx"),
    path("me.json", person.me_json, name="me-json"),
    path("me/correct/", person.correct, name="me-correct"),
    path("corrections/", person.corrections, name="corrections"),
    path("corrections/<int:pk>/", person.answer, name="correction-answer"),
    path("rotation/", rotation.index, name="rotation"),
    path("rotation.xlsx", rotation.postings_file, name="postings-file"),
    path("rotation/term/", rotation.term, name="rotation-term"),
    path("rotation/posts/<slug:code>/", rotation.establishment, name="establishment"),
    path("readiness/", readiness.index, name="readiness"),
    path("readiness.xlsx", readiness.readiness_file, name="readiness-file"),
    path("readiness/norm/", readiness.norm, name="norm"),
    path("readiness/shares/", readiness.shares, name="shares"),
    path("readiness/<slug:code>/languages/", readiness.languages, name="opening-languages"),
    path("teams/", teams.index, name="teams"),
    path("teams.xlsx", teams.teams_file, name="teams-file"),
    path("teams/add/", teams.add, name="team-add"),
    path("teams/<slug:code>/edit/", teams.edit, name="team-edit"),
    path("teams/<slug:code>/members/add/", teams.join, name="team-join"),
    path("teams/<slug:code>/members/<int:pk>/", teams.leave, name="team-leave"),
]
api_urlpatterns: list[URLPattern | URLResolver] = [
    path("officers/", api.Officers.as_view(), name="officers"),
    path("officers/counts/", api.OfficerCounts.as_view(), name="officer-counts"),
    path("officers/<int:pk>/", api.OneOfficer.as_view(), name="officer"),
]
