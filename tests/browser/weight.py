"""What a first visit costs: every answer compressed as the server in production compresses it."""

import gzip
from urllib.parse import urlsplit


def weigh(page, address):
    """{path: bytes} of one visit with an empty cache; text is counted as gzip level 9, as WhiteNoise stores it."""
    weights = {}

    def count(response):
        body = response.body()
        weights[urlsplit(response.url).path] = len(gzip.compress(body, 9, mtime=0))

    page.on("response", count)
    page.goto(address, wait_until="networkidle")
    return weights
