"""The command and the hourly job that make periods and ask for the reports of those that have begun."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone, translation

from accounts.models import Event
from plan.models import Period
from reports import jobs
from reports.models import Obligation, Questionnaire
from tests.reports.conftest import opened

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("cast_stands")]


@pytest.fixture
def ready(plan):
    """A plan, two missions and an edition that asks them."""
    opened("emb-aa", date(2020, 1, 1), "day")
    opened("emb-bb", date(2026, 5, 1), "day")
    return Questionnaire.objects.create(
        code="missions-quarterly", number=1, title_vi="Báo cáo", title_en="Report", audience="missions",
        asked_from=date(2025, 9, 15), content={"sections": []}, recorded_at=datetime(2025, 9, 1, tzinfo=UTC),
        published_at=datetime(2025, 9, 1, tzinfo=UTC),
    )  # fmt: skip


def run(*arguments):
    out = io.StringIO()
    with translation.override("en"):
        call_command("open_periods", *arguments, stdout=out)
    return out.getvalue()


def test_the_period_that_runs_is_opened_for_the_missions_of_its_first_day(ready):
    assert "reports owed, added or voided: 1" in run("--on", "2026-04-01")
    assert [row.code for row in Obligation.objects.all()] == ["2026-Q2/emb-aa"]


def test_at_the_cut_off_missions_opened_since_are_added(ready):
    run("--on", "2026-04-01")
    run("--on", "2026-06-15")
    assert {row.code for row in Obligation.objects.filter(period__code="2026-Q2")} == {"2026-Q2/emb-aa", "2026-Q2/emb-bb"}


def test_a_period_due_before_anybody_was_asked_is_owed_by_nobody(ready):
    run("--on", "2026-04-01")
    assert Period.objects.filter(code__in=["2025-Q4", "2026-Q1"]).count() == 2
    assert not Obligation.objects.exclude(period__code="2026-Q2").exists()


def test_running_it_again_changes_nothing(ready):
    run("--on", "2026-06-15")
    events = Event.objects.count()
    assert "new periods: 0; reports owed, added or voided: 0" in run("--on", "2026-06-15")
    assert Event.objects.count() == events


def test_a_day_to_come_is_refused(ready):
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(CommandError, match="has not come"):
        run("--on", tomorrow.isoformat())
    assert not Period.objects.exists()


def test_the_hourly_job_does_the_same_for_today(ready):
    jobs.open_periods()
    assert Period.objects.quarters().begun(timezone.localdate()).latest_first().first().obligations.count() == 2
