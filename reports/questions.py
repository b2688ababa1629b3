"""What a quarterly report asks, as data, and whether answers fit: pure, without a query and without a clock.

A questionnaire is a list of sections with questions; answers are kept by (question, row), where the row is the code of
a measure for questions asked of each measure the unit serves, and empty otherwise. Values (`reports.kinds`):

    text      a string
    number    a whole number of 10^-decimals units (a scaled integer)
    choice    the key of one of the choices
    measures  a string for each measure
    table     a list of rows: by the key of the column what is kept of its kind
    file      the names of the files beside it, one a line
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.translation import gettext as _

from reports.asked import NO_WORDS, Asked, Choice, Words
from reports.kinds import IN_A_TABLE, KINDS, Kind, Value

Key = tuple[str, str]  # question, row
WHY = "-why"  # ends the key of the question that explains a cumulative figure


@dataclass(frozen=True)
class Condition:
    """When a question is asked: another one is answered with one of these choices, or with more than this number."""

    question: str
    among: tuple[str, ...] = ()
    above: int | None = None  # scaled as that question is

    def holds(self, answers: Mapping[Key, Value]) -> bool:
        value = answers.get((self.question, ""))
        if self.above is not None:
            return isinstance(value, int) and not isinstance(value, bool) and value > self.above
        return isinstance(value, str) and value in self.among


@dataclass(frozen=True)
class Question(Asked):
    hint: Words = NO_WORDS
    unit: Words = NO_WORDS
    columns: tuple[Question, ...] = ()
    indicator: str = ""  # code of the indicator that the answer becomes on acceptance
    role: Literal["", "difficulties", "proposals", "next"] = ""  # what a progress report gathers it as
    when: Condition | None = None  # None: always asked
    carried: bool = False  # begins with what the unit said in the period before
    cumulative: bool = False  # a figure below that of the period before asks for a word of explanation
    explains: str = ""  # key of the cumulative question of which this is the word of explanation

    @property
    def of(self) -> Kind:
        """What is done with its answers."""
        return KINDS[self.kind]

    def is_needed(self, answers: Mapping[Key, Value]) -> bool:
        """Whether it must be answered, the others being answered so."""
        return self.required and (self.when is None or self.when.holds(answers))


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
    _conditions_fit(form)
    return form


def _section(row: Mapping[str, Any], place: int) -> Section:
    key = _key(row, f"section {place}")
    asked = [_question(one, f"{place}.{n}") for n, one in enumerate(row.get("questions") or [], start=1)]
    if not asked:
        raise WrongForm(f"section {key}: it asks nothing")
    questions = tuple(one for question in asked for one in ((question, _why(question)) if question.cumulative else (question,)))
    return Section(key, str(place), _words(row, "title", f"section {key}", needed=True), questions, tuple(row.get("measures") or ()))


def _why(question: Question) -> Question:
    """The word of explanation that a cumulative figure asks for when it falls."""
    label = Words(f"Vì sao giảm so với kỳ trước: {question.label.vi}", f"Why it has fallen since the last period: {question.label.en}")
    hint = Words(
        "Số lũy kế thường không giảm. Nêu ngắn gọn lý do, ví dụ: kỳ trước ghi nhầm.",
        "A cumulative figure does not usually fall. Say shortly why, such as a slip in the last period.",
    )
    return Question(question.key + WHY, question.number + "a", "text", label, hint=hint, explains=question.key)


def _question(row: Mapping[str, Any], number: str, within: Sequence[str] = tuple(KINDS)) -> Question:
    key = _key(row, f"question {number}")
    where = f"question {key}"
    kind = row.get("kind")
    if kind not in within or kind not in KINDS:
        raise WrongForm(f"{where}: kind must be one of {', '.join(within)}")
    choices = tuple(_choice(one, where) for one in row.get("choices") or [])
    if (kind == "choice") != bool(choices):
        raise WrongForm(f"{where}: only a choice has choices, and it needs them")
    columns = tuple(_question(one, f"{number}.{n}", IN_A_TABLE) for n, one in enumerate(row.get("columns") or [], start=1))
    if (kind == "table") != bool(columns):
        raise WrongForm(f"{where}: only a table has columns, and it needs them")
    if len({column.key for column in columns}) < len(columns):
        raise WrongForm(f"{where}: a column stands twice")
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
        columns=columns,
        when=_condition(row.get("when"), where),
        carried=bool(row.get("carried", False)) and KINDS[kind].can_carry,
        cumulative=bool(row.get("cumulative", False)) and kind == "number",
    )


def _condition(row: Mapping[str, Any] | None, where: str) -> Condition | None:
    if not row:
        return None
    among, above = tuple(row.get("is") or ()), row.get("above")
    if bool(among) == (above is not None):
        raise WrongForm(f"{where}: when names either the answers or a number")
    return Condition(_key({"key": row.get("question")}, where), among, above)


def _conditions_fit(form: Form) -> None:
    """A condition looks at a question that stands above, of a kind that can be compared."""
    above: dict[str, Question] = {}
    for question in form.questions:
        if question.when is not None:
            on = above.get(question.when.question)
            if on is None:
                raise WrongForm(f"question {question.key}: when names no question above it")
            fits = on.kind == "number" if question.when.above is not None else set(question.when.among) <= {c.key for c in on.choices}
            if not fits or question.indicator:
                raise WrongForm(f"question {question.key}: when does not fit the question {on.key}")
        above[question.key] = question


def condition_words(form: Form, condition: Condition | None) -> str:
    """ "Trả lời nếu câu 4.1 là “Thuê”"; empty where there is none."""
    on = form.question(condition.question) if condition else None
    if condition is None or on is None:
        return ""
    if condition.above is not None:
        return _("Answer if question %(number)s is above %(limit)s.") % {"number": on.number, "limit": shown(on, condition.above)}
    labels = [f"“{choice.label}”" for choice in on.choices if choice.key in condition.among]
    return _("Answer if question %(number)s is %(answers)s.") % {"number": on.number, "answers": _(" or ").join(labels)}


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
    return [(q, row) for q in questions for row in (measures if q.of.of_measures else ("",))]


def read_value(question: Question, typed: Any) -> Value | None:
    """What was typed, as it is kept; None where nothing was. ValueError with a message for the person otherwise."""
    return question.of.read(question, typed)


def read_plain(question: Question | None, value: object) -> Value | None:
    """A value as a program sends it, in the shape of `keep`, which looks at the rest: a number is a number or a text with
    a point ("62.5"). ValueError with a message otherwise."""
    if question is None:
        raise ValueError(_("There is no such question."))
    return None if value is None or value == "" else question.of.read_plain(question, value)


def plain(question: Question | None, value: Value | None) -> Any:
    """An answer as a program reads it; what `read_plain` takes. None where it cannot be read."""
    if value is None or question is None:
        return value
    return question.of.plain(question, value) if is_readable(question, value) else None


def keep(question: Question | None, value: Value | None) -> Value | None:
    """A value as it is stored. ValueError with a message for the person where it answers no question or does not fit."""
    if question is None:
        raise ValueError(_("There is no such question."))
    return None if value is None or value == "" else question.of.keep(question, value)


def is_readable(question: Question, value: object) -> bool:
    """Whether it is of the kind that `keep` stores; a hand in the database may have put anything there."""
    return question.of.is_readable(question, value)


def shown(question: Question, value: Value | None) -> str:
    """An answer as a person reads it; without the unit. One that cannot be read is called so."""
    if value is None or value == "":
        return ""
    if not is_readable(question, value):
        return _("This answer cannot be read.")
    return question.of.shown(question, value)


def observed(question: Question, value: Value) -> int | None:
    """What the answer adds to its indicator; nothing where it cannot be read."""
    return question.of.observed(question, value) if is_readable(question, value) else None


def progress_of(section: Section, answers: Mapping[Key, Value], measures: Sequence[str]) -> Progress:
    """How many fields of a section are answered, and which required ones are not; one that cannot be read is none."""
    progress = Progress(section)
    for question, row in keys_of(section.questions, measures):
        value = answers.get((question.key, row))
        if question.explains and value in (None, ""):
            continue  # asked only of a figure that has fallen, and never insisted on
        progress.asked += 1
        if value not in (None, "") and is_readable(question, value):
            progress.answered += 1
        elif value not in (None, ""):
            unread = _("The answer to question %(number)s cannot be read. Answer it again.") % {"number": question.number}
            progress.faults.append(Fault(question.key, row, unread))
        elif question.is_needed(answers):
            progress.faults.append(Fault(question.key, row, _("Answer question %(number)s.") % {"number": question.number}))
    return progress


def missing(form: Form, answers: Mapping[Key, Value], measures: Sequence[str]) -> list[Fault]:
    """What must be answered before the report can be submitted."""
    return [fault for section in form.sections for fault in progress_of(section, answers, measures).faults]
