"""What a service is given: text that is clean, what may not be missing, days that have come, faults beside their field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _

from accounts.folding import clean
from accounts.history import Actor
from accounts.models import User
from accounts.naming import forbidden


def wrong(message: str, field: str = NON_FIELD_ERRORS) -> ValidationError:
    return ValidationError({field: message})


def text(value: str) -> str:
    return clean(value).strip()


def tidy(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same with every text clean."""
    return {name: text(value) if isinstance(value, str) else value for name, value in values.items()}


def needed(value: str, field: str, message: str) -> str:
    if not (cleaned := text(value)):
        raise wrong(message, field)
    return cleaned


def needs(values: Mapping[str, Any], names: Iterable[str], message: str) -> None:
    """A fault beside each of the fields that is empty."""
    if empty := {name: message for name in names if not values.get(name)}:
        raise ValidationError(empty)


def past_day(day: date | None, today: date, field: str) -> date:
    if day is None:
        raise wrong(_("Give a day."), field)
    if day > today:
        raise wrong(_("This day has not come yet."), field)
    return day


def must_be_named_so(value: str, field: str) -> None:
    """Names of countries, territories and seas as they may be written (domain (g) 2)."""
    for found, instead in forbidden(value):
        raise wrong(_("“%(found)s” is not to be used: write “%(instead)s”") % {"found": found, "instead": instead}, field)


def person(by: Actor) -> User | None:
    """Who acted, for a column that names a person; the house itself is none."""
    return by if isinstance(by, User) else None
