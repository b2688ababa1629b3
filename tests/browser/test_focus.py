"""Where focus stands and what is heard when a page changes under whoever reads it: menus, messages, lists, a report on its way."""

from datetime import date

import pytest
from django.utils import timezone

from office import runs
from plan.models import Measure
from reports.services import ask_for_report
from tests.browser.test_every_page import _faults_of_axe, _overflows
from tests.browser.test_heard import LOUD, focused, until
from tests.factories import AssignmentFactory, MeasureFactory

pytestmark = pytest.mark.django_db(transaction=True)
ON_SCREEN = """() => {
  const on = document.activeElement, {top, bottom, left, right} = on.getBoundingClientRect();
  const seen = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return top >= 0 && bottom <= innerHeight && (on.contains(seen) || (seen && seen.contains(on)));
}"""


def is_open(page):
    return page.evaluate("document.getElementById('menu').matches(':popover-open')")


@pytest.mark.parametrize(("width", "height"), [(683, 384), (320, 256)])
def test_the_menu_scrolls_at_zoom_and_closes_when_focus_leaves_it(open_page, secretariat, width, height):
    page, _complaints = open_page(secretariat)
    page.goto("/accounts/profile/")
    page.set_viewport_size({"width": width, "height": height})
    menu = page.get_by_role("button", name="Trình đơn")
    menu.focus()
    page.keyboard.press("Enter")
    assert is_open(page)
    box = page.locator("#menu").bounding_box()
    assert box["y"] + box["height"] <= height, box
    links = page.locator("#menu a").count()
    page.keyboard.press("Tab")  # to its search
    for _link in range(links):
        page.keyboard.press("Tab")
        assert page.evaluate(ON_SCREEN), focused(page)
        assert page.evaluate("document.getElementById('menu').contains(document.activeElement)")
    page.keyboard.press("Tab")
    assert not is_open(page)
    assert page.evaluate("document.activeElement !== document.body && !document.getElementById('menu').contains(document.activeElement)")
    menu.click()
    menu.click()  # its own button still closes it, and does not open it again
    assert not is_open(page)
    account = page.locator("details.me > summary")
    account.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    assert page.locator("details.me[open]").count() == 0


def test_what_was_saved_is_read_first_and_a_place_of_its_own_keeps_the_focus(open_page, secretariat):
    page, _complaints = open_page(secretariat)
    page.goto("/accounts/profile/")
    assert page.evaluate("document.activeElement === document.body")
    page.locator("#id_name").fill("Tên mới")
    page.locator("main form .btn--primary").click()
    page.wait_for_selector(".notes:focus")
    assert not _faults_of_axe(page)
    page.locator("#id_name").fill("")
    page.locator("main form .btn--primary").click()
    page.wait_for_selector("[data-errors]:focus")
    assert page.title().startswith("Lỗi: ")


def test_a_report_that_is_being_compiled_keeps_focus_and_says_each_step_once(open_page, secretariat, plan, monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(runs.Held, "_keep", lambda self: None)  # a thread would need a connection of its own
    report, _new = ask_for_report(plan=plan, on=timezone.localdate(), language="vi", by=secretariat, now=timezone.now())
    page, complaints = open_page(secretariat)
    page.goto(f"/reports/progress/{report.pk}/")
    assert page.title().startswith("Đang tổng hợp báo cáo: ")
    page.evaluate(LOUD)
    cancel = page.get_by_role("button", name="Hủy việc tổng hợp")
    cancel.focus()
    with page.expect_response("**/status/"):
        pass
    with page.expect_response("**/status/"):
        pass
    assert page.evaluate("heard") == []
    runs.Held(runs.claim(report.run_id, timezone.now())).progress(2, 5, "Counting")
    until(page, "heard.includes('Tính toán số liệu')")
    assert focused(page) == "Hủy việc tổng hợp"
    assert page.evaluate("heard") == ["Tính toán số liệu"]
    page.wait_for_selector("progress[value='40']")
    runs.fail(report.run.__class__.objects.get(pk=report.run_id), "x", timezone.now())
    page.wait_for_selector("h2 >> text=Không tổng hợp được báo cáo")
    assert page.title().startswith("Không tổng hợp được báo cáo: ")
    assert complaints == []


def test_a_filtered_list_says_how_many_it_has(open_page, secretariat, measure):
    page, _complaints = open_page(secretariat)
    page.goto("/plan/292/measures/")
    page.evaluate(LOUD)
    page.locator("#id_q").fill("không có giải pháp nào như thế")
    page.locator(".filters button").click()
    until(page, "heard.includes('0 giải pháp')")
    assert page.get_by_role("heading", level=1).inner_text() == "0 giải pháp"


@pytest.fixture
def board(open_page, plan, department, officer):
    task = MeasureFactory(code="1.1", position=1).task
    rows = [Measure.objects.get(code="1.1"), MeasureFactory(task=task, code="1.2", position=2)]
    for row in rows:
        AssignmentFactory(measure=row, unit=department)
    Measure.objects.update(due_on=date(2026, 12, 31), term="dated")
    page, _complaints = open_page(officer)
    page.goto("/plan/292/board/")
    return page


def test_on_the_board_what_was_saved_is_heard(board):
    board.evaluate(LOUD)
    board.keyboard.press("ArrowDown")
    board.keyboard.press("Enter")
    board.locator("tr.is-open select[name=health]").select_option("on_track")
    board.keyboard.press("Control+Enter")
    until(board, "heard.some((words) => words.includes('1.1'))")
    until(board, "document.activeElement.id === 'm-1.2'")  # the row is told before the next one is reached


def test_at_200_per_cent_the_board_is_sorted_and_says_what_each_figure_is(board):
    board.set_viewport_size({"width": 640, "height": 400})
    assert board.get_by_role("columnheader").count() >= 9
    card = board.locator("tr[id='m-1.1']")
    shown = card.evaluate(
        "row => [...row.querySelectorAll('[data-label]')].filter(cell => cell.offsetParent).map(cell => cell.dataset.label)"
    )
    assert {"Cơ quan chủ trì", "Thời hạn hoàn thành"} <= set(shown)
    board.get_by_role("columnheader", name="Thời hạn hoàn thành").get_by_role("link").click()
    board.wait_for_url("**sort=due**")
    assert _faults_of_axe(board) == []
    assert list(_overflows(board)) == []
