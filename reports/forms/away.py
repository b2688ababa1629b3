"""The file of a report that was filled away from the line."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from office.forms import CleanedForm


class FormFile(CleanedForm, forms.Form):
    file = forms.FileField(
        label=_("The filled form"),
        allow_empty_file=True,
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text=_("The workbook (.xlsx) that you downloaded here, at most 10 MB."),
        error_messages={"required": _("Choose the file.")},
    )
