"""Checking, submitting, nothing to report, the receipt."""

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.utils import timezone

from accounts.models import Membership
from plan.models import Period
from plan.moment import HANOI
from reports import services
from reports.models import QuarterlyReport, ReportVersion
from tests.factories import MeasureFactory
from tests.reports import filing
from tests.reports.filing import ANSWERS, OVERVIEW, PRESENT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_stands")]
PAGE = "/reports/2026-Q4/emb-fr/"
CHECK, NIL, RECEIPT, REVIEW = f"{PAGE}check/", f"{PAGE}nil/", f"{PAGE}receipt/", f"{PAGE}review/"


@pytest.fixture
def obligation(embassy, measure):
    filing.serves(embassy, measure)
    filing.open_mission(embassy)
    return filing.owed(embassy)


@pytest.fixture
def report(obligation, mission_officer):
    report = filing.begin(obligation, mission_officer)
    filing.write(report, ANSWERS, mission_officer)
    return report


def text_of(answer):
    return unescape(answer.content.decode())


def shown(browser, address):
    """The hidden fields of the page, as a browser would send them back."""
    context = browser.get(address).context
    report = context["opened"].report
    return {"version": report.version if report else "", "read": context["read"], "marks": context["marks"]}


class TestChecking:
    def test_every_answer_can_be_changed_and_leads_back_here(self, signed_in, mission_officer, report):
        html = text_of(signed_in(mission_officer).get(CHECK))
        assert "62,5" in html
        assert f"{PAGE}sections/staff/?back=check#a-present" in html
        assert html.count("?back=check#") == 5

    def test_what_is_missing_is_listed_with_links_and_what_is_skipped_is_named(self, signed_in, mission_head, report):
        filing.write(report, {PRESENT: None, ("share", ""): None}, mission_head)
        browser = signed_in(mission_head)
        html = text_of(browser.get(CHECK))
        assert "<h2>Còn 1 câu bắt buộc chưa trả lời</h2>" in html
        assert "Báo cáo chưa được gửi" not in html
        assert html.count(f"{PAGE}sections/staff/?back=check#a-present") == 3
        assert html.count("Chưa trả lời") == 2
        page = browser.post(CHECK, shown(browser, CHECK))
        assert page.status_code == 422
        summary = text_of(page).partition("data-errors>")[2].partition("</div>")[0]
        assert summary.startswith("<h2>Báo cáo chưa được gửi</h2><p>Còn 1 câu bắt buộc chưa trả lời:</p>")
        assert summary.count(f"{PAGE}sections/staff/?back=check#a-present") == 1
        assert text_of(page).count("Còn 1 câu bắt buộc chưa trả lời") == 1
        assert not ReportVersion.objects.submitted().exists()

    def test_what_is_lacking_stands_beside_the_button_and_nothing_says_that_it_can_be_sent(
        self, signed_in, mission_head, report, monkeypatch
    ):
        monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 12, 1, 0, 0, tzinfo=HANOI))  # before the cut-off
        can = "Báo cáo vẫn có thể gửi."
        browser = signed_in(mission_head)
        assert can in text_of(browser.get(CHECK))
        filing.write(report, {PRESENT: None}, mission_head)
        html = text_of(browser.get(CHECK))
        assert can not in html
        assert "còn có thể thay đổi" in html
        beside = html[html.index('id="lacking"') : html.index("Gửi báo cáo quý IV/2026</button>")]
        assert f'{PAGE}sections/staff/?back=check#a-present">2.1 Có mặt</a>' in beside
        assert 'aria-describedby="lacking"' in beside
        assert can in text_of(browser.get(NIL))  # which asks for no answer

    def test_the_button_names_the_act_and_only_the_head_has_it(self, signed_in, mission_officer, mission_head, report):
        assert "Gửi báo cáo quý IV/2026</button>" in text_of(signed_in(mission_head).get(CHECK))
        browser = signed_in(mission_officer)
        html = text_of(browser.get(CHECK))
        assert "Chờ người đứng đầu cơ quan đại diện gửi báo cáo" in html
        assert "</button>" not in html[html.index('id="send"') :]
        assert browser.post(CHECK, shown(browser, CHECK)).status_code == 403

    @pytest.mark.parametrize("page", [CHECK, NIL])
    def test_before_the_cut_off_it_is_said_that_figures_may_change(self, signed_in, mission_head, report, monkeypatch, page):
        cut_off = datetime(2026, 12, 14, 0, 0, tzinfo=HANOI)  # its first minute
        early = "Ngày chốt số liệu 14/12/2026 chưa đến: số liệu còn có thể thay đổi cho đến ngày đó."
        monkeypatch.setattr(timezone, "now", lambda: cut_off - timedelta(minutes=1))
        browser = signed_in(mission_head)
        html = text_of(browser.get(page))
        assert html.index(early) < html.index("Gửi báo cáo quý IV/2026")
        monkeypatch.setattr(timezone, "now", lambda: cut_off)
        assert early not in text_of(browser.get(page))
        monkeypatch.setattr(timezone, "now", lambda: cut_off - timedelta(days=13))
        assert browser.post(page, shown(browser, page)).url == f"{RECEIPT}?version=1"  # it holds nothing up

    def test_before_it_is_begun_and_after_it_is_sent_there_is_nothing_to_check(self, signed_in, mission_head, obligation):
        browser = signed_in(mission_head)
        assert browser.get(CHECK).url == PAGE
        report = filing.begin(obligation, mission_head)
        filing.write(report, ANSWERS, mission_head)
        filing.submit(report, mission_head)
        assert browser.get(CHECK).url == RECEIPT


class TestSubmitting:
    def test_one_press_submits_and_leads_to_the_receipt(self, signed_in, mission_head, report):
        browser = signed_in(mission_head)
        answer = browser.post(CHECK, shown(browser, CHECK), follow=True)
        assert answer.redirect_chain == [(f"{RECEIPT}?version=1", 302)]
        assert "LT-2026Q4-emb-fr-1" in text_of(answer)
        assert filing.fresh(report).state == "submitted"

    def test_what_a_colleague_changed_since_is_never_submitted_unread(self, signed_in, mission_head, mission_officer, report):
        browser = signed_in(mission_head)
        seen = shown(browser, CHECK)
        filing.write(report, {OVERVIEW: "viết lại"}, mission_officer)
        page = browser.post(CHECK, seen)
        assert page.status_code == 409
        assert "viết lại" in text_of(page)
        assert filing.fresh(report).state == "draft"
        assert browser.post(CHECK, shown(browser, CHECK)).status_code == 302  # having read it

    @pytest.mark.parametrize("page", [CHECK, NIL])
    def test_what_was_written_since_is_named_with_who_and_when(self, signed_in, mission_head, mission_officer, report, page):
        browser = signed_in(mission_head)
        seen = shown(browser, page)
        filing.write(report, {OVERVIEW: "viết lại", PRESENT: None}, mission_officer, filing.NOW)
        html = text_of(browser.post(page, seen))
        told = html[html.index("Đã viết từ lúc đó:") :].partition("</div>")[0]
        named = re.findall(r'<li><a href="([^"]+)">([^<]+)</a>: ([^<]+)</li>', told)
        when = "mission_officer, 10:00 ngày 15/12/2026 giờ Hà Nội"
        assert named == [
            (f"{PAGE}sections/work/?back=check#a-overview", "1.1 Kết quả", when),
            (f"{PAGE}sections/staff/?back=check#a-present", "2.1 Có mặt", when),
        ]

    def test_at_most_ten_are_named_and_the_others_counted(self, signed_in, mission_head, mission_officer, measure, embassy, report):
        measures = [MeasureFactory(task=measure.task, code=f"2.{number}") for number in range(20, 32)]
        for one in measures:
            filing.serves(embassy, one)
        browser = signed_in(mission_head)
        seen = shown(browser, CHECK)
        filing.write(report, {("results", one.code): "x" for one in measures}, mission_officer)
        html = text_of(browser.post(CHECK, seen))
        told = html[html.index("Đã viết từ lúc đó:") :].partition("</div>")[0]
        assert (told.count("?back=check#"), "và 2 câu khác" in told) == (10, True)

    def test_of_a_version_that_came_back_meanwhile_nothing_is_called_newly_written(self, signed_in, mission_head, reviewer, report):
        browser = signed_in(mission_head)
        filing.write(report, {OVERVIEW: "viết lại"}, mission_head)
        seen = shown(browser, CHECK)
        filing.submit(report, mission_head)
        filing.give_back(report, reviewer)
        page = browser.post(CHECK, seen)
        assert (page.status_code, "Đã viết từ lúc đó" in text_of(page)) == (409, False)

    def test_submitted_twice_says_by_whom_it_was(self, signed_in, mission_head, report):
        browser = signed_in(mission_head)
        seen = shown(browser, CHECK)
        browser.post(CHECK, seen)
        page = browser.post(CHECK, seen)
        assert page.status_code == 409
        assert "Báo cáo đã được gửi trước đó" in text_of(page)
        assert ReportVersion.objects.submitted().count() == 1

    def test_a_page_that_says_nothing_of_what_was_read_submits_nothing(self, signed_in, mission_head, report):
        assert signed_in(mission_head).post(CHECK).status_code == 409


class TestSendingAgain:
    @pytest.fixture
    def returned(self, report, mission_head, reviewer):
        filing.submit(report, mission_head)
        filing.give_back(report, reviewer, remarks={PRESENT: "Vì sao?", OVERVIEW: "Nêu rõ hơn."})
        return report

    def test_remarked_answers_left_as_they_were_are_named_with_links(self, signed_in, mission_head, mission_officer, returned):
        filing.write(returned, {OVERVIEW: "Đã làm việc với ba cơ quan."}, mission_officer)
        browser = signed_in(mission_head)
        html = text_of(browser.get(CHECK))
        note = html[html.index("1 câu có nhận xét chưa được sửa") :]
        assert f'<li><a href="{PAGE}sections/staff/?back=check#a-present">' in note
        assert "?back=check#a-overview" not in note.partition("</ul>")[0]
        assert 'name="unchanged"' not in html  # something has changed: it may go
        assert browser.post(CHECK, shown(browser, CHECK)).status_code == 302

    def test_the_same_again_needs_a_tick(self, signed_in, mission_head, returned):
        browser = signed_in(mission_head)
        html = text_of(browser.get(CHECK))
        assert "2 câu có nhận xét chưa được sửa" in html
        assert "giống hệt phiên bản 1" in html
        page = browser.post(CHECK, shown(browser, CHECK))
        assert page.status_code == 422
        assert 'href="#unchanged"' in text_of(page)
        assert 'aria-describedby="unchanged-e"' in text_of(page)
        assert filing.fresh(returned).state == "returned"
        assert browser.post(CHECK, {**shown(browser, CHECK), "unchanged": "yes"}).status_code == 302

    def test_so_does_what_was_reopened_and_not_touched(self, signed_in, mission_head, reviewer, report):
        filing.submit(report, mission_head)
        filing.accept(report, reviewer)
        filing.reopen(report, reviewer)
        browser = signed_in(mission_head)
        assert browser.post(CHECK, shown(browser, CHECK)).status_code == 422
        assert browser.post(NIL, shown(browser, NIL)).status_code == 302  # nothing to report is something else

    def test_nothing_to_report_a_second_time_needs_it_too(self, signed_in, mission_head, reviewer, report):
        filing.submit(report, mission_head, nil=True)
        filing.give_back(report, reviewer)
        browser = signed_in(mission_head)
        assert 'name="unchanged"' not in text_of(browser.get(CHECK))
        page = browser.post(NIL, shown(browser, NIL))
        assert page.status_code == 422
        assert "Tôi gửi lại mà không sửa" in text_of(page)
        assert browser.post(NIL, {**shown(browser, NIL), "unchanged": "yes"}).status_code == 302

    def test_the_check_still_asks_little(self, signed_in, mission_head, returned, django_assert_max_num_queries):
        browser = signed_in(mission_head)
        with django_assert_max_num_queries(15):
            assert browser.get(CHECK).status_code == 200


class TestNothingToReport:
    def test_it_is_confirmed_and_counts_as_sent(self, signed_in, mission_head, obligation):
        browser = signed_in(mission_head)
        assert "Báo cáo không phát sinh?" in text_of(browser.get(NIL))
        assert not QuarterlyReport.objects.exists()
        answer = browser.post(NIL, shown(browser, NIL), follow=True)
        assert "Không phát sinh" in text_of(answer)
        assert ReportVersion.objects.get().is_nil

    def test_answers_already_written_are_named(self, signed_in, mission_head, report):
        browser = signed_in(mission_head)
        assert "Đã soạn 5 câu trả lời" in text_of(browser.get(NIL))
        assert browser.post(NIL, shown(browser, NIL)).status_code == 302

    def test_answers_written_since_it_was_opened_are_not_passed_over(self, signed_in, mission_head, mission_officer, obligation):
        browser = signed_in(mission_head)
        seen = shown(browser, NIL)
        filing.write(filing.begin(obligation, mission_officer), ANSWERS, mission_officer)
        assert browser.post(NIL, seen).status_code == 409
        assert not ReportVersion.objects.submitted().exists()

    def test_an_officer_may_not(self, signed_in, mission_officer, report):
        browser = signed_in(mission_officer)
        assert [browser.get(NIL).status_code, browser.post(NIL).status_code] == [403, 403]

    def test_nothing_is_owed_any_more(self, signed_in, mission_head, secretariat, obligation):
        services.waive(obligation=obligation, by=secretariat, reason="x", now=timezone.now(), seen=None)
        assert signed_in(mission_head).post(NIL).url == PAGE
        assert not QuarterlyReport.objects.exists()

    def test_once_sent_the_receipt_is_shown(self, signed_in, mission_head, report):
        filing.submit(report, mission_head)
        assert signed_in(mission_head).get(NIL).url == RECEIPT


class TestTheReceipt:
    def test_it_says_when_on_both_clocks_and_who_reviews(self, signed_in, mission_head, report):
        filing.submit(report, mission_head)
        html = text_of(signed_in(mission_head).get(RECEIPT))
        assert "10:00 ngày 15/12/2026 giờ Hà Nội, tức 04:00 giờ Paris" in html
        assert "Gửi đúng hạn" in html
        assert "Vụ Châu Âu xem xét" in html
        assert ReportVersion.objects.get().answers_digest in html

    def test_late_is_said(self, signed_in, mission_head, report):
        filing.submit(report, mission_head, now=filing.DUE + timedelta(seconds=1))
        assert "Gửi quá hạn" in text_of(signed_in(mission_head).get(RECEIPT))

    def test_it_names_whom_the_submitter_acted_for(self, signed_in, mission_head, mission_officer, report):
        Membership.objects.create(
            user=mission_officer, unit=report.obligation.unit, role="mission_head", acting_for=mission_head, from_on=filing.LONG_AGO.date()
        )
        filing.submit(report, mission_officer)
        assert "(theo ủy quyền của mission_head)" in text_of(signed_in(mission_head).get(RECEIPT))

    def test_the_receipt_of_a_version_stays_valid(self, signed_in, mission_head, reviewer, report):
        filing.submit(report, mission_head)
        filing.give_back(report, reviewer)
        late = filing.DUE + timedelta(days=1)
        filing.submit(report, mission_head, now=late)
        browser = signed_in(mission_head)
        first, last = text_of(browser.get(f"{RECEIPT}?version=1")), text_of(browser.get(RECEIPT))
        assert "LT-2026Q4-emb-fr-1" in first
        assert "đã trả lại" in first
        assert "LT-2026Q4-emb-fr-2" in last
        assert "Gửi đúng hạn" in last  # by the first submission
        assert "tính theo lần gửi đầu tiên" in last

    @pytest.mark.parametrize("query", ["", "?version=2", "?version=x"])
    def test_there_is_none_before_and_none_of_another_version(self, signed_in, mission_head, report, query):
        if query:
            filing.submit(report, mission_head)
        assert signed_in(mission_head).get(RECEIPT + query).status_code == 404


def test_a_page_opened_late_says_so(signed_in, mission_head, report):
    Period.objects.update(due_at=timezone.now() - timedelta(hours=3, minutes=1))
    html = text_of(signed_in(mission_head).get(CHECK))
    assert "quá hạn 3 giờ 1 phút" in html
    assert "ghi là gửi quá hạn" in html


def test_each_page_asks_little(signed_in, mission_head, mission_officer, report, django_assert_max_num_queries):
    earlier = filing.begin(filing.owed(report.obligation.unit, "2026-Q3"), mission_officer)
    filing.write(earlier, ANSWERS, mission_officer)
    filing.submit(earlier, mission_head)
    browser = signed_in(mission_head)
    for address in (CHECK, NIL, RECEIPT.replace("Q4", "Q3")):
        with django_assert_max_num_queries(15):
            assert browser.get(address).status_code == 200
