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
from accounts.numbers import read_scaled
from office.tables import Column, Grid, Table
from office.tables.cell_kinds import Percent, is_error
from office.tables.cells import code_of
from office.tables.reading import MOST_ABOVE, error_told, unreckoned_told
from office.tables.workbooks import Figure
from reports.kinds import Row, Value, WrongCells, as_int
from reports.kinds import Table as TableKind
from reports.questions import Key, Question, is_readable, keep, read_plain, read_value
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
FINEST = 18  # digits after the mark that are read before it is said how many there may be
UNRECKONED = object()  # stands for a formula whose value the file does not hold


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
        yield [one.name, title, as_cell(question, one.value), str(question.unit), _how(one, question), one.before, str(one.seen)]
        return
    rows = one.value if isinstance(one.value, list) and one.is_answered else []
    blank: list[Row] = [{} for _n in range(EMPTY_ROWS)]
    yield ["", one.title, "", "", _how(one, question), one.before, ""]
    for number, row in enumerate([*rows, *blank], start=1):
        for column in question.columns:
            title = _("Row %(row)d: %(column)s") % {"row": number, "column": column.label}
            seen = str(one.seen) if column is question.columns[0] else ""
            code = f"{one.name}:{number}:{column.key}"
            yield [code, title, as_cell(column, row.get(column.key)), str(column.unit), _allowed(column), "", seen]


def as_cell(question: Question, value: Value | None) -> str | Figure:
    """A number stays one, or the place for one; the rest as the input of the page has it."""
    if question.kind != "number":
        return _written(question, value)
    number = Decimal(as_int(value)).scaleb(-question.decimals) if value not in (None, "") and is_readable(question, value) else None
    return Figure(number, question.decimals, str(question.unit) == "%")


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
    head, places = _places(grid)
    heads = {code_of(cell).casefold() for cell in grid.rows[head][1]}
    with override("en"):
        language = "en" if str(TABLE["answer"].heading).casefold() in heads else "vi"
    found: dict[str, tuple[Any, str]] = {}
    for number, cells in grid.rows[head + 1 :]:
        code, answer, version = (cells[places[key]] if places[key] < len(cells) else None for key in NEEDED)
        if name := code_of(code):
            if name in found:
                raise ValidationError(_("The code “%(code)s” stands in the file twice.") % {"code": name[:80]})
            told = UNRECKONED if (number, places["answer"] + 1) in grid.unreckoned else answer
            found[name] = (told, code_of(version))
    return found, language


def _places(grid: Grid) -> tuple[int, dict[str, int]]:
    """Which of the first rows has the headings, and where each column stands."""
    lacks, names = "", {key: [name.casefold() for name in TABLE[key].headings()] for key in NEEDED}
    for number, (_number, cells) in enumerate(grid.rows[:MOST_ABOVE]):
        heads = [code_of(cell).casefold() for cell in cells]
        found = {key: [place for place, head in enumerate(heads) if head in names[key]] for key in NEEDED}
        if all(found.values()):
            return number, {key: places[0] for key, places in found.items()}
        lacks = lacks or next(key for key in NEEDED if not found[key])
    raise ValidationError(_("The column “%(column)s” is missing. Download the form again.") % {"column": TABLE[lacks].heading})


def _line(one: Field, cells: Mapping[str, tuple[Any, str]], language: str) -> Line | None:
    """None where the file says what stands already."""
    try:
        value = _value(one, cells, language)
    except ValueError as error:
        typed = "; ".join(text for answer, _version in cells.values() if answer is not UNRECKONED and (text := code_of(answer)))
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
    if cell is UNRECKONED:
        raise ValueError(unreckoned_told())
    if is_error(cell):
        raise ValueError(error_told(cell))
    if cell is None or cell == "":
        return None
    if question.kind == "number":
        return _number(question, cell, language)
    text = clean(code_of(cell))
    return _chosen(question, text) if question.choices else read_value(question, text)


def _number(question: Question, cell: Any, language: str) -> Value | None:
    if isinstance(cell, Percent) and str(question.unit) == "%":
        return read_plain(question, f"{cell.hundredths.normalize():f}")
    if isinstance(cell, int | float) and not isinstance(cell, bool | Percent):
        return read_plain(question, f"{Decimal(repr(cell)).normalize():f}")
    text = _without_unit(clean(code_of(cell)), question)
    with override(language):
        try:
            scaled = read_scaled(text, FINEST)
        except ValueError:
            scaled = None
    # What is no number in the language of the sheet may be one as programs write it: 62.5 in a Vietnamese one, but not 1.500.
    plain = f"{Decimal(scaled).scaleb(-FINEST).normalize():f}" if scaled is not None else text
    return read_plain(question, plain if "," not in plain else "x")


def _without_unit(text: str, question: Question) -> str:
    """ "6 biên chế" and "68,3%" are how the column "Last period" writes the answer itself."""
    text = text.replace("\u00a0", " ").strip()
    for unit in filter(None, (question.unit.vi, question.unit.en)):
        if text.casefold().endswith(unit.casefold()):
            return text[: -len(unit)].rstrip() or text  # a unit alone is no empty answer
    return text


def _chosen(question: Question, text: str) -> str:
    for choice in question.choices:
        if text.casefold() in {choice.key.casefold(), choice.label.vi.casefold(), choice.label.en.casefold()}:
            return choice.key
    raise ValueError(_allowed(question))
