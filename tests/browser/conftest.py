"""A browser for tests: `open_page(person, language=, theme=, width=)` gives a page in which the person has signed in."""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from django.conf import settings
from django.test import Client, override_settings

from accounts.factors import has_factor
from tests.accounts.phones import confirm
from tests.browser import chromium
from tests.browser.furnished import furnish

HEIGHT = 900


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items):
    ours = [item for item in items if "/browser/" in str(item.path)]
    for item in ours:
        item.add_marker(pytest.mark.browser)
    yield
    if set(items) <= set(ours):
        items[:] = _each_process_begins_with_a_part(items)


def _each_process_begins_with_a_part(items):
    """The parts of the walk are by far the longest; one after the other they would never be taken over by who is idle, for
    xdist leaves to a process what it does and what comes next. It deals the list out in halves."""
    parts = [item for item in items if "part" in getattr(getattr(item, "callspec", None), "params", {})]
    rest = [item for item in items if item not in parts]
    share = -(-len(rest) // max(len(parts), 1))
    dealt = [[part, *rest[share * number : share * (number + 1)]] for number, part in enumerate(parts)]
    return [item for one in dealt for item in one] or rest


@pytest.fixture(scope="session", autouse=True)
def _static_files():
    """The live server finds styles and scripts where they are written, without collecting them first; and axe."""
    axe = ("axe", str(Path(axe_playwright_python.__file__).parent))
    folders = [*settings.STATICFILES_DIRS, axe]
    where = {"WHITENOISE_USE_FINDERS": True, "WHITENOISE_AUTOREFRESH": True, "STATICFILES_DIRS": folders}
    with override_settings(**where, WHITENOISE_MAX_AGE=3600):  # as long as a browser of the tests lives
        yield


@pytest.fixture(scope="session")
def browser():
    executable = chromium.executable()
    if executable is None:
        pytest.skip("no Chromium on this machine: install chromium, or name it in CHROMIUM")
    sync_api = pytest.importorskip("playwright.sync_api")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright keeps a loop running in this thread
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=executable, args=chromium.arguments(executable))
        yield running
        running.close()


@pytest.fixture
def open_page(browser, live_server):
    """open_page(person=None, language="vi", theme="light", width=1440) -> (page, complaints)

    `complaints` collects what the console says of errors, and what a page asked for and did not get."""
    contexts = []

    def make(person=None, *, language="vi", theme="light", width=1440):
        context = browser.new_context(base_url=live_server.url, locale="vi-VN", reduced_motion="reduce")
        contexts.append(context)
        page = context.new_page()
        if person is not None:
            sign_in(page, person)
        page.set_default_timeout(30_000)  # of a machine that does other things too
        complaints = []
        page.on("console", lambda message: complaints.append(message.text) if _is_complaint(message) else None)
        page.on("response", lambda answer: complaints.append(f"{answer.status} {answer.url}") if _is_missing(answer) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        dress(page, language, theme, width)
        return page, complaints

    def dress(page, language, theme, width):
        """The same browser, in another language, light or dark, on another screen."""
        _set_cookie(page.context, live_server, settings.LANGUAGE_COOKIE_NAME, language)
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": HEIGHT})

    def sign_in(page, person):
        """Whoever was signed in before is so no longer; the language stays."""
        page.context.clear_cookies(name=re.compile(f"^(?!{settings.LANGUAGE_COOKIE_NAME}$)"))
        if person is not None:
            client = Client()
            confirm(client, person, "mfa" if has_factor(person) else "password")
            _set_cookie(page.context, live_server, settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value)

    make.dress, make.sign_in = dress, sign_in
    yield make
    for context in contexts:
        context.close()


def _set_cookie(context, live_server, name, value):
    context.add_cookies([{"name": name, "value": value, "domain": urlsplit(live_server.url).hostname, "path": "/"}])


def _is_complaint(message):
    """The browser's own line about the status of an answer is left to `_is_missing`: a 404 page answers 404."""
    return message.type in ("error", "warning") and "the server responded with a status of" not in message.text


def _is_missing(answer):
    return answer.status >= 400 and answer.request.resource_type != "document"


@pytest.fixture
def furnished(transactional_db, monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return furnish(monkeypatch)


@pytest.fixture
def pictured():
    """pictured(page, name) keeps a picture of a state that no address leads to, where PICTURES names a folder."""

    def take(page, name):
        if folder := os.environ.get("PICTURES"):
            page.screenshot(path=os.path.join(folder, f"{name}.png"), full_page=True)

    return take
