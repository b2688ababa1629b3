"""Changing the language on the page of a section: what was typed is saved first, and nothing that nobody touched."""

import re
from copy import deepcopy
from html import unescape

import pytest
from django.conf import settings

from reports.models import Answer
from tests.reports import filing
from tests.reports.filing import OVERVIEW, PRESENT, SHARE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_stands")]
PAGE = "/reports/2026-Q4/emb-fr/"
WORK, STAFF = (f"{PAGE}sections/{key}/" for key in ("work", "staff"))


@pytest.fixture
def report(mission_officer, embassy, measure):
    filing.serves(embassy, measure)
    filing.open_mission(embassy)
    return filing.begin(filing.owed(embassy), mission_officer)


def saved(report):
    return {(row.question, row.row): row.value for row in Answer.objects.filter(report_version__report=report)}


def marks(html):
    return dict(re.findall(r'name="(seen-[^"]+)" value="([^"]+)"', html))


def language_of(browser):
    return browser.cookies[settings.LANGUAGE_COOKIE_NAME].value


def test_what_was_typed_is_saved_and_stands_there_in_the_other_language(signed_in, mission_officer, report):
    browser = signed_in(mission_officer)
    html = unescape(browser.get(WORK).content.decode())
    answer = browser.post(WORK, {"a-overview": "Viết dở", **marks(html), "done": "no", "then": "language-en"}, follow=True)
    assert answer.redirect_chain == [(WORK, 302)]
    assert saved(report) == {OVERVIEW: "Viết dở"}
    page = answer.content.decode()
    assert ('<html lang="en"' in page, "Viết dở</textarea>" in page, "Section 1 has been saved." in page) == (True, True, True)
    browser.post(WORK, {**marks(page), "a-overview": "Viết dở", "done": "no", "then": "language-xx"})
    assert language_of(browser) == "en"


def test_something_wrong_is_said_first_and_stays_as_it_was_typed(signed_in, mission_officer, report):
    browser = signed_in(mission_officer)
    answer = browser.post(STAFF, {"a-present": "mười", "a-share": "62,5", "then": "language-en"})
    assert answer.status_code == 422
    assert 'value="mười"' in answer.content.decode()
    assert settings.LANGUAGE_COOKIE_NAME not in answer.cookies
    assert saved(report) == {SHARE: 625}


def test_what_was_carried_over_and_not_touched_is_still_to_be_confirmed(signed_in, embassy, mission_officer, mission_head, reviewer):
    content = deepcopy(filing.CONTENT)
    content["sections"][1]["questions"][1]["carried"] = True
    asked = filing.questionnaire(2, content=content)
    filing.open_mission(embassy)
    earlier = filing.begin(filing.owed(embassy, "2026-Q3", questionnaire=asked), mission_officer)
    filing.write(earlier, {OVERVIEW: "x", PRESENT: 12, SHARE: 625}, mission_officer)
    filing.submit(earlier, mission_head)
    filing.accept(earlier, reviewer)
    report = filing.begin(filing.owed(embassy, questionnaire=asked), mission_officer)
    browser = signed_in(mission_officer)
    fields = {"a-present": "14", "a-share": "62,5", **marks(unescape(browser.get(STAFF).content.decode())), "done": "no"}
    browser.post(STAFF, {**fields, "then": "language-en"})
    assert saved(report) == {PRESENT: 14}
    assert "From last period, not yet confirmed" in browser.get(STAFF).content.decode()
    browser.post(STAFF, {**fields, "a-share": "62.5", "then": "stay"})
    assert saved(report)[SHARE] == 625


def test_enter_in_a_field_does_not_change_the_language(signed_in, mission_officer, report):
    """A browser presses the first button of a form."""
    html = signed_in(mission_officer).get(WORK).content.decode()
    first, *others = re.findall(r'<button[^>]*form="writing"[^>]*>', html)
    assert 'value="stay"' in first
    assert ['value="language-en"' in one for one in others] == [True]
    assert html.index(first) < html.index('<form id="writing"')
    assert 'class="lang" method="post"' not in html  # the one that would leave without saving
    assert 'class="lang" method="post"' in signed_in(mission_officer).get(PAGE).content.decode()
