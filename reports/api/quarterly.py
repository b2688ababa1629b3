"""The calls of design part 6 for one quarterly report, over the same access and services as its pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from accounts.permissions import Permission
from accounts.versions import StaleVersion
from office.api import View, idempotent, through
from office.problems import PROBLEM
from reports import access, services
from reports.api import shapes as s
from reports.api.shapes import clash_of
from reports.editions import counting
from reports.kinds import Value, WrongCells
from reports.models import Obligation, QuarterlyReport, Reply, ReportVersion
from reports.questions import Key, Question, field_name, is_readable, keep, keys_of, missing, plain, read_plain
from reports.replies import answered_by

MATCHED = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, required=True, description="The ETag of the report as you read it; 412 if it has moved."
)
REPEATABLE = [
    OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER, description="A call sent again with it within a week is done once."),
    OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, description="The ETag of the report as you read it; 412 if it has moved."),
]


READ = ("answers", "attachments", "remarks__by", "replies__by", "replies__remark")


class ReportView(View):
    """One report, named by the codes of its period and its unit."""

    serializer_class = s.QuarterlyShape

    def represent(self, obj: QuarterlyReport) -> dict[str, Any]:
        return represent(obj, self.request.user)


class Quarterly(ReportView):
    @extend_schema(operation_id="quarterly_retrieve", responses=s.QuarterlyShape)
    def get(self, request: Request, period: str, unit: str) -> Response:
        """A quarterly report with every field that is asked, also before it is begun; its unit reads the draft, others what was
        submitted last.

        Needs `quarterly.read` or `quarterly.draft`.
        """
        obligation = access.obligation_for(request.user, period, unit)
        return self.answer(_standing(obligation) or _not_begun(obligation))

    @extend_schema(
        operation_id="quarterly_write",
        parameters=[MATCHED],
        request=s.AnswersInput,
        responses={200: s.QuarterlyShape, (409, PROBLEM): s.StaleShape},
    )
    def patch(self, request: Request, period: str, unit: str) -> Response:
        """Save answers of a quarterly report, which is begun by it; all of them or none. Needs `quarterly.draft`."""
        obligation = access.obligation_for(request.user, period, unit, Permission.QUARTERLY_DRAFT)
        seen, given, now = self.seen(_standing(obligation), required=True), self.read(s.AnswersInput), timezone.now()
        values = _values(obligation, given["answers"])
        shown = {key_of(name): version for name, version in given["seen"].items()}
        try:
            with transaction.atomic():  # a report begun only to be refused is not begun
                report = _begun(obligation, request.user, now, seen)
                services.save_answers(report=report, values=values, seen=shown, by=request.user, now=now)
        except services.StaleAnswers as stale:
            return _clashes(stale, values, obligation)
        return self.answer(report)


def _begun_for(user: User, period: str, unit: str, to: Permission = Permission.QUARTERLY_REVIEW) -> QuarterlyReport:
    obligation = access.obligation_for(user, period, unit, to)
    if not hasattr(obligation, "report"):
        raise ValidationError(services.NOT_BEGUN)
    return obligation.report


class Submission(ReportView):
    @extend_schema(operation_id="quarterly_submit", parameters=REPEATABLE, request=s.SubmitInput, responses=s.QuarterlyShape)
    @idempotent(through(access.obligation_for, to=Permission.QUARTERLY_SUBMIT))
    def post(self, request: Request, obligation: Obligation) -> Response:
        """Submit the report of the unit, or that it has nothing to report. Needs `quarterly.submit`."""
        given, seen, now = self.read(s.SubmitInput), self.seen(_standing(obligation)), timezone.now()
        with transaction.atomic():
            report = _begun(obligation, request.user, now, seen)
            saying = {"nil": given["nil"], "unchanged": given["unchanged"], "read": given["answers_sha256"]}
            services.submit(report=report, by=request.user, now=now, seen=seen or None, **saying)
        return self.answer(report)


class Withdrawal(ReportView):
    @extend_schema(operation_id="quarterly_withdraw", parameters=REPEATABLE, request=s.ReasonInput, responses=s.QuarterlyShape)
    @idempotent(through(_begun_for, to=Permission.QUARTERLY_SUBMIT))
    def post(self, request: Request, report: QuarterlyReport) -> Response:
        """The unit takes back what nobody has decided on yet: it goes on in a new version with the same answers.

        Needs `quarterly.submit`.
        """
        given = self.read(s.ReasonInput)
        services.withdraw_report(report=report, by=request.user, reason=given["reason"], now=timezone.now(), seen=self.seen(report))
        return self.answer(report)


class Return(ReportView):
    @extend_schema(operation_id="quarterly_return", parameters=REPEATABLE, request=s.ReturnInput, responses=s.QuarterlyShape)
    @idempotent(through(_begun_for))
    def post(self, request: Request, report: QuarterlyReport) -> Response:
        """Return what was submitted to its unit, with remarks by field. Needs `quarterly.review`."""
        given = self.read(s.ReturnInput)
        remarks = {key_of(name): text for name, text in given["remarks"].items()}
        acting = {"by": request.user, "now": timezone.now(), "seen": self.seen(report)}
        services.return_report(report=report, reason=given["reason"], remarks=remarks, **acting)
        return self.answer(report)


class Acceptance(ReportView):
    @extend_schema(operation_id="quarterly_accept", parameters=REPEATABLE, request=s.Empty, responses=s.QuarterlyShape)
    @idempotent(through(_begun_for))
    def post(self, request: Request, report: QuarterlyReport) -> Response:
        """Accept what was submitted. Needs `quarterly.review`."""
        self.read(s.Empty)
        services.accept(report=report, by=request.user, now=timezone.now(), seen=self.seen(report))
        return self.answer(report)


class Reopening(ReportView):
    @extend_schema(operation_id="quarterly_reopen", parameters=REPEATABLE, request=s.ReasonInput, responses=s.QuarterlyShape)
    @idempotent(through(_begun_for))
    def post(self, request: Request, report: QuarterlyReport) -> Response:
        """Reopen an accepted report, to be put right by its unit. Needs `quarterly.review`."""
        given = self.read(s.ReasonInput)
        services.reopen(report=report, by=request.user, reason=given["reason"], now=timezone.now(), seen=self.seen(report))
        return self.answer(report)


# What stands there


def _standing(obligation: Obligation) -> QuarterlyReport | None:
    return getattr(obligation, "report", None)


def _not_begun(obligation: Obligation) -> QuarterlyReport:
    return QuarterlyReport(obligation=obligation, version=0)


def _begun(obligation: Obligation, by: User, now: datetime, seen: int | None) -> QuarterlyReport:
    """The report, begun if need be, held and as it was seen; StaleVersion if it has moved."""
    report = _standing(obligation)
    if report is None:
        if seen:
            raise StaleVersion(_not_begun(obligation))
        return services.start_report(obligation=obligation, by=by, now=now)
    report.lock_seen(seen)
    return report


# What is sent


def key_of(name: str) -> Key:
    question, _dot, row = name.partition(".")
    return question, row


def _values(obligation: Obligation, answers: Mapping[str, Any]) -> dict[Key, Value | None]:
    """As they are kept; ValidationError names each field that is not asked or cannot be read."""
    form = obligation.questionnaire.form
    values: dict[Key, Value | None] = {}
    errors = {}
    for name, value in answers.items():
        question = form.question(key_of(name)[0])
        try:
            values[key_of(name)] = keep(question, read_plain(question, value))
        except ValueError as error:
            errors[name] = error.with_keys if isinstance(error, WrongCells) else str(error)
    if errors:
        raise ValidationError(errors)
    return values


def _clashes(stale: services.StaleAnswers, sent: Mapping[Key, Value | None], obligation: Obligation) -> Response:
    """409 with both values of each field; nothing was saved."""
    form = obligation.questionnaire.form
    clashes = [clash_of(form.question(clash.key[0]), clash, sent[clash.key]) for clash in stale.clashes]
    told = _("Somebody else has changed these fields since you read them. Nothing was saved.")
    body = {"type": "about:blank", "title": _("Changed in the meantime"), "status": 409, "detail": told, "clashes": clashes}
    return Response(body, status=409, content_type=PROBLEM)


# What is answered


def reading(obligation: Obligation, user: User) -> ReportVersion | None:
    """The version that the person reads: the last one of the unit itself, for others what was submitted last."""
    report = _standing(obligation)
    if report is None:
        return None
    rows = report.versions.all() if access.writes_quarterly(user, obligation) else report.versions.submitted()
    return rows.last()


def represent(report: QuarterlyReport, user: User, number: int | None = None) -> dict[str, Any]:
    """The report as the person may read it: a draft is its unit's own, others read what was submitted last; `number`: with the
    answers of that version."""
    obligation = report.obligation
    versions = list(report.versions.with_people().prefetch_related(*READ)) if report.pk else []
    counts, writes = counting(versions), access.writes_quarterly(user, obligation)
    readable = [version for version in versions if version.submitted_at or writes]
    shown = next((version for version in reversed(readable) if number in (None, version.number)), None)
    return {
        "period": obligation.period.code,
        "unit": obligation.unit.code,
        "questionnaire": str(obligation.questionnaire),
        "obligation": obligation.state,
        "due_at": obligation.due_at.astimezone(UTC),
        "state": report.state if report.pk else s.NOT_BEGUN,
        "version": report.version,
        "first_submitted_at": report.first_submitted_at,
        "late": report.was_late,
        "edition": shown and shown.number,
        "counting": counts.number if counts else None,
        **_answers(obligation, shown),
        "unreplied": _unreplied(shown, versions),
        "versions": [_version(version, is_read=version in readable) for version in versions],
    }


def _answers(obligation: Obligation, version: ReportVersion | None) -> dict[str, Any]:
    """Every field that is asked, answered or not, and what was answered and is no longer asked."""
    form, measures = obligation.questionnaire.form, services.measures_of(obligation)
    given = {(row.question, row.row): row for row in version.answers.all()} if version else {}
    asked = {(question.key, row) for question, row in keys_of(form.questions, measures)}
    fields = [(question.key, row) for question, row in keys_of(form.questions, measures)]
    fields += sorted(key for key, row in given.items() if key not in asked and row.value is not None)
    values = version.values() if version else {}
    return {
        "unreadable": [field_name(key) for key in fields if _is_damaged(form.question(key[0]), values.get(key))],
        "answers": {field_name(key): plain(form.question(key[0]), values.get(key)) for key in fields},
        "seen": {field_name(key): given[key].version if key in given else 0 for key in fields},
        "missing": [field_name((fault.question, fault.row)) for fault in missing(form, values, measures)] if _is_open(version) else [],
        "answers_sha256": services.digest_of(version) if version else "",
    }


def _is_damaged(question: Question | None, value: object) -> bool:
    return question is not None and value not in (None, "") and not is_readable(question, value)


def _is_open(version: ReportVersion | None) -> bool:
    return version is None or version.submitted_at is None


def _unreplied(version: ReportVersion | None, versions: list[ReportVersion]) -> list[int]:
    returned = answered_by(version, versions) if version and _is_open(version) else None
    if version is None or returned is None:
        return []
    given = {row.remark_id for row in version.said_of_remarks()}
    return [row.pk for row in returned.remarks.all() if row.pk not in given]


def _reply(row: Reply) -> dict[str, Any]:
    field = field_name((row.remark.question, row.remark.row))
    return {"remark": row.remark_id, "field": field, "text": row.text, "by": row.by.name, "at": row.at}


def _version(version: ReportVersion, *, is_read: bool) -> dict[str, Any]:
    """`is_read`: what is still written is told to those alone who read it."""
    people = {name: getattr(version, name) and getattr(version, name).name for name in ("submitted_by", "submitted_for", "decided_by")}
    return {
        "number": version.number,
        "receipt": version.receipt,
        "opened_at": version.opened_at,
        "reopened_because": version.reopened_because,
        "nil": version.is_nil,
        "submitted_at": version.submitted_at,
        "sha256": version.answers_digest,
        "decision": version.decision,
        "decided_at": version.decided_at,
        "reason": version.decision_reason,
        **people,
        "remarks": [
            {"id": row.pk, "field": field_name((row.question, row.row)), "text": row.text, "by": row.by.name, "at": row.at}
            for row in version.remarks.all()
        ],
        "replies": [_reply(row) for row in version.said_of_remarks()] if is_read else [],
    }
