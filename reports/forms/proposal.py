"""Shape and wording of what people type about proposals; the filter of the register, as it stands in the address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Unit
from office.forms import CleanedForm, DayField, ReasonField
from plan.forms import PlanForm
from plan.forms.base import area
from plan.forms.keeping import MeasuresField
from plan.models import Period, Plan, Task
from reports.kinds import LONGEST
from reports.models import Proposal
from reports.models.proposal import KEPT, NO_TASK, NO_UNIT, OPEN, OVERDUE, SETTLED

EVERYTHING = ("", _("All"))
GROUPS = [
    (KEPT, pgettext_lazy("proposals", "All but the withdrawn")),
    (OPEN, pgettext_lazy("proposals", "Not answered yet, all")),
    (OVERDUE, _("Answer overdue")),
    (SETTLED, pgettext_lazy("proposals", "Answered or closed")),
]


class ProposalFilter(CleanedForm, forms.Form):
    q = forms.CharField(label=_("Words"), required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(label=_("Status"), required=False, choices=[EVERYTHING, *GROUPS, *Proposal.State.choices])
    unit = forms.ChoiceField(label=_("Unit that answers"), required=False)
    task = forms.ChoiceField(label=_("Task"), required=False)
    period = forms.ChoiceField(label=_("Period"), required=False)
    source = forms.ChoiceField(label=_("Source"), required=False, choices=[EVERYTHING, *Proposal.Source.choices])

    def __init__(self, data: Mapping[str, Any], *, units: Iterable[Unit], tasks: Iterable[Task], periods: Iterable[Period]) -> None:
        super().__init__(data)
        self.periods = {period.code: period for period in periods}
        self.fields["unit"].choices = [EVERYTHING, (NO_UNIT, _("Nobody yet")), *((unit.code, unit.name) for unit in units)]
        self.fields["task"].choices = [EVERYTHING, (NO_TASK, _("No task yet")), *((task.code, str(task)[:90]) for task in tasks)]
        self.fields["period"].choices = [EVERYTHING, *((code, period.name) for code, period in self.periods.items())]

    @property
    def words(self) -> list[str]:
        """What narrows the list, in the words of its fields."""
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        return [
            f"{self.fields[name].label}: {dict(getattr(self.fields[name], 'choices', [])).get(value, value)}"
            for name, value in chosen.items()
        ]


class AboutForm(PlanForm):
    """What a proposal is about: a task, and measures of it."""

    task = forms.ChoiceField(label=_("Task"), required=False)
    measures = MeasuresField(label=_("Measures"), required=False)
    apart = ("measures",)

    def __init__(self, *args: Any, plan: Plan | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tasks = {task.code: task for task in plan.tasks.all()} if plan else {}
        self.fields["task"].choices = [("", _("Not said")), *((task.code, str(task)[:120]) for task in self.tasks.values())]
        if plan:
            self.fields["measures"].offer(plan)

    def clean_task(self) -> Task | None:
        return self.tasks.get(self.cleaned_data["task"])


class RaiseForm(AboutForm):
    """One that a locality or a conference raised."""

    source = forms.ChoiceField(
        label=_("Source"), choices=[("", _("Choose")), *(one for one in Proposal.Source.choices if one[0] != Proposal.Source.REPORT)]
    )
    raised_by = forms.CharField(
        label=_("Raised by"), max_length=250, help_text=_("The locality or the agency, by its name; never a private person.")
    )
    occasion = forms.CharField(
        label=_("Occasion"), max_length=250, required=False, help_text=_("The conference, or number and date of the letter.")
    )
    occasion.sometimes_needed = True
    raised_on = DayField(label=_("Raised on"))
    text = forms.CharField(label=_("Proposal"), widget=area(5), max_length=LONGEST)
    field_order = ("source", "raised_by", "occasion", "raised_on", "text", "task", "measures")

    def values(self) -> dict[str, Any]:
        given = super().values()
        seen, measures = given.pop("seen"), given.pop("measures", [])
        return {"values": given, "measures": measures} | ({} if seen is None else {"seen": seen})


class EditAboutForm(AboutForm):
    """Of a proposal that a report raised its words stay."""

    def values(self) -> dict[str, Any]:
        given = super().values()
        return {"values": {"task": given["task"]}, "measures": given["measures"], "seen": given["seen"]}


class AssignForm(AboutForm):
    unit = forms.ChoiceField(label=_("Unit that answers"))
    due_on = DayField(label=_("Answer due"))
    reason = forms.CharField(
        label=_("Note"), widget=area(2), required=False, max_length=4000, help_text=_("Everybody who reads the proposal sees it.")
    )
    field_order = ("unit", "due_on", "task", "measures", "reason")

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {unit.code: unit for unit in units}
        self.fields["unit"].choices = [("", _("Choose")), *((code, unit.name) for code, unit in self.units.items())]

    def clean_unit(self) -> Unit | None:
        return self.units.get(self.cleaned_data["unit"])


class AnswerForm(PlanForm):
    answer = forms.CharField(
        label=_("Answer"), widget=area(8), max_length=LONGEST, help_text=_("Whoever raised it reads these words beside their next report.")
    )
    on = DayField(label=_("Answered on"))


class ReturnForm(PlanForm):
    reason = forms.CharField(
        label=_("What the answer lacks"), widget=area(), max_length=4000, error_messages={"required": _("Say what the answer lacks.")}
    )
    due_on = DayField(label=_("Better answer due"), required=False, help_text=_("Empty: by the day that was given before."))


class CloseForm(PlanForm):
    reason = forms.CharField(label=_("Reason"), widget=area(), max_length=4000, required=False)
    reason.sometimes_needed = True


class WithdrawForm(PlanForm):
    reason = ReasonField(label=_("Reason"), widget=area(), max_length=4000)
