"""The kinds of questions: how each is typed, read, kept, shown. One object a kind; `KINDS` names them all.

A new kind is a subclass of `Kind`, an entry in `KINDS` and a template of its input in `templates/reports/kinds/`.
Nothing else in the house asks for the name of a kind to know how its answers are handled.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.folding import clean
from accounts.numbers import as_float, plain_scaled, read_scaled, shown_scaled
from reports.asked import Asked

Row = dict[str, str | int]  # of a table: by the key of the column, without what is empty
Value = str | int | list[Row]
LONGEST = 20_000
MOST = 10**15
MOST_ROWS = 100  # of a table


class WrongCells(ValueError):
    """Cells of a table that cannot stand: (row from 0, column) → why."""

    def __init__(self, cells: Mapping[tuple[int, str], str], question: Asked) -> None:
        self.cells = dict(cells)
        self.labels = {column.key: str(column.label) for column in question.columns}
        super().__init__(self._told(self.labels))

    @property
    def with_keys(self) -> str:
        """The same for a program, which knows a column by its key."""
        return self._told({key: f"{label} ({key})" for key, label in self.labels.items()})

    def _told(self, names: Mapping[str, str]) -> str:
        told = [
            _("Row %(row)d, %(column)s: %(message)s") % {"row": row + 1, "column": names[column], "message": message}
            for (row, column), message in self.cells.items()
        ]
        return " ".join(told)


class Kind:
    """A text; the others say where they differ. Every method is given the question."""

    name: str = "text"
    label: str | Promise = gettext_lazy("text")
    template: str = "reports/kinds/_text.html"
    is_group: ClassVar[bool] = False  # several inputs under one question
    is_long: ClassVar[bool] = True
    of_measures: ClassVar[bool] = False  # asked of each measure that the unit serves
    keys: ClassVar[tuple[str, ...]] = ()  # what a file of a questionnaire may say of this kind alone
    can_carry: ClassVar[bool] = True
    in_a_sheet: ClassVar[bool] = True  # whether it can be answered in the workbook of the form

    # From a page

    def typed(self, question: Asked, name: str, data: Mapping[str, str]) -> Any:
        """What was sent for the field called `name`; None where it was not sent at all."""
        sent = data.get(f"a-{name}")
        return None if sent is None else clean(sent)

    def owns(self, name: str, sent: str) -> bool:
        """Whether an input called `sent` belongs to the field called `name`."""
        return sent == f"a-{name}"

    def read(self, question: Asked, typed: Any) -> Value | None:
        """What was typed, as it is kept; None where nothing was. ValueError with a message for the person otherwise."""
        text: str = typed.strip()
        if len(text) > LONGEST:
            raise ValueError(too_long(text))
        return text or None

    # As it is kept

    def is_readable(self, question: Asked, value: object) -> bool:
        """Whether it is of the kind that `keep` stores; a hand in the database may have put anything there."""
        return isinstance(value, str)

    def keep(self, question: Asked, value: Value) -> Value | None:
        if not isinstance(value, str):
            raise ValueError(_("Enter text."))
        return self.read(question, clean(value))

    # To a person and to a program

    def text(self, question: Asked, value: Value) -> Any:
        """What stands in the input: what `read` takes."""
        return self.shown(question, value)

    def shown(self, question: Asked, value: Value) -> str:
        return str(value)

    def read_plain(self, question: Asked, value: object) -> Value | None:
        """A value as a program sends it, in the shape of `keep`, which looks at the rest."""
        if not isinstance(value, str):
            raise ValueError(_("Enter text."))
        return value

    def plain(self, question: Asked, value: Value) -> Any:
        return value

    def observed(self, question: Asked, value: Value) -> int | None:
        """What the answer adds to its indicator."""
        return None


class Measures(Kind):
    name = "measures"
    label = gettext_lazy("text for each measure that the unit serves")
    of_measures = True


class Number(Kind):
    name = "number"
    label = gettext_lazy("number")
    template = "reports/kinds/_number.html"
    is_long = False
    keys = ("decimals", "least", "most", "cumulative")

    def read(self, question: Asked, typed: Any) -> Value | None:
        text: str = typed.strip()
        return _within(question, read_scaled(text, question.decimals, _example(question))) if text else None

    def is_readable(self, question: Asked, value: object) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and abs(value) < MOST

    def keep(self, question: Asked, value: Value) -> Value | None:
        if not isinstance(value, int) or isinstance(value, bool):
            raise ValueError(_("Enter a whole number."))
        return _within(question, value)

    def shown(self, question: Asked, value: Value) -> str:
        """As the reader's language writes it, without zeros that say nothing."""
        return shown_scaled(as_int(value), question.decimals)

    def read_plain(self, question: Asked, value: object) -> Value | None:
        """A number or a text with a point ("62.5")."""
        return _within(question, plain_scaled(str(value), question.decimals, _example(question)))

    def plain(self, question: Asked, value: Value) -> Any:
        return as_float(as_int(value), question.decimals) if question.decimals else value

    def observed(self, question: Asked, value: Value) -> int | None:
        return as_int(value)


class Choice(Kind):
    name = "choice"
    label = gettext_lazy("choice")
    template = "reports/kinds/_choice.html"
    is_group = True
    is_long = False
    keys = ("choices",)

    def read(self, question: Asked, typed: Any) -> Value | None:
        text: str = typed.strip()
        if text and text not in {choice.key for choice in question.choices}:
            raise ValueError(_("Choose one of the answers."))
        return text or None

    def text(self, question: Asked, value: Value) -> str:
        return str(value)

    def shown(self, question: Asked, value: Value) -> str:
        return next((str(choice.label) for choice in question.choices if choice.key == value), str(value))

    def observed(self, question: Asked, value: Value) -> int | None:
        return next((choice.value for choice in question.choices if choice.key == value), None)


class Table(Kind):
    """Rows under fixed columns, each column a question of a simple kind. Inputs are called `a-<field>:<row>:<column>`;
    `a-<field>:rows` says how many rows were shown."""

    name = "table"
    label = gettext_lazy("table")
    template = "reports/kinds/_table.html"
    is_group = True
    keys = ("columns",)

    def typed(self, question: Asked, name: str, data: Mapping[str, str]) -> Any:
        sent = data.get(f"a-{name}:rows", "")
        if not (sent.isascii() and sent.isdigit() and len(sent) < 5):
            return None
        rows = range(min(int(sent), MOST_ROWS + 3))
        return [{column.key: clean(data.get(f"a-{name}:{row}:{column.key}", "")) for column in question.columns} for row in rows]

    def owns(self, name: str, sent: str) -> bool:
        return sent.startswith(f"a-{name}:")

    def read(self, question: Asked, typed: Any) -> Value | None:
        return self._rows(question, typed, lambda column, cell: KINDS[column.kind].read(column, str(cell)))

    def keep(self, question: Asked, value: Value) -> Value | None:
        return self._rows(question, value, lambda column, cell: KINDS[column.kind].keep(column, cell))

    def read_plain(self, question: Asked, value: object) -> Value | None:
        return self._rows(question, value, lambda column, cell: KINDS[column.kind].read_plain(column, cell))

    def _rows(self, question: Asked, given: object, read: Any) -> Value | None:
        """Rows without those that are empty. WrongCells names each cell that cannot stand, ValueError what is no table."""
        known = {column.key for column in question.columns}
        if not isinstance(given, list) or not all(isinstance(row, dict) and set(row) <= known for row in given):
            raise ValueError(_("Enter rows with these columns: %(columns)s.") % {"columns": ", ".join(sorted(known))})
        rows: list[Row] = []
        wrong: dict[tuple[int, str], str] = {}
        for number, row in enumerate(given):
            made: Row = {}
            for column in question.columns:
                try:
                    value = None if row.get(column.key) in (None, "") else read(column, row[column.key])
                except ValueError as error:
                    wrong[number, column.key] = str(error)
                else:
                    if value is not None:
                        made[column.key] = value
            if made:
                rows.append(made)
                wrong |= {(number, c.key): _("Fill in this cell.") for c in question.columns if _lacks(c, made, wrong, number)}
        if wrong:
            raise WrongCells(wrong, question)
        if len(rows) > MOST_ROWS:
            raise ValueError(_("At most %(n)d rows.") % {"n": MOST_ROWS})
        return rows or None

    def is_readable(self, question: Asked, value: object) -> bool:
        columns = {column.key: column for column in question.columns}
        return isinstance(value, list) and all(
            isinstance(row, dict) and all(key in columns and KINDS[columns[key].kind].is_readable(columns[key], row[key]) for key in row)
            for row in value
        )

    def text(self, question: Asked, value: Value) -> list[dict[str, str]]:
        """What stands in the inputs, row by row."""
        return [
            {c.key: KINDS[c.kind].text(c, row[c.key]) if c.key in row else "" for c in question.columns}
            for row in (value if isinstance(value, list) else [])
        ]

    def cells(self, question: Asked, value: Value) -> list[list[str]]:
        """As a person reads them, without the units, which stand in the heading."""
        return [
            [KINDS[c.kind].shown(c, row[c.key]) if c.key in row else "" for c in question.columns]
            for row in (value if isinstance(value, list) else [])
        ]

    def shown(self, question: Asked, value: Value) -> str:
        """One line a row, each cell under its heading."""
        heads = [str(column.label) for column in question.columns]
        lines = [[f"{head}: {cell}" for head, cell in zip(heads, row, strict=True) if cell] for row in self.cells(question, value)]
        return "\n".join("; ".join(line) for line in lines)

    def plain(self, question: Asked, value: Value) -> Any:
        rows = value if isinstance(value, list) else []
        return [{c.key: KINDS[c.kind].plain(c, row[c.key]) for c in question.columns if c.key in row} for row in rows]


class Files(Kind):
    """Answered by files that are put beside it (reports.services.attachments); what is kept are their names, one a line."""

    name = "file"
    label = gettext_lazy("file")
    template = "reports/kinds/_file.html"
    is_group = True
    can_carry = False
    in_a_sheet = False

    def typed(self, question: Asked, name: str, data: Mapping[str, str]) -> Any:
        return None

    def owns(self, name: str, sent: str) -> bool:
        return False

    def read(self, question: Asked, typed: Any) -> Value | None:
        raise ValueError(_("This question is answered by files: add them beside it."))

    def keep(self, question: Asked, value: Value) -> Value | None:
        return self.read(question, value)

    def read_plain(self, question: Asked, value: object) -> Value | None:
        return self.read(question, value)


def _lacks(column: Asked, row: Row, wrong: Mapping[tuple[int, str], str], number: int) -> bool:
    return column.required and column.key not in row and (number, column.key) not in wrong


def too_long(text: str) -> str:
    return _("At most %(most)s characters; there are %(n)s.") % {"most": LONGEST, "n": len(text)}


def as_int(value: Value) -> int:
    """Of an answer that has been found readable as a number."""
    if not isinstance(value, int):
        raise TypeError(value)
    return value


def _example(question: Asked) -> int:
    """A number that may be the answer: 125 where that is within the limits, else between them."""
    usual, low, high = 125 * 10**question.decimals, question.least, question.most
    if (low is None or low <= usual) and (high is None or usual <= high):
        return usual
    ends = [end for end in (low, high) if end is not None]
    return sum(ends) // len(ends)


def _within(question: Asked, value: int) -> int:
    least, most = question.least, question.most
    if (least is None or value >= least) and (most is None or value <= most) and abs(value) < MOST:
        return value
    low, high = (None if end is None else shown_scaled(end, question.decimals) for end in (least, most))
    if low is not None and high is not None:
        raise ValueError(_("Enter a number from %(low)s to %(high)s.") % {"low": low, "high": high})
    if low is not None and value < (least or 0):
        raise ValueError(_("Enter a number not below %(low)s.") % {"low": low})
    raise ValueError(_("This number is too large."))


KINDS: dict[str, Kind] = {kind.name: kind for kind in (Kind(), Number(), Choice(), Measures(), Table(), Files())}
IN_A_TABLE = ("text", "number", "choice")  # what a column may be
