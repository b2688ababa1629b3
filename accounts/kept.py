"""What was typed when the session had ended. It travels with the sign-in, in the page and nowhere else, and is then offered
to be sent again: nothing is typed twice, and nothing of somebody who has not signed in is stored."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string

KEPT = "kept"  # the name of the field that carries it
SILENT = ("csrfmiddlewaretoken", "version", "once", "act", "done", "then", REDIRECT_FIELD_NAME)  # what a form sends and no person types
SECRETS = "/accounts/2fa/"  # below it a code is a secret; elsewhere people type codes of units and measures
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True)
class Kept:
    """A form as it was sent: where to, and its fields in their order."""

    to: str
    fields: list[tuple[str, str]]

    @property
    def typed(self) -> list[tuple[str, str]]:
        return [(name, value) for name, value in self.fields if value.strip() and name not in SILENT and not name.startswith("seen-")]

    def carried(self) -> str:
        return json.dumps([self.to, self.fields], ensure_ascii=False)


def sent_form(request: HttpRequest) -> Kept | None:
    """The form that was sent; None where there is none, where nothing was typed, or where it holds a password."""
    if request.method != "POST" or request.content_type not in FORMS:
        return None
    fields = [(name, value) for name, values in request.POST.lists() for value in values if name != "csrfmiddlewaretoken"]
    kept = Kept(request.get_full_path(), fields)
    return kept if kept.typed and not any(is_secret(request, name) for name, _value in fields) else None


def is_secret(request: HttpRequest, name: str) -> bool:
    """Whether what was typed into the field must not be shown again."""
    return "password" in name or (name in {"code", "codes"} and request.path.startswith(SECRETS))


def carried_form(request: HttpRequest) -> Kept | None:
    """What a sign-in has brought along; None where nothing or nonsense."""
    try:
        to, fields = json.loads(request.POST.get(KEPT, ""))
        kept = Kept(to, [(name, value) for name, value in fields])
        "".join([to, *(text for field in kept.fields for text in field)]).encode()  # JSON can hold halves of letters; no page can
    except (ValueError, TypeError, RecursionError):
        return None
    return kept if kept.to.startswith("/") and url_has_allowed_host_and_scheme(kept.to, allowed_hosts=None) else None


def came_from_here(request: HttpRequest) -> bool:
    """Whether one of our own pages sent this form, as the browser itself says."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def resumed(request: HttpRequest, *, confirmed: bool = False) -> HttpResponse | None:
    """After signing in, or after confirming who one is: what was typed, to be sent again with one press."""
    kept = carried_form(request)
    if kept is None:
        return None
    worded = import_string(settings.KEPT_WORDS)  # labels are known above this app
    context = {"kept": kept, "typed": worded(request, kept.to, kept.typed), "confirmed": confirmed}
    return render(request, "account/resume.html", context)
