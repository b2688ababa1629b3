"""Reading what was submitted, returning, accepting, reopening; versions and history; what the page of a measure shows."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from itertools import product

import pytest
from django.db import connection
from django.utils import timezone

from office.panels import PANELS
from plan.moment import Moment
from reports import triggers
from reports.models import Answer, Remark
from reports.panels import answers_about
from tests import cast
from tests.factories import MeasureFactory, PlanFactory, TaskFactory, UnitFactory
from tests.reports import filing
from tests.reports.filing import ANSWERS, DAY, NOW, OVERVIEW, PRESENT, RESULTS, SHARE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("report_stands")]
PAGE = "/reports/2026-Q4/emb-fr/"
REVIEW, REOPEN, HISTORY = f"{PAGE}review/", f"{PAGE}reopen/", f"{PAGE}history/"
MEASURE = "/plan/292/measures/2.3/"


@pytest.fixture
def submitted(report, mission_head):
    filing.submit(report, mission_head)
    return report


@pytest.fixture
def again(submitted, reviewer, mission_officer, mission_head):
    """Returned with two remarks; one answer mended, one not, one more changed; submitted again."""
    filing.give_back(submitted, reviewer, now=NOW + DAY, reason="Số chưa khớp.", remarks={PRESENT: "Vì sao?", SHARE: "Nguồn nào?"})
    filing.write(submitted, {PRESENT: 15, OVERVIEW: "Đã làm việc với ba cơ quan sở tại."}, mission_officer)
    filing.submit(submitted, mission_head, now=NOW + 3 * DAY)
    return submitted


@pytest.fixture
def last_quarter(report, mission_officer, mission_head, reviewer):
    """The report of the quarter before, accepted."""
    earlier = filing.begin(filing.owed(report.obligation.unit, "2026-Q3"), mission_officer)
    filing.write(earlier, ANSWERS | {PRESENT: 24}, mission_officer)
    filing.submit(earlier, mission_head)
    filing.accept(earlier, reviewer)
    return earlier


def text_of(answer):
    return unescape(answer.content.decode())


def version_of(report):
    return filing.fresh(report).version


class TestReading:
    def test_nothing_submitted_says_so_and_shows_nothing_of_the_draft(self, signed_in, reviewer, report):
        html = text_of(signed_in(reviewer).get(REVIEW))
        assert "Đơn vị chưa gửi báo cáo" in html
        assert ANSWERS[OVERVIEW] not in html
        assert signed_in(reviewer).post(REVIEW, {"act": "accept"}).status_code == 409

    def test_the_whole_report_with_its_version_and_fingerprint(self, signed_in, reviewer, submitted):
        html = text_of(signed_in(reviewer).get(REVIEW))
        assert ANSWERS[OVERVIEW] in html
        assert "Đã áp dụng" in html
        assert "Phiên bản 1" in html
        assert submitted.latest().answers_digest in html
        assert "Gửi đúng hạn" in html
        assert "Các câu còn lại" not in html

    def test_of_a_resubmission_what_changed_comes_first_and_the_rest_is_folded(self, signed_in, reviewer, again):
        html = text_of(signed_in(reviewer).get(REVIEW))
        first, rest = html.split("Các câu còn lại, không thay đổi")
        assert '<del><span class="vh" lang="vi">trước: </span>12</del>' in first
        assert '<ins><span class="vh" lang="vi">nay: </span>15</ins>' in first
        assert "Số chưa khớp." in first
        assert "Vì sao?" in first
        assert "Có nhận xét nhưng chưa sửa" in first  # the remark on the share
        assert "Bộ nhận diện" not in first
        assert "Bộ nhận diện" in rest
        assert rest.count("Có mặt") == 0

    def test_an_earlier_version_can_still_be_read(self, signed_in, mission_officer, again):
        html = text_of(signed_in(mission_officer).get(f"{REVIEW}?version=1"))
        assert ANSWERS[OVERVIEW] in html
        assert "Vì sao?" in html
        assert "không phải phiên bản mới nhất" in html
        assert signed_in(mission_officer).get(f"{REVIEW}?version=3").status_code == 404

    def test_nothing_to_report_is_said(self, signed_in, reviewer, mission_head, report):
        filing.submit(report, mission_head, nil=True)
        html = text_of(signed_in(reviewer).get(REVIEW))
        assert "Không phát sinh" in html
        assert "Các câu đã soạn nhưng không được tính" in html

    def test_what_was_said_of_a_measure_since_taken_from_the_unit_is_still_there(self, signed_in, reviewer, embassy, submitted):
        embassy.assignments.all().delete()
        html = text_of(signed_in(reviewer).get(REVIEW))
        assert ANSWERS[RESULTS] in html
        assert "Giải pháp 2.3" in html

    def test_what_counts_of_the_quarter_before_stands_beside_every_answer(self, signed_in, reviewer, mission_head, last_quarter, again):
        html = text_of(signed_in(reviewer).get(REVIEW))
        first, rest = html.split("Các câu còn lại, không thay đổi")
        assert "Quý III/2026: 24</p>" in first  # of an answer that has changed
        assert "<h3>Quý III/2026</h3>" in first
        assert "Quý III/2026: Đã áp dụng</p>" in rest  # of one that has not
        assert html.count("Quý III/2026") == 5 + 2  # two texts also say it to those who do not see where they stand

    def test_without_a_quarter_before_nothing_stands_there(self, signed_in, reviewer, submitted):
        assert "Quý III" not in text_of(signed_in(reviewer).get(REVIEW))

    def test_a_reader_is_offered_no_decision(self, signed_in, mission_head, auditor, submitted):
        for person in (mission_head, auditor):
            html = text_of(signed_in(person).get(REVIEW))
            assert 'name="act"' not in html
            assert 'name="r-present"' not in html


@pytest.mark.both
class TestDeciding:
    def test_the_first_page_leads_the_reviewer_to_it(self, signed_in, reviewer, mission_head, submitted):
        assert "Xem xét báo cáo</a>" in text_of(signed_in(reviewer).get(PAGE))
        assert "Xem xét báo cáo</a>" not in text_of(signed_in(mission_head).get(PAGE))

    def test_return_needs_a_reason_and_keeps_the_remarks(self, signed_in, reviewer, submitted):
        page = signed_in(reviewer).post(REVIEW, {"version": version_of(submitted), "act": "return", "r-present": "Vì sao 12?"})
        html = text_of(page)
        assert page.status_code == 422
        assert 'href="#reason">Nêu lý do trả lại.</a>' in html
        assert "\nVì sao 12?</textarea>" in html
        assert filing.fresh(submitted).state == "submitted"

    def test_return_with_remarks(self, signed_in, reviewer, submitted):
        fields = {"version": version_of(submitted), "act": "return", "reason": "Bổ sung", "r-present": "Vì sao 12?", "r-share": " "}
        page = signed_in(reviewer).post(REVIEW, fields, follow=True)
        assert page.redirect_chain == [(REVIEW, 302)]
        assert filing.fresh(submitted).state == "returned"
        assert [(row.question, row.text) for row in Remark.objects.all()] == [("present", "Vì sao 12?")]
        assert "Bổ sung" in text_of(page)

    def test_a_remark_on_a_measure_finds_its_row(self, signed_in, reviewer, submitted):
        fields = {"version": version_of(submitted), "act": "return", "reason": "x", "r-results.2.3": "Khi nào?"}
        signed_in(reviewer).post(REVIEW, fields)
        assert (Remark.objects.get().question, Remark.objects.get().row) == RESULTS

    def test_accept(self, signed_in, reviewer, submitted):
        page = signed_in(reviewer).post(REVIEW, {"version": version_of(submitted), "act": "accept"}, follow=True)
        assert filing.fresh(submitted).state == "accepted"
        assert "Số liệu của báo cáo được tính" in text_of(page)

    @pytest.mark.parametrize("act", ["accept", "return"])
    def test_after_a_decision_the_report_that_waits_longest_is_one_press_away(
        self, signed_in, reviewer, geographic, submitted, monkeypatch, act
    ):
        monkeypatch.setattr(timezone, "now", lambda: NOW + 2 * DAY)
        later, sooner = (filing.owed(filing.mission(code, geographic)) for code in ("emb-de", "emb-it"))
        filing.sent(later, NOW + DAY)
        filing.sent(sooner, NOW - DAY)
        filing.sent(filing.owed(filing.mission("emb-jp", UnitFactory(code="east-asia"))), NOW - 2 * DAY)  # another department's
        own = filing.begun(filing.owed(filing.mission("emb-es", geographic)), NOW - 2 * DAY)
        filing.write(own, filing.NEEDED, reviewer)
        filing.submit(own, reviewer, NOW - 2 * DAY)  # by the reviewer: somebody else decides
        browser = signed_in(reviewer)
        assert "báo cáo tiếp theo" not in text_of(browser.get(REVIEW))  # this one first
        page = browser.post(REVIEW, {"version": version_of(submitted), "act": act, "reason": "x" if act == "return" else ""}, follow=True)
        assert re.findall(r'<a href="([^"]+)">Xem xét báo cáo tiếp theo', text_of(page)) == ["/reports/2026-Q4/emb-it/review/"]
        filing.accept(sooner.report, reviewer)
        filing.accept(later.report, reviewer)
        assert "báo cáo tiếp theo" not in text_of(browser.get(REVIEW))

    def test_remarks_are_not_lost_by_accepting(self, signed_in, reviewer, submitted):
        page = signed_in(reviewer).post(REVIEW, {"version": version_of(submitted), "act": "accept", "r-present": "Vì sao?"})
        assert page.status_code == 422
        assert "\nVì sao?</textarea>" in text_of(page)
        assert filing.fresh(submitted).state == "submitted"

    def test_neither_act_decides_nothing(self, signed_in, reviewer, submitted):
        assert signed_in(reviewer).post(REVIEW, {"version": version_of(submitted)}).status_code == 422

    def test_decided_by_somebody_else_meanwhile(self, signed_in, reviewer, secretariat, submitted):
        seen = version_of(submitted)
        filing.accept(submitted, secretariat)
        page = signed_in(reviewer).post(REVIEW, {"version": seen, "act": "return", "reason": "Chưa đủ"})
        html = text_of(page)
        assert page.status_code == 409
        assert "secretariat tiếp nhận" in html
        assert "Chưa đủ</textarea>" in html

    @pytest.mark.parametrize("act", ["accept", "", "return"])
    def test_nothing_typed_is_lost_on_a_page_that_is_no_longer_true(self, signed_in, reviewer, secretariat, submitted, act):
        seen = version_of(submitted)
        filing.accept(submitted, secretariat)
        typed = {"version": seen, "act": act, "reason": "Chưa đủ", "r-present": "Vì sao?"}
        page = signed_in(reviewer).post(REVIEW, typed)
        assert page.status_code == 409
        assert ["Chưa đủ</textarea>" in text_of(page), "Vì sao?</textarea>" in text_of(page)] == [True, True]

    def test_who_submitted_does_not_decide(self, signed_in, reviewer, report):
        filing.submit(report, reviewer)
        browser = signed_in(reviewer)
        assert "cần người thứ hai xử lý" in text_of(browser.get(REVIEW))
        page = browser.post(REVIEW, {"version": version_of(report), "act": "return", "reason": "Chưa đủ"})
        assert page.status_code == 422
        assert "Chưa đủ</textarea>" in text_of(page)

    def test_writers_and_readers_may_not(self, signed_in, mission_head, auditor, leader, submitted):
        for person in (mission_head, auditor, leader):
            assert signed_in(person).post(REVIEW, {"act": "accept"}).status_code == 403


class TestReopening:
    @pytest.fixture
    def accepted(self, submitted, reviewer):
        filing.accept(submitted, reviewer)
        return submitted

    def test_with_a_reason_it_is_open_again_and_the_accepted_version_stands(self, signed_in, secretariat, accepted):
        browser = signed_in(secretariat)
        assert REOPEN in text_of(browser.get(REVIEW))
        browser.get(REOPEN)
        assert browser.post(REOPEN, {"version": version_of(accepted), "reason": "Số liệu thay đổi"}).url == REVIEW
        assert filing.fresh(accepted).state == "reopened"
        assert "Số liệu thay đổi" in text_of(browser.get(PAGE))
        assert ANSWERS[OVERVIEW] in text_of(browser.get(REVIEW))

    def test_without_a_reason_it_stays_closed(self, signed_in, reviewer, accepted):
        assert signed_in(reviewer).post(REOPEN, {"version": version_of(accepted), "reason": " "}).status_code == 422

    def test_a_stale_page_opens_nothing_and_keeps_the_reason(self, signed_in, reviewer, secretariat, accepted):
        seen = version_of(accepted)
        filing.reopen(accepted, secretariat)
        page = signed_in(reviewer).post(REOPEN, {"version": seen, "reason": "Của tôi"})
        assert page.status_code == 409
        assert "Của tôi" in text_of(page)

    def test_only_an_accepted_report(self, signed_in, reviewer, submitted):
        browser = signed_in(reviewer)
        assert browser.get(REOPEN).url == REVIEW
        assert browser.post(REOPEN, {"version": version_of(submitted), "reason": "x"}).status_code == 422
        assert filing.fresh(submitted).state == "submitted"

    def test_the_unit_itself_may_not(self, signed_in, mission_head, accepted):
        assert signed_in(mission_head).get(REOPEN).status_code == 403


@pytest.mark.both
class TestHistory:
    def test_one_timeline_of_both_sides_with_the_time_each_took(self, signed_in, mission_officer, reviewer, again):
        filing.accept(again, reviewer, now=NOW + 3 * DAY + timedelta(hours=5))
        page = signed_in(mission_officer).get(HISTORY)
        html = text_of(page)
        assert [(str(step.word), step.took, step.number, step.remarks) for step in page.context["timeline"].steps] == [
            ("Bắt đầu soạn", "", 0, 0),
            ("Đã gửi", "đơn vị: dưới 1 phút", 1, 0),
            ("Đã trả lại", "Bộ: 1 ngày", 0, 2),
            ("Gửi lại", "đơn vị: 2 ngày", 2, 0),
            ("Đã tiếp nhận", "Bộ: 5 giờ", 0, 0),
        ]
        assert "Tổng thời gian chờ xem xét: 1 ngày 5 giờ." in html
        assert "Tổng thời gian đơn vị hoàn thiện lại: 2 ngày." in html
        assert "Số chưa khớp." in html

    def test_what_waits_says_on_whom(self, signed_in, mission_officer, reviewer, again, monkeypatch):
        monkeypatch.setattr(timezone, "now", lambda: NOW + 4 * DAY)
        *_past, last = signed_in(mission_officer).get(HISTORY).context["timeline"].steps
        assert (str(last.word), last.took, last.is_open) == ("Chờ xem xét", "Bộ: 1 ngày", True)
        filing.give_back(again, reviewer, now=NOW + 4 * DAY)
        *_past, last = signed_in(mission_officer).get(HISTORY).context["timeline"].steps
        assert (str(last.word), last.took, last.is_open) == ("Đang soạn", "đơn vị: dưới 1 phút", True)

    def test_the_log_names_the_receipt_and_the_states_in_words(self, signed_in, mission_officer, again):
        html = text_of(signed_in(mission_officer).get(HISTORY))
        assert "LT-2026Q4-emb-fr-2" in html
        assert "Tình trạng" in html
        assert "State" not in html

    def test_before_it_is_begun_there_is_none(self, signed_in, mission_officer, embassy):
        filing.owed(embassy, "2026-Q3")
        assert "Chưa bắt đầu soạn báo cáo" in text_of(signed_in(mission_officer).get(HISTORY.replace("Q4", "Q3")))


@pytest.mark.both
class TestOnTheMeasure:
    @pytest.fixture
    def accepted(self, submitted, reviewer):
        filing.accept(submitted, reviewer, now=datetime(2026, 3, 20, 3, 0, tzinfo=UTC))
        return submitted

    def panel_of(self, browser, query=""):
        return [shown.context for shown in browser.get(MEASURE + query).context["panels"]]

    def test_nothing_counts_before_it_is_accepted(self, signed_in, officer, submitted):
        assert self.panel_of(signed_in(officer)) == [{"answers": [], "period": None}]

    @pytest.mark.parametrize(
        ("who", "readable"), [("secretariat", True), ("officer", False), ("mission_officer", True), ("reviewer", True)]
    )
    def test_those_who_may_know_see_it_and_only_readers_get_a_link(self, signed_in, request, accepted, who, readable):
        html = text_of(signed_in(request.getfixturevalue(who)).get(f"{MEASURE}?on=31/12/2026"))
        assert ANSWERS[RESULTS] in html
        assert (f'href="{REVIEW}"' in html) is readable

    @pytest.mark.parametrize("who", ["administrator", "other_officer"])
    def test_others_do_not(self, signed_in, request, accepted, who):
        html = text_of(signed_in(request.getfixturevalue(who)).get(f"{MEASURE}?on=31/12/2026"))
        assert ANSWERS[RESULTS] not in html

    @pytest.fixture
    def other_officer(self):
        return cast.person("other_officer", "unit_officer", UnitFactory(code="vu-chau-my"))

    def test_the_past_shows_what_was_accepted_by_then(self, signed_in, secretariat, accepted):
        browser = signed_in(secretariat)
        assert self.panel_of(browser, "?on=19/03/2026")[0]["answers"] == []
        assert len(self.panel_of(browser, "?on=20/03/2026")[0]["answers"]) == 1
        assert self.panel_of(browser, "?known=2026-03-20T02:59Z")[0]["answers"] == []

    def test_the_latest_period_alone_is_shown(self, signed_in, secretariat, mission_officer, mission_head, reviewer, accepted):
        earlier = filing.begin(filing.owed(accepted.obligation.unit, "2026-Q3"), mission_officer)
        filing.write(earlier, ANSWERS | {RESULTS: "quý trước"}, mission_officer)
        filing.submit(earlier, mission_head)
        filing.accept(earlier, reviewer)
        (panel,) = self.panel_of(signed_in(secretariat), "?on=31/12/2026")
        assert (panel["period"].code, [row.value for row, *_rest in panel["answers"]]) == ("2026-Q4", [ANSWERS[RESULTS]])

    def test_it_changes_nothing_of_the_measure(self, accepted, measure):
        before = measure.state
        measure.refresh_from_db()
        assert measure.state == before

    def test_a_measure_of_another_plan_with_the_same_code_is_not_meant(self, accepted, measure):
        other = MeasureFactory(task=TaskFactory(plan=PlanFactory(code="999"), code="2"), code="2.3")
        known = NOW + DAY
        assert Answer.objects.about_measure(measure, known).count() == 1
        assert Answer.objects.about_measure(other, known).count() == 0


class TestQueries:
    def test_each_page_asks_little_and_the_same_at_ten_times_the_rows(
        self, signed_in, reviewer, mission_head, last_quarter, again, measure, django_assert_max_num_queries
    ):
        browser = signed_in(reviewer)

        def ask():
            for address in (REVIEW, f"{REVIEW}?version=1", HISTORY):
                with django_assert_max_num_queries(15):
                    assert browser.get(address).status_code == 200

        ask()
        with triggers.lifted(connection):
            for number, version in product(range(10), again.versions.all()):
                Remark.objects.create(report_version=version, question="present", text=f"{number}", by=reviewer, at=NOW)
                version.answers.create(question="results", row=f"9.{number}", value="x", by=mission_head, at=NOW)
        ask()

    def test_the_panel_keeps_to_its_budget(self, signed_in, secretariat, again, reviewer, measure, django_assert_max_num_queries):
        filing.accept(again, reviewer)
        panel = next(panel for panel in PANELS["measure"] if panel.context is answers_about)
        for person in (secretariat, reviewer):
            panel.context(measure, person, Moment.now(timezone.now()))  # reads the person's grants once
            with django_assert_max_num_queries(panel.queries):
                panel.context(measure, person, Moment.now(timezone.now()))
