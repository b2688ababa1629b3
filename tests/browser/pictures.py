"""Takes the pictures of `tests.browser.look`; no test, so its name keeps it out of the suite."""

import os
from pathlib import Path

import pytest

from tests.browser.pages import PAGES


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("shown", PAGES, ids=lambda shown: shown.name)
def test_picture(shown, request, open_page, cast):
    if shown.needs:
        request.getfixturevalue(shown.needs)
    page, _complaints = open_page(cast(shown.person))
    for way in os.environ["PICTURE_WAYS"].split(";"):
        language, theme, width = way.split(",")
        open_page.dress(page, language, theme, int(width))
        page.goto(shown.address())
        page.screenshot(path=Path(os.environ["PICTURES"]) / f"{shown.name}-{language}-{width}-{theme}.png", full_page=True)
