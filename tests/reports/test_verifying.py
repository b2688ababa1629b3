"""`verify_history` also tells what was submitted or compiled and is no longer as it was."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from reports import services, triggers, verifying
from reports.models import ProgressReport, ReportVersion
from reports.services.progress import digest
from reports.services.quarterly import digest_of
from tests.reports import filing

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def told():
    return [fault.text for fault in verifying.faults(timezone.now())]


@pytest.fixture
def returned(report, mission_head, reviewer):
    filing.submit(report, mission_head)
    filing.give_back(report, reviewer)
    return report.versions.get(number=1)


@pytest.mark.usefixtures("report_stands")
class TestSubmitted:
    def test_what_stands_is_no_fault_and_a_draft_may_change(self, returned):
        returned.report.latest().answers.filter(question="present").update(value=13)
        assert told() == []

    def test_an_altered_answer_is_told_and_the_command_fails(self, returned):
        filing.damage(returned, "present", 13)
        assert told() == ["the answers of LT-2026Q4-emb-fr-1 are not those that were submitted"]
        shown = StringIO()
        with pytest.raises(CommandError, match=r"not as it was written: 1 fault"):
            call_command("verify_history", stderr=shown)
        assert "LT-2026Q4-emb-fr-1" in shown.getvalue()

    def test_so_is_one_whose_digest_was_altered_with_it(self, returned):
        filing.damage(returned, "present", 13)
        with triggers.lifted(connection):
            again = ReportVersion.objects.get(pk=returned.pk)
            ReportVersion.objects.filter(pk=returned.pk).update(answers_digest=digest_of(again))
        assert told() == ["the digest of LT-2026Q4-emb-fr-1 is not the one that the history tells"]

    def test_a_trigger_that_is_gone_is_told(self, returned):
        on = " ON reports_answer" if connection.vendor == "postgresql" else ""
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER reports_answer_no_update{on}")
        assert [text.split(" is ")[0] for text in told()] == ["the trigger reports_answer_no_update"]
        triggers.install(connection)


@pytest.mark.usefixtures("undrawn")
class TestCompiled:
    def test_altered_figures_are_told_and_so_is_a_digest_made_to_fit(self, compiled, leader):
        report = compiled()
        services.approve(report=report, by=leader, now=timezone.now(), seen=report.version, acknowledged=True)
        assert told() == []
        row = ProgressReport.objects.filter(pk=report.pk)
        other = report.figures | {"schema": 0}
        with triggers.lifted(connection):
            row.update(figures=other)
        assert told() == [f"the figures of {report.code} are not those that were compiled"]
        with triggers.lifted(connection):
            row.update(figures_digest=digest(other))
        assert told() == [f"the digest of {report.code} is not the one that the history tells"]
