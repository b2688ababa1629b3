"""Two rows of officers that may be one person, field by field: what stands in each, and which of the two is to stay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from personnel.models import Officer

FIELDS = ("name", "unit", "rank", "post", "user", "left_on")  # those of which only one can stay


@dataclass(frozen=True)
class Pair:
    """One thing of both rows in words. `name`: the column of which one is to be chosen; empty where everything is kept."""

    label: str
    kept: str
    double: str
    name: str = ""

    @property
    def differs(self) -> bool:
        return self.kept != self.double


def pairs(kept: Officer, double: Officer) -> list[Pair]:
    """The columns first, then what moves as it is: languages, postings, courses, teams."""
    told = [Pair(_label(name), shown(kept, name), shown(double, name), name) for name in FIELDS]
    return told + [Pair(label, one, other) for (label, one), (_label_again, other) in zip(_rest(kept), _rest(double), strict=True)]


def to_choose(kept: Officer, double: Officer) -> list[str]:
    """Columns in which the rows differ."""
    return [name for name in FIELDS if getattr(kept, name) != getattr(double, name)]


def lacking(kept: Officer, double: Officer) -> list[str]:
    """What the row that stays has not and the other has."""
    return [name for name in ("rank", "post", "user") if not getattr(kept, name) and getattr(double, name)]


def shown(officer: Officer, name: str) -> str:
    if name == "rank":
        return str(officer.get_rank_display())
    value: Any = getattr(officer, name)
    if name == "user":
        return value.email if value else ""
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value or "")


def _label(name: str) -> str:
    if name in ("user", "left_on"):  # as the form calls them
        return _("Account") if name == "user" else _("Left the service on")
    words = str(Officer._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return words[:1].upper() + words[1:]


def _rest(officer: Officer) -> Iterator[tuple[str, str]]:
    skills = officer.skills.select_related("language")
    yield _("Languages"), _listed(f"{skill.language} {skill.level}{_dated(skill.dated_on)}" for skill in skills)
    postings = officer.postings.select_related("unit").order_by("from_on")
    yield _("Postings"), _listed(f"{row.place}{_dated(row.from_on)}" for row in postings)
    seats = officer.enrolments.standing().select_related("course")
    yield _("Courses"), _listed(f"{seat.course.title} ({seat.get_result_display() or seat.get_state_display()})" for seat in seats)
    yield _("Expert teams"), _listed(str(member.team) for member in officer.teams.select_related("team"))


def _dated(day: date | None) -> str:
    return f" ({day:%d/%m/%Y})" if day else ""


def _listed(words: Iterable[str]) -> str:
    return "; ".join(words)
