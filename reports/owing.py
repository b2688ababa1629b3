"""How many units were asked to report for a period: what the plan says values of reporting units are of."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count

from reports.models import Obligation


def units_asked(periods: Collection[str], known: datetime | None) -> Mapping[str, int]:
    """By the code of the period, as known at the instant (None: now): those that owe or owed a report, waived ones aside."""
    rows = Obligation.objects.in_force().filter(period__code__in=periods).order_by()
    waived: dict[str, Any] = {"state": Obligation.State.WAIVED}
    if known is not None:
        rows, waived = rows.filter(added_at__lte=known), {**waived, "decided_at__lte": known}
    counted = rows.exclude(**waived).values_list("period__code").annotate(n=Count("unit", distinct=True))
    return dict(counted)
