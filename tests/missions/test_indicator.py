"""The indicator that the network supplies to a plan (design rules 2 and 5)."""

from datetime import UTC, date, datetime, timedelta
from html import unescape
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.utils import timezone

from missions.models import Mission, MissionEvent
from plan.indicators import COMPUTED
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db
OPEN = COMPUTED["missions-open"]


def test_the_network_is_not_known_before_its_first_record(network):
    assert OPEN.value(date(2020, 11, 8), None) is None
    assert OPEN.value(date(2020, 11, 9), None) == 94
    assert OPEN.value(date(2025, 12, 29), None) == 99
    assert OPEN.value(date(2026, 12, 31), None) == Mission.objects.open_on(date(2026, 12, 31)).count()


def test_the_steps_and_the_value_tell_the_same(network):
    steps = OPEN.steps(date(2026, 12, 31), None)
    assert steps[0] == (date(2020, 11, 9), 94)
    assert steps[-1] == (date(2025, 12, 29), 99)
    for day, size in steps:
        assert OPEN.value(day, None) == size
    for (_earlier, size), (day, _size) in pairwise(steps):
        assert OPEN.value(day - timedelta(days=1), None) == size


def test_what_was_recorded_later_is_not_known_yet(network):
    """Both clocks: an opening of last month, recorded today."""
    mission = Mission.objects.open_on(date(2026, 1, 1)).first()
    before = timezone.now()
    MissionEvent.objects.create(
        mission=mission, kind="closed", on=date(2026, 1, 15), precision="day", recorded_at=before + timedelta(hours=1)
    )
    assert OPEN.value(date(2026, 2, 1), None) == 98
    assert OPEN.value(date(2026, 2, 1), before) == 99
    assert OPEN.value(date(2026, 1, 14), None) == 99
    assert OPEN.value(date(2026, 2, 1), datetime(2020, 1, 1, tzinfo=UTC)) is None
    assert OPEN.steps(date(2026, 2, 1), datetime(2020, 1, 1, tzinfo=UTC)) == []


def test_without_an_event_nothing_is_known():
    MissionEvent.objects.all().delete()
    assert OPEN.value(date(2026, 1, 1), None) is None
    assert OPEN.steps(date(2026, 1, 1), None) == []


def test_its_page_shows_the_rows_of_the_moment():
    assert OPEN.address("on=2026-06-30") == "/missions/?on=2026-06-30"
    assert OPEN.address("") == "/missions/"


@pytest.mark.parametrize("on", ["20/11/2026", "01/12/2025"])
def test_each_number_of_the_network_opens_exactly_its_missions(network, signed_in, on):
    call_command("load_plan", verbosity=0)
    browser = signed_in(MembershipFactory(role="leadership").user)
    line = browser.get(f"/plan/292/indicators/?on={on}").context["aimed"][0]
    rows = browser.get(f"/plan/292/indicators/missions-open/?on={on}").context["rows"]
    assert line.reading.at.value == rows[0].point.value > 90
    for value, address in [(line.reading.at.value, line.address), *((row.point.value, row.address) for row in rows)]:
        assert browser.get(address).context["page"].paginator.count == value, address


def test_the_network_is_behind_its_path_in_2026_and_the_page_says_by_how_much(network, signed_in):
    call_command("load_plan", verbosity=0)
    answer = signed_in(MembershipFactory(role="leadership").user).get(
        "/plan/292/indicators/missions-open/?on=31/12/2026", headers={"Accept-Language": "en"}
    )
    at = answer.context["at"]
    assert (at.value, at.difference, at.side, at.goal.value, at.goal.about) == (99, -3.2, "behind", 115, True)
    assert (round(at.required_pace, 1), round(at.planned_pace, 1), round(at.actual_pace, 1)) == (4.0, 3.2, 0.0)


def test_before_the_first_record_the_page_says_not_known_and_shows_no_number(network, signed_in):
    call_command("load_plan", verbosity=0)
    browser = signed_in(MembershipFactory(role="leadership").user)
    answer = browser.get("/plan/292/indicators/missions-open/?on=08/11/2020")
    assert (answer.context["at"].value, answer.context["rows"], answer.context["address"]) == (None, [], "")
    assert browser.get("/plan/292/indicators/missions-open/?on=09/11/2020").context["at"].value == 94


@pytest.mark.parametrize(
    ("on", "said"),
    [
        ("01/12/2026", "it may have been between 0 and +2: the day of some changes is not known"),
        ("10/12/2025", "Between 97 and 99 missions may have been open"),
        ("15/11/2025", "Between 96 and 99 missions may have been open"),
        ("09/11/2020", None),
    ],
)
def test_what_rests_on_a_day_that_is_not_known_is_said_with_the_number(network, signed_in, on, said):
    """The board, the page of the indicator and the register speak alike of one day."""
    call_command("load_plan", verbosity=0)
    browser = signed_in(MembershipFactory(role="leadership").user)
    browser.cookies["language"] = "en"
    pages = {
        name: unescape(browser.get(f"{name}?on={on}").content.decode()) for name in ("/dashboard/", "/plan/292/indicators/missions-open/")
    }
    if said is None:
        assert not any("may have been" in page for page in pages.values())
        return
    assert said.lower() in pages["/dashboard/"].lower()  # there it begins a sentence
    if "missions may" in said:
        assert said[5:] in unescape(browser.get(f"/missions/?on={on}").content.decode())
    else:
        assert said in pages["/plan/292/indicators/missions-open/"]
