"""Approved means: by somebody who knew what is missing, and never changed again."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from accounts.models import Event
from accounts.versions import StaleVersion
from office.models import Run
from reports import access, jobs, services, triggers
from reports.models import ProgressReport, ReportFile
from reports.revisions import Since, changed_inputs, come_since, gaps, since_words
from tests.factories import PlanFactory
from tests.reports import filing, heard
from tests.reports.conftest import NOW, update

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("undrawn")]
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def whole(reported):
    return PlanFactory()


@pytest.fixture
def filed(reported):
    return heard.reports()


@pytest.fixture
def of_quarter(filed, compiled):
    return lambda **values: compiled(**{"on": None, "period": filing.period("2026-Q2"), **values})


def approve(report, by, **values):
    return services.approve(**{"report": report, "by": by, "now": LATER, "seen": report.version, **values})


class TestApproving:
    def test_says_who_and_when_and_is_told_once(self, compiled, leader):
        report = approve(compiled(), leader, note="Đồng ý.")
        assert (report.state, report.approved_by, report.approved_at) == ("approved", leader, LATER)
        event = Event.objects.about(report).filter(verb="report.approved").get()
        assert (event.by, event.body.reason, event.body.changes["sha256"][1]) == (leader, "Đồng ý.", report.figures_digest)

    def test_what_is_missing_must_be_acknowledged(self, of_quarter, leader):
        report = of_quarter()
        found = gaps(report)
        assert (found.missing, found.waiting, found.changed) == (1, 1, 0)
        with pytest.raises(ValidationError) as refused:
            approve(report, leader)
        assert list(refused.value.message_dict) == ["acknowledged"]
        assert approve(report, leader, acknowledged=True).state == "approved"

    def test_what_a_unit_has_taken_back_is_missing_too(self, filed, of_quarter, leader):
        filing.take_back(filed["emb-at"], filing.head_of(filed["emb-at"].obligation.unit), now=NOW - timedelta(hours=1))
        report = of_quarter()
        assert str(gaps(report)) == "missing 1, withdrawn 1"

    def test_twice_or_before_it_is_compiled_is_refused(self, asked, compiled, leader):
        waiting, _ = asked(language="en")
        done = approve(compiled(), leader)
        for report, why in ((waiting, "This report has not been compiled yet."), (done, "This report has been approved already.")):
            with translation.override("en"), pytest.raises(ValidationError, match=why):
                approve(report, leader)

    def test_what_was_seen_otherwise_is_refused(self, compiled, leader):
        report = compiled()
        with pytest.raises(StaleVersion):
            approve(report, leader, seen=report.version - 1)
        assert ProgressReport.objects.get().state == "draft"

    def test_an_older_revision_is_refused(self, compiled, leader, measure):
        first = compiled()
        update(measure, "paused", first.on)
        second = compiled(now=NOW + timedelta(minutes=5))
        with pytest.raises(ValidationError):
            approve(first, leader)
        assert approve(second, leader).revision == 2

    def test_while_the_next_revision_is_being_compiled_the_last_one_waits(self, compiled, asked, leader, measure):
        first = compiled()
        update(measure, "paused", first.on)
        later, _new = asked(now=NOW + timedelta(minutes=5))
        with pytest.raises(ValidationError):
            approve(first, leader)
        Run.objects.filter(pk=later.run_id).update(state="failed")
        assert approve(first, leader).state == "approved"

    def test_the_same_question_later_is_another_revision_and_the_approved_one_stands(self, compiled, leader, measure):
        report = approve(compiled(), leader)
        kept = ProgressReport.objects.values().get(pk=report.pk)
        update(measure, "paused", report.on)
        again = compiled(now=LATER + timedelta(hours=1))
        assert (again.revision, again.state) == (2, "draft")
        assert ProgressReport.objects.values().get(pk=report.pk) == kept


def _used(report):
    """A row that says of a version that the report counts it; whether there is such a version does not matter here."""
    return report.versions_used.through(progressreport_id=report.pk, reportversion_id=1)


class TestNeverChanged:
    """By no service, by no job, and not behind their backs."""

    @pytest.fixture
    def approved(self, compiled, leader):
        return approve(compiled(), leader)

    def test_a_job_that_comes_back_is_told_that_it_is_impossible(self, approved):
        Run.objects.filter(pk=approved.run_id).update(state="queued", attempts=0)
        jobs.compile_progress_report(approved.run_id)
        run = Run.objects.get(pk=approved.run_id)
        assert (run.state, run.error) == ("failed", services.progress.APPROVED)
        assert ProgressReport.objects.get(pk=approved.pk).figures == approved.figures

    @pytest.mark.parametrize(
        "act",
        [
            lambda report: ProgressReport.objects.filter(pk=report.pk).update(figures={}),
            lambda report: ProgressReport.objects.filter(pk=report.pk).update(state="draft", approved_by=None, approved_at=None),
            lambda report: ReportFile.objects.filter(report=report).update(sha256=""),
            lambda report: ReportFile.objects.filter(report=report).delete(),
            lambda report: ReportFile.objects.create(report=report, kind="other", file="x", size=1, sha256="", made_at=NOW),
            lambda report: report.versions_used.through.objects.bulk_create([_used(report)]),
        ],
        ids=["figures", "state", "file", "file removed", "file added", "input added"],
    )
    def test_the_database_itself_refuses(self, approved, act):
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            act(approved)

    def test_a_draft_may_still_change(self, compiled):
        report = compiled()
        assert ProgressReport.objects.filter(pk=report.pk).update(language="en") == 1
        assert ReportFile.objects.filter(report=report).delete()[0] == len(ReportFile.Kind)

    def test_without_its_triggers_it_would_not(self, approved):
        """The control."""
        triggers.remove(connection)
        assert ProgressReport.objects.filter(pk=approved.pk).update(figures={}) == 1
        triggers.install(connection)

    def test_the_triggers_stand_after_all_migrations(self):
        assert triggers.missing(connection) == []


class TestInputsChangedSince:
    def test_a_report_that_is_reopened_is_listed_with_its_reason(self, of_quarter, filed, secretariat):
        report = of_quarter()
        assert changed_inputs([report]) == {}
        services.reopen(report=filed["emb-fr"], by=secretariat, reason="Nhầm số", now=LATER, seen=None)
        head = filing.head_of(filed["emb-fr"].obligation.unit)
        for again in (False, True):  # also where the unit has sent it since and taken it back
            if again:
                services.submit(report=filed["emb-fr"], by=head, now=LATER, seen=None, unchanged=True)
                filing.take_back(filed["emb-fr"], head, now=LATER + timedelta(hours=1))
            (one,) = changed_inputs([report])[report.pk]
            told = ("reopened", LATER, "/reports/2026-Q2/emb-fr/", "Nhầm số")
            assert (one.kind, one.at, one.address, one.version.reopened_because) == told
        assert gaps(report).changed == 1

    def test_one_accepted_anew_is_listed_too_also_if_it_was_open_when_it_was_read(self, of_quarter, filed, secretariat):
        services.reopen(report=filed["emb-fr"], by=secretariat, reason="Nhầm số", now=NOW - timedelta(hours=2), seen=None)
        report = of_quarter()
        assert changed_inputs([report]) == {}  # it was known then that it had been reopened
        head = filing.head_of(filed["emb-fr"].obligation.unit)
        for back, by in ((filing.give_back, secretariat), (filing.take_back, head)):
            services.submit(report=filed["emb-fr"], by=head, now=LATER, seen=None, unchanged=True)
            back(filed["emb-fr"], by, now=LATER)
            assert changed_inputs([report]) == {}  # nor was it reopened by coming back
        services.submit(report=filed["emb-fr"], by=head, now=LATER, seen=None, unchanged=True)
        services.accept(report=filed["emb-fr"], by=secretariat, now=LATER + timedelta(hours=1), seen=None)
        (one,) = changed_inputs([report])[report.pk]
        assert (one.kind, one.at) == ("accepted_again", LATER + timedelta(hours=1))

    def test_what_was_not_counted_changes_nothing(self, of_quarter, filed, secretariat):
        report = of_quarter()
        services.accept(report=filed["emb-at"], by=secretariat, now=LATER, seen=None)
        assert changed_inputs([report]) == {}

    def test_many_reports_are_asked_about_at_once(self, of_quarter, filed, secretariat, django_assert_num_queries):
        reports = [of_quarter(), of_quarter(language="en")]
        services.reopen(report=filed["emb-fr"], by=secretariat, reason="x", now=LATER, seen=None)
        services.reopen(report=filed["emb-de"], by=secretariat, reason="x", now=LATER, seen=None)
        with django_assert_num_queries(2):
            found = changed_inputs(reports)
        assert [len(found[report.pk]) for report in reports] == [2, 2]

    def test_of_each_reader_only_what_they_may_know_of_is_named(self, of_quarter, filed, secretariat, leader, signed_in):
        report = of_quarter()
        services.reopen(report=filed["emb-fr"], by=secretariat, reason="Nhầm số", now=LATER, seen=None)
        other = filing.head_of(filed["emb-de"].obligation.unit)
        assert changed_inputs([report], access.units_known(other)) == {}
        assert len(changed_inputs([report], access.units_known(leader))[report.pk]) == 1
        approve(report, leader, acknowledged=True)
        page = f"/reports/progress/{report.pk}/"
        assert "/reports/2026-Q2/emb-fr/" not in signed_in(other).get(page).content.decode()
        assert "/reports/2026-Q2/emb-fr/" in signed_in(leader).get(page).content.decode()

    def test_what_has_come_since_is_one_sentence_and_what_the_reader_can_do(self):
        def words(received, accepted, compiles=False, approves=False):
            return since_words(Since(received, accepted), compiles=compiles, approves=approves)

        not_in = "Dự thảo này chưa có các báo cáo đó."
        assert words(0, 0, compiles=True) == ""
        assert words(3, 25) == f"Từ đó đến nay đã nhận thêm 3 báo cáo và có thêm 25 báo cáo được tiếp nhận. {not_in}"
        assert words(0, 2) == f"Từ đó đến nay đã tiếp nhận thêm 2 báo cáo. {not_in}"
        assert words(2, 0) == f"Từ đó đến nay đã nhận thêm 2 báo cáo. {not_in}"
        assert len(words(199, 199, approves=True)) <= 180  # beside the day of the draft; the first page cuts a note at 240
        assert words(1, 0, compiles=True, approves=True).endswith("cần tổng hợp lại trước khi phê duyệt.")

    def test_a_draft_on_one_mission_waits_for_the_reports_of_that_mission_alone(self, of_quarter, filed, secretariat):
        of_france, of_austria, of_all = (of_quarter(scope=scope) for scope in ("mission:emb-fr", "mission:emb-at", ""))
        assert not any(come_since(report, LATER) for report in (of_france, of_austria, of_all))
        services.accept(report=filed["emb-at"], by=secretariat, now=LATER, seen=None)
        later = LATER + timedelta(hours=1)
        assert [come_since(report, later).accepted for report in (of_france, of_austria, of_all)] == [0, 1, 1]
