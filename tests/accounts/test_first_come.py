"""Of two who take the same name in the same moment the second is told so, at its field, and nothing breaks."""

import threading
from contextlib import suppress
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection

from accounts.first import first_come
from accounts.history import System
from accounts.models import Unit
from accounts.services import invitations
from personnel.models import Officer
from personnel.services.officer import add_officer, edit_officer
from personnel.services.programmes import add_programme
from personnel.services.team import add_team
from plan.services.days import move_day
from tests.factories import UnitFactory, UserFactory
from tests.missions.openings import NOW, make_opening
from tests.personnel.rows import OfficerFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


@pytest.fixture
def both_look_first(at_once):
    """Two do the same, and neither writes before both have looked. SQLite lets one in at a time: there nobody waits for long."""

    def go(act, table):
        looked = threading.Barrier(2)

        def wait(execute, sql, params, many, context):
            if sql.startswith((f'INSERT INTO "{table}"', f'UPDATE "{table}" SET "name"')):
                with suppress(threading.BrokenBarrierError):
                    looked.wait(10 if connection.vendor == "postgresql" else 0.1)
            return execute(sql, params, many, context)

        def one(n):
            def run():
                with connection.execute_wrapper(wait):
                    return act(n)

            return run

        return at_once(one(0), one(1))

    return go


def team(n, unit, by):
    values = {"name_vi": f"Tổ {n}", "lead_unit": unit, "wanted": 3}
    return add_team(code="to-mot", values=values, by=by, now=NOW)


def programme(n, unit, by):
    words = dict.fromkeys(("name_en", "legal_basis", "approved_by"), "")
    days = dict.fromkeys(("approved_on", "from_on", "until_on", "budget"))
    values = {"name_vi": f"Chương trình {n}", "audience": "mission", "lead_unit": unit, **words, **days}
    return add_programme(code="mot", values=values, measures=[], by=by, now=NOW)


def day(n, unit, by):
    return move_day(on=date(2026, 12, 31), is_worked=False, decision=f"Quyết định {n}", by=by, now=NOW)


def officer(n, unit, by):
    return add_officer(values={"name": f"Cán bộ {n}", "unit": unit, "rank": "", "post": "", "user": by}, by=by, now=NOW)


def opening(n, unit, by):
    return make_opening(by, unit, "mo-x")


def invited(n, unit, by):
    given = {"email": "hai@demo.test", "name": f"Cán bộ {n}", "unit": unit, "role": "unit_officer", "from_on": NOW.date()}
    return invitations.invite(**given, until_on=None, by=System("invite"), now=NOW)


@pytest.mark.parametrize(
    ("act", "table", "field"),
    [
        (team, "personnel_expertteam", "code"),
        (programme, "personnel_programme", "code"),
        (day, "plan_movedday", "on"),
        (officer, "personnel_officer", "user"),
        (opening, "missions_opening", "code"),
        (invited, "accounts_user", "email"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_of_two_at_once_one_is_told_that_it_is_taken(both_look_first, act, table, field):
    unit, by = UnitFactory(kind="department"), UserFactory()
    answers = both_look_first(lambda n: act(n, unit, by), table)
    refused, *more = [answer for answer in answers if isinstance(answer, Exception)]
    assert more == [], answers
    assert list(refused.message_dict) == [field]


def test_an_account_is_given_to_one_of_two_officers(both_look_first):
    rows, by = [OfficerFactory(), OfficerFactory()], UserFactory()

    def act(n):
        return edit_officer(officer=Officer.objects.get(pk=rows[n].pk), values={"user": by}, by=by, now=NOW, seen=None)

    (refused,) = [answer for answer in both_look_first(act, "personnel_officer") if isinstance(answer, Exception)]
    assert list(refused.message_dict) == ["user"]


def test_what_the_database_refuses_for_another_cause_is_no_fault_of_the_person():
    UnitFactory(code="vu-a")
    with pytest.raises(IntegrityError), first_come(lambda: None):
        UnitFactory._meta.model.objects.create(code="vu-a", kind="department")
    assert Unit.objects.filter(code="vu-a").count() == 1


def test_what_is_taken_is_told_before_anything_is_written():
    def taken():
        raise ValidationError({"code": "…"})

    with pytest.raises(ValidationError), first_come(taken):
        raise AssertionError
