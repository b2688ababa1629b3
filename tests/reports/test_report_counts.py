"""What an accepted report counts: values of indicators, replaced by a later accepted version, taken back where it is silent."""

from datetime import date

import pytest

from accounts.models import Event
from plan.models import Observation
from reports.models import ReportVersion
from tests.reports import filing
from tests.reports.filing import ANSWERS, DAY, IDENTITY, NOW, PRESENT, SHARE, begin, submit, write

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("cast_stands")]


@pytest.fixture
def obligation(embassy, measure):
    filing.serves(embassy, measure)
    filing.indicators(measure.plan)
    return filing.owed(embassy)


@pytest.fixture
def report(obligation, mission_officer):
    report = begin(obligation, mission_officer)
    write(report, ANSWERS, mission_officer)
    return report


@pytest.fixture
def submitted(report, mission_head):
    submit(report, mission_head)
    return report


@pytest.fixture
def accepted(submitted, reviewer):
    filing.accept(submitted, reviewer)
    return submitted


def observed(code):
    row = Observation.objects.standing().valued().filter(indicator__code=code).first()
    return row.value if row else None


def test_nothing_is_observed_before_acceptance(submitted):
    assert not Observation.objects.exists()


def test_accepted_answers_become_values_of_their_indicators(accepted, obligation):
    assert (observed("staff-present"), observed("share"), observed("identity")) == (12, 625, 1000)
    row = Observation.objects.get(indicator__code="staff-present")
    assert (row.unit, row.period, row.on) == (obligation.unit, obligation.period, date(2026, 12, 14))
    assert (row.source_kind, row.source_code, row.source_address) == (
        "reports.reportversion", "LT-2026Q4-emb-fr-1", "/reports/2026-Q4/emb-fr/review/",
    )  # fmt: skip


def test_a_report_sent_before_the_cut_off_is_observed_on_its_day(report, mission_head, reviewer):
    submit(report, mission_head, now=NOW - 5 * DAY)
    filing.accept(report, reviewer)
    assert {row.on for row in Observation.objects.all()} == {date(2026, 12, 10)}


def test_values_are_written_under_the_line_of_the_acceptance_alone(accepted):
    assert not Event.objects.filter(verb="plan.observed").exists()


def reopened(accepted, values, *, officer, head, reviewer, nil=False):
    filing.reopen(accepted, reviewer)
    write(accepted, values, officer)
    submit(accepted, head, nil=nil)
    filing.accept(accepted, reviewer)


def test_a_later_accepted_version_replaces_the_values_and_keeps_the_old_ones(accepted, mission_officer, mission_head, reviewer):
    reopened(accepted, {PRESENT: 15}, officer=mission_officer, head=mission_head, reviewer=reviewer)
    assert observed("staff-present") == 15
    rows = Observation.objects.filter(indicator__code="staff-present").order_by("id")
    assert [(row.value, hasattr(row, "replaced_by")) for row in rows] == [(12, True), (15, False)]


def test_what_the_later_version_no_longer_answers_is_taken_back(accepted, mission_officer, mission_head, reviewer):
    reopened(accepted, {SHARE: None, IDENTITY: None}, officer=mission_officer, head=mission_head, reviewer=reviewer)
    assert (observed("staff-present"), observed("share"), observed("identity")) == (12, None, None)


def test_nothing_to_report_takes_every_value_back(accepted, mission_officer, mission_head, reviewer):
    reopened(accepted, {}, officer=mission_officer, head=mission_head, reviewer=reviewer, nil=True)
    assert not Observation.objects.standing().valued().exists()


def test_a_reopened_report_counts_as_it_was_until_the_next_is_accepted(accepted, reviewer, mission_officer):
    filing.reopen(accepted, reviewer)
    write(accepted, {PRESENT: 15}, mission_officer)
    assert observed("staff-present") == 12


def test_what_counted_by_a_moment_is_told_by_when_it_was_decided(accepted, mission_officer, mission_head, reviewer):
    first = accepted.latest()
    filing.reopen(accepted, reviewer, now=NOW + DAY)
    submit(accepted, mission_head, now=NOW + 2 * DAY)
    filing.accept(accepted, reviewer, now=NOW + 3 * DAY)
    assert list(ReportVersion.objects.counting(NOW + 2 * DAY)) == [first]
    assert list(ReportVersion.objects.counting(NOW + 3 * DAY)) == [accepted.latest()]
    assert list(ReportVersion.objects.counting(NOW - DAY)) == []
