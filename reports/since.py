"""What of a report has been written since a page of it was read. Pure."""

from __future__ import annotations

from datetime import UTC, datetime

from reports.models import ReportVersion
from reports.sheet import Field, Part, Sheet


def marks_of(version: ReportVersion, sheet: Sheet) -> str:
    """What a page sends back of the answers on it: the number of the version, then each name with the version of its answer."""
    return " ".join([str(version.number), *(f"{one.name}={one.seen}" for one in sheet.fields if one.seen)])


def written_since(marks: str, version: ReportVersion, sheet: Sheet) -> list[tuple[Part, Field]]:
    """The answers written since the page with these marks was read, the latest first. None where it showed another version
    of the report, of which all answers are new, or sent no marks."""
    number, *read = marks.split() or [""]
    if number != str(version.number):
        return []
    known = set(read)
    rows = [(part, one) for part in sheet.parts for one in part.fields if one.seen and f"{one.name}={one.seen}" not in known]
    return sorted(rows, key=lambda row: row[1].at or datetime.min.replace(tzinfo=UTC), reverse=True)
