"""The copied database of the tests is made anew as soon as anything that makes it has changed (tests/made_database.py)."""

import pytest

from tests import made_database


@pytest.fixture
def house(tmp_path, monkeypatch):
    monkeypatch.setattr(made_database, "HOME", tmp_path)
    for name in ("migrations/0001_initial.py", "models/unit.py", "triggers.py", "views.py"):
        file = tmp_path / "app" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("as it was")
    return tmp_path


@pytest.mark.parametrize("name", ["migrations/0001_initial.py", "migrations/0002_more.sql", "models/unit.py", "triggers.py"])
def test_a_change_of_what_makes_the_database_is_noticed(house, name):
    before = made_database._digest()
    (house / "app" / name).write_text("changed")
    assert made_database._digest() != before


def test_a_change_of_a_page_is_none_of_the_database(house):
    before = made_database._digest()
    (house / "app" / "views.py").write_text("changed")
    assert made_database._digest() == before


@pytest.mark.both
@pytest.mark.django_db
def test_the_copy_holds_every_migration_and_leaves_none_to_run():
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
