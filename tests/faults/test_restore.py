"""The drill: a house with a year of work is backed up while it is in use, and brought back where there was none."""

import json
import re
import shutil
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

import pytest

from config.backups.archive import verified
from tests.faults.house import HOME, House, answers, free_port, wait_for

pytestmark = pytest.mark.faults
PASSWORD = "only for this test"
A_YEAR = """
import sys, django; django.setup()
from django.core.management import call_command
call_command("prepare", verbosity=0)
call_command("demo_accounts", password=sys.argv[1] if len(sys.argv) > 1 else "only for this test")
from accounts import sealing
from django.utils import timezone
sealing.seal(timezone.now())
"""
BUSY = """
import sys, time, django; django.setup()
from pathlib import Path
from django.utils import timezone
from accounts import history, sealing
from accounts.history import System
from accounts.models import Unit
unit, until, count = Unit.objects.first(), time.monotonic() + 100, 0
while not Path(sys.argv[1]).exists() and time.monotonic() < until:
    time.sleep(0.01)
    history.record(by=System("tests"), verb="unit.rename", obj=unit, code="x", at=timezone.now())
    count += 1
    if count == 1:
        print("at work", flush=True)
    if count % 50 == 0:
        sealing.seal(timezone.now())
"""
AN_OLDER_HOUSE = """
import django; django.setup()
from django.core.management import call_command
from tests.made_database import migrated
migrated()
from tests.factories import UserFactory
UserFactory(email="secretariat@demo.test")
call_command("migrate", "missions", "0009", verbosity=0)
call_command("migrate", "plan", "0013", verbosity=0)
"""
LEFT_TO_APPLY = """
import django; django.setup()
from accounts import tables
print(len(tables.pending()))
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def new_house(request, tmp_path):
    """new_house(seed) is a house of its own; ended with the test."""
    server = request.getfixturevalue("server") if request.param == "postgresql" else None
    if server and shutil.which("pg_dump") is None:
        pytest.skip("needs the program pg_dump")
    made = []

    def new(seed="pass", **env):
        house = House(tmp_path / f"house{len(made)}", server, pause=0)
        made.append(house)
        house.env |= env
        house.build(seed)
        return house

    yield new
    for house in made:
        house.end()


def manage(house, *words):
    done = subprocess.run([sys.executable, "manage.py", *words], cwd=HOME, env=house.env, capture_output=True, text=True, timeout=600)
    return done.returncode, done.stdout + done.stderr


def counts(house, tables):
    return {table: house.rows(f'SELECT COUNT(*) FROM "{table}"')[0][0] for table in tables}


def sign_in(house, email):
    """By the form of a web server of its own; the address at which one arrives."""
    port = free_port()
    env = house.env | {"PORT": str(port)}
    log = (house.folder / "web.log").open("w")
    house.processes.append(subprocess.Popen([sys.executable, "manage.py", "up", "web"], cwd=HOME, env=env, stdout=log, stderr=log))
    assert wait_for(lambda: answers(port), 60), "the web server did not start"
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    page = browser.open(f"http://localhost:{port}/", timeout=30)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode())[1]
    form = urllib.parse.urlencode({"csrfmiddlewaretoken": token, "login": email, "password": PASSWORD}).encode()
    answer = browser.open(urllib.request.Request(page.url, form, headers={"Referer": page.url}), timeout=30)
    return urllib.parse.urlsplit(answer.url).path


def test_a_year_of_work_comes_back_in_a_house_that_was_never_there(new_house, tmp_path):
    old, file = new_house(A_YEAR, DEMO="true"), tmp_path / "backup.tar"
    with old.python_beside(BUSY, str(file)):
        code, said = manage(old, "backup", str(file))
    assert code == 0, said
    with verified(file) as archive:
        kept = archive.manifest
    assert old.rows("SELECT COUNT(*) FROM accounts_event")[0][0] > kept.rows["accounts_event"] > 4000, "it was in use meanwhile"

    new, began = new_house(DEMO="true"), time.monotonic()
    code, said = manage(new, "restore", str(file), "--reason", "diễn tập")
    assert code == 0, said
    assert time.monotonic() - began < 300, "quality asks for five minutes"
    told_now = {"accounts_event": 1, "accounts_eventbody": 1}  # one line says that it was brought back
    found = counts(new, kept.rows)
    sealed = found.pop("accounts_seal")
    assert found == {table: number + told_now.get(table, 0) for table, number in kept.rows.items() if table != "accounts_seal"}
    assert sealed == found["accounts_event"]
    assert {file.name for file in new.files()} == {file.name for file in old.files()}

    code, said = manage(new, "check_integrity", "--json")
    assert code == 0, said
    assert json.loads(said)["findings"] == []
    code, said = manage(new, "verify_history")
    assert code == 0, said
    with pytest.raises(Exception, match="history is never changed"):
        new.execute("DELETE FROM accounts_eventbody")
    [(email,)] = new.rows("SELECT email FROM accounts_user WHERE email LIKE 'auditor%'")[:1]
    assert sign_in(new, email) == "/"

    code, said = manage(new, "restore", str(file), "--reason", "lại", "--replace", new.env["DATABASE_URL"].rpartition("/")[2])
    assert (code, "The system is running on this database" in said) == ((0, False) if new.embedded else (1, True)), said


def test_a_backup_of_older_tables_comes_up_with_those_of_this_code(new_house, tmp_path):
    older, file = new_house(AN_OLDER_HOUSE), tmp_path / "backup.tar"
    assert int(older.python(LEFT_TO_APPLY)) >= 2
    assert manage(older, "check_integrity")[0] == 1, "it says which tables it needs"
    code, said = manage(older, "backup", str(file))
    assert code == 0, said
    new = new_house()
    code, said = manage(new, "restore", str(file), "--reason", "nâng cấp")
    assert code == 0, said
    assert int(new.python(LEFT_TO_APPLY)) == 0
    assert new.rows("SELECT email FROM accounts_user") == [("secretariat@demo.test",)]
    with pytest.raises(Exception, match="history is never changed"):
        new.execute("UPDATE accounts_event SET verb = 'x'")


def test_what_postgresql_refuses_in_the_middle_changes_nothing(new_house, tmp_path):
    old, file = new_house(AN_OLDER_HOUSE), tmp_path / "backup.tar"
    if old.embedded:
        pytest.skip("SQLite copies the whole file at once")
    assert manage(old, "backup", str(file))[0] == 0
    old.execute("DROP TABLE office_turn")
    old.execute("CREATE TYPE office_turn AS ENUM ('in the way')")
    code, said = manage(old, "restore", str(file), "--reason", "thử", "--replace", old.env["DATABASE_URL"].rpartition("/")[2])
    assert code == 1
    assert "while the database was being brought back: PostgreSQL refused" in said
    assert "The database is as it was" in said
    assert old.rows("SELECT email FROM accounts_user") == [("secretariat@demo.test",)]
    old.execute("DROP TYPE office_turn")
    old.execute("CREATE VIEW in_nobodys_way AS SELECT email FROM accounts_user")  # whatever else stands there goes with the rest
    code, said = manage(old, "restore", str(file), "--reason", "lại", "--replace", old.env["DATABASE_URL"].rpartition("/")[2])
    assert code == 0, said
    assert int(old.python(LEFT_TO_APPLY)) == 0
