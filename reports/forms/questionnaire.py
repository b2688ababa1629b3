"""What the secretariat types into a draft questionnaire. What is wrong with the whole is found by the check, not here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from accounts.numbers import read_scaled, shown_scaled
from office.conflicts import Difference
from office.forms import DayField, WholeField
from plan.forms import PlanForm, UnitBoxes
from reports.asked import Choice, Words
from reports.editing import Content, free_key, question_of
from reports.kinds import IN_A_TABLE, KINDS, Row, WrongCells, as_int
from reports.models import Questionnaire
from reports.questionnaire_file import ROLES, WORDED
from reports.questions import Question
from reports.sheet import Field

BILINGUAL = (("label_vi", _("Question in Vietnamese")), ("label_en", _("Question in English")))
ROLE_WORDS = {"difficulties": _("Difficulties"), "proposals": _("Proposals"), "next": _("Work of the next period")}


def _text(label: Any, *, required: bool = False, rows: int = 0, limit: int = 500) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(label=label, required=required, max_length=limit, widget=widget)


class EditionForm(PlanForm):
    title_vi = _text(_("Title in Vietnamese"), required=True, limit=300)
    title_en = _text(_("Title in English"), required=True, limit=300)
    asked_from = DayField(label=_("Asked from"), help_text=_("Of periods that begin on this day or later; a quarter begins on the 15th."))
    audience = forms.ChoiceField(label=_("Who is asked"), choices=Questionnaire.Audience.choices, widget=forms.RadioSelect)
    units = forms.MultipleChoiceField(
        label=_("The units named"), required=False, widget=UnitBoxes, help_text=_("Only where the units named are asked.")
    )

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds: dict[str, list[tuple[str, str]]] = {}
        for unit in units:
            kinds.setdefault(str(unit.get_kind_display()), []).append((unit.code, unit.name))
        self.fields["units"].choices = list(kinds.items())

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("units") and given.get("audience") != Questionnaire.Audience.NAMED:
            self.add_error("audience", _("Units are chosen below: ask the units named, or take the ticks off."))
        return given


class SectionForm(PlanForm):
    title_vi = _text(_("Title in Vietnamese"), required=True, limit=300)
    title_en = _text(_("Title in English"), required=True, limit=300)
    measures = forms.CharField(
        label=_("Measures concerned"), required=False, max_length=300, help_text=_("Codes, parted by commas: 2.1, 2.3.")
    )

    def clean_measures(self) -> list[str]:
        return [code for part in self.cleaned_data["measures"].replace(";", ",").split(",") if (code := part.strip())]


class QuestionForm(PlanForm):
    section = forms.ChoiceField(label=_("Section"))
    kind = forms.ChoiceField(label=_("Kind of answer"))
    label_vi = _text(BILINGUAL[0][1], required=True)
    label_en = _text(BILINGUAL[1][1], required=True)
    hint_vi = _text(_("Hint in Vietnamese"), rows=2)
    hint_en = _text(_("Hint in English"), rows=2)
    required = forms.BooleanField(label=_("Must be answered"), required=False)
    carried = forms.BooleanField(
        label=_("Begins with last period's answer"), required=False, help_text=_("It counts only once the unit has saved it.")
    )
    when = forms.MultipleChoiceField(
        label=_("Asked only if"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("Answers of one question above it.")
    )
    unit_vi = _text(_("Unit in Vietnamese"), limit=60)
    unit_en = _text(_("Unit in English"), limit=60)
    decimals = WholeField(label=_("Digits after the mark"), min_value=0, max_value=6, required=False)
    least = forms.CharField(label=_("Least"), required=False, max_length=20)
    most = forms.CharField(label=_("Most"), required=False, max_length=20)
    cumulative = forms.BooleanField(
        label=_("Cumulative"), required=False, help_text=_("A figure below last period's asks for a word of explanation.")
    )
    indicator = forms.ChoiceField(label=_("Indicator that the answer becomes"), required=False)
    role = forms.ChoiceField(label=_("Gathered by the progress report as"), required=False)
    read = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def __init__(self, *args: Any, content: Content, key: str, indicators: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.content, self.key = content, key
        self.fields["section"].choices = [(row["key"], row["title_vi"]) for row in content["sections"]]
        self.fields["kind"].choices = [(kind.name, kind.label) for kind in KINDS.values()]
        self.fields["indicator"].choices = [("", "–"), *indicators]
        self.fields["role"].choices = [("", "–"), *((role, ROLE_WORDS[role]) for role in ROLES)]
        self.fields["when"].choices = conditions_above(content, key)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        places = given.get("decimals") or 0
        for name in ("least", "most"):
            if typed := given.get(name):
                try:
                    given[name] = read_scaled(typed, places)
                except ValueError as error:
                    self.add_error(name, str(error))
            else:
                given[name] = None
        if len({answer.partition("=")[0].partition(">")[0] for answer in given.get("when", [])}) > 1:
            self.add_error("when", _("Choose answers of one question only."))
        return given

    def standing(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """What stands under the names of the form, to be read beside what was typed; limits of both as they are written."""
        self.cleaned_data |= {name: self.data.get(name, "") for name in ("least", "most")}
        ticks = {name: False for name, field in self.fields.items() if isinstance(field, forms.BooleanField)}
        return {name: typed.get(name, ticks.get(name, "")) for name in self.fields if name not in {"version", "read"}}

    def row(self) -> dict[str, Any]:
        """As the content keeps it; what belongs to another kind is left out."""
        given = dict(self.cleaned_data)
        allowed = KINDS[given["kind"]].keys
        kept = {name: given[name] for name in ("kind", "label_vi", "label_en", *WORDED, "required", "carried", "indicator", "role")}
        kept |= {name: given[name] if name in allowed else None for name in ("decimals", "least", "most", "cumulative")}
        return kept | {"when": _condition(given["when"])}


def _condition(chosen: list[str]) -> dict[str, Any]:
    if not chosen:
        return {}
    if ">" in chosen[0]:
        question, _sign, above = chosen[0].partition(">")
        return {"question": question, "above": int(above)}
    return {"question": chosen[0].partition("=")[0], "is": [one.partition("=")[2] for one in chosen]}


def conditions_above(content: Content, key: str) -> list[tuple[str, str]]:
    """What the questions above may be answered with: each choice, and a number above nought."""
    found: list[tuple[str, str]] = []
    for section in content["sections"]:
        for row in section.get("questions", []):
            if row["key"] == key:
                return _with_own(found, row)
            if row.get("kind") == "choice":
                found += [(f"{row['key']}={one['key']}", f"{row['label_vi']}: {one['label_vi']}") for one in row.get("choices", [])]
            elif row.get("kind") == "number":
                found.append((f"{row['key']}>0", f"{row['label_vi']} > 0"))
    return found


def _with_own(found: list[tuple[str, str]], row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """A limit that came from a file stays a choice."""
    known = {value for value, _label in found}
    return found + [(value, value) for value in typed_condition(row) if value not in known]


def typed_condition(row: Mapping[str, Any]) -> list[str]:
    when = row.get("when") or {}
    if "above" in when:
        return [f"{when['question']}>{when['above']}"]
    return [f"{when['question']}={answer}" for answer in when.get("is", [])]


def as_typed(content: Content, key: str, section: str) -> dict[str, Any]:
    found = question_of(content, key)
    if found is None:
        return {"section": section, "kind": "text"}
    home, row = found
    places = row.get("decimals", 0)
    limits = {name: shown_scaled(row[name], places) for name in ("least", "most") if row.get(name) is not None}
    return {**row, **limits, "section": home["key"], "when": typed_condition(row)}


# Choices and columns are typed as tables, by the same input as the units have


def _column(key: str, vi: str, en: str, kind: str = "text", **more: Any) -> Question:
    return Question(key, "", kind, Words(vi, en), **more)


KIND_NAMES = {"text": Words("Văn bản", "Text"), "number": Words("Số", "Number"), "choice": Words("Lựa chọn", "Choice")}
CHOICES = Question("choices", "", "table", Words("Các lựa chọn", "Choices"), columns=(
    _column("label_vi", "Tiếng Việt", "Vietnamese", required=True),
    _column("label_en", "Tiếng Anh", "English", required=True),
    _column("value", "Giá trị cho chỉ số", "Counts for the indicator", "number"),
))  # fmt: skip
COLUMNS = Question("columns", "", "table", Words("Các cột", "Columns"), columns=(
    _column("label_vi", "Tiếng Việt", "Vietnamese", required=True),
    _column("label_en", "Tiếng Anh", "English", required=True),
    _column("kind", "Loại", "Kind", "choice", required=True, choices=tuple(Choice(kind, KIND_NAMES[kind]) for kind in IN_A_TABLE)),
    _column("unit_vi", "Đơn vị", "Unit (vi)"),
    _column("unit_en", "Đơn vị (Anh)", "Unit (en)"),
    _column("required", "Bắt buộc", "Needed", "choice", choices=(Choice("yes", Words("Có", "Yes")),)),
    _column("options", "Lựa chọn: việt / anh; …", "Choices: vi / en; …"),
))  # fmt: skip


def table_field(question: Question, row: Mapping[str, Any]) -> Field:
    """The choices or the columns of a question, as the table that they are typed in."""
    rows: list[Row] = []
    for one in row.get(question.key, []):
        made = {column.key: one[column.key] for column in question.columns if one.get(column.key) not in (None, "", False)}
        if question is COLUMNS:
            options = "; ".join(f"{choice['label_vi']} / {choice['label_en']}" for choice in one.get("choices", []))
            made |= {"required": "yes"} if one.get("required") else {}
            made |= {"options": options} if options else {}
        rows.append(made)
    field = Field(question, "", "")
    field.value = rows or None
    return field


def difference(field: Field, standing: Mapping[str, Any]) -> Difference | None:
    """Where the rows that were typed are not those that stand now, both as a person reads them."""
    saved = _lines(field.question, table_field(field.question, standing).value or [])
    typed = _lines(field.question, field.typed or [])
    return Difference(str(field.question.label), saved, typed) if saved != typed else None


def _lines(question: Question, rows: Any) -> str:
    words = {column.key: {choice.key: str(choice.label) for choice in column.choices} for column in question.columns}
    told = [[words[key].get(str(row[key]), str(row[key])) for key in words if row.get(key) not in (None, "")] for row in rows]
    return "\n".join(" · ".join(cells) for cells in told if cells)


def read_table(field: Field, data: Mapping[str, str], old: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows as the content keeps them; a row keeps its key by its place as long as its Vietnamese words stay. What is
    wrong stands on the field."""
    question = field.question
    field.typed = question.of.typed(question, question.key, data) or []
    try:
        rows: Any = question.of.read(question, field.typed) or []
    except WrongCells as error:
        field.error, field.cell_errors = str(error), error.cells
        return []
    except ValueError as error:
        field.error = str(error)
        return []
    before = {one.get("label_vi"): one for one in old.get(question.key, [])}
    keys = [before[row["label_vi"]]["key"] for row in rows if row["label_vi"] in before]
    made = []
    for row in rows:
        was = before.get(row["label_vi"], {})
        key = was.get("key") or free_key(row["label_en"], keys)
        keys.append(key)
        made.append(_choice(row, key) if question is CHOICES else _table_column(row, key, was))
    return made


def _choice(row: Row, key: str) -> dict[str, Any]:
    value = {"value": as_int(row["value"])} if "value" in row else {}
    return {"key": key, "label_vi": row["label_vi"], "label_en": row["label_en"], **value}


def _table_column(row: Row, key: str, was: Mapping[str, Any]) -> dict[str, Any]:
    given = {name: row[name] for name in ("label_vi", "label_en", "kind", "unit_vi", "unit_en") if name in row}
    made: dict[str, Any] = {"key": key, **given, **({"required": True} if row.get("required") else {})}
    if row["kind"] == "number":  # limits come from a file alone
        made |= {name: was[name] for name in ("decimals", "least", "most") if name in was}
    if row["kind"] == "choice":
        old = {choice["label_vi"]: choice["key"] for choice in was.get("choices", [])}
        choices: list[dict[str, Any]] = []
        for part in str(row.get("options", "")).split(";"):
            vi, _slash, en = (text.strip() for text in part.partition("/"))
            if vi:
                taken = [one["key"] for one in choices]
                choices.append({"key": old.get(vi) or free_key(en or vi, taken), "label_vi": vi, "label_en": en or vi})
        made["choices"] = choices
    return made
