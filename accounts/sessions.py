"""How long one stays signed in: three hours without a click, twelve hours in all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

IDLE = timedelta(hours=3)
LONGEST = timedelta(hours=12)
NOTED = timedelta(minutes=5)  # the last click is noted this often and not with every request
SINCE, SEEN = "signed_in_at", "seen_at"


def limits(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, after the one that knows the user and before the one that asks for one."""

    def answer(request: HttpRequest) -> HttpResponse:
        if SESSION_KEY in request.session:
            now = int(timezone.now().timestamp())
            since, seen = request.session.get(SINCE), request.session.get(SEEN)
            if since is None or seen is None:
                request.session[SINCE] = request.session[SEEN] = now
            elif now - since > LONGEST.total_seconds() or now - seen > IDLE.total_seconds():
                logout(request)
            elif now - seen > NOTED.total_seconds():
                request.session[SEEN] = now
        return get_response(request)

    return answer
