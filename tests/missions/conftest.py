"""The shipped files, loaded once for a module; every test undoes what it changes."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import Membership, Unit
from missions.models import Opening
from plan.models import Indicator, Target
from tests.factories import ISSUED, PlanFactory, UserFactory
from tests.missions.openings import course, date_it, make_opening
from tests.once import made_once

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def network(django_db_setup, django_db_blocker):
    """The units and the network as they are shipped."""
    with made_once(django_db_blocker):
        call_command("load_reference", verbosity=0)
        call_command("load_missions", verbosity=0)
        yield


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


# Of the forecast; modules that need other people have fixtures of the same names.


def member(role="secretariat", unit="van-phong-bo"):
    user = UserFactory(email=f"{role}.x@demo.test", language="en")
    Membership.objects.get_or_create(user=user, unit=Unit.objects.get(code=unit), role=role, from_on=ISSUED)
    return user


def make_targets():
    indicator = Indicator.objects.create(
        plan=PlanFactory(), code="missions-open", name_vi="Số", name_en="N", unit_vi="cq", source_kind="computed"
    )
    Target.objects.create(indicator=indicator, code="a", due_on=date(timezone.localdate().year + 3, 12, 31), value=101, about=True)
    Target.objects.create(indicator=indicator, code="b", due_on=date(timezone.localdate().year + 15, 12, 31), value=120)


def make_openings():
    """Four, each with a course that begins a quarter after the one before."""
    keeper, unit = member(), Unit.objects.get(code="vu-chau-au")
    found = [make_opening(keeper, unit, code=f"mo-{n}", name=f"Đại sứ quán tại Địa bàn {n}") for n in range(4)]
    return [date_it(row, keeper, course(start=timezone.localdate() + timedelta(days=30 + 90 * n))) for n, row in enumerate(found)]


@pytest.fixture
def person(network):
    return member


@pytest.fixture
def keeper(network):
    return member()


@pytest.fixture
def targets(network):
    make_targets()


@pytest.fixture(scope="module")
def openings_stand(network, django_db_blocker):
    """The targets and the openings once for all the tests of a module, who read them anew. A module names this (`usefixtures`) none of
    whose tests minds that they are there."""
    with django_db_blocker.unblock():
        make_targets()
        make_openings()


@pytest.fixture
def openings(request):
    """As they stand, or made for this test alone."""
    if "openings_stand" in request.fixturenames:
        return list(Opening.objects.with_course())
    request.getfixturevalue("targets")
    return make_openings()


@pytest.fixture
def browser(signed_in, keeper):
    client = signed_in(keeper)
    client.cookies["language"] = "en"
    return client
