"""The moment that a page shows, read from its address; what cannot be read is said beside the field."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from office.addresses import address
from plan.models import Plan
from plan.moment import Moment


@dataclass(frozen=True)
class AsOf:
    moment: Moment
    typed: str  # what stands in the field: the day shown, or what could not be read
    known: str
    errors: ValidationError | None = None

    @property
    def status(self) -> int:
        return 422 if self.errors else 200

    @property
    def error(self) -> str:
        """For pages whose form has the one field."""
        return " ".join(self.errors.messages) if self.errors else ""

    @property
    def mark(self) -> str:
        """What a link appends to stay at this moment: empty, or "?on=…"."""
        return f"?{self.moment.query}" if self.moment.query else ""

    @property
    def by_task(self) -> str:
        return self._grouped("task")

    @property
    def by_unit(self) -> str:
        return self._grouped("unit")

    def _grouped(self, by: str) -> str:
        """The query of the cells grouped, at this moment."""
        return "?" + "&".join(filter(None, [f"by={by}", self.moment.query]))


def read_moment(request: HttpRequest) -> AsOf:
    now = timezone.now()
    typed, known = request.GET.get("on", "")[:40], request.GET.get("known", "")[:40]
    try:
        moment = Moment.read(request.GET, now)
    except ValidationError as errors:
        return AsOf(Moment.now(now), typed, known, errors)
    return AsOf(moment, f"{moment.on:%d/%m/%Y}", known)


def rows(plan: Plan, moment: Moment, *, task: str = "", cell: str = "") -> str:
    """The address of exactly the measures behind a number; `cell` may name a group of cells (`plan.progress.DONE`)."""
    chosen = {name: str(value) for name, value in (("task", task), ("cell", cell)) if value}
    query = "&".join(part for part in (urlencode(chosen), moment.query) if part)
    return address("plan:measures", plan.code) + (f"?{query}" if query else "")
