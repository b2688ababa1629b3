"""Two people changed the same thing (design rule 13): both texts are shown, what was typed is kept, the person decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import Manager
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.inputs import NumberField
from accounts.models import Event
from accounts.versions import Versioned
from accounts.words import name_of


@dataclass(frozen=True)
class Difference:
    label: str
    saved: str
    typed: str


def conflict(
    request: HttpRequest,
    form: forms.BaseForm,
    current: Versioned,
    labels: Mapping[str, str] | None = None,
    *,
    back: str = "",
    action: str = "",
    more: Sequence[Difference] = (),
) -> HttpResponse:
    """The 409 page. `form` is the bound form that was refused, `current` the row as it stands now.

    `labels` renames fields or names only those to compare; `back` is where the person goes who drops their text
    (default: the page of the form, afresh), `action` where the form is sent (default: the same address), `more` what
    differs beside the form's own fields.
    """
    event = Event.objects.about(current).first()
    context = {
        "differences": [*differences(form, current, labels), *more],
        "form": _over(form, current),
        "others": [(name, value) for name, values in request.POST.lists() for value in values if _is_button(name, form)],
        "lost_files": [file.name for file in request.FILES.values()],
        "event": event,
        "who": event and name_of(event),
        "own": event is not None and event.by_id == request.user.pk,  # the same person, on another page
        "current": current,
        "back": back or request.get_full_path(),
        "action": action or request.get_full_path(),
    }
    response = render(request, "conflict.html", context, status=409)
    if getattr(request, "htmx", False):
        response["HX-Retarget"], response["HX-Reswap"] = "body", "innerHTML"
    return response


def is_repeated(request: HttpRequest, form: forms.BaseForm, current: Versioned, labels: Mapping[str, str]) -> bool:
    """True if the refused save repeats what this person has just saved, as after a double click.

    It does if the last change of the row is theirs and the row now says all that they typed. False for a form without values, or with
    files, of which this cannot be known.
    """
    said = any(form.cleaned_data.get(name) for name in labels)
    if not said or request.FILES or differences(form, current, labels):
        return False
    event = Event.objects.about(current).first()
    return event is not None and event.by_id == request.user.pk


def differences(form: forms.BaseForm, current: Versioned, labels: Mapping[str, str] | None = None) -> list[Difference]:
    """Field by field what is saved now and what was typed; what is equal is left out."""
    rows = []
    for bound in form.visible_fields():
        if isinstance(bound.field, forms.FileField) or (not hasattr(current, bound.name) and bound.name not in (labels or {})):
            continue
        saved = shown(getattr(current, bound.name, None), bound.field)
        typed = shown(form.cleaned_data.get(bound.name) if bound.name in form.cleaned_data else bound.value(), bound.field)
        if saved != typed:
            rows.append(Difference(str((labels or {}).get(bound.name, bound.label)), saved, typed))
    return rows


def shown(value: Any, field: forms.Field) -> str:
    """A value as a person reads it."""
    if isinstance(value, Manager):
        value = list(value.all())
    if value is None or value == "":
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(shown(one, field) for one in value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return f"{localtime(value):%H:%M %d/%m/%Y}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(field, NumberField):
        return str(field.prepare_value(value))
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        return str(dict(_flat(field.choices)).get(value, value))
    return str(value)


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    flat: list[tuple[Any, Any]] = []
    for key, label in choices:
        flat += list(label) if isinstance(label, list | tuple) else [(key, label)]
    return flat


def _over(form: forms.BaseForm, current: Versioned) -> forms.BaseForm:
    """The same form with what was typed, now based on the version that stands: saving it replaces that one."""
    form.data = form.data.copy()
    form.data[form.add_prefix("version")] = current.version
    return form


def _is_button(name: str, form: forms.BaseForm) -> bool:
    """Values sent beside the form's own fields, such as which button was pressed."""
    own = {form.add_prefix(field) for field in form.fields}
    return name not in own and name != "csrfmiddlewaretoken" and not any(name.startswith(f"{field}_") for field in own)
