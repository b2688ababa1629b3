"""What a table is: its columns and what stands in them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from operator import attrgetter
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, override

Words = str | Promise
LANGUAGES = ("vi", "en")
LONGEST = 32_000  # characters of a cell; Excel holds 32,767


class Kind(StrEnum):
    """What a cell holds, as Python has it."""

    TEXT = "text"  # str
    WHOLE = "whole"  # int
    PERCENT = "percent"  # int, 0 to 100
    DECIMAL = "decimal"  # Decimal
    DATE = "date"  # date
    MOMENT = "moment"  # datetime without a zone: the heading names it; never read back
    CHOICE = "choice"  # str: a key of `choices`
    CODE = "code"  # str: the code of another row; `choices`, where given, are all there are
    LIST = "list"  # list[str]: codes


@dataclass(frozen=True)
class Column:
    """`heading` in the reader's language; both languages are understood when it is read.

    `choices` maps each key or code to the words that stand in the cell; of several the first is written and all are
    understood; where it is `open`, a code that is none of them names a new row. A column that is not `reads` is ignored in an
    import. `value` takes the value from an object for `rows_of`, else the attribute named by `key`; `marks` are words that stand
    for a number, small and without diacritics. A file need not have the column unless it is `required`, and then each cell is.
    """

    key: str
    heading: Words
    kind: Kind = Kind.TEXT
    width: int = 16  # characters
    required: bool = False
    reads: bool = True
    open: bool = False
    choices: Mapping[str, Words | tuple[Words, ...]] = field(default_factory=dict)
    value: Callable[[Any], Any] | None = None
    decimals: int = 6  # of a DECIMAL
    low: int | None = None  # of a number
    high: int | None = None
    limit: int = LONGEST  # characters of a text
    grouped: bool = True  # digits of a WHOLE in threes; not those of a year
    marks: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_number(self) -> bool:
        return self.kind in {Kind.WHOLE, Kind.PERCENT, Kind.DECIMAL}

    def label(self, key: str) -> str:
        """What stands in the cell for a key of `choices`. Two that read alike carry their codes."""
        words = self.choices.get(key)
        if words is None:
            return key
        first = str(words[0] if isinstance(words, tuple) else words)
        return first or key

    def headings(self) -> list[str]:
        """In every language, and its key: what a file may call it."""
        return [*_in_all(self.heading), self.key]

    def labels(self, key: str) -> list[str]:
        words = self.choices[key]
        return [text for one in (words if isinstance(words, tuple) else (words,)) for text in _in_all(one)]


def _in_all(words: Words) -> list[str]:
    if isinstance(words, str):
        return [words]
    found = []
    for language in LANGUAGES:
        with override(language):
            found.append(str(words))
    return found


# Last of an error file (`office.tables.importing`); ignored when the file comes back repaired.
FAULTS = Column("faults", gettext_lazy("What is wrong"), width=60, reads=False)


def choices_of(choices: type[TextChoices]) -> dict[str, Words]:
    return {str(choice.value): choice.label for choice in choices}


@dataclass(frozen=True)
class Table:
    """`key`: the columns that tell a row from the others; two rows with the same are a fault where they are read."""

    name: Words
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        keys = [column.key for column in self.columns]
        if len(set(keys)) != len(keys):
            raise ValueError(f"two columns of one key: {keys}")

    def __getitem__(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)

    @property
    def keys(self) -> list[str]:
        return [column.key for column in self.columns]

    @property
    def headings(self) -> list[str]:
        return [str(column.heading) for column in self.columns]

    def only(self, *keys: str) -> Table:
        """The same table with these columns, in this order."""
        return replace(self, columns=tuple(self[key] for key in keys))

    def rows_of(self, objects: Iterable[Any]) -> Iterator[list[Any]]:
        takes = [column.value or attrgetter(column.key) for column in self.columns]
        for one in objects:
            yield [take(one) for take in takes]


def is_vietnamese() -> bool:
    return get_language() != "en"
