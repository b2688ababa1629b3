"""How long an open measure may stand without a word from a person until it counts as gone quiet, and how pages say so. The
days are those of `settings.STALE_AFTER_DAYS`."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import ngettext

from accounts.numbers import shown_scaled


def quiet_after() -> timedelta:
    return timedelta(days=settings.STALE_AFTER_DAYS)


def _not_updated() -> str:
    days = settings.STALE_AFTER_DAYS
    return ngettext("Not updated for %(n)s day", "Not updated for %(n)s days", days) % {"n": shown_scaled(days, 0)}


def _measures_not_updated() -> str:
    days = settings.STALE_AFTER_DAYS
    return ngettext("Measures not updated for %(n)s day", "Measures not updated for %(n)s days", days) % {"n": shown_scaled(days, 0)}


# Said in the language of who reads, like `gettext_lazy`.
not_updated, measures_not_updated = lazy(_not_updated, str), lazy(_measures_not_updated, str)
