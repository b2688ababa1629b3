"""Where the facts of a mission come from, in the words of the register file, told in the reader's language."""

from __future__ import annotations

import re

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from accounts.tongue import language_of

_WIKIPEDIA = r"found: vi\.wikipedia list, Dec 2025 copy in github (\S+ \S+)"
# How the shipped register writes its sources; what stands in brackets is the part that differs from row to row.
_KNOWN = tuple(
    (re.compile(written), told)
    for written, told in (
        (r"found: public GitHub file, list '([^']+)'", gettext_noop("public file on GitHub, list “%(found)s”")),
        (_WIKIPEDIA, gettext_noop("list of the Vietnamese Wikipedia, copy of December 2025 on GitHub: %(found)s")),
        (
            _WIKIPEDIA + r" \(Government Resolution 17/NQ-CP of 5 June 2018 ended it\)",
            gettext_noop(
                "list of the Vietnamese Wikipedia, copy of December 2025 on GitHub: %(found)s "
                "(ended by Government Resolution 17/NQ-CP of 5 June 2018)"
            ),
        ),
        (r"found: (\S+) \(name in French\)", gettext_noop("%(found)s (name in French)")),
        (
            r"found: (\S+) June 2025 \(ambassador: Viet Nam is actively promoting a permanent embassy\)",
            gettext_noop("%(found)s, June 2025 (ambassador: Viet Nam is actively promoting a permanent embassy)"),
        ),
        (r"(?:found: )?([\w-]+(?:\.[\w-]+)+)", "%(found)s"),
        (r"city centre \(GeoNames, CC BY 4\.0\)", gettext_noop("centre of the city, not the building; GeoNames, CC BY 4.0")),
        (r"Wikidata (Q\d+) \(year\)", gettext_noop("Wikidata %(found)s, the year")),
        (r"Wikidata (Q\d+) \(2022 extract\)", gettext_noop("Wikidata %(found)s, extract of 2022")),
        (
            r"Wikidata (Q\d+) \(2022 extract, database-of-embassies\)",
            gettext_noop("Wikidata %(found)s, extract of 2022 (database-of-embassies)"),
        ),
    )
)


def trail(basis: str) -> list[tuple[str, str]]:
    """Each source that a basis names, and the language it is in where that is not the reader's: what is not known here stands as it
    was written."""
    return [_told(part) for part in basis.split(" + ") if part]


def _told(part: str) -> tuple[str, str]:
    for written, words in _KNOWN:
        if found := written.fullmatch(part):
            return _(words) % {"found": "".join(found.groups())}, ""
    language = language_of(part) or "en"
    return part, "" if language == get_language() else language
