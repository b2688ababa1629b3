"""The words that a service of reports is given: clean, not longer than an answer may be, not empty where they are needed."""

from __future__ import annotations

from accounts.given import text, wrong
from reports.kinds import LONGEST, too_long


def words(value: str, field: str = "reason") -> str:
    if len(cleaned := text(value)) > LONGEST:
        raise wrong(too_long(cleaned), field)
    return cleaned


def needed(value: str, message: str, field: str = "reason") -> str:
    if not (cleaned := words(value, field)):
        raise wrong(message, field)
    return cleaned
