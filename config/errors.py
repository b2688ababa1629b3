"""Error pages: what happened, what became of what was typed, whom to ask."""

import logging
import sys
from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

logger = logging.getLogger("errors")


def _page(request: HttpRequest, status: int) -> HttpResponse:
    return render(request, f"errors/{status}.html", {"typed": _typed(request)}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _standalone("errors/400.html", 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 404)


def too_many(request: HttpRequest) -> HttpResponse:
    """Called by allauth when somebody tries too often."""
    page = _page(request, 429)
    page["Retry-After"] = "60"
    return page


def server_error(request: HttpRequest) -> HttpResponse:
    """Must not touch the database: it may be the reason, and then the house says that it is away for a moment."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        response = _standalone("errors/503.html", 503)
        response["Retry-After"] = "30"
        return response
    return _standalone("errors/500.html", 500)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form came from an old page or another session: what was typed is handed back, to be copied or sent again."""
    return render(request, "errors/csrf.html", {"typed": _typed(request)}, status=403)


def wrong_method(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: an address that only takes what a form sends was opened as a page (after signing in again, say)."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == 405 and not response.content and request.accepts("text/html") and request.method in ("GET", "POST"):
            page = _page(request, 405)
            page["Allow"] = response.headers.get("Allow", "")
            return page
        return response

    return answer


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What the person had sent, without secrets and without what no person typed."""
    try:
        sent = request.POST.lists()
    except Exception:  # the body itself may be what was wrong
        logger.info("the body of the refused request could not be read", exc_info=True)
        return []
    hidden = ("csrfmiddlewaretoken", "version", "next")
    return [(name, value) for name, values in sent for value in values if value.strip() and name not in hidden and "password" not in name]


def _standalone(template: str, status: int) -> HttpResponse:
    """A page that needs neither database nor session, and no styles if even those are missing."""
    try:
        styles = staticfiles_storage.url("css/app.css")
    except ValueError:
        styles = ""
    return HttpResponse(render_to_string(template, {"styles": styles}), status=status)
