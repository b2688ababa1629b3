"""The files of a report where its pages show them: beside the answers, and what of them a resubmission has changed. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from reports.models import Attachment
from reports.sheet import Part, Sheet


def place(sheet: Sheet, attachments: Iterable[Attachment]) -> Sheet:
    """Beside its answer each file of an answer that is shown, and with the section all others."""
    rows = list(attachments)
    for part in sheet.parts:
        left = [row for row in rows if row.section == part.section.key]
        for field in part.shown:
            field.attachments = [row for row in left if row.key == field.key]
        part.attachments = [row for row in left if row.key not in {field.key for field in part.shown}]
    return sheet


@dataclass(frozen=True)
class Enclosed:
    """A file with what it belongs to, in words."""

    attachment: Attachment
    about: str


def enclosed(part: Part) -> list[Enclosed]:
    """Every file of the section, those of the section as a whole first."""
    whole = [Enclosed(row, words_for(part, row)) for row in part.attachments]
    return whole + [Enclosed(row, field.title) for field in part.shown for row in field.attachments]


def words_for(part: Part, row: Attachment) -> str:
    titles = {field.key: field.title for field in part.fields}
    return titles.get(row.key) or _("Section %(number)s as a whole") % {"number": part.section.number}


@dataclass(frozen=True)
class Moved:
    """A file that came with a version, or that it no longer has."""

    attachment: Attachment
    about: str
    came: bool


def moved(sheet: Sheet, now: Iterable[Attachment], before: Iterable[Attachment]) -> list[Moved]:
    """What differs between two versions; the same file in the same place is none."""
    parts = {part.section.key: part for part in sheet.parts}
    new, old = list(now), list(before)
    kept_new, kept_old = {tuple(row.said) for row in new}, {tuple(row.said) for row in old}
    rows = [(row, True) for row in new if tuple(row.said) not in kept_old] + [
        (row, False) for row in old if tuple(row.said) not in kept_new
    ]
    return [Moved(row, words_for(parts[row.section], row), came) for row, came in rows if row.section in parts]
