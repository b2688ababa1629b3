"""Error pages: what happened, what became of what was typed, whom to ask."""

import logging
import sys
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.template.loader import render_to_string

from accounts import kept
from accounts.sign_in import sign_in_with
from config.typed_words import worded
from office import problems

logger = logging.getLogger("errors")
DRAINED = 256 * 1024 * 1024  # bytes of a request too large that are read so that its sender hears the answer
GIVEN_UP = {  # codes of PostgreSQL, and the seconds after which it is worth trying again
    "55P03": 10,  # lock_timeout (config.waiting)
    "57014": 10,  # statement_timeout
    "40P01": 2,  # deadlock_detected: two waited for each other, and the other one has been done
    "40001": 2,  # serialization_failure
}
UTF8 = {"utf-8", "utf8", "us-ascii", "ascii"}


def _page(request: HttpRequest, status: int) -> HttpResponse:
    if _is_api(request):
        return problems.answer(status)
    return render(request, f"errors/{status}.html", {"typed": _typed(request)}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Also what the framework refuses because it is too much; of a form without its file it reads 2.5 MB."""
    return _alone(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


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
    error = sys.exc_info()[1]
    if not isinstance(error, OperationalError | InterfaceError):
        return _alone(request, 500)
    seconds = _held_up(error)
    response = _alone(request, 503, held_up=bool(seconds))
    response["Retry-After"] = str(seconds or 30)
    return response


def _held_up(error: Exception) -> int:
    """The database answers, and what was asked had to wait too long, for a lock of somebody else or for itself, or was in the way
    of another change: the seconds after which it can be sent again; 0: it is something else."""
    return GIVEN_UP.get(getattr(error.__cause__, "sqlstate", None) or "", 10 if "database is locked" in str(error) else 0)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form came from an old page or another session: what was typed is handed back, to be copied, and sent again with
    one press if the browser says that one of our own pages sent it (another site must not lead anybody to that press). Who is
    not signed in, because the form has outlived their session too, signs in first, as ever when a session has ended."""
    again = kept.sent_form(request) if kept.came_from_here(request) else None
    if again and not request.user.is_authenticated and _needs_somebody(request):
        return sign_in_with(request, again)
    return render(request, "errors/csrf.html", {"typed": _typed(request), "again": again}, status=403)


def _needs_somebody(request: HttpRequest) -> bool:
    return request.resolver_match is not None and getattr(request.resolver_match.func, "login_required", True)


class PageMethods:
    """Middleware: a page is read and takes what a form sends; no page has another method. A view that takes less says so
    itself, calls of the API say what they take."""

    METHODS = ("GET", "HEAD", "POST")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], *parts: object) -> HttpResponse | None:
        is_api = hasattr(view, "cls")
        return None if is_api or request.method in self.METHODS else HttpResponseNotAllowed(self.METHODS)


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


def utf8_alone(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: refuses what says that it is written otherwise than this house reads it (config.wsgi)."""

    def answer(request: HttpRequest) -> HttpResponse:
        if (request.content_params or {}).get("charset", "utf-8").strip().lower() not in UTF8:
            return _alone(request, 415)
        return get_response(request)

    return answer


def not_too_large(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: refuses what says that it is larger than anything that is taken here, before it is written anywhere.

    A browser shows no answer to what it has not finished sending, so some of it is read and thrown away first.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) <= settings.MOST_SENT:
            return get_response(request)
        left = min(int(length), DRAINED)
        while left > 0 and (piece := request.read(min(left, 1024 * 1024))):
            left -= len(piece)
        return _alone(request, 413)

    return answer


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What the person had sent, without secrets and without what no person typed."""
    try:
        sent = request.POST.lists()
    except Exception:  # the body itself may be what was wrong
        logger.info("the body of the refused request could not be read", exc_info=True)
        return []
    fields = [(name, value) for name, values in sent for value in values if not kept.is_secret(request, name)]
    return worded(request, request.get_full_path(), kept.Kept("", fields).typed)


def _is_api(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/v1/")


def _alone(request: HttpRequest, status: int, *, held_up: bool = False) -> HttpResponse:
    """An answer that needs neither database nor session, and no styles if even those are missing."""
    if _is_api(request):
        return problems.answer(status, held_up=held_up)
    try:
        styles = staticfiles_storage.url("css/app.css")
    except ValueError:
        styles = ""
    return HttpResponse(render_to_string(f"errors/{status}.html", {"styles": styles, "held_up": held_up}), status=status)
