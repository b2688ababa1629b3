"""A page on which something is to be corrected says so in its title, which is what is heard first."""

import re
from html import unescape

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_stands")]
WRONG = {
    "a form": ("officer", "/plan/292/measures/2.3/update/", {"state": "in_progress", "percent": "900"}),
    "a row of the board, without a script": ("officer", "/plan/292/board/2.3/", {"state": "in_progress", "percent": "900"}),
    "lines of a list": ("administrator", "/manage/users/invite-list/", {"lines": "Trần Thị Hà; không phải thư; officer; x"}),
    "the form of an account": ("secretariat", "/accounts/profile/", {"name": ""}),
    "a filter": ("officer", "/plan/292/measures/?cell=no-such", None),
    "a day": ("officer", "/plan/292/?on=31/31/2026", None),
    "a number beside others": ("personnel", "/personnel/rotation/?term=x", None),
}


def title(answer):
    return unescape(re.search(r"<title>(.*?)</title>", answer.content.decode(), re.DOTALL)[1])


@pytest.mark.parametrize("case", WRONG)
@pytest.mark.parametrize(("language", "word"), [("vi", "Lỗi: "), ("en", "Error: ")])
def test_it_begins_with_the_word(request, signed_in, measure, case, language, word):
    who, address, data = WRONG[case]
    browser = signed_in(request.getfixturevalue(who))
    browser.cookies["language"] = language
    answer = browser.get(address) if data is None else browser.post(address, data)
    assert (answer.status_code, title(answer)[: len(word)]) == (422, word)
    asked = address.partition("?")[0]
    if "board" not in asked:
        assert not title(browser.get(asked)).startswith(word)


def test_the_title_of_an_update_names_its_measure(signed_in, officer, measure):
    assert title(signed_in(officer).get("/plan/292/measures/2.3/update/")).startswith("Cập nhật tiến độ: 2.3 Giải pháp 2.3")
