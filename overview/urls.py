from django.urls import URLPattern, URLResolver, path

from overview import api, views
from overview.handover import hand_over
from overview.history_file import history_file
from overview.mission_pack import mission_pack
from overview.schedule import schedule

app_name = "overview"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("dashboard/", views.dashboard, name="dashboard"),
    path("manage/users/<int:pk>/hand-over/", hand_over, name="hand-over"),
    path("audit/lines.<slug:form>", history_file, name="history-file"),
    path("manage/schedule/", schedule, name="schedule"),
    path("missions/<slug:code>/hand-over.docx", mission_pack, name="mission-pack"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("search/", views.search, name="search"),
    path("theme/", views.theme, name="theme"),
    path("help/", views.guides, name="help"),
    path("help/<slug:name>/", views.guide, name="guide"),
    path("components/", views.components, name="components"),
]
api_urlpatterns: list[URLPattern | URLResolver] = [path("events/", api.Events.as_view(), name="events")]
