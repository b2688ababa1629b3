"""A report that was reopened: its accepted version counts until a later one is accepted, and whoever reads of it is told so."""

from datetime import timedelta

import pytest
from django.utils import timezone

from office.models import Mail
from plan.moment import Moment
from reports import services
from reports.answers import read_field
from reports.field import counted_before, field_figures, uncounted
from reports.models import Obligation
from reports.parts.field import review_words
from reports.register import Question
from tests.reports import filing
from tests.reports.filing import DUE, NOW
from tests.reports.test_composition import heard, report
from tests.reports.test_composition import owed as stood
from tests.reports.test_field import AT
from tests.reports.test_reminding import DAY, HOUR, joined

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_stands")]
PAGE = "/reports/2026-Q4/emb-fr/"
LATER = NOW + HOUR
REASON = "Nhầm số liệu biên chế."


@pytest.fixture
def accepted(geographic, embassy, mission_officer, mission_head, reviewer):
    joined(mission_officer, mission_head, reviewer)
    sent = filing.sent(filing.owed(filing.mission("emb-fr", geographic)), NOW)
    filing.accept(sent, reviewer, now=NOW)
    return filing.fresh(sent)


@pytest.fixture
def sent_again(accepted, secretariat, mission_head):
    """Version 1 accepted; reopened into version 2, which waits for review."""
    filing.reopen(accepted, secretariat, reason=REASON)
    filing.submit(filing.fresh(accepted), mission_head, unchanged=True)
    return filing.fresh(accepted)


def counted(at=LATER):
    row = Obligation.objects.standing(at).with_counted(at).get()
    return row.review, row.is_counted


@pytest.mark.both
def test_what_was_accepted_counts_whatever_becomes_of_the_new_version(sent_again, reviewer, mission_head):
    assert counted() == ("waiting", True)
    filing.give_back(sent_again, reviewer)
    assert counted() == ("returned", True)
    again = filing.submit(filing.fresh(sent_again), mission_head, unchanged=True)
    services.withdraw_report(report=filing.fresh(again.report), by=mission_head, reason="x", now=NOW, seen=None)
    assert counted() == ("withdrawn", True)
    assert counted(NOW - timedelta(seconds=1)) == ("", False)


@pytest.mark.both
def test_the_figures_of_the_field_know_it(sent_again):
    field = field_figures(read_field(sent_again.obligation.period, LATER), [], AT)
    assert [row["unit"] for row in counted_before(field)] == ["emb-fr"]
    assert uncounted(field, "waiting") == []
    assert field["counts"]["waiting"]["n"] == 1


def test_a_compiled_report_does_not_call_it_uncounted():
    rows = [stood("Áo", review="waiting"), stood("Bỉ", review="waiting", is_counted=True), stood("Séc", review="returned", is_counted=True)]
    text = report(**heard(rows)).replace(";\n", "; ")
    assert "The figures of this report count 2 reports that the departments have accepted." in text
    assert "Sent but not yet reviewed, not counted (1): ĐSQ Áo;" in text
    assert "put right, not counted" not in text
    assert "the text accepted before still counted until the new one is accepted (2): ĐSQ Bỉ; ĐSQ Séc" in text
    assert "ĐSQ Bỉ | On time | Waits for review; accepted text counted" in text


def test_figures_frozen_before_this_was_kept_say_what_they_said():
    old = {"standing": "on_time", "review": "waiting", "is_late": False}
    assert uncounted({"units": [old]}, "waiting") == [old]
    assert (review_words(old), review_words(old | {"review": "accepted"})) == ("Chờ xem xét", "Đã tiếp nhận")


def test_the_register_says_it_beside_the_unit(sent_again, secretariat):
    found = Question(Obligation.objects.all(), sent_again.obligation.period, Moment.read({}, LATER), LATER).register({})
    assert "Bản tiếp nhận trước vẫn được tính đến khi tiếp nhận bản mới" in found.rows[0].situation.notes


def test_the_pages_of_the_report_say_which_version_counts(sent_again, signed_in, reviewer, mission_head):
    said = "Phiên bản 1, do reviewer tiếp nhận lúc"
    for page in ("", "review/", "history/"):
        assert said in signed_in(reviewer).get(f"{PAGE}{page}").content.decode(), page
    filing.accept(sent_again, reviewer)
    assert said not in signed_in(mission_head).get(PAGE).content.decode()
    first = signed_in(mission_head).get(f"{PAGE}review/?version=1").content.decode()
    assert "Phiên bản 2, được tiếp nhận sau, được tính thay cho phiên bản này." in first
    assert "Số liệu của báo cáo được tính." in signed_in(mission_head).get(f"{PAGE}review/").content.decode()


def test_what_was_submitted_says_who_reopened_it_when_and_why(accepted, signed_in, reviewer, secretariat, mission_head, auditor):
    said, counts = (
        "secretariat mở lại lúc 10:00 ngày 15/12/2026 giờ Hà Nội",
        "Số liệu của phiên bản này được tính đến khi tiếp nhận phiên bản mới.",
    )
    filing.reopen(accepted, secretariat, reason=REASON)
    for person in (reviewer, mission_head, auditor):
        html = signed_in(person).get(f"{PAGE}review/").content.decode()
        assert html.count(REASON) == html.count(counts) == html.count(said) == 1
    filing.accept(filing.submit(filing.fresh(accepted), mission_head, unchanged=True).report, reviewer)
    html = signed_in(reviewer).get(f"{PAGE}review/?version=1").content.decode()
    assert REASON not in html
    assert counts not in html


def test_the_api_says_it_of_the_list_and_of_the_report(sent_again, signed_in, reviewer, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: LATER)
    (row,) = signed_in(reviewer).get("/api/v1/reports/?period=2026-Q4").json()["results"]
    assert (row["review"], row["counted"]) == ("waiting", True)
    body = signed_in(reviewer).get("/api/v1/reports/2026-Q4/emb-fr/").json()
    assert (body["edition"], body["counting"], body["state"]) == (2, 1, "submitted")


@pytest.mark.both
def test_the_mail_says_that_it_was_reopened_when_by_whom_and_why(accepted, secretariat):
    filing.reopen(accepted, secretariat, now=DUE - 3 * DAY, reason=REASON)
    assert services.remind(now=DUE - DAY - 2 * HOUR) == 1
    mail = Mail.objects.order_by("pk").last()
    assert mail.subject == "Được mở lại, cần gửi lại: báo cáo quý IV/2026, Đại sứ quán Việt Nam tại Pháp"
    told = "Được secretariat mở lại lúc 17:00 ngày 14/12/2026 giờ Hà Nội, tức 11:00 giờ Pa-ri, từ đó chưa gửi lại."
    assert told in mail.text
    assert f"Lý do mở lại: {REASON}" in mail.text
    assert "trả lại" not in mail.text
