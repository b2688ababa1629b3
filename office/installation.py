"""What this database is: real, or an illustration that must say so everywhere (design rule 15)."""

from typing import Any

from django.http import HttpRequest

from office.models import Installation


class _Read:
    """What this process has read. It is said once and never changes, so one question for each process is enough."""

    kind: str | None = None


def is_demo() -> bool:
    if _Read.kind is None:
        _Read.kind = Installation.objects.values_list("kind", flat=True).first()
    return _Read.kind == Installation.Kind.DEMO


def forget() -> None:
    """For tests, each of which has a database of its own making."""
    _Read.kind = None


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
