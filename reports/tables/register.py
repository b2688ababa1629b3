"""Who has reported for a period as a table, for a file: a row for each unit, with how it has kept its last quarters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from office.tables import Column, Kind, Table
from plan.moment import HANOI
from reports.grouping import key_of, names
from reports.register import Register, Row


def register_table(found: Register) -> Table:
    columns = [
        Column("code", _("Code"), Kind.CODE, width=16),
        Column("unit", _("Unit"), width=44),
        Column("department", _("Department that follows it"), width=28),
        Column("region", _("Region"), width=20),
        Column("kind", _("Kind of unit"), width=22),
        Column("due", _("Due, Hà Nội time"), Kind.MOMENT, width=18),
        Column("standing", _("Sending"), width=24),
        Column("sent", _("First sent, Hà Nội time"), Kind.MOMENT, width=18),
        Column("review", _("Review"), width=18),
        Column("waited", _("Waited for review, hours"), Kind.DECIMAL, width=14),
        Column("notes", _("Note"), width=40),
        Column("on_time", pgettext_lazy("quarterly report", "On time"), Kind.WHOLE, width=10),
        Column("of", _("Of reports due"), Kind.WHOLE, width=10),
        *(Column(f"q-{period.code}", period.name, width=16) for period in found.quarters),
    ]
    return Table(_("Who has reported"), tuple(columns))


def register_rows(found: Register) -> Iterator[list[Any]]:
    regions, kinds = names("region"), names("kind")
    for row in found.rows:
        yield [*_row(row, regions, kinds), *row.past.words]


def review_lines(found: Register) -> list[str]:
    """How long a review takes, for the sheet that says what the file is."""
    times = [(one.name or found.nameless, found.times.groups.get(one.code)) for one in found.parts]
    words = str(_("%(name)s: %(took)s (decisions: %(n)s)"))
    said = [words % {"name": name, "took": time.words, "n": time.number} for name, time in times if time]
    return [str(_("Median review time")), *said] if said else []


def _row(row: Row, regions: dict[str, tuple[str, str]], kinds: dict[str, tuple[str, str]]) -> list[Any]:
    owed, unit = row.owed, row.owed.unit
    mission, report = getattr(unit, "mission", None), getattr(owed, "report", None)
    place = 1 if _is_english() else 0
    region = key_of("region", mission.region_broad if mission else None)
    kind = str(mission.kind if mission else unit.kind)
    return [
        unit.code,
        unit.name,
        unit.lead_unit.name if unit.lead_unit else "",
        regions[region][place] if region in regions else "",
        kinds[kind][place] if kind in kinds else "",
        _in_hanoi(owed.due_then),
        row.situation.words,
        _in_hanoi(report.first_submitted_at) if report and row.situation.review else None,
        row.situation.review,
        round(Decimal(row.waited.total_seconds()) / 3600, 1) if row.waited is not None else None,
        "; ".join(row.situation.notes),
        row.past.on_time,
        row.past.due,
    ]


def _in_hanoi(at: datetime | None) -> datetime | None:
    """To the minute, without a zone: a sheet knows none."""
    return at.astimezone(HANOI).replace(tzinfo=None, second=0, microsecond=0) if at else None


def _is_english() -> bool:
    return get_language() == "en"
