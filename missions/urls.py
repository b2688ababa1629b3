from django.urls import URLPattern, URLResolver, path

from missions.api import forecast as forecast_api
from missions.api import geojson, network
from missions.views import exports, forecast, history, importing, keeping, network_map, openings, pages

app_name = "missions"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.index, name="index"),
    path("map/", network_map.network_map, name="map"),
    path("history/", history.history, name="history"),
    path("register.<slug:form>", exports.register_file, name="register-file"),
    path("import/", importing.begin, name="import"),
    path("import/<uuid:draft>/", importing.check, name="import-check"),
    path("import/<uuid:draft>/faults.xlsx", importing.faults, name="import-faults"),
    path("openings/", openings.index, name="openings"),
    path("openings/add/", openings.add, name="opening-add"),
    path("openings/<slug:code>/", openings.opening, name="opening"),
    path("openings/<slug:code>/edit/", openings.edit, name="opening-edit"),
    path("openings/<slug:code>/dates/", openings.dates, name="opening-dates"),
    path("openings/<slug:code>/reach/", openings.reach, name="opening-reach"),
    path("openings/<slug:code>/take-back/", openings.take_back, name="opening-take-back"),
    path("openings/<slug:code>/give-up/", openings.abandon, name="opening-abandon"),
    path("openings/<slug:code>/take-up/", openings.resume, name="opening-resume"),
    path("openings/<slug:code>/open/", openings.open_mission, name="opening-open"),
    path("forecast/", forecast.forecast, name="forecast"),
    path("forecast/keep/", forecast.keep, name="forecast-keep"),
    path("forecast/assume/<slug:key>/", forecast.assume, name="forecast-assume"),
    path("<slug:code>/", pages.mission, name="mission"),
    path("<slug:code>/edit/", keeping.edit, name="edit"),
    path("<slug:code>/events/add/", keeping.add_event, name="event-add"),
    path("<slug:code>/events/<int:event>/correct/", keeping.correct_event, name="event-correct"),
]
api_urlpatterns: list[URLPattern | URLResolver] = [
    path("missions.geojson", geojson.NetworkMap.as_view(), name="missions-geojson"),
    path("openings/", forecast_api.Openings.as_view(), name="openings"),
    path("openings/<slug:code>/", forecast_api.OneOpening.as_view(), name="opening"),
    path("forecast/", forecast_api.Forecast.as_view(), name="forecast"),
    path("missions/", network.Missions.as_view(), name="missions"),
    path("missions/<slug:code>/", network.OneMission.as_view(), name="mission"),
]
