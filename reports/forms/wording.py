"""Shape and wording of a standing sentence."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from office.forms import CleanedForm, WholeField
from reports.wording import Standing


class WordingForm(CleanedForm, forms.Form):
    vi = forms.CharField(label=gettext_lazy("In Vietnamese"), required=False, widget=forms.Textarea(attrs={"rows": 4, "lang": "vi"}))
    en = forms.CharField(label=gettext_lazy("In English"), required=False, widget=forms.Textarea(attrs={"rows": 4, "lang": "en"}))
    number = WholeField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, sentence: Standing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = ", ".join(f"{{{name}}}" for name in sentence.names)
        words = _("Figures that may stand in it: %(names)s.") % {"names": names} if names else _("It has no figures.")
        for language in ("vi", "en"):
            self.fields[language].help_text = words
            self.fields[language].required = not sentence.is_optional

    def texts(self) -> dict[str, str]:
        return {language: self.cleaned_data.get(language, "") for language in ("vi", "en")}

    def refuse(self, error: ValidationError) -> None:
        """Each fault beside the language in which it is."""
        self.add_error(None, error)
