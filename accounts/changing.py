"""When something was last recorded of a row, asked of what stays: the history, and rows that are kept beside it. For whoever
keeps a copy of a list and asks what has changed since.

Every service writes its line of history in the transaction of its change (accounts.history), so that no change is without one;
a column that each service must remember to set would one day be forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from django.apps import apps
from django.db import models
from django.db.models import CharField, DateTimeField, F, Max, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Greatest, NullIf

# A change bears the moment at which its call began and is seen only once it is saved: what was being saved while somebody
# asked is told again to whoever asks from there on. No call of ours takes so long, and clocks may differ by as much.
OVERLAP = timedelta(hours=1)
NEVER = datetime(1900, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Told:
    """A row counts as changed when the newest event about an object of `kind` was recorded; its id is at `path` of the row."""

    kind: str
    path: str = "pk"

    def latest(self) -> Subquery:
        about = _rows("accounts.Event").filter(object_kind=self.kind, object_id=Cast(OuterRef(self.path), CharField()))
        return Subquery(about.order_by().values("object_kind").annotate(latest=Max("at")).values("latest"))


@dataclass(frozen=True)
class ToldOfEach:
    """Lines of history about the objects of a model that hold the row in the field."""

    model: str
    field: str

    def latest(self) -> Subquery:
        held = _rows(self.model).filter(**{self.field: OuterRef(OuterRef("pk"))}).values(told=Cast("pk", CharField()))
        about = _rows("accounts.Event").filter(object_kind=self.model.lower(), object_id__in=held)
        return Subquery(about.order_by().values("object_kind").annotate(latest=Max("at")).values("latest"))


@dataclass(frozen=True)
class Kept:
    """The latest moment in the column `at` of the rows of a model that hold the row in the field: what has no history of its own."""

    model: str
    field: str
    at: str

    def latest(self) -> Subquery:
        held = _rows(self.model).filter(**{self.field: OuterRef("pk")})
        return Subquery(held.order_by().values(self.field).annotate(latest=Max(self.at)).values("latest"))


@dataclass(frozen=True)
class Column:
    """A moment in a column of the row itself."""

    name: str

    def latest(self) -> F:
        return F(self.name)


Source = Told | ToldOfEach | Kept | Column


class Changing:
    """Mixin, left of a QuerySet; `changed_by` names all that what a list shows of a row depends on. What follows from the day
    alone (overdue, due) is no change, nor is another name of a unit that the row only mentions."""

    changed_by: ClassVar[tuple[Source, ...]] = ()
    reckoned: ClassVar[Q] = Q(pk__in=())  # rows that are reckoned from others: nothing tells when they have changed

    @classmethod
    def also_changed_by(cls, *sources: Source) -> None:
        """What an app above tells of these rows in the history of its own (design part 2); said when Django starts."""
        cls.changed_by = tuple(dict.fromkeys([*cls.changed_by, *sources]))

    def with_change(self) -> Any:
        """Annotates `changed_at`; None where nothing has ever been recorded of the row."""
        return self.annotate(changed_at=self._latest())  # type: ignore[attr-defined]

    def change_of(self, row: models.Model) -> datetime | None:
        """The same of one row that has been read already."""
        found: datetime | None = self.filter(pk=row.pk).annotate(moment=self._latest()).values_list("moment", flat=True).first()  # type: ignore[attr-defined]
        return found

    def changed_since(self, at: datetime | None) -> Any:
        """Those of which something was recorded since, or in the hour before (`OVERLAP`), and all that are `reckoned`; None: all."""
        if at is None:
            return self
        return self.alias(changed_then=self._latest()).filter(Q(changed_then__gte=at - OVERLAP) | self.reckoned)  # type: ignore[attr-defined]

    def _latest(self) -> Any:
        found: list[Any] = [source.latest() for source in self.changed_by]
        if len(found) == 1:
            return found[0]
        never = Value(NEVER, DateTimeField())
        return NullIf(Greatest(*(Coalesce(one, never) for one in found)), never)


def _rows(model: str) -> Any:
    """Of a model that may stand above this one and so cannot be imported here."""
    return apps.get_model(model)._default_manager
