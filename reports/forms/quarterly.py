"""What was typed into a report and its review, read by the questions themselves: the questionnaire is data, so its form
is no class. Nothing is decided here; the services ask again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.folding import clean
from plan.forms import PlanForm
from reports import services
from reports.kinds import Value, WrongCells
from reports.models import ReviewDraft
from reports.questions import Key, Question, read_value
from reports.replies import LABEL, fields_of, remark_of
from reports.sheet import Clash, Field, Part, Sheet, as_typed, falls, in_words, mark_of

THEIRS = "theirs"


@dataclass
class Written:
    """A section as it was sent: what can be saved, and on the fields of `part` what was typed and what is wrong."""

    part: Part
    done: bool
    values: dict[Key, Value | None] = field(default_factory=dict)
    seen: dict[Key, int] = field(default_factory=dict)
    lost: list[tuple[str, str]] = field(default_factory=list)  # typed about a measure that has been taken from the unit meanwhile

    @property
    def fields(self) -> list[Field]:
        """Of the answers, and of the replies to remarks."""
        return [*self.part.fields, *fields_of(self.part)]

    @property
    def answers(self) -> dict[Key, Value | None]:
        return {key: value for key, value in self.values.items() if remark_of(key) is None}

    @property
    def replies(self) -> dict[int, str | None]:
        """By the ids of the remarks."""
        found = ((remark_of(key), value) for key, value in self.values.items())
        return {pk: str(text or "") for pk, text in found if pk is not None}

    @property
    def wrong(self) -> list[Field]:
        return [field for field in self.fields if field.error]

    @property
    def clashing(self) -> list[Field]:
        return [field for field in self.fields if field.clash]

    @property
    def is_own(self) -> bool:
        """Whether nobody but the person themself, on another page, changed what clashes."""
        return all(one.clash.is_own for one in self.clashing if one.clash)

    @property
    def lacking(self) -> list[Field]:
        """Required fields that stand empty once this has been saved."""
        standing = {one.key: self.values.get(one.key, one.value) for one in self.part.fields}
        answers = {key: value for key, value in standing.items() if value is not None}
        return [one for one in self.part.fields if standing[one.key] in (None, "") and self._is_needed(one, answers)]

    @property
    def falls_short(self) -> bool:
        """Whether it is called finished and still lacks an answer."""
        return self.done and bool(self.lacking)

    def _is_needed(self, one: Field, answers: Mapping[Key, Value]) -> bool:
        """By the answers of this section as they are saved now; what depends on another section stays as it was."""
        when = one.question.when
        here = when is None or any(when.question == other.question.key for other in self.part.fields)
        return one.question.is_needed(answers) if here else one.is_needed

    @property
    def fallen(self) -> list[Field]:
        """Cumulative figures that are saved now below those of the period before, their explanation not yet asked for."""
        hidden = {one.question.explains for one in self.part.fields if one.is_hidden}
        fell = (one for one in self.part.fields if one.question.cumulative and falls(self.values.get(one.key), one.before_value))
        return [one for one in fell if one.question.key in hidden]

    def refuse(self, refused: Mapping[str, Iterable[str]]) -> None:
        """What the service would not take, beside its field."""
        for one in self.fields:
            if messages := refused.get(one.name):
                one.error = " ".join(messages)

    def over(self, part: Part) -> Written:
        """The same on the fields as they stand once the rest has been saved: only what is wrong is still as it was typed."""
        asked = Written(part, self.done, lost=[*self.lost])
        fields = {one.key: one for one in asked.fields}
        for was in self.wrong:
            one = fields.get(was.key)
            if one is None or not one.is_asked:  # taken from the unit while it was being saved
                asked.lost.append((was.name, str(was.typed)))
                continue
            one.typed, one.seen, one.shown, one.error, one.cell_errors = was.typed, was.seen, was.shown, was.error, was.cell_errors
        return asked

    def clash(self, clashes: Iterable[services.Clash], typed: Mapping[Key, str | None]) -> None:
        """Both texts on each field that was changed meanwhile; what was typed may be saved over theirs next time."""
        fields = {one.key: one for one in self.fields}
        for found in clashes:
            if (one := fields.get(found.key)) is None:
                continue
            one.typed = typed[found.key]
            one.seen, one.shown = found.version, mark_of(as_typed(one.question, found.saved))
            one.clash = Clash(in_words(one.question, found.saved), found.by, found.at, found.is_own)


def read_section(part: Part, data: Mapping[str, str], *, confirms: bool = True) -> Written:
    """A field that was not sent at all is left as it is, and so is one of which another's answer was taken; unless it
    `confirms`, also one that shows what was carried over and was not touched."""
    carried = {} if confirms else {one.key: one.carried for one in part.fields if one.is_carried}
    written = Written(part, done=data.get("done") == "yes")
    written.lost = [(name[2:], text) for name, text in data.items() if name.startswith("a-") and text.strip() and _is_lost(written, name)]
    for one in written.fields:
        if one.is_asked and data.get(f"take-{one.name}") != THEIRS:
            _read_field(one, data, written)
    written.values = {key: value for key, value in written.values.items() if key not in carried or value != carried[key]}
    return written


def _read_field(one: Field, data: Mapping[str, str], written: Written) -> None:
    """A field that was not sent is left, and so is one that says what the page had shown: whatever a colleague has written
    there since stands, and nobody is asked about it."""
    typed = one.question.of.typed(one.question, one.name, data)
    if typed is None:
        return
    version, _dash, shown = data.get(f"seen-{one.name}", "").partition("-")
    if shown and shown == mark_of(typed):
        return
    one.typed, one.seen, one.shown = typed, _number(version), shown
    written.seen[one.key] = one.seen
    try:
        written.values[one.key] = read_value(one.question, typed)
    except WrongCells as error:
        one.error, one.cell_errors = str(error), error.cells
    except ValueError as error:
        one.error = str(error)


def _is_lost(written: Written, name: str) -> bool:
    return not any(one.is_asked and one.question.of.owns(one.name, name) for one in written.fields)


def typed_texts(part: Part, data: Mapping[str, str]) -> list[tuple[str, str]]:
    """What was typed into a section, to be handed back where it cannot be saved any more."""
    sent = [(one, name, clean(text).strip()) for one in part.fields for name, text in data.items() if one.question.of.owns(one.name, name)]
    said = [(one.title, _chosen(one.question, name, text)) for one, name, text in sent if text and not text.isspace()]
    return said + [(str(LABEL), clean(text).strip()) for name, text in data.items() if _is_reply(name) and clean(text).strip()]


def _is_reply(name: str) -> bool:
    return name.startswith("a-") and remark_of((name[2:], "")) is not None


def _chosen(question: Question, name: str, text: str) -> str:
    """A choice in its words, also in a cell of a table; any other text as it is."""
    cell = name.rpartition(":")[2]
    asked = next((column for column in question.columns if column.key == cell), question)
    return next((str(choice.label) for choice in asked.choices if choice.key == text), text)


@dataclass
class Judged:
    """A review as it was sent."""

    act: str
    seen: int
    reason: str = ""
    remarks: dict[Key, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)  # by the id of the field; "" where none is to blame
    seen_draft: int = 0  # the version of what this person has kept; 0: nothing
    kept: ReviewDraft | None = None  # what is kept, as the page shows it
    is_elsewhere: bool = False  # whether the same person has kept other words on another page since
    others: list[str] = field(default_factory=list)  # these words

    @property
    def says_something(self) -> bool:
        return bool(self.reason.strip() or any(text.strip() for text in self.remarks.values()))

    def beside(self, standing: ReviewDraft | None) -> None:
        """Kept on another page since: its words stand beside these, which may be saved over them next time."""
        said = [standing.reason, *standing.remarks.values()] if standing else []
        self.others = [text for text in said if text and text not in {self.reason, *self.remarks.values()}]
        self.seen_draft, self.is_elsewhere = standing.version if standing else 0, True

    def refuse(self, error: ValidationError) -> None:
        """What the service would not do: beside the reason, or of the whole."""
        given = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        self.errors.update({"reason" if name == "reason" else "": " ".join(messages) for name, messages in given.items()})


def read_review(sheet: Sheet, data: Mapping[str, str]) -> Judged:
    remarks = {one.key: text for one in sheet.fields if (text := clean(data.get(f"r-{one.name}", "")))}
    act = data.get("act", "")
    judged = Judged(act, seen_version(data), clean(data.get("reason", "")), remarks, seen_draft=_number(data.get("draft", "")))
    if act == "accept" and judged.says_something:
        judged.errors["reason"] = str(
            _("A reason and remarks are sent only with a report that is returned. Clear them if you accept it all the same.")
        )
    elif act not in {"accept", "return", "keep"}:
        judged.errors[""] = str(_("Choose: accept or return."))
    return judged


def review_kept(sheet: Sheet, draft: ReviewDraft | None, seen: int) -> Judged:
    """The review as its author left it; an empty one where nothing is kept."""
    if draft is None:
        return Judged("", seen)
    remarks = {one.key: draft.remarks[one.name] for one in sheet.fields if one.name in draft.remarks}
    return Judged("", seen, draft.reason, remarks, seen_draft=draft.version, kept=draft)


def seen_version(data: Mapping[str, str]) -> int:
    """The version of the report that the page showed; one that says none has seen none."""
    return _number(data.get("version", ""))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class ReopenForm(PlanForm):
    """Why an accepted report is opened again."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The unit and everybody who reads the report see it."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        error_messages={"required": _("Say why it is reopened.")},
    )
