"""Takes the pictures of `tests.browser.look`; no test, so its name keeps it out of the suite."""

import os
from pathlib import Path

import pytest

from tests.browser.pages import PAGES


@pytest.mark.django_db(transaction=True)
def test_pictures(open_page, furnished):
    folder, wanted, browsers = Path(os.environ["PICTURES"]), os.environ["PICTURED_PAGES"].split(), {}
    for shown in PAGES:
        if wanted and shown.name not in wanted:
            continue
        if shown.person not in browsers:
            browsers[shown.person] = open_page(furnished.people.get(shown.person))[0]
        page = browsers[shown.person]
        for way in os.environ["PICTURE_WAYS"].split():
            language, theme, width = way.split(",")
            open_page.dress(page, language, theme, int(width))
            page.goto(shown.address(furnished))
            page.screenshot(path=folder / f"{shown.name}-{language}-{width}-{theme}.png", full_page=True)
