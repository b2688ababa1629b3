"""Signing in: the pages of allauth that this house opens, with our words. Whatever is not listed here answers 404."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import forms, views
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, re_path, reverse
from django.utils.translation import gettext_lazy as _

from accounts.forms import SecondStepForm
from accounts.kept import Kept, carried_form, resumed, sent_form
from accounts.services.sign_in import PasswordTaken

View = Callable[..., HttpResponse]


def _worded(form: Any, **labels: Any) -> None:
    """Our labels instead of placeholders, which vanish as one types."""
    for name, field in form.fields.items():
        field.label = labels.get(name, field.label)
        field.widget.attrs.pop("placeholder", None)


class LoginForm(forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _worded(self, login=_("E-mail address"), password=_("Password"))
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["password"].help_text = ""


class ChangePasswordForm(forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _worded(self, oldpassword=_("Current password"), password1=_("New password"), password2=_("New password, once more"))
        self.fields["oldpassword"].help_text = ""


class ResetPasswordForm(forms.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _worded(self, email=_("E-mail address"))


class ResetPasswordKeyForm(forms.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _worded(self, password1=_("New password"), password2=_("New password, once more"))


class ReauthenticateForm(forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _worded(self, password=_("Password"))
        self.fields["password"].help_text = ""


def _once(view: View) -> View:
    """What a link, or the present password, allows is done once: who comes second is shown that it allows nothing any more."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except PasswordTaken:
            messages.error(request, _("Another password was set for this account in the same moment. The one typed here was not kept."))
            return redirect(request.path)

    return answer


def with_errors_as_422(view: View) -> View:
    """A form with errors answers 422, as everywhere in the house."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        form = (getattr(response, "context_data", None) or {}).get("form")
        if request.method == "POST" and getattr(form, "errors", None):
            response.status_code = 422
        return response

    return answer


def taken_up(view: View) -> View:
    """What the page before had brought along is offered again once the person is known."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        return (resumed(request, confirmed=True) if response.status_code == 302 else None) or response

    return answer


@wraps(views.login)
def _login(request: HttpRequest) -> HttpResponse:
    """What a sign-in brings along goes on to its second step in the page: nothing of it is stored."""
    response: HttpResponse = views.login(request)
    kept = carried_form(request)
    if kept is None or response.headers.get("Location") != reverse("mfa_authenticate"):
        return response
    return render(request, "mfa/authenticate.html", {"form": SecondStepForm(user=None), "kept": kept})


@login_not_required
def closed(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """A name that allauth reverses, for a page that this house does not have."""
    raise Http404


urlpatterns = [
    path("login/", with_errors_as_422(_login), name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("signup/", views.signup, name="account_signup"),  # says that accounts are made by invitation
    path("reauthenticate/", taken_up(with_errors_as_422(views.reauthenticate)), name="account_reauthenticate"),
    path("password/change/", with_errors_as_422(_once(views.password_change)), name="account_change_password"),
    path("password/reset/", with_errors_as_422(views.password_reset), name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        with_errors_as_422(_once(views.password_reset_from_key)),
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("password/set/", closed, name="account_set_password"),
    path("email/", closed, name="account_email"),
    path("confirm-email/", closed, name="account_email_verification_sent"),
    path("confirm-email/<str:key>/", closed, name="account_confirm_email"),
    path("login/code/confirm/", closed, name="account_confirm_login_code"),
]


class LoginRequired(LoginRequiredMiddleware):
    """Middleware: who is not signed in is asked to, and keeps what they had just sent."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]) -> HttpResponseBase:  # type: ignore[override]
        kept = sent_form(request)
        return super().handle_no_permission(request, view_func) if kept is None else sign_in_with(request, kept)


def sign_in_with(request: HttpRequest, kept: Kept) -> HttpResponse:
    """The page to sign in, which brings along what was sent."""
    context = {
        "form": LoginForm(request=request),
        "kept": kept,
        "redirect_field_name": REDIRECT_FIELD_NAME,
        "redirect_field_value": kept.to,
    }
    return render(request, "account/login.html", context, status=401)
