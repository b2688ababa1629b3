"""Addresses of the house by their names. Which address a name and its parts have is settled when the process starts; a page
of fifty rows asks for the same dozen, so each is made once."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse


def address(name: str, *parts: str | int) -> str:
    """What `reverse` gives; raises its NoReverseMatch."""
    return _made(name, parts, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


@lru_cache(maxsize=4096, typed=True)
def _made(name: str, parts: tuple[str | int, ...], urlconf: str, prefix: str) -> str:
    return reverse(name, urlconf=urlconf, args=parts)


def parts(typed: str) -> SplitResult:
    """Of an address that somebody typed or sent; empty where it is none (`http://[`), of which `urlsplit` says ValueError."""
    try:
        return urlsplit(typed)
    except ValueError:
        return SplitResult("", "", "", "", "")
