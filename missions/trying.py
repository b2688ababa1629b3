"""What a reader tries out on the forecast: the form with its sliders, and what is said of it on the page and on paper."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from missions.forecasting import Assumed, Basis, Key, WhatIf
from missions.models.forecast import DECIMALS
from missions.templatetags.forecast import assumed
from office.forms import CleanedForm, NumberField, WholeField
from office.templatetags.house import number

NAMES = ("rate", "shift", "chance", "drop")


@dataclass(frozen=True)
class Slider:
    """One slider: its ends, where it stands, and the number beside it. Values are written as HTML reads them."""

    bound: forms.BoundField
    low: int
    high: int
    step: str
    value: str

    @property
    def shown(self) -> str:
        return number(float(self.value), 0 if self.step == "1" else 1)


class SlidNumberField(NumberField):
    """A slider sends its number with a point, in every language; what is typed into the address may have a comma."""

    _SENT = re.compile(r"\d{1,6}(\.\d{1,2})?", re.ASCII)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and self._SENT.fullmatch(value.strip()):
            return round(float(value) * 10**self.decimals)
        return super().to_python(value)


class WhatIfForm(CleanedForm, forms.Form):
    """What a reader tries out, as it stands in the address. A slider that stands where the forecast stands asks nothing."""

    rate = SlidNumberField(label=gettext_lazy("Openings not yet in preparation, a year"), decimals=DECIMALS, required=False)
    shift = WholeField(label=gettext_lazy("All dates later by months"), min_value=-60, max_value=120, required=False)
    chance = WholeField(label=gettext_lazy("Chances, per cent of what was assessed"), min_value=0, max_value=200, required=False)
    drop = forms.ChoiceField(label=gettext_lazy("Without one opening"), required=False)

    MOST, USUAL = 20, 10  # openings a year: that are taken at all, that the slider reaches

    def __init__(self, data: Mapping[str, Any], *, basis: Basis | None) -> None:
        super().__init__(data)
        self.standing = round(basis.inputs.openings.mean, 1) if basis else 0.0
        named = basis.openings.values() if basis else ()
        self.fields["drop"].choices = [("", _("None left out")), *((row.code, row.name) for row in named)]

    def clean_rate(self) -> int | None:
        value = self.cleaned_data["rate"]
        if value is not None and not 0 <= value <= self.MOST * 10**DECIMALS:
            raise ValidationError(_("Give a number from 0 to %(most)g.") % {"most": self.MOST})
        return None if value == round(self.standing * 10**DECIMALS) else value

    @property
    def sliders(self) -> list[Slider]:
        given = getattr(self, "cleaned_data", {})
        rate, shift, chance = (given.get(name) for name in NAMES[:3])
        at = self.standing if rate is None else rate / 10**DECIMALS
        most = self.USUAL if at <= self.USUAL else self.MOST
        return [
            Slider(self["rate"], 0, most, "0.1", f"{at:g}"),
            Slider(self["shift"], -60, 120, "1", str(shift or 0)),
            Slider(self["chance"], 0, 200, "1", str(100 if chance is None else chance)),
        ]


def what_if(form: WhatIfForm) -> WhatIf:
    given = form.cleaned_data
    rate, chance = given["rate"], given["chance"]
    return WhatIf(
        rate=None if rate is None else rate / 10**DECIMALS,
        shift=given["shift"] or 0,
        chance=100 if chance is None else chance,
        drop=given["drop"],
    )


def told(tried: WhatIf, basis: Basis) -> list[str]:
    """What is tried, in words, so that a page or a sheet of paper says it without its form."""
    found = []
    if tried.rate is not None:
        stands = assumed(basis.assumptions[Key.OPENING_RATE].value)
        words = _("%(n)s openings a year of missions not yet in preparation, instead of %(stands)s")
        found.append(words % {"n": assumed(tried.rate), "stands": stands})
    if tried.shift:
        n = abs(tried.shift)
        later = ngettext("all openings in preparation %(n)s month later", "all openings in preparation %(n)s months later", n)
        sooner = ngettext("all openings in preparation %(n)s month sooner", "all openings in preparation %(n)s months sooner", n)
        found.append((later if tried.shift > 0 else sooner) % {"n": number(n)})
    if tried.chance != WhatIf().chance:
        found.append(_("every chance at %(n)s%% of what was assessed") % {"n": number(tried.chance)})
    if tried.drop:
        found.append(_("without: %(name)s") % {"name": basis.openings[tried.drop].name})
    return found


def assumptions(basis: Basis, tried: WhatIf) -> list[tuple[Assumed, float | None]]:
    """Each assumption as it stands, with the value that is tried in its place."""
    factor = basis.assumptions[Key.CHANCE_FACTOR].value
    instead = {Key.OPENING_RATE: tried.rate, Key.CHANCE_FACTOR: factor * tried.chance / 100 if tried.chance != WhatIf().chance else None}
    return [(row, instead.get(row.key)) for row in basis.assumptions.values()]


def asks(query: Mapping[str, Any]) -> bool:
    """Whether an address tries anything out, readable or not."""
    return any(query.get(name) for name in NAMES)
