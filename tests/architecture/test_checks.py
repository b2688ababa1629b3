"""What `check --deploy` asks of the role that the house works as."""

import pytest
from django.core.checks import run_checks
from django.db import connection

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def cautions():
    return [one.msg for one in run_checks(include_deployment_checks=True, databases=["default"]) if one.id == "lotrinh292.W003"]


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no roles")
def test_a_role_that_may_lift_the_triggers_is_told_and_one_that_only_works_is_not():
    assert len(cautions()) == 1
    assert "may do everything" in cautions()[0]
    with connection.cursor() as cursor:
        for role in ("owner", "member", "worker"):
            cursor.execute(f"CREATE ROLE lotrinh292_{role}_test NOLOGIN")
        cursor.execute("GRANT lotrinh292_owner_test TO lotrinh292_member_test")
        connection.check_constraints()
        cursor.execute("ALTER TABLE accounts_event OWNER TO lotrinh292_owner_test")
        for role, told in (("owner", 1), ("member", 1), ("worker", 0)):
            cursor.execute(f"SET LOCAL ROLE lotrinh292_{role}_test")
            assert len(cautions()) == told, role
            cursor.execute("RESET ROLE")
        cursor.execute("SET LOCAL ROLE lotrinh292_owner_test")
        assert "owns the tables" in cautions()[0]
        cursor.execute("RESET ROLE")


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has roles")
def test_sqlite_has_no_roles():
    assert cautions() == []
