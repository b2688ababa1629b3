"""Shape and wording of what is said beside a progress report: notes, which mail one wants, which two are compared."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from office.forms import CleanedForm
from office.once import OnceField
from reports.models import ProgressReport


class NoteForm(CleanedForm, forms.Form):
    text = forms.CharField(
        label=pgettext_lazy("of leadership on a report", "Note"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stands beside the report with your name; the report itself does not change."),
    )
    once = OnceField()


class SubscriptionForm(CleanedForm, forms.Form):
    is_on = forms.BooleanField(label=_("When a progress report is approved"), required=False)
    drafts = forms.BooleanField(label=_("Also when a draft is compiled at the cut-off and when reports are due"), required=False)
    with_file = forms.BooleanField(
        label=_("With the Word file"), required=False, help_text=_("Otherwise the mail holds counts and links, and is short.")
    )


class CompareForm(forms.Form):
    a = forms.ChoiceField(label=_("Earlier report"))
    b = forms.ChoiceField(label=_("Later report"))

    def __init__(self, *args: object, reports: Iterable[ProgressReport], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.pk), _name(one)) for one in reports]
        for name in ("a", "b"):
            self.fields[name].choices = choices


def _name(report: ProgressReport) -> str:
    what = report.period.name if report.period else report.plan.number
    if report.part:
        what = f"{what}, {report.part}"
    words = _("%(what)s, as of %(day)s, revision %(n)s (%(language)s)")
    day = f"{report.on:%d/%m/%Y}"
    return words % {"what": what, "day": day, "n": report.revision, "language": report.get_language_display()}
