"""The illustration is written in a database that is one and in no other, and is the same for a seed and a date."""

import hashlib
import json
from datetime import date
from unittest.mock import patch

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models, transaction

from accounts.models import Event, User
from office import installation, runs
from office.models import Installation
from overview import simulation
from overview.simulation import telling
from overview.simulation.timeline import Timeline, moment
from plan.models import StatusUpdate
from tests.factories import MeasureFactory, PlanFactory
from tests.overview.conftest import load_as_illustration

ON = date(2026, 11, 28)
pytestmark = pytest.mark.django_db


# Where it is refused


def test_a_real_database_is_refused():
    installation.make(Installation.Kind.REAL)
    with pytest.raises(CommandError, match="not made as an illustration"):
        call_command("simulate")
    assert not User.objects.exists()


def test_a_database_without_a_mark_is_refused():
    with pytest.raises(CommandError, match="not made as an illustration"):
        call_command("simulate")
    assert not Event.objects.exists()


def test_without_a_plan_it_says_what_is_missing():
    installation.make(Installation.Kind.DEMO)
    with pytest.raises(CommandError, match="not loaded"):
        call_command("simulate")


def test_a_day_to_come_is_refused():
    installation.make(Installation.Kind.DEMO)
    with pytest.raises(CommandError, match="not come yet"):
        call_command("simulate", on=date(2199, 1, 1))


def test_a_day_before_the_story_is_refused():
    installation.make(Installation.Kind.DEMO)
    with pytest.raises(CommandError, match="2026-01-15"):
        call_command("simulate", on=date(2025, 12, 1))
    assert not simulation.may_begin(date(2025, 12, 1))


def test_work_of_people_is_not_mixed_with_it():
    installation.make(Installation.Kind.DEMO)
    assert simulation.may_begin(ON)
    measure = MeasureFactory(plan=PlanFactory())
    StatusUpdate.objects.create(measure=measure, state="in_progress", effective_on=ON, recorded_at=simulation.RECORDED_AT)
    assert not simulation.may_begin(ON)
    with pytest.raises(CommandError, match="People have worked"):
        call_command("simulate", on=ON)


# The same for a seed and a date


FREE = {"id", "password", "date_joined", "owner", "file", "salt", "version", "act"}  # an act is known by a number drawn at random
CLOCKS_OF_THE_WALL = {"office.run", "office.installation", "accounts.event", "accounts.eventbody"}


def digest():
    """All rows of our tables without numbers of rows and what the clock on the wall wrote; rows are named by their content."""
    texts = []
    for model in apps.get_models():
        if (
            model._meta.app_label not in {"accounts", "plan", "reports", "missions", "personnel"}
            or model._meta.label_lower in CLOCKS_OF_THE_WALL
        ):
            continue
        names = [field.name for field in model._meta.concrete_fields if field.name not in FREE and not isinstance(field, models.ForeignKey)]
        texts += [[model._meta.label, *map(str, row)] for row in model._default_manager.order_by().values_list(*names)]
    return hashlib.sha256(json.dumps(sorted(texts)).encode()).hexdigest()


def small(seed, *, whole=True):
    """The digests of a small illustration, after its first two weeks and at its end, where it is told to its end; it is taken back."""
    found = []

    def note(_now):
        found.append(digest())
        if not whole:
            raise InterruptedError

    def noting(end):
        timeline = Timeline(end)
        timeline.at(moment(date(2025, 10, 16), 0), note)  # officers were brought in the day before: by then chance has had its say
        return timeline

    try:
        with transaction.atomic(), patch.object(telling, "Timeline", noting):
            simulation.simulate(on=date(2026, 1, 20), seed=seed, missions=5)
            found.append(digest())
            raise InterruptedError
    except InterruptedError:
        return found


def test_a_seed_and_a_date_make_the_same_illustration(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    load_as_illustration()
    with patch.object(runs.current_app, "send_task"):
        begun, told = small(1)
        assert small(1) == [begun, told]
        (other,) = small(2, whole=False)
    assert other != begun != told
