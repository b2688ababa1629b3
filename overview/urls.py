from django.urls import URLPattern, URLResolver, path

from overview import views

app_name = "overview"
urlpatterns: list[URLPattern | URLResolver] = [
    path("theme/", views.theme, name="theme"),
    path("components/", views.components, name="components"),
]
