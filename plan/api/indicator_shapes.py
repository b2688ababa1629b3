"""What the calls of indicators answer, as the schema tells it."""

from __future__ import annotations

from rest_framework import serializers as f

from office.changing import changed_at
from plan import models
from plan.reckoning import Side


class TargetRow(f.Serializer):
    code = f.CharField()
    due_on = f.DateField()
    value = f.FloatField()
    about = f.BooleanField(help_text="khoảng")


class IndicatorAnswer(f.Serializer):
    """Values are numbers in the unit of the indicator."""

    code = f.CharField()
    name_vi = f.CharField()
    name_en = f.CharField()
    unit_vi = f.CharField()
    unit_en = f.CharField()
    direction = f.ChoiceField(choices=models.Indicator.Direction.choices)
    source_kind = f.ChoiceField(choices=models.Indicator.SourceKind.choices)
    across_units = f.ChoiceField(choices=models.Indicator.Across.choices)
    over_time = f.ChoiceField(choices=models.Indicator.OverTime.choices)
    baseline = f.FloatField(allow_null=True)
    baseline_on = f.DateField(allow_null=True)
    targets = TargetRow(many=True)
    measures = f.ListField(child=f.CharField())
    on = f.DateField()
    known = f.DateTimeField(allow_null=True)
    value = f.FloatField(allow_null=True, help_text="What stands on the day; null: not known.")
    value_on = f.DateField(allow_null=True, help_text="The last day that the value speaks of.")
    value_least = f.FloatField(allow_null=True, help_text="The value, at least: less than `value` where days of changes are not known.")
    value_most = f.FloatField(allow_null=True, help_text="The value, at most.")
    value_period = f.CharField(allow_null=True, help_text="Of a reported value: the period, as 2026-Q3.")
    value_units = f.IntegerField(allow_null=True, help_text="From how many units it is put together.")
    value_asked = f.IntegerField(allow_null=True, help_text="How many units were asked to report for the period.")
    change = f.FloatField(allow_null=True, help_text="From the value before; of reporting units, of those that are in both values.")
    change_units = f.IntegerField(allow_null=True, help_text="Of how many units the change is.")
    expected = f.FloatField(allow_null=True, help_text="What the straight path through baseline and targets asks for on the day.")
    difference = f.FloatField(allow_null=True, help_text="Value less expected; of a rounded count at the least.")
    at_least = f.BooleanField(help_text="The value is a rounded count, and what is reckoned from it is so at the least.")
    side = f.ChoiceField(choices=Side.choices, allow_null=True, help_text="As the direction of the indicator judges the difference.")
    required_pace = f.FloatField(allow_null=True, help_text="A year, from the value to the next target; 0 when it is reached.")
    planned_pace = f.FloatField(allow_null=True, help_text="A year, as the path asks for on the day.")
    actual_pace = f.FloatField(allow_null=True, help_text="A year, over the last twelve months; null: not known for so long.")
    gained_least = f.FloatField(allow_null=True, help_text="Over the time of `actual_pace`, at least.")
    gained_most = f.FloatField(allow_null=True, help_text="At most: more than `gained_least` where days of changes are not known.")
    share = f.FloatField(allow_null=True, help_text="Of the way from the baseline to the next target; below zero: going backwards.")
    changed_at = changed_at()


class PointRow(f.Serializer):
    on = f.DateField()
    period = f.CharField(allow_null=True)
    value = f.FloatField()
    units = f.IntegerField(allow_null=True, help_text="From how many units it is put together.")
    asked = f.IntegerField(allow_null=True, help_text="How many units were asked to report for the period.")
    partial = f.BooleanField(help_text="Few units have answered so far: it does not stand for the whole yet.")


class ComparedRow(f.Serializer):
    on = f.DateField()
    value = f.FloatField()
    note = f.CharField()


class ComparisonRow(f.Serializer):
    name_vi = f.CharField()
    name_en = f.CharField()
    source = f.CharField()
    values = ComparedRow(many=True, help_text="Oldest first, in the unit of the indicator.")


class IndicatorDetail(IndicatorAnswer):
    version = f.IntegerField()
    comparisons = ComparisonRow(many=True, help_text="What the indicator is held against.")
    observations = PointRow(many=True, help_text="Put together by period or day, oldest first; of what is computed, the days of change.")


class ObservationRow(f.Serializer):
    id = f.IntegerField()
    on = f.DateField()
    value = f.FloatField(allow_null=True, help_text="Null: taken back.")
    note = f.CharField()
    recorded_at = f.DateTimeField()
    by = f.CharField(allow_null=True)
    replaces = f.IntegerField(allow_null=True, help_text="The value that this one corrects.")


class SingleValue(ObservationRow):
    unit = f.CharField(allow_null=True, help_text="Code of the unit whose value it is; null: of the whole.")
    period = f.CharField(allow_null=True, help_text="For which it was reported; null: a value of a day.")
    stands = f.BooleanField(help_text="Whether no later value has taken its place.")
