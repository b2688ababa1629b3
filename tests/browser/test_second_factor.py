"""The second step by the keyboard alone, and its pages that no address leads to."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from accounts import one_time
from tests.accounts.phones import PASSWORD, with_password

pytestmark = pytest.mark.django_db(transaction=True)
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}


def faultless(page):
    assert not [fault["id"] for fault in Axe().run(page, options=RULES).response["violations"]]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 360)])
def test_set_up_and_signed_in_by_the_keyboard(open_page, officer, pictured, theme, width):
    with_password(officer)
    page, complaints = open_page(officer, theme=theme, width=width)
    page.goto("/accounts/2fa/totp/activate/")
    key = page.inner_text(".secret-key .code").replace(" ", "")
    assert re.fullmatch("[A-Z2-7]{32}", key)
    page.focus("[name=code]")
    page.keyboard.type(one_time.digits(key, one_time.step_at(timezone.now())))
    page.keyboard.press("Enter")
    page.wait_for_selector(".secret-codes")
    faultless(page)
    pictured(page, f"second-factor-codes-{width}")
    code = page.inner_text(".secret-codes li:first-child .code")
    with page.expect_download() as saved:
        page.focus("form[action$='/download/'] button")
        page.keyboard.press("Enter")
    assert code in saved.value.path().read_text(encoding="utf-8-sig")

    open_page.sign_in(page, None)
    page.goto("/accounts/login/?next=/accounts/2fa/")
    page.fill("[name=login]", officer.email)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/2fa/authenticate/")
    faultless(page)
    pictured(page, f"second-step-{width}")
    page.focus("[name=code]")
    page.keyboard.type("000000")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-errors]")
    faultless(page)
    page.fill("[name=code]", code)
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/2fa/")
    assert "9" in page.inner_text(".facts")
    assert complaints == []
