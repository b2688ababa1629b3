"""Numbers as people type them and as pages, files and sentences show them; those with decimals are kept as whole numbers
of 10^-decimals units."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

_PLURAL = re.compile(r"people|[a-z]+(?<!ie)(?<!s)s")
_PLAIN = re.compile(r"[+-]?\d{1,18}(\.\d{1,18})?", re.ASCII)


class TwoReadingsError(ValueError):
    """A number that one language parts into thousands and the other takes for a fraction; `either` and `other` write it so that it
    is one of them in the language it was typed in. The sentence is in the language of who asks for it."""

    def __init__(self, typed: str, either: str, other: str) -> None:
        super().__init__(typed, either, other)

    def __str__(self) -> str:
        typed, either, other = self.args
        words = _("“%(typed)s” can be read in two ways. Write %(either)s or %(other)s.")
        return words % {"typed": typed, "either": either, "other": other}


def read_scaled(typed: str, decimals: int, example: int | None = None) -> int:
    """A number as the reader's language writes it, as a whole number of 10^-decimals units. ValueError with a message
    for the person where it is none, or where it has more decimals; TwoReadingsError where it is 1.500 in English and is kept with
    so few decimals that 1500 may be meant. `example`: what the message names, in the same units; 125 without."""
    text = _closed(typed)
    # Vietnamese writes 1.240,5 and English 1,240.5: the language of the page says which mark parts the decimals.
    group, point = _marks()
    parts = text.split(point)
    whole = parts[0].replace(group, "") if _grouped(parts[0], group) else parts[0]
    value = plain_scaled(".".join([whole, *parts[1:]]), decimals, example)
    thousands = as_thousands(typed)
    if thousands is not None and decimals < 3:
        raise TwoReadingsError(typed.strip(), shown_scaled(thousands, 0), shown_scaled(value, decimals))
    return value


def as_thousands(typed: str) -> int | None:
    """What was typed if its decimal mark parted thousands, as in the other language: 1250 for 1.250 in English and 1,250 in
    Vietnamese. None where it cannot."""
    text, (group, point) = _closed(typed), _marks()
    if text.count(point) != 1 or group in text or not _grouped(text, point):
        return None
    digits = text.replace(point, "")
    return int(digits) if _PLAIN.fullmatch(digits) else None


def _closed(typed: str) -> str:
    return typed.replace("\u00a0", "").replace(" ", "").strip()


def _marks() -> tuple[str, str]:
    """What parts thousands and what begins the decimals in the reader's language."""
    return (",", ".") if get_language() == "en" else (".", ",")


def plain_scaled(plain: str, decimals: int, example: int | None = None) -> int:
    """The same of a number as a program writes it: digits and a point."""
    plain = plain.strip()
    if not _PLAIN.fullmatch(plain):  # nor 1e9: a few letters must not become a number of a billion digits
        named = shown_scaled(125 * 10**decimals if example is None else example, decimals)
        raise ValueError(_("Enter a number, such as %(example)s.") % {"example": named})
    scaled = Decimal(plain) * 10**decimals
    if scaled != scaled.to_integral_value():
        raise ValueError(too_fine(decimals))
    return int(scaled)


def too_fine(decimals: int) -> str:
    """What is said of a number with more decimals than are kept."""
    if not decimals:
        return _("Enter a whole number.")
    words = ngettext("At most %(n)s digit after the decimal mark.", "At most %(n)s digits after the decimal mark.", decimals)
    return words % {"n": decimals}


def _grouped(whole: str, group: str) -> bool:
    """Digits parted into threes: 1.240 is 1240, but 1.24 is a slip that must not be read as 124, nor 0.240 as 240."""
    first, *rest = whole.lstrip("+-").split(group)
    return 0 < len(first) <= 3 and not (rest and first.startswith("0")) and all(len(part) == 3 for part in rest)


def as_float(value: int, decimals: int) -> float:
    """For programs: 625 with one decimal is 62.5."""
    return float(Decimal(value).scaleb(-decimals))


def shown_scaled(value: int, decimals: int) -> str:
    """As the reader's language writes it, without zeros that say nothing."""
    number = Decimal(value).scaleb(-decimals)
    places = max(0, -int(number.normalize().as_tuple().exponent))
    return number_format(number, decimal_pos=places, use_l10n=True, force_grouping=True)


def shown_rounded(value: float | Decimal, places: int) -> str:
    """To so many places, half of the last one up: 1.240 and 18,5 in Vietnamese, 1,240 and 18.5 in English."""
    # Django's formatting cuts what does not fit, and round() takes a half to the even neighbour.
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return number_format(rounded, decimal_pos=places, use_l10n=True, force_grouping=True)


def unit_of(value: float, unit: str) -> str:
    """A unit of measurement behind a value, with the space before it that "%" has not; in English of one without its plural:
    "1 product", "2 products", "64.5%". Only a unit of one word is sure to be a plain plural."""
    if unit in {"", "%"}:
        return unit
    if abs(value) == 1 and get_language() == "en" and _PLURAL.fullmatch(unit):
        unit = "person" if unit == "people" else unit.removesuffix("s")
    return f" {unit}"


def shown_percent(percent: float | Decimal, places: int = 0) -> str:
    """66.7 with one place is "66,7%" in Vietnamese, "66.7%" in English."""
    return _("%(n)s%%") % {"n": shown_rounded(percent, places)}
