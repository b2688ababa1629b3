"""What a report is asked: the questionnaire of its period, as a client needs it to fill in the report without guessing."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers as f
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.numbers import as_float
from office.api import View
from reports import access, services
from reports.asked import Asked, Words
from reports.kinds import IN_A_TABLE, KINDS, LONGEST, MOST_ROWS
from reports.models import Obligation
from reports.questions import Condition, Form, Question, Section, field_name, keys_of

VALUE = (
    "What an answer is: `text` a text; `number` a number in the unit people read, with at most so many `decimals`; `choice` the key of a "
    f"choice; `measures` a text for each measure; `table` at most {MOST_ROWS} rows, each an object by the keys of its columns; `file` is "
    f"answered by attachments alone. A text has at most {LONGEST} characters."
)


class ChoiceShape(f.Serializer):
    key = f.CharField(help_text="What is sent as the answer.")
    label_vi = f.CharField()
    label_en = f.CharField()


class AskedShape(f.Serializer):
    key = f.CharField()
    number = f.CharField(help_text="As people call it: 3.2.")
    label_vi = f.CharField()
    label_en = f.CharField()
    required = f.BooleanField(
        help_text="A question must be answered before the report is submitted, where `when` asks it; a cell in each row that says anything."
    )
    decimals = f.IntegerField(help_text="Of a number: digits behind the point at most.")
    least = f.FloatField(allow_null=True, help_text="Of a number, in the unit people read; allowed itself.")
    most = f.FloatField(allow_null=True, help_text="Of a number, in the unit people read; allowed itself.")
    unit_vi = f.CharField(allow_blank=True, help_text="Unit of measure.")
    unit_en = f.CharField(allow_blank=True)
    choices = ChoiceShape(many=True)


class ColumnShape(AskedShape):
    kind = f.ChoiceField(choices=list(IN_A_TABLE), help_text="As of a question.")


class WhenShape(f.Serializer):
    question = f.CharField(help_text="Key of the question on whose answer it depends.")
    among = f.ListField(child=f.CharField(), help_text="It is asked where that answer is one of these choices …")
    above = f.FloatField(allow_null=True, help_text="… or, where this is not null, above this number.")


class QuestionShape(AskedShape):
    kind = f.ChoiceField(choices=list(KINDS), help_text=VALUE)
    hint_vi = f.CharField(allow_blank=True)
    hint_en = f.CharField(allow_blank=True)
    columns = ColumnShape(many=True, help_text="Of a table; a row of it is {key of the column: value}.")
    when = WhenShape(allow_null=True, help_text="Null: it is always asked.")
    cumulative = f.BooleanField(help_text="A figure below that of the period before asks for a word in the question that `explains` it.")
    explains = f.CharField(allow_blank=True, help_text="Key of the cumulative question of which this is the word of explanation.")
    indicator = f.CharField(allow_blank=True, help_text="Code of the indicator that the answer becomes once the report is accepted.")
    asks = f.ListField(
        child=f.CharField(),
        help_text="Names of its fields in `answers`, `seen`, `missing` and `about`: one, or one for each measure (`results.2.3`).",
    )


class SectionShape(f.Serializer):
    key = f.CharField(help_text="What an attachment names as its `section`.")
    number = f.CharField()
    title_vi = f.CharField()
    title_en = f.CharField()
    measures = f.ListField(child=f.CharField(), help_text="Codes of measures of the plan that it is about.")
    questions = QuestionShape(many=True)


class MeasureShape(f.Serializer):
    code = f.CharField()
    title_vi = f.CharField()
    title_en = f.CharField()


class QuestionnaireShape(f.Serializer):
    period = f.CharField()
    unit = f.CharField()
    code = f.CharField()
    edition = f.IntegerField(help_text="A published edition never changes: it may be kept by code and edition.")
    title_vi = f.CharField()
    title_en = f.CharField()
    measures = MeasureShape(many=True, help_text="Those the unit serves, about which it is asked one by one.")
    sections = SectionShape(many=True)


class OneQuestionnaire(View):
    """What the report of a unit for a period is asked."""

    serializer_class = QuestionnaireShape

    @extend_schema(
        operation_id="quarterly_questionnaire",
        responses=QuestionnaireShape,
    )
    def get(self, request: Request, period: str, unit: str) -> Response:
        """The questionnaire of a report: its sections, the questions with their kinds, choices, columns, units and bounds in
        both languages, and the fields that they ask of this unit. Whoever reads the report reads it.
        Needs `quarterly.read` or `quarterly.draft`.
        """
        obligation = access.obligation_for(request.user, period, unit)
        return Response(represent(obligation))


def represent(obligation: Obligation) -> dict[str, Any]:
    asked = obligation.questionnaire
    served = list(services.served_by(obligation).values("code", "title_vi", "title_en"))
    codes = [row["code"] for row in served]
    return {
        "period": obligation.period.code,
        "unit": obligation.unit.code,
        "code": asked.code,
        "edition": asked.number,
        "title_vi": asked.title_vi,
        "title_en": asked.title_en,
        "measures": served,
        "sections": [_section(asked.form, section, codes) for section in asked.form.sections],
    }


def _section(form: Form, section: Section, measures: list[str]) -> dict[str, Any]:
    return {
        "key": section.key,
        "number": section.number,
        **_words("title", section.title),
        "measures": list(section.measures),
        "questions": [_question(form, question, measures) for question in section.questions],
    }


def _question(form: Form, question: Question, measures: list[str]) -> dict[str, Any]:
    return {
        **_asked(question),
        **_words("unit", question.unit),
        **_words("hint", question.hint),
        "columns": [{**_asked(column), **_words("unit", column.unit)} for column in question.columns],
        "when": _when(form, question.when),
        "cumulative": question.cumulative,
        "explains": question.explains,
        "indicator": question.indicator,
        "asks": [field_name((one.key, row)) for one, row in keys_of([question], measures)],
    }


def _asked(asked: Asked) -> dict[str, Any]:
    return {
        "key": asked.key,
        "number": asked.number,
        "kind": asked.kind,
        **_words("label", asked.label),
        "required": asked.required,
        "decimals": asked.decimals,
        "least": _plain(asked, asked.least),
        "most": _plain(asked, asked.most),
        "choices": [{"key": choice.key, **_words("label", choice.label)} for choice in asked.choices],
    }


def _when(form: Form, when: Condition | None) -> dict[str, Any] | None:
    on = when and form.question(when.question)
    if when is None or on is None:
        return None
    return {"question": when.question, "among": list(when.among), "above": _plain(on, when.above)}


def _plain(asked: Asked, value: int | None) -> float | None:
    """As people read it, and as answers give it."""
    return None if value is None else as_float(value, asked.decimals) if asked.decimals else value


def _words(name: str, words: Words) -> dict[str, str]:
    return {f"{name}_vi": words.vi, f"{name}_en": words.en}
