"""The words of an act on the page of what it was done to, where its name would be said twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

# In English: "the report %(object)s" says enough without the name, "the status of %(object)s" does not; nor is one missed after a colon.
_NAMED = re.compile(
    r"(\b(?:the|a|an) (?:[\w-]+ )*?(?!(?:of|for|in|into|to|on|off|with|from|among|that|which|when)\b)[\w-]+):? [(“]?%\(object\)s[)”]?"
    r"|: %\(object\)s$"
)


def unnamed(verb: str, called: str) -> str:
    """`verb` with a place for the object, and what its kind is called, without the name: "recorded the status of this measure",
    "accepted the report", "đã tiếp nhận báo cáo quý này"."""
    if (short := _NAMED.sub(r"\1", verb)) != verb:
        return short
    called = called if called[1:2].isupper() else called[:1].lower() + called[1:]
    before, place, after = verb.partition("%(object)s")
    # Vietnamese says "báo cáo" before the name, and the kind is called "báo cáo quý": said once, not twice.
    said = next((begun for begun in _begins(called) if f" {before.rstrip()}".endswith(f" {begun}")), "")
    before = before.rstrip().removesuffix(said) if said else before
    this = _("this %(kind)s") % {"kind": called}
    return f"{before}{this}{after}" if place else verb


def _begins(called: str) -> Iterator[str]:
    """The first words of a name, the longest first."""
    words = called.split()
    return (" ".join(words[:count]) for count in range(len(words), 0, -1))
