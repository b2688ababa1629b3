"""What a field of a section is described by for who does not see the page: all that is said about it, and nothing that is not there."""

import re
from copy import deepcopy
from html import unescape

import pytest

from tests.reports import filing
from tests.reports.filing import ANSWERS, NEEDED, PRESENT, SHARE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_stands")]
STAFF = "/reports/2026-Q4/emb-fr/sections/staff/"


def described(answer, field):
    """The texts by which it is described; an id that is not there is an error."""
    html = unescape(answer.content.decode())
    [box] = re.findall(rf'<div class="qa[^"]*" data-field="{field}">.*?(?=<div class="qa|<fieldset class="field gap-t">)', html, re.DOTALL)
    [ids] = re.findall(r'aria-describedby="([^"]*)"', box)
    found = {one: re.findall(rf'<(\w+)[^>]* id="{one}".*?</\1>', box, re.DOTALL) for one in ids.split()}
    assert all(len(tags) == 1 for tags in found.values()), found
    return [re.sub(r"<[^>]+>", " ", re.search(rf'id="{one}"[^>]*>(.*?)</(?:p|div)>', box, re.DOTALL)[1]).strip() for one in found]


def test_what_is_carried_over_says_that_it_is_not_confirmed(signed_in, embassy, mission_officer, mission_head, reviewer):
    content = deepcopy(filing.CONTENT)
    content["sections"][1]["questions"][1]["carried"] = True
    asked = filing.questionnaire(2, content=content)
    earlier = filing.begin(filing.owed(embassy, "2026-Q3", questionnaire=asked), mission_officer)
    filing.write(earlier, {**NEEDED, SHARE: 625}, mission_officer)
    filing.submit(earlier, mission_head)
    filing.accept(earlier, reviewer)
    report = filing.begin(filing.owed(embassy, questionnaire=asked), mission_officer)
    browser = signed_in(mission_officer)
    assert described(browser.get(STAFF), "share")[1:] == ["Lấy từ kỳ trước, chưa xác nhận"]
    filing.write(report, {SHARE: 625}, mission_officer)
    assert described(browser.get(STAFF), "share")[1:] == []  # "saved" need not be heard with each field


def test_a_remark_and_an_error_are_said_with_their_field_alone(signed_in, embassy, mission_officer, mission_head, reviewer):
    report = filing.begin(filing.owed(embassy), mission_officer)
    filing.write(report, {key: value for key, value in ANSWERS.items() if not key[1]}, mission_officer)
    filing.submit(report, mission_head)
    filing.give_back(report, reviewer, remarks={PRESENT: "Vì sao?"})
    browser = signed_in(mission_officer)
    assert described(browser.get(STAFF), "present")[1:] == ["Vì sao?"]
    assert described(browser.get(STAFF), "share")[1:] == []
    answer = browser.post(STAFF, {"a-present": "nhiều", "seen-present": "1-0", "done": "no"})
    assert described(answer, "present")[1:] == ["Vì sao?", "Nhập số, ví dụ 125.", "Chưa lưu"]
