"""Every answer of the API that any test asks for is what the schema promises: its status, its form, its headers.

The schema is OpenAPI 3.0, in which `nullable` counts only beside `type`; it is read as strictly as the generated client of a
stranger reads it, and an answer may say nothing that the schema does not."""

import json
import re
from functools import cache
from unittest.mock import patch

from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator, FormatChecker
from rest_framework.renderers import JSONRenderer

import office.api
from office.problems import PROBLEM

REFERENCE = "#/components/schemas/"


class BrokenPromise(AssertionError):
    pass


@cache
def schema():
    return SchemaGenerator().get_schema(request=None, public=True)


@cache
def shapes():
    return {name: strict(shape) for name, shape in schema()["components"]["schemas"].items()}


def strict(shape):
    """A shape of OpenAPI 3.0 as JSON Schema."""
    if isinstance(shape, list):
        return [strict(part) for part in shape]
    if not isinstance(shape, dict):
        return shape
    told = {name: strict(part) for name, part in shape.items() if name not in {"nullable", "format", "example", "readOnly"}}
    if shape.get("format") in {"date", "date-time"}:
        told["format"] = shape["format"]
    if "type" in shape and isinstance(shape["type"], str) and shape.get("nullable") is True:
        told["type"] = [shape["type"], "null"]
        if "enum" in told and None not in told["enum"]:
            told["enum"] = [*told["enum"], None]
    if shape.get("type") == "object" and "properties" in shape:
        told.setdefault("additionalProperties", False)
    return told


@cache
def promise(path, method):
    """What the schema says of a call, by the path of its route."""
    [operation] = [each[method] for template, each in schema()["paths"].items() if _same(template, path) and method in each]
    return operation


def _same(template, path):
    return re.sub(r"\{\w+\}", "{}", template) == re.sub(r"<[^>]+>", "{}", f"/{path}")


@cache
def validator(path, method, status, media_type):
    responses = promise(path, method)["responses"]
    told = responses.get(str(status)) or (responses["default"] if status >= 400 else None)
    if told is None:
        raise BrokenPromise(f"{method} {path} answers {status}, of which the schema knows nothing")
    shape = told.get("content", {}).get(media_type)
    if shape is None:
        raise BrokenPromise(f"{method} {path} answers {status} as {media_type}, of which the schema knows nothing")
    return Draft202012Validator({**strict(shape["schema"]), "components": {"schemas": shapes()}}, format_checker=FormatChecker())


def hold(request, response):
    method, path = request.method.lower().replace("head", "get"), request.resolver_match.route
    if response.status_code in {204, 405} or not hasattr(response, "data"):
        return
    media_type = PROBLEM if response.status_code >= 400 else response.accepted_renderer.media_type
    said = json.loads(JSONRenderer().render(response.data))
    faults = validator(path, method, response.status_code, media_type).iter_errors(said)
    if told := [f"{fault.json_path}: {fault.message[:300]}" for fault in faults]:
        raise BrokenPromise(f"{method} {path} answers {response.status_code}, and not as the schema says: {told[:5]}")
    if response.status_code < 300 and "Idempotency-Replayed" not in response:
        headers = promise(path, method)["responses"][str(response.status_code)].get("headers", {})
        if missing := {name for name, header in headers.items() if header.get("required")} - set(response.headers):
            raise BrokenPromise(f"{method} {path} answers {response.status_code} without {missing}")


def held():
    """A patch under which every answer is held against the schema."""
    plain = office.api.View.finalize_response

    def finalize_response(view, request, response, *args, **kwargs):
        answer = plain(view, request, response, *args, **kwargs)
        hold(view.request, answer)
        return answer

    return patch.object(office.api.View, "finalize_response", finalize_response)
