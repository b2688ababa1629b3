"""A unit's report for a period, its versions, what they answer, what reviewers remark."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.versions import Versioned
from plan.models import Measure, Period, Plan
from reports.kinds import Value
from reports.models.obligation import Obligation
from reports.questions import Key


class QuarterlyReport(Versioned):
    """Báo cáo định kỳ. `state` is that of its latest version (a test holds them together); no row means not begun."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("quarterly report", "Draft")
        SUBMITTED = "submitted", pgettext_lazy("quarterly report", "Submitted")
        RETURNED = "returned", pgettext_lazy("quarterly report", "Returned")
        WITHDRAWN = "withdrawn", pgettext_lazy("quarterly report", "Taken back by the unit")
        ACCEPTED = "accepted", pgettext_lazy("quarterly report", "Accepted")
        REOPENED = "reopened", pgettext_lazy("quarterly report", "Reopened")

    WRITABLE: ClassVar = (State.DRAFT, State.RETURNED, State.WITHDRAWN, State.REOPENED)

    obligation = models.OneToOneField(Obligation, models.PROTECT, related_name="report")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    first_submitted_at = models.DateTimeField(null=True)  # on time is judged by it; a later version never changes it

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="draft") | Q(first_submitted_at__isnull=False), name="only_a_draft_was_never_submitted"
            )
        ]

    def __str__(self) -> str:
        return self.obligation.code

    @property
    def is_writable(self) -> bool:
        return self.state in self.WRITABLE

    @property
    def was_late(self) -> bool:
        """Judged by the due time as it was at the first submission."""
        at = self.first_submitted_at
        return at is not None and at > self.obligation.due_known_at(at)

    def latest(self) -> ReportVersion:
        return self.versions.order_by("-number")[0]

    def unit_ids(self) -> set[int]:
        return {self.obligation.unit_id}


class ReportVersionQuerySet(models.QuerySet["ReportVersion"]):
    def accepted(self, known: datetime | None = None) -> ReportVersionQuerySet:
        rows = self.filter(decision=ReportVersion.Decision.ACCEPTED)
        return rows if known is None else rows.filter(decided_at__lte=known)

    def counting(self, known: datetime | None = None) -> ReportVersionQuerySet:
        """What figures count (design rule 10): of each report the latest version accepted, as known by then."""
        later = ReportVersion.objects.accepted(known).filter(report=OuterRef("report"), number__gt=OuterRef("number"))
        return self.accepted(known).filter(~Exists(later))

    def submitted(self) -> ReportVersionQuerySet:
        return self.filter(submitted_at__isnull=False)

    def before(self, obligation: Obligation) -> ReportVersionQuerySet:
        """What the same unit reported, as it counts, for the period before; one row or none."""
        earlier = Period.objects.before(obligation.period).values("pk")[:1]
        rows = self.counting().filter(report__obligation__unit=obligation.unit_id, report__obligation__period__in=earlier)
        return rows.select_related("report__obligation__period", "report__obligation__questionnaire")

    def with_people(self) -> ReportVersionQuerySet:
        return self.select_related("opened_by", "submitted_by", "submitted_for", "decided_by")


class ReportVersion(models.Model):
    """One edition of a report. Written until it is submitted, then never changed: what is returned, taken back or reopened
    goes on as the next version. `decision` is the department's, or the unit's own word that it takes it back."""

    class Decision(models.TextChoices):
        NONE = "", _("Open")
        ACCEPTED = "accepted", pgettext_lazy("quarterly report", "Accepted")
        RETURNED = "returned", pgettext_lazy("quarterly report", "Returned")
        WITHDRAWN = "withdrawn", pgettext_lazy("quarterly report", "Taken back by the unit")

    report = models.ForeignKey(QuarterlyReport, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="report_versions_opened")
    reopened_because = models.TextField(blank=True)  # set where an accepted version was reopened into this one
    done_sections = models.JSONField(default=list)  # keys of the sections that the unit has called finished
    is_nil = models.BooleanField(default=False)  # không phát sinh
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="report_versions_submitted")
    submitted_for = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # whom the submitter acted for
    answers_digest = models.CharField(max_length=64, blank=True)
    decision = models.CharField(max_length=10, choices=Decision.choices, default=Decision.NONE, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="report_versions_decided")
    decision_reason = models.TextField(_("reason"), blank=True)

    objects = ReportVersionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["report", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "number"], name="one_version_a_number"),
            models.UniqueConstraint(fields=["report"], condition=Q(decision=""), name="one_open_version"),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True, submitted_by__isnull=True, answers_digest="", decision="")
                | (Q(submitted_at__isnull=False, submitted_by__isnull=False) & ~Q(answers_digest="")),
                name="submitted_means_by_somebody_and_sealed",
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(decision="") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="version_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(decision__in=["returned", "withdrawn"]) | ~Q(decision_reason=""), name="what_comes_back_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.receipt

    @property
    def receipt(self) -> str:
        """Mã biên nhận: LT-2026Q4-emb-fr-1."""
        obligation = self.report.obligation
        return f"LT-{obligation.period.code.replace('-', '')}-{obligation.unit.code}-{self.number}"

    def submitters(self) -> set[int | None]:
        """Who submitted it, and in whose name."""
        return {self.submitted_by_id, self.submitted_for_id}

    def enclosed(self) -> list[Any]:
        """The files that go with it (reports.models.attachment), read once where they have been read with the version."""
        rows = self.attachments.all()
        read = "attachments" in getattr(self, "_prefetched_objects_cache", {})
        return list(rows if read else rows.select_related("file"))

    def said_of_remarks(self) -> list[Any]:
        """What it answers to the remarks on the version before (reports.models.reply), read once where they have been read."""
        if self.number == 1:
            return []
        rows = self.replies.all()
        read = "replies" in getattr(self, "_prefetched_objects_cache", {})
        return [row for row in (rows if read else rows.select_related("remark")) if row.text]

    def values(self) -> dict[Key, Value]:
        """The answers given; a field that was emptied again is none."""
        return {(row.question, row.row): row.value for row in self.answers.all() if row.value is not None}


class AnswerQuerySet(models.QuerySet["Answer"]):
    def about_measure(self, measure: Measure, known: datetime) -> AnswerQuerySet:
        """What units have said of a measure in the latest period of which anything counted by then."""
        asking = Plan.objects.values("pk")[:1]  # the first plan asks, as `services.asking_plan` says
        rows = self.filter(row=measure.code, value__isnull=False, report_version__is_nil=False)
        rows = rows.filter(Exists(Plan.objects.filter(pk=measure.plan_id, pk__in=asking)))
        rows = rows.filter(report_version__in=ReportVersion.objects.counting(known))
        obligation = "report_version__report__obligation"
        latest = rows.order_by(f"-{obligation}__period__starts_on").values(f"{obligation}__period")[:1]
        rows = rows.filter(**{f"{obligation}__period": latest})
        return rows.select_related(f"{obligation}__unit", f"{obligation}__period").order_by(f"{obligation}__unit__sort_key", "question")


class Answer(Versioned):
    """One field of one version. Its own version guards against a lost update field by field."""

    report_version = models.ForeignKey(ReportVersion, models.PROTECT, related_name="answers")
    question = models.CharField(max_length=60)
    row = models.CharField(max_length=20, blank=True)  # code of a measure, where the question is asked of each
    value = models.JSONField(null=True)  # a string or a scaled integer (`reports.questions`)
    by = models.ForeignKey(User, models.PROTECT, related_name="answers")
    at = models.DateTimeField()

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["report_version", "question", "row"], name="one_answer_a_field")]
        # Few answers are about a measure, and the page of each measure asks for its own.
        indexes: ClassVar = [models.Index(fields=["row"], condition=~Q(row=""), name="answer_by_measure")]

    def __str__(self) -> str:
        return f"{self.question} {self.row}".strip()

    @property
    def text(self) -> str:
        """What was said of a measure, as a person reads it."""
        return self.value if isinstance(self.value, str) else gettext("This answer cannot be read.")


class Remark(models.Model):
    """A reviewer's words on one answer; kept with the version that was returned."""

    report_version = models.ForeignKey(ReportVersion, models.PROTECT, related_name="remarks")
    question = models.CharField(max_length=60)
    row = models.CharField(max_length=20, blank=True)
    text = models.TextField(_("remark"))
    by = models.ForeignKey(User, models.PROTECT, related_name="remarks")
    at = models.DateTimeField()

    reply: Any = None  # these are set by `replies.place`: what the unit answered, and where it is written
    field: Any = None

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.text
