"""In which language a text was written, as far as its letters and words say: pure, without a dictionary.

What people type is kept without its language. A word of Vietnamese is one syllable of a shape that few words of other
languages have, and most of its words carry a mark; so the words are counted, and no single letter decides: "Café", "Côte
d'Ivoire" and "São Tomé" are no Vietnamese, and neither is an English sentence about Nguyễn Văn Hải.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

VIETNAMESE, ENGLISH = "vi", "en"
LONGEST = 2000  # characters that are looked at: what a text is written in shows sooner
ENOUGH_ENGLISH = 2  # different words that only English has

_WORD = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"\S+(?:@|://|www\.)\S+")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_VOWELS = """
    oai oao oay oeo uây uya uyê uyu iêu yêu uôi ươi ươu
    ai ao au ay âu ây eo êu ia iê iu oa oă oe oi oo ôi ơi ua uâ ui uê uơ uô uy ưa ưi ươ ưu yê
    a ă â e ê i o ô ơ u ư y
"""
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?"
    f"(?:{'|'.join(_VOWELS.split())})"
    r"(?:ch|ng|nh|[cmnpt])?"
)
# Words that stand in nearly every sentence of English, and in none of Vietnamese, of its unmarked form ("the", "that", "not"
# and "a" might), or of the languages of our neighbours in the alphabet ("is", "was", "will").
_ENGLISH_WORDS = "and of with from this which were been have has are by should would their these those its"
_ENGLISH = frozenset(_ENGLISH_WORDS.split())


@lru_cache(maxsize=4096)  # the same remarks stand on one page after another
def language_of(text: str) -> str:
    """ "vi" or "en" where the text says so itself, else empty: in another language, of names alone, or too short to tell."""
    words = _WORD.findall(_ADDRESS.sub(" ", unicodedata.normalize("NFC", text[:LONGEST])))
    small = [word for word in words if word.islower()]
    marked, foreign = _counted(small)
    foreign += _counted([word.lower() for word in words[:1] if not (word.islower() or word.isupper())])[1]  # begins a sentence
    if not (marked or foreign):  # names, or one word at the beginning
        marked, foreign = _counted([word.lower() for word in words if not word.isupper()] or [word.lower() for word in words])
    if marked > foreign:
        return VIETNAMESE
    return ENGLISH if len(_ENGLISH.intersection(small)) >= ENOUGH_ENGLISH and not marked else ""


def _counted(words: list[str]) -> tuple[int, int]:
    """What speaks for Vietnamese and what against it; of an unmarked word that might be a syllable nothing is known."""
    marked = foreign = 0
    for word in words:
        own = any(_is_own(letter) for letter in word)
        if len(word) == 1 and not own:  # "à" and "é" are words of others too
            continue
        if _SYLLABLE.fullmatch(_without_tone(word)) is None:
            foreign += 1
        elif not word.isascii():
            marked += 2 if own else 1
    return marked, foreign


def _is_own(letter: str) -> bool:
    """Whether hardly another language has the letter: ơ, ư, đ, and those with two marks or with one below or a hook."""
    return letter in "ơưđ" or "\u1ea0" <= letter <= "\u1ef9"


def _without_tone(word: str) -> str:
    return "".join(_toneless(letter) for letter in word)


def _toneless(letter: str) -> str:
    parted = unicodedata.normalize("NFD", letter)
    if parted[0] not in "aeiouy":  # "ñ" has no tone
        return letter
    return unicodedata.normalize("NFC", "".join(mark for mark in parted if mark not in _TONES))
