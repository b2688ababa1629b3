"""People to invite, as lines "e-mail; name; unit; role": pure but for what is known of units and addresses."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.folding import clean, fold
from accounts.models import Unit
from accounts.roles import ROLES

MOST = 200
COLUMNS = 4


@dataclass
class Line:
    """One line, with what is wrong with it."""

    number: int
    email: str = ""
    name: str = ""
    unit: Unit | None = None
    role: str = ""
    typed: tuple[str, ...] = ()
    faults: list[str] = field(default_factory=list)

    @property
    def role_title(self) -> str:
        return str(ROLES[self.role].title) if self.role in ROLES else ""


def read_list(text: str, *, units: Mapping[str, Unit], given: Mapping[str, Collection[str]], taken: Collection[str]) -> list[Line]:
    """`given`: the roles that the inviter may give in a unit, by its code; `taken`: addresses that have an account, small.
    A first line without an address is the header."""
    lines: list[Line] = []
    seen = set(taken)
    for number, cells in _rows(text):
        if number == 1 and not any("@" in cell for cell in cells):
            continue
        line = _line(number, cells, units, given)
        if line.email and line.email in seen:
            line.faults.append(_("There is an account or an earlier line with this address."))
        seen.add(line.email)
        lines.append(line)
    return lines


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """Parted by semicolons, tabs or commas, whichever the first line has; empty lines are left out, numbers kept."""
    text = clean(text)
    head = next((line for line in text.split("\n") if line.strip()), "")
    parted = next((mark for mark in ";\t," if mark in head), ";")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=parted)
    try:
        return [(number, [cell.strip() for cell in row]) for number, row in enumerate(reader, start=1) if any(cell.strip() for cell in row)]
    except csv.Error:
        return [(1, ["@"])]


def _line(number: int, cells: list[str], units: Mapping[str, Unit], given: Mapping[str, Collection[str]]) -> Line:
    if len(cells) != COLUMNS:
        return Line(number, typed=tuple(cells), faults=[_("The line needs four parts: e-mail; name; unit; role.")])
    email, name, code, role = cells
    line = Line(number, email.lower(), name, _unit(code, units), _role(role), tuple(cells))
    try:
        validate_email(email)
    except ValidationError as error:
        line.faults += error.messages
    if not name or len(name) > 150 or len(email) > 254:
        line.faults.append(_("The name is missing, or a text is too long."))
    if line.unit is None:
        line.faults.append(_("“%s” is no unit in which you can give a role.") % code)
    elif line.role not in given.get(line.unit.code, ()):
        titles = ", ".join(str(ROLES[key].title) for key in ROLES if key in given.get(line.unit.code, ()))
        line.faults.append(
            _("“%(typed)s” is no role that you can give in this unit. Here it is one of: %(roles)s.") % {"typed": role, "roles": titles}
        )
    return line


def _unit(typed: str, units: Mapping[str, Unit]) -> Unit | None:
    """By its code, or by its name in either language, with or without diacritics; a name that two units have is none."""
    if unit := units.get(typed.lower().replace("_", "-")):
        return unit
    words = fold(typed)
    named = [unit for unit in units.values() if words and words in {fold(unit.name_vi), fold(unit.name_en)}]
    exact = [unit for unit in named if typed in {unit.name_vi, unit.name_en}]
    found = exact or named
    return found[0] if len(found) == 1 else None


def _role(typed: str) -> str:
    """A role by its key, or by its title in either language, with or without diacritics."""
    words = fold(typed)
    for key, role in ROLES.items():
        titles = []
        for language in ("vi", "en"):
            with override(language):
                titles.append(fold(str(role.title)))
        if words in {fold(key), *titles}:
            return key
    return ""
