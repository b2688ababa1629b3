"""A unit is closed in the moment in which others write about what it leads (real threads, real transactions)."""

import threading
import time
from importlib import import_module

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection
from django.db.models import QuerySet

from accounts.models import Unit
from accounts.versions import StaleVersion
from office import comments
from plan import services
from plan.models import Measure
from plan.services import Wanted
from tests.factories import AssignmentFactory, MeasureFactory, TaskFactory
from tests.plan.conftest import NOW, TODAY

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
ACTS = ("status", "edit", "units", "completion", "deadline", "many", "comment")


@pytest.fixture(params=["key left free", "key held"])
def key_is_free(request, monkeypatch):
    """The control holds the keys of the rows too: a line of history about the measure wants that of the unit at the end."""
    if request.param == "key held":
        plain = QuerySet.select_for_update
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, no_key=False, **more: plain(rows, **more))
        monkeypatch.setattr("accounts.versions._held", _held_with_key)
    return request.param == "key left free" or connection.vendor == "sqlite"


def _held_with_key(model):
    rows = model._default_manager.select_related(*model.read_with) if model.read_with else model._default_manager.all()
    return lambda pk: rows.select_for_update(of=("self",)).filter(pk=pk)


@pytest.fixture
def led(plan, department):
    """One measure for each act, led by the unit that is closed."""
    task = TaskFactory(plan=plan, code="2")
    rows = [MeasureFactory(task=task, code=f"2.{n}", position=2000 + n) for n in range(1, len(ACTS) + 1)]
    for row in rows:
        AssignmentFactory(measure=row, unit=department)
    return dict(zip(ACTS, rows, strict=True))


@pytest.fixture
def acts(led, plan, department, geographic, officer, head, secretariat, do):
    def many():
        wanted = Wanted(effective_on=TODAY, state="in_progress", health="on_track", percent=50)
        places = [led[name].pk for name in ("many", "units")]
        return services.edit_many(plan=plan, measures=places, wanted=wanted, by=secretariat, now=NOW, seen=None)

    def comment():
        subject = comments.Subject("measure", "292/2.7", "2.7", "/plan/292/measures/2.7/", department, lambda user: True)
        return comments.write(subject=subject, by=officer, text="Ai tiếp nhận?", language="vi", mentioned=[head], now=NOW)

    def units():
        given = {"lead": department, "coordinating": [geographic], "from_on": TODAY}
        return services.assign(measure=led["units"], by=secretariat, now=NOW, seen=None, **given)

    return {
        "status": lambda: do.update(led["status"]),
        "edit": lambda: services.edit_measure(measure=led["edit"], by=secretariat, values={"output_vi": "Đề án"}, now=NOW, seen=None),
        "units": units,
        "completion": lambda: do.propose(led["completion"]),
        "deadline": lambda: do.ask(led["deadline"], TODAY.replace(year=2027)),
        "many": many,
        "comment": comment,
    }


def test_a_unit_is_closed_while_others_write_and_nobody_waits_for_ever(
    at_once, acts, department, geographic, secretariat, monkeypatch, key_is_free
):
    """The one who closes holds the unit and comes to the measures when all others hold theirs."""
    held, lock_seen, module = threading.Event(), Measure.lock_seen, import_module("plan.services.reorganise")
    close, sqlite = module.close_unit, connection.vendor == "sqlite"

    def locked(measure, seen):
        lock_seen(measure, seen)
        held.set()
        time.sleep(0.1)

    def closed(**given):
        close(**given)
        held.wait(0.1 if sqlite else 10)  # SQLite lets nobody else in meanwhile

    monkeypatch.setattr(Measure, "lock_seen", locked)
    monkeypatch.setattr(module, "close_unit", closed)
    given = {"successors": [geographic], "until": TODAY, "decision": "1/QĐ-BNG", "move_members": True, "seen": None}
    closing = lambda: services.reorganise(unit=Unit.objects.get(pk=department.pk), by=secretariat, now=NOW, **given)  # noqa: E731
    answers = dict(zip(("closing", *ACTS), at_once(closing, *(acts[name] for name in ACTS)), strict=True))
    waited = {name: answer for name, answer in answers.items() if isinstance(answer, OperationalError)}
    assert bool(waited) != key_is_free, answers
    if not key_is_free:
        return
    broken = {name: answer for name, answer in answers.items() if isinstance(answer, Exception)}
    assert all(isinstance(answer, ValidationError | StaleVersion) for answer in broken.values()), broken
    assert not isinstance(answers["closing"], Exception), answers
    assert not Measure.objects.led_by([department.pk]).exists()
    assert Measure.objects.led_by([geographic.pk]).count() == len(ACTS)
