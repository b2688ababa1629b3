from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.inputs import CleanedForm
from accounts.models import User
from accounts.models.user import NO_ADDRESS


class InvitationForm(CleanedForm, forms.Form):
    """The first password of a person. The address stands in the page so that a password manager keeps both.

    Whose address only holds a place gives a real one, and a name.
    """

    name = forms.CharField(label=_("Full name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("You sign in with it, and mail of the system goes to it."),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )

    password1 = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters; several words are easier to remember than symbols."),
    )
    password2 = forms.CharField(
        label=_("Password, once more"), strip=False, max_length=1000, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data)
        self.user = user
        if not user.has_no_address:
            del self.fields["name"], self.fields["email"]

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if email.endswith(NO_ADDRESS):
            raise ValidationError(_("Give an address that can receive mail."))
        return email

    def values(self) -> dict[str, str]:
        """The arguments of the service."""
        given = {name: self.cleaned_data[name] for name in ("name", "email") if name in self.cleaned_data}
        return {"password": self.cleaned_data["password1"], **given}

    def clean_password1(self) -> str:
        password = self.cleaned_data["password1"]
        validate_password(password, self.user)
        return password

    def clean(self) -> None:
        first, second = self.cleaned_data.get("password1"), self.cleaned_data.get("password2")
        if first and second and first != second:
            self.add_error("password2", ValidationError(_("The two passwords differ.")))
