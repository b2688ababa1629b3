"""Pictures of every page, for people to look at.

    python -m tests.browser.look OUT [PAGE …]                             the pages of tests/browser/pages.py, in a furnished house
    python -m tests.browser.look OUT --server http://127.0.0.1:8292 \\
        --email secretariat@demo.test --password … /plan/292/ /reports/   these addresses of a running server

Each in both languages, light and dark, 360 and 1440 pixels wide; --languages, --themes and --widths name fewer.
The picture in README: --languages vi --themes light --widths 1440 and one address.
"""

import argparse
import os
import sys
from pathlib import Path

from tests.browser import chromium


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.browser.look", description="Pictures of every page.")
    parser.add_argument("out", type=Path)
    parser.add_argument("addresses", nargs="*")
    parser.add_argument("--server")
    parser.add_argument("--email")
    parser.add_argument("--password")
    parser.add_argument("--languages", default="vi,en")
    parser.add_argument("--themes", default="light,dark")
    parser.add_argument("--widths", default="360,1440")
    options = parser.parse_intermixed_args()
    options.out.mkdir(parents=True, exist_ok=True)
    ways = [
        (language, theme, int(width))
        for language in options.languages.split(",")
        for theme in options.themes.split(",")
        for width in options.widths.split(",")
    ]
    if options.server:
        return _of_server(options, ways)
    import pytest

    os.environ["PICTURES"] = str(options.out.resolve())
    os.environ["PICTURED_PAGES"] = " ".join(options.addresses)
    os.environ["PICTURE_WAYS"] = " ".join(f"{language},{theme},{width}" for language, theme, width in ways)
    return pytest.main(["-q", str(Path(__file__).with_name("pictures.py"))])


def _of_server(options: argparse.Namespace, ways: list[tuple[str, str, int]]) -> int:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.executable(), args=chromium.ARGUMENTS)
        for language, theme, width in ways:
            page = browser.new_page(base_url=options.server, color_scheme=theme, viewport={"width": width, "height": 900})
            if options.email:
                page.goto("/accounts/login/")
                page.fill("#id_login", options.email)
                page.fill("#id_password", options.password)
                page.locator("main form .btn--primary").click()
                page.wait_for_url(lambda address: "/login/" not in address)
            page.context.add_cookies([{"name": "language", "value": language, "url": options.server}])
            for address in options.addresses or ["/"]:
                page.goto(address)
                name = address.strip("/").replace("/", "-") or "home"
                page.screenshot(path=options.out / f"{name}-{language}-{width}-{theme}.png", full_page=True)
            page.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
