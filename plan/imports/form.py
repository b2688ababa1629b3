"""What a person sends: a table of one kind, as a file or as pasted text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from office.forms import CleanedForm, sometimes
from plan.imports.kinds import Importing


class ImportForm(CleanedForm, forms.Form):
    kind = forms.ChoiceField()  # replaced by that of the person
    file = sometimes(
        forms.FileField(
            label=_("File"),
            required=False,
            allow_empty_file=True,
            max_length=200,
            widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
            help_text=_("Excel (.xlsx) or CSV, at most 10 MB and 5,000 rows."),
        )
    )
    pasted = sometimes(
        forms.CharField(
            label=_("Or pasted from a sheet"),
            required=False,
            widget=forms.Textarea(attrs={"rows": 8}),
            help_text=_("Copy the rows with their headings in Excel and paste them here."),
        )
    )

    def __init__(self, *args: Any, kinds: Iterable[Importing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = forms.ChoiceField(label=_("What the rows are"), choices=[(kind.key, kind.name) for kind in kinds])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not given.get("file") and not given.get("pasted") and not self.errors:
            self.add_error("file", _("Choose a file, or paste the rows."))
        if given.get("file") and given.get("pasted"):
            self.add_error("pasted", _("Send a file or pasted rows, not both."))
        return given
