from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.inputs import CleanedForm


class TokenForm(CleanedForm, forms.Form):
    label = forms.CharField(label=_("What it is for"), max_length=100, help_text=_("Such as the name of the program that will use it."))
    read_only = forms.BooleanField(label=_("Only reads"), required=False, initial=True, help_text=_("Such a key can change nothing."))
