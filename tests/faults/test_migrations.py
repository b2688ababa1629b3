"""A house that was made step by step has the tables of one that is made in one go, and whoever stands anywhere on the way gets there."""

import json
import os
import re
import subprocess
import sys

import pytest

from tests.faults.house import HOME

pytestmark = pytest.mark.faults
# What the squashed migrations replace, one after the other: the first of them, so many of a hundred.
STEP_BY_STEP = """
import sys, django; django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
executor = MigrationExecutor(connection)
executor.loader = MigrationLoader(connection, replace_migrations=False)
leaves = [leaf for leaf in executor.loader.graph.leaf_nodes() if leaf not in executor.loader.replacements]
steps = [(step.app_label, step.name) for step, _back in executor.migration_plan(leaves)]
steps = steps[: len(steps) * int(sys.argv[1]) // 100]
for last in {app: name for app, name in steps}.items():
    executor.migrate([last])
    executor.loader.build_graph()
"""
IN_ONE_GO = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
"""
WITHOUT_AN_INDEX = """
import django; django.setup()
from django.db import connection
connection.cursor().execute("DROP INDEX scheduled_by_age")
"""
TABLES = """
import json, django; django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
executor = MigrationExecutor(connection)
assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == [], "something is left to apply"
if connection.vendor == "sqlite":
    asked = ["SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"]
else:
    asked = [
        "SELECT 'column', table_name || '.' || column_name, data_type || coalesce(character_maximum_length::text, '')"
        " || is_nullable || coalesce(column_default, '') || is_identity FROM information_schema.columns WHERE table_schema = 'public'",
        "SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
        "SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT 'trigger', tgname, pg_get_triggerdef(oid) || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal",
    ]
with connection.cursor() as cursor:
    print(json.dumps([row for question in asked for row in cursor.execute(question) or cursor.fetchall()], default=str))
"""


def run(code, address, tmp_path, *words):
    env = {key: value for key, value in os.environ.items() if key not in {"REDIS_URL", "DEMO"}}
    env |= {"DATABASE_URL": address, "VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings"}
    done = subprocess.run([sys.executable, "-c", code, *words], cwd=HOME, env=env, capture_output=True, text=True)
    assert not done.returncode, done.stdout + done.stderr
    return done.stdout


def tables(address, tmp_path):
    """What stands in the database by its name; where it is one text, its parts in any order: a column that came later stands last."""
    rows = json.loads(run(TABLES, address, tmp_path).splitlines()[-1])
    return {f"{kind} {name}": parts(text) if kind == "table" else text for kind, name, text in rows}


def parts(text):
    """The parts of a statement between commas outside of its parentheses, sorted."""
    found, depth = [""], 0
    for sign in text[text.index("(") + 1 : text.rindex(")")]:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and not depth:
            found.append("")
        else:
            found[-1] += sign
    return sorted(re.sub(r"\s+", " ", part).strip() for part in found)


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database(request, tmp_path):
    made = []

    def new():
        made.append(f"sqlite:///{tmp_path}/{len(made)}.sqlite3")
        return made[-1]

    return new if request.param == "sqlite" else request.getfixturevalue("server").new_database


@pytest.mark.parametrize("hundredths", ["100", "60"])
def test_step_by_step_and_in_one_go_make_the_same_tables(new_database, tmp_path, hundredths):
    before, now = new_database(), new_database()
    run(STEP_BY_STEP, before, tmp_path, hundredths)
    run(IN_ONE_GO, before, tmp_path)
    run(IN_ONE_GO, now, tmp_path)
    old, new = tables(before, tmp_path), tables(now, tmp_path)
    assert {name: (text, new.get(name)) for name, text in old.items() if new.get(name) != text} == {}
    assert new.keys() == old.keys()
    run(WITHOUT_AN_INDEX, now, tmp_path)
    assert old.keys() - tables(now, tmp_path).keys() == {"index scheduled_by_age"}  # who looks would see it
