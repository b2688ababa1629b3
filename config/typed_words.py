"""What the fields are called that somebody had typed when their session ended, and what they had chosen: in the words of the page
and not by names and codes.

A form travels as names and values alone. Its words are found again by where it was sent: the questions of a section of a
report by its questionnaire, all others by the forms of the app that would have read it.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.choices import flatten_choices
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import Unit
from office.addresses import parts
from reports.forms.quarterly import typed_texts
from reports.views.opened import open_for

logger = logging.getLogger("errors")
CODE = re.compile(r"[-\w]{1,80}")
Typed = list[tuple[str, str]]
Fields = dict[str, forms.Field]


def worded(request: HttpRequest, to: str, typed: Typed) -> Typed:
    """The same texts under the labels that the person saw; under the names of the fields where these cannot be found."""
    try:
        match = resolve(parts(to).path)
    except Resolver404:
        return typed
    if match.view_name == "reports:quarterly-section":
        return _answers(request, match, typed) or typed
    app, names = str(match.func.__module__).partition(".")[0], {name for name, _value in typed}
    labels, units = labels_for(app, names), _units(request, app, typed)
    if "login" in names:  # of signing in, where the name of the field is the library's and the label ours
        labels["login"] = _("E-mail address")
    return [
        (str(labels[name]), units.get((name, value)) or _chosen(app, names, name, value)) if name in labels else (name, value)
        for name, value in typed
    ]


def _units(request: HttpRequest, app: str, typed: Typed) -> dict[tuple[str, str], str]:
    """The names of units that were chosen by their codes, where a form offers them only once it is made for somebody."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {}
    open_fields = {name for name, _value in typed if _is_filled_later(app, name)}
    codes = {value for name, value in typed if name in open_fields and CODE.fullmatch(value)}
    found = {unit.code: unit.name for unit in Unit.objects.filter(code__in=codes)} if codes else {}
    return {(name, value): found[value] for name, value in typed if name in open_fields and value in found}


def _is_filled_later(app: str, name: str) -> bool:
    held = [fields[name] for fields in _fitting(app, {name}) if name in fields]
    offering = [one for one in held if isinstance(one, forms.ChoiceField) and not isinstance(one, forms.ModelChoiceField)]
    return bool(held) and len(offering) == len(held) and not any(one.choices for one in offering)


def _answers(request: HttpRequest, match: ResolverMatch, typed: Typed) -> Typed:
    """As the page of the section itself hands them back; for whoever may write the report."""
    try:
        opened = open_for(request, match.kwargs["period"], match.kwargs["unit"])
        part = opened.draft_sheet(files=False).part(match.kwargs["key"]) if opened.may_draft else None
    except (Http404, PermissionDenied):
        return []
    except Exception:  # an error page never fails for the sake of a label
        logger.warning("labels of a kept form could not be found", exc_info=True)
        return []
    if part is None:
        return []
    others = [(name, value) for name, value in typed if not any(one.question.of.owns(one.name, name) for one in part.fields)]
    return typed_texts(part, dict(typed)) + others  # nothing is dropped because it is no longer asked


def labels_for(app: str, names: Iterable[str]) -> dict[str, str | Promise]:
    """Of these names those that every form of the app which has all of them calls the same."""
    wanted = set(names)
    fitting = _fitting(app, wanted)
    found: dict[str, str | Promise] = {}
    for name in wanted:
        labels: dict[str, Any] = {str(fields[name].label): fields[name].label for fields in fitting if name in fields}
        if len(labels) == 1:
            (found[name],) = labels.values()
    return found


def _fitting(app: str, wanted: set[str]) -> list[Fields]:
    held = [fields for module, fields in _forms() if module == app]
    return [fields for fields in held if wanted <= fields.keys()] or held


def _chosen(app: str, names: set[str], name: str, value: str) -> str:
    """A choice as every form that offers it says it; any other text, and rows of the database that are no units, as they were sent."""
    said = {words for fields in _fitting(app, names) if name in fields and (words := _in_words(fields[name], value))}
    return said.pop() if len(said) == 1 else value


def _in_words(field: forms.Field, value: str) -> str:
    if isinstance(field, forms.BooleanField) and value == "on":
        return _("Yes")
    if not isinstance(field, forms.ChoiceField) or isinstance(field, forms.ModelChoiceField):
        return ""
    offered: Any = field.choices
    flat: Any = flatten_choices(offered)
    return next((str(words) for key, words in flat if str(key) == value and value), "")


@cache
def _forms() -> list[tuple[str, Fields]]:
    """Of each form of ours its app and its fields that have a label; read once, when every form has been brought in."""
    return [(form.__module__.partition(".")[0], _labelled(form)) for form in _below(forms.BaseForm) if form.__module__ in sys.modules]


def _labelled(form: Any) -> Fields:
    return {name: field for name, field in getattr(form, "base_fields", {}).items() if field.label}


def _below(kind: type) -> Iterator[type]:
    one: type
    for one in kind.__subclasses__():
        yield one
        yield from _below(one)
