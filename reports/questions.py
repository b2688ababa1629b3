"""What a quarterly report asks, as data, and whether answers fit: pure, without a query and without a clock.

A questionnaire is a list of sections with questions; answers are kept by (question, row), where the row is the code of
a measure for questions asked of each measure the unit serves, and empty otherwise. Values:

    text      a string
    number    a whole number of 10^-decimals units (a scaled integer)
    choice    the key of one of the choices
    measures  a string for each measure
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.folding import clean
from accounts.numbers import as_float, plain_scaled, read_scaled, shown_scaled

Kind = Literal["text", "number", "choice", "measures"]
KINDS: tuple[Kind, ...] = ("text", "number", "choice", "measures")
Key = tuple[str, str]  # question, row
Value = str | int
LONGEST = 20_000
MOST = 10**15


@dataclass(frozen=True)
class Words:
    """A text in two languages; what one lacks is shown in the other."""

    vi: str
    en: str = ""

    def __str__(self) -> str:
        return (self.en or self.vi) if get_language() == "en" else (self.vi or self.en)

    def __bool__(self) -> bool:
        return bool(self.vi or self.en)


@dataclass(frozen=True)
class Choice:
    key: str
    label: Words
    value: int | None = None  # what an indicator counts for it, scaled as the indicator says


@dataclass(frozen=True)
class Question:
    key: str
    number: str  # "3.2", as people call it
    kind: Kind
    label: Words
    hint: Words = Words("")
    unit: Words = Words("")
    required: bool = False
    decimals: int = 0
    least: int | None = None  # scaled, both ends allowed
    most: int | None = None
    choices: tuple[Choice, ...] = ()
    indicator: str = ""  # code of the indicator that the answer becomes on acceptance
    role: Literal["", "difficulties", "proposals", "next"] = ""  # what a progress report gathers it as


@dataclass(frozen=True)
class Section:
    key: str
    number: str
    title: Words
    questions: tuple[Question, ...]
    measures: tuple[str, ...] = ()  # codes of the measures of the plan it is about


@dataclass(frozen=True)
class Form:
    sections: tuple[Section, ...]

    @property
    def questions(self) -> list[Question]:
        return [question for section in self.sections for question in section.questions]

    def question(self, key: str) -> Question | None:
        return next((question for question in self.questions if question.key == key), None)

    def section(self, key: str) -> Section | None:
        return next((section for section in self.sections if section.key == key), None)


@dataclass(frozen=True)
class Fault:
    """An answer that cannot stand; `question` and `row` name its field."""

    question: str
    row: str
    message: str


@dataclass
class Progress:
    """How far one section has come."""

    section: Section
    answered: int = 0
    asked: int = 0
    faults: list[Fault] = field(default_factory=list)


class WrongForm(ValueError):
    """A questionnaire file that cannot be used; the text says where and why."""


def form_of(content: Mapping[str, Any]) -> Form:
    """The questionnaire as stored. WrongForm names the first fault."""
    sections = tuple(_section(row, place) for place, row in enumerate(content.get("sections") or [], start=1))
    if not sections:
        raise WrongForm("sections: there is none")
    form = Form(sections)
    for keys, what in (([s.key for s in sections], "section"), ([q.key for q in form.questions], "question")):
        if twice := {key for key in keys if keys.count(key) > 1}:
            raise WrongForm(f"{what} {', '.join(sorted(twice))}: the key stands twice")
    return form


def _section(row: Mapping[str, Any], place: int) -> Section:
    key = _key(row, f"section {place}")
    questions = tuple(_question(one, f"{place}.{n}") for n, one in enumerate(row.get("questions") or [], start=1))
    if not questions:
        raise WrongForm(f"section {key}: it asks nothing")
    return Section(key, str(place), _words(row, "title", f"section {key}", needed=True), questions, tuple(row.get("measures") or ()))


def _question(row: Mapping[str, Any], number: str) -> Question:
    key = _key(row, f"question {number}")
    where = f"question {key}"
    kind = row.get("kind")
    if kind not in KINDS:
        raise WrongForm(f"{where}: kind must be one of {', '.join(KINDS)}")
    choices = tuple(_choice(one, where) for one in row.get("choices") or [])
    if (kind == "choice") != bool(choices):
        raise WrongForm(f"{where}: only a choice has choices, and it needs them")
    return Question(
        key=key,
        number=number,
        kind=kind,
        label=_words(row, "label", where, needed=True),
        hint=_words(row, "hint", where),
        unit=_words(row, "unit", where),
        required=bool(row.get("required", False)),
        decimals=int(row.get("decimals", 0)),
        least=row.get("least"),
        most=row.get("most"),
        choices=choices,
        indicator=row.get("indicator", ""),
        role=row.get("role", ""),
    )


def _choice(row: Mapping[str, Any], where: str) -> Choice:
    return Choice(_key(row, where), _words(row, "label", where, needed=True), row.get("value"))


def _key(row: Mapping[str, Any], where: str) -> str:
    key = row.get("key")
    if not isinstance(key, str) or not key.replace("-", "").isalnum() or not key.isascii():
        raise WrongForm(f"{where}: key must be Latin letters, digits and hyphens")
    return key


def _words(row: Mapping[str, Any], name: str, where: str, *, needed: bool = False) -> Words:
    vi, en = row.get(f"{name}_vi") or "", row.get(f"{name}_en") or ""
    if needed and not (vi and en):
        raise WrongForm(f"{where}: {name}_vi and {name}_en are both needed")
    return Words(vi, en)


# Answers


def field_name(key: Key) -> str:
    """The name of a field on pages and in errors: "staff-present", "results.2.3"."""
    return ".".join(part for part in key if part)


def keys_of(questions: Iterable[Question], measures: Sequence[str]) -> list[tuple[Question, str]]:
    """Every field that these questions ask of a unit that serves these measures."""
    return [(q, row) for q in questions for row in (measures if q.kind == "measures" else ("",))]


def read_value(question: Question, typed: str) -> Value | None:
    """What was typed, as it is kept; None where nothing was. ValueError with a message for the person otherwise."""
    typed = typed.strip()
    if not typed:
        return None
    if question.kind == "number":
        return _within(question, read_scaled(typed, question.decimals))
    if question.kind == "choice":
        if typed not in {choice.key for choice in question.choices}:
            raise ValueError(_("Choose one of the answers."))
        return typed
    if len(typed) > LONGEST:
        raise ValueError(too_long(typed))
    return typed


def too_long(text: str) -> str:
    return _("At most %(most)s characters; there are %(n)s.") % {"most": LONGEST, "n": len(text)}


def _within(question: Question, value: int) -> int:
    least, most = question.least, question.most
    if (least is None or value >= least) and (most is None or value <= most) and abs(value) < MOST:
        return value
    low, high = (None if end is None else shown_number(question, end) for end in (least, most))
    if low is not None and high is not None:
        raise ValueError(_("Enter a number from %(low)s to %(high)s.") % {"low": low, "high": high})
    if low is not None and value < (least or 0):
        raise ValueError(_("Enter a number not below %(low)s.") % {"low": low})
    raise ValueError(_("This number is too large."))


def read_plain(question: Question | None, value: object) -> Value | None:
    """A value as a program sends it, in the shape of `keep`, which looks at the rest: a number is a number or a text with
    a point ("62.5"). ValueError with a message otherwise."""
    if question is None:
        raise ValueError(_("There is no such question."))
    if value is None or value == "":
        return None
    if question.kind == "number":
        return _within(question, plain_scaled(str(value), question.decimals))
    if not isinstance(value, str):
        raise ValueError(_("Enter text."))
    return value


def plain(question: Question | None, value: Value | None) -> str | int | float | None:
    """An answer as a program reads it; what `read_plain` takes. None where it cannot be read."""
    if value is None or (question is not None and not is_readable(question, value)):
        return None
    if question is None or question.kind != "number" or not question.decimals:
        return value
    return as_float(int(value), question.decimals)


def keep(question: Question | None, value: Value | None) -> Value | None:
    """A value as it is stored. ValueError with a message for the person where it answers no question or does not fit."""
    if question is None:
        raise ValueError(_("There is no such question."))
    if value is None or value == "":
        return None
    if question.kind == "number":
        if not isinstance(value, int) or isinstance(value, bool):
            raise ValueError(_("Enter a whole number."))
        return _within(question, value)
    if not isinstance(value, str):
        raise ValueError(_("Enter text."))
    return read_value(question, clean(value))


def is_readable(question: Question, value: object) -> bool:
    """Whether it is of the kind that `keep` stores; a hand in the database may have put anything there."""
    if question.kind == "number":
        return isinstance(value, int) and not isinstance(value, bool) and abs(value) < MOST
    return isinstance(value, str)


def shown_number(question: Question, value: int) -> str:
    """As the reader's language writes it, without zeros that say nothing."""
    return shown_scaled(value, question.decimals)


def shown(question: Question, value: Value | None) -> str:
    """An answer as a person reads it; without the unit. One that cannot be read is called so."""
    if value is None or value == "":
        return ""
    if not is_readable(question, value):
        return _("This answer cannot be read.")
    if question.kind == "number":
        return shown_number(question, int(value))
    if question.kind == "choice":
        return next((str(choice.label) for choice in question.choices if choice.key == value), str(value))
    return str(value)


def observed(question: Question, value: Value) -> int | None:
    """What the answer adds to its indicator; nothing where it cannot be read."""
    if not is_readable(question, value):
        return None
    if question.kind == "choice":
        return next((choice.value for choice in question.choices if choice.key == value), None)
    return int(value) if question.kind == "number" else None


def progress_of(section: Section, answers: Mapping[Key, Value], measures: Sequence[str]) -> Progress:
    """How many fields of a section are answered, and which required ones are not; one that cannot be read is none."""
    progress = Progress(section)
    for question, row in keys_of(section.questions, measures):
        progress.asked += 1
        value = answers.get((question.key, row))
        if value not in (None, "") and is_readable(question, value):
            progress.answered += 1
        elif value not in (None, ""):
            unread = _("The answer to question %(number)s cannot be read. Answer it again.") % {"number": question.number}
            progress.faults.append(Fault(question.key, row, unread))
        elif question.required:
            progress.faults.append(Fault(question.key, row, _("Answer question %(number)s.") % {"number": question.number}))
    return progress


def missing(form: Form, answers: Mapping[Key, Value], measures: Sequence[str]) -> list[Fault]:
    """What must be answered before the report can be submitted."""
    return [fault for section in form.sections for fault in progress_of(section, answers, measures).faults]
