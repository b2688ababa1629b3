"""Writing a quarterly report in the browser: sections, answers, errors, two people at once."""

import re
from copy import deepcopy
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.utils import timezone

from reports import services, triggers
from reports.models import Answer, Obligation, QuarterlyReport, Remark
from tests.reports import filing
from tests.reports.filing import ANSWERS, IDENTITY, OVERVIEW, PRESENT, RESULTS, SHARE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_stands")]
PAGE = "/reports/2026-Q4/emb-fr/"
WORK, STAFF = (f"{PAGE}sections/{key}/" for key in ("work", "staff"))


@pytest.fixture
def obligation(embassy, measure):
    filing.serves(embassy, measure)
    mission = filing.open_mission(embassy)
    mission.city_vi = mission.city_en = "Paris"
    mission.save(update_fields=["city_vi", "city_en"])
    return filing.owed(embassy)


@pytest.fixture
def report(obligation, mission_officer):
    return filing.begin(obligation, mission_officer)


def text_of(answer):
    return unescape(answer.content.decode())


def sent(*answers, done="no", **more):
    """The fields of a section as a browser sends them: (key, typed, seen) for each."""
    fields = {"done": done, **more}
    for key, typed, seen in answers:
        name = services.field_name(key)
        fields |= {f"a-{name}": typed, f"seen-{name}": seen}
    return fields


def saved(report):
    return {(row.question, row.row): row.value for row in Answer.objects.filter(report_version__report=report)}


class TestTheList:
    def test_it_says_when_the_report_is_owed_on_both_clocks(self, signed_in, mission_officer, obligation):
        html = text_of(signed_in(mission_officer).get(PAGE))
        assert "17:00 ngày 17/12/2026 giờ Hà Nội</strong>, tức 11:00 giờ Paris" in html
        assert "Báo cáo quý IV/2026" in html

    def test_nothing_is_begun_by_looking_and_one_press_begins(self, signed_in, mission_officer, obligation):
        browser = signed_in(mission_officer)
        assert "Bắt đầu báo cáo" in text_of(browser.get(PAGE))
        assert not QuarterlyReport.objects.exists()
        assert browser.post(PAGE).url == WORK
        assert browser.post(PAGE).url == WORK  # pressed twice: the same report
        assert QuarterlyReport.objects.count() == 1

    def test_sections_say_how_far_they_have_come(self, signed_in, mission_officer, report):
        filing.write(report, {OVERVIEW: "x"}, mission_officer)
        html = text_of(signed_in(mission_officer).get(PAGE))
        assert "Đang soạn 1/2" in html
        assert "Chưa bắt đầu" in html

    def test_what_was_returned_says_why_on_top_and_where(self, signed_in, mission_head, mission_officer, reviewer, report):
        filing.write(report, ANSWERS, mission_officer)
        filing.submit(report, mission_head)
        filing.give_back(report, reviewer, reason="Số biên chế chưa khớp.", remarks={PRESENT: "Vì sao?"})
        browser = signed_in(mission_officer)
        html = text_of(browser.get(PAGE))
        assert "Số biên chế chưa khớp." in html
        assert "Có nhận xét" in html
        assert "Vì sao?" in text_of(browser.get(STAFF))
        assert "Vì sao?" not in text_of(browser.get(WORK))

    def test_an_officer_is_not_offered_what_the_head_does(self, signed_in, mission_officer, mission_head, report):
        assert f"{PAGE}nil/" not in text_of(signed_in(mission_officer).get(PAGE))
        assert f"{PAGE}nil/" in text_of(signed_in(mission_head).get(PAGE))

    def test_a_reader_sees_how_far_it_is_and_none_of_the_draft(self, signed_in, reviewer, mission_officer, report):
        filing.write(report, {OVERVIEW: "chưa gửi"}, mission_officer)
        html = text_of(signed_in(reviewer).get(PAGE))
        assert "Đang soạn 1/2" in html
        assert "chưa gửi" not in html
        assert WORK not in html
        assert "Bắt đầu báo cáo" not in html

    def test_waived_void_and_extended_say_so(self, signed_in, mission_officer, secretariat, obligation):
        browser, now = signed_in(mission_officer), timezone.now()
        services.extend(obligation=obligation, by=secretariat, until=filing.DUE + timedelta(days=5), reason="Bão tuyết", now=now, seen=None)
        assert "Bão tuyết" in text_of(browser.get(PAGE))
        services.waive(obligation=obligation, by=secretariat, reason="Mới khai trương", now=now, seen=None)
        html = text_of(browser.get(PAGE))
        assert "Mới khai trương" in html
        assert "Bắt đầu báo cáo" not in html
        assert len(browser.post(PAGE, follow=True).context["messages"]) == 1
        assert not QuarterlyReport.objects.exists()
        Obligation.objects.update(state="void", reason="", extended_to=None)
        assert "chấm dứt hoạt động" in text_of(browser.get(PAGE))


class TestASection:
    def test_it_shows_the_question_the_answer_and_the_period_before(self, signed_in, mission_officer, mission_head, reviewer, report):
        earlier = filing.begin(filing.owed(report.obligation.unit, "2026-Q3"), mission_officer)
        filing.write(earlier, ANSWERS | {PRESENT: 24}, mission_officer)
        filing.submit(earlier, mission_head)
        browser = signed_in(mission_officer)
        assert 'class="before"' not in text_of(browser.get(STAFF))  # not accepted yet, so it does not count
        filing.accept(earlier, reviewer)
        filing.write(report, {PRESENT: 26}, mission_officer)
        html = text_of(browser.get(STAFF))
        assert 'value="26"' in html
        assert "Quý III/2026" in html
        assert ">24</p>" in html
        assert "Chỉ chứa thông tin công khai và nội bộ" in html

    def test_saving_keeps_the_answers_and_goes_on_to_the_next_section(self, signed_in, mission_officer, report):
        browser = signed_in(mission_officer)
        answer = browser.post(WORK, sent((OVERVIEW, "Một\r\nhai", 0), (RESULTS, "Đã khảo sát", 0), done="yes"))
        assert (answer.status_code, answer.url) == (302, f"{STAFF}#part")
        assert saved(report) == {OVERVIEW: "Một\nhai", RESULTS: "Đã khảo sát"}
        assert report.latest().done_sections == ["work"]
        assert browser.post(STAFF, sent((PRESENT, "12", 0), (SHARE, "62,5", 0))).url == f"{PAGE}check/"
        assert (saved(report)[PRESENT], saved(report)[SHARE]) == (12, 625)

    def test_what_is_lacking_is_said_before_the_next_section(self, signed_in, mission_officer, report):
        """Who lands below the top of the page would not read it there."""
        browser = signed_in(mission_officer)
        assert browser.post(WORK, sent((RESULTS, "x", 0), done="yes")).url == STAFF
        assert browser.post(WORK, sent((RESULTS, "y", 1), done="no")).url == f"{STAFF}#part"

    def test_a_section_called_finished_says_what_it_still_lacks(self, signed_in, mission_officer, report):
        browser = signed_in(mission_officer)
        lacking = "Đã lưu phần 2, còn thiếu 1 câu bắt buộc."
        assert lacking in text_of(browser.post(STAFF, sent((PRESENT, "", 0), (SHARE, "62,5", 0), done="yes"), follow=True))
        assert lacking not in text_of(browser.post(STAFF, sent((PRESENT, "", 0), done="no"), follow=True))
        assert lacking not in text_of(browser.post(STAFF, sent((PRESENT, "0", 0), done="yes"), follow=True))
        assert lacking not in text_of(browser.post(STAFF, sent(done="yes"), follow=True))  # it was answered before

    def test_what_is_to_be_mended_still_says_its_time(self, signed_in, mission_officer, mission_head, reviewer, report, monkeypatch):
        filing.write(report, ANSWERS, mission_officer)
        filing.submit(report, mission_head)
        monkeypatch.setattr(timezone, "now", lambda: filing.NOW)
        browser = signed_in(mission_officer)
        assert "còn 2 ngày" not in text_of(browser.get(PAGE))
        filing.give_back(report, reviewer)
        assert "còn 2 ngày" in text_of(browser.get(PAGE))

    def test_what_was_sent_once_is_never_called_overdue_again(
        self, signed_in, mission_officer, mission_head, reviewer, report, monkeypatch
    ):
        monkeypatch.setattr(timezone, "now", lambda: filing.DUE + filing.DAY)
        late = '<span class="late">quá hạn 1 ngày'
        assert late in text_of(signed_in(mission_officer).get(PAGE))
        filing.write(report, ANSWERS, mission_officer)
        filing.submit(report, mission_head)
        filing.accept(report, reviewer)
        filing.reopen(filing.fresh(report), reviewer)
        for _came_back in ("reopened", "returned"):
            pages = [text_of(signed_in(mission_officer).get(page)) for page in (PAGE, STAFF, f"{PAGE}check/")]
            assert [html.count("quá hạn") for html in pages] == [0, 0, 0]
            assert "Gửi đúng hạn" in pages[0]
            filing.submit(filing.fresh(report), mission_head)
            filing.give_back(filing.fresh(report), reviewer)

    def test_saving_can_stay_or_go_back_to_the_check(self, signed_in, mission_officer, report):
        browser = signed_in(mission_officer)
        assert browser.post(WORK, sent((OVERVIEW, "x", 0), then="stay")).url == WORK
        assert browser.post(f"{WORK}?back=check", sent((OVERVIEW, "y", 1), then="next")).url == f"{PAGE}check/"
        assert browser.post(f"{WORK}?back=check", sent((OVERVIEW, "z", 2), then="stay")).url == f"{WORK}?back=check"

    def test_an_answer_emptied_is_no_answer(self, signed_in, mission_officer, report):
        filing.write(report, {OVERVIEW: "x"}, mission_officer)
        signed_in(mission_officer).post(WORK, sent((OVERVIEW, "  ", 1)))
        assert report.latest().values() == {}

    def test_a_wrong_value_holds_up_no_other_and_stays_as_it_was_typed(self, signed_in, mission_officer, report):
        page = signed_in(mission_officer).post(STAFF, sent((PRESENT, "12", 0), (SHARE, "140", 0), done="yes"))
        html = text_of(page)
        assert page.status_code == 422
        assert "<title>Lỗi:" in html
        assert 'href="#a-share"' in html
        assert html.count("Nhập số từ 0 đến 100.") == 2  # in the summary, and beside the field
        assert 'value="12"' in html
        assert 'value="140"' in html
        assert html.count("Chưa lưu<") == 1
        assert "Các câu còn lại của phần này đã được lưu" in html
        assert 'id="done-yes" checked' in html
        assert saved(report) == {PRESENT: 12}
        assert report.latest().done_sections == []  # not finished while something is wrong

    def test_beside_a_wrong_value_a_clash_is_asked_about_too(self, signed_in, mission_officer, mission_head, report):
        filing.write(report, {PRESENT: 9}, mission_head)
        page = signed_in(mission_officer).post(STAFF, sent((PRESENT, "12", 0), (SHARE, "140", 0), (IDENTITY, "applied", 0)))
        html = text_of(page)
        assert page.status_code == 422
        assert ('name="take-present"' in html, 'value="140"' in html) == (True, True)
        assert saved(report) == {PRESENT: 9, IDENTITY: "applied"}

    def test_a_wrong_value_still_knows_what_the_page_had_shown(self, signed_in, mission_officer, mission_head, report):
        """Corrected, it is saved over what was seen, and clashes with what a colleague has written since."""
        filing.write(report, {SHARE: 500}, mission_officer)
        browser = signed_in(mission_officer)
        filing.write(report, {SHARE: 600}, mission_head)
        html = text_of(browser.post(STAFF, sent((SHARE, "140", 1))))
        assert 'name="seen-share" value="1-' in html
        assert browser.post(STAFF, sent((SHARE, "62,5", 1))).status_code == 409

    def test_what_was_carried_over_is_confirmed_beside_a_wrong_value(self, signed_in, embassy, mission_officer, mission_head, reviewer):
        """It never turns into "not answered" under the eyes of who has just sent it."""
        content = deepcopy(filing.CONTENT)
        content["sections"][1]["questions"][1]["carried"] = True
        asked = filing.questionnaire(2, content=content)
        earlier = filing.begin(filing.owed(embassy, "2026-Q3", questionnaire=asked), mission_officer)
        filing.write(earlier, {OVERVIEW: "x", PRESENT: 12, SHARE: 625}, mission_officer)
        filing.submit(earlier, mission_head)
        filing.accept(earlier, reviewer)
        report = filing.begin(filing.owed(embassy, questionnaire=asked), mission_officer)
        browser = signed_in(mission_officer)
        html = text_of(browser.get(STAFF))
        assert ("Lấy từ kỳ trước, chưa xác nhận" in html, saved(report)) == (True, {})
        marks = dict(re.findall(r'name="(seen-[^"]+)" value="([^"]+)"', html))
        page = browser.post(STAFF, {"a-present": "mười bốn", "a-share": "62,5", **marks, "done": "no"})
        assert (page.status_code, saved(report)) == (422, {SHARE: 625})
        [foot] = re.findall(r'data-field="share".*?(<p class="qa__foot".*?</p>)', text_of(page), re.DOTALL)
        assert "Đã lưu" in foot

    def test_what_was_taken_from_the_unit_while_it_was_saved_is_handed_back(self, signed_in, mission_officer, embassy, report, monkeypatch):
        merge = services.merge_answers

        def taken_first(**sent):
            embassy.assignments.update(until_on=filing.NOW.date())
            return merge(**sent)

        monkeypatch.setattr(services, "merge_answers", taken_first)
        page = signed_in(mission_officer).post(WORK, sent((OVERVIEW, "y", 0), (RESULTS, "viết thêm", 0)))
        assert page.status_code == 422
        assert "viết thêm</textarea>" in text_of(page)
        assert saved(report) == {OVERVIEW: "y"}

    def test_a_field_that_was_not_sent_is_left_as_it_is(self, signed_in, mission_officer, report):
        filing.write(report, {OVERVIEW: "x", RESULTS: "y"}, mission_officer)
        signed_in(mission_officer).post(WORK, sent((RESULTS, "z", 1)))
        assert saved(report) == {OVERVIEW: "x", RESULTS: "z"}

    def test_what_is_typed_is_never_markup(self, signed_in, mission_officer, report):
        browser = signed_in(mission_officer)
        browser.post(WORK, sent((OVERVIEW, "</textarea><script>x</script>", 0)))
        assert b"<script>x" not in browser.get(WORK).content

    @pytest.mark.parametrize("key", ["no-such", "staff.2"])
    def test_an_unknown_section_is_not_found(self, signed_in, mission_officer, report, key):
        assert signed_in(mission_officer).get(f"{PAGE}sections/{key}/").status_code == 404

    def test_an_answer_about_a_measure_taken_from_the_unit_stands_and_is_not_asked_again(self, signed_in, mission_officer, embassy, report):
        filing.write(report, {OVERVIEW: "x", RESULTS: "đã khảo sát"}, mission_officer)
        embassy.assignments.update(until_on=filing.NOW.date())
        browser = signed_in(mission_officer)
        html = text_of(browser.get(WORK))
        assert "đã khảo sát" in html
        assert 'name="a-results.2.3"' not in html
        page = browser.post(WORK, sent((OVERVIEW, "y", 1), (RESULTS, "viết thêm", 1)))
        assert page.status_code == 422
        assert "viết thêm</textarea>" in text_of(page)
        assert saved(report)[OVERVIEW] == "y"  # it holds up no other
        assert browser.post(WORK, sent((OVERVIEW, "y", 2))).status_code == 302
        assert saved(report) == {OVERVIEW: "y", RESULTS: "đã khảo sát"}

    def test_before_it_is_begun_the_list_is_shown(self, signed_in, mission_officer, obligation):
        assert signed_in(mission_officer).get(WORK).url == PAGE


@pytest.mark.both
class TestTwoAtOnce:
    @pytest.fixture
    def clashed(self, signed_in, mission_officer, mission_head, report):
        """The officer opened the section; the head wrote both answers before the officer saved."""
        filing.write(report, {OVERVIEW: "của trưởng", RESULTS: "giống nhau"}, mission_head)
        return signed_in(mission_officer).post(WORK, sent((OVERVIEW, "của tôi", 0), (RESULTS, "giống nhau", 0), done="yes"))

    def test_both_texts_are_shown_and_nothing_is_saved(self, clashed, report):
        html = text_of(clashed)
        assert clashed.status_code == 409
        assert "của trưởng</strong>" in html
        assert "\ncủa tôi</textarea>" in html
        assert html.count('value="theirs"') == 1  # where both wrote the same there is nothing to choose
        assert 'id="done-yes" checked' in html
        assert saved(report)[OVERVIEW] == "của trưởng"

    def test_ones_own_second_page_is_not_somebody_else(self, signed_in, mission_officer, report):
        filing.write(report, {OVERVIEW: "từ trang kia"}, mission_officer)
        html = text_of(signed_in(mission_officer).post(WORK, sent((OVERVIEW, "của tôi", 0))))
        assert "Bạn đã sửa câu này tại một trang khác lúc" in html
        assert ("người khác" in html, "người kia" in html) == (False, False)

    def test_mine_can_be_kept(self, clashed, client, report):
        assert 'name="seen-overview" value="1-' in text_of(clashed)
        client.post(WORK, sent((OVERVIEW, "của tôi", 1), (RESULTS, "giống nhau", 1), **{"take-overview": "mine"}))
        assert saved(report)[OVERVIEW] == "của tôi"

    def test_theirs_can_be_taken_and_the_rest_is_saved(self, clashed, client, report):
        answer = client.post(WORK, sent((OVERVIEW, "của tôi", 1), (RESULTS, "thêm", 1), **{"take-overview": "theirs"}))
        assert answer.status_code == 302
        assert saved(report) == {OVERVIEW: "của trưởng", RESULTS: "thêm"}

    def test_a_third_text_clashes_again(self, clashed, client, mission_head, report):
        filing.write(report, {OVERVIEW: "sửa lần nữa"}, mission_head)
        again = client.post(WORK, sent((OVERVIEW, "của tôi", 1), **{"take-overview": "mine"}))
        assert again.status_code == 409
        assert "sửa lần nữa</strong>" in text_of(again)

    def test_different_answers_are_both_saved_and_nobody_is_asked(self, signed_in, mission_officer, mission_head, report):
        """A page sends every answer it shows: what it had shown and still says is not a change."""
        filing.write(report, {OVERVIEW: "đầu", RESULTS: "hai\ndòng"}, mission_officer)
        browser = signed_in(mission_officer)
        marks = dict(re.findall(r'name="(seen-[^"]+)" value="([^"]+)"', text_of(browser.get(WORK))))
        filing.write(report, {OVERVIEW: "của trưởng"}, mission_head)
        fields = {"a-overview": "đầu", "a-results.2.3": "của tôi", **marks, "done": "no"}
        assert browser.post(WORK, fields).status_code == 302
        assert saved(report) == {OVERVIEW: "của trưởng", RESULTS: "của tôi"}
        again = browser.post(WORK, {**fields, "a-overview": "đầu, sửa", "a-results.2.3": "hai\r\ndòng"})
        assert again.status_code == 409  # the same answer, this time both changed it
        assert "của trưởng</strong>" in text_of(again)
        assert "của tôi</textarea>" in text_of(again)  # typed as it had been shown: the newer one stands

    def test_what_does_not_clash_is_saved_at_once(self, signed_in, mission_officer, mission_head, report):
        filing.write(report, {OVERVIEW: "của trưởng"}, mission_head)
        page = signed_in(mission_officer).post(WORK, sent((OVERVIEW, "của tôi", 0), (RESULTS, "thêm", 0), done="yes"))
        assert page.status_code == 409
        assert saved(report) == {OVERVIEW: "của trưởng", RESULTS: "thêm"}
        assert report.latest().done_sections == []  # not finished while something is open
        assert "Phần còn lại đã được lưu" in text_of(page)

    def test_submitted_meanwhile_what_was_typed_is_handed_back(self, signed_in, mission_officer, mission_head, report):
        filing.write(report, ANSWERS, mission_officer)
        filing.submit(report, mission_head)
        page = signed_in(mission_officer).post(WORK, sent((OVERVIEW, "viết thêm", 1)))
        html = text_of(page)
        assert page.status_code == 409
        assert "Báo cáo đã được gửi; phần này chưa được lưu" in html
        assert "viết thêm</textarea>" in html
        assert saved(report)[OVERVIEW] == ANSWERS[OVERVIEW]

    def test_waived_meanwhile_too(self, signed_in, mission_officer, secretariat, report):
        services.waive(obligation=report.obligation, by=secretariat, reason="x", now=timezone.now(), seen=None)
        page = signed_in(mission_officer).post(WORK, sent((OVERVIEW, "viết thêm", 0)))
        assert page.status_code == 409
        assert "viết thêm</textarea>" in text_of(page)


class TestWhoMay:
    def test_a_stranger_and_another_department_know_of_nothing(self, signed_in, stranger, head, report):
        for person in (stranger, head):
            browser = signed_in(person)
            assert [browser.get(address).status_code for address in (PAGE, WORK)] == [404, 404]
            assert browser.post(PAGE).status_code == 404

    def test_a_reader_may_not_write(self, signed_in, reviewer, auditor, report):
        for person in (reviewer, auditor):
            browser = signed_in(person)
            assert browser.get(PAGE).status_code == 200
            assert [browser.post(PAGE).status_code, browser.get(WORK).status_code, browser.post(WORK, {}).status_code] == [403] * 3


class TestQueries:
    def test_each_page_asks_little_and_the_same_at_ten_times_the_rows(
        self, signed_in, mission_officer, mission_head, reviewer, report, django_assert_max_num_queries
    ):
        filing.write(report, ANSWERS, mission_officer)
        earlier = filing.begin(filing.owed(report.obligation.unit, "2026-Q3"), mission_officer)
        filing.write(earlier, ANSWERS, mission_officer)
        filing.submit(earlier, mission_head)
        filing.accept(earlier, reviewer)
        filing.submit(report, mission_head)
        filing.give_back(report, reviewer, remarks={PRESENT: "Vì sao?"})
        browser = signed_in(mission_officer)

        def ask():
            for address in (PAGE, WORK, STAFF):
                with django_assert_max_num_queries(15):
                    assert browser.get(address).status_code == 200

        ask()
        plain = {"by": mission_head, "at": filing.NOW}
        returned = report.versions.get(number=1)
        with triggers.lifted(connection):
            for number in range(10):
                Answer.objects.create(report_version=report.latest(), question="results", row=f"9.{number}", value="x", **plain)
                Remark.objects.create(report_version=returned, question="present", text="x", **plain)
        ask()
