"""The calls of design part 6 for progress reports, over the same access and services as the pages."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from office import runs
from office.api import Strict, View, idempotent
from plan.access import plan_for
from reports import access, services
from reports.models import ProgressReport

REPEATABLE = [
    OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER, description="A call repeated with the same key is done once.")
]


class AskInput(Strict):
    plan = serializers.CharField(help_text="Code of the plan.")
    on = serializers.DateField(help_text="As of this day.")
    language = serializers.ChoiceField(choices=services.LANGUAGES, default="vi")


class FileShape(serializers.Serializer):
    kind = serializers.CharField()
    address = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()


class ProgressShape(serializers.Serializer):
    percent = serializers.IntegerField()
    step = serializers.CharField()
    elapsed_seconds = serializers.IntegerField()
    attempts = serializers.IntegerField()
    nobody_there = serializers.BooleanField()
    reason = serializers.CharField()


class ReportShape(serializers.Serializer):
    id = serializers.IntegerField()
    plan = serializers.CharField()
    on = serializers.DateField()
    known_at = serializers.DateTimeField(allow_null=True)
    language = serializers.CharField()
    revision = serializers.IntegerField()
    state = serializers.ChoiceField(choices=[*ProgressReport.State.values, "failed"])
    asked_at = serializers.DateTimeField()
    compiled_at = serializers.DateTimeField(allow_null=True)
    figures_sha256 = serializers.CharField()
    inputs_sha256 = serializers.CharField()
    version = serializers.IntegerField()
    progress = ProgressShape(allow_null=True)
    files = FileShape(many=True)


class FiguresShape(serializers.Serializer):
    sha256 = serializers.CharField()
    figures = serializers.DictField()


def represent(report: ProgressReport, request: Request) -> dict[str, Any]:
    return {
        "id": report.pk,
        "plan": report.plan.code,
        "on": report.on,
        "known_at": report.known_at,
        "language": report.language,
        "revision": report.revision,
        "state": report.standing,
        "asked_at": report.asked_at,
        "compiled_at": report.compiled_at,
        "figures_sha256": report.figures_digest,
        "inputs_sha256": report.inputs_digest,
        "version": report.version,
        "progress": _progress(report),
        "files": [
            {
                "kind": file.kind,
                "address": reverse(f"reports:progress-{file.kind}", kwargs={"pk": report.pk}, request=request),
                "size": file.size,
                "sha256": file.sha256,
            }
            for file in report.files.all()
        ],
    }


def _progress(report: ProgressReport) -> dict[str, Any] | None:
    if report.run is None:
        return None
    shown = runs.shown(report.run, timezone.now())
    return {
        "percent": shown.percent,
        "step": shown.step,
        "elapsed_seconds": int(shown.elapsed.total_seconds()),
        "attempts": report.run.attempts,
        "nobody_there": shown.nobody_there,
        "reason": shown.reason,
    }


class ProgressReports(View):
    serializer_class = ReportShape

    @extend_schema(operation_id="progress_reports_list", responses=ReportShape(many=True))
    def get(self, request: Request) -> Response:
        reports = self.paginate_queryset(access.progress_reports_for(request.user).with_rows())
        return self.get_paginated_response([represent(report, request) for report in reports])

    @extend_schema(operation_id="progress_reports_ask", parameters=REPEATABLE, request=AskInput, responses={202: ReportShape})
    @idempotent
    def post(self, request: Request) -> Response:
        access.must_compile(request.user)
        given = self.read(AskInput)
        given["plan"] = plan_for(request.user, given["plan"])
        address = request.build_absolute_uri("/")
        report, _created = services.ask_for_report(**given, by=request.user, now=timezone.now(), address=address)
        location = reverse("api:progress-report", kwargs={"pk": report.pk}, request=request)
        return Response(represent(access.progress_report_for(request.user, report.pk), request), status=202, headers={"Location": location})


class OneProgressReport(View):
    serializer_class = ReportShape

    @extend_schema(operation_id="progress_reports_retrieve", responses=ReportShape)
    def get(self, request: Request, pk: int) -> Response:
        return self.answer(access.progress_report_for(request.user, pk))

    def represent(self, obj: ProgressReport) -> dict[str, Any]:
        return represent(obj, self.request)


class ProgressReportFigures(View):
    serializer_class = FiguresShape

    @extend_schema(operation_id="progress_reports_figures", responses=FiguresShape)
    def get(self, request: Request, pk: int) -> Response:
        report = access.progress_report_for(request.user, pk)
        if not report.is_compiled:
            raise serializers.ValidationError({"state": [_("This report has not been compiled yet.")]})
        return Response({"sha256": report.figures_digest, "figures": report.figures})
