from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.inputs import CleanedForm
from accounts.models import Unit


class UnitForm(CleanedForm, forms.ModelForm):
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=1000, help_text=_("Such as the number of the decree that renamed it.")
    )

    class Meta:
        model = Unit
        fields = ("name_vi", "name_en")

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name_vi", "name_en", "reason")}
