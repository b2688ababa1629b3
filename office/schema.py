"""What the OpenAPI schema says of every call: how one signs in, who may, what it takes in its address, which headers and
problems (RFC 9457) it answers with."""

import inspect
from typing import Any

from django.conf import settings
from drf_spectacular import authentication
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_bearer_security_scheme_object

from accounts.roles import ROLES

PROBLEM = {
    "type": "object",
    "description": "An error, by RFC 9457.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "object",
            "description": "Messages by field or parameter; `__all__` holds those of the whole.",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
    "required": ["type", "title", "status", "detail"],
}
ABOUT = """
**Signing in.** `Authorization: Token …` with a key from the page of one's account, or the session of the pages; with a session,
what changes something needs its token against forgery in `X-CSRFToken`. A key that only reads is answered 403 by all that writes.

**Language.** Messages are in the language of `Accept-Language`, without it in that of the account. Where the pages have set their
cookie of the language, as in a browser, that language holds.

**Lists** come in pages: `page` from 1, `page_size` from 1 to {most}, {size} if left out. Each says its order. A page after the last
is answered 404; follow `next` until it is null.

**What is not understood is refused** with 400 and never passed over: an unknown parameter or field, one given twice, a code of a
unit that does not exist. `errors` names each.

**Versions.** What can be read by itself carries an `ETag`. `If-Match` with it lets a change through only if nobody has been there
since (412 otherwise, with the present ETag; 428 where it is needed and missing). Every GET answers 304 to `If-None-Match`, unless it
is a file.

**Repeating.** A POST with an `Idempotency-Key` is done once within a week: sent again it is answered as the first time, with
`Idempotency-Replayed: true`. The same key with another body is answered 422.

**Limits.** {rate} calls a minute for each account, then 429 with `Retry-After` in seconds. A file may have 10 MB, a body without
files 2.5 MB (413).

**Who may.** Each call names the permission that it needs. Who has none of it is answered 404, or 403 where they may know of the thing.
The roles have these (own: in their unit; below: in their unit and those below it; led: in the missions that their unit follows):

{roles}
"""
ANSWER = {"description": "A problem", "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}
ETAG = {"schema": {"type": "string"}, "description": "The version and the digest of what was changed or read."}
LOCATION = {"schema": {"type": "string"}, "required": True, "description": "Of what was changed or made."}
REPLAYED = {"schema": {"type": "string", "enum": ["true"]}, "description": "Answered as the first time; nothing was done again."}
RETRY_AFTER = {"schema": {"type": "integer"}, "required": True, "description": "Seconds."}


class Schema(AutoSchema):
    """What a call is by itself: its own words and no other's, the parameters that it checks, the headers that it answers."""

    view: Any  # one of `office.api`, which this module cannot import

    def get_override_parameters(self) -> list[Any]:
        return [self.view.asks] if self.method == "GET" and self.view.asks().fields else []

    def get_description(self) -> str:  # type: ignore[override]  # as the generator has it
        return inspect.cleandoc(getattr(self.view, self.method.lower()).__doc__ or "")

    def get_operation(self, *args: Any) -> dict[str, Any] | None:
        operation = super().get_operation(*args)
        if operation is not None:
            sent = {found["name"]: found.get("required", False) for found in operation.get("parameters", []) if found["in"] == "header"}
            responses = operation["responses"]
            for status, response in list(responses.items()):
                if status.startswith("2") and status != "204" and (headers := self._headers(int(status), response, sent)):
                    response["headers"] = headers
            self._problems(responses, sent)
        return operation

    def _headers(self, status: int, response: dict[str, Any], sent: dict[str, bool]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if self.method == "GET":
            kept = any(shape["schema"].get("format") == "binary" for shape in response.get("content", {}).values())
            found |= {} if kept else {"ETag": ETAG}
        elif self.view.is_versioned:
            found["ETag"] = {**ETAG, "required": True}
        if status in {201, 202}:
            found["Location"] = LOCATION
        return found | ({"Idempotency-Replayed": REPLAYED} if "Idempotency-Key" in sent else {})

    def _problems(self, responses: dict[str, Any], sent: dict[str, bool]) -> None:
        """Those that have something of their own to say; `default` stands for the others."""
        told = {"429": {**ANSWER, "description": "Too many calls in this minute", "headers": {"Retry-After": RETRY_AFTER}}}
        if self.method == "GET" and "ETag" in responses.get("200", {}).get("headers", {}):
            responses["304"] = {"description": "As `If-None-Match` has it"}
        if "If-Match" in sent:
            told["412"] = {**ANSWER, "description": "Changed since it was read", "headers": {"ETag": ETAG}}
        if sent.get("If-Match"):
            told["428"] = {**ANSWER, "description": "`If-Match` is missing"}
        if "Idempotency-Key" in sent:
            told["422"] = {**ANSWER, "description": "The key was used for another request"}
        for status, answer in told.items():
            responses.setdefault(status, answer)


class SessionScheme(authentication.SessionScheme):
    target_class = "accounts.tokens.SessionAuthentication"


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "accounts.tokens.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return build_bearer_security_scheme_object(header_name="Authorization", token_prefix="Token")  # noqa: S106 a word, no secret


def without_base_words() -> list[type]:
    """Classes whose words are about all that are built on them, and no description of any."""
    from drf_spectacular.plumbing import get_lib_doc_excludes

    from office.api_input import Strict

    return [*get_lib_doc_excludes(), Strict]


def completed(result: dict[str, Any], **_options: Any) -> dict[str, Any]:
    """What is said of all calls together, after each has said its own."""
    return with_rules(with_nulls(with_problems(result)))


def with_nulls(result: dict[str, Any]) -> dict[str, Any]:
    """In OpenAPI 3.0 `nullable` adds null to the `type` beside it and says nothing beside a reference: there null is one of two."""
    result["components"]["schemas"]["NullEnum"] = {"enum": [None]}
    waiting: list[Any] = [result]
    while waiting:
        at = waiting.pop()
        if isinstance(at, dict) and at.get("nullable") and "allOf" in at:
            at["oneOf"] = [*at.pop("allOf"), {"$ref": "#/components/schemas/NullEnum"}]
        waiting += at.values() if isinstance(at, dict) else at if isinstance(at, list) else []
    return result


def with_problems(result: dict[str, Any]) -> dict[str, Any]:
    result["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    for operations in result["paths"].values():
        for operation in operations.values():
            operation["responses"]["default"] = ANSWER
    return result


def with_rules(result: dict[str, Any]) -> dict[str, Any]:
    """What holds for all calls, from where it is kept."""
    from office.paging import Pagination

    rates: Any = settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]
    rate = rates["user"].partition("/")[0]
    roles = "\n".join(
        f"- `{role.key}`: " + ", ".join(f"`{permission}` ({scope})" for permission, scope in sorted(role.permissions.items()))
        for role in ROLES.values()
    )
    rules = ABOUT.format(most=Pagination.max_page_size, size=Pagination.page_size, rate=rate, roles=roles)
    result["info"]["description"] += f"\n{rules}"
    return result
