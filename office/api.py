"""What every API call shares: answers in pages, errors as problem details (RFC 9457), versions as ETags,
repeated calls that change nothing twice, and the mark of an illustration."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.core.exceptions import ValidationError as RuleBroken
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext as _
from rest_framework import exceptions, serializers
from rest_framework.generics import GenericAPIView
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.permissions import SAFE_METHODS
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import set_rollback

from accounts.versions import StaleVersion, Versioned
from office import (
    problems,
    schema,  # noqa: F401 tells the schema how one signs in
)
from office.api_input import CleanCharField, DayField, InstantField, NoQuery, NumberField, Strict, UnitField, WholeField, repeated
from office.installation import is_demo
from office.models import RememberedAnswer
from office.paging import Pagination
from office.problems import PROBLEM

__all__ = [
    "PROBLEM",
    "CleanCharField",
    "DayField",
    "FileView",
    "InstantField",
    "NumberField",
    "Pagination",
    "PreconditionRequired",
    "Strict",
    "UnitField",
    "View",
    "WholeField",
    "idempotent",
    "problem",
    "through",
]

# Errors


class PreconditionRequired(exceptions.APIException):
    status_code = HTTPStatus.PRECONDITION_REQUIRED

    def __init__(self) -> None:
        super().__init__(_("Send If-Match with the ETag of the object as you read it."))


class NoSuchETag(exceptions.APIException):
    status_code = HTTPStatus.PRECONDITION_FAILED

    def __init__(self) -> None:
        super().__init__(_("If-Match names no version of this object. Send the ETag of the object as you read it."))


class KeyUsedOtherwise(exceptions.APIException):
    status_code = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self) -> None:
        super().__init__(_("This Idempotency-Key was used for another request."))


class Problem(Response):
    """JSON whatever the call answers otherwise: a schema is YAML, a map GeoJSON, a problem neither."""

    @property
    def rendered_content(self) -> bytes:
        self["Content-Type"] = problems.PROBLEM
        return JSONRenderer().render(self.data)


def problem(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """The answer to an error of the caller; None for a fault of ours, which is raised and logged."""
    status, detail, errors, headers = _read(error, context)
    if status is None:
        return None
    set_rollback()
    return Problem(problems.body(status, detail, errors), status=status, headers=headers)


def _read(error: Exception, context: Mapping[str, Any]) -> tuple[int | None, str, Mapping[str, list[str]], dict[str, str]]:
    headers: dict[str, str] = {}
    if isinstance(error, StaleVersion):
        view = context.get("view")
        headers["ETag"] = view.etag(error.current) if isinstance(view, View) else f'"v{error.current.version}"'
        return HTTPStatus.PRECONDITION_FAILED, _("It has been changed by somebody else since you read it. Read it again."), {}, headers
    if isinstance(error, RuleBroken | exceptions.ValidationError):
        errors = _messages(error)
        return HTTPStatus.BAD_REQUEST, _summary(errors), errors, headers
    if isinstance(error, Http404):
        return HTTPStatus.NOT_FOUND, _("There is no such thing, or it is not open to you."), {}, headers
    if isinstance(error, PermissionDenied | exceptions.PermissionDenied):
        return HTTPStatus.FORBIDDEN, _why_not(error, context.get("request")), {}, headers
    if isinstance(error, exceptions.APIException):
        if header := getattr(error, "auth_header", None):
            headers["WWW-Authenticate"] = header
        if wait := getattr(error, "wait", None):
            headers["Retry-After"] = str(int(wait) + 1)
        return error.status_code, str(error.detail), getattr(error, "errors", {}), headers
    return None, "", {}, headers


def _messages(error: RuleBroken | exceptions.ValidationError) -> dict[str, list[str]]:
    if isinstance(error, exceptions.ValidationError):
        return _flat(error.detail)
    return error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}


def _why_not(error: Exception, request: Request | None) -> str:
    """The cause where it is another than the role: the key, the session."""
    if isinstance(error, exceptions.PermissionDenied) and error.detail != error.default_detail:
        return str(error.detail)
    reads = request is not None and request.method in SAFE_METHODS
    return _("Your role does not let you see this.") if reads else _("You may see this but not change it.")


def _summary(errors: Mapping[str, list[str]]) -> str:
    if general := errors.get(NON_FIELD_ERRORS):
        return " ".join(general)
    return _("Look at: %(fields)s.") % {"fields": ", ".join(errors)}


def _flat(detail: Any, prefix: str = "") -> dict[str, list[str]]:
    """Errors of nested serializers as one level of dotted names."""
    if isinstance(detail, Mapping):
        flat: dict[str, list[str]] = {}
        for name, inner in detail.items():
            name = NON_FIELD_ERRORS if name == "non_field_errors" else problems.field_name(str(name))
            flat |= _flat(inner, f"{prefix}.{name}" if prefix else name)
        return flat
    listed = detail if isinstance(detail, list) else [detail]
    if any(isinstance(item, Mapping) for item in listed):
        return {key: value for n, item in enumerate(listed) for key, value in _flat(item, f"{prefix}.{n}").items() if value}
    return {prefix or NON_FIELD_ERRORS: [str(item) for item in listed]}


# Answers


class View(GenericAPIView):
    """The base of our API views: the language of the user, the mark of an illustration, what the address asks, ETags."""

    http_method_names = [name for name in GenericAPIView.http_method_names if name not in {"options", "trace"}]
    pagination_class: type[Pagination] | None = None  # lists say it
    asks: type[Strict] = NoQuery  # the parameters that a GET takes, beside those of paging
    asked: dict[str, Any]  # what was asked by them, checked

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if "Accept-Language" not in request.headers and hasattr(request.user, "language"):
            translation.activate(request.user.language)
        self.asked = self._read_query(request)

    def _read_query(self, request: Request) -> dict[str, Any]:
        """Whatever an address asks that the call does not know is refused, and what it asks twice: in silence somebody would
        take all rows for those that were asked for."""
        reads, given = request.method in {"GET", "HEAD"}, request.query_params
        of_paging = self.pagination_class.names() if reads and self.pagination_class else set()
        checked = (self.asks if reads else NoQuery)(data={name: value for name, value in given.items() if name not in of_paging})
        errors = {} if checked.is_valid() else _flat(checked.errors)
        if errors := errors | repeated(given):
            raise serializers.ValidationError(errors)
        return checked.validated_data

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        if getattr(request, "user", None) and request.user.is_authenticated and is_demo():
            answer["X-Installation"] = "demo"
        return answer

    def read(self, serializer: type[serializers.Serializer], **options: Any) -> dict[str, Any]:
        """The body of the request, checked."""
        sent = self.request.data
        given = serializer(data=[] if sent is None else sent, **options)  # `null` is no object either
        given.is_valid(raise_exception=True)
        return given.validated_data

    def represent(self, obj: Versioned) -> Any:
        """What GET answers for the object; views of one versioned object say it."""
        return {"version": obj.version}

    def etag(self, obj: Versioned) -> str:
        return etag(obj, self.represent(obj))

    @property
    def is_versioned(self) -> bool:
        """Whether what it changes answers with its ETag."""
        return type(self).represent is not View.represent

    def answer(self, obj: Versioned, status: int = 200) -> Response:
        body = self.represent(obj)
        return Response(body, status=status, headers={"ETag": etag(obj, body)})

    def seen(self, obj: Versioned | None = None, *, required: bool = False) -> int | None:
        """The version that If-Match names; None where it names none or says `*`: whatever there is.

        Of several versions that of `obj` is taken, or the latest. 428 where one is needed and none is sent, 412 where no
        tag is one of ours.
        """
        header = self.request.headers.get("If-Match", "").strip()
        if not header and required:
            raise PreconditionRequired
        if not header or header == "*":
            return None
        versions = [int(found[1]) for tag in header.split(",") if (found := ETAG.fullmatch(tag.strip()))]
        if not versions:
            raise NoSuchETag
        return obj.version if obj and obj.version in versions else max(versions)


class AnyForm(DefaultContentNegotiation):
    """A file is sent as what it is, whatever form its reader names; errors are JSON."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


class FileView(View):
    """A view that answers a file and no JSON."""

    content_negotiation_class = AnyForm


# A proxy that compresses an answer calls its tag weak.
ETAG = re.compile(r'(?:W/)?"v(\d{1,9})(?:\.[0-9a-f]+)?"', re.ASCII)


def etag(obj: Versioned, body: Any) -> str:
    """`"v<version>.<digest>"`: the version is what a save must have seen; the digest tells one answer from another
    where the same version reads differently, because the day, the language or a name elsewhere has changed."""
    return f'"v{obj.version}.{hashlib.sha256(JSONRenderer().render(body)).hexdigest()[:12]}"'


def _sent_file(sent: Any) -> list[str]:
    """What stands for a file where two calls are compared."""
    digest = hashlib.sha256(sent.read()).hexdigest()
    sent.seek(0)
    return [sent.name, digest]


def through(find: Callable[..., Any], **how: Any) -> Callable[..., Any]:
    """What an address names, fetched through the user by a function of `access`: for `idempotent`."""
    return lambda view, **address: find(view.request.user, **address, **how)


def idempotent(fetch: Callable[..., Any]) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    """A POST repeated with the same Idempotency-Key is answered again and not done again. `fetch` says who may, and its answer is
    what the call is handed; it is asked each time: who may not do it any more is not answered again either."""

    def decorated(call: Callable[..., Response]) -> Callable[..., Response]:
        @wraps(call)
        def answered(view: View, request: Request, **address: Any) -> Response:
            found = fetch(view, **address)
            key = request.headers.get("Idempotency-Key", "").strip()
            return _answered_once(request, key, lambda: call(view, request, found)) if key else call(view, request, found)

        return answered

    return decorated


def _answered_once(request: Request, key: str, act: Callable[[], Response]) -> Response:
    """The answer is kept in the transaction of the change; a refused call is not kept, so that it can be put right under the
    same key. It is forgotten by `office.once.forget`."""
    if len(key) > 200:
        raise serializers.ValidationError({"Idempotency-Key": [_("At most 200 characters.")]})
    asked = json.dumps([request.method, request.path, request.data], sort_keys=True, ensure_ascii=False, default=_sent_file)
    digest = hashlib.sha256(asked.encode("utf-8", "surrogatepass")).hexdigest()
    try:
        with transaction.atomic():
            remembered = RememberedAnswer.objects.create(user=request.user, key=key, request_digest=digest, status=0)
            response = act()
            remembered.status, remembered.location = response.status_code, response.headers.get("Location", "")
            remembered.body = json.loads(JSONRenderer().render(response.data) or b"null")
            remembered.save(update_fields=["status", "location", "body"])
            return response
    except IntegrityError:
        remembered = RememberedAnswer.objects.filter(user=request.user, key=key).first()
        if remembered is None:
            raise
    if remembered.request_digest != digest:
        raise KeyUsedOtherwise
    headers = {"Idempotency-Replayed": "true"} | ({"Location": remembered.location} if remembered.location else {})
    return Response(remembered.body, status=remembered.status, headers=headers)
