"""Vietnamese text for search and for sorting, the same on every database.

`Đ` is not decomposed by Unicode, SQLite ignores case only in ASCII, and PostgreSQL's collations differ
from machine to machine; so the folded text is computed here and stored beside the original.
"""

import re
import unicodedata
from functools import lru_cache

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_NOT_WORD = re.compile(r"[^0-9a-z]+")
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_ORDER = {letter: f"{place:02d}" for place, letter in enumerate("0123456789" + _ALPHABET, start=10)}  # 00 parts words
# Telex order of the tone marks in dictionaries: none, huyền, hỏi, ngã, sắc, nặng.
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}


def clean(text: str) -> str:
    """Text as it may be stored: composed (NFC), line ends as \\n, without characters that no document can hold."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n")
    return unicodedata.normalize("NFC", _CONTROL.sub("", _SURROGATE.sub("", text)))


def shortened(text: str, most: int = 140) -> str:
    """At most so many characters: broken off between two words, and so that it shows."""
    return text if len(text) <= most else f"{text[: most - 2].rsplit(' ', 1)[0]} …"


def fold(text: str) -> str:
    """Lower case without marks, words parted by one space: "Đại sứ quán" and "DAI  SU QUAN" are both "dai su quan"."""
    text = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    bare = "".join(letter for letter in text if not unicodedata.combining(letter))
    return _NOT_WORD.sub(" ", bare).strip()


def search_text(*parts: str) -> str:
    """What a search looks through: the folded parts, then the initials of each, so that "dsq" finds "Đại sứ quán"."""
    folded = [fold(part) for part in parts if part]
    initials = ["".join(word[0] for word in part.split()) for part in folded if " " in part]
    return " ".join(folded + [short for short in initials if len(short) <= 12])


def sort_key(text: str) -> str:
    """A string whose plain byte order is the order of a Vietnamese dictionary: letters first, tones as a tie-break."""
    letters: list[str] = []
    tones: list[str] = []
    for letter in unicodedata.normalize("NFC", text.lower()):
        place, tone = _placed(letter)
        tones.append(tone)
        if place:
            letters.append(place)
        elif letters and letters[-1] != "00":
            letters.append("00")
    return "".join(letters)[:180] + "!" + "".join(tones)[:60]


@lru_cache(maxsize=2000)  # the letters of a language are few, and each name has twenty
def _placed(letter: str) -> tuple[str, str]:
    """Where a letter stands in the alphabet, and where its tone does; a digit has no tone, all else only parts words."""
    marks = [mark for mark in unicodedata.normalize("NFD", letter) if mark in _TONES]
    base = unicodedata.normalize("NFC", "".join(c for c in unicodedata.normalize("NFD", letter) if c not in _TONES))
    place = _ORDER.get(base, "")
    return place, "" if base.isdigit() or not place else _TONES[marks[0]] if marks else "0"


def lower(text: str) -> str:
    """As it stands in the middle of a sentence: Quý IV/2026 becomes quý IV/2026."""
    return text[:1].lower() + text[1:]
