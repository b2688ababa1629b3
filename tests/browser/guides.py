"""Takes the pictures of the guides (docs/guides/) into static/img/guides.

    python -m tests.browser.guides

No test, so its name keeps it out of the suite: the upper part of each page, in the light, from a furnished house; in Vietnamese, and
below `en` in English.
"""

import sys
from pathlib import Path

import pytest

OUT = Path(__file__).parents[2] / "static" / "img" / "guides"
FOLDERS = {"vi": OUT, "en": OUT / "en"}
WIDTH = 1000
HEIGHTS = {  # of the pages that the guides show: how much of each
    "quarterly": 640,
    "quarterly-section": 760,
    "quarterly-receipt": 560,
    "period-reviewer": 700,
    "quarterly-review": 640,
    "proposal-overdue": 560,
    "course": 700,
    "readiness": 900,
    "measure": 640,
    "second-factor-set-up": 900,
}


@pytest.mark.django_db(transaction=True)
def test_pictures_of_the_guides(open_page, furnished):
    from tests.browser.pages import PAGES  # not above: as a program this module is read before there are settings

    for shown in PAGES:
        for language, folder in FOLDERS.items() if shown.name in HEIGHTS else ():
            page, _complaints = open_page(furnished.people.get(shown.person), language=language, theme="light", width=WIDTH)
            page.goto(shown.address(furnished))
            clip = {"x": 0, "y": 0, "width": WIDTH, "height": HEIGHTS[shown.name]}
            page.screenshot(path=folder / f"{shown.name}.png", clip=clip, full_page=True)
            page.context.close()


if __name__ == "__main__":
    FOLDERS["en"].mkdir(parents=True, exist_ok=True)
    sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", __file__]))
