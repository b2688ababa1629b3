"""`GET reports/`: which unit owes a report for which period, and how far each has come, as the register of a period says it."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as f
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from office.api import CleanCharField, Pagination, UnitField, View
from office.changing import SinceFilter, changed_at
from plan.api.names import UnitName
from plan.models import Period
from plan.moment import Moment
from reports import access
from reports.api.periods import MomentFilter
from reports.api.shapes import NOT_BEGUN
from reports.completeness import GROUPS, Review, Standing, instant
from reports.grouping import NOBODY
from reports.models import Obligation, QuarterlyReport
from reports.models.obligation import ObligationQuerySet

STATES = [NOT_BEGUN, *QuarterlyReport.State.values]
REVIEWS = [value for value in Review.values if value]
SENT = ("number", "submitted_at", "is_nil", "answers_digest", "decided_at")
GROUPED = "A standing, or a sum of them: owed, received, unsent."


class ReportFilter(MomentFilter, SinceFilter):
    """With `changed_since` the obligations that have become void too: whoever keeps a copy must know."""

    period = CleanCharField(required=False, max_length=20, help_text="Code of the period: 2026-Q4.")
    unit = UnitField(required=False, help_text="Code of the unit that owes it.")
    department = UnitField(required=False, besides=NOBODY, help_text=f"Code of the department that follows the unit; {NOBODY}: nobody.")
    standing = f.ChoiceField(choices=list(GROUPS), required=False, help_text=GROUPED)
    review = f.ChoiceField(choices=REVIEWS, required=False, help_text="How far the review of what was sent last has come.")
    state = f.ChoiceField(choices=STATES, required=False, help_text="Of the report as it stands now.")


class ReportRow(f.Serializer):
    period = f.CharField()
    unit = UnitName()
    department = f.CharField(allow_null=True, help_text="Code of the department that follows the unit.")
    questionnaire = f.CharField(help_text="Code and edition: missions-quarterly-2.")
    obligation = f.ChoiceField(choices=Obligation.State.choices, help_text="Void: no longer owed; told only with `changed_since`. Drop it.")
    due_at = f.DateTimeField(help_text="An extension counted.")
    standing = f.ChoiceField(choices=Standing.choices, allow_null=True, help_text="At the moment asked about; null: void.")
    late = f.BooleanField(help_text="First sent after the due time.")
    review = f.ChoiceField(choices=Review.choices, allow_blank=True, help_text="At the moment asked about; empty: nothing sent.")
    counted = f.BooleanField(help_text="A version was accepted by that moment: it counts until a later one is, whatever the review says.")
    state = f.ChoiceField(choices=STATES, help_text="As it stands now.")
    first_submitted_at = f.DateTimeField(allow_null=True)
    edition = f.IntegerField(allow_null=True, help_text="Number of the version sent last by the moment; null: none.")
    submitted_at = f.DateTimeField(allow_null=True, help_text="Of that version, as are the next three.")
    nil = f.BooleanField(help_text="Nothing to report (không phát sinh).")
    sha256 = f.CharField(help_text="Of everything that it says.")
    decided_at = f.DateTimeField(allow_null=True)
    changed_at = changed_at()
    version = f.IntegerField(help_text="Of the report as a whole; 0: not begun.")
    address = f.CharField(help_text="Of the report.")


class Reports(View):
    """The reports that units owe, of those whose reports the caller reads."""

    serializer_class = ReportRow
    asks = ReportFilter
    pagination_class = Pagination

    @extend_schema(
        operation_id="reports_list",
        responses=ReportRow(many=True),
    )
    def get(self, request: Request) -> Response:
        """The reports that units owe for the periods that have begun, whether sent or not, the latest period first and in it by
        the code of the unit: of all units whose reports the caller reads. `reports/{period}/{unit}/` gives the answers.
        Needs `quarterly.read` or `quarterly.draft`.
        """
        rows = access.obligations_ever_for(request.user)
        asked = self.asked
        moment, since = Moment.read(request.query_params.dict(), timezone.now()), asked.get("changed_since")
        rows, at = rows.changed_since(since) if since else rows.in_force(), instant(moment, timezone.now())
        found = rows.begun(moment.on).standing(at, moment.known, void=since is not None).with_counted(at)
        return self.get_paginated_response([row_of(row, request) for row in self.paginate_queryset(_listed(_narrowed(found, asked)))])


def _narrowed(rows: ObligationQuerySet, asked: dict[str, Any]) -> ObligationQuerySet:
    if "period" in asked:
        period = Period.objects.filter(code=asked["period"]).first()
        if period is None:
            raise f.ValidationError({"period": [_("There is no such period.")]})
        rows = rows.filter(period=period)
    rows = rows.filter(unit__code=asked["unit"]) if "unit" in asked else rows
    rows = rows.followed_by(asked.get("department", ""))
    if state := asked.get("state"):
        rows = rows.filter(report__isnull=True) if state == NOT_BEGUN else rows.filter(report__state=state)
    return rows.in_group(asked.get("standing", "")).in_review(asked.get("review", ""))


def _listed(rows: ObligationQuerySet) -> Any:
    sent = {f"sent_{name}": F(f"sent_then__{name}") for name in SENT}
    return (
        rows.with_change()
        .annotate(**sent)
        .select_related("period", "unit__lead_unit", "questionnaire", "report")
        .order_by("-period__starts_on", "period__code", "unit__code", "pk")
    )


def row_of(row: Any, request: Request) -> dict[str, Any]:
    report, unit = getattr(row, "report", None), row.unit
    return {
        "period": row.period.code,
        "unit": {"code": unit.code, "name_vi": unit.name_vi, "name_en": unit.name_en},
        "department": unit.lead_unit and unit.lead_unit.code,
        "questionnaire": str(row.questionnaire),
        "obligation": row.state,
        "due_at": row.due_then,
        "standing": None if row.state == Obligation.State.VOID else row.standing,
        "late": row.is_late,
        "review": row.review,
        "counted": row.is_counted,
        "state": report.state if report else NOT_BEGUN,
        "first_submitted_at": report and report.first_submitted_at,
        "edition": row.sent_number,
        "submitted_at": row.sent_submitted_at,
        "nil": bool(row.sent_is_nil),
        "sha256": row.sent_answers_digest or "",
        "decided_at": row.sent_decided_at,
        "changed_at": row.changed_at,
        "version": report.version if report else 0,
        "address": reverse("api:quarterly-report", kwargs={"period": row.period.code, "unit": unit.code}, request=request),
    }
