"""Two rounds at once, two people who press at once: each reminder is said once; and without the ledger it would not be."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connections

from office import outbox
from office.models import Mail
from reports import services
from reports.models import Obligation, Reminder
from reports.services import reminding
from tests.factories import MembershipFactory, UserFactory
from tests.reports import filing

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
MORNING = datetime(2026, 12, 14, 8, 0, tzinfo=UTC)
MANY = 4


@pytest.fixture(autouse=True)
def _quiet(monkeypatch):
    monkeypatch.setattr(outbox.current_app, "send_task", lambda *args, **options: None)


@pytest.fixture
def owed(embassy, geographic):
    rows = [filing.owed(filing.mission(code, geographic)) for code in ("emb-fr", "emb-de", "emb-it")]
    for row in rows:
        person = UserFactory(email=f"officer.{row.unit.code}@demo.test", password="x")
        MembershipFactory(user=person, unit=row.unit, role="mission_officer")
    return rows


def test_rounds_at_once_say_each_once(owed, at_once):
    assert sum(at_once(*[lambda: services.remind(now=MORNING)] * MANY)) == 3
    assert (Mail.objects.count(), Reminder.objects.count()) == (3, 3)


def test_presses_at_once_say_each_once(owed, at_once, secretariat):
    def press():
        rows = Obligation.objects.filter(period__code="2026-Q4")
        return services.remind_missing(owed=rows, chosen={"emb-fr", "emb-de", "emb-it"}, by=secretariat, now=MORNING).mails

    answers = at_once(*[press] * MANY)
    assert sum(answer for answer in answers if isinstance(answer, int)) == 3, answers
    assert Mail.objects.count() == 3


def test_without_the_ledger_the_race_is_seen(owed, at_once, monkeypatch):
    """The control: every round has looked before any writes, and a line of the ledger is made without asking whether it is there."""
    all_looked, look = threading.Barrier(MANY), reminding._unsaid

    def together(said):
        found = look(said)
        connections.close_all()  # the pool is smaller than the crowd
        all_looked.wait(10)
        return found

    monkeypatch.setattr(reminding, "_unsaid", together)
    monkeypatch.setattr(reminding, "_tell_reviewers", lambda *args: 0)
    monkeypatch.setattr(reminding, "_is_mailed", lambda person, owed, now: len(owed))
    assert sum(at_once(*[lambda: services.remind(now=MORNING)] * MANY)) == 3 * MANY
