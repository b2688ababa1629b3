"""The calls of design part 6 about periods: who has reported and who has not, counted as the pages count."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as f
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Unit
from office.api import Pagination, Strict, View
from office.installation import is_demo
from plan.api.shapes import UnitName
from plan.models import Period
from plan.moment import Moment
from reports import access
from reports.completeness import Completeness, Standing, instant
from reports.grouping import BY
from reports.models import Obligation
from reports.register import Question
from reports.review_times import ReviewTime


class MomentFilter(Strict):
    on = f.CharField(required=False, help_text="As of this day: 31/12/2026 or 2026-12-31. Today if left out.")
    known = f.CharField(required=False, help_text="As recorded by this instant (ISO 8601) or by the end of this day in Hà Nội.")


class Counts(f.Serializer):
    expected = f.IntegerField(help_text="Owed: on time, late, nil, not due yet and missing.")
    received = f.IntegerField(help_text="Sent at least once: on time, late and nil.")
    on_time = f.IntegerField()
    late = f.IntegerField(help_text="First sent after the due time, an extension counted.")
    nil = f.IntegerField(help_text="Nothing to report (không phát sinh); not counted as on time or late.")
    nil_late = f.IntegerField(help_text="Of the nil ones, those first sent after the due time.")
    waived = f.IntegerField(help_text="Not expected.")
    not_due = f.IntegerField(help_text="Not sent, and the due time has not passed.")
    missing = f.IntegerField(help_text="Not sent, and the due time has passed.")
    waiting = f.IntegerField(help_text="Of the received: sent and not yet decided on.")
    returned = f.IntegerField(help_text="Of the received: returned to be put right.")
    withdrawn = f.IntegerField(help_text="Of the received: taken back by the unit before anybody had decided.")
    accepted = f.IntegerField(help_text="Of the received: accepted.")
    reopened = f.IntegerField(help_text="Of the received: accepted, and reopened since.")


class ReviewTimeAnswer(f.Serializer):
    decisions = f.IntegerField(help_text="Versions accepted or returned; a report that was sent again has several.")
    review_median_hours = f.FloatField(allow_null=True, help_text="From submission to decision; null: nothing has been decided.")


class DepartmentAnswer(Counts, ReviewTimeAnswer):
    code = f.CharField(allow_null=True, help_text="Null: units that no department follows.")
    name_vi = f.CharField()
    name_en = f.CharField()
    missing_units = UnitName(many=True)


class GroupFilter(MomentFilter):
    by = f.ChoiceField(choices=list(BY), required=False, help_text="By what the groups are made; the department if left out.")


class GroupAnswer(Counts, ReviewTimeAnswer):
    key = f.CharField(allow_null=True, help_text="Null: units of none of these.")
    name_vi = f.CharField()
    name_en = f.CharField()


class PeriodRow(Counts):
    code = f.CharField()
    kind = f.ChoiceField(choices=Period.Kind.choices)
    title = f.CharField(help_text="Of an ad hoc report; empty for a period of the calendar.")
    starts_on = f.DateField()
    cut_off_on = f.DateField()
    due_at = f.DateTimeField(help_text="An instant; units with an extension owe later.")
    government_due_on = f.DateField(allow_null=True, help_text="Null for an ad hoc report.")


class PeriodDetail(PeriodRow, ReviewTimeAnswer):
    on = f.DateField()
    known = f.DateTimeField(allow_null=True)
    departments = DepartmentAnswer(many=True)
    by = f.ChoiceField(choices=list(BY))
    groups = GroupAnswer(many=True)
    missing_units = UnitName(many=True)
    demo = f.BooleanField()


class PeriodView(View):
    def moment(self) -> Moment:
        return Moment.read(self.asked, timezone.now())


class Periods(PeriodView):
    """The periods that have begun, newest first; counted are the units whose reports the caller reads."""

    serializer_class = PeriodRow
    asks = MomentFilter
    pagination_class = Pagination

    @extend_schema(operation_id="periods_list", responses=PeriodRow(many=True))
    def get(self, request: Request) -> Response:
        """The periods that have begun, newest first; counted are the units whose reports the caller reads.

        Needs `quarterly.read` or `quarterly.draft`.
        """
        owed, moment = access.obligations_for(request.user), self.moment()
        counts = owed.begun(moment.on).standing(instant(moment, timezone.now()), moment.known).by_period()
        begun = Period.objects.begun(moment.on).order_by("-starts_on", "-cut_off_on")
        page = self.paginate_queryset(begun)
        return self.get_paginated_response([row_of(period, counts.get(period, Completeness())) for period in page])


class OnePeriod(PeriodView):
    """Who has reported for the period and who has not, by the department that follows the unit; the missing are named."""

    serializer_class = PeriodDetail
    asks = GroupFilter

    @extend_schema(operation_id="periods_retrieve", responses=PeriodDetail)
    def get(self, request: Request, period: str) -> Response:
        """Who has reported for the period and who has not, by the department that follows the unit; the missing are named.

        Needs `quarterly.read` or `quarterly.draft`.
        """
        found = access.period_for(request.user, period)
        by = self.asked.get("by") or "department"
        moment = Moment.read(self.asked, timezone.now())
        register = Question(access.obligations_for(request.user), found, moment, timezone.now())
        missing = list(register.standing.in_group(Standing.MISSING).for_list())
        times = register.review_times("department")
        of_groups = times if by == "department" else register.review_times(by)
        body = {
            **row_of(found, register.counts),
            **_time(times.all),
            "on": moment.on,
            "known": moment.known,
            "departments": [
                {
                    "code": one.code or None,
                    "name_vi": one.name_vi,
                    "name_en": one.name_en,
                    **one.counts.as_dict(),
                    **_time(times.groups.get(one.code)),
                    "missing_units": [_name(row.unit) for row in missing if _follows(row) == one.code],
                }
                for one in register.departments
            ],
            "by": by,
            "groups": [
                {
                    "key": one.code or None,
                    "name_vi": one.name_vi,
                    "name_en": one.name_en,
                    **one.counts.as_dict(),
                    **_time(of_groups.groups.get(one.code)),
                }
                for one in register.grouped(by)
            ],
            "missing_units": [_name(row.unit) for row in missing],
            "demo": is_demo(),
        }
        return Response(body)


def row_of(period: Period, counts: Completeness) -> dict[str, Any]:
    names = ("code", "kind", "title", "starts_on", "cut_off_on", "due_at", "government_due_on")
    return {**{name: getattr(period, name) for name in names}, **counts.as_dict()}


def _time(time: ReviewTime | None) -> dict[str, Any]:
    return {"decisions": time.number if time else 0, "review_median_hours": time.hours if time else None}


def _follows(row: Obligation) -> str:
    return row.unit.lead_unit.code if row.unit.lead_unit else ""


def _name(unit: Unit) -> dict[str, str]:
    return {"code": unit.code, "name_vi": unit.name_vi, "name_en": unit.name_en}
