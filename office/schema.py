"""What the OpenAPI schema says of every call: how one signs in, and that it may answer with a problem (RFC 9457)."""

from typing import Any

from drf_spectacular import authentication
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_bearer_security_scheme_object

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
            "description": "Messages by field; `__all__` holds those of the whole.",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
    "required": ["type", "title", "status", "detail"],
}
ANSWER = {"description": "A problem", "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}


class Schema(AutoSchema):
    """What a call is by itself: the parameters that it takes are those that it checks."""

    def get_override_parameters(self) -> list[Any]:
        return [self.view.asks] if self.method == "GET" and self.view.asks().fields else []


class SessionScheme(authentication.SessionScheme):
    target_class = "accounts.tokens.SessionAuthentication"


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "accounts.tokens.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return build_bearer_security_scheme_object(header_name="Authorization", token_prefix="Token")  # noqa: S106 a word, no secret


def with_nulls(result: dict[str, Any], **_options: Any) -> dict[str, Any]:
    """In OpenAPI 3.0 `nullable` adds null to the `type` beside it and says nothing beside a reference: there null is one of two."""
    result["components"]["schemas"]["NullEnum"] = {"enum": [None]}
    waiting: list[Any] = [result]
    while waiting:
        at = waiting.pop()
        if isinstance(at, dict) and at.get("nullable") and "allOf" in at:
            at["oneOf"] = [*at.pop("allOf"), {"$ref": "#/components/schemas/NullEnum"}]
        waiting += at.values() if isinstance(at, dict) else at if isinstance(at, list) else []
    return result


def with_problems(result: dict[str, Any], **_options: Any) -> dict[str, Any]:
    result["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    for operations in result["paths"].values():
        for operation in operations.values():
            operation["responses"]["default"] = ANSWER
    return result
