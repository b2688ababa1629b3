from django.contrib.auth.decorators import login_not_required, login_required
from django.urls import include, path
from django.views.i18n import set_language
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

import missions.urls
import overview.urls
import personnel.urls
import plan.urls
import reports.urls
from config import health

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler429 = "config.errors.too_many"
handler500 = "config.errors.server_error"

API = [
    *plan.urls.api_urlpatterns,
    *missions.urls.api_urlpatterns,
    *personnel.urls.api_urlpatterns,
    *reports.urls.api_urlpatterns,
    *overview.urls.api_urlpatterns,
]

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("i18n/language/", login_not_required(set_language), name="set-language"),
    path("", include("overview.urls")),
    path("", include("plan.urls")),
    path("missions/", include("missions.urls")),
    path("personnel/", include("personnel.urls")),
    path("", include("reports.urls")),
    path("manage/reminders/", include((reports.urls.manage_urlpatterns, "reminders"))),
    path("manage/report-letterhead/", include((reports.urls.base_urlpatterns, "letterhead"))),
    path("", include("office.urls")),
    path("", include("accounts.urls")),
    path("accounts/", include("accounts.sign_in")),
    path("accounts/2fa/", include("accounts.second_step")),
    path("api/v1/", include((API, "api"))),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", login_required(SpectacularSwaggerSplitView.as_view(url_name="schema")), name="api-docs"),
]
