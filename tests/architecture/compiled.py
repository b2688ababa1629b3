"""Progress reports that the table of addresses asks for: one drafted, one approved, each with its files."""

from datetime import UTC, date, datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from reports.figures import figures_for
from reports.inputs import read_inputs
from reports.models import ProgressReport, ReportFile

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def reported(plan, by):
    report, approved = {"pk": _report(plan, by).pk}, {"pk": _approved(plan, by).pk}
    files = {"file of the report": {**report, "kind": "pdf"}, "file of the approved report": {**approved, "kind": "pdf"}}
    return {"report": report, "approved report": approved, **files, "no file of the report": {**report, "kind": "odt"}}


def _approved(plan, by):
    report = _report(plan, by, on=date(2026, 3, 31))
    ProgressReport.objects.filter(pk=report.pk).update(state="approved", approved_by=by, approved_at=NOW)
    return report


def _report(plan, by, on=date(2026, 6, 30)):
    figures = figures_for(read_inputs(plan, on, NOW))
    report = ProgressReport.objects.create(
        plan=plan, on=on, asked_by=by, asked_at=NOW, state="draft", figures=figures, known_at=NOW, compiled_at=NOW
    )
    for kind in ReportFile.Kind.values:
        name = default_storage.save(f"report.{kind}", ContentFile(b"PK"))
        ReportFile.objects.create(report=report, kind=kind, file=name, size=2, sha256="0" * 64, made_at=NOW)
    return report
