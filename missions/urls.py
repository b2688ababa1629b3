from django.urls import URLPattern, URLResolver, path

from missions import (
    api,
    export_views,
    forecast_api,
    forecast_views,
    geojson,
    history_views,
    import_views,
    keeping_views,
    map_views,
    opening_views,
    views,
)

app_name = "missions"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.index, name="index"),
    path("map/", map_views.network_map, name="map"),
    path("history/", history_views.history, name="history"),
    path("register.<slug:form>", export_views.register_file, name="register-file"),
    path("import/", import_views.begin, name="import"),
    path("import/<uuid:draft>/", import_views.check, name="import-check"),
    path("import/<uuid:draft>/faults.xlsx", import_views.faults, name="import-faults"),
    path("openings/", opening_views.index, name="openings"),
    path("openings/add/", opening_views.add, name="opening-add"),
    path("openings/<slug:code>/", opening_views.opening, name="opening"),
    path("openings/<slug:code>/edit/", opening_views.edit, name="opening-edit"),
    path("openings/<slug:code>/dates/", opening_views.dates, name="opening-dates"),
    path("openings/<slug:code>/reach/", opening_views.reach, name="opening-reach"),
    path("openings/<slug:code>/take-back/", opening_views.take_back, name="opening-take-back"),
    path("openings/<slug:code>/give-up/", opening_views.abandon, name="opening-abandon"),
    path("openings/<slug:code>/take-up/", opening_views.resume, name="opening-resume"),
    path("openings/<slug:code>/open/", opening_views.open_mission, name="opening-open"),
    path("forecast/", forecast_views.forecast, name="forecast"),
    path("forecast/keep/", forecast_views.keep, name="forecast-keep"),
    path("forecast/assume/<slug:key>/", forecast_views.assume, name="forecast-assume"),
    path("<slug:code>/", views.mission, name="mission"),
    path("<slug:code>/edit/", keeping_views.edit, name="edit"),
    path("<slug:code>/events/add/", keeping_views.add_event, name="event-add"),
    path("<slug:code>/events/<int:event>/correct/", keeping_views.correct_event, name="event-correct"),
]
api_urlpatterns: list[URLPattern | URLResolver] = [
    path("missions.geojson", geojson.NetworkMap.as_view(), name="missions-geojson"),
    path("openings/", forecast_api.Openings.as_view(), name="openings"),
    path("forecast/", forecast_api.Forecast.as_view(), name="forecast"),
    path("missions/", api.Missions.as_view(), name="missions"),
    path("missions/<slug:code>/", api.OneMission.as_view(), name="mission"),
]
