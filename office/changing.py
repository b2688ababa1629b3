"""What lists say of changes, for whoever keeps a copy of them: a parameter and a field, the same on each (`accounts.changing`)."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers as f

from office.api import InstantField, Strict


class SinceFilter(Strict):
    changed_since = InstantField(
        required=False,
        help_text="Only rows of which something was recorded since this instant (2026-12-01T00:00:00Z), whatever and by whomever; "
        "what was recorded in the hour before is told again, so that none is missed. What follows from the day alone is no change.",
    )


def changed_at(**more: Any) -> f.DateTimeField:
    return f.DateTimeField(
        allow_null=True, help_text="When something was last recorded of it, as of now; null: nothing ever was. For `changed_since`.", **more
    )
