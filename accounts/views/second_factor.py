"""One's own second step at sign-in: /accounts/2fa/."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import qrcode
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.flows.login import record_authentication
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe
from qrcode.constants import ERROR_CORRECT_L

from accounts import access, factors, one_time, services
from accounts.confirming import confirmed
from accounts.forms import SetUpForm
from accounts.slowing import slowed

KEY = "second_step_key"  # in the session, locked: the key of a phone that has not shown its first code yet
DOWNLOAD_WITHIN = 60 * 60  # seconds after the codes were shown


@never_cache
@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    events = access.events_about(request.user, request.user).filter(verb__startswith="factor.").select_related("body")  # type: ignore[arg-type]
    return render(request, "accounts/second_factor.html", {**state_of(request), "events": list(events[:10])})


def state_of(request: HttpRequest) -> dict[str, Any]:
    """What the pages say of one's own second step."""
    factor = factors.factor_of(request.user)  # type: ignore[arg-type]
    return {
        "factor": factor,
        "codes_left": factors.codes_left(request.user) if factor else 0,  # type: ignore[arg-type]
        "must": factors.must_have(request.user, timezone.localdate()),  # type: ignore[arg-type]
    }


@never_cache
@sensitive_post_parameters("code")
@confirmed
def set_up(request: HttpRequest) -> HttpResponse:
    """Also for another phone, which takes the place of the one before."""
    key, form = _key(request), SetUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with slowed(request.user):  # type: ignore[arg-type]
                told = {"user": request.user, "by": request.user, "session": request.session.session_key}
                codes = services.set_up(key=key, code=form.cleaned_data["code"], now=timezone.now(), **told)  # type: ignore[arg-type]
        except ValidationError as error:
            form.add_error("code", error)
        else:
            del request.session[KEY]
            record_authentication(request, request.user, "mfa", type=factors.PHONE)  # type: ignore[arg-type]
            return _codes_page(request, codes)
    address = one_time.app_address(key, request.user.email)  # type: ignore[union-attr]
    context = {"form": form, "key": one_time.in_fours(key), "square": _square(address), "then": _then(request), **state_of(request)}
    return render(request, "accounts/second_factor_set_up.html", context, status=422 if form.errors else 200)


def _key(request: HttpRequest) -> str:
    """The same until its first code is shown: a page that is opened again does not make worthless what the phone has read."""
    try:
        return one_time.unlock(request.session[KEY])
    except (KeyError, one_time.Unreadable):
        key = one_time.new_key()
        request.session[KEY] = one_time.lock(key)
        return key


def _square(address: str) -> SafeString:
    """The address as a square of dark fields, a path of their rows: a third of what the library's own drawing weighs."""
    drawn = qrcode.QRCode(border=4, error_correction=ERROR_CORRECT_L)
    drawn.add_data(address)
    rows = drawn.get_matrix()
    dark = "".join(f"M{x} {y}h{length}v1h-{length}z" for y, row in enumerate(rows) for x, length in _runs(row))
    return format_html('<svg viewBox="0 0 {} {}" aria-hidden="true"><path d="{}"/></svg>', len(rows), len(rows), dark)


def _runs(row: list[bool | None]) -> Iterator[tuple[int, int]]:
    """Where the dark fields of a row begin, and how many follow each other."""
    for dark, fields in groupby(enumerate(row), key=lambda field: bool(field[1])):
        run = list(fields)
        if dark:
            yield run[0][0], len(run)


@never_cache
@confirmed
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """New ones instead of those that are left."""
    if request.method == "POST":
        try:
            return _codes_page(request, services.make_codes(user=request.user, by=request.user, now=timezone.now()))  # type: ignore[arg-type]
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("mfa_index")
    return render(request, "accounts/second_factor_codes_new.html", state_of(request))


def _codes_page(request: HttpRequest, codes: list[str]) -> HttpResponse:
    """They are shown here and nowhere else; the page carries them, locked, to the file that it offers."""
    locked = one_time.lock(json.dumps([request.user.pk, codes]))
    context = {"codes": [one_time.in_fours(code) for code in codes], "locked": locked, "then": _then(request)}
    return render(request, "accounts/second_factor_codes.html", context)


@never_cache
@require_POST
def recovery_codes_file(request: HttpRequest) -> HttpResponse:
    """The codes of the page that asks for it, as text: they are kept nowhere else."""
    try:
        owner, codes = json.loads(one_time.unlock(request.POST.get("codes", ""), not_older=DOWNLOAD_WITHIN))
    except one_time.Unreadable:
        owner, codes = None, []
    if owner != request.user.pk:
        messages.error(request, _("These codes can no longer be downloaded. Make new ones."))
        return redirect("mfa_index")
    lines = [_("Recovery codes of %(email)s, Roadmap 292. Each works once.") % {"email": request.user.email}, ""]  # type: ignore[union-attr]
    text = "\r\n".join([*lines, *(one_time.in_fours(code) for code in codes), ""])
    response = HttpResponse("\ufeff" + text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="lotrinh292-ma-du-phong.txt"'
    return response


@never_cache
@confirmed
def remove(request: HttpRequest) -> HttpResponse:
    refused = ""
    if request.method == "POST":
        try:
            services.remove_factor(user=request.user, by=request.user, now=timezone.now(), session=request.session.session_key)  # type: ignore[arg-type]
        except ValidationError as error:
            refused = " ".join(error.messages)
        else:
            request.session.pop(AUTHENTICATION_METHODS_SESSION_KEY, None)  # this session has shown a code of a phone that is gone
            messages.success(request, _("Two-step sign-in is switched off. Your password alone opens your account."))
            return redirect("mfa_index")
    context = {**state_of(request), "refused": refused}
    return render(request, "accounts/second_factor_remove.html", context, status=422 if refused else 200)


def _then(request: HttpRequest) -> str:
    """Where the person was going when they were led here."""
    asked = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME, "")
    return asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else ""
