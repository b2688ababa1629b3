from django.urls import URLPattern, URLResolver, path

from reports import api, views

app_name = "reports"
urlpatterns: list[URLPattern | URLResolver] = [
    path("progress/", views.progress, name="progress"),
    path("progress/<int:pk>/", views.progress_report, name="progress-report"),
    path("progress/<int:pk>/status/", views.progress_status, name="progress-status"),
    path("progress/<int:pk>.docx", views.progress_docx, name="progress-docx"),
]
api_urlpatterns: list[URLPattern | URLResolver] = [
    path("progress-reports/", api.ProgressReports.as_view(), name="progress-reports"),
    path("progress-reports/<int:pk>/", api.OneProgressReport.as_view(), name="progress-report"),
    path("progress-reports/<int:pk>/figures/", api.ProgressReportFigures.as_view(), name="progress-report-figures"),
]
