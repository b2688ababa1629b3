"""The tab is killed at a random moment while somebody types: at most what was typed in the last two seconds is lost.

Three moments in the suite; `run.py faults` takes thirty, or as many as EXAMPLES says.
"""

import os
import random
import time
from contextlib import suppress

import pytest

from reports.models import Answer
from tests.browser.test_quarterly_saving import patient
from tests.reports import filing

pytestmark = pytest.mark.django_db(transaction=True)
SECTION = "work"
WORK = f"/reports/2026-Q4/emb-fr/sections/{SECTION}/"
LETTERS = "Đã làm việc với sở tại "


@pytest.fixture
def killed(open_page, mission_officer, embassy, measure):
    filing.serves(embassy, measure)
    filing.open_mission(embassy)
    report = filing.begin(filing.owed(embassy), mission_officer)

    def kill(seed):
        """Types, kills; answers what was typed that is not saved, as its age in seconds, and how long an answer took."""
        Answer.objects.all().delete()
        page = patient(open_page(mission_officer)[0])
        page.goto(WORK)
        page.get_by_label("1.1 Kết quả").focus()
        asked, trips = {}, [0.0]
        page.on("request", lambda request: asked.update({request: time.monotonic()}) if request.method == "PUT" else None)
        page.on("response", lambda answer: trips.append(time.monotonic() - asked.get(answer.request, time.monotonic())))
        chance = random.Random(seed)
        end, typed, when = time.monotonic() + chance.uniform(0.5, 6), "", []
        while time.monotonic() < end:
            letter = LETTERS[len(typed) % len(LETTERS)]
            page.keyboard.insert_text(letter)
            typed, _said = typed + letter, when.append(time.monotonic())
            page.wait_for_timeout(chance.choice([20, 60, 60, 150, 600]))
        died = time.monotonic()
        with suppress(Exception):
            page.context.new_cdp_session(page).send("Page.crash", timeout=2000)
        time.sleep(max(trips) + 0.3)  # what is on its way arrives
        row = Answer.objects.filter(report_version__report=report).first()
        saved = row.value if row else ""
        assert typed.startswith(saved)
        lost = when[len(saved)] if len(saved) < len(typed.rstrip()) else died
        return died - lost, max(trips)

    return kill


def _at_most_two_seconds(killed, seeds):
    for seed in seeds:
        lost, trip = killed(seed)
        assert lost <= 2 + trip, f"seed {seed}: {lost:.1f} s of typing lost, an answer took {trip:.1f} s"


def test_a_killed_tab_loses_at_most_two_seconds(killed):
    _at_most_two_seconds(killed, range(3))


@pytest.mark.faults
def test_a_tab_killed_again_and_again_loses_at_most_two_seconds(killed):
    _at_most_two_seconds(killed, range(int(os.environ.get("EXAMPLES", "30"))))
