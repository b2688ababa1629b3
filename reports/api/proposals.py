"""The calls about proposals: the register, one proposal with its steps, and every step, over the services of the pages."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers as f
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Unit
from accounts.permissions import Permission
from office.api import CleanCharField, DayField, Pagination, Strict, View, idempotent, through
from office.changing import SinceFilter, changed_at
from plan.models import Measure, Plan, Task
from plan.moment import Moment
from reports import access, services
from reports.api.periods import MomentFilter
from reports.models import Proposal, ProposalStep
from reports.models.proposal import KEPT, OPEN, OVERDUE, SETTLED, ProposalQuerySet
from reports.proposal_register import narrowed, proposal_filter

REPEATABLE = [
    OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER, description="A call sent again with it within a week is done once."),
    OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, description="The ETag of the proposal as you read it; 412 if it has moved."),
]
KEEPS = Permission.PROPOSALS_KEEP
ELSEWHERE = [(one.value, one.label) for one in Proposal.Source if one != Proposal.Source.REPORT]


class ProposalQuery(MomentFilter, SinceFilter):
    state = f.ChoiceField(choices=[KEPT, OPEN, OVERDUE, SETTLED, *Proposal.State.values], required=False)
    unit = f.SlugField(required=False, help_text="Code of the unit that answers; none: nobody yet.")
    task = f.CharField(required=False, help_text="Code of the task; none: no task yet.")
    period = f.SlugField(required=False)
    source = f.ChoiceField(choices=Proposal.Source.choices, required=False)
    q = CleanCharField(required=False, allow_blank=True, max_length=200, help_text="Words to look for, with or without diacritics.")


class ProposalStepShape(f.Serializer):
    act = f.ChoiceField(choices=ProposalStep.Act.choices)
    state = f.ChoiceField(choices=Proposal.State.choices)
    unit = f.CharField(allow_null=True, help_text="That answers, after the step.")
    due_on = f.DateField(allow_null=True)
    text = f.CharField(help_text="The answer, the reason, or what was said before a correction.")
    by = f.CharField(help_text="Who did it in the register; of the first step who entered it there, not who raised it.")
    at = f.DateTimeField()


class ProposalRow(f.Serializer):
    id = f.IntegerField()
    code = f.CharField()
    source = f.ChoiceField(choices=Proposal.Source.choices)
    unit = f.CharField(allow_null=True, help_text="Code of the unit that raised it in its report.")
    raised_by = f.CharField()
    period = f.CharField(allow_null=True)
    occasion = f.CharField()
    raised_on = f.DateField()
    text = f.CharField()
    task = f.CharField(allow_null=True)
    measures = f.ListField(child=f.CharField())
    state = f.ChoiceField(choices=Proposal.State.choices, help_text="At the moment asked for; the answer is as it stands now.")
    overdue = f.BooleanField()
    assigned_to = f.CharField(allow_null=True)
    due_on = f.DateField(allow_null=True)
    answer = f.CharField()
    answered_on = f.DateField(allow_null=True)
    changed_at = changed_at()
    version = f.IntegerField()


class ProposalShape(ProposalRow):
    answered_by = f.CharField()
    returned_because = f.CharField()
    ended_on = f.DateField(allow_null=True)
    ended_because = f.CharField()
    receipt = f.CharField(allow_null=True, help_text="Of the accepted version that says it.")
    steps = ProposalStepShape(many=True)


class AboutInput(Strict):
    plan = f.SlugField(required=False, help_text="Whose task and measures are meant; if left out that of the report, or the first.")
    task = f.CharField(required=False, allow_blank=True, default="")
    measures = f.ListField(child=f.CharField(max_length=20), required=False, default=list, max_length=100)


class ProposalInput(AboutInput):
    source = f.ChoiceField(choices=ELSEWHERE)
    raised_by = CleanCharField(max_length=250)
    occasion = CleanCharField(required=False, allow_blank=True, default="", max_length=250)
    raised_on = DayField()
    text = CleanCharField()
    language = f.ChoiceField(choices=[("vi", "vi"), ("en", "en")], default="vi")


class ProposalAssignment(AboutInput):
    unit = f.SlugField()
    due_on = DayField()
    reason = CleanCharField(required=False, allow_blank=True, default="", max_length=4000)


class ProposalAnswer(Strict):
    answer = CleanCharField()
    on = DayField(required=False, help_text="Today if left out.")


class ProposalReturn(Strict):
    reason = CleanCharField(max_length=4000)
    due_on = DayField(required=False)


class ProposalReason(Strict):
    reason = CleanCharField(required=False, allow_blank=True, default="", max_length=4000)


class Proposals(View):
    serializer_class = ProposalRow
    asks = ProposalQuery
    pagination_class = Pagination

    @extend_schema(operation_id="proposals_list", responses=ProposalRow(many=True))
    def get(self, request: Request) -> Response:
        """Proposals as they stood at a moment, the last raised first. Needs `quarterly.read` or `quarterly.draft`."""
        rows = access.proposals_for(request.user)
        asked = self.asked
        moment = Moment.read(asked, timezone.now())
        form = proposal_filter({name: value for name, value in asked.items() if name not in {"on", "known", "changed_since"}}, rows)
        if not form.is_valid():
            raise ValidationError({name: list(errors) for name, errors in form.errors.items()})
        rows = rows.changed_since(asked.get("changed_since"))
        found = narrowed(rows.standing(moment), form).in_group(form.cleaned_data["state"], moment.on)
        page = self.paginate_queryset(_listed(found).annotate_unit_code().with_task_then())
        return self.get_paginated_response([row_of(row, moment) for row in page])

    @extend_schema(operation_id="proposals_raise", parameters=REPEATABLE[:1], request=ProposalInput, responses={201: ProposalShape})
    @idempotent(through(access.must_keep_proposals))
    def post(self, request: Request, _allowed: None) -> Response:
        """Record a proposal that was raised elsewhere than in a quarterly report. Needs `proposals.keep`."""
        given = self.read(ProposalInput)
        language, about = given.pop("language"), _about(given)
        row = services.raise_proposal(
            by=request.user, values={**given, "task": about["task"]}, measures=about["measures"], language=language, now=timezone.now()
        )
        return Response(shape_of(row), status=201, headers={"Location": f"/api/v1/proposals/{row.pk}/"})


class ProposalView(View):
    serializer_class = ProposalShape

    def represent(self, obj: Proposal) -> dict[str, Any]:  # type: ignore[override]
        return shape_of(obj)

    def acting(self, request: Request, proposal: Proposal) -> dict[str, Any]:
        return {"proposal": proposal, "by": request.user, "now": timezone.now(), "seen": self.seen(proposal)}


class OneProposal(ProposalView):
    @extend_schema(operation_id="proposals_retrieve", responses=ProposalShape)
    def get(self, request: Request, pk: int) -> Response:
        """One proposal with its steps, as it stands. Needs `quarterly.read` or `quarterly.draft`."""
        return self.answer(access.proposal_for(request.user, pk))


class Assignment(ProposalView):
    @extend_schema(operation_id="proposals_assign", parameters=REPEATABLE, request=ProposalAssignment, responses=ProposalShape)
    @idempotent(through(access.proposal_for, to=KEEPS))
    def post(self, request: Request, proposal: Proposal) -> Response:
        """Say which unit answers a proposal, and by when. Needs `proposals.keep`."""
        acting, given = self.acting(request, proposal), self.read(ProposalAssignment)
        unit = Unit.objects.filter(code=given.pop("unit")).first()
        about = _about(given, services.plan_of_proposal(acting["proposal"]))
        return self.answer(services.assign_proposal(unit=unit, **about, **given, **acting))


class Answering(ProposalView):
    @extend_schema(operation_id="proposals_answer", parameters=REPEATABLE, request=ProposalAnswer, responses=ProposalShape)
    @idempotent(through(access.proposal_for, to=Permission.PROPOSAL_ANSWER))
    def post(self, request: Request, proposal: Proposal) -> Response:
        """Answer a proposal in the name of the unit to which it is assigned. Needs `proposal.answer`."""
        acting, given = self.acting(request, proposal), self.read(ProposalAnswer)
        on = given.get("on") or timezone.localdate()
        return self.answer(services.answer_proposal(answer=given["answer"], on=on, **acting))


class Returning(ProposalView):
    @extend_schema(operation_id="proposals_return", parameters=REPEATABLE, request=ProposalReturn, responses=ProposalShape)
    @idempotent(through(access.proposal_for, to=KEEPS))
    def post(self, request: Request, proposal: Proposal) -> Response:
        """Return an answer to the unit that gave it. Needs `proposals.keep`."""
        acting = self.acting(request, proposal)
        return self.answer(services.return_answer(**self.read(ProposalReturn), **acting))


class Closing(ProposalView):
    @extend_schema(operation_id="proposals_close", parameters=REPEATABLE, request=ProposalReason, responses=ProposalShape)
    @idempotent(through(access.proposal_for, to=KEEPS))
    def post(self, request: Request, proposal: Proposal) -> Response:
        """Close an answered proposal. Needs `proposals.keep`."""
        acting = self.acting(request, proposal)
        return self.answer(services.close_proposal(**self.read(ProposalReason), **acting))


class Withdrawal(ProposalView):
    @extend_schema(operation_id="proposals_withdraw", parameters=REPEATABLE, request=ProposalReason, responses=ProposalShape)
    @idempotent(through(access.proposal_for, to=KEEPS))
    def post(self, request: Request, proposal: Proposal) -> Response:
        """Withdraw a proposal, which need not be answered any more. Needs `proposals.keep`."""
        acting = self.acting(request, proposal)
        return self.answer(services.withdraw_proposal(**self.read(ProposalReason), **acting))


class TakenUp(ProposalView):
    @extend_schema(operation_id="proposals_reopen", parameters=REPEATABLE, request=ProposalReason, responses=ProposalShape)
    @idempotent(through(access.proposal_for, to=KEEPS))
    def post(self, request: Request, proposal: Proposal) -> Response:
        """Take a closed or withdrawn proposal up again. Needs `proposals.keep`."""
        acting = self.acting(request, proposal)
        return self.answer(services.reopen_proposal(**self.read(ProposalReason), **acting))


def _about(given: dict[str, Any], own: Plan | None = None) -> dict[str, Any]:
    """The task and the measures that are named, taken out of what was sent; `own`: of which plan where none is named."""
    code, task, measures = given.pop("plan", None), given.pop("task"), given.pop("measures")
    plan = Plan.objects.filter(code=code).first() if code else own or Plan.objects.first()
    if code and plan is None:
        raise ValidationError({"plan": _("There is no such plan.")})
    found = Task.objects.filter(plan=plan, code=task).first() if task else None
    if task and found is None:
        raise ValidationError({"task": _("There is no such task.")})
    rows = list(Measure.objects.filter(plan=plan, code__in=measures))
    if unknown := set(measures) - {row.code for row in rows}:
        raise ValidationError({"measures": _("There is no such measure: %(codes)s.") % {"codes": ", ".join(sorted(unknown))}})
    return {"task": found, "measures": rows}


def _listed(rows: ProposalQuerySet) -> ProposalQuerySet:
    return rows.for_list().with_change().prefetch_related("measures")


def row_of(row: Any, moment: Moment | None = None) -> dict[str, Any]:
    """As it stood at the moment (after `standing`), or as it stands."""
    same = ("code", "source", "raised_by", "occasion", "raised_on", "text", "answer", "answered_on", "version")
    state, due = (row.state_then, row.due_then) if moment else (row.state, row.due_on)
    today = moment.on if moment else timezone.localdate()
    assigned = row.unit_code_then if moment else row.assigned_to and row.assigned_to.code
    return {
        "id": row.pk,
        **{name: getattr(row, name) for name in same},
        "unit": row.unit and row.unit.code,
        "period": row.obligation and row.obligation.period.code,
        "task": row.task_code_then if moment else row.task and row.task.code,
        "measures": [measure.code for measure in row.measures.all()],
        "state": state,
        "overdue": state == Proposal.State.ASSIGNED and due is not None and due < today,
        "assigned_to": assigned,
        "due_on": due,
        "changed_at": row.changed_at if moment else Proposal.objects.change_of(row),
    }


def shape_of(row: Proposal) -> dict[str, Any]:
    steps = [
        {
            "act": step.act,
            "state": step.state,
            "unit": step.unit and step.unit.code,
            "due_on": step.due_on,
            "text": step.text,
            "by": step.by.name if step.by else "",
            "at": step.at,
        }
        for step in row.steps.select_related("by", "unit")
    ]
    return {
        **row_of(row),
        "answered_by": row.answered_by.name if row.answered_by else "",
        "returned_because": row.returned_because,
        "ended_on": row.ended_on,
        "ended_because": row.ended_because,
        "receipt": row.said_in and row.said_in.receipt,
        "steps": steps,
    }
