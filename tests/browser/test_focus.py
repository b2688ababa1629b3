"""Where focus stands and what is heard when a page changes under whoever reads it: menus, messages, lists, a report on its way."""

from datetime import date

import pytest
from django.utils import timezone

from office import runs
from plan.models import Measure, Period
from reports import jobs
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
    menu = page.get_by_role("button", name="Menu")
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
