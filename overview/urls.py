from django.urls import URLPattern, URLResolver, path

from overview import views

app_name = "overview"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("theme/", views.theme, name="theme"),
    path("components/", views.components, name="components"),
]
