"""Many workers at once: one sends, one row stands for one event; and without the guards several would."""

import threading
from datetime import UTC, datetime

import pytest
from django.core import mail as django_mail
from django.db import connections

from office import outbox
from office.models import Mail
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
NOON = datetime(2026, 11, 29, 5, 0, tzinfo=UTC)
MANY = 6


@pytest.fixture(autouse=True)
def _quiet(monkeypatch):
    monkeypatch.setattr(outbox.current_app, "send_task", lambda *args, **options: None)
    monkeypatch.setattr(outbox, "KINDS", {"duty": outbox.Kind("duty", "x", "…")})


@pytest.fixture
def letter():
    return outbox.Letter("duty", "quý IV", UserFactory(), "Còn 3 ngày", "…")


def test_posted_by_many_at_once_it_lies_there_once(at_once, letter):
    posted = at_once(*[lambda: outbox.post(letter, now=NOON)] * MANY)
    assert [type(one) for one in posted if one is not None] == [Mail]
    assert Mail.objects.count() == 1


def test_sent_by_many_at_once_each_goes_out_once(at_once, letter):
    people = [UserFactory() for _ in range(5)]
    outbox.post_all([outbox.Letter("duty", "quý I", person, "x", "…") for person in people], now=NOON)
    sent = at_once(*[lambda: outbox.send_due(lambda: NOON)] * MANY)
    assert sum(sent) == len(django_mail.outbox) == 5
    assert len({message.to[0] for message in django_mail.outbox}) == 5


def test_without_the_condition_the_race_is_seen(at_once, letter):
    """The control: look first and write afterwards, as a claim must not, and several win."""
    mail = outbox.post(letter, now=NOON)
    all_looked = threading.Barrier(MANY)

    def careless():
        waiting = Mail.objects.due(NOON).filter(pk=mail.pk).exists()
        connections.close_all()
        all_looked.wait(10)
        return waiting and Mail.objects.filter(pk=mail.pk).update(state="sending", owner="0" * 32, lease_until=NOON)

    assert at_once(*[careless] * MANY).count(1) > 1
