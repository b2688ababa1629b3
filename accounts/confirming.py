"""Before what opens the account is changed, the person shows once more that it is them: by a code, or by the password while they have
no phone set up. What they had typed travels along, as over a sign-in (accounts.kept)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from accounts.factors import has_factor, is_fresh
from accounts.forms import ConfirmByCodeForm
from accounts.kept import Kept, sent_form
from accounts.sign_in import ReauthenticateForm

View = Callable[..., HttpResponse]


def confirmed(view: View) -> View:
    """The view is reached within five minutes after a sign-in or a confirmation."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs) if is_fresh(request) else ask(request)

    return answer


def ask(request: HttpRequest) -> HttpResponse:
    kept = sent_form(request)
    if kept is not None:
        return _ask_with(request, kept)
    where = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
    return redirect(f"{reverse(_way(request))}?{where}")


def _way(request: HttpRequest) -> str:
    return "mfa_reauthenticate" if has_factor(request.user) else "account_reauthenticate"  # type: ignore[arg-type]


def _ask_with(request: HttpRequest, kept: Kept) -> HttpResponse:
    """The same page at once, which brings along what was sent."""
    way = _way(request)
    form = ConfirmByCodeForm if way == "mfa_reauthenticate" else ReauthenticateForm
    context = {
        "form": form(user=request.user),
        "kept": kept,
        "action": reverse(way),
        "redirect_field_name": REDIRECT_FIELD_NAME,
        "redirect_field_value": kept.to,
    }
    return render(request, "account/reauthenticate.html", context, status=401)
