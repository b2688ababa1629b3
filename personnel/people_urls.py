"""Addresses of officers, postings, teams and readiness."""

from django.urls import URLPattern, URLResolver, path

from personnel.views import officers

urlpatterns: list[URLPattern | URLResolver] = [
    path("", officers.index, name="index"),
    path("officers/", officers.officers, name="officers"),
    path("officers.xlsx", officers.officers_file, name="officers-file"),
    path("officers/counts/", officers.officer_counts, name="officer-counts"),
    path("officers/add/", officers.add, name="officer-add"),
    path("officers/<int:pk>/", officers.officer, name="officer"),
    path("officers/<int:pk>/edit/", officers.edit, name="officer-edit"),
    path("officers/<int:pk>/leave/", officers.leave, name="officer-leave"),
    path("officers/<int:pk>/languages/add/", officers.skill_add, name="skill-add"),
    path("officers/<int:pk>/languages/<int:skill>/", officers.skill_edit, name="skill-edit"),
    path("officers/<int:pk>/languages/<int:skill>/remove/", officers.skill_drop, name="skill-drop"),
]
api_urlpatterns: list[URLPattern | URLResolver] = []
