"""The lists of training as tables: what a file of them has, and what a sheet that comes back is read by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from office.tables import Column, Kind, Table, choices_of
from personnel.completion import Completion
from personnel.counting import Cell
from personnel.models import Course, Programme
from personnel.trained import Line


def programmes_table() -> Table:
    return Table(
        _("Training programmes"),
        (
            Column("code", _("Code"), Kind.CODE, width=20),
            Column("name", _("Programme"), width=50),
            Column("audience", _("Audience"), Kind.CHOICE, width=18, choices=choices_of(Programme.Audience)),
            Column("legal_basis", _("Legal basis"), width=40),
            Column("approved_on", _("Approved on"), Kind.DATE, width=12),
            Column("lead_unit", _("Unit that leads it"), width=30),
            Column("measures", _("Measures of the plan"), width=14),
            Column("target", _("Target, people"), Kind.WHOLE, width=12),
            Column("completed", _("Completed, people"), Kind.WHOLE, width=12),
            Column("expected", _("Expected today"), Kind.WHOLE, width=12),
            Column("closed_on", _("Closed on"), Kind.DATE, width=12),
        ),
    )


def programme_rows(lines: Iterable[Line]) -> Iterator[list[Any]]:
    for line in lines:
        row, at = line.programme, line.reached
        yield [
            row.code,
            row.name,
            row.audience,
            row.legal_basis,
            row.approved_on,
            row.lead_unit.name,
            ", ".join(measure.code for measure in row.measures.all()),
            at.target or None,
            number_of(at.told),
            round(at.expected) if at.target else None,
            row.closed_on,
        ]


def courses_table() -> Table:
    return Table(
        _("Courses"),
        (
            Column("title", _("Course"), width=50),
            Column("programme", _("Programme"), width=40),
            Column("provider", _("Provider"), width=30),
            Column("place", pgettext_lazy("of a course", "Place"), width=20),
            Column("mode", _("Mode"), Kind.CHOICE, width=16, choices=choices_of(Course.Mode)),
            Column("starts_on", _("First day"), Kind.DATE, width=12),
            Column("ends_on", _("Last day"), Kind.DATE, width=12),
            Column("enrols_until", _("Units enrol until"), Kind.DATE, width=12),
            Column("capacity", _("Seats"), Kind.WHOLE, width=8),
            Column("enrolled", _("Enrolled"), Kind.WHOLE, width=10),
            Column("waiting", _("Waiting"), Kind.WHOLE, width=10),
            Column("completed", _("Completed, people"), Kind.WHOLE, width=12),
            Column("cancelled_on", _("Cancelled on"), Kind.DATE, width=12),
        ),
    )


def course_rows(courses: Iterable[Course]) -> Iterator[list[Any]]:
    """Courses as `personnel.seats.for_reader` tells them."""
    table = courses_table()
    for course in courses:
        told = {"programme": course.programme.name} | {key: number_of(cell) for key, cell in course.told.items()}
        yield [told[key] if key in told else getattr(course, key) for key in table.keys]


def completion_table() -> Table:
    return Table(
        _("Completion of training"),
        (
            Column("group", _("Group"), width=18),
            Column("name", pgettext_lazy("of a group", "Value"), width=60),
            Column("completed", _("Completed, people"), Kind.WHOLE, width=14),
            Column("target", _("Target, people"), Kind.WHOLE, width=12),
            Column("expected", _("Expected by the day"), Kind.WHOLE, width=12),
        ),
    )


def completion_rows(found: Completion) -> Iterator[list[Any]]:
    """Rounded where the page is."""
    held = ((_("Audience"), found.by_audience), (_("Programme"), found.by_programme), (_("Year"), found.by_year))
    for group, parts in held:
        for part in parts:
            at = part.reached
            yield [str(group), part.name, number_of(at.told), at.target or None, round(at.expected) if at.target else None]
    for group, lines in ((_("Region"), found.by_region), (_("Unit"), found.by_unit)):
        for line in lines:
            yield [str(group), line.name, number_of(line.cell), None, None]


def number_of(count: Cell) -> int | str:
    """A number is one in a spreadsheet too; "under 8" stands there in words."""
    return str(count) if count.shown is None or count.own else count.shown
