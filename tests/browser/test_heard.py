"""What is heard and where focus stands: for those who read a page by its speech and its keys."""

import pytest

from office.models import Comment
from tests.browser.test_every_page import _faults_of_axe
from tests.reports import filing

pytestmark = pytest.mark.django_db(transaction=True)
MEASURE = "/plan/292/measures/2.3/"


def focused(page):
    return page.evaluate("document.activeElement.id || document.activeElement.textContent.trim() || document.activeElement.tagName")


def test_enter_in_find_a_person_posts_nothing_and_leads_to_the_first_name(open_page, officer, measure):
    page, complaints = open_page(officer)
    page.goto(MEASURE)
    page.get_by_label("Ý kiến trao đổi").fill("Nửa câu ")
    find = page.get_by_label("Tìm người")
    for _press in range(2):  # before the names are there, and with them
        find.press_sequentially("offi")
        find.press("Enter")
        page.wait_for_selector("#people button:focus")
        find.fill("")
    page.wait_for_selector("#people button", state="detached")
    find.press_sequentially("officer")
    page.wait_for_selector("#people[aria-live=polite] > button")
    find.press("Enter")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.value").startswith("Nửa câu @")
    assert (Comment.objects.count(), page.url.endswith(MEASURE), complaints) == (0, True, [])


COLUMNS = [
    {"key": "course", "kind": "text", "required": True, **filing.words("label", "Lớp")},
    {"key": "people", "kind": "number", **filing.words("label", "Số người")},
]
ASKED = [
    {"key": "news", "kind": "text", **filing.words("label", "Tin")},
    {"key": "posts", "kind": "number", **filing.words("label", "Biên chế")},
    {"key": "courses", "kind": "table", **filing.words("label", "Lớp học"), "columns": COLUMNS},
]
LOUD = """() => {
  window.heard = [];
  const told = (all) => heard.push(...new Set(all.map((one) => one.target.textContent.trim())));
  document.querySelectorAll("[aria-live], [role=status], [role=alert]").forEach((region) =>
    new MutationObserver(told).observe(region, {childList: true, subtree: true, characterData: true, attributes: true}));
}"""
DESCRIPTION = (
    "one => (one.getAttribute('aria-describedby') || '').split(' ').map(id => document.getElementById(id).textContent.trim()).join(' ')"
)


@pytest.fixture
def section(open_page, embassy, mission_officer):
    content = {"sections": [{"key": "all", **filing.words("title", "Tất cả"), "questions": ASKED}]}
    filing.open_mission(embassy)
    filing.begin(filing.owed(embassy, questionnaire=filing.questionnaire(2, content=content)), mission_officer)
    page, _complaints = open_page(mission_officer)
    page.set_default_timeout(45_000)
    page.goto("/reports/2026-Q4/emb-fr/sections/all/")
    page.evaluate(LOUD)
    return page


def until(page, holds):
    """The policy of the house forbids what `wait_for_function` would do."""
    for _look in range(450):
        if page.evaluate(holds):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{holds}: {page.evaluate('heard')}")


def foot(page, name, words):
    page.locator(f'[data-field="{name}"] .qa__foot').get_by_text(words).first.wait_for()


def test_of_what_is_typed_only_what_becomes_of_it_is_heard(section):
    section.get_by_label("1.1 Tin").press_sequentially("hai mươi chữ cái đây", delay=120)
    assert len(section.evaluate("heard")) <= 1  # it has been saved on the way, and the person was writing
    until(section, "heard.some((words) => words.startsWith('1.1 Tin: Đã lưu'))")
    assert len(section.evaluate("heard")) <= 2
    section.evaluate("heard.length = 0")
    section.context.set_offline(True)
    section.get_by_label("1.1 Tin").press_sequentially("mất mạng rồi", delay=120)
    until(section, "heard.length && heard.at(-1).includes('giờ Hà Nội') && heard.at(-1).includes('1.1 Tin: Chưa lưu')")
    link = section.locator("[data-list] a")
    link.focus()
    section.evaluate("heard.length = 0")
    section.wait_for_timeout(3000)  # it is tried again
    assert section.evaluate("heard") == []
    assert focused(section) == "1.1 Tin"


def test_what_is_wrong_describes_the_field_and_only_the_cells_it_is_said_of(section):
    posts = section.get_by_label("1.2 Biên chế")
    posts.fill("muoi hai")
    foot(section, "posts", "Chưa lưu: cần sửa")
    assert "Nhập số, ví dụ 125." in posts.evaluate(DESCRIPTION)
    assert "Chưa lưu: cần sửa" in posts.evaluate(DESCRIPTION)
    until(section, "heard.some((words) => words.includes('Nhập số, ví dụ 125.'))")
    posts.fill("12")
    foot(section, "posts", "Đã lưu")
    assert posts.evaluate(DESCRIPTION) == ""
    section.locator('[name="a-courses:2:people"]').fill("nhieu")  # the rows above it are empty
    foot(section, "courses", "Chưa lưu: cần sửa")
    marked = section.locator("[data-field=courses] [aria-invalid]").evaluate_all("all => all.map((one) => one.name)")
    assert marked == ["a-courses:2:people"]
    assert section.locator('[name="a-courses:2:people"]').evaluate(DESCRIPTION) == "Nhập số, ví dụ 125."
    assert "Dòng 3, Số người" in section.locator("[data-field=courses] fieldset").evaluate(DESCRIPTION)
    assert _faults_of_axe(section) == []
