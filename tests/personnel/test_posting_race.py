"""Two clerks at once do not post one officer to two places; with the officer not held they do."""

import threading
from datetime import date
from unittest.mock import patch

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from personnel.models import Posting
from personnel.services import posting as services
from tests.factories import UnitFactory
from tests.missions.openings import NOW
from tests.personnel.rows import OfficerFactory, PostingFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
FREE = {"from_on": date(2020, 1, 1), "until_on": date(2021, 1, 1)}


def facts(unit, from_on, until_on):
    return {"destination": "mission", "unit": unit, "post": "", "decision": "", "from_on": from_on, "until_on": until_on}


def lengthen(posting, by):
    values = facts(posting.unit, posting.from_on, date(2023, 1, 1))
    return services.edit_posting(posting=posting, values=values, by=by, now=NOW, seen=None)


def take_back_the_end(posting, by):
    return services.end_posting(posting=posting, ended_on=None, by=by, now=NOW, seen=None)


@pytest.fixture
def race(real_transactions, at_once, personnel):
    """One clerk changes the posting in which somebody has served, another posts them elsewhere for the time after it; answers how
    many of them were told that the officer serves elsewhere then."""

    def go(act, **ended):
        officer = OfficerFactory()
        PostingFactory(officer=officer, **FREE | ended)
        values = facts(UnitFactory(kind="mission"), date(2022, 1, 1), date(2024, 1, 1))
        mine, theirs = Posting.objects.get(officer=officer), type(officer).objects.get(pk=officer.pk)
        answers = at_once(
            lambda: act(mine, personnel),
            lambda: services.add_posting(officer=theirs, values=values, by=personnel, now=NOW),
        )
        return sum(isinstance(answer, ValidationError) for answer in answers)

    return go


@pytest.mark.parametrize(
    ("act", "before"),
    [(lengthen, {}), (take_back_the_end, {"until_on": date(2023, 1, 1), "ended_on": date(2021, 1, 1)})],
    ids=["a longer one", "one that runs again"],
)
def test_of_two_who_post_somebody_at_once_one_is_refused(race, act, before):
    """SQLite lets one writer in at a time, whatever we do: there nothing is left to control."""
    assert [race(act, **before) for _ in range(5)] == [1] * 5
    if connection.vendor == "sqlite":
        return
    both_looked, look = threading.Barrier(2), services._must_be_elsewhere_never

    def late(*asked):
        look(*asked)
        both_looked.wait(10)

    not_held = patch.object(services, "_hold", lambda posting, seen: posting.lock_seen(seen))
    with not_held, patch.object(services, "_must_be_elsewhere_never", late):
        assert race(act, **before) == 0
