"""Error pages: what happened, what became of what was typed, whom to ask."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def _page(request: HttpRequest, status: int) -> HttpResponse:
    return render(request, f"errors/{status}.html", status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Must not touch the database: it may be the reason."""
    return render(None, "errors/500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form came from an old page or another session: what was typed is handed back, to be copied or sent again."""
    typed = [(name, value) for name, values in request.POST.lists() for value in values if name != "csrfmiddlewaretoken" and "password" not in name]
    return render(request, "errors/csrf.html", {"typed": typed}, status=403)
