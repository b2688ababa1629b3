"""The .docx below the Word files of progress reports."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from office.forms import UploadField
from office.inspection import Taken
from plan.forms import PlanForm


class BaseForm(PlanForm):
    file = UploadField(
        label=_("Word file (.docx)"),
        help_text=_("Up to 10 MB. Of it the styles, the header and the footer are used; its text is left behind."),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
    )

    def clean_file(self) -> Taken:
        from office.base_document import check  # with python-docx
        from office.documents import STYLES

        taken: Taken = self.cleaned_data["file"]
        if taken.kind.code != "docx":
            raise forms.ValidationError(_("Choose a Word file (.docx)."))
        check(taken.content, STYLES)
        return taken

    def values(self) -> dict[str, Any]:
        return {"file": self.cleaned_data["file"]}
