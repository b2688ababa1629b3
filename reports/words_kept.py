"""What a compiled report says, as its files say it: kept when it was compiled, so that no later release words it anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from office.blocks import Block
from office.plain_blocks import blocks_of, plain
from reports.composition import abstract, compose
from reports.figures import Figures
from reports.models import ProgressReport


@dataclass(frozen=True)
class Words:
    title: str
    blocks: list[Block]
    are_kept: bool  # False: compiled by a release that kept none; written from its figures in the words of this one


def to_keep(figures: Figures, language: str, blocks: Sequence[Block]) -> dict[str, Any]:
    return {"title": abstract(figures, language), "blocks": plain(blocks)}


def words_of(report: ProgressReport) -> Words:
    """In the language of the report, whoever reads it."""
    if report.words is None:
        figures = report.figures or {}
        return Words(abstract(figures, report.language), compose(figures, report.language), are_kept=False)
    return Words(report.words["title"], blocks_of(report.words["blocks"]), are_kept=True)


def title_of(report: ProgressReport) -> str:
    return report.words["title"] if report.words else abstract(report.figures or {}, report.language)


def both(before: ProgressReport, after: ProgressReport) -> tuple[list[Block], list[Block]]:
    """To be compared: as kept where both are; else both in the words of this release, for only like is compared with like."""
    if before.words and after.words:
        return words_of(before).blocks, words_of(after).blocks
    return compose(before.figures or {}, before.language), compose(after.figures or {}, after.language)
