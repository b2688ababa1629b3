"""Answers that were written away from the line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import User
from reports.kinds import Value
from reports.models import Obligation, ReportVersion
from reports.questions import Key
from reports.services.quarterly import save_answers, start_report


@transaction.atomic
def bring_answers(
    *, obligation: Obligation, values: Mapping[Key, Value | None], seen: Mapping[Key, int], by: User, now: datetime
) -> ReportVersion:
    """Keep them as `save_answers` does, in a report that is begun by it if need be."""
    report = start_report(obligation=obligation, by=by, now=now)
    return save_answers(report=report, values=values, seen=seen, by=by, now=now)
