"""Officers as a table: the file of the list, and the form in which a roster comes in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from office.tables import Column, Kind, Table, choices_of
from personnel.models import Language, Officer, Posting
from personnel.ranks import LanguageLevel, Rank
from plan.tables.units import unit_choices

SPOKEN = 3  # languages that have columns of their own


def roster_table() -> Table:
    """Written in the reader's language, understood in either."""
    units = unit_choices(Unit.objects.exclude(kind=Unit.Kind.GROUP))
    languages = {language.code: (str(language), language.name_vi, language.name_en) for language in Language.objects.all()}
    levels = {str(level.value): (level.label, level.european) for level in LanguageLevel}
    columns = [
        Column("number", _("Officer number"), Kind.CODE, width=9),
        Column("name", _("Name"), width=30, limit=150, required=True),
        Column("unit", _("Unit"), Kind.CODE, width=36, required=True, choices=units),
        Column("rank", _("Diplomatic rank"), Kind.CHOICE, width=20, choices=choices_of(Rank)),
        Column("post", _("Post"), width=28, limit=150),
    ]
    for place in range(1, SPOKEN + 1):
        columns += [
            Column(f"language_{place}", _column(_("Language %(n)s"), place), Kind.CODE, width=18, choices=languages),
            Column(f"level_{place}", _column(_("Level %(n)s"), place), Kind.CHOICE, width=14, choices=levels),
            Column(f"dated_{place}", _column(_("Certificate %(n)s, date"), place), Kind.DATE, width=14),
        ]
    return Table(_("Officers"), tuple(columns), key=("name", "unit", "number"))


class _Numbered:
    """A heading with its place: "Language 2", in whatever language it is read."""

    def __init__(self, heading: Any, place: int) -> None:
        self.heading, self.place = heading, place

    def __str__(self) -> str:
        return str(self.heading) % {"n": self.place}


def _column(heading: Any, place: int) -> Any:
    return _Numbered(heading, place)


def values_of(officer: Officer) -> dict[str, Any]:
    values: dict[str, Any] = {
        "number": str(officer.pk),
        "name": officer.name,
        "unit": officer.unit.code,
        "rank": officer.rank,
        "post": officer.post,
    }
    spoken = officer.languages[:SPOKEN]
    for place in range(1, SPOKEN + 1):
        skill = spoken[place - 1] if place <= len(spoken) else None
        values[f"language_{place}"] = skill.language.code if skill else None
        values[f"level_{place}"] = str(skill.level) if skill else None
        values[f"dated_{place}"] = skill.dated_on if skill else None
    return values


def roster_rows(officers: Iterable[Officer], table: Table) -> Iterator[list[Any]]:
    for officer in officers:
        values = values_of(officer)
        yield [values[key] for key in table.keys]


def postings_table() -> Table:
    """Who serves where until when."""
    return Table(
        _("Postings"),
        (
            Column("number", _("Officer number"), Kind.WHOLE, width=9, value=attrgetter("officer_id")),
            Column("name", _("Name"), width=30, value=attrgetter("officer.name")),
            Column("rank", _("Diplomatic rank"), Kind.CHOICE, width=20, choices=choices_of(Rank), value=attrgetter("officer.rank")),
            Column("home", _("Unit"), width=36, value=attrgetter("officer.unit.name")),
            Column("place", _("Serves at"), width=44, value=attrgetter("place")),
            Column("destination", _("Kind of place"), Kind.CHOICE, width=20, choices=choices_of(Posting.Destination)),
            Column("post", _("Post"), width=28),
            Column("decision", _("Decision number"), width=20),
            Column("from_on", _("From"), Kind.DATE, width=13),
            Column("until_on", _("Until"), Kind.DATE, width=13),
        ),
    )
