"""Logs: one line of JSON a fact in production, a plain line on a terminal; every line carries the id of its request."""

import logging
import re
import time
import uuid
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
_REQUEST_ID = re.compile(r"[0-9A-Za-z._-]{8,64}")
_logger = logging.getLogger("request")


def settings(*, level: str, as_json: bool) -> dict[str, Any]:
    """Django's LOGGING. Libraries speak through `logging`, so everything is drawn by one formatter."""
    shared = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(allow=["request_id", "route", "method", "status", "milliseconds", "user"]),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    last = structlog.processors.JSONRenderer(ensure_ascii=False) if as_json else structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
            }
        },
        "filters": {"refusals": {"()": "config.logs.RefusalsInOneLine"}, "addresses": {"()": "config.logs.RoutesForAddresses"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["refusals", "addresses"]}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "propagate": True},
            # Four regular jobs a minute are not news; what a job does is told by its own line.
            "celery.beat": {"level": max(level, "WARNING", key=LEVELS.index)},
            "celery.app.trace": {"level": max(level, "WARNING", key=LEVELS.index)},
            "celery.worker.strategy": {"level": max(level, "WARNING", key=LEVELS.index)},
        },
    }


class RefusalsInOneLine(logging.Filter):
    """A request that was refused (a right that is missing, a host that is not ours) is no fault of ours: where the code
    stood when it said no helps nobody, and anybody could fill the log with it."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = record.exc_text = None
        return True


class RoutesForAddresses(logging.Filter):
    """Django tells of a request by its address, which can hold a one-time link: its route stands there instead."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            route = request.resolver_match.route if request.resolver_match else "no route"
            record.request_id = getattr(request, "request_id", None)  # it speaks when the request is over, and its id with it
            record.args = tuple(route if arg in {request.path, request.get_full_path()} else arg for arg in record.args)
        return True


class RequestLog:
    """Gives each request an id (the proxy's, if it sent one), answers it back, and writes one line when it is over.

    The line names the route, never the address: addresses can hold one-time links.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        sent = request.headers.get("X-Request-ID", "")
        request_id = sent if _REQUEST_ID.fullmatch(sent) else uuid.uuid4().hex
        request.request_id = request_id  # type: ignore[attr-defined]
        began = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
            response["X-Request-ID"] = request_id
            is_probe = request.path_info in ("/healthz", "/readyz") and response.status_code == HTTPStatus.OK
            _logger.log(logging.DEBUG if is_probe else logging.INFO, "answered", extra=_facts(request, response, began))
        return response


def _facts(request: HttpRequest, response: HttpResponse, began: float) -> dict[str, Any]:
    user = request.__dict__.get("_cached_user")  # known only if the page asked for it; never ask the database for a log line
    return {
        "route": request.resolver_match.route if request.resolver_match else None,
        "method": request.method,
        "status": response.status_code,
        "milliseconds": round((time.perf_counter() - began) * 1000, 1),
        "user": user.pk if user else None,
    }
