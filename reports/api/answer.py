"""One answer saved by itself, as a person types it: what the page of a section sends while somebody writes. It neither
submits nor writes history nor calls a section finished; the service asks everything again."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as f
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.folding import clean
from accounts.permissions import Permission
from office.api import Strict, View, WholeField
from office.problems import PROBLEM
from reports import access, services
from reports.api.shapes import StaleShape, clash_of
from reports.due import in_hanoi
from reports.kinds import Value, WrongCells
from reports.models import Answer, Obligation, Reply
from reports.questions import Question, read_value
from reports.sheet import as_typed, in_words, mark_of


class TypedField(f.JSONField):
    """A text, or of a table its rows: by the key of the column a text."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, str):
            return clean(data)
        if not isinstance(data, list) or not all(isinstance(row, dict) and all(isinstance(v, str) for v in row.values()) for row in data):
            raise f.ValidationError(_("Enter text."))
        return [{str(key): clean(value) for key, value in row.items()} for row in data]


class TypedInput(Strict):
    typed = TypedField(help_text="As the language of the call writes it (62,5 in Vietnamese); empty: not answered. Rows for a table.")
    seen = WholeField(min_value=0, help_text="The version of the answer that was shown; 0: none. A stale one answers 409.")


class SavedShape(f.Serializer):
    seen = f.IntegerField(help_text="The version of the answer that is saved now.")
    mark = f.CharField(help_text="What the page of the section sends back of it.")
    told = f.CharField(help_text="When and by whom it was saved, in words.")


class HeldUpShape(StaleShape):
    theirs = f.CharField(
        required=False,
        help_text="Somebody else's answer in words; without clashes missing, as are the next two.",
    )
    typed = f.JSONField(required=False, help_text="The same as it would stand in the input.")
    mark = f.CharField(required=False)


class OneAnswer(View):
    serializer_class = SavedShape

    @extend_schema(
        operation_id="quarterly_answer",
        request=TypedInput,
        responses={200: SavedShape, (409, PROBLEM): HeldUpShape},
    )
    def put(self, request: Request, period: str, unit: str, field: str) -> Response:
        """Save one answer as a person types it, without finishing its section. 409 also where the report is not to be written any more.

        Needs `quarterly.draft`.
        """
        obligation = access.obligation_for(request.user, period, unit, Permission.QUARTERLY_DRAFT)
        key, question = _asked(obligation, field)
        given = self.read(TypedInput)
        try:
            value = _value(question, given["typed"])
        except ValueError as error:
            cells = error.cells if isinstance(error, WrongCells) else {}
            named = {f"{field}:{row}:{column}": message for (row, column), message in cells.items()}  # rows as they were sent, from 0
            raise ValidationError({field: str(error), **named}) from error
        try:
            saving = {"values": {key: value}, "seen": {key: given["seen"]}, "by": request.user, "now": timezone.now()}
            version = services.save_answers(report=obligation.report, **saving)
        except services.StaleAnswers as stale:
            return held_up(_("Somebody else has changed this answer."), question, stale.clashes[0], sent=value)
        except ValidationError as error:
            if hasattr(error, "error_dict"):
                raise
            return held_up(" ".join(error.messages))
        return Response(saved(question, version.answers.filter(question=key[0], row=key[1]).select_related("by").first()))


def _asked(obligation: Obligation, field: str) -> tuple[tuple[str, str], Question]:
    name, _dot, row = field.partition(".")
    question = obligation.questionnaire.form.question(name)
    if question is None or not hasattr(obligation, "report"):
        raise Http404
    return (name, row), question


def _value(question: Question, typed: Any) -> Value | None:
    if question.columns and not isinstance(typed, list):
        raise ValueError(_("Send the rows of the table: a list of objects, each by the keys of its columns."))
    if isinstance(typed, list) and not question.columns:
        raise ValueError(_("Enter text."))
    return read_value(question, typed)


def saved(question: Question, row: Answer | Reply | None) -> dict[str, Any]:
    """Words as the page writes them below the field."""
    value, seen = (row.text or None if isinstance(row, Reply) else row.value, row.version) if row else (None, 0)
    told = _("Not answered")
    if row is not None and value is not None:
        told = _("Saved %(when)s, %(who)s") % {"when": in_hanoi(row.at), "who": row.by.name}
    return {"seen": seen, "mark": f"{seen}-{mark_of(as_typed(question, value))}", "told": told}


def held_up(told: str, question: Question | None = None, clash: services.Clash | None = None, sent: Value | None = None) -> Response:
    """409: a newer answer stands there, or the report is not to be written any more. Nothing was saved."""
    body: dict[str, Any] = {"type": "about:blank", "title": _("Changed in the meantime"), "status": 409, "detail": told, "clashes": []}
    if question is not None and clash is not None:
        own = _("You changed this answer on another page at %(when)s to:")
        who = own if clash.is_own else _("%(who)s changed this answer at %(when)s to:")
        typed = as_typed(question, clash.saved)
        body["detail"] = who % {"who": clash.by, "when": in_hanoi(clash.at)}
        body["clashes"] = [clash_of(question, clash, sent)]
        body |= {"theirs": in_words(question, clash.saved), "typed": typed, "mark": f"{clash.version}-{mark_of(typed)}"}
    return Response(body, status=409, content_type=PROBLEM)
