"""The main menu says to each reader what they may enter, in their language, and where they are; whoever asked before them."""

import re

import pytest
from django.test.utils import override_script_prefix
from django.urls import reverse

from office.menu import PARTS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_stands")]
ITEM = re.compile(r'<li><a href="([^"]+)"( aria-current="true")?>([^<]+)</a></li>')


def menu(browser, address="/", language="vi"):
    """(address, whether it is lit, label) of each item."""
    browser.cookies["language"] = language
    page = browser.get(address).content.decode()
    nav = re.search(r'<nav id="menu".*?</nav>', page, re.DOTALL)[0]
    return [(link, bool(lit), label) for link, lit, label in ITEM.findall(nav)]


def test_each_reader_is_shown_their_own_whoever_came_before(secretariat, head, officer, signed_in):
    hidden = {secretariat: set(), head: set(), officer: {"accounts:users", "accounts:audit"}}
    for _turn in range(2):
        for who, less in hidden.items():
            shown = [link for link, _lit, _label in menu(signed_in(who))]
            assert shown == [reverse(part.route) for part in PARTS if part.route not in less]


def test_it_speaks_the_language_of_the_reader(secretariat, signed_in):
    browser = signed_in(secretariat)
    labels = [[label for _link, _lit, label in menu(browser, language=language)] for language in ("vi", "en", "vi")]
    assert labels[0] == labels[2]
    assert (labels[0][0], labels[1][0]) == ("Việc của tôi", "My work")
    assert not set(labels[0]) & set(labels[1])


@pytest.mark.parametrize(
    ("address", "part"),
    [
        ("/", "overview:home"),
        ("/dashboard/", "overview:dashboard"),
        ("/plan/292/measures/", "plan:index"),
        ("/missions/", "missions:index"),
        ("/reports/", "reports:periods"),
        ("/manage/periods/", "accounts:users"),
        ("/manage/mail/", "accounts:users"),
        ("/audit/", "accounts:audit"),
        ("/accounts/profile/", None),
        ("/personnel/rotation/", "personnel:index"),
        ("/personnel/me/", None),
        ("/personnel/me/correct/", None),
        ("/no-such-page/", None),
    ],
)
def test_the_part_in_which_the_page_stands_is_lit_and_no_other(address, part, secretariat, measure, signed_in):
    lit = [link for link, lit, _label in menu(signed_in(secretariat), address) if lit]
    assert lit == ([reverse(part)] if part else [])


def test_addresses_stand_below_the_prefix_of_the_request(secretariat, signed_in):
    browser = signed_in(secretariat)
    plain = menu(browser)
    with override_script_prefix("/below/"):
        below = menu(browser)
    assert below == [(f"/below{link}", lit, label) for link, lit, label in plain]
    assert menu(browser) == plain


@pytest.mark.parametrize(("language", "short", "full"), [("vi", "Nhật ký", "Nhật ký hệ thống"), ("en", "Log", "System log")])
def test_the_log_is_short_in_the_menu_and_has_its_full_name_on_its_page(language, short, full, auditor, signed_in):
    browser = signed_in(auditor)
    assert [label for _link, lit, label in menu(browser, "/audit/", language) if lit] == [short]
    page = browser.get("/audit/").content.decode()
    assert f"<h1>{full}</h1>" in page
    assert f"<title>{full}" in page
