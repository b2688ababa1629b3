"""A review saved to go on later: the words of one reviewer, read by nobody else, until that person decides."""

import re
from html import unescape

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Event
from accounts.versions import StaleVersion
from reports import services
from reports.kinds import LONGEST
from reports.models import Remark, ReviewDraft
from tests.factories import MembershipFactory, UserFactory
from tests.reports import filing
from tests.reports.filing import NOW, OVERVIEW, PRESENT

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("report_stands")]
PAGE = "/reports/2026-Q4/emb-fr/"
REVIEW = f"{PAGE}review/"
WHY, SECOND = "Vì sao 12 người?", "Bổ sung căn cứ."


@pytest.fixture
def submitted(report, mission_head):
    filing.submit(report, mission_head)
    return report


@pytest.fixture
def colleague(geographic):
    return MembershipFactory(user=UserFactory(name="Đồng nghiệp"), unit=geographic, role="unit_head").user


def text_of(answer):
    return unescape(answer.content.decode())


def form_of(browser, page=REVIEW):
    """The form of the review as a browser would send it back."""
    html = text_of(browser.get(page))
    found = dict(re.findall(r'name="(version|draft)" value="(\d+)"', html))
    texts = re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n?([^<]*)</textarea>', html)
    return found | {name: text for name, text in texts}


def keep(browser, **typed):
    return browser.post(REVIEW, {**form_of(browser), **typed, "act": "keep"})


def kept(report, by, seen_draft=0, reason=SECOND, remarks=None):
    seen = filing.fresh(report).version
    given = {"reason": reason, "remarks": {PRESENT: WHY} if remarks is None else remarks}
    return services.keep_review(report=report, by=by, now=NOW, seen=seen, seen_draft=seen_draft, **given)


def test_what_was_written_stands_in_its_places_and_nothing_is_decided(signed_in, reviewer, submitted):
    browser, events = signed_in(reviewer), Event.objects.count()
    assert "Lưu, xử lý sau" in text_of(browser.get(REVIEW))
    page = keep(browser, reason=SECOND, **{"r-present": WHY})
    assert (page.status_code, page.url) == (302, REVIEW)
    again = form_of(browser)
    assert (again["reason"], again["r-present"], again["r-overview"], again["draft"]) == (SECOND, WHY, "", "1")
    assert filing.fresh(submitted).state == "submitted"
    assert (Event.objects.count(), Remark.objects.count()) == (events, 0)


def test_nobody_else_reads_it(signed_in, reviewer, colleague, secretariat, mission_head, auditor, submitted):
    keep(signed_in(reviewer), reason=SECOND, **{"r-present": WHY})
    for person in (colleague, secretariat, mission_head, auditor):
        for page in (REVIEW, PAGE, f"{PAGE}history/", "/api/v1/reports/2026-Q4/emb-fr/"):
            assert not {WHY, SECOND} & set(re.findall(f"{re.escape(WHY)}|{re.escape(SECOND)}", text_of(signed_in(person).get(page))))
    keep(signed_in(colleague), reason="Ý khác")
    assert form_of(signed_in(reviewer))["reason"] == SECOND
    assert ReviewDraft.objects.count() == 2


def test_the_decision_takes_the_words_and_leaves_no_draft(signed_in, reviewer, submitted):
    browser = signed_in(reviewer)
    keep(browser, reason=SECOND, **{"r-present": WHY})
    assert browser.post(REVIEW, {**form_of(browser), "act": "return"}).url == REVIEW
    assert [row.text for row in Remark.objects.all()] == [WHY]
    assert filing.fresh(submitted).state == "returned"
    assert not ReviewDraft.objects.exists()


def test_it_is_accepted_only_once_the_words_are_cleared(signed_in, reviewer, submitted):
    browser = signed_in(reviewer)
    keep(browser, reason=SECOND, **{"r-present": WHY})
    assert browser.post(REVIEW, {**form_of(browser), "act": "accept"}).status_code == 422
    assert browser.post(REVIEW, {**form_of(browser), "reason": "", "r-present": "", "act": "accept"}).status_code == 302
    assert filing.fresh(submitted).state == "accepted"
    assert not ReviewDraft.objects.exists()


def test_two_pages_of_one_person_lose_no_words(signed_in, reviewer, submitted):
    browser = signed_in(reviewer)
    old = form_of(browser)
    keep(browser, reason=SECOND)
    page = browser.post(REVIEW, {**old, "r-present": WHY, "act": "keep"})
    html = text_of(page)
    assert page.status_code == 409
    assert "Bạn đã lưu nội dung khác tại một trang khác" in html
    assert f'<blockquote class="said">{SECOND}</blockquote>' in html
    assert ReviewDraft.objects.get().reason == SECOND
    sent = dict(re.findall(r'name="(version|draft)" value="(\d+)"', html))
    assert browser.post(REVIEW, {**sent, "r-present": WHY, "act": "keep"}).status_code == 302
    assert (ReviewDraft.objects.get().reason, ReviewDraft.objects.get().remarks) == ("", {"present": WHY})


def test_words_saved_on_another_page_stay_where_they_were_not_seen_at_the_decision(signed_in, reviewer, submitted):
    browser = signed_in(reviewer)
    old = form_of(browser)
    keep(browser, **{"r-present": WHY})
    assert browser.post(REVIEW, {**old, "act": "accept"}).status_code == 302
    assert WHY in text_of(browser.get(REVIEW))  # to be read, beside what was decided


def test_where_a_colleague_decided_first_the_words_are_still_to_be_read(signed_in, reviewer, colleague, submitted):
    browser = signed_in(reviewer)
    keep(browser, **{"r-present": WHY})
    old = form_of(browser)
    filing.accept(submitted, colleague)
    page = browser.post(REVIEW, {**old, "r-overview": "Và đây", "act": "keep"})
    assert page.status_code == 409
    assert "Và đây" in text_of(page)
    assert WHY in text_of(browser.get(REVIEW))


def test_what_the_unit_takes_back_and_sends_again_keeps_the_words(signed_in, reviewer, mission_head, submitted):
    browser = signed_in(reviewer)
    keep(browser, **{"r-present": WHY})
    filing.take_back(submitted, mission_head)
    assert WHY in text_of(browser.get(REVIEW))
    filing.submit(submitted, mission_head)
    html = text_of(browser.get(REVIEW))
    assert "về phiên bản 1, mà đơn vị đã rút lại" in html
    assert form_of(browser)["r-present"] == WHY
    keep(browser, reason=SECOND)
    row = ReviewDraft.objects.get()
    assert (row.report_version.number, row.remarks, row.reason, row.version) == (2, {"present": WHY}, SECOND, 2)


def test_words_about_what_a_colleague_returned_are_not_put_into_the_next_version(signed_in, reviewer, colleague, mission_head, submitted):
    browser = signed_in(reviewer)
    keep(browser, **{"r-present": WHY})
    filing.give_back(submitted, colleague)
    filing.submit(submitted, mission_head)
    assert form_of(browser)["r-present"] == ""
    assert WHY in text_of(browser.get(f"{REVIEW}?version=1"))


def test_rules_of_the_service(reviewer, mission_head, submitted):
    assert kept(submitted, reviewer, reason=" ", remarks={OVERVIEW: " "}) is None
    with pytest.raises(ValidationError):
        kept(submitted, reviewer, reason="x" * (LONGEST + 1))
    kept(submitted, reviewer)
    with pytest.raises(services.StaleReview):
        kept(submitted, reviewer, seen_draft=0)
    with pytest.raises(StaleVersion):
        services.keep_review(report=submitted, by=reviewer, now=NOW, seen=1, seen_draft=1, reason="x", remarks={})
    filing.take_back(submitted, mission_head)
    with pytest.raises(ValidationError, match="đã gửi"):
        kept(submitted, reviewer, seen_draft=1)
