from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts import access
from accounts.inputs import CleanedForm, DayField
from accounts.invitation_list import MOST, Line, read_list
from accounts.models import User


class InviteListForm(CleanedForm, forms.Form):
    """Many people at once, one a line; what is wrong with a line is said beside it."""

    lines = forms.CharField(
        label=_("People"),
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        max_length=100_000,
        help_text=_(
            "One person a line: e-mail; name; unit; role, such as “an@example.vn; Nguyễn Văn An; vu-chau-au; Unit officer”. "
            "Paste from a spreadsheet or a CSV file, at most 200 lines."
        ),
    )
    from_on = DayField(label=_("First day"))

    def __init__(self, data: Any = None, *, giver: User, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.giver = giver
        self.read: list[Line] = []
        self.initial.setdefault("from_on", localdate())

    def clean_lines(self) -> str:
        text: str = self.cleaned_data["lines"]
        units = {unit.code: unit for unit in access.managed_units(self.giver)}
        given = {code: access.roles_given_by(self.giver, unit) for code, unit in units.items()}
        typed = {word.lower() for word in text.replace(";", " ").replace(",", " ").split() if "@" in word}
        taken = {email.lower() for email in User.objects.filter(email__in=typed).values_list("email", flat=True)}
        self.read = read_list(text, units=units, given=given, taken=taken)
        if not self.read:
            raise forms.ValidationError(_("There is no line with an address."))
        if len(self.read) > MOST:
            raise forms.ValidationError(_("At most 200 people at once."))
        return text

    @property
    def faulty(self) -> int:
        return sum(bool(line.faults) for line in self.read)
