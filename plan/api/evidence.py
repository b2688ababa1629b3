"""Evidence of a measure: read, added (a file as multipart), opened, withdrawn."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError as RuleBroken
from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers as f
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Permission
from office import files
from office.api import CleanCharField, DayField, FileView, Pagination, Strict, idempotent, through
from office.inspection import KINDS
from office.parsing import JSONParser, MultiPartParser
from plan import access, services
from plan.api import answers
from plan.api import shapes as s
from plan.api.views import REPEATABLE, MeasureAct
from plan.models import Evidence, Measure


class EvidenceInput(Strict):
    kind = f.ChoiceField(choices=Evidence.Kind.choices)
    title = CleanCharField(allow_blank=True, default="", max_length=300, help_text="Of a file: its name, if left out.")
    number = CleanCharField(allow_blank=True, default="", max_length=60, help_text="Of an issued document, as are the next three.")
    dated_on = DayField(allow_null=True, default=None)
    issued_by = CleanCharField(allow_blank=True, default="", max_length=200)
    signatory = CleanCharField(
        allow_blank=True, default="", max_length=120, help_text="Needed to propose as done what puts out a legal text."
    )
    address = CleanCharField(allow_blank=True, default="", max_length=2000, help_text="Of a link; a document may have one too.")


@extend_schema_field(OpenApiTypes.BINARY)
class Upload(f.FileField):
    """A file that has passed the check, or the reason why it did not."""

    def to_internal_value(self, data: Any) -> files.Taken:
        try:
            return files.check(super().to_internal_value(data))
        except RuleBroken as error:
            raise f.ValidationError(error.messages) from error


class EvidenceUpload(EvidenceInput):
    file = Upload(required=False, allow_empty_file=True, help_text="Up to 10 MB; a document may have one too.")


class AllEvidence(MeasureAct):
    serializer_class = s.EvidenceRow
    asks = s.MomentFilter
    pagination_class = Pagination
    parser_classes = (JSONParser, MultiPartParser)

    @extend_schema(operation_id="evidence_list", responses=s.EvidenceRow(many=True))
    def get(self, request: Request, plan: str, code: str) -> Response:
        """The evidence of the measure at a moment: what stood, then what was withdrawn, the latest first. Needs `plan.read`."""
        measure = access.measure_for(request.user, plan, code)
        moment = self.moment()
        known = measure.completions.told(moment)
        return self.page(measure.evidence.told(moment), lambda row: answers.evidence(row, measure, known))

    @extend_schema(
        operation_id="evidence_add",
        parameters=REPEATABLE,
        request={"application/json": EvidenceInput, "multipart/form-data": EvidenceUpload},
        responses={201: s.EvidenceRow},
    )
    @idempotent(through(access.measure_for, to=Permission.MEASURE_UPDATE))
    def post(self, request: Request, measure: Measure) -> Response:
        """Add a piece of evidence: a link or a document as JSON, a file as multipart. Needs `measure.update`."""
        sent_as_form = (request.content_type or "").startswith("multipart/")
        given = self.read(EvidenceUpload if sent_as_form else EvidenceInput)
        evidence = services.add_evidence(measure=measure, by=request.user, now=timezone.now(), seen=self.seen(measure), **given)
        return self.written(request, measure, answers.evidence(evidence, measure, []))


class EvidenceFile(FileView):
    serializer_class = s.Empty

    @extend_schema(
        operation_id="evidence_file",
        responses={(200, kind.media_type.partition(";")[0]): OpenApiTypes.BINARY for kind in KINDS.values()},
    )
    def get(self, request: Request, plan: str, code: str, pk: int) -> HttpResponse:
        """The file of a piece of evidence; of one withdrawn only for those who may update the measure. Needs `plan.read`."""
        return files.serve(access.evidence_file_for(request.user, plan, code, pk))


class Withdrawal(MeasureAct):
    serializer_class = s.WithdrawalInput

    @extend_schema(operation_id="evidence_withdraw", parameters=REPEATABLE, request=s.WithdrawalInput, responses=s.EvidenceRow)
    @idempotent(through(access.evidence_for))
    def post(self, request: Request, evidence: Evidence) -> Response:
        """Withdraw a piece of evidence; it stays on record, with the reason. Needs `measure.update`."""
        given, measure = self.read(s.WithdrawalInput), evidence.measure
        services.withdraw_evidence(evidence=evidence, by=request.user, now=timezone.now(), seen=None, **given)
        told = next(row for row in measure.evidence.told(self.moment()) if row.pk == evidence.pk)
        return self.written(request, measure, answers.evidence(told, measure, measure.completions.all()), 200)
