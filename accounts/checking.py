"""What `manage.py check_integrity` looks for. Each app registers what it can tell of its own rows and files, in the `integrity.py`
beside its models; what comes of it are findings, one line each: what it is, where, and what to do.

A check only looks. The one thing that can be put right by itself is a column that follows from others of the same row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet

AT_ONCE = 2000  # rows read together


@dataclass(frozen=True)
class Asked:
    """`last`: of the history only so many of the newest links; None: all of it."""

    now: datetime
    last: int | None = None


@dataclass(frozen=True)
class Finding:
    """`kind` names the fault for a machine; `mend` puts it right, where that loses nothing. A warning is nothing lost or altered:
    what stands still, or cannot be compared."""

    kind: str
    where: str
    what: str
    do: str
    warning: bool = False
    mend: Callable[[], object] | None = None

    def __str__(self) -> str:
        return f"{self.kind}: {self.where}: {self.what} → {self.do}"


Check = Callable[[Asked], Iterable[Finding]]
CHECKS: dict[str, Check] = {}


def register(**checks: Check) -> None:
    """In `AppConfig.ready()`; two checks of one name would hide each other."""
    if twice := CHECKS.keys() & checks.keys():
        raise ValueError(f"registered twice: {', '.join(sorted(twice))}")
    CHECKS.update(checks)


def findings(asked: Asked, names: Iterable[str]) -> Iterator[Finding]:
    for name in names:
        yield from CHECKS[name](asked)


MEND = "it follows from the rest of its row: `manage.py check_integrity --mend` writes it anew"


def drifted(rows: QuerySet[Any], derived: Callable[[Any], Mapping[str, Any]]) -> Iterator[Finding]:
    """Rows in which a column that follows from others of the row no longer does: `derived` computes it again."""
    for row in rows.order_by("pk").iterator(AT_ONCE):
        for name, value in derived(row).items():
            if getattr(row, name) != value:
                yield Finding("drift", place(row), f"{name} is not what it follows from", MEND, mend=_writing(row, name, value))


def apart(row: Model, name: str, kept: object, follows: object, do: str) -> Finding:
    """A column that no longer says what the rows behind it say: which of the two is right is for a person to judge."""
    return Finding("drift", place(row), f"{name} is {kept!s}, the rows behind it say {follows!s}", do)


def place(row: Model) -> str:
    """`plan.measure 12 (2.3)`: how a row is found in its table, and by what people call it."""
    code = str(getattr(row, "code", "") or "")
    return f"{row._meta.label_lower} {row.pk}{f' ({code})' if code else ''}"


def _writing(row: Model, name: str, value: object) -> Callable[[], object]:
    """Without a new version: nobody's words change, and whoever has the row open must not be told so."""
    return lambda: type(row)._default_manager.filter(pk=row.pk).update(**{name: value})
