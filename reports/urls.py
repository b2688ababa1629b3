from django.urls import URLPattern, URLResolver, path

from reports.api import progress as progress_api
from reports.views import progress

app_name = "reports"
urlpatterns: list[URLPattern | URLResolver] = [
    path("progress/", progress.progress, name="progress"),
    path("progress/<int:pk>/", progress.progress_report, name="progress-report"),
    path("progress/<int:pk>/status/", progress.progress_status, name="progress-status"),
    path("progress/<int:pk>/approve/", progress.progress_approve, name="progress-approve"),
    path("progress/<int:pk>.docx", progress.progress_docx, name="progress-docx"),
]
api_urlpatterns: list[URLPattern | URLResolver] = [
    path("progress-reports/", progress_api.ProgressReports.as_view(), name="progress-reports"),
    path("progress-reports/<int:pk>/", progress_api.OneProgressReport.as_view(), name="progress-report"),
    path("progress-reports/<int:pk>/approve/", progress_api.ApproveProgressReport.as_view(), name="progress-report-approve"),
    path("progress-reports/<int:pk>/figures/", progress_api.ProgressReportFigures.as_view(), name="progress-report-figures"),
]
