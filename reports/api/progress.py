"""The calls of design part 6 for progress reports, over the same access and services as the pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from accounts.permissions import Permission
from office import runs
from office.api import CleanCharField, DayField, FileView, Pagination, Strict, View, idempotent, through
from plan.access import plan_for
from plan.models import Period
from reports import access, files, services
from reports.drawing import TYPES
from reports.models import ProgressReport, ReportFile
from reports.revisions import Changed, changed_inputs

REPEATABLE = [
    OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER, description="A call sent again with it within a week is done once.")
]


class AskInput(Strict):
    plan = serializers.CharField(help_text="Code of the plan.")
    period = serializers.CharField(required=False, help_text="Code of the period: as of its cut-off, until then as of today.")
    on = DayField(required=False, help_text="Instead of a period: as of this day, without the reports of missions.")
    since = DayField(required=False, help_text="With `on`: between these two days, with the reports of the quarters between them.")
    scope = CleanCharField(
        required=False,
        default="",
        allow_blank=True,
        help_text="task:2, unit:<code>, region:<key> or mission:<code>; foresight: the whole with the forecast; else the whole.",
    )
    language = serializers.ChoiceField(choices=services.LANGUAGES, default="vi")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "period" in attrs and "on" in attrs:
            raise serializers.ValidationError({"period": [_("Choose a period or a day, not both.")]})
        if "period" not in attrs and "on" not in attrs:
            raise serializers.ValidationError({"on": [_("Choose a period or a day.")]})
        return attrs


class ApproveInput(Strict):
    acknowledged = serializers.BooleanField(default=False, help_text="Needed where the report is not complete.")
    note = CleanCharField(required=False, allow_blank=True, default="")


class ChangedShape(serializers.Serializer):
    period = serializers.CharField()
    unit = serializers.CharField()
    kind = serializers.ChoiceField(choices=["reopened", "accepted_again"])
    at = serializers.DateTimeField()
    address = serializers.CharField(help_text="Of the page of that report, for a person who has signed in there.")


class FileShape(serializers.Serializer):
    kind = serializers.ChoiceField(choices=ReportFile.Kind.values)
    address = serializers.CharField(help_text="Where it is fetched, with the same token.")
    size = serializers.IntegerField()
    sha256 = serializers.CharField()


class ProgressShape(serializers.Serializer):
    percent = serializers.IntegerField()
    done = serializers.IntegerField(help_text="Steps done.")
    total = serializers.IntegerField(help_text="Steps in all, as far as is known: the missions are counted once they are read.")
    step = serializers.CharField()
    elapsed_seconds = serializers.IntegerField()
    attempts = serializers.IntegerField()
    nobody_there = serializers.BooleanField()
    reason = serializers.CharField()


class ReportShape(serializers.Serializer):
    id = serializers.IntegerField()
    plan = serializers.CharField()
    period = serializers.CharField(allow_null=True)
    since = serializers.DateField(allow_null=True)
    scope = serializers.CharField(help_text="Empty: the whole plan.")
    on = serializers.DateField()
    known_at = serializers.DateTimeField(allow_null=True)
    language = serializers.CharField()
    revision = serializers.IntegerField()
    state = serializers.ChoiceField(choices=[*ProgressReport.State.values, "failed", "cancelled", "superseded"])
    origin = serializers.ChoiceField(choices=ProgressReport.Origin.values, help_text="Who or what had it compiled.")
    asked_at = serializers.DateTimeField()
    compiled_at = serializers.DateTimeField(allow_null=True)
    approved_at = serializers.DateTimeField(allow_null=True)
    approved_by = serializers.CharField(allow_null=True)
    acknowledged = serializers.DictField(
        child=serializers.IntegerField(), allow_null=True, help_text="What was not in it, as whoever approved it confirmed."
    )
    superseded_by = serializers.IntegerField(allow_null=True, help_text="Id of the approved revision that takes its place.")
    inputs_changed = ChangedShape(many=True, help_text="Reports counted in it that have been reopened or accepted anew since.")
    figures_sha256 = serializers.CharField()
    inputs_sha256 = serializers.CharField()
    version = serializers.IntegerField()
    progress = ProgressShape(allow_null=True)
    files = FileShape(many=True)


class FiguresShape(serializers.Serializer):
    sha256 = serializers.CharField()
    figures = serializers.DictField(help_text="As `schema` in it numbers their form; an `address` is that of a page, for people.")


def represent(report: ProgressReport, request: Request, changed: Sequence[Changed] = ()) -> dict[str, Any]:
    return {
        "id": report.pk,
        "plan": report.plan.code,
        "period": report.period.code if report.period else None,
        "since": report.since,
        "scope": report.scope,
        "on": report.on,
        "known_at": report.known_at,
        "language": report.language,
        "revision": report.revision,
        "state": report.standing,
        "origin": report.origin,
        "asked_at": report.asked_at,
        "compiled_at": report.compiled_at,
        "approved_at": report.approved_at,
        "approved_by": report.approved_by.name if report.approved_by else None,
        "acknowledged": report.acknowledged,
        "superseded_by": report.successor_id,
        "inputs_changed": [_changed(one, request) for one in changed],
        "figures_sha256": report.figures_digest,
        "inputs_sha256": report.inputs_digest,
        "version": report.version,
        "progress": _progress(report),
        "files": [
            {
                "kind": file.kind,
                "address": reverse("api:progress-report-file", kwargs={"pk": report.pk, "kind": file.kind}, request=request),
                "size": file.size,
                "sha256": file.sha256,
            }
            for file in report.files.all()
        ],
    }


def _changed(changed: Changed, request: Request) -> dict[str, Any]:
    address = request.build_absolute_uri(changed.address)
    return {"period": changed.period, "unit": changed.unit, "kind": changed.kind, "at": changed.at, "address": address}


def _period(code: str) -> Period:
    if period := Period.objects.ruled().filter(code=code).first():
        return period
    raise serializers.ValidationError({"period": [_("There is no such period.")]})


def _whole(report: ProgressReport, request: Request) -> dict[str, Any]:
    return represent(report, request, changed_inputs([report], access.units_known(request.user)).get(report.pk, []))


def _progress(report: ProgressReport) -> dict[str, Any] | None:
    if report.run is None:
        return None
    shown = runs.shown(report.run, timezone.now())
    return {
        "percent": shown.percent,
        "done": report.run.steps_done,
        "total": report.run.steps_total,
        "step": shown.step,
        "elapsed_seconds": int(shown.elapsed.total_seconds()),
        "attempts": report.run.attempts,
        "nobody_there": shown.nobody_there,
        "reason": shown.reason,
    }


def _asked(view: View) -> dict[str, Any]:
    """What is asked for, by one who may ask for it."""
    access.must_compile(view.request.user)
    given = view.read(AskInput)
    access.must_foresee(view.request.user, given["scope"])
    return given


class ProgressReports(View):
    serializer_class = ReportShape
    pagination_class = Pagination

    @extend_schema(operation_id="progress_reports_list", responses=ReportShape(many=True))
    def get(self, request: Request) -> Response:
        """Progress reports, the last asked for first; drafts only for those who read all quarterly reports.

        Needs `progress_report.read`.
        """
        reports = self.paginate_queryset(access.progress_reports_for(request.user).listed())
        changed = changed_inputs(reports, access.units_known(request.user))
        return self.get_paginated_response([represent(report, request, changed.get(report.pk, [])) for report in reports])

    @extend_schema(operation_id="progress_reports_ask", parameters=REPEATABLE, request=AskInput, responses={202: ReportShape})
    @idempotent(_asked)
    def post(self, request: Request, given: dict[str, Any]) -> Response:
        """Have a report compiled. It is answered at once; `state` of the report says when it is there. Needs `progress_report.compile`."""
        given["plan"] = plan_for(request.user, given["plan"])
        if "period" in given:
            given["period"] = _period(given["period"])
        address = request.build_absolute_uri("/")
        report, _created = services.ask_for_report(**given, by=request.user, now=timezone.now(), address=address)
        location = reverse("api:progress-report", kwargs={"pk": report.pk}, request=request)
        return Response(_whole(access.progress_report_for(request.user, report.pk), request), status=202, headers={"Location": location})


class OneProgressReport(View):
    serializer_class = ReportShape

    @extend_schema(operation_id="progress_reports_retrieve", responses=ReportShape)
    def get(self, request: Request, pk: int) -> Response:
        """One progress report: where its compiling stands, its files. Needs `progress_report.read`."""
        return self.answer(access.progress_report_for(request.user, pk))

    def represent(self, obj: ProgressReport) -> dict[str, Any]:
        return _whole(obj, self.request)


class ApproveProgressReport(View):
    serializer_class = ReportShape

    @extend_schema(operation_id="progress_reports_approve", parameters=REPEATABLE, request=ApproveInput, responses=ReportShape)
    @idempotent(through(access.progress_report_for, to=Permission.PROGRESS_REPORT_APPROVE))
    def post(self, request: Request, report: ProgressReport) -> Response:
        """Approve a compiled report: it is then read by everybody. Needs `progress_report.approve`."""
        given = self.read(ApproveInput)
        services.approve(report=report, by=request.user, now=timezone.now(), seen=self.seen(), **given)
        return self.answer(access.progress_report_for(request.user, report.pk))

    def represent(self, obj: ProgressReport) -> dict[str, Any]:
        return _whole(obj, self.request)


class CancelProgressReport(View):
    serializer_class = ReportShape

    @extend_schema(operation_id="progress_reports_cancel", request=None, responses=ReportShape)
    def post(self, request: Request, pk: int) -> Response:
        """Stop the compiling of a report; whoever asked for it may too. Needs `progress_report.compile`."""
        report = access.report_to_cancel(request.user, pk)
        services.cancel_report(report=report, by=request.user, now=timezone.now())
        return self.answer(access.progress_report_for(request.user, report.pk))

    def represent(self, obj: ProgressReport) -> dict[str, Any]:
        return _whole(obj, self.request)


class ProgressReportFigures(View):
    serializer_class = FiguresShape

    @extend_schema(operation_id="progress_reports_figures", responses=FiguresShape)
    def get(self, request: Request, pk: int) -> Response:
        """The figures of a compiled report as they were frozen. `schema` in them numbers their form; an `address` is that of a page, for
        people.

        Needs `progress_report.read`.
        """
        report = access.progress_report_for(request.user, pk)
        if not report.is_compiled:
            raise serializers.ValidationError({"state": [_("This report has not been compiled yet.")]})
        return Response({"sha256": report.figures_digest, "figures": report.figures})


class ProgressReportFile(FileView):
    serializer_class = FileShape

    @extend_schema(
        operation_id="progress_reports_file",
        parameters=[OpenApiParameter("kind", str, OpenApiParameter.PATH, enum=ReportFile.Kind.values)],
        responses={(200, media_type.partition(";")[0]): OpenApiTypes.BINARY for media_type in TYPES.values()},
    )
    def get(self, request: Request, pk: int, kind: str) -> FileResponse:
        """One of the files of a compiled report, as `files` of the report names it. Needs `progress_report.read`."""
        return files.serve(access.progress_report_for(request.user, pk), kind)
