"""The form of one report as a workbook, filled away from the line and read back: which answers it would change. Pure.

One line a field, by its code; a table has one line a cell ("courses:1:turns"). Columns are found by their headings and
lines by their codes, never by their place. The version of each answer travels in the file, so that what somebody has
saved meanwhile is seen and never overwritten unread.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accounts.folding import clean
from office.tables import Column, Grid, Table
from office.tables.cells import code_of
from reports.kinds import KINDS, Row, Value, WrongCells
from reports.kinds import Table as TableKind
from reports.questions import Key, Question, keep, read_plain, read_value
from reports.sheet import EMPTY_ROWS, Field, Sheet, in_words

MARK = "report"  # the code of the line that says of which report the file is

TABLE = Table(
    name=gettext_lazy("Report form"),
    columns=(
        Column("code", gettext_lazy("Code"), width=22, reads=False),
        Column("question", gettext_lazy("Question"), width=44, reads=False),
        Column("answer", gettext_lazy("Answer"), width=50),
        Column("unit", gettext_lazy("Unit of measurement"), width=12, reads=False),
        Column("how", gettext_lazy("How to answer"), width=50, reads=False),
        Column("before", gettext_lazy("Last period"), width=30, reads=False),
        Column("version", gettext_lazy("Version"), width=9, reads=False),
    ),
)
NEEDED = ("code", "answer", "version")


def lines_of(sheet: Sheet, mark: str, title: str) -> Iterator[list[Any]]:
    """`mark` is the report that the file is of: period, unit and edition."""
    yield [MARK, title, mark, "", _("Leave this line as it is: it says of which report the file is."), "", ""]
    for part in sheet.parts:
        yield ["", f"{part.section.number}. {part.section.title}", "", "", "", "", ""]
        for one in part.shown:
            if one.is_asked and one.question.of.in_a_sheet:
                yield from _lines(one)


def _lines(one: Field) -> Iterator[list[Any]]:
    question = one.question
    if not isinstance(question.of, TableKind):
        title = f"{one.title}: {one.row_title}" if one.row else one.title
        yield [one.name, title, _written(question, one.value), str(question.unit), _how(one, question), one.before, str(one.seen)]
        return
    rows = one.value if isinstance(one.value, list) and one.is_answered else []
    blank: list[Row] = [{} for _n in range(EMPTY_ROWS)]
    yield ["", one.title, "", "", _how(one, question), one.before, ""]
    for number, row in enumerate([*rows, *blank], start=1):
        for column in question.columns:
            title = _("Row %(row)d: %(column)s") % {"row": number, "column": column.label}
            seen = str(one.seen) if column is question.columns[0] else ""
            code = f"{one.name}:{number}:{column.key}"
            yield [code, title, _written(column, row.get(column.key)), str(column.unit), _allowed(column), "", seen]


def _written(question: Question, value: Value | None) -> str:
    """As the input of the page has it; of a choice its words."""
    if value in (None, "") or not question.of.is_readable(question, value):
        return ""
    return question.of.shown(question, value) if value is not None else ""


def _how(one: Field, question: Question) -> str:
    needed = _("Needed.") if question.required and not question.when else ""
    return " ".join(text for text in (needed, one.condition, str(question.hint), _allowed(question)) if text)


def _allowed(question: Question) -> str:
    if not question.choices:
        return ""
    return _("One of: %(answers)s.") % {"answers": "; ".join(str(choice.label) for choice in question.choices)}


# Back


@dataclass(frozen=True)
class Line:
    """One field of the file beside what stands."""

    field: Field
    value: Value | None = None
    typed: str = ""  # what cannot be read, as it stands in the file
    error: str = ""
    is_stale: bool = False  # somebody has saved another answer since the file was made

    @property
    def old(self) -> str:
        return self.field.words if self.field.is_answered else ""

    @property
    def new(self) -> str:
        return self.typed if self.error else in_words(self.field.question, self.value)


@dataclass(frozen=True)
class Brought:
    """What a file would do."""

    lines: tuple[Line, ...]  # that would change something, or cannot be read
    same: int
    unknown: tuple[tuple[str, str], ...] = ()  # code and answer of lines that answer no question

    @property
    def wrong(self) -> list[Line]:
        return [line for line in self.lines if line.error]

    @property
    def stale(self) -> list[Line]:
        return [line for line in self.lines if line.is_stale and not line.error]

    @property
    def fresh(self) -> list[Line]:
        return [line for line in self.lines if not line.is_stale and not line.error]

    def values(self, theirs: set[str]) -> tuple[dict[Key, Value | None], dict[Key, int]]:
        """What is to be saved and which versions were seen; `theirs`: fields that stay as somebody else has saved them."""
        taken = [line for line in (*self.fresh, *self.stale) if line.field.name not in theirs]
        return {line.field.key: line.value for line in taken}, {line.field.key: line.field.seen for line in taken}


def read_back(grid: Grid, sheet: Sheet, mark: str) -> Brought:
    """ValidationError where the file is none of ours, or is that of another report."""
    if grid.quoted:
        raise ValidationError(_("Send the workbook (.xlsx) that you downloaded here."))
    cells, language = _by_code(grid)
    found = code_of(cells.get(MARK, ("", ""))[0])
    if found != mark:
        raise ValidationError(_other(found, mark))
    lines, same, known = [], 0, {MARK}
    for one in sheet.fields:
        own = {
            code for code in cells if one.is_asked and one.question.of.in_a_sheet and (code == one.name or code.startswith(f"{one.name}:"))
        }
        known |= own
        if not own:
            continue
        line = _line(one, {code: cells[code] for code in own}, language)
        if line is None:
            same += 1
        else:
            lines.append(line)
    unknown = tuple((code, code_of(cell)) for code, (cell, _seen) in cells.items() if code not in known and code_of(cell))
    return Brought(tuple(lines), same, unknown)


def _other(found: str, mark: str) -> str:
    if not found:
        return _("The file does not say of which report it is: its first line is missing. Download the form again.")
    names = ((_("period"), 0), (_("unit"), 1), (_("edition of the questionnaire"), 2))
    theirs, ours = [*found.split(" "), "", "", ""][:3], mark.split(" ")
    wrong = [f"{name}: {theirs[place][:60] or '–'} ≠ {ours[place]}" for name, place in names if theirs[place] != ours[place]]
    return _("The file is the form of another report (%(what)s). Nothing was read.") % {"what": "; ".join(wrong)}


def _by_code(grid: Grid) -> tuple[dict[str, tuple[Any, str]], str]:
    """Code → answer and version, and the language of the headings."""
    if not grid.rows:
        raise ValidationError(_("The file is empty."))
    heads = [code_of(cell).casefold() for cell in grid.rows[0][1]]
    places = {}
    for key in NEEDED:
        names = [name.casefold() for name in TABLE[key].headings()]
        place = next((number for number, head in enumerate(heads) if head in names), None)
        if place is None:
            raise ValidationError(_("The column “%(column)s” is missing. Download the form again.") % {"column": TABLE[key].heading})
        places[key] = place
    with override("en"):
        language = "en" if str(TABLE["answer"].heading).casefold() in heads else "vi"
    found: dict[str, tuple[Any, str]] = {}
    for _number, cells in grid.rows[1:]:
        code, answer, version = (cells[places[key]] if places[key] < len(cells) else None for key in NEEDED)
        if name := code_of(code):
            if name in found:
                raise ValidationError(_("The code “%(code)s” stands in the file twice.") % {"code": name[:80]})
            found[name] = (answer, code_of(version))
    return found, language


def _line(one: Field, cells: Mapping[str, tuple[Any, str]], language: str) -> Line | None:
    """None where the file says what stands already."""
    try:
        value = _value(one, cells, language)
    except ValueError as error:
        typed = "; ".join(text for answer, _version in cells.values() if (text := code_of(answer)))
        return Line(one, typed=typed, error=str(error))
    seen = next((version for _answer, version in cells.values() if version), "")
    if value == one.value or (value is None and (seen == "0" or one.value in (None, ""))):
        return None  # also where it was left empty and somebody has answered on the page
    return Line(one, value, is_stale=seen != str(one.seen))


def _value(one: Field, cells: Mapping[str, tuple[Any, str]], language: str) -> Value | None:
    question = one.question
    if not isinstance(question.of, TableKind):
        return keep(question, _cell(question, cells[one.name][0], language)) if one.name in cells else one.value
    rows: dict[int, Row] = {}
    wrong: dict[tuple[int, str], str] = {}
    columns = {column.key: column for column in question.columns}
    for code, (answer, _version) in cells.items():
        number, _colon, key = code[len(one.name) + 1 :].partition(":")
        if key not in columns or not (number.isascii() and number.isdigit() and 0 < int(number[:6]) <= 1000):
            raise ValueError(_("There is no such cell: %(code)s.") % {"code": code[:80]})
        try:
            value = _cell(columns[key], answer, language)
        except ValueError as error:
            wrong[int(number) - 1, key] = str(error)
        else:
            rows.setdefault(int(number), {})
            if value is not None and not isinstance(value, list):
                rows[int(number)][key] = value
    if wrong:
        raise WrongCells(dict(sorted(wrong.items())), question)
    return keep(question, [rows[number] for number in sorted(rows)])


def _cell(question: Question, cell: Any, language: str) -> Value | None:
    """A number of the sheet is a number, whatever marks its reader's language has; words are read as they are typed there."""
    if cell is None or cell == "":
        return None
    if question.kind == "number" and isinstance(cell, int | float) and not isinstance(cell, bool):
        return read_plain(question, f"{Decimal(repr(cell)).normalize():f}")
    text = clean(code_of(cell))
    if question.choices:
        return _chosen(question, text)
    if question.kind == "number":
        with override(language):
            try:
                return read_value(question, text)
            except ValueError:
                pass
        return KINDS["number"].read_plain(question, text if "," not in text else "x")
    return read_value(question, text)


def _chosen(question: Question, text: str) -> str:
    for choice in question.choices:
        if text.casefold() in {choice.key.casefold(), choice.label.vi.casefold(), choice.label.en.casefold()}:
            return choice.key
    raise ValueError(_allowed(question))
