"""Every page, in both languages, light and dark, on a phone and on a desk."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.pages import PAGES

WAYS = [("vi", "light", 1440), ("en", "dark", 360), ("vi", "dark", 360), ("en", "light", 1440)]
READ_WHOLE = 2  # axe reads the page in the first two ways, which hold each language, theme and width once
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}


@pytest.fixture(params=PAGES, ids=lambda page: page.name)
def page_of_house(request):
    if request.param.needs:
        request.getfixturevalue(request.param.needs)
    return request.param


def _faults_of_axe(page):
    found = Axe().run(page, options=RULES).response["violations"]
    return [(v["id"], [node["html"][:160] for node in v["nodes"]][:3]) for v in found]


@pytest.mark.django_db(transaction=True)
def test_a_page_reads_well_fits_and_keeps_to_its_policy(page_of_house, open_page, cast):
    """The security policy is in force here: what it refuses is an error in the console."""
    page, complaints = open_page(cast(page_of_house.person))
    for turn, (language, theme, width) in enumerate(WAYS):
        open_page.dress(page, language, theme, width)
        answer = page.goto(page_of_house.address())
        where = f"{page_of_house.name} {language} {theme} {width}"
        assert answer.status == page_of_house.status, where
        assert page.locator("html").get_attribute("lang") == language, where
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow == 0, f"{where}: scrolls sideways by {overflow} px"
        assert complaints == [], where
        if turn < READ_WHOLE:
            faults = _faults_of_axe(page)
            assert not faults, f"{where}: {json.dumps(faults, ensure_ascii=False, indent=1)}"


@pytest.mark.django_db(transaction=True)
def test_a_first_visit_is_light(open_page, secretariat):
    """At most 50 kB and five requests, as they travel: compressed."""
    from tests.browser.weight import weigh

    page, _complaints = open_page(secretariat)
    requests = weigh(page, "/components/")
    assert len(requests) <= 5, requests
    assert sum(requests.values()) <= 50_000, requests


@pytest.mark.django_db(transaction=True)
def test_the_menu_opens_without_a_script(browser, open_page, secretariat, live_server):
    page, _complaints = open_page(secretariat, width=360)
    page.route("**/*.js", lambda route: route.abort())
    page.goto("/components/")
    page.get_by_role("button", name="Menu").click()
    assert page.locator("#menu").is_visible()
    page.keyboard.press("Escape")
    page.locator("details.me > summary").click()
    assert page.locator(".me__menu").is_visible()


@pytest.mark.django_db(transaction=True)
def test_errors_take_focus_and_lead_to_their_field(open_page, secretariat):
    page, _complaints = open_page(secretariat)
    page.goto("/accounts/profile/")
    page.locator("#id_name").fill("")
    page.locator("main form .btn--primary").click()
    page.wait_for_selector("[data-errors]")
    assert page.evaluate("document.activeElement.hasAttribute('data-errors')")
    page.locator("[data-errors] a").first.click()
    assert page.evaluate("document.activeElement.id") == "id_name"


@pytest.mark.django_db(transaction=True)
def test_a_stale_save_shows_both_texts_and_can_still_be_saved(open_page, secretariat, pictured):
    page, complaints = open_page(secretariat)
    page.goto("/accounts/profile/")
    other = page.context.new_page()
    other.goto("/accounts/profile/")
    other.locator("#id_name").fill("Tên từ cửa sổ thứ hai")
    other.locator("main form .btn--primary").click()
    other.wait_for_selector(".note--ok")

    page.locator("#id_name").fill("Tên từ cửa sổ thứ nhất")
    page.locator("main form .btn--primary").click()
    page.wait_for_selector("#both")
    assert "Tên từ cửa sổ thứ hai" in page.locator("main").inner_text()
    assert page.locator("#id_name").input_value() == "Tên từ cửa sổ thứ nhất"
    assert not _faults_of_axe(page)
    pictured(page, "conflict")
    page.locator("main form .btn--primary").click()
    page.wait_for_selector(".note--ok")
    assert page.locator("#id_name").input_value() == "Tên từ cửa sổ thứ nhất"
    assert [line for line in complaints if not line.startswith("409 ")] == []


@pytest.mark.django_db(transaction=True)
def test_words_typed_long_ago_are_handed_back(open_page, secretariat, pictured):
    page, _complaints = open_page(secretariat)
    page.goto("/accounts/profile/")
    page.locator("#id_name").fill("Một tên đã gõ")
    page.context.clear_cookies(name="csrf")
    page.locator("main form .btn--primary").click()
    page.wait_for_selector("#typed")
    assert page.locator("#typed-1").input_value() == "Một tên đã gõ"
    assert not _faults_of_axe(page)
    pictured(page, "csrf")
