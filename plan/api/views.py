"""The plan's calls of design part 6, over the same access and services as the pages."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.serializers import ValidationError

from accounts.models import Unit
from accounts.permissions import Permission
from office.api import Pagination, View, idempotent, through
from office.installation import is_demo
from office.paging import Counted
from plan import access, services
from plan.api import answers
from plan.api import shapes as s
from plan.api.stepping import CompletionView, ViewInput
from plan.models import Completion, DeadlineChange, Evidence, Measure, Plan, StatusUpdate
from plan.models.measures import MeasureQuerySet
from plan.moment import Moment
from plan.progress import CellCounts

VERSIONED = [
    OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, required=True, description="The ETag of the object as you read it.")
]
REPEATABLE = [
    OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER, description="A call sent again with it within a week is done once."),
    OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, description="The ETag of the object as you read it; 412 if it has changed."),
]


class PlanView(View):
    """A view of one moment of the plan: `?on=` and `&known=`."""

    def moment(self) -> Moment:
        return Moment.read(self.asked, timezone.now())

    def page(self, rows: QuerySet | Counted, represent: Any) -> Response:
        return self.get_paginated_response([represent(row) for row in self.paginate_queryset(rows)])


class Plans(PlanView):
    serializer_class = s.PlanRow
    pagination_class = Pagination

    @extend_schema(operation_id="plans_list", responses=s.PlanRow(many=True))
    def get(self, request: Request) -> Response:
        """The plans, by code. Every plan is here, and as it stands: no moment can be asked for. Needs `plan.read`."""
        access.plans_for(request.user)
        return self.page(Plan.objects.all(), answers.plan)


class OnePlan(PlanView):
    serializer_class = s.PlanDetail

    @extend_schema(operation_id="plans_retrieve", responses=s.PlanDetail)
    def get(self, request: Request, plan: str) -> Response:
        """A plan with its objectives and tasks, as it stands. Needs `plan.read`."""
        return Response({**answers.plan_detail(access.plan_for(request.user, plan)), "demo": is_demo()})


class Scoreboard(PlanView):
    serializer_class = s.ScoreboardAnswer
    asks = s.ScoreboardFilter

    @extend_schema(operation_id="plans_scoreboard", responses=s.ScoreboardAnswer)
    def get(self, request: Request, plan: str) -> Response:
        """How many measures stand in each cell at a moment, also by task or lead unit. Needs `plan.read`."""
        found = access.plan_for(request.user, plan)
        moment, by = self.moment(), self.asked.get("by")
        rows = found.measures.cells(by, moment=moment)
        body = {**answers.moment(moment), "plan": found.code, "demo": is_demo(), "by": by, **answers.counts(CellCounts.sum(rows))}
        if by:
            body["groups"] = [{**answers.counts(row), **name} for row, name in zip(rows, self._names(found, by, rows), strict=True)]
        return Response(body)

    @staticmethod
    def _names(plan: Plan, by: str, rows: list[CellCounts]) -> list[dict[str, Any]]:
        if by == "task":
            names = {task.code: {"code": task.code, "name_vi": task.title_vi, "name_en": task.title_en} for task in plan.tasks.all()}
        else:
            units = Unit.objects.filter(code__in=[row.key for row in rows if row.key])
            names = {unit.code: {"code": unit.code, "name_vi": unit.name_vi, "name_en": unit.name_en} for unit in units}
        return [names[row.key] if row.key else {"code": None, "name_vi": "", "name_en": ""} for row in rows]


class Measures(PlanView):
    serializer_class = s.MeasureRow
    asks = s.MeasureFilter
    pagination_class = Pagination

    @extend_schema(operation_id="measures_list", responses=s.MeasureRow(many=True))
    def get(self, request: Request, plan: str) -> Response:
        """The measures as they stood at a moment, in the order of the plan. Needs `plan.read`."""
        found = access.plan_for(request.user, plan)
        moment = self.moment()
        rows = self._filtered(found, moment, self.asked)
        named = rows.with_lead(moment).with_task(moment).with_change().order_by("position").values(*answers.MEASURE_COLUMNS)
        return self.page(Counted(named, rows), answers.measure)

    @staticmethod
    def _filtered(plan: Plan, moment: Moment, asked: dict[str, Any]) -> QuerySet:
        rows = plan.measures.in_plan(moment).changed_since(asked.get("changed_since")).standing(moment).matching(asked.get("q", ""))
        if "task" in asked:
            if not plan.tasks.filter(code=asked["task"]).exists():
                raise ValidationError({"task": [_("There is no such task.")]})
            rows = rows.of_task(asked["task"], moment)
        if "unit" in asked:
            rows = rows.led_at(moment, None if asked["unit"] == s.NO_UNIT else asked["unit"])
        if "cell" in asked:
            rows = rows.in_cell(asked["cell"])
        columns = {f"at_{name}": asked[name] for name in ("health", "state") if name in asked}
        return Measures._as_on_the_board(rows.filter(**columns), moment, asked)

    @staticmethod
    def _as_on_the_board(rows: MeasureQuerySet, moment: Moment, asked: dict[str, Any]) -> MeasureQuerySet:
        if "coordinating" in asked:
            rows = rows.coordinated_at(moment, asked["coordinating"])
        if "due_within" in asked:
            rows = rows.due_within(asked["due_within"], moment)
        return rows.stale(moment.on) if asked.get("stale") else rows


class OneMeasure(PlanView):
    serializer_class = s.MeasureDetail
    asks = s.MomentFilter

    @extend_schema(operation_id="measures_retrieve", responses=s.MeasureDetail)
    def get(self, request: Request, plan: str, code: str) -> Response:
        """One measure as it stood at a moment, with all that had been recorded of it. Needs `plan.read`."""
        return self.answer(access.measure_for(request.user, plan, code))

    @extend_schema(operation_id="measures_edit", parameters=VERSIONED, request=s.MeasureEdit, responses=s.MeasureDetail)
    def patch(self, request: Request, plan: str, code: str) -> Response:
        """Correct what the plan says of the measure; what is not named is left. Needs `plan.edit`."""
        measure = access.measure_for(request.user, plan, code, to=Permission.PLAN_EDIT)
        seen, values = self.seen(measure, required=True), self.read(s.MeasureEdit, partial=True)
        decision = values.pop("decision", "")
        services.edit_measure(measure=measure, by=request.user, values=values, decision=decision, now=timezone.now(), seen=seen)
        return self.answer(measure)

    def represent(self, obj: Measure) -> Any:
        return answers.measure_detail(obj, self.moment())


class MeasureAct(PlanView):
    """A POST that changes a measure: 201 with what was written, its address, and the ETag of the measure after it."""

    def represent(self, obj: Measure) -> Any:
        return answers.measure_detail(obj, Moment.now(timezone.now()))

    def acting(self, request: Request, measure: Measure) -> dict[str, Any]:
        """Who decides, when, and on which version of the measure, whose ETag is the one that a caller can have read."""
        return {"by": request.user, "now": timezone.now(), "seen": None, "measure_seen": self.seen(measure)}

    def written(self, request: Request, measure: Measure, body: Any, status: int = 201) -> Response:
        measure.refresh_from_db()
        address = reverse("api:measure", kwargs={"plan": measure.plan.code, "code": measure.code}, request=request)
        return Response(body, status=status, headers={"Location": address, "ETag": self.etag(measure)})


class Updates(MeasureAct):
    serializer_class = s.UpdateInput

    @extend_schema(operation_id="measures_update", parameters=REPEATABLE, request=s.UpdateInput, responses={201: s.Update})
    @idempotent(through(access.measure_for, to=Permission.MEASURE_UPDATE))
    def post(self, request: Request, measure: Measure) -> Response:
        """Record how the measure stands, or correct what was recorded. Needs `measure.update`."""
        given = self.read(s.UpdateInput)
        given["replaces"] = self._replaced(measure, given["replaces"])
        update = services.record_status(measure=measure, by=request.user, now=timezone.now(), seen=self.seen(measure), **given)
        return self.written(request, measure, answers.update(update))

    @staticmethod
    def _replaced(measure: Measure, pk: int | None) -> StatusUpdate | None:
        if pk is None:
            return None
        if found := measure.updates.filter(pk=pk).first():
            return found
        raise ValidationError({"replaces": [_("There is no such status of this measure.")]})


class Completions(MeasureAct):
    serializer_class = s.CompletionInput

    @extend_schema(operation_id="completions_propose", parameters=REPEATABLE, request=s.CompletionInput, responses={201: s.Completion})
    @idempotent(through(access.measure_for, to=Permission.MEASURE_UPDATE))
    def post(self, request: Request, measure: Measure) -> Response:
        """Propose the measure as done. Needs `measure.update`."""
        given = self.read(s.CompletionInput)
        given["evidence"] = self._chosen(measure, given["evidence"])
        completion = services.propose_completion(measure=measure, by=request.user, now=timezone.now(), seen=self.seen(measure), **given)
        return self.written(request, measure, answers.completion(completion))

    @staticmethod
    def _chosen(measure: Measure, pks: list[int] | None) -> list[Evidence] | None:
        if pks is None:
            return None
        found = list(measure.evidence.filter(pk__in=pks))
        if len(found) != len(set(pks)):
            raise ValidationError({"evidence": [_("There is no such evidence of this measure.")]})
        return found


class CompletionDecision(MeasureAct):
    serializer_class = s.CompletionDecisionInput

    @extend_schema(operation_id="completions_decide", parameters=REPEATABLE, request=s.CompletionDecisionInput, responses=s.Completion)
    @idempotent(through(access.completion_for))
    def post(self, request: Request, completion: Completion) -> Response:
        """Confirm a proposed completion or refuse it; never one's own.

        Needs `completion.confirm` or, of a key measure, `completion.confirm_key`.
        """
        given, acting = self.read(s.CompletionDecisionInput), self.acting(request, completion.measure)
        if given["confirm"]:
            services.confirm_completion(completion=completion, reason=given["reason"], **acting)
        else:
            services.refuse_completion(completion=completion, reason=given["reason"], **acting)
        return self.written(request, completion.measure, answers.completion(completion), 200)


class CompletionWithdrawal(MeasureAct):
    serializer_class = s.WithdrawalInput

    @extend_schema(operation_id="completions_withdraw", parameters=REPEATABLE, request=s.WithdrawalInput, responses=s.Completion)
    @idempotent(through(access.own_completion_for))
    def post(self, request: Request, completion: Completion) -> Response:
        """Take back a completion that one has proposed, as long as nobody has decided. Needs `measure.update`."""
        given = self.read(s.WithdrawalInput)
        services.withdraw_completion(completion=completion, **self.acting(request, completion.measure), **given)
        return self.written(request, completion.measure, answers.completion(completion), 200)


class CompletionViews(MeasureAct):
    serializer_class = ViewInput

    @extend_schema(operation_id="completions_view", parameters=REPEATABLE, request=ViewInput, responses={201: CompletionView})
    @idempotent(through(access.completion_to_view))
    def post(self, request: Request, found: tuple[Completion, Unit]) -> Response:
        """What a unit that coordinates the measure says to a proposed completion; what it said before is replaced.

        Needs `completion.view`.
        """
        completion, speaker = found
        given, acting = self.read(ViewInput), self.acting(request, completion.measure)
        view = services.give_view(completion=completion, unit=speaker, **acting, **given)
        return self.written(request, completion.measure, answers.view(view))


class DeadlineChanges(MeasureAct):
    serializer_class = s.DeadlineInput

    @extend_schema(operation_id="deadlines_ask", parameters=REPEATABLE, request=s.DeadlineInput, responses={201: s.DeadlineChange})
    @idempotent(through(access.measure_for, to=Permission.MEASURE_UPDATE))
    def post(self, request: Request, measure: Measure) -> Response:
        """Ask for another deadline. Needs `measure.update`."""
        given = self.read(s.DeadlineInput)
        change = services.ask_for_deadline(measure=measure, by=request.user, now=timezone.now(), seen=self.seen(measure), **given)
        return self.written(request, measure, answers.deadline_change(change))


class DeadlineEndorsement(MeasureAct):
    serializer_class = s.Empty

    @extend_schema(operation_id="deadlines_endorse", parameters=REPEATABLE, request=s.Empty, responses=s.DeadlineChange)
    @idempotent(through(access.deadline_change_for, to=Permission.DEADLINE_ENDORSE))
    def post(self, request: Request, change: DeadlineChange) -> Response:
        """Endorse a request for another deadline, as the head of its unit. Needs `deadline.endorse`."""
        self.read(s.Empty)
        services.endorse_deadline(change=change, **self.acting(request, change.measure))
        return self.written(request, change.measure, answers.deadline_change(change), 200)


class DeadlineWithdrawal(MeasureAct):
    serializer_class = s.WithdrawalInput

    @extend_schema(operation_id="deadlines_withdraw", parameters=REPEATABLE, request=s.WithdrawalInput, responses=s.DeadlineChange)
    @idempotent(through(access.own_deadline_change_for))
    def post(self, request: Request, change: DeadlineChange) -> Response:
        """Take back a request for another deadline that one has made, as long as nobody has decided. Needs `measure.update`."""
        given = self.read(s.WithdrawalInput)
        services.withdraw_deadline(change=change, **self.acting(request, change.measure), **given)
        return self.written(request, change.measure, answers.deadline_change(change), 200)


class DeadlineDecision(MeasureAct):
    serializer_class = s.DeadlineDecisionInput

    @extend_schema(operation_id="deadlines_decide", parameters=REPEATABLE, request=s.DeadlineDecisionInput, responses=s.DeadlineChange)
    @idempotent(through(access.deadline_change_for))
    def post(self, request: Request, change: DeadlineChange) -> Response:
        """Approve or refuse another deadline. Needs `deadline.decide` or, of a key measure, `deadline.decide_key`."""
        given = self.read(s.DeadlineDecisionInput)
        services.decide_deadline(change=change, **self.acting(request, change.measure), **given)
        return self.written(request, change.measure, answers.deadline_change(change), 200)


class Directives(PlanView):
    serializer_class = s.Directive
    asks = s.DirectiveFilter
    pagination_class = Pagination

    @extend_schema(operation_id="directives_list", responses=s.Directive(many=True))
    def get(self, request: Request, plan: str) -> Response:
        """The directives of the plan with what they are linked to, the latest first, as they stand. Needs `plan.read`."""
        asked = self.asked
        since, words = asked.pop("changed_since", None), asked.pop("q", "")
        rows = access.directives_for(request.user, plan, withdrawn=since is not None).matching(words)
        return self.page(rows.changed_since(since).with_change().filter(**asked), answers.directive)
