"""What was submitted and what was compiled, held against the digests in its own row and in the history: part of `verify_history`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import connection
from django.db.models import Model

from accounts.models import Event
from accounts.sealing import Fault, no_refusal
from reports import triggers
from reports.models import ProgressReport, QuarterlyReport, ReportVersion
from reports.services.progress import digest
from reports.services.quarterly import digest_of

AT_ONCE = 200  # versions read together: answers are long
REPORTS_AT_ONCE = 20  # half a megabyte each


def faults(now: datetime) -> Iterator[Fault]:
    for name in triggers.missing(connection):
        yield no_refusal(name)
    yield from _submitted()
    yield from _compiled()


def _altered(text: str) -> Fault:
    return Fault(None, text, kind="frozen")


def _submitted() -> Iterator[Fault]:
    rows = ReportVersion.objects.submitted().select_related("report__obligation__questionnaire", "report__obligation__period")
    rows = rows.select_related("report__obligation__unit").prefetch_related("answers", "attachments__file").order_by("pk")
    told = _told(QuarterlyReport, "reports.submitted")
    for version in rows.iterator(AT_ONCE):
        if digest_of(version) != version.answers_digest:
            yield _altered(f"the answers of {version.receipt} are not those that were submitted")
        elif version.answers_digest not in told.get(str(version.report_id), {version.answers_digest}):
            yield _altered(f"the digest of {version.receipt} is not the one that the history tells")


def _compiled() -> Iterator[Fault]:
    rows = ProgressReport.objects.exclude(figures=None).select_related("plan", "period").order_by("pk")
    told, words = _told(ProgressReport, "report.approved"), _told(ProgressReport, "report.compiled", "words")
    for report in rows.iterator(REPORTS_AT_ONCE):
        if digest(report.figures) != report.figures_digest:
            yield _altered(f"the figures of {report.code} are not those that were compiled")
        elif report.figures_digest not in told.get(str(report.pk), {report.figures_digest}):
            yield _altered(f"the digest of {report.code} is not the one that the history tells")
        elif digest(report.words) not in words.get(str(report.pk), {digest(report.words)}):
            yield _altered(f"the words of {report.code} are not those that were compiled")


def _told(kind: type[Model], verb: str, name: str = "sha256") -> dict[str, set[str]]:
    """By the key of the object the digests that the history tells of it; nothing of whom a line has been blanked."""
    events = Event.objects.filter(object_kind=kind._meta.label_lower, verb=verb).order_by()
    found: dict[str, set[str]] = {}
    blanked = set()
    for pk, changes in events.values_list("object_id", "body__changes").iterator():
        if changes and name in changes:
            found.setdefault(pk, set()).add(changes[name][1])
        else:
            blanked.add(pk)
    return {pk: digests for pk, digests in found.items() if pk not in blanked}
