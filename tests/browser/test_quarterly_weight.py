"""What the standard form costs over a bad line: bytes and requests of a visit, of a save, of the whole filing."""

import gzip
import logging
from urllib.parse import urlsplit

import pytest
import yaml
from django.conf import settings

from reports.models import Answer
from tests.browser.test_quarterly_saving import patient, weigh_saves
from tests.reports import filing

pytestmark = pytest.mark.django_db(transaction=True)
told = logging.getLogger("tests.weight").warning  # `-rP` shows it
STANDARD = settings.BASE_DIR / "reports" / "data" / "questionnaire-missions.yaml"
PAGE = "/reports/2026-Q4/emb-fr/"
BAD_LINE = {"offline": False, "latency": 600, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}


@pytest.fixture
def report(mission_officer, embassy, measure):
    filing.serves(embassy, measure)
    filing.open_mission(embassy)
    filing.questionnaire(content=yaml.safe_load(STANDARD.read_text()))
    return filing.begin(filing.owed(embassy), mission_officer)


@pytest.fixture
def weighed(open_page, mission_officer):
    """A page, and what each answer to it weighs."""
    page = patient(open_page(mission_officer)[0])
    return page, weighing(page)


def weighing(page):
    """What each answer weighs as the server in production compresses it: [(path, bytes)]."""
    answers = []

    def count(response):
        kept = 300 <= response.status < 400 or response.request.method != "GET"
        heads = sum(len(name) + len(value) + 4 for name, value in response.headers.items())
        body = b"" if kept else response.body()
        answers.append((urlsplit(response.url).path, heads + (len(gzip.compress(body, 6, mtime=0)) if body else 0)))

    page.on("response", count)
    return answers


def test_the_form_is_light_the_first_time_and_again_and_so_is_filing_all_of_it(weighed, report):
    page, answers = weighed
    sizes = weigh_saves(page)
    page.goto(f"{PAGE}sections/implementation/", wait_until="networkidle")
    first = list(answers)
    answers.clear()
    page.goto(f"{PAGE}sections/staff/", wait_until="networkidle")
    again = [(path, size) for path, size in answers if not path.startswith("/static/")]  # kept for a year in production
    told("first visit: %s bytes, %s requests: %s", sum(size for _path, size in first), len(first), first)
    told("again: %s bytes: %s", sum(size for _path, size in again), again)
    assert len(first) <= 5, first
    assert sum(size for _path, size in first) <= 50_000, first
    assert sum(size for _path, size in again) <= 15_000, again

    total = sum(size for _path, size in first) + sum(size for _path, size in again)
    answers.clear()
    fields = 0
    for section in report.obligation.questionnaire.form.sections:
        page.goto(f"{PAGE}sections/{section.key}/")
        fields += fill(page)
    page.goto(f"{PAGE}check/")
    total += sum(size for path, size in answers if not path.startswith(("/static/", "/api/"))) + sum(up + down for up, down in sizes)
    told("filing %s fields: %s bytes; one save up to %s up, %s down", fields, total, *(max(pair[way] for pair in sizes) for way in (0, 1)))
    assert Answer.objects.count() == fields >= 24
    assert total <= 500_000


def fill(page):
    """Every field of the section, as a person does: the text grows while it is typed, and the page saves as it goes."""
    boxes = page.locator("[data-field]").all()
    for box in boxes:
        if box.locator("textarea").count():
            for text in (
                "Đã làm việc với cơ quan sở tại",
                "Đã làm việc với cơ quan sở tại về thủ tục lãnh sự, đón hai đoàn công tác. " * 3,
            ):
                box.locator("textarea").fill(text)
                box.locator(".save--ok").wait_for()
                box.locator(".save--ok").get_by_text("Đã lưu").wait_for()
        elif box.locator("[type=radio]").count():
            box.locator("[type=radio]").last.check()
        else:
            box.locator("input.input").fill("3")
        box.locator(".save--ok").wait_for()
    return len(boxes)


def test_the_form_is_readable_soon_over_a_bad_line(open_page, mission_officer, report):
    """400 kbit/s and 600 ms. The server's own time is taken off where the machine is busy with other tests."""
    page = patient(open_page(mission_officer)[0])
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    client.send("Network.emulateNetworkConditions", BAD_LINE)
    seconds = []
    for _visit in ("cold", "warm"):
        page.goto(f"{PAGE}sections/implementation/", wait_until="load")
        while not (painted := page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime / 1000 || 0")):
            page.wait_for_timeout(50)
        wait = page.evaluate("(([n]) => (n.responseStart - n.requestStart) / 1000)(performance.getEntriesByType('navigation'))")
        seconds.append(painted - max(0, wait - 0.6))
    told("readable after %.2f s cold, %.2f s warm", *seconds)
    cold, warm = seconds
    assert cold <= 4
    assert warm <= 2
