"""One cell → one value. What stands there may be a text, a number or a day, as people type it and as Excel turns it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.folding import clean, fold
from accounts.inputs import DayField
from accounts.numbers import TwoReadingsError, plain_scaled, read_scaled
from office.tables.cell_kinds import Percent
from office.tables.columns import Column, Kind
from office.tables.words import labeller

Read = Callable[[Any], Any]
_LIST = re.compile(r"[;\n]")
_CODED = re.compile(r"(?P<label>.*\S)\s+\((?P<code>[^()]+)\)")
_TIME = re.compile(r"[ T]00:00(:00(\.0+)?)?$")
_MOST = 10**15


class WrongCell(ValueError):
    """Its text says why, in the reader's language."""


def reader(column: Column, language: str) -> Read:
    """A cell → the value of the column's kind. `language` is that of the sheet: 1.234,5 or 1,234.5."""
    if column.kind is Kind.DATE:
        return _day
    if column.kind in {Kind.CHOICE, Kind.CODE}:
        return _one_of(column) if column.choices else lambda cell: _limited(code_of(cell), column)
    if column.kind is Kind.LIST:
        one = _one_of(column) if column.choices else code_of
        return lambda cell: _several(cell, one)
    if column.is_number:
        return lambda cell: _number(cell, column, language)
    return lambda cell: _limited(code_of(cell), column)


def _limited(text: str, column: Column) -> str:
    if len(text) > column.limit:
        raise WrongCell(_("This text is longer than %(n)d characters.") % {"n": column.limit})
    return text


def code_of(cell: Any) -> str:
    """The text of a cell, composed and stripped; a number as it is written without a useless zero."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, Percent):
        return str(cell)
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _MOST else repr(cell)
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return clean(str(cell)).strip()


def _day(cell: Any) -> date | None:
    if cell is None or cell == "":
        return None
    try:
        # Midnight behind a day is how a sheet exports it; any other hour would be lost, so it is refused with the rest.
        return DayField().to_python(cell if isinstance(cell, date) else _TIME.sub("", code_of(cell)))
    except ValidationError as error:
        raise WrongCell(_filled(error)) from None


def _filled(error: ValidationError) -> str:
    return " ".join(error.messages)


def _number(cell: Any, column: Column, language: str) -> int | Decimal | None:
    if cell is None or cell == "":
        return None
    if isinstance(cell, str) and (mark := column.marks.get(fold(cell) or cell.strip())) is not None:
        return mark
    places = column.decimals if column.kind is Kind.DECIMAL else 0
    try:
        scaled = _scaled(cell, column, places, language)
    except ValueError as error:
        raise WrongCell(str(error)) from None
    value = Decimal(scaled).scaleb(-places)
    if abs(scaled) >= _MOST:
        raise WrongCell(_("This number is too large."))
    low = 0 if column.kind is Kind.PERCENT else column.low
    high = 100 if column.kind is Kind.PERCENT else column.high
    if (low is not None and value < low) or (high is not None and value > high):
        raise WrongCell(_range(low, high))
    return value if column.kind is Kind.DECIMAL else int(value)


def _scaled(cell: Any, column: Column, places: int, language: str) -> int:
    if isinstance(cell, bool | date):
        raise ValueError(_("Enter a number, such as %(example)s.") % {"example": "50" if column.kind is Kind.PERCENT else "125"})
    if isinstance(cell, Percent):
        if column.kind is not Kind.PERCENT:  # of an indicator in percent 68.3 is meant, of one in shares 0.683
            raise ValueError(
                _("This cell is formatted as a percentage (%(shown)s). Format it as a number, and write the number.") % {"shown": cell}
            )
        return plain_scaled(f"{cell.hundredths.normalize():f}", places)
    if isinstance(cell, int | float):
        number = Decimal(repr(cell))
        if column.kind is Kind.PERCENT and 0 < number < 1:
            raise ValueError(_doubtful(number))
        return plain_scaled(f"{number.normalize():f}", places)
    typed = code_of(cell)
    if column.kind is Kind.PERCENT:
        typed = typed.removesuffix("%").rstrip()
    here = _("Enter a whole number.")  # in the reader's language, though the number is read in that of the sheet
    with override(language):
        try:
            return read_scaled(typed, places)
        except TwoReadingsError:
            raise
        except ValueError:
            pass
    if places:
        example = "1.234,5" if language == "vi" else "1,234.5"
        raise ValueError(
            _("Enter a number, such as %(example)s, with at most %(n)d digits after the mark.") % {"example": example, "n": places}
        )
    raise ValueError(here)


def _doubtful(share: Decimal) -> str:
    """0.55 in a cell that is not formatted as a percentage: half a per cent, or fifty-five."""
    told = {"typed": number_format(share, use_l10n=True), "whole": number_format((share * 100).normalize(), use_l10n=True)}
    return _("%(typed)s may be meant as %(whole)s%%. Write the whole number, or format the cell as a percentage.") % told


def _range(low: int | None, high: int | None) -> str:
    if low is None:
        return _("Enter a number of at most %(high)d.") % {"high": high}
    if high is None:
        return _("Enter a number of at least %(low)d.") % {"low": low}
    return _("Enter a number from %(low)d to %(high)d.") % {"low": low, "high": high}


def _one_of(column: Column) -> Read:
    """By code or by words, in either language; words that two share do not tell which is meant."""
    codes = {_folded(code): code for code in column.choices}
    named: dict[str, set[str]] = {}
    exact: dict[str, set[str]] = {}  # with its marks and capitals: "Áo" is a country, "AO" the code of another
    told = labeller(column)
    for code in column.choices:
        for label in {*column.labels(code), told(code)}:
            exact.setdefault(label, set()).add(code)
            named.setdefault(_folded(label), set()).add(code)

    def read(cell: Any) -> str:
        if isinstance(cell, date):
            raise WrongCell(_("Excel has made a date of this code. Format the column as text and type the code again."))
        if isinstance(cell, float):
            _must_be_certain(cell, column)
        text = code_of(cell)
        if not text:
            return ""
        if text in column.choices:
            return text
        if len(exact.get(text, ())) == 1:
            return next(iter(exact[text]))
        found = named.get(_folded(text), set()) | _by_capitals(text, codes)
        if len(found) == 1:
            return next(iter(found))
        return _by_code(text, column, ambiguous=bool(found))

    return read


def _by_capitals(text: str, codes: Mapping[str, str]) -> set[str]:
    """A code whatever its capitals; a name that would lose its marks is none: "Áo" is never AO."""
    return {codes[_folded(text)]} if text.isascii() and _folded(text) in codes else set()


def _by_code(text: str, column: Column, *, ambiguous: bool) -> str:
    coded = _CODED.fullmatch(text)
    if coded and coded["code"] in column.choices:
        return coded["code"]
    if ambiguous:
        raise WrongCell(_("Several are called “%(value)s”: write the code.") % {"value": text[:80]})
    if column.kind is Kind.CHOICE:
        allowed = ", ".join(column.label(key) for key in column.choices if column.label(key))
        raise WrongCell(_("“%(value)s” is none of: %(allowed)s.") % {"value": text[:80], "allowed": allowed})
    if column.open:
        return _limited(text, column)
    raise WrongCell(_("There is no “%(value)s”.") % {"value": text[:80]})


def _must_be_certain(cell: float, column: Column) -> None:
    """Excel makes the number 2.1 of the code 2.10: which of the two was meant, nobody knows. Where rows can be new, 2.10 may
    be meant as soon as there is a 2.9."""
    text, codes = code_of(cell), column.choices
    head, dot, tail = text.rpartition(".")
    next_one = column.open and tail.isdigit() and f"{head}.{int(tail) * 10 - 1}" in codes
    if dot and (next_one or any(code != text and code.rstrip("0") == text for code in codes)):
        raise WrongCell(
            _("Excel has made a number of this code, which may be %(a)s or %(b)s. Format the column as text.")
            % {"a": text, "b": f"{text}0"}
        )


def _folded(text: str) -> str:
    return fold(text) if re.search(r"[^\W\d_]", text) else text.strip()


def _several(cell: Any, one: Read) -> list[str]:
    if not isinstance(cell, str):
        return [code] if (code := one(cell)) else []
    found = [code for part in _LIST.split(clean(cell)) if (code := one(part))]
    return list(dict.fromkeys(found))
