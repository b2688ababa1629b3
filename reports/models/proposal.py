"""What units, localities and conferences propose, who is to answer it, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Count, F, FilteredRelation, OuterRef, Q, Subquery
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.changing import Changing, Told
from accounts.folding import fold
from accounts.models import Unit, User
from accounts.versions import Versioned
from plan.models import Measure, Period, Plan, Task
from plan.moment import Moment
from reports.models.obligation import Obligation
from reports.models.quarterly import ReportVersion

OPEN, OVERDUE, SETTLED, KEPT = "open", "overdue", "settled", "kept"  # words of the filter that are no state
NO_TASK, NO_UNIT = "none", "none"


class ProposalQuerySet(Changing, models.QuerySet["Proposal"]):
    changed_by = (Told("reports.proposal"),)

    def read_by(self, raised_by: Iterable[int] | None, answered_by: Iterable[int] | None) -> ProposalQuerySet:
        """Those that one of the first units raised or one of the second is to answer; None: all."""
        if raised_by is None or answered_by is None:
            return self
        return self.filter(Q(unit_id__in=raised_by) | Q(assigned_to_id__in=answered_by))

    def matching(self, words: str) -> ProposalQuerySet:
        rows = self
        for word in fold(words).split():
            rows = rows.filter(search_text__contains=word)
        return rows

    def standing(self, moment: Moment) -> ProposalQuerySet:
        """Those recorded by the moment, with what their last step then had made of them: state_then, due_then, unit_then,
        task_then. The day on which it was raised is not asked: it may have been put right since."""
        steps = ProposalStep.objects.filter(proposal=OuterRef("pk"), at__lt=moment.ends_at)
        if moment.known is not None:
            steps = steps.filter(at__lte=moment.known)
        steps = steps.order_by("-pk")
        rows: Any = self.alias(last_step=FilteredRelation("steps", condition=Q(steps__pk=Subquery(steps.values("pk")[:1]))))
        return rows.filter(last_step__isnull=False).annotate(
            state_then=F("last_step__state"),
            due_then=F("last_step__due_on"),
            unit_then=F("last_step__unit"),
            task_then=F("last_step__task"),
        )

    def with_unit_then(self) -> ProposalQuerySet:
        """After `standing`: annotates `unit_vi_then` and `unit_en_then`, the names of the unit that was to answer."""
        return self.annotate(unit_vi_then=F("last_step__unit__name_vi"), unit_en_then=F("last_step__unit__name_en"))

    def with_task_then(self) -> ProposalQuerySet:
        """After `standing`: annotates `task_code_then`, of the task that it was of."""
        return self.annotate(task_code_then=F("last_step__task__code"))

    def annotate_unit_code(self) -> ProposalQuerySet:
        """After `standing`: annotates `unit_code_then`."""
        return self.annotate(unit_code_then=F("last_step__unit__code"))

    def in_group(self, group: str, on: date) -> ProposalQuerySet:
        """After `standing`: of one state, or "open" and "overdue"."""
        if group == OPEN:
            return self.filter(state_then__in=Proposal.UNSETTLED)
        if group == OVERDUE:
            return self.filter(state_then=Proposal.State.ASSIGNED, due_then__lt=on)
        if group == SETTLED:
            return self.filter(state_then__in=[Proposal.State.ANSWERED, Proposal.State.CLOSED])
        if group == KEPT:
            return self.exclude(state_then=Proposal.State.WITHDRAWN)
        return self.filter(state_then=group) if group else self

    def of_period(self, period: Period) -> ProposalQuerySet:
        """Raised in a report for the period, or elsewhere in its days."""
        elsewhere = Q(obligation__isnull=True, raised_on__gte=period.starts_on, raised_on__lte=period.cut_off_on)
        return self.filter(Q(obligation__period=period) | elsewhere)

    def of_task(self, code: str) -> ProposalQuerySet:
        """After `standing`: of the task by its code, or of none, as it was then."""
        return self.filter(task_then__isnull=True) if code == NO_TASK else self.filter(last_step__task__code=code)

    def of_plan(self, plan: Plan) -> ProposalQuerySet:
        """After `standing`: those that were of a task of the plan, and those of none."""
        return self.filter(Q(last_step__task__plan=plan) | Q(task_then__isnull=True))

    def assigned_then(self, code: str) -> ProposalQuerySet:
        """After `standing`: assigned to the unit, by its code, or to nobody yet."""
        return self.filter(unit_then__isnull=True) if code == NO_UNIT else self.filter(last_step__unit__code=code)

    def counts(self, on: date) -> dict[str, int]:
        """After `standing`: how many there are in all, and in each group, in one question."""
        groups = {state.value: Q(state_then=state) for state in Proposal.State}
        groups[OPEN] = Q(state_then__in=Proposal.UNSETTLED)
        groups[OVERDUE] = Q(state_then=Proposal.State.ASSIGNED, due_then__lt=on)
        asked = {f"n_{name}": Count("pk", filter=condition) for name, condition in groups.items()}
        found = self.aggregate(n_all=Count("pk"), **asked)
        return {name.removeprefix("n_"): n for name, n in found.items()}

    def about(self, measure: Measure) -> ProposalQuerySet:
        return self.filter(measures=measure).exclude(state=Proposal.State.WITHDRAWN).for_list()

    def raised_by(self, unit_id: int) -> ProposalQuerySet:
        return self.filter(unit_id=unit_id).exclude(state=Proposal.State.WITHDRAWN).for_list()

    def to_answer(self, units: Iterable[int]) -> ProposalQuerySet:
        """What the units still have to answer; the first to be due first."""
        return self.filter(state=Proposal.State.ASSIGNED, assigned_to_id__in=units).order_by("due_on", "pk")

    def for_list(self) -> ProposalQuerySet:
        return self.select_related("unit", "assigned_to", "task__plan", "obligation__period")

    def raised_before(self, obligation: Obligation) -> ProposalQuerySet:
        """What the same unit proposed in reports of periods that had ended when this one began, and what had not been
        settled by then: what is asked ad hoc lies within a quarter, whose report comes later."""
        rows = self.filter(unit=obligation.unit_id, obligation__period__cut_off_on__lt=obligation.period.starts_on)
        rows = rows.exclude(state=Proposal.State.WITHDRAWN)
        still = Q(ended_on__isnull=True) | Q(ended_on__gte=obligation.period.starts_on)
        return rows.filter(still).select_related("assigned_to", "obligation__period", "obligation__unit").order_by("-raised_on", "pk")


class Proposal(Versioned):
    """Kiến nghị: raised in a report that was accepted, by a locality or at a conference; a unit is to answer it by a day.

    The columns say how it stands; each step that led there is a row of its own. Whether it is overdue is never kept: it
    follows from the day by which an answer is due.
    """

    class Source(models.TextChoices):
        REPORT = "report", _("Report of a unit")
        LOCALITY = "locality", _("Locality")
        CONFERENCE = "conference", _("Conference")

    class State(models.TextChoices):
        RAISED = "raised", pgettext_lazy("proposal", "To be assigned")
        ASSIGNED = "assigned", pgettext_lazy("proposal", "Waits for an answer")
        ANSWERED = "answered", pgettext_lazy("proposal", "Answered")
        CLOSED = "closed", pgettext_lazy("proposal", "Closed")
        WITHDRAWN = "withdrawn", pgettext_lazy("proposal", "Withdrawn")

    UNSETTLED: ClassVar = (State.RAISED, State.ASSIGNED)
    ENDED: ClassVar = (State.CLOSED, State.WITHDRAWN)

    source = models.CharField(_("source"), max_length=12, choices=Source.choices)
    obligation = models.ForeignKey(Obligation, models.PROTECT, null=True, related_name="proposals")
    said_in = models.ForeignKey(ReportVersion, models.PROTECT, null=True, related_name="proposals")  # accepted last of those that say it
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="proposals_raised", verbose_name=_("raised by"))
    raised_by = models.CharField(_("raised by"), max_length=250, blank=True)  # of one that no unit of ours raised
    occasion = models.CharField(_("occasion"), max_length=250, blank=True)
    raised_on = models.DateField(_("raised on"))
    text = models.TextField(_("proposal"))
    language = models.CharField(max_length=5, default="vi")
    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name=_("task"))
    measures = models.ManyToManyField(Measure, blank=True, related_name="proposals", verbose_name=_("measures"))
    state = models.CharField(_("status"), max_length=10, choices=State.choices, default=State.RAISED)
    assigned_to = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="proposals_to_answer", verbose_name=_("unit that answers")
    )
    due_on = models.DateField(_("answer due"), null=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_on = models.DateField(_("answered on"), null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="proposals_answered", verbose_name=_("answered by"))
    returned_because = models.TextField(_("to be answered better"), blank=True)  # while it waits for the better answer
    ended_on = models.DateField(_("closed or withdrawn on"), null=True)
    ended_because = models.TextField(_("reason"), blank=True)
    recorded_at = models.DateTimeField()
    search_text = models.TextField(editable=False, default="")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-raised_on", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(Q(source="report", obligation__isnull=False, said_in__isnull=False, unit__isnull=False))
                | (~Q(source="report") & Q(obligation__isnull=True, said_in__isnull=True) & ~Q(raised_by="")),
                name="a_proposal_is_raised_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["assigned", "answered"]) | Q(assigned_to__isnull=False, due_on__isnull=False),
                name="assigned_to_a_unit_by_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | (~Q(answer="") & Q(answered_on__isnull=False)), name="answered_with_words_on_a_day"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["closed", "withdrawn"], ended_on__isnull=False)
                | (~Q(state__in=["closed", "withdrawn"]) & Q(ended_on__isnull=True, ended_because="")),
                name="only_what_ended_has_an_end",
            ),
            models.CheckConstraint(condition=~Q(state="withdrawn") | ~Q(ended_because=""), name="a_withdrawal_has_a_reason"),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "due_on"], name="proposal_by_due_day")]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """KN-12, as people call it; not a document number."""
        return f"KN-{self.pk}"

    @property
    def who(self) -> str:
        return self.unit.name if self.unit else self.raised_by

    @property
    def where(self) -> str:
        """In which report or on which occasion it was raised."""
        return self.obligation.period.name if self.obligation else self.occasion

    @property
    def unit_named(self) -> str:
        """The unit that was to answer at the moment asked for (`with_unit_then`), in the reader's language."""
        vi, en = getattr(self, "unit_vi_then", None) or "", getattr(self, "unit_en_then", None) or ""
        return (en or vi) if get_language() == "en" else (vi or en)

    @property
    def has_ended(self) -> bool:
        return self.state in self.ENDED

    def is_overdue(self, on: date) -> bool:
        return self.state == self.State.ASSIGNED and self.due_on is not None and self.due_on < on

    def unit_ids(self) -> set[int]:
        return {pk for pk in (self.unit_id, self.assigned_to_id) if pk}


class ProposalStep(models.Model):
    """One step in the life of a proposal, never changed: what stood on any day is read from the last step by then."""

    class Act(models.TextChoices):
        RAISED = "raised", pgettext_lazy("step of a proposal", "Raised")
        CORRECTED = "corrected", pgettext_lazy("step of a proposal", "Corrected")
        ASSIGNED = "assigned", pgettext_lazy("step of a proposal", "Assigned")
        ANSWERED = "answered", pgettext_lazy("step of a proposal", "Answered")
        RETURNED = "returned", pgettext_lazy("step of a proposal", "Returned to be answered better")
        CLOSED = "closed", pgettext_lazy("step of a proposal", "Closed")
        WITHDRAWN = "withdrawn", pgettext_lazy("step of a proposal", "Withdrawn")
        REOPENED = "reopened", pgettext_lazy("step of a proposal", "Opened again")

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="steps")
    act = models.CharField(max_length=10, choices=Act.choices)
    state = models.CharField(max_length=10, choices=Proposal.State.choices)  # after the step
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")  # that answers, after the step
    task = models.ForeignKey(Task, models.PROTECT, null=True, related_name="+")  # that it is of, after the step
    due_on = models.DateField(null=True)
    text = models.TextField(blank=True)  # the answer, the reason, what was said before a correction
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["proposal", "-id"], name="last_step_of_a_proposal")]

    def __str__(self) -> str:
        return f"{self.proposal} {self.act}"


Act = ProposalStep.Act
