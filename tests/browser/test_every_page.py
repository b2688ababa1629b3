"""Every page, in both languages, light and dark, on a phone and on a desk."""

from dataclasses import replace
from functools import cache
from itertools import groupby
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests import sweeps
from tests.browser.pages import PAGES
from tests.overview.tongues import proper_names, unmarked

PARTS = 2 if sweeps.WHOLE else 1  # halves for two cores; dealt, one takes as long as all other tests of the browser
WAYS = [("vi", "light", 1440), ("en", "dark", 360)]  # each language, theme and width once
WIDTHS = (320, 360, 700, 1024, 1280, 1350, 1440)  # a page is laid out anew at each, without another visit
AXE = "/static/axe/axe.min.js"  # tests/browser/conftest.py
ALIKE, CONTRAST = (Path(__file__).with_name(f"{name}.js").read_text(encoding="utf-8") for name in ("alike", "contrast"))
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
    "preload": False,
}
LOOK = f"""async ([rules, seen]) => {{
  const thin = {ALIKE};
  const mark = {CONTRAST};
  thin();
  if (seen === null) return [(await axe.run(rules)).violations];
  const [found, texts] = mark(seen);
  axe.configure({{rules: [{{id: "color-contrast", selector: "[data-contrast]"}}]}});
  const {{violations, incomplete}} = await axe.run({{...rules, resultTypes: ["violations", "incomplete"]}});
  const nodes = incomplete.filter(rule => rule.id === "color-contrast").flatMap(rule => rule.nodes);
  const unsaid = nodes.map(node => document.querySelector(node.target[0]).dataset.contrast);
  return [violations, found, texts, unsaid];
}}"""  # where axe cannot tell, as of a text that something covers, it is asked again of the next; one question, since each costs the same


def _faults_of_axe(page):
    """Axe is carried into the page as text, which also reaches a page whose scripts a test has taken away."""
    return _in_words(Axe().run(page, options=RULES).response["violations"])


def _faults_of_axe_as_file(page, seen=None):
    """The same, in the walk: as a file of the server it is kept compiled from page to page; of rows made alike it sees two.
    `seen`, if given, are the colours whose contrast was looked at before: only others are, and join them."""
    page.add_script_tag(url=AXE)
    violations, *colours = page.evaluate(LOOK, [RULES, None if seen is None else sorted(seen)])
    if seen is not None:
        found, texts, unsaid = colours
        seen.update(set(found) - set(unsaid))
        sweeps.count("texts for their contrast", len(found), texts)
    return _in_words(violations)


def _in_words(violations):
    return [f"{v['id']}: {node['html'][:160]}" for v in violations for node in v["nodes"][:3]]


def _faults(page, shown, house, widths=WIDTHS, seen=None, names=()):
    """What is wrong with a page in the way in which it is shown, and at these widths, as lines of text. `names` are of no language."""
    answer = page.goto(shown.address(house))
    if answer.status != shown.status:
        return [f"answered {answer.status}"]
    tongues = [f"is not marked as of another language: {text}" for text in unmarked(answer.text(), names)]
    return [*tongues, *_cut_off(page), *_overflows(page, widths), *_faults_of_axe_as_file(page, seen)]


def _cut_off(page):
    """Numbers and days that are wider than their box: who looks at the form cannot read what it holds."""
    narrow = "[...document.querySelectorAll('.input--n, .input--date')].filter(box => box.scrollWidth > box.clientWidth + 1)"
    return [f"cuts off “{value}”" for value in page.evaluate(f"{narrow}.map(box => box.value)")]


@cache
def _screen(page):
    """The wire to the browser itself: `page.set_viewport_size` says more over it than a new width, and costs twice as much."""
    return page.context.new_cdp_session(page)


SEEN = """(() => {
  const page = document.documentElement, title = document.querySelector("h1"), row = title?.closest(".head, main");
  return [innerWidth, page.scrollWidth - page.clientWidth, title?.clientWidth, row?.clientWidth];
})()"""
TITLE = 0.4  # of its row: beside its buttons a title keeps about half


SPACED = """(() => {
  const page = document.documentElement, spaced = new CSSStyleSheet();
  spaced.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } p { margin-block-end: 2em !important; }");
  document.adoptedStyleSheets = [spaced];
  const by = page.scrollWidth - page.clientWidth;
  document.adoptedStyleSheets = [];
  return by;
})()"""  # as some readers set every page (WCAG 1.4.12); the policy of the house lets a sheet made by a script through


def _overflows(page, widths=WIDTHS):
    """At each of these widths; the one in which the page stands comes last, so that the next page finds it again. What is not
    to be seen has the same size, and nobody paints it."""
    page.evaluate("document.documentElement.style.visibility = 'hidden'")
    own = page.viewport_size["width"]
    for width in sorted(widths, key=lambda width: width == own):
        _lay_out(page, width)
        if spaced := page.evaluate(SPACED):
            yield f"with its letters set wider scrolls sideways by {spaced} px at {width}"
        seen, by, title, row = page.evaluate(SEEN)
        if seen != width:
            yield f"is {seen} px wide where {width} were asked for"
        if by:
            yield f"scrolls sideways by {by} px at {width}"
        if title is None or title < TITLE * row:
            yield f"leaves {title} of {row} px to its title at {width}"
    if own not in widths:
        _lay_out(page, own)
    page.evaluate("document.documentElement.style.visibility = ''")


def _lay_out(page, width):
    screen = {"width": width, "height": page.viewport_size["height"], "deviceScaleFactor": 1, "mobile": False}
    _screen(page).send("Emulation.setDeviceMetricsOverride", screen)


def ways_of(pages):
    """{name of a page: {way: widths}}: each page in one way and at one width, or in all (tests/sweeps.py)."""
    shown = {}
    for page, way, width in sweeps.dealt("pages in two languages and at seven widths", pages, WAYS, WIDTHS, named=lambda page: page.name):
        shown.setdefault(page.name, {}).setdefault(way, []).append(width)
    return shown


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_reads_well_fits_and_keeps_to_its_policy(part, open_page, furnished):
    """The security policy is in force here: what it refuses is an error in the console."""
    faults, seen = [], {way: None if sweeps.WHOLE else set() for way in WAYS}
    browsers = {way: open_page(None, language=way[0], theme=way[1], width=way[2]) for way in WAYS}
    ways, of_this_part, names = ways_of(PAGES), sorted(PAGES[part::PARTS], key=_who), proper_names()
    for person, pages in groupby(of_this_part, key=lambda shown: shown.person):
        for page, _complaints in browsers.values():
            open_page.sign_in(page, furnished.people.get(person))
        for shown in pages:
            for way, widths in ways[shown.name].items():
                page, complaints = browsers[way]
                found = _faults(page, shown, furnished, widths, seen[way], names)
                spoken = page.evaluate("document.documentElement.lang")
                found += complaints + ([] if spoken == way[0] else [f"is in {spoken}"])
                complaints.clear()
                faults += [f"{shown.name} {' '.join(map(str, way))}: {fault}" for fault in found]
    assert not faults, "\n".join(faults)


def _who(shown):
    """Person by person, each in the order of the list: one browser for all of them keeps what it has fetched and compiled."""
    return shown.person or ""


SPOILT = '<p>The talks with the host have been held</p><input class="input input--n" aria-label="x" value="24.000.000.000"><img src="/static/no-such.png"><table width="1100"><tr><td style="color: red">x</td></tr></table>'

SQUEEZED = '<table width="90"><tr><td><h1>x</h1></td></tr></table>'


@pytest.mark.django_db(transaction=True)
def test_the_walk_notices_what_is_wrong(open_page, secretariat):
    """The control: a picture without words and without a file, a table too wide, a title too narrow, a colour against the
    policy, a status."""
    page, complaints = open_page(secretariat)
    shown = next(shown for shown in PAGES if shown.name == "components")
    assert (_faults(page, shown, None), complaints) == ([], [])
    assert _faults(page, replace(shown, status=404), None) == ["answered 200"]

    def spoil(route):
        answer = route.fetch()
        body = answer.text().replace("</main>", f"{SPOILT}</main>").replace('<div class="head">', f'<div class="head">{SQUEEZED}', 1)
        route.fulfill(response=answer, body=body)

    page.route("**/components/", spoil)
    found = _faults(page, shown, None)
    assert any(fault.startswith("image-alt: <img") for fault in found), found
    assert "cuts off “24.000.000.000”" in found
    assert "is not marked as of another language: The talks with the host have been held" in found
    too_narrow = [fault.rsplit(" ", 1)[1] for fault in found if fault.startswith("scrolls sideways")]
    assert too_narrow[:4] == ["320", "360", "700", "1024"], found
    assert "1440" not in too_narrow
    assert [fault.rsplit(" ", 1)[1] for fault in found if fault.startswith("leaves ")] == [str(width) for width in WIDTHS]
    assert any("404" in complaint and "no-such.png" in complaint for complaint in complaints), complaints
    assert any("Content Security Policy" in complaint for complaint in complaints), complaints


LONG, BUTTONS = "Tình hình, kết quả thực hiện Nghị quyết " * 3, "<a class='btn' href='#x'>Phê duyệt báo cáo</a>" * 6
HEAD = f"<div class='head'><div><h1 class='h1-long'>{LONG}</h1></div><div class='head__acts'>{BUTTONS}</div></div>"


@pytest.mark.django_db(transaction=True)
def test_a_title_keeps_its_half_of_the_row_beside_many_buttons(open_page, secretariat):
    page, _complaints = open_page(secretariat)
    page.goto("/components/")
    page.evaluate("text => document.querySelector('main').insertAdjacentHTML('afterbegin', text)", HEAD)
    assert list(_overflows(page, (*WIDTHS, 992))) == []


LISTED = "<ul>%s<li><a href='#x'></a></li></ul>" % ("<li><a href='#x'>x</a></li>" * 5)


@pytest.mark.django_db(transaction=True)
def test_of_entries_made_alike_two_are_looked_at_and_the_one_that_differs(open_page, secretariat):
    page, _complaints = open_page(secretariat)
    page.goto("/components/")
    page.evaluate("text => document.querySelector('main').insertAdjacentHTML('beforeend', text)", LISTED)
    found = _faults_of_axe_as_file(page)
    assert page.locator("main > ul:last-child > li").count() == 3
    assert any(fault.startswith('link-name: <a href="#x"></a>') for fault in found), found


@pytest.mark.django_db(transaction=True)
def test_of_texts_of_one_colour_on_one_ground_the_contrast_of_one_is_looked_at(open_page, secretariat, monkeypatch):
    monkeypatch.setattr(sweeps, "met", {})
    page, _complaints = open_page(secretariat)
    seen, pale = set(), "document.querySelector('main').insertAdjacentHTML('beforeend', '<p class=new>Chữ nhạt</p>')"
    page.goto("/components/")
    assert _faults_of_axe_as_file(page, seen) == []
    before = len(seen)
    for found_there in (True, False):
        page.goto("/components/")
        page.evaluate(f"{pale}; document.querySelector('.new').style.color = 'rgb(200, 200, 200)'")
        found = _faults_of_axe_as_file(page, seen)
        assert any(fault.startswith("color-contrast: <p class") for fault in found) is found_there, found
        assert len(seen) == before + 1
    (looked_at, texts), *_rest = sweeps.met.values()
    assert looked_at == len(seen) < texts / 6


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
    page.get_by_role("button", name="Trình đơn").click()
    assert page.locator("#menu").is_visible()
    page.keyboard.press("Escape")
    page.locator("details.me > summary").click()
    assert page.locator(".me__menu").is_visible()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("script", ["", "**/*.js"], ids=["", "without a script"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_menu_of_the_account_is_whole_on_every_screen(open_page, secretariat, language, script):
    """As wide as it can be, by a long name."""
    type(secretariat).objects.filter(pk=secretariat.pk).update(name="Công Tằng Tôn Nữ Thị Minh Khai, Vụ Hợp tác kinh tế đa phương")
    page, _complaints = open_page(secretariat, language=language, width=360)
    if script:
        page.route(script, lambda route: route.abort())
    page.goto("/components/")
    page.locator("details.me > summary").click()
    for width in (*WIDTHS, 412, 575, 576):
        _lay_out(page, width)
        box = page.locator(".me__menu").bounding_box()
        assert box["x"] >= 0, (width, box)
        assert box["x"] + box["width"] <= width, (width, box)
    _lay_out(page, 360)
    page.get_by_role("button", name={"vi": "Đăng xuất", "en": "Sign out"}[language]).click()
    page.wait_for_url("**/accounts/login/**")


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
