"""One question is one report with one set of files; what is compiled is frozen; the same inputs say the same."""

import hashlib
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Event
from office import runs
from office.models import Run
from plan.models import Completion, Measure
from reports import jobs
from reports.drawing import DRAW
from reports.figures import figures_for
from reports.inputs import read_inputs
from reports.models import Obligation, ProgressReport, ReportFile
from reports.services import progress as services
from tests.reports import filing, heard
from tests.reports.conftest import NOW, ON, update

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("whole_stands")]

KINDS = ReportFile.Kind.values


def files_in(media):
    return sorted(file for file in media.rglob("*") if file.is_file())


class TestAsking:
    def test_makes_a_report_that_waits_and_wakes_a_worker(self, asked, sent, secretariat, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            report, created = asked()
        assert (created, report.state, report.revision, report.run.state) == (True, "compiling", 1, "queued")
        assert sent == [(services.JOB, report.run_id)]
        event = Event.objects.about(report).get()
        assert (event.verb, event.by, event.object_code) == ("report.asked", secretariat, "292-2026-06-30-vi-1")

    def test_the_same_question_while_it_is_compiled_is_the_same_report(self, asked):
        first, again = asked(), asked(now=NOW + timedelta(seconds=5))
        assert again == (first[0], False)
        assert Run.objects.count() == 1

    def test_another_language_or_day_is_another_report(self, asked):
        reports = {asked()[0], asked(language="en")[0], asked(on=date(2026, 6, 29))[0]}
        assert len(reports) == 3

    def test_unchanged_inputs_are_the_report_there_is(self, compiled, asked):
        report = compiled()
        assert asked(now=NOW + timedelta(days=3)) == (report, False)

    def test_changed_inputs_are_a_new_revision(self, compiled, asked, measure):
        report = compiled()
        update(measure, "paused", date(2026, 6, 1))
        second, created = asked(now=NOW + timedelta(days=3))
        assert (created, second.revision) == (True, 2)
        report.refresh_from_db()
        assert report.state == "draft"

    def test_what_failed_is_tried_again_under_its_own_revision(self, asked):
        report, _ = asked()
        runs.fail(runs.claim(report.run_id, NOW), runs.UNEXPECTED, NOW)
        report.refresh_from_db()
        assert report.standing == "failed"
        again, created = asked(now=NOW + timedelta(minutes=5))
        assert (again, created, again.revision, again.standing) == (report, True, 1, "compiling")

    @pytest.mark.parametrize(
        ("field", "value"),
        [("on", date(2026, 7, 2)), ("on", date(2025, 9, 22)), ("language", "fr")],
        ids=["future", "before the plan", "unknown"],
    )
    def test_an_impossible_question_is_refused_beside_its_field(self, asked, field, value):
        with pytest.raises(ValidationError) as refused:
            asked(**{field: value})
        assert list(refused.value.message_dict) == [field]
        assert not ProgressReport.objects.exists()


class TestCompiling:
    @pytest.mark.usefixtures("drawn_anew")
    def test_freezes_figures_and_draws_a_file_of_each_kind(self, compiled, media):
        report = compiled()
        stored = files_in(media)
        assert report.state == "draft"
        assert report.known_at == NOW
        assert report.figures_digest == services.digest(report.figures)
        assert {file.kind for file in report.files.all()} == set(KINDS)
        assert stored == sorted(media / file.file.name for file in report.files.all())
        for file in report.files.all():
            path = media / file.file.name
            assert (path.suffix, file.size) == (f".{file.kind}", path.stat().st_size)
            assert file.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        assert report.run.state == "done"
        assert Event.objects.about(report).first().verb == "report.compiled"

    @pytest.mark.usefixtures("drawn_anew")
    def test_the_same_inputs_give_the_same_bytes(self, compiled, media):
        report = compiled()
        shas, digest = dict(report.files.values_list("kind", "sha256")), report.figures_digest
        report.files.all().delete()
        Run.objects.filter(pk=report.run_id).update(state="queued", attempts=0)
        jobs.compile_progress_report(report.run_id)
        report.refresh_from_db()
        assert (dict(report.files.values_list("kind", "sha256")), report.figures_digest) == (shas, digest)
        assert len(shas) == len(files_in(media)) == len(KINDS)

    def test_says_every_step_it_really_does_the_missions_and_the_files_by_name(self, asked, no_thread, monkeypatch, measure, secretariat):
        heard.a_quarter(measure, secretariat)
        owed = Obligation.objects.count()
        report, _ = asked(on=None, period=filing.period("2026-Q2"))
        said = []
        monkeypatch.setattr(runs.Held, "progress", lambda self, *told: said.append(told))
        jobs.compile_progress_report(report.run_id)
        assert [step for _done, _total, step, _about in said] == [
            services.READING,
            services.COUNTING,
            services.COMPOSING,
            *[services.ANNEX] * owed,
            *[services.DRAWING] * len(DRAW),
            services.STORING,
        ]
        steps = [1, 1, 1, *[1] * owed, *[owed] * len(DRAW), 1]  # a file is most of the work: as many steps as it has units
        assert [done for done, *_rest in said] == [sum(steps[:place]) for place in range(len(said))]
        assert {total for _done, total, *_rest in said[1:]} == {sum(steps)}
        assert len({about for _done, _total, step, about in said if step == services.ANNEX}) == owed
        assert next(about for *_rest, step, about in said if step == services.DRAWING) == "Word"

    def test_what_is_recorded_after_the_question_is_not_in_it(self, asked, no_thread, measure):
        report, _ = asked()
        late = update(measure, "paused", date(2026, 6, 1))
        type(late).objects.filter(pk=late.pk).update(recorded_at=NOW + timedelta(seconds=1))
        jobs.compile_progress_report(report.run_id)
        report.refresh_from_db()
        assert report.figures["cells"]["counts"]["open_overdue"]["n"] == 1

    def test_a_second_message_makes_no_second_file(self, compiled, media):
        report = compiled()
        jobs.compile_progress_report(report.run_id)
        assert ReportFile.objects.count() == len(files_in(media)) == len(KINDS)


@pytest.fixture
def broken(monkeypatch):
    """with broken(name): that function of the services dies."""

    def die(*args, **kwargs):
        raise ConnectionError("the database is gone")

    @contextmanager
    def breaking(name):
        with monkeypatch.context() as patch:
            patch.setattr(services, name, die)
            yield

    return breaking


class TestBreakingOff:
    def test_an_attempt_that_died_leaves_nothing_beside_the_one_that_did_it(self, asked, no_thread, media, broken):
        report, _ = asked()
        with broken("_store"):
            jobs.compile_progress_report(report.run_id)
        assert len(files_in(media)) == len(KINDS)
        assert report.run.attempts == 0
        jobs.compile_progress_report(report.run_id)
        report.refresh_from_db()
        assert (report.state, report.run.attempts) == ("draft", 2)
        assert len(files_in(media)) == ReportFile.objects.count() == len(KINDS)

    def test_a_zombie_stores_nothing_and_takes_its_own_file_away(self, asked, media, whole):
        report, _ = asked()
        zombie = runs.Held(runs.claim(report.run_id, NOW))
        other = runs.Held(runs.claim(report.run_id, NOW + runs.LEASE + timedelta(seconds=1)))
        zombie.progress = lambda *said: None  # it has not looked since
        with pytest.raises(runs.LostLease):
            services.compile_progress_report(zombie, clock=lambda: NOW)
        assert (files_in(media), ReportFile.objects.count()) == ([], 0)
        services.compile_progress_report(other, clock=lambda: NOW)
        assert len(files_in(media)) == ReportFile.objects.count() == len(KINDS)

    def test_a_full_disk_leaves_no_half_file(self, asked, no_thread, media, monkeypatch):
        def full(descriptor):
            raise OSError(28, "No space left on device")

        report, _ = asked()
        monkeypatch.setattr("reports.files.os.fsync", full)
        jobs.compile_progress_report(report.run_id)
        assert files_in(media) == []
        assert "No space left" in Run.objects.get().error

    def test_a_fault_while_the_files_are_drawn_leaves_none_of_them(self, asked, no_thread, media, monkeypatch):
        def begin(steps, step, about="", weight=1):
            if step == services.STORING:
                assert files_in(media)
                raise ValueError("not this one")

        report, _ = asked()
        monkeypatch.setattr(services.Steps, "begin", begin)
        jobs.compile_progress_report(report.run_id)
        assert files_in(media) == []
        assert "not this one" in Run.objects.get().error

    def test_three_failures_are_a_failed_report_with_its_reason(self, asked, no_thread, broken):
        report, _ = asked()
        with broken("read_inputs"):
            for _ in range(3):
                jobs.compile_progress_report(report.run_id)
        report.refresh_from_db()
        assert report.standing == "failed"
        assert "the database is gone" in report.run.error


class TestCancelling:
    def test_a_worker_in_the_middle_stops_and_stores_nothing(self, asked, no_thread, media, secretariat, monkeypatch):
        report, _ = asked()
        draw = services.DRAW["docx"]

        def cancelled_meanwhile(*args):
            services.cancel_report(report=report, by=secretariat, now=NOW)
            return draw(*args)

        monkeypatch.setitem(services.DRAW, "docx", cancelled_meanwhile)
        jobs.compile_progress_report(report.run_id)
        report = ProgressReport.objects.get()
        assert (report.standing, report.figures, files_in(media)) == ("cancelled", None, [])
        assert Event.objects.about(report).first().verb == "report.cancelled"

    def test_what_was_cancelled_is_compiled_when_it_is_asked_again(self, asked, no_thread, secretariat):
        report, _ = asked()
        services.cancel_report(report=report, by=secretariat, now=NOW)
        assert asked() == (report, True)
        jobs.compile_progress_report(report.run_id)
        report.refresh_from_db()
        assert report.state == "draft"

    def test_what_is_over_cannot_be_cancelled(self, compiled, secretariat):
        with pytest.raises(ValidationError):
            services.cancel_report(report=compiled(), by=secretariat, now=NOW)


def test_reading_is_one_consistent_moment_on_either_database(whole, django_assert_max_num_queries):
    with django_assert_max_num_queries(27):
        inputs = services.read_inputs(whole, ON, NOW)
    assert len(inputs.measures) == 3


def test_an_output_whose_kind_alone_is_known_is_no_output_that_nobody_states(whole, measure):
    """As the page of the measure and the tables say it: ongoing work states its kind."""
    for kind, said in (("unknown", None), ("ongoing", {"vi": "Nhiệm vụ thường xuyên", "en": "Ongoing work"})):
        Measure.objects.filter(pk=measure.pk).update(output_kind=kind, output_vi="", output_en="")
        found = figures_for(read_inputs(whole, ON, NOW))
        assert next(row["output"] for row in found["measures"] if row["code"] == measure.code) == said
        others = sum(row["output"] is None for row in found["measures"] if row["code"] != measure.code)
        assert found["missing"]["no_output"] == others + (said is None)


class TestWhatWasDone:
    """The result told last stands in the report, also where a later change of status told none."""

    @staticmethod
    def told(plan, on=ON, known=NOW):
        row = next(one for one in read_inputs(plan, on, known).measures if one.code == "2.3")
        return row.narrative, row.narrative_on

    def test_of_the_update_in_force_needs_no_day(self, whole):
        assert self.told(whole) == ("Đã trình dự thảo.", None)

    def test_a_later_update_without_a_result_leaves_the_one_before_with_its_day(self, whole, measure):
        update(measure, "paused", date(2026, 6, 1))
        assert self.told(whole) == ("Đã trình dự thảo.", date(2026, 2, 1))

    def test_it_is_read_at_both_clocks(self, whole, measure):
        update(measure, "in_progress", date(2026, 5, 1), narrative="Đã ký.")
        update(measure, "paused", date(2026, 6, 1))
        assert self.told(whole) == ("Đã ký.", date(2026, 5, 1))
        assert self.told(whole, on=date(2026, 4, 30)) == ("Đã trình dự thảo.", None)
        assert self.told(whole, known=datetime(2026, 4, 30, tzinfo=UTC)) == ("Đã trình dự thảo.", None)
        assert self.told(whole, known=datetime(2026, 1, 1, tzinfo=UTC)) == ("", None)

    def test_of_what_is_done_the_evidence_stands_once_it_was_confirmed(self, whole, measure, officer, leader):
        self.done(measure, officer, leader)
        update(measure, "done", date(2026, 6, 10))
        assert self.told(whole) == ("Quyết định số 5.", date(2026, 6, 10))
        assert self.told(whole, known=datetime(2026, 6, 19, tzinfo=UTC)) == ("Đã trình dự thảo.", date(2026, 2, 1))

    def test_of_one_day_the_evidence_is_the_later(self, whole, measure, officer, leader):
        """Whatever the words of either begin with."""
        update(measure, "in_progress", date(2026, 6, 10), narrative="Đã trình lại dự thảo.")
        self.done(measure, officer, leader)
        update(measure, "done", date(2026, 6, 10))
        assert self.told(whole) == ("Quyết định số 5.", date(2026, 6, 10))

    def done(self, measure, officer, leader):
        Completion.objects.create(
            measure=measure,
            effective_on=date(2026, 6, 10),
            note="Quyết định số 5.",
            proposed_by=officer,
            proposed_at=datetime(2026, 6, 11, tzinfo=UTC),
            decision="confirmed",
            decided_by=leader,
            decided_at=datetime(2026, 6, 20, tzinfo=UTC),
        )

    def test_however_many_measures_told_something_it_asks_no_more(self, whole, measure, other_measure, django_assert_num_queries):
        with CaptureQueriesContext(connection) as before:
            read_inputs(whole, ON, NOW)
        for one in (measure, other_measure):
            update(one, "in_progress", date(2026, 6, 1), narrative="Đã họp.")
            update(one, "paused", date(2026, 6, 2))
        with django_assert_num_queries(len(before)):
            read_inputs(whole, ON, NOW)
