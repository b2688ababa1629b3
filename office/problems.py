"""Errors as problem details (RFC 9457): what the API answers, also where no view of it was reached."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from itertools import islice
from typing import Any

from django.http import JsonResponse
from django.utils.translation import gettext as _

from accounts.folding import clean

PROBLEM = "application/problem+json"
LONGEST, LONGEST_NAME, MOST_NAMES = 1000, 100, 100  # signs of a message and of the name of a field; fields of one answer


def body(status: int, detail: str, errors: Mapping[str, Sequence[str]] | None = None) -> dict[str, Any]:
    """`errors`: messages by field. Every text can be shown: names and messages may repeat what somebody sent."""
    told: dict[str, Any] = {"type": "about:blank", "title": title(status), "status": int(status), "detail": _short(clean(detail))}
    if errors:
        shown = islice(errors.items(), MOST_NAMES)
        told["errors"] = {field_name(name): [_short(clean(message)) for message in messages] for name, messages in shown}
    return told


def _short(said: str, most: int = LONGEST) -> str:
    """Its two ends: a message may repeat what was sent, which nobody needs to hear again whole."""
    return said if len(said) <= most else f"{said[: most // 2]} … {said[-most // 2 :]}"


def answer(status: int, *, held_up: bool = False) -> JsonResponse:
    """`held_up`: the database answers, and what was asked had to wait for something else."""
    detail = (
        _("What was needed is held by another change, or takes too long just now. Nothing was saved; try again in some seconds.")
        if held_up
        else _detail(status)
    )
    return JsonResponse(body(status, detail), status=status, content_type=PROBLEM, json_dumps_params={"ensure_ascii": False})


def title(status: int) -> str:
    titles = {
        HTTPStatus.BAD_REQUEST: _("Something is not right"),
        HTTPStatus.UNAUTHORIZED: _("Not signed in"),
        HTTPStatus.FORBIDDEN: _("Not allowed"),
        HTTPStatus.NOT_FOUND: _("Not found"),
        HTTPStatus.METHOD_NOT_ALLOWED: _("No such method here"),
        HTTPStatus.NOT_ACCEPTABLE: _("Not available in this form"),
        HTTPStatus.CONFLICT: _("Changed in the meantime"),
        HTTPStatus.PRECONDITION_FAILED: _("Changed in the meantime"),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _("Too large"),
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE: _("This kind of content cannot be read here"),
        HTTPStatus.UNPROCESSABLE_ENTITY: _("Cannot be done as it was asked"),
        HTTPStatus.PRECONDITION_REQUIRED: _("Version needed"),
        HTTPStatus.TOO_MANY_REQUESTS: _("Too many requests"),
        HTTPStatus.INTERNAL_SERVER_ERROR: _("An error of the system"),
        HTTPStatus.SERVICE_UNAVAILABLE: _("Away for a moment"),
    }
    return titles.get(HTTPStatus(status)) or HTTPStatus(status).phrase


def field_name(sent: str) -> str:
    """The name of a field as it can be shown: what no document can hold is written out."""
    return _short(sent if clean(sent) == sent else sent.encode("ascii", "backslashreplace").decode(), LONGEST_NAME)


def _detail(status: int) -> str:
    details = {
        HTTPStatus.BAD_REQUEST: _("Something in the address or in what was sent is not as it should be. Nothing was saved or changed."),
        HTTPStatus.FORBIDDEN: _("You may see this but not change it."),
        HTTPStatus.NOT_FOUND: _("There is no such thing, or it is not open to you."),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _(
            "What was sent is larger than is accepted here: a file may have 10 MB, and everything else 2.5 MB in all. "
            "Nothing was saved or changed."
        ),
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE: _("This system reads UTF-8 alone, which every browser sends. Nothing was saved or changed."),
        HTTPStatus.INTERNAL_SERVER_ERROR: _(
            "It is not your fault. What you were saving was not saved, not even in part; what was saved before is safe."
        ),
        HTTPStatus.SERVICE_UNAVAILABLE: _("What is stored is safe. Try again in half a minute."),
    }
    return details.get(HTTPStatus(status)) or title(status)
