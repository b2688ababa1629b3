"""Replies to remarks on the pages: written beside the answer, read by the reviewer beside the remark, never lost."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports.models import Reply
from tests.reports import filing
from tests.reports.filing import ANSWERS, OVERVIEW, PRESENT, SHARE
from tests.reports.test_replies import WHY, remark, reply

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("report_stands")]
PAGE = "/reports/2026-Q4/emb-fr/"
STAFF, CHECK, REVIEW, HISTORY = (f"{PAGE}{name}/" for name in ("sections/staff", "check", "review", "history"))


@pytest.fixture
def returned(report, mission_head, reviewer):
    filing.submit(report, mission_head)
    filing.give_back(report, reviewer, remarks={PRESENT: "Vì sao 12?", SHARE: "Nguồn nào?"})
    return report


def text_of(answer):
    return unescape(answer.content.decode())


def sent(html, **typed):
    """The form of a section as a browser sends it, with what is typed into it."""
    marks = dict(re.findall(r'name="(seen-[^"]+)" value="([^"]*)"', html))
    texts = {name: text.lstrip("\n") for name, text in re.findall(r'<textarea[^>]* name="(a-[^"]+)"[^>]*>([^<]*)</textarea>', html)}
    return {**marks, **texts, **typed, "then": "stay"}


def given():
    return {(row.remark.question, row.report_version.number): row.text for row in Reply.objects.all()}


class TestWriting:
    def test_each_remark_has_a_field_beside_its_answer_that_the_section_saves(self, signed_in, mission_officer, returned):
        browser, pk = signed_in(mission_officer), remark(returned).pk
        html = text_of(browser.get(STAFF))
        assert f'name="a-_{pk}"' in html
        assert f'data-put="/api/v1/reports/2026-Q4/emb-fr/replies/{pk}/"' in html
        assert f'aria-describedby="h-_{pk} r-_{pk}"' in html
        assert f'id="r-_{pk}"' in html
        assert browser.post(STAFF, sent(html, **{f"a-_{pk}": WHY})).status_code == 302
        assert given() == {("present", 2): WHY}
        assert WHY in text_of(browser.get(STAFF))

    def test_a_first_version_has_none(self, signed_in, mission_officer, report):
        assert "Giải trình" not in text_of(signed_in(mission_officer).get(STAFF))

    def test_of_two_who_write_at_once_both_texts_stand_and_one_is_chosen(self, signed_in, mission_officer, mission_head, returned):
        browser, pk = signed_in(mission_officer), remark(returned).pk
        html = text_of(browser.get(STAFF))
        reply(returned, mission_head)
        page = browser.post(STAFF, sent(html, **{f"a-_{pk}": "Của tôi", f"a-_{remark(returned, 'share').pk}": "Nguồn: kế toán"}))
        again = text_of(page)
        assert page.status_code == 409
        assert "Của tôi" in again
        assert WHY in again
        assert given() == {("present", 2): WHY, ("share", 2): "Nguồn: kế toán"}  # the rest is saved
        assert browser.post(STAFF, sent(again, **{f"take-_{pk}": "mine"})).status_code == 302
        assert given()["present", 2] == "Của tôi"

    def test_too_long_a_text_is_refused_and_given_back(self, signed_in, mission_officer, returned):
        browser, long = signed_in(mission_officer), "x" * 20001
        page = browser.post(STAFF, sent(text_of(browser.get(STAFF)), **{f"a-_{remark(returned).pk}": long}))
        assert page.status_code == 422
        assert long in text_of(page)

    def test_where_the_report_was_sent_meanwhile_the_words_are_given_back(self, signed_in, mission_officer, mission_head, returned):
        browser = signed_in(mission_officer)
        typed = sent(text_of(browser.get(STAFF)), **{f"a-_{remark(returned).pk}": WHY})
        filing.submit(returned, mission_head)
        page = browser.post(STAFF, typed)
        assert page.status_code == 409
        assert WHY in text_of(page)

    def test_so_are_words_about_a_remark_that_another_has_followed(self, signed_in, mission_officer, mission_head, reviewer, returned):
        browser, pk = signed_in(mission_officer), remark(returned).pk
        typed = sent(text_of(browser.get(STAFF)), **{f"a-_{pk}": WHY})
        filing.submit(returned, mission_head)
        filing.give_back(returned, reviewer, remarks={PRESENT: "Vẫn chưa rõ."})
        page = browser.post(STAFF, typed)
        assert page.status_code == 422
        assert WHY in text_of(page)
        assert not Reply.objects.exists()


class TestSending:
    def test_the_check_lists_what_has_no_reply_and_it_can_be_sent_all_the_same(self, signed_in, mission_head, returned):
        browser = signed_in(mission_head)
        reply(returned, mission_head)
        html, left = text_of(browser.get(CHECK)), remark(returned, "share").pk
        assert "1 nhận xét chưa được giải trình" in html
        assert f"{STAFF}?back=check#a-_{left}" in html
        assert f"#a-_{remark(returned).pk}" not in html
        assert WHY in html
        read = re.search(r'name="read" value="(\w+)"', html).group(1)
        assert browser.post(CHECK, {"version": filing.fresh(returned).version, "read": read}).status_code == 302

    def test_what_stays_with_a_reply_is_told_apart_from_what_only_stays(self, signed_in, mission_head, returned):
        browser = signed_in(mission_head)
        reply(returned, mission_head)
        html = text_of(browser.get(CHECK))
        assert "1 câu có nhận xét chưa được sửa từ khi báo cáo bị trả lại" in html
        assert "1 câu có nhận xét được giữ nguyên, đã có giải trình" in html
        reply(returned, mission_head, question="share")
        html = text_of(browser.get(CHECK))
        assert "chưa được giải trình" not in html
        assert "chưa được sửa" not in html
        assert "2 câu có nhận xét được giữ nguyên, đã có giải trình" in html
        filing.write(returned, {PRESENT: 15, SHARE: 630}, mission_head)
        assert "được giữ nguyên" not in text_of(browser.get(CHECK))


class TestReading:
    @pytest.fixture
    def again(self, returned, mission_officer, mission_head):
        reply(returned, mission_officer)
        filing.write(returned, {PRESENT: 15}, mission_officer)
        filing.submit(returned, mission_head)
        return returned

    def test_the_reviewer_reads_it_beside_the_remark_and_the_changed_answer(self, signed_in, reviewer, again):
        html = text_of(signed_in(reviewer).get(REVIEW))
        changes = html[html.index('id="changes"') :]
        assert changes.index("Vì sao 12?") < changes.index(WHY) < changes.index("Giải trình của đơn vị, mission_officer")
        assert str(ANSWERS[PRESENT]) in changes
        assert WHY not in text_of(signed_in(reviewer).get(f"{REVIEW}?version=1"))

    def test_an_answer_left_with_a_reply_is_not_called_ignored(self, signed_in, reviewer, mission_head, returned):
        reply(returned, mission_head)
        filing.submit(returned, mission_head)
        present, share = text_of(signed_in(reviewer).get(REVIEW)).split("Vì sao 12?")[:2]
        assert "Giữ nguyên, có giải trình" in present
        assert "Có nhận xét nhưng chưa sửa" not in present
        assert "Có nhận xét nhưng chưa sửa" in share

    def test_returned_again_it_shows_each_remark_made_on_it_beside_the_answers_that_changed_too(
        self, signed_in, reviewer, mission_officer, auditor, again
    ):
        filing.give_back(again, reviewer, remarks={PRESENT: "Còn 15 thì sao?", OVERVIEW: "Nói rõ hơn."})
        for person in (reviewer, mission_officer, auditor):
            changes, rest = text_of(signed_in(person).get(f"{REVIEW}?version=2")).split('class="more"', 1)
            assert changes.index("Vì sao 12?") < changes.index(WHY) < changes.index("Còn 15 thì sao?")
            assert "Nguồn nào?" in changes
            assert "Nói rõ hơn." in rest
            assert (changes + rest).count("Còn 15 thì sao?") == 1

    def test_before_it_is_sent_nobody_but_the_unit_reads_it(self, signed_in, reviewer, returned, mission_officer):
        reply(returned, mission_officer)
        for page in (REVIEW, f"{REVIEW}?version=1", HISTORY, PAGE):
            assert WHY not in text_of(signed_in(reviewer).get(page))

    def test_the_history_counts_them(self, signed_in, reviewer, again):
        html = text_of(signed_in(reviewer).get(HISTORY))
        assert "1 giải trình nhận xét" in html

    def test_however_many_they_are_they_are_read_in_one_question(self, signed_in, reviewer, again, mission_officer):
        browser = signed_in(reviewer)
        with CaptureQueriesContext(connection) as asked:
            browser.get(REVIEW)
        assert sum('FROM "reports_reply"' in query["sql"] for query in asked.captured_queries) == 1
