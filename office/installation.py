"""What this database is: real, or an illustration that must say so everywhere (design rule 15)."""

from typing import Any

from django.http import HttpRequest

from office.models import Installation


def is_demo() -> bool:
    return Installation.objects.filter(kind=Installation.Kind.DEMO).exists()


class OtherKind(Exception):
    """The database was made for the other kind, once and for all."""


def make(kind: str) -> Installation:
    """Say what this database is. Said once: a real one never becomes an illustration, an illustration never real."""
    made, _new = Installation.objects.get_or_create(pk=1, defaults={"kind": kind})
    if made.kind != kind:
        raise OtherKind(made.kind)
    return made


def context(request: HttpRequest) -> dict[str, Any]:
    """For every template: whether to show the banner. Read only when a template asks."""
    return {"is_demo": is_demo}
