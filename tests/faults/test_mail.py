"""A worker killed between claim and answer: the mail goes out all the same, at most twice and then as the same mail; on
either pair of servers."""

import pytest

from tests.faults.house import House, kill_whole, wait_for
from tests.office.smtp import mail_server

pytestmark = pytest.mark.faults
POST = """
import os
import django; django.setup()
from django.utils import timezone
from accounts.models import User
from office import outbox
letters = [outbox.Letter("faults", str(n), User.objects.get(), "Thư " + str(n), "…") for n in range(3)]
outbox.register(outbox.Kind("faults", "x", "…"))  # known to this process alone: nobody asks whether it is still wanted
outbox.post_all(letters, now=timezone.now())
print("posted", flush=True)
os._exit(0)
"""


@pytest.fixture(params=["SQLite and folder", "PostgreSQL and Redis"])
def house(request, tmp_path):
    embedded = request.param.startswith("SQLite")
    with mail_server() as post:
        house = House(tmp_path, None if embedded else request.getfixturevalue("server"))
        house.post = post
        house.env |= {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(post.port), "EMAIL_USE_TLS": "false"}
        try:
            house.build()
            yield house
        finally:
            house.end()


def states(house):
    return [state for (state,) in house.rows("SELECT state FROM office_mail ORDER BY id")]


def test_killed_between_claim_and_answer(house):
    house.post.slow = 3  # seconds between taking a mail and saying so
    worker = house.start_worker()
    house.start_beat()
    house.python(POST)
    assert house.post.arrived.wait(60)
    kill_whole(worker)
    assert "sending" in states(house)
    house.post.slow = 0
    house.start_worker()
    assert wait_for(lambda: set(states(house)) == {"sent"}, 120), states(house)
    ids = house.post.ids()
    assert len(set(ids)) == 3  # none is lost
    assert len(ids) <= 4  # and one came twice, as the same mail
    assert len(ids) - len(set(ids)) <= 1


def test_a_server_that_is_away_when_it_is_written(house):
    port = house.post.port
    house.post.end()
    house.start_worker()
    house.start_beat()
    house.python(POST)
    assert wait_for(lambda: any(error for (error,) in house.rows("SELECT error FROM office_mail")), 60)
    assert states(house) == ["waiting"] * 3
    with mail_server(port) as back:
        assert wait_for(lambda: set(states(house)) == {"sent"}, 60), states(house)
        assert len(back.ids()) == len(set(back.ids())) == 3
