"""What was sent for an import waits here between the dry run and its confirmation; it belongs to the one who sent it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.folding import clean
from accounts.models import User
from office.models import ImportDraft
from office.tables import Grid

MOST = 20  # waiting at once of one person; the oldest give way


@transaction.atomic
def keep(*, by: User, kind: str, subject: str, grid: Grid, name: str, now: datetime) -> ImportDraft:
    draft = ImportDraft.objects.create(by=by, kind=kind, subject=subject, name=clean(name)[:200], grid=grid.as_json(), made_at=now)
    older = ImportDraft.objects.filter(by=by).order_by("-made_at").values_list("pk", flat=True)[MOST:]
    ImportDraft.objects.filter(pk__in=list(older)).delete()
    return draft


def grid_of(draft: ImportDraft) -> Grid:
    return Grid.of_json(draft.grid)


@transaction.atomic
def keep_only(draft: ImportDraft, rows: Collection[int], doubled: Collection[tuple[int, int]] = (), *, heading: int) -> None:
    """After a part was imported: the row of the headings and the rows of these numbers are what is left. `doubled`: which of them
    repeat the key of another row, by its number; it may be gone now, and the second must still say why it was not imported."""
    grid = grid_of(draft)
    left = tuple((number, cells) for number, cells in grid.rows if number == heading or number in rows)
    # Where it was thrown away in the same moment there is nothing to keep it in.
    kept = Grid(left, grid.quoted, grid.unreckoned, frozenset(doubled), grid.sheet)
    ImportDraft.objects.filter(pk=draft.pk).update(grid=kept.as_json())


def discard(draft: ImportDraft) -> None:
    draft.delete()


def forget(now: datetime) -> int:
    """Remove what nobody confirmed within a day; answers how many."""
    return ImportDraft.objects.expired(now).delete()[0]
