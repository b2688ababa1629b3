"""What happens in the plan, as the history tells it. A sentence goes on from the name of the person who did it."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Event
from accounts.retold import both, measured_in, one_of
from accounts.words import Kind, Words
from plan.models import CompletionView, Evidence
from plan.models.milestone import Step
from plan.money import FundingSource

VERBS: dict[str, Words] = {
    "plan.status_recorded": _("recorded the status of %(object)s"),
    "plan.update_blanked": _("blanked the text of an update of %(object)s"),
    "plan.status_corrected": _("corrected the status of %(object)s"),
    "plan.completion_proposed": _("proposed %(object)s as completed"),
    "plan.completion_confirmed": _("confirmed the completion of %(object)s"),
    "plan.completion_refused": _("did not confirm the completion of %(object)s"),
    "plan.completion_withdrawn": _("took back the proposal that %(object)s is completed"),
    "plan.view_given": _("gave an opinion on the completion of %(object)s"),
    "plan.milestone_added": _("added a milestone to %(object)s"),
    "plan.milestone_edited": _("changed a milestone of %(object)s"),
    "plan.milestone_removed": _("took a milestone off %(object)s"),
    "plan.milestone_reached": _("recorded a milestone of %(object)s as reached"),
    "plan.milestone_unreached": _("took back that a milestone of %(object)s was reached"),
    "plan.evidence_added": _("added evidence to %(object)s"),
    "plan.evidence_withdrawn": _("withdrew evidence from %(object)s"),
    "plan.reopened": _("reopened %(object)s"),
    "plan.deadline_asked": _("asked for another deadline for %(object)s"),
    "plan.deadline_endorsed": _("endorsed the request for another deadline for %(object)s"),
    "plan.deadline_approved": _("approved another deadline for %(object)s"),
    "plan.deadline_refused": _("refused another deadline for %(object)s"),
    "plan.deadline_withdrawn": _("closed the request for another deadline for %(object)s, which is no longer needed"),
    "plan.deadline_taken_back": _("took back the request for another deadline for %(object)s"),
    "plan.deadline_set": _("set the deadline of %(object)s"),
    "plan.units_assigned": _("assigned the units of %(object)s"),
    "plan.measure_edited": _("edited %(object)s"),
    "plan.measure_added": _("added %(object)s to the plan"),
    "plan.task_added": _("added the task %(object)s"),
    "plan.task_edited": _("edited the task %(object)s"),
    "plan.task_moved": _("gave the task %(object)s another place"),
    "plan.occasion_added": _("added the occasion %(object)s"),
    "plan.occasion_edited": _("edited the occasion %(object)s"),
    "plan.directive_added": _("added the directive %(object)s"),
    "plan.directive_edited": _("edited the directive %(object)s"),
    "plan.directive_withdrawn": _("withdrew the directive %(object)s"),
    "plan.inspection_added": _("recorded the inspection %(object)s"),
    "plan.inspection_edited": _("edited the inspection %(object)s"),
    "plan.inspection_closed": _("closed the follow-up of the inspection %(object)s"),
    "plan.inspection_withdrawn": _("withdrew the inspection %(object)s"),
    "plan.indicator_added": _("added the indicator %(object)s"),
    "plan.indicator_edited": _("edited the indicator %(object)s"),
    "plan.target_withdrawn": _("withdrew a target of %(object)s"),
    "plan.comparison_added": _("added a series to compare with: %(object)s"),
    "plan.comparison_edited": _("edited the series %(object)s"),
    "plan.comparison_withdrawn": _("withdrew the series %(object)s"),
    "plan.compared": _("recorded a value of the series %(object)s"),
    "plan.link_added": _("added the link %(object)s"),
    "plan.adopted": _("took %(object)s into the plan"),
    "plan.superseded": _("replaced %(object)s by another measure"),
    "plan.link_confirmed": _("confirmed the link %(object)s"),
    "plan.link_rejected": _("rejected the link %(object)s"),
    "plan.period_made": _("made the period %(object)s from the rule"),
    "plan.period_edited": _("changed the dates of the period %(object)s"),
    "plan.day_moved": _("moved the day %(object)s"),
    "plan.day_restored": _("took the day %(object)s off the moved days"),
    "plan.edited_many": _("changed several measures of %(object)s at once"),
    "plan.edit_undone": _("undid their last change of %(object)s"),
    "plan.observed": _("recorded a value of %(object)s"),
    "plan.target_set": _("set a target of %(object)s"),
    "plan.project_added": _("added %(object)s to the projects"),
    "plan.project_edited": _("edited %(object)s"),
    "plan.funding_recorded": _("entered amounts of %(object)s"),
    "plan.funding_corrected": _("corrected amounts of %(object)s"),
}


def measure_address(event: Event) -> str:
    plan, _slash, code = event.object_code.partition("/")
    return reverse("plan:measure", kwargs={"plan": plan, "code": code})


def task_address(event: Event) -> str:
    plan, _slash, code = event.object_code.partition("/")
    return reverse("plan:task", kwargs={"plan": plan, "task": code})


def directive_address(event: Event) -> str:
    plan, _slash, code = event.object_code.partition("/")
    return reverse("plan:directives", kwargs={"plan": plan}) + f"#{code}"


def occasion_address(event: Event) -> str:
    plan = event.object_code.partition("/")[0]
    return reverse("plan:directives", kwargs={"plan": plan}) + "#occasions"


def inspection_address(event: Event) -> str:
    plan, _slash, pk = event.object_code.partition("/")
    return reverse("plan:inspections", kwargs={"plan": plan}) + f"#i{pk}"


def plan_address(event: Event) -> str:
    return reverse("plan:plan", kwargs={"plan": event.object_code})


def part_address(event: Event) -> str:
    """Objectives and facts stand on the page of their plan."""
    return reverse("plan:plan", kwargs={"plan": event.object_code.partition("/")[0]})


def project_address(event: Event) -> str:
    plan, _slash, code = event.object_code.partition("/")
    return reverse("plan:project", kwargs={"plan": plan, "code": code})


def indicator_address(event: Event) -> str:
    plan, _slash, code = event.object_code.partition("/")
    return reverse("plan:indicator", kwargs={"plan": plan, "code": code})


MILLIONS = measured_in([_("million đồng")])

KINDS = {
    "plan.measure": Kind(
        _("Measure"),
        fields={
            "title_basis": _("source of the wording"),
            "effective_on": _("effective on"),
            "plan.deadline_set:effective_on": _("In force from"),
            "plan.completion_proposed:effective_on": _("completed on"),
            "narrative": _("results"),
            "difficulties": _("difficulties and obstacles"),
            "note": _("explanation of the result"),
            "evidence": _("evidence"),
            "evidence_kind": Evidence._meta.get_field("kind"),
            "evidence_title": _("title of the evidence"),
            "evidence_number": _("number of the document"),
            "evidence_dated_on": _("date of the document"),
            "evidence_issued_by": _("issuing body"),
            "evidence_signatory": _("signatory"),
            "evidence_address": _("address"),
            "evidence_file": _("file"),
            "completed_on": _("completed on"),
            "due_at_completion": _("deadline on the day of completion"),
            "lead": _("Lead agency"),
            "coordinating": _("Coordinating agency"),
            "from_on": _("In force from"),
            "plan.adopted:in_plan_from": _("Part of the plan from"),
            "in_plan_from": _("in the plan from"),
            "superseded_by": _("superseded by"),
            "milestone": _("milestone"),
            "planned_on": _("planned on"),
            "reached_on": _("reached on"),
            "position": _("place in the list"),
            "unit": _("unit"),
            "opinion": CompletionView._meta.get_field("opinion"),
            "superseded_from": _("superseded from"),
            "task": _("Task"),
        },
        address=measure_address,
        names=[both("title")],
        named={"lead": "accounts.unit", "coordinating": "accounts.unit", "unit": "accounts.unit", "superseded_by": "plan.measure"},
        reads={"milestone": one_of(label for _key, label in Step.choices)},
    ),
    "plan.plan": Kind(_("Plan"), fields={"measures": _("measures")}, address=plan_address, names=[both("title")]),
    "plan.objective": Kind(_("Objective"), address=part_address),
    "plan.fact": Kind(_("Figure beside the plan"), address=part_address),
    "plan.source": Kind(_("Source of the plan"), names=[("publisher_vi", "publisher")]),
    "plan.period": Kind(_("Reporting period"), fields={"obligations": _("reports owed")}),
    "plan.movedday": Kind(_("Moved day"), fields={"is_worked": _("working day")}, address=lambda event: reverse("plan:days")),
    "plan.indicator": Kind(
        _("Indicator"),
        fields={"value": _("value"), "on": _("as of"), "note": _("source or note"), "measures": _("Measures")},
        address=indicator_address,
        names=[both("name")],
    ),
    "plan.comparison": Kind(
        _("Series to compare with"),
        fields={"value": _("value"), "on": _("as of")},
        address=indicator_address,
        names=[both("name"), both("indicator__name")],
    ),
    "plan.task": Kind(_("Task"), fields={"position": _("place")}, address=task_address, names=[both("title")]),
    "plan.occasion": Kind(_("Occasion"), address=occasion_address, names=[both("name")]),
    "plan.directive": Kind(
        _("Directive"),
        fields={"occasion": _("Occasion"), "links": _("links")},
        address=directive_address,
        names=[both("text")],
        named={"occasion": "plan.occasion"},
    ),
    "plan.inspection": Kind(_("Inspection"), fields={"measures": _("Measures")}, address=inspection_address, names=[both("unit__name")]),
    "plan.project": Kind(
        _("Project"),
        fields={
            "measure": _("measure"),
            "unit": _("unit"),
            "year": _("budget year"),
            "source": _("source of money"),
            "planned": _("planned"),
            "allocated": _("allocated"),
            "disbursed": _("disbursed"),
            "effective_on": _("as of"),
        },
        address=project_address,
        reads={
            "source": one_of(label for _key, label in FundingSource.choices),
            **dict.fromkeys(("planned", "allocated", "disbursed", "total"), MILLIONS),
        },
    ),
    "plan.directivelink": Kind(
        _("Link between a directive and a measure"),
        fields={"decision": _("decision")},
        names=[both("measure__title"), both("directive__plan__title")],
    ),
}
