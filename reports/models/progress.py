"""Compiled progress reports."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.versions import Versioned
from office.models import Run
from plan.models import Period, Plan
from reports.facts import FORESIGHT
from reports.models.quarterly import ReportVersion

LONG_AGO = Value(date(1900, 1, 1), output_field=models.DateField())  # of a report that has no first day


class ProgressReportQuerySet(models.QuerySet["ProgressReport"]):
    def answering(
        self, plan: Plan, period: Period | None, on: date, language: str, scope: str = "", since: date | None = None
    ) -> ProgressReportQuerySet:
        """Every revision of the same question, the latest first."""
        return self.filter(plan=plan, period=period, on=on, language=language, scope=scope, since=since).order_by("-revision")

    def whole(self) -> ProgressReportQuerySet:
        """Of a whole plan as it stands: not of a part of it, nor between two days."""
        return self.filter(scope="", since__isnull=True)

    def of_same_question(self, report: ProgressReport) -> ProgressReportQuerySet:
        """Every revision that answers the same question, whoever asked. Of a period the cut-off may move on from day to
        day until it has passed; that is the same question still. The draft of a night answers nobody's question."""
        rows = self.filter(plan=report.plan_id, period=report.period_id, language=report.language)
        rows = rows.filter(scope=report.scope, since=report.since)
        rows = rows.exclude(~Q(pk=report.pk), origin=ProgressReport.Origin.NIGHT)
        return rows if report.period_id else rows.filter(on=report.on)

    def later_than(self, report: ProgressReport) -> ProgressReportQuerySet:
        """Compiled of a later day, or of the same day as a later revision."""
        later = Q(on__gt=report.on) | Q(on=report.on, revision__gt=report.revision)
        return self.compiled().filter(later)

    def of_earlier_day(self, plan: Plan, on: date, known: datetime, scope: str = "") -> ProgressReportQuerySet:
        """Compiled reports on the same that a report as of `on` is compared with, the best one first: approved by
        `known`, then the latest day, then the latest revision. The whole plan with its forecast is compared with the whole
        plan; not the other way, for not everybody may read what is foreseen."""
        approved = Case(When(approved_at__lte=known, then=Value(1)), default=Value(0))
        rows = self.compiled().exclude(origin=ProgressReport.Origin.NIGHT).filter(plan=plan, on__lt=on, known_at__lte=known)
        rows = rows.filter(scope__in={scope, ""} if scope == FORESIGHT else {scope}, since__isnull=True)
        return rows.select_related("plan", "period").defer("words").order_by(approved.desc(), "-on", "-revision", "-pk")

    def compiled(self) -> ProgressReportQuerySet:
        return self.exclude(state=ProgressReport.State.COMPILING)

    def compiling(self) -> ProgressReportQuerySet:
        """Being compiled still; one whose run has failed is none."""
        return self.filter(state=ProgressReport.State.COMPILING, run__state__in=[Run.State.QUEUED, Run.State.RUNNING])

    def of_periods(self) -> dict[int, ProgressReport]:
        """Of each period (by its id) the report to show: the one approved last, else the one compiled last."""
        rows = self.compiled().whole().filter(period__isnull=False).short().order_by("-state", "compiled_at")
        return {row.period_id: row for row in rows if row.period_id}

    def short(self) -> ProgressReportQuerySet:
        """Without the figures and words, which are long."""
        return self.defer("figures", "words")

    def listed(self) -> ProgressReportQuerySet:
        """With what a list shows."""
        return self.with_rows().short()

    def nights(self) -> ProgressReportQuerySet:
        """The drafts of the nights, as long as nobody has asked for them or approved them."""
        return self.filter(origin=ProgressReport.Origin.NIGHT).exclude(state=ProgressReport.State.APPROVED)

    def approved(self) -> ProgressReportQuerySet:
        return self.filter(state=ProgressReport.State.APPROVED)

    def with_rows(self) -> ProgressReportQuerySet:
        rows = self.select_related("plan", "period", "run", "asked_by", "approved_by").prefetch_related("files")
        return rows.with_successor()

    def with_successor(self) -> ProgressReportQuerySet:
        """Annotates `successor_id`: the approved revision of the same question that came last after this one."""
        same: dict[str, Any] = {"plan": OuterRef("plan"), "language": OuterRef("language"), "scope": OuterRef("scope")}
        same |= {"of": Coalesce(OuterRef("period"), 0), "begins": Coalesce(OuterRef("since"), LONG_AGO)}
        rows = ProgressReport.objects.approved().annotate(of=Coalesce("period", 0), begins=Coalesce("since", LONG_AGO)).filter(**same)
        rows = rows.filter(Q(period__isnull=False) | Q(on=OuterRef("on")))
        later = rows.filter(Q(on__gt=OuterRef("on")) | Q(on=OuterRef("on"), revision__gt=OuterRef("revision")))
        return self.annotate(successor_id=Subquery(later.order_by("-on", "-revision").values("pk")[:1]))


class ProgressReport(Versioned):
    """Báo cáo tiến độ: what the plan had come to by a day, frozen when it is compiled (design rules 2 and 11)."""

    class State(models.TextChoices):
        COMPILING = "compiling", _("Being compiled")
        DRAFT = "draft", _("Draft")
        APPROVED = "approved", pgettext_lazy("progress report", "Approved")

    class Origin(models.TextChoices):
        PERSON = "person", _("asked for by a person")
        CUT_OFF = "cut_off", _("compiled at the cut-off")
        DUE = "due", _("compiled when reports were due")
        NIGHT = "night", _("draft of the night")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="progress_reports")
    period = models.ForeignKey(Period, models.PROTECT, null=True, related_name="progress_reports")  # null: the plan on a day
    scope = models.CharField(max_length=80, default="", blank=True)  # reports.scoping; empty: the whole plan
    scope_name = models.JSONField(null=True)  # in both languages, as it was called when it was asked for
    since = models.DateField(null=True)  # of a report between two days
    on = models.DateField(_("as of"))
    known_at = models.DateTimeField(null=True)  # what was recorded by then is in it; links carry it
    language = models.CharField(_("language"), max_length=5, choices=[("vi", "Tiếng Việt"), ("en", "English")], default="vi")
    revision = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.COMPILING)
    run = models.OneToOneField(Run, models.PROTECT, null=True, related_name="progress_report")
    figures = models.JSONField(null=True)
    words = models.JSONField(null=True)  # as its files say it: reports.words_kept; null: compiled before words were kept
    figures_digest = models.CharField(max_length=64, blank=True)
    inputs_digest = models.CharField(max_length=64, blank=True)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.PERSON)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="progress_reports_asked")  # None: the schedule
    asked_at = models.DateTimeField()
    compiled_at = models.DateTimeField(null=True)
    versions_used = models.ManyToManyField(ReportVersion, related_name="progress_reports")  # accepted ones that its figures count
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="progress_reports_approved")
    approved_at = models.DateTimeField(null=True)
    acknowledged = models.JSONField(null=True)  # what was not in it, as whoever approved it confirmed: reports.revisions.Gaps

    successor_id: int | None = None  # of rows asked for `with_successor`

    objects = ProgressReportQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-asked_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "on", "language", "scope", "revision"],
                condition=Q(period__isnull=True, since__isnull=True),
                name="one_report_a_revision",
            ),
            models.UniqueConstraint(fields=["plan", "since", "on", "language", "scope", "revision"], name="one_report_between_two_days"),
            models.UniqueConstraint(
                fields=["plan", "period", "on", "language", "scope", "revision"], name="one_report_a_period_and_revision"
            ),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(period__isnull=True, since__lt=F("on")), name="since_an_earlier_day"
            ),
            models.CheckConstraint(
                condition=Q(state="approved", approved_by__isnull=False, approved_at__isnull=False)
                | (~Q(state="approved") & Q(approved_by__isnull=True, approved_at__isnull=True)),
                name="approved_means_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["draft", "approved"]) | Q(figures__isnull=False, known_at__isnull=False, compiled_at__isnull=False),
                name="compiled_means_figures",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """The report as the history and the names of its files call it."""
        of = f"{self.period.code}-" if self.period else f"{self.since:%Y-%m-%d}-" if self.since else ""
        part = f"{self.scope.replace(':', '-')}-" if self.scope else ""
        return f"{self.plan.code}-{part}{of}{self.on:%Y-%m-%d}-{self.language}-{self.revision}"

    @property
    def subject(self) -> str:
        """What it is about, as lists call it."""
        if self.period:
            of = str(self.period.name)
        elif self.since:
            of = str(_("From %(since)s to %(on)s")) % {"since": f"{self.since:%d/%m/%Y}", "on": f"{self.on:%d/%m/%Y}"}
        else:
            of = str(_("The plan on %(day)s")) % {"day": f"{self.on:%d/%m/%Y}"}
        return f"{of} – {self.part}" if self.part else of

    @property
    def part(self) -> str:
        """The part of the plan by its name; empty: the whole."""
        return (self.scope_name or {}).get(get_language() or "vi") or (self.scope_name or {}).get("vi", "")

    @property
    def is_compiled(self) -> bool:
        return self.state != self.State.COMPILING

    @property
    def standing(self) -> str:
        """The state; whether the compiling failed or was cancelled is known to the run alone, and never stored twice."""
        if self.state == self.State.APPROVED and self.successor_id:
            return "superseded"  # asked with the row, never stored: an approved row does not change
        if self.is_compiled or self.run is None or not self.run.is_over:
            return self.state
        return "cancelled" if self.run.state == Run.State.CANCELLED else "failed"

    @property
    def asker(self) -> str:
        """Who asked for it; where nobody did, why it was compiled."""
        return self.asked_by.name if self.asked_by else str(self.get_origin_display())

    @property
    def is_of_the_night(self) -> bool:
        return self.origin == self.Origin.NIGHT and self.state != self.State.APPROVED

    @property
    def is_given_up(self) -> bool:
        """It will not be compiled unless somebody asks again."""
        return self.standing in {"failed", "cancelled"}


class ReportFile(models.Model):
    """One drawn file of a compiled report; written once."""

    class Kind(models.TextChoices):
        DOCX = "docx", "Word"
        PDF = "pdf", "PDF"
        XLSX = "xlsx", "Excel"
        HTML = "html", "HTML"

    report = models.ForeignKey(ProgressReport, models.PROTECT, related_name="files")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    file = models.FileField(max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["kind"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "kind"], name="one_file_a_kind")]

    def __str__(self) -> str:
        return str(self.file)
