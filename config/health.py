"""Alive and ready, for whoever watches the process. Neither answer tells a secret, both need no sign-in."""

import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import resolve
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import tables
from office import outbox, runs
from office.models import Heartbeat, Run

STARTED = time.monotonic()
STARTING = 60  # seconds in which a part may still be on its way
SILENT = 60  # seconds without a heartbeat after which a part is gone: four beats
MAIL_WAITING = 240  # seconds that a mail may be due: it is tried twice a minute
WAITING = 120  # seconds that a job may wait: the sweeper starts it again after 60
APART = 5  # seconds by which the clocks of database and application may differ
PROBES = ("/healthz", "/readyz")

CLOCK = {"postgresql": "SELECT extract(epoch FROM clock_timestamp())", "sqlite": "SELECT (julianday('now') - 2440587.5) * 86400"}

Finding = dict[str, Any]


class NotReady(Exception):
    """What is wrong, in words for the person who runs the house."""


@require_safe
@never_cache
@login_not_required
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers. Asks nothing of the database."""
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
@login_not_required
def ready(request: HttpRequest) -> JsonResponse:
    """200 when all is well, 503 with the names of what is wrong."""
    findings: dict[str, Finding] = {}
    for name, look in LOOKS.items():
        findings[name] = _look(look)
        if name == "database" and not findings[name]["ok"]:
            break  # the rest would only wait for it
    wrong = [name for name, finding in findings.items() if not finding["ok"]]
    return JsonResponse({"ready": not wrong, "wrong": wrong, "checks": findings}, status=503 if wrong else 200)


def probes(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: answers whoever watches under any name, before the host is checked. The watcher stands on the machine or in
    its container and asks 127.0.0.1, which is none of the names by which the house is reached; the answers repeat no host."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.path_info not in PROBES:
            return get_response(request)
        request.resolver_match = resolve(request.path_info)
        return request.resolver_match.func(request)

    return answer


def _look(look: Callable[[], Finding]) -> Finding:
    try:
        return {"ok": True, **look()}
    except NotReady as error:
        return {"ok": False, "why": str(error)}
    except Exception as error:  # a fault of any kind is an answer here; its text may name hosts and users, its kind does not
        return {"ok": False, "why": type(error).__name__}


def _database() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {"kind": connection.vendor}


_applied = False


def _migrations() -> Finding:
    """That none is lacking is asked until it is so. Whether a newer release has changed the tables is asked each time: it may do
    so under a process that runs."""
    global _applied
    if newer := tables.ahead():
        raise NotReady(newer)
    if not _applied:
        if missing := tables.behind():
            raise NotReady(missing)
        _applied = True
    return {}


def _media() -> Finding:
    probe = settings.MEDIA_ROOT / f".probe-{uuid.uuid4().hex}"
    try:
        settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"ok")
    except OSError as error:
        raise NotReady(f"files cannot be written: {error.strerror}") from error
    finally:
        with suppress(OSError):
            probe.unlink()
    return {}


def _cache() -> Finding:
    key = f"probe-{uuid.uuid4().hex}"
    cache.set(key, key, 30)
    if cache.get(key) != key:
        raise NotReady("the cache keeps nothing: throttles let everybody through; does Redis run?")
    cache.delete(key)
    return {}


def _queue() -> Finding:
    oldest = Run.objects.filter(state=Run.State.QUEUED).order_by("created_at").values_list("created_at", flat=True).first()
    if oldest is None:
        return {"waiting": 0}
    waited = _age(oldest)
    if waited > WAITING:
        raise NotReady(f"the oldest job has waited {waited:.0f} s; is the worker running?")
    return {"waiting": Run.objects.filter(state=Run.State.QUEUED).count(), "oldest_seconds": round(waited)}


def _outbox() -> Finding:
    since = outbox.stalled_since(timezone.now())
    if since is not None and _age(since) > MAIL_WAITING:
        raise NotReady(f"the oldest mail has been due for {_age(since):.0f} s; does the mail server answer?")
    return {"oldest_seconds": round(_age(since)) if since else 0}


def _heartbeat(part: str) -> Callable[[], Finding]:
    def look() -> Finding:
        at = Heartbeat.objects.filter(part=part).values_list("at", flat=True).first()
        if part == "worker" and runs.worker_is_alive(timezone.now()):
            return {"state": "alive"}  # also one so busy that only its run is heard
        if at is not None and _age(at) <= SILENT:
            return {"state": "alive", "seconds_ago": round(_age(at))}
        if time.monotonic() - STARTED < STARTING:
            return {"state": "starting"}
        raise NotReady(f"the {part} has not been heard for {_age(at):.0f} s" if at else f"the {part} has never been heard")

    return look


def _clocks() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute(CLOCK[connection.vendor])
        theirs = datetime.fromtimestamp(float(cursor.fetchone()[0]), UTC)
    apart = abs((timezone.now() - theirs).total_seconds())
    if apart > APART:
        raise NotReady(f"the clocks of the database and of the application are {apart:.0f} s apart")
    return {"seconds_apart": round(apart, 1)}


def _age(at: datetime) -> float:
    return (timezone.now() - at).total_seconds()


LOOKS: dict[str, Callable[[], Finding]] = {
    "database": _database,
    "migrations": _migrations,
    "media": _media,
    "cache": _cache,
    "queue": _queue,
    "outbox": _outbox,
    "worker": _heartbeat("worker"),
    "beat": _heartbeat("beat"),
    "clocks": _clocks,
}
