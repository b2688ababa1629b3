"""Figures of one report that must agree by their meaning, such as those present and those lacking with the posts approved.
Where they do not, somebody is to look once more; nothing is refused. Pure.

The rules stand in `reports/data/agreement.yaml` and not in the questionnaire (docs/decisions/0057).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from django.utils.translation import gettext as _

from accounts.numbers import shown_scaled
from reports.sheet import Field, Part, Sheet

FILE = Path(__file__).parent / "data" / "agreement.yaml"


@dataclass(frozen=True)
class Rule:
    """The answers to `added`, added up, are what the question `whole` says, or no more than that."""

    added: tuple[str, ...]
    whole: str
    exactly: bool

    def holds(self, added: Iterable[int], whole: int) -> bool:
        return sum(added) == whole if self.exactly else sum(added) <= whole


@dataclass(frozen=True)
class Disagreement:
    """Answers that do not agree, in words; the fields with their sections, in the order of the form."""

    words: str
    places: list[tuple[Part, Field]]


@cache
def rules() -> Mapping[str, tuple[Rule, ...]]:
    """By the code of the questionnaire."""
    content = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {code: tuple(map(_rule, rows)) for code, rows in content.items()}


def _rule(row: Mapping[str, Any]) -> Rule:
    [whole] = [row[name] for name in ("is", "at_most") if name in row]
    return Rule(tuple(row["sum"]), whole, "is" in row)


def disagreements(sheet: Sheet, rules: Iterable[Rule]) -> list[Disagreement]:
    """Of the rules whose questions are all asked as numbers of one scale, and all answered."""
    figures = {one.question.key: _Figure(part, one, one.value) for part in sheet.parts for one in part.fields if _is_figure(one)}
    return [found for rule in rules if (found := _broken(rule, figures))]


class _Figure(NamedTuple):
    part: Part
    field: Field
    value: Any  # a scaled integer

    @property
    def words(self) -> str:
        return f"{self.field.number} ({shown_scaled(self.value, self.field.question.decimals)})"


def _is_figure(one: Field) -> bool:
    return one.question.kind == "number" and one.is_answered


def _broken(rule: Rule, figures: Mapping[str, _Figure]) -> Disagreement | None:
    keys = (*rule.added, rule.whole)
    if not figures.keys() >= set(keys):
        return None
    *added, whole = (figures[key] for key in keys)
    if len({one.field.question.decimals for one in (*added, whole)}) > 1 or rule.holds((one.value for one in added), whole.value):
        return None
    total = shown_scaled(sum(one.value for one in added), whole.field.question.decimals)
    told = {"parts": " + ".join(one.words for one in added), "sum": total, "whole": whole.words}
    words = _("%(parts)s make %(sum)s, and not %(whole)s.") if rule.exactly else _("%(parts)s is more than %(whole)s.")
    return Disagreement(words % told, [(one.part, one.field) for key, one in figures.items() if key in keys])
