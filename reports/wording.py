"""The standing sentences of a progress report: text with named figures in braces, in both languages.

    Thực hiện {kind} số {number} ngày {issued}, xin báo cáo …

A name in braces is looked up among those that the sentence knows, and nothing else happens: no code, no attribute, no
format. Which names there are, and what each sentence says at first, stands in `reports/data/wording.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from office.blocks import Text
from reports.sentences import Part, filled

FILE = Path(__file__).parent / "data" / "wording.yaml"
LANGUAGES = ("vi", "en")
MOST = 1000  # characters
BRACE = re.compile(r"\{([^{}]*)\}|[{}]")
Texts = Mapping[str, Mapping[str, Any]]  # by key: {"vi", "en", "number"}; as frozen in a report


@dataclass(frozen=True)
class Standing:
    """One sentence as the house knows it."""

    key: str
    about: dict[str, str]
    examples: dict[str, dict[str, str]]  # by the name of the figure, in each language
    texts: dict[str, str]
    is_optional: bool = False

    @property
    def names(self) -> list[str]:
        return list(self.examples)

    @property
    def title(self) -> str:
        return self.about[_language()]

    def preview(self, text: str, language: str) -> str:
        """The text with the examples in it."""
        return "".join(part.text for part in filled(text, {name: both[language] for name, both in self.examples.items()}))


@cache
def sentences() -> dict[str, Standing]:
    """By key, in the order of the report."""
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {row["key"]: _standing(row) for row in rows}


def _standing(row: dict[str, Any]) -> Standing:
    examples = {
        name: example if isinstance(example, dict) else dict.fromkeys(LANGUAGES, example) for name, example in row["figures"].items()
    }
    texts = {language: row[language] for language in LANGUAGES}
    return Standing(row["key"], row["about"], examples, texts, row.get("optional", False))


def delivered() -> dict[str, dict[str, Any]]:
    """What every sentence says where nobody has worded it otherwise."""
    return {key: {**one.texts, "number": 0} for key, one in sentences().items()}


def faults(sentence: Standing, text: str) -> list[str]:
    """What is wrong with a text, each with its line; nothing where it can be kept."""
    if not text.strip():
        return [] if sentence.is_optional else [_("Write the sentence.")]
    found = [_("At most %(n)s characters.") % {"n": MOST}] if len(text) > MOST else []
    for number, line in enumerate(text.splitlines(), start=1):
        found += _in_line(sentence, line, number)
    return found


def _in_line(sentence: Standing, line: str, number: int) -> Iterator[str]:
    known = ", ".join(f"{{{name}}}" for name in sentence.names) or _("it has none")
    for brace in BRACE.finditer(line):
        name = brace.group(1)
        if name is None:
            yield _("Line %(line)s: a brace stands alone; a figure is written in a pair of braces.") % {"line": number}
        elif name not in sentence.examples:
            words = _("Line %(line)s: there is no figure %(name)s. Figures of this sentence: %(known)s.")
            yield words % {"line": number, "name": f"{{{name}}}", "known": known}


# Used while a report is composed

_active: ContextVar[Texts | None] = ContextVar("wording", default=None)


@contextmanager
def worded(texts: Texts | None) -> Iterator[None]:
    """While a report is composed: the texts frozen in it; None, of an older one: those that are delivered."""
    token = _active.set(texts)
    try:
        yield
    finally:
        _active.reset(token)


def standing(key: str, **figures: Part) -> tuple[Text, ...]:
    """The sentence in the language that is active, with its figures; nothing where it is empty. A figure that the text does
    not use is left out; lines of a text follow one another."""
    texts = _active.get() or {}
    words = texts.get(key) or sentences()[key].texts
    return filled(" ".join(str(words[_language()]).split()), figures)


def has(key: str) -> bool:
    """Whether the report that is composed knows the sentence: one that was frozen before it was thought of goes on saying what
    it said."""
    texts = _active.get()
    return texts is None or key in texts


def _language() -> str:
    language = (get_language() or LANGUAGES[0]).partition("-")[0]
    return language if language in LANGUAGES else LANGUAGES[0]
