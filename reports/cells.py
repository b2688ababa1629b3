"""A cell of a table where it is typed. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from reports.questions import Question


@dataclass(frozen=True)
class Cell:
    """One cell of a table as it is typed."""

    column: Question
    name: str
    text: str
    error: str = ""

    @property
    def label(self) -> str:
        return f"{self.column.label} ({self.column.unit})" if self.column.unit else str(self.column.label)

    @property
    def options(self) -> list[tuple[str, str]]:
        return [("", "–"), *((choice.key, str(choice.label)) for choice in self.column.choices)]
