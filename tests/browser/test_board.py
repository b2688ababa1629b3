"""The board by keyboard alone: an officer keeps twenty measures true in less than a minute."""

from time import perf_counter

import pytest

from plan.models import Measure, StatusUpdate
from tests.browser.test_every_page import _faults_of_axe, _overflows
from tests.factories import AssignmentFactory, MeasureFactory, TaskFactory

pytestmark = pytest.mark.django_db(transaction=True)
BOARD = "/plan/292/board/"


@pytest.fixture
def twenty(plan, department):
    tasks = [TaskFactory(plan=plan, code=str(code)) for code in (1, 2)]
    for n in range(1, 21):
        measure = MeasureFactory(task=tasks[n > 10], code=f"{1 + (n > 10)}.{n}", position=n)
        AssignmentFactory(measure=measure, unit=department)


@pytest.fixture
def board(twenty, officer, open_page):
    page, complaints = open_page(officer)
    page.goto(BOARD)
    yield page
    assert [line for line in complaints if not line.startswith(("422 ", "409 "))] == []


def focused(page):
    return page.evaluate("document.activeElement.id || document.activeElement.name || document.activeElement.tagName")


def wait_for_focus(page, on):
    page.wait_for_selector(f"[id='{on}']:focus")


def test_twenty_measures_in_less_than_a_minute(board):
    keys, start = board.keyboard, perf_counter()
    codes = list(Measure.objects.order_by("position").values_list("code", flat=True))
    keys.press("ArrowDown")
    for code in codes:
        wait_for_focus(board, f"m-{code}")
        keys.press("Enter")
        board.wait_for_selector(f"tr.is-open[id='m-{code}'] :focus")
        keys.press("Tab")  # from the status, which is "in progress" already, to the percent
        keys.type("60")
        keys.press("Tab")
        keys.press("ArrowDown")  # on track
        keys.press("Tab")
        keys.press("Tab")
        keys.type("Đã hoàn thành dự thảo")
        keys.press("Control+Enter")
    board.wait_for_selector("#saved >> text=2.20")
    taken = perf_counter() - start
    print(f"twenty measures in {taken:.1f} s")  # noqa: T201
    assert taken <= 60
    assert StatusUpdate.objects.filter(percent=60, health="on_track", narrative="Đã hoàn thành dự thảo").count() == 20
    wait_for_focus(board, "m-2.20")  # focus is not lost after the last row
    assert not _faults_of_axe(board)


def test_escape_closes_a_row_without_saving(board):
    board.keyboard.press("ArrowDown")
    board.keyboard.press("ArrowDown")
    board.keyboard.press("ArrowUp")
    board.keyboard.press("Enter")
    board.wait_for_selector("tr.is-open")
    board.keyboard.press("Tab")
    board.keyboard.type("99")
    board.keyboard.press("Escape")
    wait_for_focus(board, "m-1.1")
    assert not StatusUpdate.objects.exists()
    assert board.locator("tr.is-open").count() == 0


def test_an_error_takes_focus_in_its_row_and_is_mended_there(board, pictured):
    board.keyboard.press("ArrowDown")
    board.keyboard.press("Enter")
    board.wait_for_selector("tr.is-open")
    board.keyboard.press("Control+Enter")  # no health has been told
    board.wait_for_selector("tr.is-open [data-errors]")
    assert board.evaluate("document.activeElement.hasAttribute('data-errors')")
    assert not _faults_of_axe(board)
    pictured(board, "board-row-errors")
    board.locator("tr.is-open select[name=health]").select_option("on_track")
    board.keyboard.press("Control+Enter")
    wait_for_focus(board, "m-1.2")
    assert StatusUpdate.objects.count() == 1


def test_a_clash_shows_both_texts_in_the_row(board, department, pictured):
    board.keyboard.press("ArrowDown")
    board.keyboard.press("Enter")
    board.wait_for_selector("tr.is-open")
    measure = Measure.objects.get(code="1.1")
    measure.save_seen(None, {"percent": 30})
    board.locator("tr.is-open select[name=health]").select_option("on_track")
    board.locator("tr.is-open input[name=percent]").fill("70")
    board.keyboard.press("Control+Enter")
    board.wait_for_selector("tr.is-open .note--warn")
    assert "30" in board.locator("tr.is-open .note--warn").inner_text()
    assert board.locator("tr.is-open input[name=percent]").input_value() == "70"
    assert not _faults_of_axe(board)
    pictured(board, "board-row-clash")
    board.locator("tr.is-open input[name=percent]").focus()
    board.keyboard.press("Control+Enter")
    wait_for_focus(board, "m-1.2")
    assert Measure.objects.get(code="1.1").percent == 70


def test_single_keys_find_list_and_select_and_can_be_switched_off(board, pictured):
    board.keyboard.press("?")
    assert board.locator("#keys").is_visible()
    assert not _faults_of_axe(board)
    pictured(board, "board-keys")
    board.keyboard.press("Escape")
    board.keyboard.press("/")
    assert focused(board) == "id_q"
    board.keyboard.press("Escape")
    board.evaluate("document.activeElement.blur()")
    board.keyboard.press("ArrowDown")
    board.keyboard.press(" ")
    assert board.locator("[name=pick]:checked").count() == 1
    assert "1" in board.locator("[data-count]").inner_text()
    board.locator("[data-keys]").click()
    board.locator("#keys-single").uncheck()
    board.keyboard.press("Escape")
    board.reload()
    board.evaluate("document.activeElement.blur()")
    for key in ("/", "?", "ArrowDown", " "):
        board.keyboard.press(key)
    assert not board.locator("#keys").is_visible()
    assert board.locator("[name=pick]:checked").count() == 0
    assert focused(board) == "m-1.1"


def test_a_saved_row_offers_its_undo(board):
    board.keyboard.press("ArrowDown")
    board.keyboard.press("Enter")
    board.wait_for_selector("tr.is-open")
    board.locator("tr.is-open select[name=health]").select_option("on_track")
    board.keyboard.press("Control+Enter")
    board.locator("#saved button").click()
    board.wait_for_selector(".notes .note--ok >> text=Đã hoàn tác")
    assert Measure.objects.get(code="1.1").state == "not_started"


def test_many_are_changed_after_a_preview_and_brought_back(board, pictured):
    for code in ("1.1", "1.2", "2.11"):
        board.locator(f"[name=pick][value='{code}']").check()
    board.locator("#b_state").select_option("in_progress")
    board.locator("#b_health").select_option("at_risk")
    board.locator("#b_reason").fill("Chờ kinh phí")
    board.get_by_role("button", name="Xem trước với các dòng đã chọn").click()
    board.wait_for_selector("#changed")
    assert not _faults_of_axe(board)
    assert not list(_overflows(board))
    board.set_viewport_size({"width": 1440, "height": 900})
    pictured(board, "board-preview")
    board.get_by_role("button", name="Thay đổi 3 giải pháp").click()
    board.wait_for_selector(".notes >> text=3 giải pháp đã được thay đổi")
    pictured(board, "board-changed")
    board.get_by_role("button", name="Hoàn tác").click()
    board.wait_for_selector(".notes >> text=Đã hoàn tác")
    assert not Measure.objects.exclude(state="not_started").exists()


def test_on_a_phone_a_row_is_a_card_that_says_how_its_measure_stands(board):
    board.set_viewport_size({"width": 360, "height": 800})
    table = board.locator(".scroll")
    assert table.evaluate("region => region.scrollWidth <= region.clientWidth")
    card = board.locator("tr[id='m-1.1']")
    assert card.locator(".state").first.is_visible()
    assert card.get_by_role("cell").count() >= 3
    assert _faults_of_axe(board) == []
    board.locator("tr[id='m-1.1'] .act").click()
    board.wait_for_selector("tr.is-open[id='m-1.1'] form >> visible=true")
    assert list(_overflows(board)) == []
