"""Texts in two languages: pure, without a query."""

from __future__ import annotations

from django.utils.translation import get_language

OURS = ("our translation", "partly found")  # how a basis begins where the Vietnamese wording is ours, wholly or in part


class Bilingual:
    """Reference texts stand in two languages, `name_vi` and `name_en`; what was kept in English alone at first, in `note`
    and `note_vi`. What one language lacks is shown in the other, with its `lang`."""

    wording_basis = "basis"  # the column that says where the Vietnamese wording comes from

    @property
    def is_translated(self) -> bool:
        """Whether the Vietnamese wording is a translation of ours: no official text was found."""
        return str(getattr(self, self.wording_basis, "")).startswith(OURS)

    def text(self, field: str) -> str:
        first, second = _order()
        return self._in(first, field) or self._in(second, field)

    def lang(self, field: str) -> str:
        """The language of `text(field)`, empty when it is the reader's own."""
        first, second = _order()
        return "" if self._in(first, field) or not self._in(second, field) else second

    def _in(self, language: str, field: str) -> str:
        column = f"{field}_{language}"
        return str(getattr(self, column) if language == "vi" or hasattr(self, column) else getattr(self, field))


def _order() -> tuple[str, str]:
    return ("en", "vi") if get_language() == "en" else ("vi", "en")
