"""The shipped files, loaded once for a module; every test undoes what it changes."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def network(django_db_setup, django_db_blocker):
    """The units and the network as they are shipped."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_reference", verbosity=0)
        call_command("load_missions", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def folder(tmp_path):
    """Copies of the shipped files of the network, to be changed."""
    for file in (ROOT / "missions" / "data").glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    return tmp_path


@pytest.fixture
def edited(folder):
    """edited("missions.csv", "emb-fr", column="value") changes cells of one row and gives the folder."""
    import csv

    def edit(name, key, /, **cells):
        with (folder / name).open(encoding="utf-8", newline="") as source:
            rows = list(csv.DictReader(source))
        for row in rows:
            if next(iter(row.values())) == key:
                row.update(cells)
        with (folder / name).open("w", encoding="utf-8", newline="") as target:
            writer = csv.DictWriter(target, fieldnames=list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return folder

    return edit
