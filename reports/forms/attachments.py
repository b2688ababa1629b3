"""A file that goes with a quarterly report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from office.forms import UploadField
from office.once import OnceField
from plan.forms import PlanForm
from reports.sheet import Part


class AttachForm(PlanForm):
    file = UploadField(label=gettext_lazy("File"))
    about = forms.ChoiceField(label=gettext_lazy("What it belongs to"), required=False)
    once = OnceField()

    def __init__(self, *args: Any, part: Part, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whole = _("Section %(number)s as a whole") % {"number": part.section.number}
        self.asked = {one.name: one.key for one in part.shown if one.is_asked}
        self.fields["about"].choices = [("", whole), *((one.name, one.title) for one in part.shown if one.is_asked)]

    def values(self) -> dict[str, Any]:
        return {"file": self.cleaned_data["file"], "about": self.asked.get(self.cleaned_data["about"], ("", ""))}
