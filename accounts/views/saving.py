"""What every form of this app does with a refusal by a service."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError


def refuse(form: forms.BaseForm, error: ValidationError) -> None:
    """Put the words beside the fields they are about, or at the top where the form has no such field."""
    found = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    for field, messages in found.items():
        form.add_error(field if field in form.fields else None, list(messages))
