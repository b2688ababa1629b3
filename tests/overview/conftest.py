from contextlib import contextmanager
from datetime import date
from types import SimpleNamespace
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings

from office import installation, runs
from office.models import Installation
from overview import simulation

TOLD_ON = date(2026, 11, 28)


def load_as_illustration():
    """What stands before anything is simulated: the real data, known since the first day of the story."""
    for command in ("load_reference", "load_missions", "load_plan", "load_languages", "load_indicators", "load_questionnaires"):
        call_command(command, verbosity=0, recorded_at=simulation.RECORDED_AT)
    installation.make(Installation.Kind.DEMO)


@contextmanager
def counted():
    """How many statements the database is asked: [n]."""
    asked = [0]

    def count(execute, *args):
        asked[0] += 1
        return execute(*args)

    with connection.execute_wrapper(count):
        yield asked


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker, tmp_path_factory):
    """Twelve missions and the whole plan, once for all questions; each question is rolled back."""
    media = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with media, patch.object(runs.current_app, "send_task"), django_db_blocker.unblock(), transaction.atomic():
        load_as_illustration()
        with counted() as statements:
            done = simulation.simulate(on=TOLD_ON, seed=292, missions=12)
        yield SimpleNamespace(done=done, statements=statements[0])
        transaction.set_rollback(True)
