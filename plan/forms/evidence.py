"""What shows that a measure is carried out, and the proposal that rests on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from office.forms import DayField, ReasonField, UploadField, sometimes
from plan.forms.base import PlanForm, area
from plan.models import Evidence

ADDRESS = _("A page that everybody concerned can open, beginning with https://.")


class DocumentForm(PlanForm):
    """An issued document, of which the file or the address may be given as well."""

    number = forms.CharField(label=_("Document number"), max_length=60, help_text=_("As it stands on the document, such as 12/QĐ-BNG."))
    dated_on = DayField(label=_("Date of issue"))
    title = forms.CharField(label=_("Subject of the document"), max_length=300, widget=area(2))
    issued_by = forms.CharField(label=_("Issuing body"), max_length=200)
    signatory = sometimes(
        forms.CharField(
            label=_("Signatory"),
            max_length=120,
            required=False,
            help_text=_("Name and position. Needed where the output of the measure is a legal text."),
        )
    )
    file = UploadField(label=_("File"), required=False)
    address = forms.CharField(label=_("Address"), max_length=2000, required=False, widget=forms.URLInput, help_text=ADDRESS)


class FileForm(PlanForm):
    file = UploadField(label=_("File"))
    title = forms.CharField(label=_("What it is"), max_length=300, required=False, help_text=_("If left empty: the name of the file."))


class AddressForm(PlanForm):
    address = forms.CharField(label=_("Address"), max_length=2000, widget=forms.URLInput, help_text=ADDRESS)
    title = forms.CharField(label=_("What it is"), max_length=300)


EVIDENCE_FORMS: dict[str, type[PlanForm]] = {"document": DocumentForm, "file": FileForm, "link": AddressForm}


class WithdrawForm(PlanForm):
    reason = ReasonField(label=_("Reason"), widget=area(4), max_length=4000)


class CompletionForm(PlanForm):
    """By which evidence: what stands already, and one piece that can be added right here (`ADDED`, all as in the forms above)."""

    NEEDED: ClassVar = {"document": ("number", "dated_on", "title", "issued_by"), "link": ("title",)}
    ADDED = ("number", "dated_on", "title", "issued_by", "signatory", "file", "address")

    effective_on = DayField(label=_("Completed on"), help_text=_("The day on which the work was finished: on time is judged by it."))
    note = forms.CharField(
        label=_("Explanation of the result"), widget=area(4), max_length=20000, help_text=_("What has been achieved, in a few sentences.")
    )
    evidence = sometimes(forms.MultipleChoiceField(label=_("Evidence that shows it"), required=False, widget=forms.CheckboxSelectMultiple))

    def __init__(self, *args: Any, standing: Iterable[Evidence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standing = {str(row.pk): row for row in standing}
        self.fields["evidence"].choices = [(pk, str(row)) for pk, row in self.standing.items()]
        if not self.standing:
            del self.fields["evidence"]
        for name in self.ADDED:
            self.fields[name] = copy(DocumentForm.base_fields[name])
            self.fields[name].required = False
            self.fields[name] = sometimes(self.fields[name])

    def main(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in self.ADDED]

    def added(self) -> list[forms.BoundField]:
        return [self[name] for name in self.ADDED]

    def touched(self) -> bool:
        """Whether something was filled in of the new piece, or must be put right in it."""
        return self.is_bound and any(self[name].data or self[name].errors for name in self.ADDED)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        self.kind = _kind_of(given)
        for name in self.NEEDED.get(self.kind, ()):
            if not given.get(name) and name not in self.errors:
                self.add_error(name, self.fields[name].error_messages["required"])
        if self.kind == "file" and given.get("address"):
            self.add_error("address", _("A file and an address are two pieces: add the other one on the page of the measure."))
        elif not self.kind and given.get("title"):
            self.add_error("file", _("Choose a file, or give an address or the number of a document."))
        return given

    def values(self) -> dict[str, Any]:
        given = super().values()
        new = {name: given.pop(name) for name in self.ADDED}
        chosen = [self.standing[pk] for pk in given.pop("evidence", [])]
        return {**given, "evidence": chosen, "new": {**new, "kind": self.kind} if self.kind else None}


def _kind_of(given: Mapping[str, Any]) -> str:
    """What the filled fields speak of; empty where none is."""
    if any(given.get(name) for name in ("number", "dated_on", "issued_by", "signatory")):
        return "document"
    return "file" if given.get("file") else "link" if given.get("address") else ""
