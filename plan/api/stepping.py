"""What the calls of a measure take and give around its status: views on a completion, steps, slippage."""

from __future__ import annotations

from rest_framework import serializers as f

from office.api import CleanCharField, Strict
from plan import models
from plan.api.names import UnitName
from plan.progress import Step


class ViewInput(Strict):
    opinion = f.ChoiceField(choices=models.CompletionView.Opinion.choices)
    reason = CleanCharField(allow_blank=True, default="", max_length=4000, help_text="Needed for another opinion.")


class CompletionView(f.Serializer):
    """What a coordinating unit says to a proposed completion."""

    unit = UnitName()
    opinion = f.ChoiceField(choices=models.CompletionView.Opinion.choices)
    reason = f.CharField()
    by = f.CharField()
    given_at = f.DateTimeField()


class Milestone(f.Serializer):
    position = f.IntegerField()
    kind = f.ChoiceField(choices=Step.choices)
    title = f.CharField(help_text="Empty: its usual name.")
    planned_on = f.DateField(allow_null=True)
    reached_on = f.DateField(allow_null=True)
    reached_recorded_at = f.DateTimeField(allow_null=True)
    note = f.CharField()


class Slippage(f.Serializer):
    original = f.DateField(allow_null=True, help_text="The first date that was ever set.")
    current = f.DateField(allow_null=True, help_text="Null: no date is in force.")
    times = f.IntegerField(help_text="How often the term has moved.")
    days = f.IntegerField(allow_null=True, help_text="From the first date to the one in force; negative: brought forward.")
