"""Shape and wording of the norm of new missions and of the languages they need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from missions.network import PostKind
from office.forms import ReasonField, WholeField
from personnel.models import Language, NormPost
from personnel.ranks import LanguageLevel, RankLevel
from personnel.services.norm import Said
from plan.forms import PlanForm
from plan.forms.base import area, choices

SHARES = 6  # languages that can be given a share


class NormForm(PlanForm):
    """Posts and level of language for each kind of mission and level of rank; `rows` gives the fields kind by kind."""

    reason = ReasonField(label=_("Reason"), widget=area(2), max_length=4000)

    def __init__(self, data: Any, *, norms: Iterable[NormPost], version: int) -> None:
        super().__init__(data, initial={**norm_as_typed(norms), "version": version})
        posts, language = _("Posts"), _("Language at least")
        for kind in PostKind:
            for level in RankLevel:
                key, place = f"{kind.value}_{level.value}", f"{kind.label}, {level.label}"
                self.fields[f"posts_{key}"] = WholeField(label=f"{place}: {posts}", required=False, min_value=0, max_value=200)
                self.fields[f"language_{key}"] = forms.TypedChoiceField(
                    label=f"{place}: {language}",
                    required=False,
                    choices=choices(LanguageLevel, _("None asked")),
                    coerce=int,
                    empty_value=None,
                )

    @property
    def kinds(self) -> list[tuple[Any, list[tuple[Any, list[forms.BoundField]]]]]:
        return [(kind.label, [(level.label, self._pair(f"{kind.value}_{level.value}")) for level in RankLevel]) for kind in PostKind]

    def _pair(self, key: str) -> list[forms.BoundField]:
        return [self[f"posts_{key}"], self[f"language_{key}"]]

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        rows = [
            Said(kind.value, level.value, given[f"posts_{kind.value}_{level.value}"] or 0, given[f"language_{kind.value}_{level.value}"])
            for kind in PostKind
            for level in RankLevel
        ]
        return {"rows": rows, "reason": given["reason"], "seen": self.seen}


def norm_as_typed(norms: Iterable[NormPost]) -> dict[str, Any]:
    """The norm under the names of the fields."""
    typed: dict[str, Any] = {}
    for row in norms:
        key = f"{row.kind}_{row.rank_level}"
        typed |= {f"posts_{key}": row.posts, f"language_{key}": row.language_level}
    return typed


class LanguagesForm(PlanForm):
    languages = forms.MultipleChoiceField(
        label=_("Languages"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("Any one of them is enough for a post.")
    )

    def __init__(self, data: Any, *, languages: Iterable[Language], chosen: Iterable[str], version: int) -> None:
        self.known = {language.code: language for language in languages}
        super().__init__(data, initial={"languages": list(chosen), "version": version})
        self.fields["languages"].choices = [(code, str(language)) for code, language in self.known.items()]

    def values(self) -> dict[str, Any]:
        return {"languages": [self.known[code] for code in self.cleaned_data["languages"]], "seen": self.seen}


class SharesForm(PlanForm):
    """So many languages with their shares, together a hundred."""

    def __init__(self, data: Any, *, languages: Iterable[Language], shares: Mapping[str, int], version: int) -> None:
        self.known = {language.code: language for language in languages}
        super().__init__(data, initial={**shares_as_typed(shares), "version": version})
        for place in range(SHARES):
            options = [("", _("None")), *((known, str(language)) for known, language in self.known.items())]
            label = _("Language %(place)d") % {"place": place + 1}
            self.fields[f"language_{place}"] = forms.ChoiceField(label=label, required=False, choices=options)
            self.fields[f"share_{place}"] = WholeField(
                label=_("Share %(place)d (%%)") % {"place": place + 1}, required=False, min_value=0, max_value=100
            )

    def clean(self) -> dict[str, Any]:
        """Half of a pair would be lost without a word, and of a language told twice one share."""
        given = super().clean() or self.cleaned_data
        told = set[str]()
        for place in range(SHARES):
            code, share = given.get(f"language_{place}"), given.get(f"share_{place}")
            if share and not code and f"language_{place}" in given:
                self.add_error(f"language_{place}", _("Choose the language of this share."))
            if code and not share and f"share_{place}" in given:
                self.add_error(f"share_{place}", _("Give the share of this language."))
            if code and code in told:
                self.add_error(f"language_{place}", _("This language stands there twice."))
            told.add(code or "")
        return given

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        pairs = [(given[f"language_{place}"], given[f"share_{place}"] or 0) for place in range(SHARES)]
        return {"shares": {self.known[code]: share for code, share in pairs if code}, "seen": self.seen}


def shares_as_typed(shares: Mapping[str, int]) -> dict[str, Any]:
    """The shares under the names of the fields, in their order."""
    pairs = [*shares.items(), *[("", None)] * SHARES][:SHARES]
    codes = {f"language_{place}": code for place, (code, _share) in enumerate(pairs)}
    return codes | {f"share_{place}": share for place, (_code, share) in enumerate(pairs)}
