from django.urls import URLPattern, URLResolver, path

from missions import api, export_views, geojson, history_views, import_views, keeping_views, map_views, views

app_name = "missions"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.index, name="index"),
    path("map/", map_views.network_map, name="map"),
    path("history/", history_views.history, name="history"),
    path("register.<slug:form>", export_views.register_file, name="register-file"),
    path("import/", import_views.begin, name="import"),
    path("import/<uuid:draft>/", import_views.check, name="import-check"),
    path("import/<uuid:draft>/faults.xlsx", import_views.faults, name="import-faults"),
    path("<slug:code>/", views.mission, name="mission"),
    path("<slug:code>/edit/", keeping_views.edit, name="edit"),
    path("<slug:code>/events/add/", keeping_views.add_event, name="event-add"),
    path("<slug:code>/events/<int:event>/correct/", keeping_views.correct_event, name="event-correct"),
]
api_urlpatterns: list[URLPattern | URLResolver] = [
    path("missions.geojson", geojson.NetworkMap.as_view(), name="missions-geojson"),
    path("missions/", api.Missions.as_view(), name="missions"),
    path("missions/<slug:code>/", api.OneMission.as_view(), name="mission"),
]
