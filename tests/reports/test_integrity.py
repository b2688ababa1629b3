"""What `check_integrity` says of reports, their files and proposals: each fault is put in, and found."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts import integrity as below
from accounts.checking import Asked
from reports import integrity, triggers
from reports.models import ProgressReport, Proposal, QuarterlyReport, ReportFile
from tests.reports import filing, proposed

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def found(check):
    told = check(Asked(timezone.now()))
    return [(finding.kind, finding.where.split()[0], finding.what.split()[0]) for finding in told if not finding.warning]


def test_when_a_report_was_first_submitted_is_held_against_its_versions(report, mission_head):
    assert found(integrity.standings) == []
    filing.submit(report, mission_head)
    assert found(integrity.standings) == []
    with triggers.lifted(connection):
        QuarterlyReport.objects.filter(pk=report.pk).update(first_submitted_at=filing.NOW - timedelta(days=1))
    assert found(integrity.standings) == [("drift", "reports.quarterlyreport", "first_submitted_at")]


def test_how_a_proposal_stands_is_held_against_its_last_step(secretariat, department, head):
    proposal = proposed.assigned(proposed.typed(secretariat), department, secretariat)
    assert found(integrity.standings) == found(integrity.words) == []
    Proposal.objects.filter(pk=proposal.pk).update(due_on=proposed.DUE + timedelta(days=1), text="Điều khác.")
    assert found(integrity.standings) == [("drift", "reports.proposal", "due_on")]
    assert found(integrity.words) == [("drift", "reports.proposal", "search_text")]


@pytest.mark.usefixtures("undrawn")
def test_frozen_figures_and_drawn_files_are_held_against_their_digests(compiled, media):
    report = compiled()
    drawn = ReportFile.objects.filter(report=report).order_by("pk")
    assert found(integrity.files) == []
    assert found(below.history) == []
    (media / drawn[0].file.name).unlink()
    (media / drawn[1].file.name).write_bytes(b"other")
    assert found(integrity.files)[:2] == [
        ("file-missing", "reports.reportfile", drawn[0].file.name),
        ("file-altered", "reports.reportfile", drawn[1].file.name),
    ]
    with triggers.lifted(connection):
        ProgressReport.objects.filter(pk=report.pk).update(figures=report.figures | {"schema": 0})
    assert found(below.history) == [("frozen", "history", "the")]
