"""What somebody had typed into a report when their session ended is called what the page called it."""

import re
from html import unescape

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from config.typed_words import labels_for, worded
from tests.reports import filing
from tests.reports.filing import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_stands")]
PAGE = "/reports/2026-Q4/emb-fr/"
SECTION, PASSWORD = "/".join([f"{PAGE}sections", "work", ""]), "mot mat khau de thu"


@pytest.fixture
def browser(embassy, measure, mission_officer):
    filing.serves(embassy, measure)
    filing.open_mission(embassy)
    filing.begin(filing.owed(embassy), mission_officer, NOW)
    mission_officer.set_password(PASSWORD)
    mission_officer.save()
    client = Client(enforce_csrf_checks=True)
    client.force_login(mission_officer, backend="accounts.backend.Backend")
    return client


def labels(answer):
    html = unescape(answer.content.decode())
    return re.findall(r'<label for="typed-\d+">([^<]*)</label>', html)


def hidden(answer):
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.content.decode()))


TYPED = {"a-overview": "Đã làm việc.", "seen-overview": "0", "a-results.2.3": "Đã khảo sát."}


def test_on_the_page_that_offers_it_after_signing_in(browser):
    fields = {**TYPED, "csrfmiddlewaretoken": hidden(browser.get(SECTION))["csrfmiddlewaretoken"]}
    Session.objects.all().delete()
    page = browser.post(SECTION, fields)
    kept = {name: unescape(value) for name, value in hidden(page).items() if name in {"kept", "csrfmiddlewaretoken", "next"}}
    again = browser.post("/accounts/login/", {**kept, "login": "mission_officer@demo.test", "password": PASSWORD})
    assert again.status_code == 200
    assert labels(again) == ["1.1 Kết quả", "1.2 Giải pháp 2.3"]


def test_on_the_page_of_a_form_that_was_too_old(browser):
    page = browser.post(SECTION, {**TYPED, "a-results.9.9": "Về một giải pháp đã thôi giao."})
    assert page.status_code == 403
    assert labels(page) == ["1.1 Kết quả", "1.2 Giải pháp 2.3", "a-results.9.9"]
    other = browser.post(f"{PAGE}ask-extension/", {"until": "31/12/2026", "until_time": "17:00", "reason": "Mất điện", "version": "1"})
    assert labels(other) == ["Hạn mới, ngày", "Hạn mới, giờ Hà Nội", "Lý do"]


def values(answer):
    return re.findall(r'<textarea[^>]* id="typed-\d+"[^>]*>([^<]*)</textarea>', unescape(answer.content.decode()))


def test_a_choice_stands_there_in_its_words(browser, measure, officer):
    page = browser.post(f"{PAGE}sections/staff/", {"a-present": "12", "a-identity": "not-yet"})
    assert (labels(page), values(page)) == (["2.1 Có mặt", "2.3 Bộ nhận diện"], ["12", "Chưa"])
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer, backend="accounts.backend.Backend")
    typed = {
        "state": "in_progress",
        "health": "on_track",
        "reason": "in_progress",
        "narrative": "",
        "difficulties": "",
        "effective_on": "1/12/2026",
    }
    page = client.post("/plan/292/measures/2.3/update/", typed)
    assert dict(zip(labels(page), values(page), strict=True)) == {
        "Tình trạng": "Đang thực hiện",
        "Đánh giá tiến độ": "Đúng tiến độ",
        "Lý do": "in_progress",  # a text is nobody's code
        "Ngày thực tế": "1/12/2026",
    }


def test_who_has_lost_every_cookie_signs_in_first_and_then_reads_the_same_names(browser):
    lost = Client(enforce_csrf_checks=True)
    page = lost.post(SECTION, TYPED, headers={"Origin": "http://testserver"})
    assert page.status_code == 401
    assert labels(page) == []
    kept = {name: unescape(value) for name, value in hidden(page).items() if name in {"kept", "csrfmiddlewaretoken", "next"}}
    again = lost.post("/accounts/login/", {**kept, "login": "mission_officer@demo.test", "password": PASSWORD})
    assert labels(again) == ["1.1 Kết quả", "1.2 Giải pháp 2.3"]
    for origin in ({"Origin": "https://elsewhere.test"}, {}):  # no other site leads anybody there
        assert Client(enforce_csrf_checks=True).post(SECTION, TYPED, headers=origin).status_code == 403
    asked = Client(enforce_csrf_checks=True).post(
        "/accounts/password/reset/", {"email": "a@demo.test"}, headers={"Origin": "http://testserver"}
    )
    assert asked.status_code == 403  # for which nobody signs in


def test_a_unit_that_was_chosen_is_called_by_its_name(secretariat, department):
    client = Client(enforce_csrf_checks=True)
    client.force_login(secretariat, backend="accounts.backend.Backend")
    page = client.post("/reports/proposals/1/assign/", {"unit": department.code, "due_on": "31/12/2026", "task": "2", "reason": "x\0"})
    assert dict(zip(labels(page), values(page), strict=True))["Đơn vị trả lời"] == department.name


def test_what_nobody_may_know_is_called_by_the_name_of_its_field(browser, rf, stranger):
    """The control, and no label of a report for whoever may not write it."""
    request = rf.post(SECTION)
    request.user = stranger
    assert worded(request, SECTION, [("a-overview", "x")]) == [("a-overview", "x")]
    assert worded(request, "/nowhere/", [("a", "x")]) == worded(request, "//[x", [("a", "x")]) == [("a", "x")]
    assert labels_for("reports", ["no-such-field"]) == {}
