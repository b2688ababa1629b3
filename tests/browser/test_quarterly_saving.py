"""A section of a quarterly report saves what is typed, over a line that breaks, a session that ends, beside a colleague."""

import pytest
from django.contrib.sessions.models import Session
from django.core import mail

from accounts.models import Event
from reports.models import Answer, QuarterlyReport
from tests.browser.test_every_page import _faults_of_axe
from tests.reports import filing
from tests.reports.filing import OVERVIEW, PRESENT, RESULTS

PAGE = "/reports/2026-Q4/emb-fr/"
WORK, STAFF = (f"{PAGE}sections/{key}/" for key in ("work", "staff"))
FIRST = "1.1 Kết quả"

pytestmark = pytest.mark.django_db(transaction=True)


def patient(page):
    """A machine that is busy with other tests answers late; what is asserted is not how soon."""
    page.set_default_timeout(45_000)
    return page


@pytest.fixture
def report(mission_officer, mission_head, embassy, measure):
    filing.serves(embassy, measure)
    filing.open_mission(embassy)
    return filing.begin(filing.owed(embassy), mission_officer)


def foot(page, name):
    return page.locator(f'[data-field="{name}"] .qa__foot')


def says(page, name, words, within=45_000):
    foot(page, name).get_by_text(words).first.wait_for(timeout=within)


def saved(report):
    return {(row.question, row.row): row.value for row in Answer.objects.filter(report_version__report=report)}


def test_what_is_typed_is_saved_field_by_field_and_each_says_how_it_stands(open_page, mission_officer, report, pictured):
    page, complaints = open_page(mission_officer)
    patient(page)
    sizes = weigh_saves(page)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(STAFF)
    page.get_by_label("2.1 Có mặt").fill("600")
    says(page, "present", "Chưa lưu: cần sửa")
    assert "Nhập số từ 0 đến 500." in page.locator('[data-field="present"] .error').inner_text()
    assert page.locator("[data-list] a").all_inner_texts() == ["2.1 Có mặt"]
    assert not _faults_of_axe(page)
    pictured(page, "saving-wrong")
    page.get_by_label("2.1 Có mặt").fill("12")
    says(page, "present", "Đã lưu")
    assert page.locator("[data-bar]").is_hidden()
    assert page.locator('[data-field="present"] .error').count() == 0
    page.get_by_label("Đã áp dụng").check()
    says(page, "identity", "Đã lưu")
    page.goto(WORK)  # nothing is asked on leaving: it is saved
    page.get_by_label(FIRST).fill("Đã làm việc với cơ quan của nước sở tại về thủ tục lãnh sự. " * 5)
    says(page, "overview", "Đã lưu")
    assert saved(report)[PRESENT] == 12
    assert saved(report)[OVERVIEW].startswith("Đã làm việc")
    assert asked == []
    assert [line for line in complaints if not line.startswith("400 ")] == []
    assert (QuarterlyReport.objects.get().state, Event.objects.count(), mail.outbox) == ("draft", 0, [])
    assert max(up for up, _down in sizes) <= 3000, sizes
    assert max(down for _up, down in sizes) <= 3000, sizes


def weigh_saves(page):
    """[(bytes up, bytes down)] of each save, headers included as far as the browser tells them."""
    client, sizes, sent = page.context.new_cdp_session(page), [], {}
    client.send("Network.enable")

    def asked(event):
        request = event["request"]
        if request["method"] == "PUT":
            sent[event["requestId"]] = [len(request["url"]) + len(request.get("postData", "").encode())]

    def headed(event):
        if event["requestId"] in sent:
            sent[event["requestId"]].append(sum(len(name) + len(value) + 4 for name, value in event["headers"].items()))

    def over(event):
        if parts := sent.pop(event["requestId"], None):
            sizes.append((sum(parts), int(event["encodedDataLength"])))

    client.on("Network.requestWillBeSent", asked)
    client.on("Network.requestWillBeSentExtraInfo", headed)
    client.on("Network.loadingFinished", over)
    return sizes


def test_a_line_that_breaks_loses_nothing_and_needs_no_reload(open_page, mission_officer, report, pictured):
    page = patient(open_page(mission_officer)[0])
    page.goto(WORK)
    page.context.set_offline(True)
    page.get_by_label(FIRST).fill("Viết khi mất mạng")
    says(page, "overview", "Chưa lưu: gửi khi có mạng")
    assert "Mất kết nối từ" in page.locator("[data-bar]").inner_text()
    assert not _faults_of_axe(page)
    pictured(page, "saving-offline")
    page.get_by_role("button", name="Lưu và sang phần 2").click()  # no error page of the browser: the text stays
    assert page.get_by_label(FIRST).input_value() == "Viết khi mất mạng"
    with page.expect_download() as got:
        page.get_by_role("button", name="Tải phần chưa lưu").click()
    assert "Viết khi mất mạng" in got.value.path().read_text()
    assert page.evaluate("localStorage.length") == 0  # nobody has asked for drafts on this device
    page.context.set_offline(False)
    says(page, "overview", "Đã lưu")
    assert page.locator("[data-bar]").is_hidden()

    page.get_by_label("Giữ bản nháp trên máy này").check()
    page.context.set_offline(True)
    page.get_by_label(FIRST).fill("Viết rồi đóng máy")
    page.get_by_label("1.2 Giải pháp 2.3").fill("Thêm một câu")
    says(page, "results.2.3", "Giữ trên máy này, gửi khi có mạng")
    pictured(page, "saving-kept")
    page.close()
    again = patient(page.context.new_page())
    page.context.set_offline(False)
    again.goto(PAGE)  # sent from the first page of the report that is opened
    while again.evaluate("Object.keys(localStorage).some((key) => key.startsWith('draft|'))"):
        again.wait_for_timeout(100)
    assert saved(report) == {OVERVIEW: "Viết rồi đóng máy", RESULTS: "Thêm một câu"}


def test_a_session_that_ends_while_typing_costs_no_word(open_page, mission_officer, report, pictured):
    mission_officer.set_password("mot mat khau de thu")
    mission_officer.save()
    page = patient(open_page(mission_officer)[0])
    page.goto(WORK)
    Session.objects.all().delete()
    page.get_by_label(FIRST).fill("Viết qua đêm")
    says(page, "overview", "Chưa lưu: cần đăng nhập lại")
    assert not _faults_of_axe(page)
    pictured(page, "saving-signed-out")
    with page.context.expect_page() as opened:
        page.locator("[data-bar]").get_by_role("link", name="Đăng nhập trong thẻ mới").click()
    tab = patient(opened.value)
    tab.fill("#id_login", mission_officer.email)
    tab.fill("#id_password", "mot mat khau de thu")
    tab.locator("main form .btn--primary").click()
    tab.wait_for_url(f"**{PAGE}")
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    says(page, "overview", "Đã lưu")
    assert saved(report) == {OVERVIEW: "Viết qua đêm"}
    page.get_by_role("button", name="Lưu và sang phần 2").click()  # with the token of the new session
    page.wait_for_url(f"**{STAFF}#part")


@pytest.mark.parametrize("width", [360, 1280])
def test_the_way_to_sign_in_again_can_be_pressed_at_the_field_and_in_the_note(open_page, mission_officer, report, pictured, width):
    page = patient(open_page(mission_officer, width=width)[0])
    page.goto(WORK)
    Session.objects.all().delete()
    page.get_by_label(FIRST).fill("Viết trên điện thoại")
    says(page, "overview", "Chưa lưu: cần đăng nhập lại")
    note, heading = page.locator("[data-bar]").bounding_box(), page.locator("#part").bounding_box()
    assert note["y"] + note["height"] <= heading["y"], (note, heading)
    pictured(page, f"saving-signed-out-{width}")
    for place in (foot(page, "overview"), page.locator("[data-bar]")):
        link = place.get_by_role("link", name="Đăng nhập trong thẻ mới")
        assert _is_on_top(link)
        with page.context.expect_page() as opened:
            link.click()
        assert "/login/" in patient(opened.value).url
        opened.value.close()


def _is_on_top(link):
    """What a finger in the middle of the link touches is the link."""
    link.scroll_into_view_if_needed()
    return link.evaluate(
        "(link) => { const box = link.getClientRects()[0];"
        " return link.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)); }"
    )


def test_signed_in_as_somebody_else_the_field_leads_to_the_change_of_account(open_page, mission_officer, mission_head, report):
    page = patient(open_page(mission_officer, width=360)[0])
    page.goto(WORK)
    Session.objects.all().delete()
    page.get_by_label(FIRST).fill("Viết trên máy dùng chung")
    says(page, "overview", "Chưa lưu: cần đăng nhập lại")
    open_page.sign_in(page, mission_head)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    says(page, "overview", "Chưa lưu: cần đăng nhập lại đúng tài khoản của bạn")
    assert foot(page, "overview").get_by_role("link").get_attribute("href").endswith("/logout/")


def test_without_a_script_the_other_language_keeps_what_is_half_written(open_page, browser, live_server, mission_officer, report, pictured):
    cookies = open_page(mission_officer)[0].context.cookies()
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport={"width": 360, "height": 800}, storage_state={"cookies": cookies}
    )
    page = patient(context.new_page())
    page.goto(WORK)
    pictured(page, "section-without-script")
    page.get_by_label(FIRST).fill("Viết dở")
    page.get_by_role("button", name="English").click()
    page.wait_for_url(f"**{WORK}")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("[data-field=overview] textarea").input_value() == "Viết dở"
    page.goto(STAFF)
    page.locator("#a-present").fill("12")
    page.locator("#a-present").press("Enter")
    page.wait_for_url(f"**{STAFF}")
    assert page.locator("html").get_attribute("lang") == "en"
    assert saved(report) == {OVERVIEW: "Viết dở", PRESENT: 12}
    context.close()


def test_two_who_write_are_merged_field_by_field_in_place(open_page, mission_officer, mission_head, report, pictured):
    page = patient(open_page(mission_officer)[0])
    page.goto(WORK)
    filing.write(report, {OVERVIEW: "Bản của trưởng"}, mission_head)
    page.get_by_label("1.2 Giải pháp 2.3").fill("Câu khác thì không ai bị hỏi")
    says(page, "results.2.3", "Đã lưu")
    page.get_by_label(FIRST).fill("Bản của tôi")
    says(page, "overview", "Chưa lưu: hãy chọn một trong hai câu")
    assert "Bản của trưởng" in page.locator("div[data-clash]").inner_text()
    assert "mission_head đã sửa câu này lúc" in page.locator("div[data-clash]").inner_text()
    assert not _faults_of_axe(page)
    pictured(page, "saving-clash")
    page.get_by_role("button", name="Giữ nội dung trong ô").click()
    says(page, "overview", "Đã lưu")
    assert saved(report)[OVERVIEW] == "Bản của tôi"
    filing.write(report, {OVERVIEW: "Trưởng sửa nữa"}, mission_head)
    page.get_by_label(FIRST).fill("Tôi sửa nữa")
    says(page, "overview", "Chưa lưu: hãy chọn")
    page.get_by_role("button", name="Lấy nội dung mới hơn").click()
    assert page.get_by_label(FIRST).input_value() == "Trưởng sửa nữa"
    assert saved(report)[OVERVIEW] == "Trưởng sửa nữa"

    filing.write(report, {PRESENT: 7}, mission_head)
    filing.submit(report, mission_head)
    page.get_by_label(FIRST).fill("Sau khi gửi")
    says(page, "overview", "Đã khóa: không lưu được")
    assert "không còn sửa được" in page.locator("[data-bar]").inner_text()
    pictured(page, "saving-locked")
    assert saved(report)[OVERVIEW] == "Trưởng sửa nữa"


def test_signing_out_takes_the_drafts_of_this_device_along_and_shows_them_first(open_page, mission_officer, report):
    page = patient(open_page(mission_officer)[0])
    page.goto(WORK)
    page.get_by_label("Giữ bản nháp trên máy này").check()
    page.route("**/answers/**", lambda route: route.abort())  # the line to this call alone is broken
    page.get_by_label(FIRST).fill("Chưa gửi được")
    says(page, "overview", "Giữ trên máy này")
    page.locator("details.me > summary").click()
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url("**/accounts/logout/")
    assert page.locator("[data-list]").inner_text() == FIRST
    assert not _faults_of_axe(page)
    with page.expect_download() as got:
        page.get_by_role("button", name="Tải phần chưa lưu").click()
    assert "Chưa gửi được" in got.value.path().read_text()
    page.locator("main form button").click()
    page.wait_for_url("**/login/**")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft|'))") == []
    assert saved(report) == {}
