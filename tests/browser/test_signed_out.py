"""On a shared computer: after signing out, Back shows nothing of what was read."""

import pytest
from django.conf import settings
from django.test import Client

from accounts import sessions
from tests.browser import chromium


@pytest.fixture
def kept(browser):
    """A browser that keeps whole pages behind its Back button, as people's browsers do and those of tests do not."""
    playwright = pytest.importorskip("playwright.sync_api")
    assert playwright
    executable = chromium.whole()
    if executable is None:
        pytest.skip("a shell of Chromium keeps no page behind its Back button: install chromium")
    running = browser.browser_type.launch(
        executable_path=executable, args=chromium.ARGUMENTS, ignore_default_args=["--disable-back-forward-cache"]
    )
    yield running
    running.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("cleared", [True, False])
def test_back_shows_nothing_after_signing_out(kept, live_server, secretariat, measure, monkeypatch, cleared):
    """Without the header, as a control, the browser shows the page again without asking."""
    if not cleared:
        monkeypatch.setattr(sessions, "_kept", lambda request, response, *, was_in: response)
    client = Client()
    client.force_login(secretariat, backend="accounts.backend.Backend")
    context = kept.new_context(base_url=live_server.url)
    session = {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value, "url": live_server.url}
    context.add_cookies([session])
    page = context.new_page()
    page.goto("/plan/292/measures/2.3/")
    read = page.locator("h1").inner_text()
    page.goto("/accounts/logout/")
    page.locator("main form button").click()
    page.wait_for_url("**/login/**")
    seen = []
    for _ in range(2):  # over the question whether to sign out, to the page that was read
        page.go_back(wait_until="commit")
        seen.append(page.locator("h1").inner_text())
    context.close()
    assert (read in seen) is not cleared
