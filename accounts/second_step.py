"""The second step at sign-in: its addresses, where allauth looks for them; its place in a sign-in; and who gets no further without it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.internal.stagekit import unstash_login
from allauth.mfa.base import views as allauth_views
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import urlencode
from django.utils.module_loading import import_string
from django.views.decorators.debug import sensitive_post_parameters

from accounts.adapter import greet
from accounts.factors import is_owed
from accounts.kept import carried_form, sent_form
from accounts.models import User
from accounts.sign_in import sign_in_with, taken_up, with_errors_as_422
from accounts.views import second_factor as views


class Stage(AuthenticateStage):
    """Between the password and the session. What was half done ends with a new password or a closed account."""

    def handle(self) -> tuple[HttpResponse | None, bool]:
        if self.login.user is not None:
            self.state["password"] = self._password()
        stopped: tuple[HttpResponse | None, bool] = super().handle()
        return stopped

    def exit(self) -> HttpResponse:
        user = self.login.user
        as_before = user is not None and user.is_active and constant_time_compare(self.state.get("password", ""), self._password())
        response: HttpResponse = super().exit() if as_before else self.abort()
        return response

    def _password(self) -> str:
        user: User = self.login.user
        return user.get_session_auth_hash()


@sensitive_post_parameters("code")
def authenticate(request: HttpRequest) -> HttpResponse:
    """In the language of the person. After a quarter of an hour the sign-in begins anew; what came along with it still does."""
    begun = unstash_login(request, peek=True)
    if begun is not None and begun.user is not None:
        greet(request, begun.user.language)
    response: HttpResponse = allauth_views.authenticate(request)
    kept = carried_form(request)
    if kept is not None and response.headers.get("Location") == reverse("account_login"):
        return sign_in_with(request, kept)
    return response


authenticate.login_required = False  # type: ignore[attr-defined]  # as that of allauth

urlpatterns = [
    path("", views.second_factor, name="mfa_index"),
    path("authenticate/", with_errors_as_422(authenticate), name="mfa_authenticate"),
    path("reauthenticate/", taken_up(with_errors_as_422(allauth_views.reauthenticate)), name="mfa_reauthenticate"),
    path("totp/activate/", views.set_up, name="mfa_activate_totp"),
    path("totp/deactivate/", views.remove, name="mfa_deactivate_totp"),
    path("recovery-codes/generate/", views.recovery_codes, name="mfa_generate_recovery_codes"),
    path("recovery-codes/download/", views.recovery_codes_file, name="mfa_download_recovery_codes"),
]

OPEN = {
    "mfa_activate_totp",
    "mfa_download_recovery_codes",
    "mfa_reauthenticate",
    "account_reauthenticate",
    "account_logout",
}


class Required:
    """Middleware: who must have a second step and has none sets it up before any other page. The API says so itself, in its own way."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponseBase], *parts: Any) -> HttpResponse | None:
        if not getattr(view, "login_required", True) or request.resolver_match.view_name in OPEN:  # type: ignore[union-attr]
            return None
        return led(request) if is_owed(request) else None


def led(request: HttpRequest) -> HttpResponse:
    """To the page where it is set up; what was being sent is handed back, for nobody knows whether it may be saved."""
    kept = sent_form(request)
    if kept is not None:
        worded = import_string(settings.KEPT_WORDS)
        return render(request, "accounts/second_factor_owed.html", {"typed": worded(request, kept.to, kept.typed)}, status=403)
    then = {REDIRECT_FIELD_NAME: request.get_full_path()} if request.method == "GET" and request.path != "/" else {}
    address = reverse("mfa_activate_totp")
    return redirect(f"{address}?{urlencode(then)}" if then else address)
