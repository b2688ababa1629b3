"""What the pages of a quarterly report show, section by section and field by field: pure, without a query and without a
clock."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.cells import Cell
from reports.kinds import Table, Value
from reports.models import Answer, Attachment, Remark
from reports.questions import Form, Key, Question, Section, condition_words, field_name, is_readable, keep, keys_of, shown

EMPTY_ROWS = 3  # below those of a table that are filled


@dataclass
class Field:
    """One question as it is asked of one row, with what stands there and what stood there before."""

    question: Question
    row: str  # code of a measure, or empty
    letter: str = field(default="", init=False)  # of a question asked of several measures: which of them
    row_title: str
    is_asked: bool = True  # False: an answer about a measure that the unit no longer serves; it stands as it was written
    value: Value | None = None
    seen: int = 0  # the version of the answer that is shown; 0: none
    shown: str = ""  # the mark of the text that the page had shown, where it was sent back
    by: str = ""
    at: datetime | None = None
    is_needed: bool = False  # whether it must be answered, the others being answered as they are
    condition: str = ""  # in words: when it is asked
    before: str = ""  # the answer of the period before, in words
    before_value: Value | None = None  # the same as it is kept, where it would be an answer of this edition too
    carried: Value | None = None  # what it begins with: from the period before, not yet confirmed
    explained: Field | None = None  # of a word of explanation: the figure that has fallen
    remarks: list[Remark] = field(default_factory=list)
    typed: Any = None  # what was sent and not saved
    error: str = ""
    cell_errors: Mapping[tuple[int, str], str] = field(default_factory=dict)  # of a table: row from 0 and column
    attachments: list[Attachment] = field(default_factory=list)  # beside this answer
    clash: Clash | None = None

    @property
    def key(self) -> Key:
        return self.question.key, self.row

    @property
    def name(self) -> str:
        return field_name(self.key)

    @property
    def anchor(self) -> str:
        """The id of its field, or of its first choice or cell."""
        return f"a-{self.name}-0" if self.question.of.is_group else f"a-{self.name}"

    @property
    def title(self) -> str:
        """As a list of several questions names it: "3.2 Số máy trạm", "1.2a Giải pháp 2.3"."""
        what = _("Measure %(code)s") % {"code": self.row} if self.row else self.question.label
        return f"{self.number} {what}"

    @property
    def number(self) -> str:
        return self.question.number + self.letter

    @property
    def text(self) -> Any:
        """What stands in the input."""
        return self._saved if self.typed is None else self.typed

    @property
    def _saved(self) -> Any:
        value = self.value if self.value not in (None, "") or self.seen else self.carried
        return as_typed(self.question, value)

    @property
    def mark(self) -> str:
        """What a page sends back of the answer it showed: its version, and by what it is known again ("3-9f86d081"). What
        is only carried from the period before is no answer yet: sent back as it was shown, it becomes one."""
        return f"{self.seen}-{self.shown or mark_of(as_typed(self.question, self.value))}"

    @property
    def is_unsaved(self) -> bool:
        """Whether something was typed that is not what is saved."""
        if self.typed is None:
            return False
        typed = self.typed.strip() if isinstance(self.typed, str) else [row for row in self.typed if any(row.values())]
        return bool(typed != self._saved and (typed or self._saved))

    @property
    def is_carried(self) -> bool:
        """Whether it shows what the unit said in the period before, which counts only once it is saved."""
        return self.carried is not None and not self.seen and self.value is None and self.typed is None

    @property
    def rows(self) -> list[list[Cell]]:
        """The inputs of a table: what is filled, and empty ones below."""
        filled: list[dict[str, str]] = self.text or []
        while filled and self.typed is not None and not any(filled[-1].values()):
            filled = filled[:-1]
        empty: list[dict[str, str]] = [{} for _n in range(EMPTY_ROWS)]
        return [
            [
                Cell(column, f"a-{self.name}:{n}:{column.key}", row.get(column.key, ""), self.cell_errors.get((n, column.key), ""))
                for column in self.question.columns
            ]
            for n, row in enumerate([*filled, *empty])
        ]

    @property
    def cells(self) -> list[list[str]]:
        """The answer to a table as it is read; empty for the other kinds."""
        kind = self.question.of
        return kind.cells(self.question, self.value) if isinstance(kind, Table) and self.is_answered and self.value is not None else []

    @property
    def labelled_cells(self) -> list[list[tuple[str, str]]]:
        return [[(str(column.label), cell) for column, cell in zip(self.question.columns, row, strict=True)] for row in self.cells]

    @property
    def has_fallen(self) -> bool:
        """Whether a cumulative figure is below that of the period before."""
        return self.question.cumulative and falls(self.value, self.before_value)

    @property
    def is_hidden(self) -> bool:
        """A word of explanation that nothing asks for, and that nobody has given."""
        if self.explained is None or self.value is not None or self.typed or self.remarks:
            return False
        return not self.explained.has_fallen

    @property
    def words(self) -> str:
        return in_words(self.question, self.value)

    @property
    def is_answered(self) -> bool:
        return self.value not in (None, "") and not self.is_damaged

    @property
    def is_damaged(self) -> bool:
        """Whether something stands there that no form could have stored: it is named, not shown."""
        return self.value not in (None, "") and not is_readable(self.question, self.value)

    @property
    def is_missing(self) -> bool:
        """Whether the report cannot be submitted without it, as `questions.missing` says."""
        return self.is_asked and (self.is_damaged or (self.is_needed and not self.is_answered))

    @property
    def is_long(self) -> bool:
        return self.question.of.is_long

    @property
    def options(self) -> list[tuple[str, str]]:
        """The choices as they are offered; what need not be answered can be taken back."""
        none = [] if self.question.required else [("", _("Not answered"))]
        return none + [(choice.key, str(choice.label)) for choice in self.question.choices]


def mark_of(typed: Any) -> str:
    """By which what stood in an input is known again, in few characters."""
    rows = [] if isinstance(typed, str) else [row for row in typed if any(row.values())]
    said = typed.strip() if isinstance(typed, str) else json.dumps(rows, sort_keys=True) if rows else ""
    return hashlib.sha256(said.encode()).hexdigest()[:8]


def as_typed(question: Question, value: Value | None) -> Any:
    """An answer as it stands in its input."""
    return "" if value in (None, "") or not is_readable(question, value) else question.of.text(question, value)


@dataclass(frozen=True)
class Clash:
    """The newer answer to a field that was being written: somebody else's, or one's own from another page."""

    theirs: str
    by: str
    at: datetime
    is_own: bool


@dataclass
class Part:
    """A section as the unit fills it."""

    section: Section
    fields: list[Field]
    called_done: bool = False
    attachments: list[Attachment] = field(default_factory=list)  # of the section as a whole (reports.enclosures)

    @property
    def shown(self) -> list[Field]:
        return [field for field in self.fields if not field.is_hidden]

    @property
    def answered(self) -> int:
        return sum(field.is_answered for field in self.fields)

    @property
    def missing(self) -> list[Field]:
        return [field for field in self.fields if field.is_missing]

    @property
    def is_done(self) -> bool:
        return self.called_done and not self.missing

    @property
    def standing(self) -> tuple[str, str]:
        """A sign and at most four words."""
        if self.is_done:
            return "good", _("Finished")
        if any(field.remarks for field in self.fields):
            return "risk", _("Has remarks")
        if self.called_done:
            n = len(self.missing)
            return "risk", ngettext("%(n)s answer lacking", "%(n)s answers lacking", n) % {"n": n}
        if self.answered:
            return "within", _("Being written: %(n)s/%(all)s") % {"n": self.answered, "all": len(self.shown)}
        return "none", _("Not begun")


@dataclass
class Sheet:
    parts: list[Part]
    before: str = ""  # the name of the period whose answers stand beside
    lost: list[tuple[str, str]] = field(default_factory=list)  # name and text of answers to what is not asked at all

    @property
    def fields(self) -> list[Field]:
        return [field for part in self.parts for field in part.fields]

    @property
    def missing(self) -> list[tuple[Part, Field]]:
        return [(part, field) for part in self.parts for field in part.missing]

    @property
    def fallen(self) -> list[tuple[Part, Field]]:
        """Words of explanation that are asked for and not given: a warning, never a refusal."""
        asked = [(part, field) for part in self.parts for field in part.shown if field.explained and not field.is_answered]
        return [(part, field) for part, field in asked if field.explained and field.explained.has_fallen]

    @property
    def answered(self) -> int:
        return sum(part.answered for part in self.parts)

    @property
    def done(self) -> int:
        return sum(part.is_done for part in self.parts)

    @property
    def unfinished(self) -> Part | None:
        """The first section that still wants work."""
        return next((part for part in self.parts if not part.is_done), None)

    def part(self, key: str) -> Part | None:
        return next((part for part in self.parts if part.section.key == key), None)

    def after(self, part: Part) -> Part | None:
        place = self.parts.index(part) + 1
        return self.parts[place] if place < len(self.parts) else None


@dataclass(frozen=True)
class Before:
    """What the unit said in the period before."""

    period: str
    form: Form
    values: Mapping[Key, Value]

    def words(self, question: Question, row: str) -> str:
        asked = self.form.question(question.key)  # an older edition may count in other units
        return in_words(asked, self.values.get((question.key, row))) if asked and asked.kind == question.kind else ""

    def value(self, question: Question, row: str) -> Value | None:
        """The same as it is kept; nothing where this edition could not keep it."""
        asked = self.form.question(question.key)
        if asked is None or (asked.kind, asked.decimals, asked.unit) != (question.kind, question.decimals, question.unit):
            return None
        try:
            return keep(question, self.values.get((question.key, row)))
        except ValueError:
            return None


def lay_out(
    form: Form,
    measures: Mapping[str, str],
    answers: Iterable[Answer] = (),
    *,
    done: Iterable[str] = (),
    before: Before | None = None,
    remarks: Iterable[Remark] = (),
) -> Sheet:
    """`measures`: code to title, in the plan's order, of those asked about one by one; answers about others, which the
    unit no longer serves, are not lost but stand after them."""
    given = {(row.question, row.row): row for row in answers}
    noted: dict[Key, list[Remark]] = {}
    for remark in remarks:
        noted.setdefault((remark.question, remark.row), []).append(remark)
    finished = set(done)
    values = {key: row.value for key, row in given.items() if row.value is not None}
    parts = []
    for section in form.sections:
        keys = keys_of(section.questions, _rows(measures, given, section))
        fields = [_field(question, row, measures, given.get((question.key, row)), before, noted) for question, row in keys]
        _relate(form, fields, values)
        parts.append(Part(section, fields, section.key in finished))
    sheet = Sheet(parts, before.period if before else "")
    placed = {one.key for one in sheet.fields}
    sheet.lost = [(field_name(key), str(row.value)) for key, row in sorted(given.items()) if key not in placed and row.value is not None]
    return sheet


def _relate(form: Form, fields: list[Field], values: Mapping[Key, Value]) -> None:
    """What of a field depends on another one."""
    by_key = {one.question.key: one for one in fields}
    for one in fields:
        one.is_needed = one.question.is_needed(values)
        one.condition = condition_words(form, one.question.when)
        one.explained = by_key.get(one.question.explains)
    for several in (list(rows) for _key, rows in groupby(fields, lambda one: one.question.key)):
        for place, one in enumerate(several if len(several) > 1 else ()):
            one.letter = chr(ord("a") + place % 26) * (place // 26 + 1)


def falls(value: Value | None, before: Value | None) -> bool:
    return isinstance(value, int) and isinstance(before, int) and value < before


def _rows(measures: Mapping[str, str], given: Mapping[Key, Answer], section: Section) -> list[str]:
    asked = {question.key for question in section.questions}
    others = {row for (key, row), answer in given.items() if key in asked and row and row not in measures and answer.value is not None}
    return [*measures, *sorted(others)]


def _field(
    question: Question,
    row: str,
    measures: Mapping[str, str],
    answer: Answer | None,
    before: Before | None,
    noted: Mapping[Key, list[Remark]],
) -> Field:
    made = Field(question, row, measures.get(row, ""), not row or row in measures, remarks=noted.get((question.key, row), []))
    made.before = before.words(question, row) if before else ""
    made.before_value = before.value(question, row) if before else None
    if question.carried and made.is_asked:
        made.carried = made.before_value
    if answer is not None:
        made.value, made.seen, made.by, made.at = answer.value, answer.version, answer.by.name, answer.at
    return made


def in_words(question: Question, value: Value | None) -> str:
    """An answer as a person reads it, with its unit: "26 máy", "71,5%"; in English "71.5%"."""
    words = shown(question, value)
    if not words or question.kind != "number" or not question.unit or not is_readable(question, value):
        return words
    unit = str(question.unit)
    return _("%(n)s%%") % {"n": words} if unit == "%" else f"{words}\u00a0{unit}"
