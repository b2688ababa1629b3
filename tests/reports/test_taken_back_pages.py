"""Taking a report back on its page and through the API; what the pages of both sides say of it, and what is never lost."""

import re
from html import unescape

import pytest
from django.utils import timezone

from tests.factories import MembershipFactory, UserFactory
from tests.reports import filing
from tests.reports.filing import ANSWERS, DAY, DUE, NOW, OVERVIEW, PRESENT, SHARE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("report_stands")]
PAGE = "/reports/2026-Q4/emb-fr/"
WITHDRAW, REVIEW, CHECK, RECEIPT = (f"{PAGE}{name}/" for name in ("withdraw", "review", "check", "receipt"))
API = "/api/v1/reports/2026-Q4/emb-fr/"
REASON = "Nhầm số liệu biên chế."
LINK = f'href="{WITHDRAW}"'


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW + DAY)


@pytest.fixture
def submitted(report, mission_head):
    filing.submit(report, mission_head)
    return report


@pytest.fixture
def taken_back(submitted, mission_head):
    filing.take_back(submitted, mission_head)
    return submitted


@pytest.fixture
def after_a_return(submitted, reviewer, mission_head):
    """Returned with remarks; the presence mended and sent; taken back."""
    filing.give_back(submitted, reviewer, reason="Số chưa khớp.", remarks={PRESENT: "Vì sao?", SHARE: "Nguồn nào?"})
    filing.write(submitted, {PRESENT: 15}, mission_head)
    filing.submit(submitted, mission_head)
    filing.take_back(submitted, mission_head)
    return submitted


def text_of(answer):
    return unescape(answer.content.decode())


def version_of(report):
    return filing.fresh(report).version


class TestTaking:
    def test_with_a_reason_the_unit_goes_on_writing(self, signed_in, mission_head, submitted):
        browser = signed_in(mission_head)
        assert [LINK in text_of(browser.get(page)) for page in (PAGE, RECEIPT)] == [True, True]
        assert REASON not in text_of(browser.get(WITHDRAW))
        page = browser.post(WITHDRAW, {"version": version_of(submitted), "reason": REASON}, follow=True)
        html = text_of(page)
        assert page.redirect_chain == [(PAGE, 302)]
        assert filing.fresh(submitted).state == "withdrawn"
        for words in ("Đã rút lại báo cáo", "mission_head thay mặt đơn vị rút lại", REASON, "Đơn vị đã rút lại"):
            assert words in html
        assert "trả lại lúc" not in html
        assert LINK not in html
        assert ANSWERS[OVERVIEW] in text_of(browser.get(f"{PAGE}sections/work/"))

    def test_so_may_whoever_acts_for_the_head(self, signed_in, embassy, mission_head, submitted):
        deputy = MembershipFactory(user=UserFactory(name="deputy"), unit=embassy, role="mission_head", acting_for=mission_head).user
        assert signed_in(deputy).post(WITHDRAW, {"version": version_of(submitted), "reason": REASON}).url == PAGE

    def test_nobody_else_may_nor_is_it_offered(self, signed_in, mission_officer, reviewer, auditor, submitted):
        for person in (mission_officer, reviewer, auditor):
            browser = signed_in(person)
            assert LINK not in text_of(browser.get(PAGE))
            assert LINK not in text_of(browser.get(RECEIPT))
            assert [browser.get(WITHDRAW).status_code, browser.post(WITHDRAW, {"reason": REASON}).status_code] == [403, 403]
        assert filing.fresh(submitted).state == "submitted"

    def test_without_a_reason_it_stays(self, signed_in, mission_head, submitted):
        page = signed_in(mission_head).post(WITHDRAW, {"version": version_of(submitted), "reason": " "})
        assert page.status_code == 422
        assert 'aria-invalid="true"' in text_of(page)
        assert filing.fresh(submitted).state == "submitted"

    def test_accepted_meanwhile_it_stays_and_the_reason_is_kept(self, signed_in, mission_head, reviewer, submitted):
        seen = version_of(submitted)
        filing.accept(submitted, reviewer)
        page = signed_in(mission_head).post(WITHDRAW, {"version": seen, "reason": REASON})
        html = text_of(page)
        assert page.status_code == 409
        assert REASON in html
        assert "Đã tiếp nhận" in html
        assert filing.fresh(submitted).state == "accepted"

    def test_where_nothing_waits_the_page_leads_back(self, signed_in, mission_head, taken_back):
        browser = signed_in(mission_head)
        page = browser.get(WITHDRAW, follow=True)
        assert page.redirect_chain == [(PAGE, 302)]
        assert "Chỉ rút lại được báo cáo đang chờ xem xét" in text_of(page)
        assert browser.post(WITHDRAW, {"version": version_of(taken_back), "reason": REASON}).status_code == 422

    def test_a_report_that_was_never_begun_leads_back_too(self, signed_in, mission_head, embassy):
        filing.owed(embassy, "2026-Q3")
        assert signed_in(mission_head).post("/reports/2026-Q3/emb-fr/withdraw/", {"reason": REASON}).url == "/reports/2026-Q3/emb-fr/"


class TestTheReviewer:
    def test_reads_what_had_been_sent_and_who_took_it_back(self, signed_in, reviewer, taken_back):
        html = text_of(signed_in(reviewer).get(REVIEW))
        assert "mission_head thay mặt đơn vị rút lại" in html
        assert [REASON in html, ANSWERS[OVERVIEW] in html, 'name="act"' in html, "trả lại lúc" in html] == [True, True, False, False]
        receipt = text_of(signed_in(reviewer).get(RECEIPT))
        assert "mission_head đã thay mặt đơn vị rút lại báo cáo lúc" in receipt

    @pytest.mark.parametrize("act", ["accept", "return", ""])
    @pytest.mark.parametrize("again", [False, True])
    def test_who_was_just_deciding_loses_no_word(self, signed_in, reviewer, mission_head, mission_officer, submitted, act, again):
        """Nothing is decided; where it has been sent again the words stand in the form, and go with the next press."""
        typed = {"version": version_of(submitted), "act": act, "reason": "Chưa đủ", "r-present": "Vì sao?"}
        filing.take_back(submitted, mission_head)
        if again:
            filing.write(submitted, {PRESENT: 15}, mission_officer)
            filing.submit(submitted, mission_head)
        browser = signed_in(reviewer)
        page = browser.post(REVIEW, typed)
        html = text_of(page)
        assert page.status_code == (409 if act == "return" or not again else 422)
        assert ["Chưa đủ</textarea>" in html, "Vì sao?</textarea>" in html] == [True, True]
        assert filing.fresh(submitted).state == ("submitted" if again else "withdrawn")
        if again and act == "return":
            seen = re.search(r'name="version" value="(\d+)"', html)[1]
            assert browser.post(REVIEW, typed | {"version": seen}).status_code == 302
            assert submitted.versions.get(number=2).remarks.get().text == "Vì sao?"

    def test_accepting_unread_what_was_sent_again_is_refused(self, signed_in, reviewer, mission_head, submitted):
        seen = version_of(submitted)
        filing.take_back(submitted, mission_head)
        filing.submit(submitted, mission_head)
        assert signed_in(reviewer).post(REVIEW, {"version": seen, "act": "accept"}).status_code == 409
        assert filing.fresh(submitted).state == "submitted"

    def test_of_what_was_sent_again_the_changes_come_first_and_the_rest_stands_open(self, signed_in, reviewer, mission_head, taken_back):
        """Nobody has decided on what it is held against: not all of it need have been read."""
        filing.write(taken_back, {PRESENT: 15}, mission_head)
        filing.submit(taken_back, mission_head)
        first, rest = text_of(signed_in(reviewer).get(REVIEW)).split("Các câu còn lại, không thay đổi")
        assert '<del><span class="vh" lang="vi">trước: </span>12</del>' in first
        assert "Đơn vị đã rút lại" in first
        assert REASON in first
        assert '<details class="more" open>' in first
        assert ANSWERS[OVERVIEW] not in first
        assert ANSWERS[OVERVIEW] in rest

    def test_after_a_return_it_is_held_against_what_was_returned_with_its_remarks(self, signed_in, reviewer, mission_head, after_a_return):
        filing.write(after_a_return, {OVERVIEW: "Khác."}, mission_head)
        filing.submit(after_a_return, mission_head)
        first, rest = text_of(signed_in(reviewer).get(REVIEW)).split("Các câu còn lại, không thay đổi")
        for words in ("phiên bản 1", "Số chưa khớp.", "Vì sao?", "Nguồn nào?", "Có nhận xét nhưng chưa sửa"):
            assert words in first
        assert '<del><span class="vh" lang="vi">trước: </span>12</del>' in first
        assert '<details class="more" open>' not in first
        assert rest.count("Có mặt") == 0


class TestTheUnit:
    def test_still_sees_the_remarks_that_it_is_to_answer(self, signed_in, mission_officer, after_a_return):
        html = text_of(signed_in(mission_officer).get(PAGE))
        assert "Số chưa khớp." in html
        assert "reviewer trả lại lúc" in html
        assert REASON in html
        assert "Vì sao?" in text_of(signed_in(mission_officer).get(f"{PAGE}sections/staff/"))

    def test_still_sees_why_it_was_reopened(self, signed_in, mission_head, reviewer, submitted):
        filing.accept(submitted, reviewer)
        filing.reopen(submitted, reviewer)
        filing.submit(submitted, mission_head)
        filing.take_back(submitted, mission_head)
        html = text_of(signed_in(mission_head).get(PAGE))
        assert "reviewer mở lại" in html
        assert "Số liệu thay đổi." in html
        assert html.count(REASON) == 1

    @pytest.mark.parametrize("page", ["check", "nil"])
    def test_ticks_that_it_says_the_same(self, signed_in, mission_head, report, page):
        filing.submit(report, mission_head, nil=page == "nil")
        filing.take_back(report, mission_head)
        browser = signed_in(mission_head)
        html = text_of(browser.get(f"{PAGE}{page}/"))
        assert 'name="unchanged"' in html
        assert "giống hệt phiên bản 1" in html
        fields = {name: re.search(rf'name="{name}" value="([^"]*)"', html)[1] for name in ("version", "read", "marks")}
        assert browser.post(f"{PAGE}{page}/", fields).status_code == 422
        assert browser.post(f"{PAGE}{page}/", {**fields, "unchanged": "yes"}).status_code == 302

    def test_on_its_page_of_work(self, signed_in, client, mission_head, taken_back):
        client.cookies["language"] = "en"
        work = signed_in(mission_head).get("/").context["work"]
        (item,) = [item for section in work.sections for item in section.items]
        assert (item.act, item.act_address, item.note) == ("Revise the report", PAGE, f"Taken back by the unit: {REASON}")


class TestTheRegister:
    def test_counts_it_apart_and_the_count_opens_its_row(self, signed_in, secretariat, taken_back):
        browser = signed_in(secretariat)
        page = browser.get("/reports/2026-Q4/")
        assert {figure.key: figure.value for figure in page.context["reviews"] if figure.value} == {"withdrawn": 1}
        assert "Đơn vị đã rút lại" in text_of(page)
        assert browser.get("/reports/2026-Q4/?review=withdrawn").context["register"].number == 1
        assert browser.get("/reports/2026-Q4/?review=returned").context["register"].number == 0
        assert browser.get(f"/reports/2026-Q4/?known={NOW.date()}&review=withdrawn").status_code == 200

    def test_so_do_the_numbers_of_the_quarter_on_the_page_of_work(self, signed_in, client, secretariat, submitted, mission_head):
        client.cookies["language"] = "en"

        def numbers():
            quarter = signed_in(secretariat).get("/").context["work"].quarter
            return {str(gap.label): (gap.value, gap.address) for gap in quarter.numbers}

        assert "Taken back by the unit" not in numbers()
        filing.take_back(submitted, mission_head)
        assert numbers()["Taken back by the unit"] == (1, "/reports/2026-Q4/?review=withdrawn")
        assert numbers()["Returned to be put right"][0] == 0

    def test_before_it_was_taken_back_it_waited(self, signed_in, secretariat, submitted, mission_head):
        filing.take_back(submitted, mission_head, now=NOW + DAY)
        page = signed_in(secretariat).get(f"/api/v1/periods/2026-Q4/?known={NOW.isoformat().replace('+', '%2B')}").json()
        assert (page["waiting"], page["withdrawn"], page["received"]) == (1, 0, 1)
        page = signed_in(secretariat).get("/api/v1/periods/2026-Q4/").json()
        assert (page["waiting"], page["withdrawn"], page["received"], page["decisions"]) == (0, 1, 1, 0)


class TestTheApi:
    def call(self, browser, step, body, **headers):
        return browser.post(f"{API}{step}/", body, content_type="application/json", headers={"Accept-Language": "en", **headers})

    def test_takes_back_what_was_sent_and_says_who_did(self, signed_in, mission_head, submitted):
        browser = signed_in(mission_head)
        answer = self.call(browser, "withdraw", {"reason": REASON}, **{"If-Match": browser.get(API)["ETag"]})
        body = answer.json()
        assert (answer.status_code, body["state"], body["edition"], body["late"]) == (200, "withdrawn", 2, False)
        first = body["versions"][0]
        assert (first["decision"], first["decided_by"], first["reason"]) == ("withdrawn", "mission_head", REASON)

    def test_needs_a_reason_and_a_report_that_waits(self, signed_in, mission_head, reviewer, submitted):
        browser = signed_in(mission_head)
        assert self.call(browser, "withdraw", {}).status_code == 400
        assert self.call(browser, "withdraw", {"reason": " "}).status_code == 400
        seen = browser.get(API)["ETag"]
        filing.accept(submitted, reviewer)
        assert self.call(browser, "withdraw", {"reason": REASON}, **{"If-Match": seen}).status_code == 412
        refused = self.call(browser, "withdraw", {"reason": REASON})
        assert "waits for review" in str(refused.json())
        assert filing.fresh(submitted).state == "accepted"

    def test_is_done_once_for_a_call_sent_twice(self, signed_in, mission_head, submitted):
        browser = signed_in(mission_head)
        twice = [self.call(browser, "withdraw", {"reason": REASON}, **{"Idempotency-Key": "a1"}) for _ in range(2)]
        assert [answer.status_code for answer in twice] == [200, 200]
        assert submitted.versions.count() == 2

    def test_only_for_who_may_submit(self, signed_in, mission_officer, reviewer, submitted):
        for person in (mission_officer, reviewer):
            assert self.call(signed_in(person), "withdraw", {"reason": REASON}).status_code == 403


def test_a_late_report_taken_back_stays_late(signed_in, mission_head, report):
    filing.submit(report, mission_head, now=DUE + DAY)
    filing.take_back(report, mission_head, now=DUE + DAY)
    assert "Gửi quá hạn" in text_of(signed_in(mission_head).get(PAGE))
