"""The addresses of personnel: each part keeps its own list."""

from django.urls import URLPattern, URLResolver

from personnel import people_urls, training_urls

app_name = "personnel"
urlpatterns: list[URLPattern | URLResolver] = [*people_urls.urlpatterns, *training_urls.urlpatterns]
api_urlpatterns: list[URLPattern | URLResolver] = [*people_urls.api_urlpatterns, *training_urls.api_urlpatterns]
