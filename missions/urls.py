from django.urls import URLPattern, URLResolver, path

from missions import api, map_views, views

app_name = "missions"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.index, name="index"),
    path("map/", map_views.network_map, name="map"),
    path("<slug:code>/", views.mission, name="mission"),
]
api_urlpatterns: list[URLPattern | URLResolver] = [
    path("missions/", api.Missions.as_view(), name="missions"),
    path("missions/<slug:code>/", api.OneMission.as_view(), name="mission"),
]
