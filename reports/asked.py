"""What a question is to the kind of its answers: the part of it that typing, reading and keeping them needs. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language


@dataclass(frozen=True)
class Words:
    """A text in two languages; what one lacks is shown in the other."""

    vi: str
    en: str = ""

    def __str__(self) -> str:
        return (self.en or self.vi) if get_language() == "en" else (self.vi or self.en)

    def __bool__(self) -> bool:
        return bool(self.vi or self.en)


NO_WORDS = Words("")


@dataclass(frozen=True)
class Choice:
    key: str
    label: Words
    value: int | None = None  # what an indicator counts for it, scaled as the indicator says


@dataclass(frozen=True)
class Asked:
    """A question of a questionnaire (`reports.questions`), or a column of a table."""

    key: str
    number: str  # "3.2", as people call it
    kind: str  # a key of `kinds.KINDS`
    label: Words
    required: bool = False
    decimals: int = 0
    least: int | None = None  # scaled, both ends allowed
    most: int | None = None
    choices: tuple[Choice, ...] = ()
    columns: tuple[Asked, ...] = ()  # of a table
