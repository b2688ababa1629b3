"""What the pages of a quarterly report show, section by section and field by field: pure, without a query and without a
clock."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from difflib import SequenceMatcher

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from reports.models import Answer, Remark
from reports.questions import Form, Key, Question, Section, Value, field_name, is_readable, keys_of, shown

LEAST_WORDS, MOST_WORDS = 8, 1500  # pieces, words and gaps: below it is shown whole, above the comparing takes too long
MOST_PAIRS = 20_000  # of equal words of the two texts; prose of that length has half as many


@dataclass
class Field:
    """One question as it is asked of one row, with what stands there and what stood there before."""

    question: Question
    row: str  # code of a measure, or empty
    row_title: str
    is_asked: bool = True  # False: an answer about a measure that the unit no longer serves; it stands as it was written
    value: Value | None = None
    seen: int = 0  # the version of the answer that is shown; 0: none
    shown: str = ""  # the mark of the text that the page had shown, where it was sent back
    by: str = ""
    at: datetime | None = None
    before: str = ""  # the answer of the period before, in words
    remarks: list[Remark] = field(default_factory=list)
    typed: str | None = None  # what was sent and not saved
    error: str = ""
    clash: Clash | None = None

    @property
    def key(self) -> Key:
        return self.question.key, self.row

    @property
    def name(self) -> str:
        return field_name(self.key)

    @property
    def anchor(self) -> str:
        """The id of its field, or of its first choice."""
        return f"a-{self.name}-0" if self.question.kind == "choice" else f"a-{self.name}"

    @property
    def title(self) -> str:
        """As a list of several questions names it: "3.2 Số máy trạm", "1.2 Giải pháp 2.3"."""
        if self.row:
            return f"{self.question.number} " + _("Measure %(code)s") % {"code": self.row}
        return f"{self.question.number} {self.question.label}"

    @property
    def text(self) -> str:
        """What stands in the input."""
        if self.typed is not None:
            return self.typed
        return self._saved

    @property
    def _saved(self) -> str:
        return as_typed(self.question, self.value)

    @property
    def mark(self) -> str:
        """What a page sends back of the answer it showed: its version, and by what its text is known again ("3-9f86d081")."""
        return f"{self.seen}-{self.shown or mark_of(self._saved)}"

    @property
    def is_unsaved(self) -> bool:
        """Whether something was typed that is not what is saved."""
        if self.typed is None:
            return False
        return self.typed.strip() != self._saved

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
        return self.is_damaged or (self.question.required and not self.is_answered)

    @property
    def is_long(self) -> bool:
        return self.question.kind in {"text", "measures"}

    @property
    def options(self) -> list[tuple[str, str]]:
        """The choices as they are offered; what need not be answered can be taken back."""
        none = [] if self.question.required else [("", _("Not answered"))]
        return none + [(choice.key, str(choice.label)) for choice in self.question.choices]


def mark_of(text: str) -> str:
    """By which a text is known again, in few characters."""
    return hashlib.sha256(text.strip().encode()).hexdigest()[:8]


def as_typed(question: Question, value: Value | None) -> str:
    """An answer as it stands in its input."""
    if value is None or not is_readable(question, value):
        return ""
    return str(value) if question.kind == "choice" else shown(question, value)


@dataclass(frozen=True)
class Clash:
    """Somebody else's answer to a field that was being written."""

    theirs: str
    by: str
    at: datetime


@dataclass
class Part:
    """A section as the unit fills it."""

    section: Section
    fields: list[Field]
    called_done: bool = False

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
            return "within", _("Being written: %(n)s/%(all)s") % {"n": self.answered, "all": len(self.fields)}
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

    def unsettled(self, old: Mapping[Key, Value]) -> list[tuple[Part, Field]]:
        """What was remarked on and still says what it said in the version that was returned."""
        left = {change.field.key for change in changed(self, old) if not change.differs}
        return [(part, field) for part in self.parts for field in part.fields if field.key in left]

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
    parts = []
    for section in form.sections:
        keys = keys_of(section.questions, _rows(measures, given, section))
        fields = [_field(question, row, measures, given.get((question.key, row)), before, noted) for question, row in keys]
        parts.append(Part(section, fields, section.key in finished))
    sheet = Sheet(parts, before.period if before else "")
    placed = {one.key for one in sheet.fields}
    sheet.lost = [(field_name(key), str(row.value)) for key, row in sorted(given.items()) if key not in placed and row.value is not None]
    return sheet


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
    if answer is not None:
        made.value, made.seen, made.by, made.at = answer.value, answer.version, answer.by.name, answer.at
    return made


def in_words(question: Question, value: Value | None) -> str:
    """An answer as a person reads it, with its unit: "26 máy", "71,5 %"; in English "71.5%"."""
    words = shown(question, value)
    if not words or question.kind != "number" or not question.unit or not is_readable(question, value):
        return words
    unit = str(question.unit)
    return f"{words}%" if unit == "%" and get_language() == "en" else f"{words}\u00a0{unit}"


@dataclass(frozen=True)
class Change:
    """One answer beside what the version before said; `differs` is False where it was remarked on and left as it was."""

    field: Field
    old: str
    differs: bool

    @property
    def pieces(self) -> list[tuple[str, str]]:
        """The two texts as one: what stayed (""), what went ("del"), what came ("ins")."""
        return compare(self.old, self.field.words)


def changed(sheet: Sheet, old: Mapping[Key, Value]) -> list[Change]:
    """What a reviewer of a resubmission looks at: every answer that differs, and every one that was remarked on."""
    rows = [
        Change(field, in_words(field.question, old.get(field.key)), old.get(field.key) != (None if field.value == "" else field.value))
        for field in sheet.fields
    ]
    return [row for row in rows if row.differs or row.field.remarks]


def compare(old: str, new: str) -> list[tuple[str, str]]:
    """Word by word. A short answer, and a text that is nearly all new, is shown whole: old, then new."""
    before, after = _words(old), _words(new)
    whole = [("del", old), ("", "\n"), ("ins", new)] if old and new else [("del", old)] if old else [("ins", new)]
    if min(len(before), len(after)) < LEAST_WORDS or max(len(before), len(after)) > MOST_WORDS or _is_monotonous(before, after):
        return whole
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < 0.5:
        return whole
    pieces: list[tuple[str, str]] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(("", "".join(before[i:j])))
            continue
        pieces += [(kind, text) for kind, text in (("del", "".join(before[i:j])), ("ins", "".join(after[k:m]))) if text]
    return pieces


def _is_monotonous(before: list[str], after: list[str]) -> bool:
    """The same few words over and over: each pair of equal ones is looked at, so that the comparing would take seconds."""
    ours, theirs = Counter(word for word in before if word.strip()), Counter(word for word in after if word.strip())
    return sum(number * theirs[word] for word, number in ours.items()) > MOST_PAIRS


def _words(text: str) -> list[str]:
    return re.findall(r"\S+|\s+", text)
