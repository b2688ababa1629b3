"""How long one stays signed in: three hours without a click, twelve hours in all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control

IDLE = timedelta(hours=3)
LONGEST = timedelta(hours=12)
NOTED = timedelta(minutes=5)  # the last click is noted this often and not with every request
SINCE, SEEN, AGENT = "signed_in_at", "seen_at", "agent"


def limits(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, after the one that knows the user and before the one that asks for one."""

    def answer(request: HttpRequest) -> HttpResponse:
        if was_in := SESSION_KEY in request.session:
            now = int(timezone.now().timestamp())
            since, seen = request.session.get(SINCE), request.session.get(SEEN)
            if since is None or seen is None:
                request.session[SINCE] = request.session[SEEN] = now
                request.session[AGENT] = device(request.headers.get("User-Agent", ""))
            elif now - since > LONGEST.total_seconds() or now - seen > IDLE.total_seconds():
                logout(request)
            elif now - seen > NOTED.total_seconds():
                request.session[SEEN] = now
        return _kept(request, get_response(request), was_in=was_in)

    return answer


BROWSERS = {"Edg": "Edge", "OPR/": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
SYSTEMS = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS": "macOS", "Linux": "Linux"}


def device(agent: str) -> str:
    """What a browser calls itself in two words, "Firefox, Windows", by which the person knows it again."""
    told = (next((name for word, name in names.items() if word in agent), "") for names in (BROWSERS, SYSTEMS))
    return ", ".join(filter(None, told))


def _kept(request: HttpRequest, response: HttpResponse, *, was_in: bool) -> HttpResponse:
    """What a browser may keep of an answer: for this person alone, and asked again each time (docs/decisions/0022). When
    somebody is no longer signed in, what the browser has kept of this house is thrown away."""
    if not response.has_header("Cache-Control"):
        patch_cache_control(response, private=True, no_cache=True)
    if SESSION_KEY not in request.session and (was_in or _is_over(request)):
        response["Clear-Site-Data"] = '"cache"'
    return response


def _is_over(request: HttpRequest) -> bool:
    """The browser brings a session that has ended elsewhere; with this answer it forgets it."""
    return bool(request.COOKIES.get(settings.SESSION_COOKIE_NAME)) and request.session.is_empty()
