"""The report of a period: what the field sent is read as it was known, in few queries; one bad report stops no other."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from plan.models import Indicator
from reports import services, triggers
from reports.inputs import read_inputs
from reports.models import Questionnaire
from tests import cast, once
from tests.factories import PlanFactory
from tests.reports import filing, heard
from tests.reports.conftest import NOW, make_whole, update
from tests.reports.filing import damage

pytestmark = [pytest.mark.django_db, pytest.mark.both]
CUT_OFF = date(2026, 6, 14)


@pytest.fixture(scope="module")
def reported(django_db_setup, django_db_blocker):
    with once.made_once(django_db_blocker):
        plan = make_whole()
        Indicator.objects.create(plan=plan, code="staff", name_vi="Có mặt", name_en="Present", unit_vi="người", source_kind="reported")
        heard.a_quarter(cast.measure(), cast.secretariat())
        yield


@pytest.fixture
def whole(reported):
    return PlanFactory()


@pytest.fixture
def filed(reported):
    """The reports of six missions for 2026-Q2, by the code of the mission."""
    return heard.reports()


@pytest.fixture
def of_quarter(filed, compiled):
    def make(**values):
        return compiled(**{"on": None, "period": filing.period("2026-Q2"), **values})

    return make


def names(rows):
    return [row["unit"] for row in rows]


@pytest.mark.usefixtures("undrawn")
class TestAsking:
    def test_is_as_of_the_cut_off(self, of_quarter):
        report = of_quarter()
        assert (report.on, report.code) == (CUT_OFF, "292-2026-Q2-2026-06-14-vi-1")

    def test_before_the_cut_off_it_is_as_of_today(self, asked):
        report, _ = asked(on=None, period=filing.period("2026-Q3"))
        assert report.on == date(2026, 7, 1)

    def test_a_period_that_has_not_begun_is_refused(self, asked):
        with pytest.raises(ValidationError) as refused:
            asked(on=None, period=filing.period("2026-Q4"))
        assert list(refused.value.message_dict) == ["period"]

    def test_a_report_accepted_since_makes_another_revision(self, of_quarter, filed, asked, secretariat):
        report = of_quarter()
        same = {"on": None, "period": filing.period("2026-Q2")}
        assert asked(now=NOW + timedelta(hours=1), **same) == (report, False)
        services.accept(report=filed["emb-at"], by=secretariat, now=NOW + timedelta(hours=2), seen=None)
        again, created = asked(now=NOW + timedelta(hours=3), **same)
        assert (created, again.revision) == (True, 2)

    def test_a_report_of_a_day_says_nothing_of_the_field(self, compiled, filed):
        assert compiled().figures["field"] is None


@pytest.mark.usefixtures("undrawn")
class TestWhatIsRead:
    def test_everybody_stands_where_they_stood(self, of_quarter):
        field = of_quarter().figures["field"]
        counts = {name: figure["n"] for name, figure in field["counts"].items() if figure["n"]}
        assert counts == {
            "expected": 5, "received": 4, "on_time": 2, "late": 1, "nil": 1, "waived": 1, "missing": 1, "waiting": 1, "accepted": 3
        }  # fmt: skip
        assert {row["unit"]: row["standing"] for row in field["units"]} == {
            "emb-fr": "on_time", "emb-de": "late", "emb-be": "nil", "emb-at": "on_time", "emb-it": "missing", "emb-es": "waived"
        }  # fmt: skip
        assert next(row for row in field["units"] if row["unit"] == "emb-de")["days_late"] == 3
        assert [(one["code"], one["counts"]["expected"]["n"]) for one in field["departments"]] == [("vu-chau-au", 3), ("", 2)]

    def test_only_accepted_words_are_in_it(self, of_quarter):
        report = of_quarter()
        said = report.figures["field"]["said"]
        assert [(row["measure"], names(row["lines"])) for row in said["results"]] == [("2.3", ["emb-de", "emb-fr"])]
        assert (names(said["difficulties"]), names(said["proposals"]), names(said["next"])) == (["emb-fr"],) * 3
        assert said["proposals"][0]["text"] == "Đề nghị Cục Quản trị Tài vụ bố trí kinh phí."
        assert "Chưa được tính" not in str(report.figures)
        used = {version.report.obligation.unit.code for version in report.versions_used.all()}
        assert used == {"emb-fr", "emb-de", "emb-be"}

    def test_reported_indicators_are_put_together(self, of_quarter):
        (row,) = [row for row in of_quarter().figures["indicators"] if row["code"] == "staff"]
        assert row["value"] is None  # two of five do not stand for the whole
        assert row["partial"] == {"value": 20, "units": 2, "asked": 5}

    def test_what_is_sent_after_the_question_is_not_in_it(self, asked, filed, no_thread, secretariat):
        from reports import jobs

        report, _ = asked(on=None, period=filing.period("2026-Q2"))
        services.accept(report=filed["emb-at"], by=secretariat, now=NOW + timedelta(seconds=1), seen=None)
        jobs.compile_progress_report(report.run_id)
        report.refresh_from_db()
        assert report.figures["field"]["counts"]["accepted"]["n"] == 3

    def test_a_reopened_report_counts_as_it_was_accepted(self, of_quarter, filed, secretariat):
        services.reopen(report=filed["emb-fr"], by=secretariat, reason="Sửa", now=heard.DECIDED + timedelta(hours=1), seen=None)
        field = of_quarter().figures["field"]
        assert field["counts"]["reopened"]["n"] == 1
        assert names(field["said"]["proposals"]) == ["emb-fr"]

    def test_a_year_gathers_its_quarters(self, of_quarter, compiled):
        report = compiled(on=None, period=filing.period("2026"))
        assert (report.on, [one["code"] for one in report.figures["field"]["quarters"]]) == (date(2026, 7, 1), ["2026-Q2"])
        assert report.figures["field"]["counts"]["expected"]["n"] == 5


class TestBadReports:
    def test_an_answer_that_is_no_text_is_named_and_stops_no_other(self, of_quarter, filed):
        version = filed["emb-fr"].versions.get()
        damage(version, "proposals", {"a": ["b"]})
        report = of_quarter()
        assert names(report.figures["field"]["bad"]) == ["emb-fr"]
        assert [names(row["lines"]) for row in report.figures["field"]["said"]["results"]] == [["emb-de"]]
        assert version not in report.versions_used.all()

    def test_a_broken_questionnaire_breaks_only_its_own_reports(self, of_quarter, filed, secretariat):
        form = heard.questionnaire(number=2)
        heard.accepted(heard.owed("emb-pl", form=form), heard.ON_TIME, secretariat, heard.PLAIN)
        with triggers.lifted(connection):
            Questionnaire.objects.filter(pk=form.pk).update(content={"sections": "x"})
        field = of_quarter().figures["field"]
        assert names(field["bad"]) == ["emb-pl"]
        assert names(field["said"]["proposals"]) == ["emb-fr"]

    def test_a_poisoned_text_is_drawn(self, of_quarter, filed):
        poison = "<script>alert(1)</script> %(name)s {{ x }} ]]> \u202e" + "A" * 5000
        version = filed["emb-fr"].versions.get()
        damage(version, "proposals", poison)
        report = of_quarter()
        assert report.state == "draft"
        assert report.figures["field"]["said"]["proposals"][0]["text"].startswith("<script>alert(1)</script> %(name)s {{ x }} ]]> A")


@pytest.mark.usefixtures("undrawn")
class TestThePreviousReport:
    def test_is_the_approved_one_before_the_one_compiled_last(self, of_quarter, compiled, secretariat, measure):
        approved = compiled(on=date(2026, 3, 14), now=NOW - timedelta(days=2))
        services.approve(report=approved, by=secretariat, now=NOW - timedelta(days=1), seen=None)
        compiled(on=date(2026, 5, 30), now=NOW - timedelta(hours=2))
        figures = of_quarter().figures
        assert (figures["previous"]["code"], figures["previous"]["approved"]) == (approved.code, True)
        assert [row["code"] for row in figures["changes"]["newly_done"]] == ["3.1"]
        assert [row["code"] for row in figures["changes"]["newly_overdue"]] == ["2.3"]

    def test_without_an_approved_one_it_is_the_one_compiled_last_of_an_earlier_day(self, compiled, measure):
        first = compiled(on=date(2026, 5, 31), now=NOW - timedelta(days=2))
        compiled(now=NOW - timedelta(days=1))
        update(measure, "paused", date(2026, 6, 1))
        report = compiled()
        assert report.figures["previous"]["code"] == first.code
        assert report.figures["previous"]["approved"] is False


def test_reading_asks_as_little_for_ten_times_the_missions(whole, filed, secretariat, django_assert_max_num_queries):
    period = filing.period("2026-Q2")
    with django_assert_max_num_queries(40) as first:
        read_inputs(whole, CUT_OFF, NOW, period)
    for place in range(27):
        heard.accepted(heard.owed(f"emb-x{place}"), heard.ON_TIME, secretariat, heard.PLAIN)
    with django_assert_max_num_queries(len(first)):
        inputs = read_inputs(whole, CUT_OFF, NOW, period)
    assert len(inputs.field.counted) == 3 * 10
