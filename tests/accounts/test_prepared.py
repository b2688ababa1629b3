"""A question made into SQL once gives what its QuerySet gives, for every value, person and thread."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Thread

import pytest
from django.db import OperationalError, connection, transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.test.utils import CaptureQueriesContext

from accounts.history import record
from accounts.models import Event, EventBody, Membership, Unit, User
from accounts.prepared import prepared

TODAY = date(2026, 12, 14)


@prepared
def roles_of(user: int, day: date) -> QuerySet[Membership]:
    rows = Membership.objects.filter(user=user).active(day).select_related("unit", "acting_for")
    return rows.annotate(led_id=F("unit__led_units")).order_by("pk")


@prepared
def codes_under(parent: str) -> QuerySet[Unit, tuple[str, str]]:
    return Unit.objects.filter(parent__code=parent).order_by("code").values_list("code", "name_vi")


@prepared
def people(name: str) -> QuerySet[User]:
    return User.objects.filter(name=name).prefetch_related("memberships")


@prepared
def told(verb: str) -> QuerySet[Event]:
    return Event.objects.filter(verb=verb).select_related("body").annotate(is_told=Exists(EventBody.objects.filter(event=OuterRef("pk"))))


@pytest.mark.both
def test_it_gives_what_the_queryset_gives_for_each_value(secretariat: User, officer: User) -> None:
    for person in (secretariat, officer, secretariat):
        for day in (TODAY - timedelta(days=3650), TODAY):
            rows = roles_of(user=person.pk, day=day)
            assert rows == list(roles_of.make(person.pk, day))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        row = roles_of(user=officer.pk, day=TODAY)[0]
        assert (row.unit.code, row.acting_for, row.led_id) == ("vu-to-chuc-can-bo", None, None)
    assert len(asked) == 1


@pytest.mark.both
def test_values_and_prefetched_rows_come_as_from_the_queryset(officer: User) -> None:
    unit = officer.memberships.get().unit
    Unit.objects.create(code="below", name_vi="Dưới", name_en="Below", kind="department", parent=unit)
    assert codes_under(parent=unit.code) == [("below", "Dưới")]
    (person,) = people(name=officer.name)
    with CaptureQueriesContext(connection) as asked:
        assert [row.user_id for row in person.memberships.all()] == [officer.pk]
    assert len(asked) == 0


@pytest.mark.both
def test_moments_truths_and_json_are_read_each_time_as_the_queryset_reads_them(officer: User) -> None:
    record(by=officer, verb="user.x", obj=officer, code="x", changes={"a": (None, True), "b": ("1", 2)})
    plain = told.make("user.x").get()
    for _turn in range(3):
        (row,) = told(verb="user.x")
        assert (row.at, row.body.changes, row.is_told) == (plain.at, plain.body.changes, True)
    assert row.body.changes == {"a": [None, True], "b": ["1", 2]}


@pytest.mark.both
def test_what_is_typed_is_never_sql(officer: User) -> None:
    for typed in ("' OR 1=1 --", "%s", "%(name)s", "100%"):
        assert people(name=typed) == []


def test_the_question_is_made_once(officer: User) -> None:
    made = []

    @prepared
    def named(name: str) -> QuerySet[User]:
        made.append(name)
        return User.objects.filter(name=name)

    for _turn in range(3):
        assert named(name=officer.name) == [officer]
    assert len(made) == 1


def test_a_value_that_is_none_or_has_no_place_is_refused(officer: User) -> None:
    with pytest.raises(TypeError, match="None"):
        people(name=None)
    with pytest.raises(TypeError, match="no place"):
        people(name="x", more=1)
    with pytest.raises(KeyError):
        people()


@pytest.mark.django_db(transaction=True)
@pytest.mark.both
def test_each_thread_asks_over_its_own_connection(officer: User) -> None:
    found: list[list[User]] = []

    def ask() -> None:
        try:
            found.append(people(name=officer.name))
        finally:
            connection.close()

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [[officer]] * 4


def kept_plans() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [statement for (statement,) in cursor.fetchall()]


@pytest.mark.both
def test_the_database_keeps_the_plan_of_what_is_asked_again_and_of_nothing_else(officer: User) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite plans in no time, and keeps its statements by itself")
    before = set(kept_plans())
    for turn in range(8):
        assert people(name=officer.name) == [officer]
        assert list(User.objects.filter(email__in=[officer.email, f"{turn}@demo.test"])) == [officer]
    (kept,) = set(kept_plans()) - before
    assert '"name" = ($1)' in kept


@pytest.mark.both
def test_a_question_that_fails_leaves_the_connection_as_it_was(officer: User) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL is asked in two ways")
    before = connection.connection.cursor_factory
    with transaction.atomic(), connection.execute_wrapper(refusing), pytest.raises(OperationalError):
        people(name=officer.name)
    assert connection.connection.cursor_factory is before


def refusing(execute: object, sql: str, params: object, many: bool, context: object) -> None:
    raise OperationalError("the database is gone")
