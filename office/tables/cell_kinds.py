"""What a cell of a sheet can be beside a text, a number and a day: the error of a formula, a share that is shown in percent."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

_ERRORS = "N/A|GETTING_DATA|(?:DIV/0|REF|VALUE|NUM|NULL|SPILL|CALC|FIELD|BLOCKED|UNKNOWN|CONNECT|BUSY|PYTHON|ERROR)!|NAME\\?"
_ERROR = re.compile(rf"#(?:{_ERRORS})|Err:\d{{3}}")
ANY_ERROR = "#ERROR!"  # of a formula, under a name that we do not know
_SAID = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')  # of a number format: what stands there as a text
_PERCENT_FORMATS = frozenset({9, 10})  # 0% and 0.00%, which no workbook spells out


class Percent(float):
    """The number of a cell that is formatted as a percentage: the cell that shows 55% holds 0.55."""

    @property
    def hundredths(self) -> Decimal:
        """55 of a cell that shows 55%."""
        return Decimal(repr(float(self))) * 100

    def __str__(self) -> str:
        return f"{self.hundredths.normalize():f}%"


def is_error(cell: Any) -> bool:
    """Also as a text: so it comes out of a CSV file, and out of a sheet that is copied."""
    return isinstance(cell, str) and bool(_ERROR.fullmatch(cell.strip()))


def error_of(text: str) -> str:
    return text.strip() if is_error(text) else ANY_ERROR


def is_percent_format(number: int, code: str) -> bool:
    """`number`: its id; `code`: as the workbook spells it out, if it does. A "%" in quotes is a text beside a plain number."""
    return "%" in _SAID.sub("", code.split(";")[0]) if code else number in _PERCENT_FORMATS
