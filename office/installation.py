"""What this database is: real, or an illustration that must say so everywhere (design rule 15)."""

from typing import Any

from django.http import HttpRequest

from office.models import Installation


def is_demo() -> bool:
    return Installation.objects.filter(kind=Installation.Kind.DEMO).exists()


def context(request: HttpRequest) -> dict[str, Any]:
    """For every template: whether to show the banner. Read only when a template asks."""
    return {"is_demo": is_demo}
