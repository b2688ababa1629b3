"""Journeys 1 to 3 of those who use the house every quarter, from the sign-in to the end, each with its figure.

The first and the English words of the third are left to `run.py faults`; its outages last two seconds, or as many as OUTAGE
says (30, as on a bad day).
"""

import logging
import os
import random
import time
from datetime import timedelta

import pytest
import yaml
from django.conf import settings
from django.utils import timezone

from reports.models import Answer, QuarterlyReport
from reports.questions import plain
from tests.browser.test_quarterly_saving import patient, says
from tests.browser.test_quarterly_weight import weighing
from tests.reports import filing
from tests.reports.filing import OVERVIEW, PRESENT, SHARE

pytestmark = pytest.mark.django_db(transaction=True)
told = logging.getLogger("tests.weight").warning  # `-rP` shows it
STANDARD = settings.BASE_DIR / "reports" / "data" / "questionnaire-missions.yaml"
PAGE = "/reports/2026-Q4/emb-fr/"
WORK, STAFF = (f"{PAGE}sections/{key}/" for key in ("work", "staff"))
PASSWORD = "mot mat khau de thu"
OUTAGE = float(os.environ.get("OUTAGE", "2"))
TEXT = "Đã làm việc với cơ quan sở tại về thủ tục lãnh sự, đón hai đoàn công tác; kết quả: “tốt” & đúng hạn.\nDòng hai: ợ ữ ẵ."


def sign_in(page, person, then):
    """From the page that was asked for, over the sign-in, and back to it."""
    person.set_password(PASSWORD)
    person.save()
    page.goto(then)
    page.fill("#id_login", person.email)
    page.fill("#id_password", PASSWORD)
    page.locator("main form .btn--primary").click()
    page.wait_for_url(f"**{then}")


def press(page, words):
    page.get_by_role("button", name=words).click()
    page.wait_for_load_state()


@pytest.mark.faults  # it takes a minute or two
class TestJourney1:
    """A head of mission, cold: signs in, fills the standard form, submits. At most 12 minutes and 500 kB; no letter is lost
    over three outages at random moments."""

    @pytest.fixture
    def owed(self, embassy, measure, mission_head):
        filing.serves(embassy, measure)
        filing.open_mission(embassy)
        filing.questionnaire(content=yaml.safe_load(STANDARD.read_text()))
        return filing.owed(embassy)

    def test_the_standard_form_over_a_line_that_breaks_three_times(self, open_page, owed, mission_head):
        page = patient(open_page()[0])
        answers, begun = weighing(page), time.monotonic()
        sign_in(page, mission_head, "/")
        page.locator(f'.todo a[href="{PAGE}"].btn').click()
        press(page, "Bắt đầu báo cáo")
        sections = owed.questionnaire.form.sections
        breaks = set(random.Random(292).sample(range(sum(len(part.questions) for part in sections) - 2), 3))
        typed = {}
        for part in sections:
            page.goto(f"{PAGE}sections/{part.key}/")
            for box in page.locator("[data-field]").all():
                self.fill(page, box, typed, cut=len(typed) in breaks)
        page.goto(f"{PAGE}check/")
        press(page, "Gửi báo cáo")
        assert "LT-2026Q4-emb-fr-1" in page.locator("h1 + .lead").inner_text()
        seconds, weight = time.monotonic() - begun, sum(size for _path, size in answers)
        told("journey 1: %s fields, %.0f s, %s bytes in %s answers", len(typed), seconds, weight, len(answers))
        form = owed.questionnaire.form
        stored = {".".join(filter(None, (row.question, row.row))): (form.question(row.question), row.value) for row in Answer.objects.all()}
        read = {name: plain(question, value) for name, (question, value) in stored.items()}
        assert {name: value if isinstance(value, str) else f"{value:g}" for name, value in read.items()} == typed
        assert len(typed) >= 24
        assert (seconds <= 12 * 60, weight <= 500_000) == (True, True), (seconds, weight)

    def fill(self, page, box, typed, *, cut):
        name = box.get_attribute("data-field")
        if cut:
            page.context.set_offline(True)
        if box.locator("textarea").count():
            typed[name] = f"{TEXT} {len(typed)}"
            box.locator("textarea").fill(typed[name])
        elif box.locator("[type=radio]").count():
            box.locator("[type=radio]").last.check()
            typed[name] = box.locator("[type=radio]").last.get_attribute("value")
        else:
            typed[name] = "3"
            box.locator("input.input").fill(typed[name])
        if cut:
            box.get_by_text("Chưa lưu: gửi khi có mạng").first.wait_for()
            page.wait_for_timeout(OUTAGE * 1000)
            page.context.set_offline(False)
        box.locator(".save--ok").get_by_text("Đã lưu").wait_for()


def test_journey_2_a_session_that_ends_overnight_costs_nothing_and_the_report_is_right(
    open_page, embassy, measure, mission_head, monkeypatch
):
    """The laptop sleeps with a sentence half written, wakes ten hours later at another address, and the report is still what
    was typed."""
    filing.serves(embassy, measure)
    filing.open_mission(embassy)
    filing.begin(filing.owed(embassy), mission_head)
    page, true_now = patient(open_page()[0]), timezone.now
    sign_in(page, mission_head, WORK)
    page.get_by_label("1.1 Kết quả").fill("Viết trước khi ngủ.")
    says(page, "overview", "Đã lưu")

    monkeypatch.setattr(timezone, "now", lambda: true_now() + timedelta(hours=10))
    page.context.set_extra_http_headers({"X-Forwarded-For": "198.51.100.7"})
    page.get_by_label("1.1 Kết quả").fill("Viết trước khi ngủ. Viết khi thức dậy.")
    says(page, "overview", "Chưa lưu: cần đăng nhập lại")
    with page.context.expect_page() as opened:
        page.locator("#f-overview").get_by_role("link", name="Đăng nhập trong thẻ mới").click()
    tab = patient(opened.value)
    tab.fill("#id_login", mission_head.email)
    tab.fill("#id_password", PASSWORD)
    tab.locator("main form .btn--primary").click()
    tab.wait_for_url(f"**{PAGE}")
    tab.close()
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    says(page, "overview", "Đã lưu")
    page.goto(STAFF)
    page.get_by_label("2.1 Có mặt").fill("12")
    says(page, "present", "Đã lưu")
    page.goto(f"{PAGE}check/")
    press(page, "Gửi báo cáo")
    report = QuarterlyReport.objects.get()
    assert (report.state, report.latest().values()) == ("submitted", {OVERVIEW: "Viết trước khi ngủ. Viết khi thức dậy.", PRESENT: 12})
    assert report.latest().submitted_by == mission_head


@pytest.mark.parametrize("language", ["vi", pytest.param("en", marks=pytest.mark.faults)])
def test_journey_3_two_remarks_are_mended_and_the_reviewer_reads_two_differences(
    open_page, embassy, geographic, measure, mission_head, reviewer, language
):
    """Returned with two remarks, mended and sent again within two minutes; the reviewer is shown the two and no more."""
    words = {
        "vi": ("Trả lại để hoàn thiện", "Gửi báo cáo", "Tiếp nhận báo cáo", "63,5"),
        "en": ("Return for revision", "Submit the report", "Accept the report", "63.5"),
    }[language]
    filing.serves(embassy, measure)
    filing.open_mission(embassy)
    report = filing.begin(filing.owed(embassy), mission_head)
    filing.write(report, filing.ANSWERS, mission_head)
    filing.submit(report, mission_head)
    review = patient(open_page(reviewer, language=language)[0])
    review.goto(f"{PAGE}review/")
    for name in ("present", "share"):
        field = review.locator(f'[name="r-{name}"]')
        review.locator("details", has=field).locator("summary").first.click()
        field.fill("Đề nghị kiểm tra lại số này.")
    review.locator('[name="reason"]').fill("Hai số chưa khớp.")
    press(review, words[0])

    begun, page = time.monotonic(), patient(open_page(mission_head, language=language)[0])
    page.goto("/")
    page.locator(f'.todo a[href="{PAGE}"].btn').click()
    page.locator(f'a[href*="{STAFF}"]').first.click()
    assert page.locator(".remark").count() == 2
    for name, value in (("present", "15"), ("share", words[3])):
        page.locator(f'[data-field="{name}"] input.input').fill(value)
        page.locator(f'[data-field="{name}"] .save--ok').wait_for()
    page.goto(f"{PAGE}check/")
    press(page, words[1])
    seconds = time.monotonic() - begun
    told("journey 3 (%s): mended and sent again in %.0f s", language, seconds)
    assert seconds <= 120

    review.goto(f"{PAGE}review/")
    assert review.locator("ins").count() == 2
    assert review.locator("del").count() == 2
    press(review, words[2])
    accepted = QuarterlyReport.objects.get()
    assert (accepted.state, accepted.latest().values()) == ("accepted", {**filing.ANSWERS, PRESENT: 15, SHARE: 635})
