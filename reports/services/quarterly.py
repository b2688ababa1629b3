"""The life of a quarterly report (design rule 9): drafted, submitted, taken back, returned or accepted, reopened.

Drafting writes no history; it begins with the submission. A version that has been submitted is never changed: what is
taken back, returned or reopened goes on as the next version, which begins with the same answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import history
from accounts.folding import clean
from accounts.models import User
from accounts.permissions import Permission, authority, is_second
from accounts.versions import StaleVersion
from office import outbox
from plan.models import Indicator, Measure, Plan
from plan.models.measures import MeasureQuerySet
from plan.moment import day_of
from plan.services import Origin, observe
from reports.kinds import LONGEST, Value, too_long
from reports.models import Answer, Obligation, QuarterlyReport, Remark, ReportVersion
from reports.notices import of_acceptance
from reports.questions import Key, field_name, keep, keys_of, missing, observed
from reports.services.given import needed
from reports.services.proposal import take_proposals
from reports.services.versions import carry_replies, digest_of, next_version, said_before

State = QuarterlyReport.State
Decision = ReportVersion.Decision
SUBMITTED = gettext_lazy("The report has been submitted: it can be changed once it is taken back, returned or reopened.")


@dataclass(frozen=True)
class Clash:
    """One field that was changed since it was shown: by somebody else, or by the same person on another page (`is_own`)."""

    key: Key
    saved: Value | None
    by: str
    at: datetime
    version: int
    is_own: bool


class StaleAnswers(Exception):
    """Fields changed by somebody else since they were shown; nothing of this save was kept."""

    def __init__(self, clashes: list[Clash]) -> None:
        super().__init__(", ".join(field_name(clash.key) for clash in clashes))
        self.clashes = clashes


@transaction.atomic
def start_report(*, obligation: Obligation, by: User, now: datetime) -> QuarterlyReport:
    """The report that answers an obligation, with an empty first version; the same one if it has been begun."""
    obligation.lock_seen(None)
    if hasattr(obligation, "report"):
        return obligation.report
    if obligation.state != Obligation.State.DUE:
        raise ValidationError(_("No report is owed for this period."))
    report = QuarterlyReport.objects.create(obligation=obligation)
    ReportVersion.objects.create(report=report, number=1, opened_at=now, opened_by=by)
    return report


@transaction.atomic
def save_answers(
    *,
    report: QuarterlyReport,
    values: Mapping[Key, Value | None],
    seen: Mapping[Key, int],
    by: User,
    now: datetime,
    done: Mapping[str, bool] | None = None,
) -> ReportVersion:
    """Keep what was answered. `seen` holds for each field the version of the answer that was shown (0: none).

    A field changed by somebody else since is a clash, unless both wrote the same. `done` says of sections whether the
    unit calls them finished.
    """
    report.lock_seen(None)
    version = _writable(report)
    values = _kept(report, values)
    standing = {(row.question, row.row): row for row in version.answers.select_related("by")}
    changed = {key: value for key, value in values.items() if _differs(standing.get(key), value)}
    if clashes := [_clash(standing[key], key, by) for key in changed if key in standing and standing[key].version != seen.get(key, 0)]:
        raise StaleAnswers(clashes)
    for key, value in changed.items():
        if row := standing.get(key):
            row.save_seen(row.version, {"value": value, "by": by, "at": now})
    Answer.objects.bulk_create(
        Answer(report_version=version, question=key[0], row=key[1], value=value, by=by, at=now)
        for key, value in changed.items()
        if key not in standing
    )
    if done is not None:
        finished = dict.fromkeys(version.done_sections, True) | dict(done)
        version.done_sections = sorted(key for key, yes in finished.items() if yes)
        version.save(update_fields=["done_sections"])
    return version


def _kept(report: QuarterlyReport, values: Mapping[Key, Value | None]) -> dict[Key, Value | None]:
    """The values as they are stored; ValidationError names every field that the questionnaire does not ask or that does not fit."""
    obligation = report.obligation
    fields = {(q.key, row): q for q, row in keys_of(obligation.questionnaire.form.questions, measures_of(obligation))}
    kept: dict[Key, Value | None] = {}
    errors: dict[str, str] = {}
    for key, value in values.items():
        try:
            kept[key] = keep(fields.get(key), value)
        except ValueError as error:
            errors[field_name(key)] = str(error)
    if errors:
        raise ValidationError(errors)
    return kept


def _differs(row: Answer | None, value: Value | None) -> bool:
    return (row.value if row else None) != value


def _clash(row: Answer, key: Key, by: User) -> Clash:
    return Clash(key, row.value, row.by.name, row.at, row.version, is_own=row.by_id == by.pk)


@transaction.atomic
def submit(
    *,
    report: QuarterlyReport,
    by: User,
    now: datetime,
    seen: int | None,
    nil: bool = False,
    read: str | None = None,
    unchanged: bool = False,
) -> ReportVersion:
    """Send the report to the department that follows the unit. `nil`: nothing to report (không phát sinh); nothing need
    be answered then. Late is accepted and marked, never refused.

    `read` is the digest of the answers that the person has read (None: whatever they are): what a colleague has changed
    since is never submitted unread, it is a StaleVersion. `unchanged`: the person knows that it says the same as what came
    back; without it such a one is refused."""
    report.lock_seen(seen)
    version = _writable(report)
    if read is not None and read != digest_of(version):
        raise StaleVersion(report)
    answers = version.values()
    if not nil and (faults := missing(report.obligation.questionnaire.form, answers, measures_of(report.obligation))):
        raise ValidationError({field_name((fault.question, fault.row)): fault.message for fault in faults})
    if not unchanged and said_before(version, report.versions.order_by("number"), nil=nil):
        raise ValidationError({"unchanged": _("Tick that you are sending it again without a change, or put it right first.")})
    grant = authority(by, Permission.QUARTERLY_SUBMIT, report)
    version.is_nil = nil
    version.submitted_at, version.submitted_by = now, by
    version.submitted_for = grant.membership.acting_for if grant else None
    version.answers_digest = digest_of(version)
    version.save(update_fields=["is_nil", "submitted_at", "submitted_by", "submitted_for", "answers_digest"])
    _move(report, State.SUBMITTED, first_submitted_at=report.first_submitted_at or now)
    changes: dict[str, tuple[Any, Any]] = {"state": ("", State.SUBMITTED), "sha256": ("", version.answers_digest)}
    if nil:
        changes["is_nil"] = (False, True)
    if n := version.attachments.count():
        changes["files"] = (0, n)
    if n := len(version.said_of_remarks()):
        changes["replies"] = (0, n)
    _tell("reports.submitted", report, version, by, now, Permission.QUARTERLY_SUBMIT, changes)
    return version


@transaction.atomic
def withdraw_report(*, report: QuarterlyReport, by: User, reason: str, now: datetime, seen: int | None) -> ReportVersion:
    """Rút lại: the unit takes back what it sent, as long as nobody has decided on it; what was on time stays so. Answers the new
    version, which begins with the same answers."""
    report.lock_seen(seen)
    if report.state != State.SUBMITTED:
        raise ValidationError(_("Only a report that waits for review can be taken back."))
    because = needed(reason, _("Say why it is taken back."))
    version = report.latest()
    _decide(version, Decision.WITHDRAWN, by, now, because)
    fresh = next_version(version, by, now)
    carry_replies(version, fresh)
    _move(report, State.WITHDRAWN)
    _tell("reports.withdrawn", report, version, by, now, Permission.QUARTERLY_SUBMIT, reason=because)
    return fresh


@transaction.atomic
def return_report(
    *, report: QuarterlyReport, by: User, reason: str, now: datetime, seen: int | None, remarks: Mapping[Key, str] | None = None
) -> ReportVersion:
    """Trả lại: the unit is to put it right; answers the new version, which begins with the same answers."""
    report.lock_seen(seen)
    version = _submitted(report, by)
    because = needed(reason, _("Say why it is returned."))
    form = report.obligation.questionnaire.form
    noted = _noted(version, remarks or {})
    # Before the decision: of a version that is decided on nothing changes, and no remark is added to it.
    Remark.objects.bulk_create(
        Remark(report_version=version, question=key[0], row=key[1], text=text, by=by, at=now) for key, text in noted.items()
    )
    _decide(version, Decision.RETURNED, by, now, because)
    fresh = next_version(version, by, now)
    # What was remarked on is to be looked at again, so its section is no longer finished.
    again = {section.key for section in form.sections for question, _row in noted if question in {one.key for one in section.questions}}
    fresh.done_sections = [key for key in fresh.done_sections if key not in again]
    fresh.save(update_fields=["done_sections"])
    _move(report, State.RETURNED)
    changes = {"remarks": (0, len(noted))} if noted else {}
    _tell("reports.returned", report, version, by, now, Permission.QUARTERLY_REVIEW, changes, reason=version.decision_reason)
    return fresh


@transaction.atomic
def accept(*, report: QuarterlyReport, by: User, now: datetime, seen: int | None) -> ReportVersion:
    """Tiếp nhận: from now on its figures count; what it says of indicators is recorded, what it proposes is raised."""
    report.lock_seen(seen)
    version = _submitted(report, by)
    _decide(version, Decision.ACCEPTED, by, now)
    _move(report, State.ACCEPTED)
    _observe(report, version, by, now)
    take_proposals(report=report, version=version, by=by, now=now)
    _tell("reports.accepted", report, version, by, now, Permission.QUARTERLY_REVIEW, {"state": (State.SUBMITTED, State.ACCEPTED)})
    outbox.post_all(of_acceptance(version), now=now)
    return version


@transaction.atomic
def reopen(*, report: QuarterlyReport, by: User, reason: str, now: datetime, seen: int | None) -> ReportVersion:
    """Mở lại: the accepted version stands and counts until the next one is accepted. Answers that next one, which begins with
    the same answers."""
    report.lock_seen(seen)
    if report.state != State.ACCEPTED:
        raise ValidationError(_("Only an accepted report can be reopened."))
    because = needed(reason, _("Say why it is reopened."))
    version = report.latest()
    fresh = next_version(version, by, now, because)
    _move(report, State.REOPENED)
    _tell("reports.reopened", report, version, by, now, Permission.QUARTERLY_REVIEW, reason=because)
    return fresh


def measures_of(obligation: Obligation) -> list[str]:
    """Codes of the measures that the unit leads or coordinates, in the plan's order: those asked about one by one."""
    return list(served_by(obligation).values_list("code", flat=True))


def served_by(obligation: Obligation) -> MeasureQuerySet:
    """The measures behind `measures_of`."""
    return asking_plan(Measure.objects.of_units([obligation.unit_id]).adopted().order_by("position"))


def asking_plan(measures: MeasureQuerySet) -> MeasureQuerySet:
    """Those of the plan that the questionnaires ask about: codes are unique within a plan, and where several plans stand
    side by side the first one asks."""
    return measures.filter(plan__in=Plan.objects.values("pk")[:1])


def draft_of(report: QuarterlyReport, seen: int | None) -> ReportVersion:
    """The version being written, held to the end of the transaction; ValidationError where nothing may be written."""
    report.lock_seen(seen)
    return _writable(report)


# The ground of the above


def _writable(report: QuarterlyReport) -> ReportVersion:
    if not report.is_writable:
        raise ValidationError(SUBMITTED)
    if report.obligation.state != Obligation.State.DUE:
        raise ValidationError(_("No report is owed for this period."))
    return report.latest()


def _submitted(report: QuarterlyReport, by: User) -> ReportVersion:
    if report.state != State.SUBMITTED:
        raise ValidationError(_("Only a report that has been submitted can be decided on."))
    version = report.latest()
    if not is_second(by, Permission.QUARTERLY_REVIEW, report, version.submitters()):
        raise ValidationError(_("Whoever submitted the report does not decide on it: a second person does."))
    return version


def _noted(version: ReportVersion, remarks: Mapping[Key, str]) -> dict[Key, str]:
    """The remarks as they are kept; ValidationError names every field that the report does not show, and every text too long."""
    obligation = version.report.obligation
    shown = {(q.key, row) for q, row in keys_of(obligation.questionnaire.form.questions, measures_of(obligation))} | set(version.values())
    noted = {key: text for key, words in remarks.items() if (text := clean(words).strip())}
    errors = {field_name(key): _("There is no such question.") for key in noted if key not in shown}
    errors |= {field_name(key): too_long(text) for key, text in noted.items() if key in shown and len(text) > LONGEST}
    if errors:
        raise ValidationError(errors)
    return noted


def _decide(version: ReportVersion, decision: Decision, by: User, now: datetime, reason: str = "") -> None:
    version.decision, version.decided_by, version.decided_at, version.decision_reason = decision, by, now, reason
    version.save(update_fields=["decision", "decided_by", "decided_at", "decision_reason"])


def _move(report: QuarterlyReport, state: State, **values: Any) -> None:
    report.save_seen(None, {"state": state, **values})


def _observe(report: QuarterlyReport, version: ReportVersion, by: User, now: datetime) -> None:
    """Write what the answers say of indicators; what a later version no longer says is taken back. What is asked ad hoc is
    no figure of a quarter."""
    obligation, answers = report.obligation, version.values()
    if obligation.period.is_ad_hoc:
        return
    asked = {question.indicator: question for question in obligation.questionnaire.form.questions if question.indicator}
    origin = Origin(version._meta.label_lower, version.receipt, f"/reports/{obligation.code}/review/")
    on = min(obligation.period.cut_off_on, day_of(version.submitted_at or now))
    rows = Indicator.objects.filter(code__in=asked, source_kind=Indicator.SourceKind.REPORTED).select_related("plan").order_by("pk")
    told = set(
        Indicator.objects.filter(observations__unit=obligation.unit, observations__period=obligation.period).values_list("pk", flat=True)
    )
    for indicator in rows:
        answer = None if version.is_nil else answers.get((asked[indicator.code].key, ""))
        value = None if answer is None else observed(asked[indicator.code], answer)
        if value is not None or indicator.pk in told:
            observe(
                indicator=indicator, on=on, value=value, by=by, now=now,
                origin=origin, unit=obligation.unit, period=obligation.period,
            )  # fmt: skip


def _tell(
    verb: str,
    report: QuarterlyReport,
    version: ReportVersion,
    by: User,
    now: datetime,
    under: Permission,
    changes: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    unit = report.obligation.unit
    history.record(
        by=by, verb=verb, obj=report, code=report.obligation.code, label=version.receipt, unit=unit,
        changes=changes, reason=reason, under=under, at=now,
    )  # fmt: skip
