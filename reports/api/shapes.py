"""What the calls of quarterly reports take and give, as the schema tells it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers as f

from office.api import CleanCharField, Strict
from reports.kinds import Value
from reports.models import Obligation, QuarterlyReport, ReportVersion
from reports.questions import Question, field_name, plain
from reports.services import Clash

NOT_BEGUN = "not_begun"
FIELDS = "By field: the key of a question, with `.` and the code of the measure where it is asked of each (`results.2.3`)."
VALUES = (
    f"{FIELDS} A text, the key of a choice, a number in the unit that people read (62.5, never scaled), or the rows of a table, "
    "each by the keys of its columns; null: not answered."
)
SEEN = f"{FIELDS} The version of each answer as it was read; 0: none."


# What is sent


class Answers(f.DictField):
    """{field: a text, a number, rows of a table or null}."""

    child = f.JSONField(allow_null=True)

    def run_child_validation(self, data: Any) -> dict[str, Any]:
        if wrong := [name for name, value in data.items() if isinstance(value, bool | dict)]:
            raise f.ValidationError({name: [_("Enter text.")] for name in wrong})
        return data


class Empty(Strict):
    pass


class AnswersInput(Strict):
    answers = Answers(help_text=f"{VALUES} What is not named is left.")
    seen = f.DictField(child=f.IntegerField(min_value=0), required=False, default=dict, help_text=f"{SEEN} Stale fields answer 409.")


class SubmitInput(Strict):
    nil = f.BooleanField(default=False, help_text="Nothing to report (không phát sinh): nothing need be answered then.")
    unchanged = f.BooleanField(default=False, help_text="It says the same as what was taken back, returned or reopened; refused without.")
    answers_sha256 = f.CharField(required=False, default=None, help_text="Of the answers as they were read; 412 if they have changed.")


class ReturnInput(Strict):
    reason = CleanCharField()
    remarks = f.DictField(child=CleanCharField(allow_blank=True), required=False, default=dict, help_text=FIELDS)


class ReasonInput(Strict):
    reason = CleanCharField()


# What is answered


class RemarkShape(f.Serializer):
    id = f.IntegerField()
    field = f.CharField()
    text = f.CharField()
    by = f.CharField()
    at = f.DateTimeField()


class ReplyShape(f.Serializer):
    remark = f.IntegerField(help_text="Id of the remark, which stands with an earlier version.")
    field = f.CharField()
    text = f.CharField()
    by = f.CharField()
    at = f.DateTimeField()


class VersionShape(f.Serializer):
    number = f.IntegerField()
    receipt = f.CharField()
    opened_at = f.DateTimeField()
    reopened_because = f.CharField()
    nil = f.BooleanField()
    submitted_at = f.DateTimeField(allow_null=True)
    submitted_by = f.CharField(allow_null=True)
    submitted_for = f.CharField(allow_null=True, help_text="Whom the submitter acted for.")
    sha256 = f.CharField(help_text="Of everything that it says; empty until it is submitted.")
    decision = f.ChoiceField(
        choices=ReportVersion.Decision.choices, allow_blank=True, help_text="Of the department; `withdrawn`: taken back by the unit itself."
    )
    decided_at = f.DateTimeField(allow_null=True)
    decided_by = f.CharField(allow_null=True)
    reason = f.CharField()
    remarks = RemarkShape(many=True)
    replies = ReplyShape(many=True, help_text="To the remarks with which the version before was returned; of a draft for its unit alone.")


class QuarterlyShape(f.Serializer):
    period = f.CharField()
    unit = f.CharField()
    questionnaire = f.CharField()
    obligation = f.ChoiceField(choices=Obligation.State.choices)
    due_at = f.DateTimeField(help_text="In UTC, an extension counted.")
    state = f.ChoiceField(choices=[NOT_BEGUN, *QuarterlyReport.State.values])
    version = f.IntegerField(help_text="Of the report as a whole: each step of its life raises it. 0: not begun.")
    first_submitted_at = f.DateTimeField(allow_null=True)
    late = f.BooleanField()
    edition = f.IntegerField(allow_null=True, help_text="The number of the version whose answers follow; a draft is read by its unit only.")
    counting = f.IntegerField(allow_null=True, help_text="The number of the version accepted last: figures count it until a later one is.")
    answers = f.DictField(help_text=VALUES)
    unreadable = f.ListField(
        child=f.CharField(), help_text="Fields of which something is stored that cannot be read; their answer is null."
    )
    seen = f.DictField(child=f.IntegerField(), help_text=SEEN)
    missing = f.ListField(child=f.CharField(), help_text="Fields still to be answered before it can be submitted.")
    unreplied = f.ListField(
        child=f.IntegerField(), help_text="Ids of the remarks to which a draft has no reply yet; it can be submitted all the same."
    )
    answers_sha256 = f.CharField(help_text="Of these answers.")
    versions = VersionShape(many=True)


class ClashShape(f.Serializer):
    field = f.CharField()
    saved = f.JSONField(allow_null=True)
    sent = f.JSONField(allow_null=True)
    by = f.CharField()
    at = f.DateTimeField()
    version = f.IntegerField(help_text="To be sent as seen by whoever still wants to overwrite it.")


class StaleShape(f.Serializer):
    type = f.CharField()
    title = f.CharField()
    status = f.IntegerField()
    detail = f.CharField()
    clashes = ClashShape(many=True)


def clash_of(question: Question | None, clash: Clash, sent: Value | None) -> dict[str, Any]:
    """Of both values the one that stands and the one that was sent, as answers are read."""
    both = {"saved": plain(question, clash.saved), "sent": plain(question, sent)}
    return {"field": field_name(clash.key), **both, "by": clash.by, "at": clash.at, "version": clash.version}
