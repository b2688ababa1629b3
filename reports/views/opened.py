"""A quarterly report as somebody has opened it: what every page of it says and offers."""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from accounts.permissions import Permission, can
from accounts.prepared import prepared
from plan.models import Measure, Period
from plan.moment import day_of
from reports import access, services
from reports.agreement import Disagreement, disagreements, rules
from reports.due import Due, clocks_of, due_of
from reports.editions import counting, held_against, in_place_of
from reports.enclosures import place
from reports.models import Answer, Attachment, ExtensionRequest, Obligation, QuarterlyReport, Remark, Reply, ReportVersion, ReviewDraft
from reports.replies import answered_by
from reports.replies import place as place_replies
from reports.sheet import Before, Sheet, lay_out

State, Decision = QuarterlyReport.State, ReportVersion.Decision
SIGNS = {
    State.DRAFT: "within",
    State.SUBMITTED: "wait",
    State.RETURNED: "risk",
    State.WITHDRAWN: "within",
    State.ACCEPTED: "good",
    State.REOPENED: "within",
}


def open_for(request: HttpRequest, period: str, unit: str, to: Permission | None = None) -> Opened:
    return Opened(access.obligation_for(request.user, period, unit, to), request.user, timezone.now())


class Opened:
    def __init__(self, obligation: Obligation, user: User, now: datetime) -> None:
        self.obligation, self.user, self.now = obligation, user, now
        self.period, self.unit = obligation.period, obligation.unit
        self.report: QuarterlyReport | None = getattr(obligation, "report", None)

    # What it is called, and where it is

    @property
    def title(self) -> str:
        return _("Report for %(period)s") % {"period": _inside(self.period.name)}

    @property
    def object_name(self) -> str:
        """The same inside a sentence: "Gửi báo cáo quý IV/2026"."""
        return _("report for %(period)s") % {"period": _inside(self.period.name)}

    def page(self, name: str = "", **more: str) -> str:
        """The address of one of its pages: "" for the list of sections, "check", "review" …"""
        route = f"reports:quarterly-{name}" if name else "reports:quarterly"
        return reverse(route, kwargs={"period": self.period.code, "unit": self.unit.code, **more})

    @property
    def review(self) -> str:
        return self.page("review")

    def to(self, name: str = "", **more: str) -> HttpResponseRedirect:
        return redirect(self.page(name, **more))

    # How it stands

    @cached_property
    def versions(self) -> list[ReportVersion]:
        if self.report is None:
            return []
        rows = _versions_of(report=self.report.pk)
        for row in rows:
            row.report = self.report
        return rows

    @property
    def latest(self) -> ReportVersion | None:
        return self.versions[-1] if self.versions else None

    @property
    def draft(self) -> ReportVersion | None:
        """The version being written; None where there is nothing to write, or no longer."""
        return self.latest if self.report and self.report.is_writable and self.is_owed else None

    @property
    def is_owed(self) -> bool:
        return self.obligation.state == Obligation.State.DUE

    @property
    def submitted(self) -> list[ReportVersion]:
        return [version for version in self.versions if version.submitted_at]

    def version(self, number: str | None) -> ReportVersion:
        """The submitted version of that number, otherwise the last one; 404 where there is none."""
        rows = [version for version in self.submitted if not number or str(version.number) == number]
        if not rows:
            raise Http404
        return rows[-1]

    def before(self, version: ReportVersion) -> ReportVersion | None:
        """The version by which the changes of this one are shown."""
        return next(reversed(held_against(version, self.versions)), None)

    @cached_property
    def returned(self) -> ReportVersion | None:
        """The version that was returned and is now being put right, also where the unit has since sent and taken back another."""
        return answered_by(self.draft, self.versions) if self.draft else None

    @property
    def counting(self) -> ReportVersion | None:
        return counting(self.versions)

    @property
    def taken_back(self) -> ReportVersion | None:
        """The version that the unit took back last and has not sent again."""
        return self.versions[-2] if self.draft and self.report.state == State.WITHDRAWN else None

    @property
    def reopened(self) -> ReportVersion | None:
        """The version into which an accepted one was reopened, until it or what the unit sends in its place is decided on."""
        if self.draft is None:
            return None
        mine = [row for row in held_against(self.draft, self.versions) if row.decision == Decision.WITHDRAWN]
        return next((row for row in [self.draft, *mine] if row.reopened_because), None)

    @property
    def standing(self) -> tuple[str, str | Promise]:
        """A sign and its word."""
        if not self.is_owed:
            return "none", self.obligation.get_state_display()
        if self.report is None:
            return "none", pgettext("quarterly report", "Not begun")
        return SIGNS[self.report.state], self.report.get_state_display()

    @cached_property
    def due(self) -> Due:
        return due_of(self.unit, self.obligation.due_at, self.now)

    @property
    def still_open(self) -> bool:
        """Whether the time left says something: until it is sent, and while it is put right before it is due. Lateness counts by
        the first sending: what was sent once is never overdue again."""
        if self.report is None or self.report.first_submitted_at is None:
            return True
        return self.draft is not None and not self.due.is_over

    @property
    def is_early(self) -> bool:
        """Whether its figures can still change: the day on which they are to be true is still to come."""
        return day_of(self.now) < self.period.cut_off_on

    def both_clocks(self, at: datetime) -> str:
        return clocks_of(self.unit, at)

    @cached_property
    def requests(self) -> list[ExtensionRequest]:
        """What the unit has asked of more time, the latest first."""
        return list(self.obligation.extension_requests.for_list())[::-1]

    @property
    def may_ask_for_time(self) -> bool:
        sent = self.report and self.report.first_submitted_at
        return self.may_draft and self.is_owed and not sent and not any(one.is_waiting for one in self.requests)

    # Who may

    @cached_property
    def may_draft(self) -> bool:
        return can(self.user, Permission.QUARTERLY_DRAFT, self.obligation)

    @cached_property
    def may_submit(self) -> bool:
        return can(self.user, Permission.QUARTERLY_SUBMIT, self.obligation)

    @property
    def may_withdraw(self) -> bool:
        """Whether this person can take back what was sent: as long as nobody has decided on it."""
        return self.report is not None and self.report.state == State.SUBMITTED and self.may_submit

    @cached_property
    def may_review(self) -> bool:
        return can(self.user, Permission.QUARTERLY_REVIEW, self.obligation)

    @property
    def to_review(self) -> bool:
        """Whether it waits for this person's decision."""
        return self.may_review and self.report is not None and self.report.state == State.SUBMITTED

    def own_review(self, version: ReportVersion) -> ReviewDraft | None:
        """What this person has written about a version before deciding, or about one that it was sent in the place of."""
        if not self.may_review:
            return None
        return ReviewDraft.objects.filter(by=self.user).about(in_place_of(version, self.versions)).first()

    # What it says

    @cached_property
    def measures(self) -> dict[str, str]:
        """Code to title of those asked about one by one."""
        return {measure.code: measure.title for measure in services.served_by(self.obligation)}

    def draft_sheet(self, *, files: bool = True) -> Sheet:
        """The sections as they are being written: last quarter beside them, remarks of the review on their answers, and
        (`files`) what is attached."""
        form = self.obligation.questionnaire.form
        if self.draft is None:
            return lay_out(form, self.measures)
        read_answers(self.draft, self.earlier, self.returned, files=files)
        remarks = self.returned.remarks.all() if self.returned else ()
        sheet = lay_out(
            form, self.measures, self.draft.answers.all(), done=self.draft.done_sections, before=self._before(), remarks=remarks
        )
        place_replies(sheet, self.draft.replies.all() if self.returned else ())
        return place(sheet, self.draft.attachments.all()) if files else sheet

    def sheet_of(self, version: ReportVersion, remarks: list[Remark]) -> Sheet:
        """A version as it was submitted, last quarter beside it, with what it replies to these remarks; its answers have been
        read (`read_answers`)."""
        form, measures = self.obligation.questionnaire.form, self._measures_of(version)
        sheet = lay_out(form, measures, version.answers.all(), before=self._before(), remarks=remarks)
        return place(place_replies(sheet, version.replies.all() if remarks else ()), version.attachments.all())

    def disagreements(self, sheet: Sheet) -> list[Disagreement]:
        """Figures of one of its sheets that do not agree; a remark, never a refusal."""
        return disagreements(sheet, rules().get(self.obligation.questionnaire.code, ()))

    def _measures_of(self, version: ReportVersion) -> dict[str, str]:
        gone = {answer.row for answer in version.answers.all() if answer.row and answer.row not in self.measures}
        more = services.asking_plan(Measure.objects.coded(gone)) if gone else ()
        return self.measures | {measure.code: measure.title for measure in more}

    @cached_property
    def earlier(self) -> ReportVersion | None:
        """What counts of the period before."""
        rows = _counted_before(unit=self.unit.pk, kind=self.period.kind, starts_on=self.period.starts_on)
        return rows[0] if rows else None

    def _before(self) -> Before | None:
        if self.earlier is None:
            return None
        told = self.earlier.report.obligation
        return Before(told.period.name, told.questionnaire.form, {} if self.earlier.is_nil else self.earlier.values())


@prepared
def _versions_of(report: int) -> QuerySet[ReportVersion]:
    return ReportVersion.objects.filter(report=report).with_people()


@prepared
def _counted_before(unit: int, kind: str, starts_on: date) -> QuerySet[ReportVersion]:
    return ReportVersion.objects.before(Obligation(unit_id=unit, period=Period(kind=kind, starts_on=starts_on)))


def _inside(name: str) -> str:
    return name[:1].lower() + name[1:]


def read_answers(*versions: ReportVersion | None, files: bool = True) -> None:
    """Read answers, remarks and files of these versions, with who wrote them, in three questions for all; in one more the
    replies, which the first version of a report never has."""
    read = [version for version in versions if version]
    answers = Prefetch("answers", Answer.objects.select_related("by"))
    remarks = Prefetch("remarks", Remark.objects.select_related("by"))
    attachments = [Prefetch("attachments", Attachment.objects.select_related("file", "by"))] if files else []
    replies = Prefetch("replies", Reply.objects.select_related("by", "remark"))
    prefetch_related_objects(read, answers, remarks, *attachments, *([replies] if any(one.number > 1 for one in read) else []))
