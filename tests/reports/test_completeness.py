"""Who has sent a report and who has not: SQL agrees with the words of the rules, at any instant, and the sums hold."""

import os
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plan.moment import Moment
from reports.completeness import OWED, Completeness, Standing, instant, total
from reports.models import Obligation, QuarterlyReport, ReportVersion
from tests.factories import UnitFactory, UserFactory
from tests.reports import filing
from tests.reports.filing import AFTER, BEFORE, DUE, period

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("cast_stands")]
EXAMPLES = int(os.environ.get("EXAMPLES", "12"))
few = settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
START = DUE - timedelta(hours=12)
hours = st.integers(0, 5)
editions = st.lists(st.tuples(hours, st.booleans(), st.sampled_from(["", "accepted", "returned", "withdrawn"]), hours, hours), max_size=3)
decisions = st.none() | st.tuples(st.sampled_from(["extended", "waived"]), st.integers(0, 24), st.integers(1, 12))
histories = st.tuples(st.integers(0, 2), editions, decisions, st.booleans(), st.booleans())
instants = st.lists(st.integers(-1, 30), min_size=2, max_size=3)


def hour(count):
    return START + timedelta(hours=count)


def write(place, history, departments, by):
    """One obligation with a history: who follows the unit, versions (gap, nil, decision, gap, gap), decision, begun, void."""
    follows, versions, decision, was_begun, is_void = history
    unit = UnitFactory(code=f"emb-{place}", kind="mission", lead_unit=departments[follows])
    values = {}
    if decision and not (decision[0] == "waived" and versions):
        kind, at, later = decision
        values = {"reason": "x", "decided_by": by, "decided_at": hour(at)}
        values |= {"state": "waived"} if kind == "waived" else {"extended_to": DUE + timedelta(hours=later)}
    if is_void and not versions and not values:
        values = {"state": "void"}
    obligation = filing.owed(unit, **values)
    if versions or was_begun:
        _write_versions(QuarterlyReport.objects.create(obligation=obligation), versions, by)


def _write_versions(report, versions, by):
    at, number, because = 0, 0, ""
    for number, (gap, nil, decision, wait, pause) in enumerate(versions, start=1):
        opened, at = hour(at), at + gap
        values = {"submitted_at": hour(at), "submitted_by": by, "answers_digest": "x", "is_nil": nil}
        if number == 1:
            QuarterlyReport.objects.filter(pk=report.pk).update(first_submitted_at=hour(at), state="submitted")
        if decision:
            at += wait
            values |= {"decision": decision, "decided_at": hour(at), "decided_by": by, "decision_reason": "x"}
        ReportVersion.objects.create(report=report, number=number, opened_at=opened, opened_by=by, reopened_because=because, **values)
        if not decision:
            return
        at, because = (at + pause, "x") if decision == "accepted" else (at, "")
    ReportVersion.objects.create(report=report, number=number + 1, opened_at=hour(at), opened_by=by, reopened_because=because)


def judged_at(obligation, at):
    """Up to which instant decisions on the due time count, as asked at the instant."""
    sent = obligation.report.first_submitted_at if hasattr(obligation, "report") else None
    return at if sent is None else min(at, sent)


def versions_of(obligation):
    return list(obligation.report.versions.all()) if hasattr(obligation, "report") else []


def told(obligation, at):
    """(standing, is late, review) by the words of the rules, from the rows in memory."""
    decided = obligation.decided_at is not None and obligation.decided_at <= at
    if decided and obligation.state == "waived":
        return "waived", False, ""
    versions = versions_of(obligation)
    submitted = [version for version in versions if version.submitted_at and version.submitted_at <= at]
    counts = decided and obligation.extended_to and not (submitted and obligation.decided_at > submitted[0].submitted_at)
    due = obligation.extended_to if counts else obligation.period.due_at
    if not submitted:
        return "missing" if at > due else "not_due", False, ""
    first, last = submitted[0], submitted[-1]
    late = first.submitted_at > due
    review = "waiting"
    if last.decision and last.decided_at <= at:
        review = last.decision
        if review == "accepted" and any(version.number > last.number and version.opened_at <= at for version in versions):
            review = "reopened"
    return ("nil" if last.is_nil else "late" if late else "on_time"), late, review


@few
@given(written=st.lists(histories, min_size=1, max_size=5), asked=instants)
def test_sql_tells_what_the_rules_say_and_the_sums_hold(db, written, asked):
    with transaction.atomic():
        by = UserFactory(email="ai-do@demo.test")
        departments = [UnitFactory(code="vu-a"), UnitFactory(code="vu-b"), None]
        for place, history in enumerate(written):
            write(place, history, departments, by)
        in_force = [row for row in Obligation.objects.prefetch_related("report__versions") if row.state != "void"]
        for at in map(hour, asked):
            rows = Obligation.objects.standing(at)
            expected = {row.pk: told(row, at) for row in in_force}
            assert {row.pk: (row.standing, row.is_late, row.review) for row in rows} == expected
            accepted = {row.pk: any(one.decision == "accepted" and one.decided_at <= at for one in versions_of(row)) for row in in_force}
            assert {row.pk: row.is_counted for row in rows.with_counted(at)} == accepted
            assert {row.pk: row.due_then for row in rows} == {row.pk: row.due_known_at(judged_at(row, at)) for row in in_force}
            assert_the_sums_hold(rows, expected)
        transaction.set_rollback(True)


def assert_the_sums_hold(rows, expected):
    counted = total(rows.departments())
    assert counted == rows.by_period().get(period(), Completeness())
    assert counted == Completeness.of((*told, 1) for told in expected.values())
    standings = [told[0] for told in expected.values()]
    assert counted.expected == sum(standing in OWED for standing in standings) == len(expected) - counted.waived
    assert counted.received == counted.waiting + counted.returned + counted.withdrawn + counted.accepted + counted.reopened
    assert counted.expected == counted.received + counted.not_due + counted.missing
    assert counted.nil_late <= counted.nil
    for department in rows.departments():
        assert rows.followed_by(department.code or "none").count() == department.counts.expected + department.counts.waived
    for group in ("owed", "received", *Standing.values):
        number = {"owed": counted.expected, "received": counted.received}.get(group)
        assert rows.in_group(group).count() == (getattr(counted, group) if number is None else number)


class TestAtAnInstant:
    @pytest.fixture
    def embassies(self, geographic):
        return [filing.mission(f"emb-{name}", geographic) for name in ("fr", "de", "it", "es", "pl")]

    def standings(self, at, **options):
        return {row.unit.code: row.standing for row in Obligation.objects.standing(at, **options).select_related("unit")}

    def test_the_due_instant_itself_is_on_time_and_nothing_is_missing_yet(self, embassies):
        filing.sent(filing.owed(embassies[0]), DUE)
        filing.owed(embassies[1])
        assert self.standings(DUE) == {"emb-fr": "on_time", "emb-de": "not_due"}
        assert self.standings(DUE + timedelta(seconds=1)) == {"emb-fr": "on_time", "emb-de": "missing"}

    def test_the_past_is_answered_from_the_versions(self, embassies, reviewer):
        report = filing.sent(filing.owed(embassies[0]), BEFORE)
        filing.give_back(report, reviewer, now=BEFORE + timedelta(hours=1))
        filing.sent(report.obligation, AFTER, nil=True)
        filing.accept(report, reviewer, now=AFTER + timedelta(hours=1))

        def at(instant):
            row = Obligation.objects.standing(instant).get()
            return row.standing, row.is_late, row.review

        assert at(BEFORE - timedelta(hours=1)) == ("not_due", False, "")
        assert at(BEFORE) == ("on_time", False, "waiting")
        assert at(DUE) == ("on_time", False, "returned")
        assert at(AFTER) == ("nil", False, "waiting")
        assert at(AFTER + timedelta(hours=2)) == ("nil", False, "accepted")

    def test_an_extension_and_a_waiver_count_from_the_moment_they_were_decided(self, embassies, secretariat):
        filing.extended(filing.owed(embassies[0]), AFTER + timedelta(days=5), AFTER, secretariat)
        filing.waived(filing.owed(embassies[1]), AFTER, secretariat)
        assert self.standings(AFTER - timedelta(hours=1)) == {"emb-fr": "missing", "emb-de": "missing"}
        assert self.standings(AFTER) == {"emb-fr": "not_due", "emb-de": "waived"}

    def test_an_extension_decided_after_the_submission_leaves_a_late_report_late(self, embassies, secretariat):
        """The service grants none; a row that says so all the same changes nothing of the past, nor of now."""
        report = filing.sent(filing.owed(embassies[0]), AFTER)
        late = {"extended_to": AFTER + timedelta(days=5), "reason": "x", "decided_by": secretariat}
        Obligation.objects.update(**late, decided_at=AFTER + timedelta(hours=1))
        assert self.standings(AFTER + timedelta(hours=2)) == self.standings(AFTER) == {"emb-fr": "late"}
        report = QuarterlyReport.objects.get()
        assert report.was_late
        assert report.obligation.due_at == DUE
        Obligation.objects.update(decided_at=AFTER)  # decided by the same instant, it counts
        assert self.standings(AFTER + timedelta(hours=2)) == {"emb-fr": "on_time"}
        assert not QuarterlyReport.objects.get().was_late

    def test_a_late_nil_return_is_nil_and_kept_as_late(self, embassies):
        filing.sent(filing.owed(embassies[0]), AFTER, nil=True)
        (department,) = Obligation.objects.standing(AFTER).departments()
        assert (department.counts.nil, department.counts.nil_late, department.counts.late) == (1, 1, 0)

    def test_what_was_added_later_is_not_known_before(self, embassies):
        filing.owed(embassies[0])
        Obligation.objects.update(added_at=AFTER)
        assert self.standings(AFTER, known=BEFORE) == {}
        assert self.standings(BEFORE, known=AFTER) == {"emb-fr": "not_due"}

    def test_all_counts_are_one_query_however_many_units(self, embassies):
        def queries():
            with CaptureQueriesContext(connection) as captured:
                assert total(Obligation.objects.standing(AFTER).departments()).expected == Obligation.objects.count()
            return len(captured) - 1

        filing.owed(embassies[0])
        assert queries() == 1
        for unit in embassies[1:]:
            filing.sent(filing.owed(unit), BEFORE)
        assert queries() == 1


@pytest.mark.parametrize(
    ("on", "known", "expected"),
    [
        (date(2026, 12, 20), None, datetime(2026, 12, 20, 3, tzinfo=UTC)),  # today: now
        (date(2026, 12, 10), None, datetime(2026, 12, 10, 16, 59, 59, 999999, tzinfo=UTC)),  # the end of the day in Hà Nội
        (date(2026, 12, 31), None, datetime(2026, 12, 20, 3, tzinfo=UTC)),  # what has not come is not known
        (date(2026, 12, 10), datetime(2026, 12, 10, 2, tzinfo=UTC), datetime(2026, 12, 10, 2, tzinfo=UTC)),
    ],
)
def test_two_clocks_are_one_instant(on, known, expected):
    now = datetime(2026, 12, 20, 3, tzinfo=UTC)
    assert instant(Moment(on=on, known=known, today=date(2026, 12, 20)), now) == expected
