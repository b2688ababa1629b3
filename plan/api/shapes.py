"""What the plan's calls take and give, as the schema tells it. Answers are made in `answers`."""

from __future__ import annotations

from django.conf import settings
from rest_framework import serializers as f

from office.api import CleanCharField, DayField, NumberField, Strict, UnitField, WholeField
from office.changing import SinceFilter, changed_at
from plan import models
from plan.api.names import UnitName
from plan.api.stepping import CompletionView, Milestone, Slippage
from plan.progress import Cell, Health, State, Term

NO_UNIT = "none"


# What is asked


class DayFilter(Strict):
    on = f.CharField(required=False, help_text="A day: 31/12/2026 or 2026-12-31. Today if left out.")


class MomentFilter(DayFilter):
    known = f.CharField(
        required=False, help_text="As recorded by this instant (ISO 8601) or by the end of this day in Hà Nội. Now if left out."
    )


class ScoreboardFilter(MomentFilter):
    by = f.ChoiceField(choices=["task", "unit"], required=False, help_text="Also count by task or by lead unit.")


class MeasureFilter(MomentFilter, SinceFilter):
    task = f.CharField(required=False, help_text="Code of a task.")
    unit = UnitField(required=False, besides=NO_UNIT, help_text=f"Code of the lead unit; `{NO_UNIT}` for measures without a lead.")
    cell = f.ChoiceField(choices=Cell.choices, required=False)
    health = f.ChoiceField(choices=Health.choices, required=False)
    state = f.ChoiceField(choices=State.choices, required=False)
    coordinating = UnitField(required=False, help_text="Code of a coordinating unit.")
    due_within = WholeField(
        min_value=0,
        max_value=9999,
        required=False,
        help_text="Open measures whose deadline lies within so many days after the day asked about.",
    )
    stale = f.BooleanField(
        required=False,
        help_text=f"Only open measures of which no person has recorded anything for {settings.STALE_AFTER_DAYS} days, by what stands now.",
    )
    q = CleanCharField(required=False, allow_blank=True, max_length=200, help_text="Words to look for, with or without diacritics.")


class IndicatorFilter(MomentFilter, SinceFilter):
    pass


class DirectiveFilter(SinceFilter):
    kind = f.ChoiceField(choices=models.Directive.Kind.choices, required=False)
    origin = f.ChoiceField(choices=models.Directive.Origin.choices, required=False)
    q = CleanCharField(required=False, allow_blank=True, max_length=200)


# What is sent


class Empty(Strict):
    pass


class MeasureEdit(Strict):
    is_key = f.BooleanField(required=False)
    output_vi = CleanCharField(required=False, allow_blank=True)
    output_en = CleanCharField(required=False, allow_blank=True)
    output_kind = f.ChoiceField(choices=models.Measure.OutputKind.choices, required=False)
    decision = CleanCharField(required=False, max_length=300, help_text="Number and day of the decision; needed when `is_key` changes.")


class UpdateInput(Strict):
    state = f.ChoiceField(choices=State.choices)
    percent = WholeField(min_value=0, max_value=100, allow_null=True, default=None)
    health = f.ChoiceField(choices=Health.choices, allow_blank=True, default="")
    reason = CleanCharField(allow_blank=True, default="")
    narrative = CleanCharField(allow_blank=True, default="")
    difficulties = CleanCharField(allow_blank=True, default="")
    language = f.ChoiceField(choices=["vi", "en"], default="vi")
    effective_on = DayField()
    replaces = WholeField(min_value=1, allow_null=True, default=None, help_text="The status that this one corrects.")


class CompletionInput(Strict):
    effective_on = DayField()
    note = CleanCharField()
    evidence = f.ListField(
        child=WholeField(min_value=1, max_value=2**63 - 1),
        max_length=500,
        allow_null=True,
        default=None,
        help_text="Evidence that shows it; all that stands if left out.",
    )


class WithdrawalInput(Strict):
    reason = CleanCharField()


class CompletionDecisionInput(Strict):
    confirm = f.BooleanField()
    reason = CleanCharField(
        allow_blank=True, default="", help_text="Needed not to confirm, and to confirm over another opinion or before all have answered."
    )


class DeadlineInput(Strict):
    term = f.ChoiceField(choices=Term.choices, default=Term.DATED)
    due_on = DayField(allow_null=True, default=None)
    reason = CleanCharField()


class ObservationInput(Strict):
    on = DayField()
    value = NumberField(max_digits=18, decimal_places=6, allow_null=True, help_text="In the unit of the indicator; null takes it back.")
    note = CleanCharField(allow_blank=True, default="", max_length=4000)
    replaces = WholeField(min_value=1, allow_null=True, default=None, help_text="The value that this one corrects.")


class DeadlineDecisionInput(Strict):
    approve = f.BooleanField()
    reason = CleanCharField(allow_blank=True, default="")


# What is answered


class PlanRow(f.Serializer):
    code = f.CharField()
    number = f.CharField()
    title_vi = f.CharField()
    title_en = f.CharField()
    issued_on = f.DateField()
    effective_on = f.DateField()
    horizon = f.IntegerField()
    vision = f.IntegerField()


class ObjectiveRow(f.Serializer):
    code = f.CharField()
    text_vi = f.CharField()
    text_en = f.CharField()


class TaskRow(f.Serializer):
    code = f.CharField()
    title_vi = f.CharField()
    title_en = f.CharField()


class PlanDetail(PlanRow):
    demo = f.BooleanField(help_text="The figures are illustrative.")
    objectives = ObjectiveRow(many=True)
    tasks = TaskRow(many=True)


class CellNumbers(f.Serializer):
    """A number for each cell."""

    def get_fields(self) -> dict[str, f.Field]:
        return {cell.value: f.IntegerField() for cell in Cell}


class Counts(f.Serializer):
    total = f.IntegerField()
    in_force = f.IntegerField(help_text="All but those cancelled or superseded.")
    cells = CellNumbers()


class Group(Counts):
    code = f.CharField(allow_null=True, help_text="Of the task or unit; null: measures without a lead.")
    name_vi = f.CharField()
    name_en = f.CharField()


class ScoreboardAnswer(Counts):
    plan = f.CharField()
    on = f.DateField()
    known = f.DateTimeField(allow_null=True)
    demo = f.BooleanField()
    by = f.CharField(allow_null=True)
    groups = Group(many=True, required=False)


class MeasureRow(f.Serializer):
    code = f.CharField()
    task = f.CharField()
    title_vi = f.CharField()
    title_en = f.CharField()
    output_kind = f.ChoiceField(choices=models.Measure.OutputKind.choices)
    is_key = f.BooleanField()
    lead = UnitName(allow_null=True)
    state = f.ChoiceField(choices=State.choices)
    health = f.ChoiceField(choices=Health.choices, allow_blank=True)
    percent = f.IntegerField(allow_null=True)
    term = f.ChoiceField(choices=Term.choices)
    due_on = f.DateField(allow_null=True)
    completed_on = f.DateField(allow_null=True)
    cell = f.ChoiceField(choices=Cell.choices, allow_null=True, help_text="Null: not in the plan at that moment.")
    updated_on = f.DateField(allow_null=True, help_text="When a person last recorded anything, as of now.")
    changed_at = changed_at()
    version = f.IntegerField()


class AssignmentRow(UnitName):
    role = f.ChoiceField(choices=models.Assignment.Role.choices)
    from_on = f.DateField()


class Update(f.Serializer):
    id = f.IntegerField()
    state = f.ChoiceField(choices=State.choices)
    percent = f.IntegerField(allow_null=True)
    health = f.ChoiceField(choices=Health.choices, allow_blank=True)
    reason = f.CharField()
    narrative = f.CharField()
    difficulties = f.CharField()
    language = f.CharField()
    effective_on = f.DateField()
    recorded_at = f.DateTimeField()
    by = f.CharField(allow_null=True)
    replaces = f.IntegerField(allow_null=True, help_text="The status that this one corrects.")


class Completion(f.Serializer):
    id = f.IntegerField()
    effective_on = f.DateField()
    note = f.CharField()
    proposed_by = f.CharField()
    proposed_at = f.DateTimeField()
    decision = f.ChoiceField(choices=models.Completion.Decision.choices)
    decided_by = f.CharField(allow_null=True)
    decided_at = f.DateTimeField(allow_null=True)
    reason = f.CharField()
    views = CompletionView(many=True)


class StoredFileRow(f.Serializer):
    name = f.CharField()
    size = f.IntegerField(help_text="In bytes.")
    sha256 = f.CharField()
    media_type = f.CharField()
    address = f.CharField(help_text="Where it is fetched, with the same token.")


class EvidenceRow(f.Serializer):
    id = f.IntegerField()
    kind = f.ChoiceField(choices=models.Evidence.Kind.choices)
    title = f.CharField()
    number = f.CharField()
    dated_on = f.DateField(allow_null=True)
    issued_by = f.CharField()
    signatory = f.CharField()
    address = f.CharField()
    file = StoredFileRow(allow_null=True)
    completions = f.ListField(child=f.IntegerField(), help_text="The proposals that it supports.")
    added_by = f.CharField(allow_null=True)
    added_at = f.DateTimeField()
    withdrawn_by = f.CharField(allow_null=True)
    withdrawn_at = f.DateTimeField(allow_null=True)
    withdrawn_reason = f.CharField()
    version = f.IntegerField()


class DeadlineChange(f.Serializer):
    id = f.IntegerField()
    old_term = f.ChoiceField(choices=Term.choices)
    old_due_on = f.DateField(allow_null=True)
    new_term = f.ChoiceField(choices=Term.choices)
    new_due_on = f.DateField(allow_null=True)
    reason = f.CharField()
    asked_by = f.CharField(allow_null=True)
    asked_at = f.DateTimeField()
    endorsed_by = f.CharField(allow_null=True)
    endorsed_at = f.DateTimeField(allow_null=True)
    decision = f.ChoiceField(choices=models.DeadlineChange.Decision.choices)
    decided_by = f.CharField(allow_null=True)
    decided_at = f.DateTimeField(allow_null=True)
    effective_on = f.DateField(allow_null=True)
    decision_reason = f.CharField()


class MeasureDetail(MeasureRow):
    on = f.DateField()
    known = f.DateTimeField(allow_null=True)
    output_vi = f.CharField()
    output_en = f.CharField()
    note = f.CharField()
    source = f.CharField(allow_null=True)
    source_sentence = f.CharField()
    in_plan_from = f.DateField(allow_null=True)
    superseded_by = f.CharField(allow_null=True)
    superseded_from = f.DateField(allow_null=True)
    assignments = AssignmentRow(many=True)
    updates = Update(many=True)
    completions = Completion(many=True)
    evidence = EvidenceRow(many=True)
    deadline_changes = DeadlineChange(many=True)
    slippage = Slippage()
    milestones = Milestone(many=True)
    directives = f.ListField(child=f.CharField())
    indicators = f.ListField(child=f.CharField())


class OccasionRow(f.Serializer):
    code = f.CharField()
    name_vi = f.CharField()
    name_en = f.CharField()


class LinkRow(f.Serializer):
    id = f.IntegerField()
    measure = f.CharField(allow_null=True, help_text="Null: the whole plan.")
    decision = f.ChoiceField(choices=models.DirectiveLink.Decision.choices)
    decided_by = f.CharField(allow_null=True)
    decided_at = f.DateTimeField(allow_null=True)
    version = f.IntegerField()


class Directive(f.Serializer):
    code = f.CharField()
    kind = f.ChoiceField(choices=models.Directive.Kind.choices)
    origin = f.ChoiceField(choices=models.Directive.Origin.choices)
    who_vi = f.CharField()
    who_en = f.CharField()
    given_on = f.DateField()
    occasion = OccasionRow(allow_null=True)
    occasion_text = f.CharField(help_text="Of an occasion that has no code.")
    occasion_text_vi = f.CharField()
    text_vi = f.CharField()
    text_en = f.CharField()
    source = f.CharField(allow_null=True)
    source_sentence = f.CharField()
    basis = f.CharField(help_text="Where it is published, or where its Vietnamese wording comes from.")
    links = LinkRow(many=True)
    changed_at = changed_at()
    withdrawn_at = f.DateTimeField(
        allow_null=True, help_text="Entered by mistake and taken back: told only with `changed_since`, without its texts. Drop it."
    )
