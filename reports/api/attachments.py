"""Files of a quarterly report: listed, added (multipart), opened, taken away while it is written."""

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
from office.api import CleanCharField, FileView, Pagination, Strict, idempotent, through
from office.inspection import KINDS
from office.parsing import JSONParser, MultiPartParser
from reports import access, services
from reports.api.quarterly import REPEATABLE, ReportView, key_of, reading
from reports.api.shapes import Empty
from reports.models import Attachment, Obligation
from reports.questions import field_name


@extend_schema_field(OpenApiTypes.BINARY)
class Upload(f.FileField):
    """A file that has passed the check, or the reason why it did not."""

    def to_internal_value(self, data: Any) -> files.Taken:
        try:
            return files.check(super().to_internal_value(data))
        except RuleBroken as error:
            raise f.ValidationError(error.messages) from error


class AttachmentInput(Strict):
    file = Upload(allow_empty_file=True, help_text="Up to 10 MB.")
    section = CleanCharField(max_length=60)
    about = CleanCharField(
        required=False,
        allow_blank=True,
        default="",
        max_length=100,
        help_text="The field that it belongs to; empty: the section as a whole.",
    )


class AttachmentShape(f.Serializer):
    id = f.IntegerField()
    edition = f.IntegerField(help_text="The number of the version that it goes with.")
    section = f.CharField()
    about = f.CharField()
    name = f.CharField()
    kind = f.ChoiceField(choices=sorted(KINDS))
    size = f.IntegerField(help_text="In bytes.")
    sha256 = f.CharField()
    by = f.CharField()
    at = f.DateTimeField()


class Attachments(ReportView):
    serializer_class = AttachmentShape
    pagination_class = Pagination
    parser_classes = (JSONParser, MultiPartParser)  # JSON has no files: it is told so, field by field

    @extend_schema(operation_id="quarterly_attachments", responses=AttachmentShape(many=True))
    def get(self, request: Request, period: str, unit: str) -> Response:
        """The files of the version that the caller reads, the first added first: its unit the draft, others what was submitted last.

        Needs `quarterly.read` or `quarterly.draft`.
        """
        version = reading(access.obligation_for(request.user, period, unit), request.user)
        rows = version.attachments.select_related("file", "by", "report_version").order_by("id") if version else Attachment.objects.none()
        return self.get_paginated_response([shape(row) for row in self.paginate_queryset(rows)])

    @extend_schema(
        operation_id="quarterly_attach",
        parameters=REPEATABLE,
        request={"multipart/form-data": AttachmentInput},
        responses={201: AttachmentShape},
    )
    @idempotent(through(access.obligation_for, to=Permission.QUARTERLY_DRAFT))
    def post(self, request: Request, obligation: Obligation) -> Response:
        """Add a file to the draft of a report that has been begun. Needs `quarterly.draft`."""
        if not hasattr(obligation, "report"):
            raise RuleBroken(services.NOT_BEGUN)
        given, report = self.read(AttachmentInput), obligation.report
        acting = {"by": request.user, "now": timezone.now(), "seen": self.seen(report)}
        made = services.attach(report=report, section=given["section"], file=given["file"], about=key_of(given["about"]), **acting)
        report.refresh_from_db()
        return Response(shape(made), status=201, headers={"Location": f"{request.path}{made.pk}/", "ETag": self.etag(report)})


class OneAttachment(FileView, ReportView):
    serializer_class = Empty

    @extend_schema(
        operation_id="quarterly_attachment",
        responses={(200, kind.media_type.partition(";")[0]): OpenApiTypes.BINARY for kind in KINDS.values()},
    )
    def get(self, request: Request, period: str, unit: str, pk: int) -> HttpResponse:
        """One file of a quarterly report. Needs `quarterly.read` or `quarterly.draft`."""
        return files.serve(access.attachment_for(request.user, period, unit, pk).file)

    @extend_schema(operation_id="quarterly_detach", responses={204: None})
    def delete(self, request: Request, period: str, unit: str, pk: int) -> Response:
        """Take a file out of the draft. Needs `quarterly.draft`."""
        found = access.attachment_for(request.user, period, unit, pk, Permission.QUARTERLY_DRAFT)
        services.detach(attachment=found, by=request.user, now=timezone.now(), seen=self.seen(found.report_version.report))
        return Response(status=204)


def shape(row: Attachment) -> dict[str, Any]:
    return {
        "id": row.pk,
        "edition": row.report_version.number,
        "section": row.section,
        "about": field_name(row.key),
        "name": row.file.name,
        "kind": row.file.kind,
        "size": row.file.size,
        "sha256": row.file.sha256,
        "by": row.by.name,
        "at": row.at,
    }
