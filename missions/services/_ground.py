"""What every change of openings and assumptions stands on: text that is clean, faults beside their field."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _

from accounts.folding import clean
from accounts.history import Actor
from accounts.models import User


def wrong(message: str, field: str = NON_FIELD_ERRORS) -> ValidationError:
    return ValidationError({field: message})


def text(value: str) -> str:
    return clean(value).strip()


def needed(value: str, field: str, message: str) -> str:
    if not (cleaned := text(value)):
        raise wrong(message, field)
    return cleaned


def person(by: Actor) -> User | None:
    return by if isinstance(by, User) else None


def past_day(day: date | None, today: date, field: str) -> date:
    if day is None:
        raise wrong(_("Give a day."), field)
    if day > today:
        raise wrong(_("This day has not come yet."), field)
    return day
