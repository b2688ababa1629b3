"""The field for a code, in the three places where one is typed."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base import forms as allauth_forms
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import services
from accounts.inputs import CleanedForm
from accounts.slowing import slowed


class CodeField(forms.CharField):
    def __init__(self, **more: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"}
        super().__init__(max_length=40, widget=forms.TextInput(attrs), **more)


class SetUpForm(CleanedForm, forms.Form):
    """The first code of a phone."""

    code = CodeField(label=_("Code that the app shows now"), help_text=_("Six digits; they change every half minute."))


class _UsesCode(CleanedForm):
    """Mixin for the two forms of allauth: a code that is right is used up by reading it."""

    user: Any
    authenticator: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        help_text = _("Six digits from the app on your phone, or one of your recovery codes.")
        self.fields["code"] = CodeField(label=_("Code"), help_text=help_text)

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        with slowed(self.user):
            self.authenticator = services.use_code(user=self.user, code=code, now=timezone.now())
        self.authenticator.user = self.user
        return code


class SecondStepForm(_UsesCode, allauth_forms.AuthenticateForm):
    """At sign-in."""


class ConfirmByCodeForm(_UsesCode, allauth_forms.ReauthenticateForm):
    """Before something is changed."""
