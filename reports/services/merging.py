"""Two people in one report: what does not clash is saved, and of what does each decides field by field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import User
from reports.kinds import Value
from reports.models import QuarterlyReport
from reports.questions import Key
from reports.services.quarterly import Clash, StaleAnswers, save_answers


@transaction.atomic
def merge_answers(
    *,
    report: QuarterlyReport,
    values: Mapping[Key, Value | None],
    seen: Mapping[Key, int],
    by: User,
    now: datetime,
    done: Mapping[str, bool] | None = None,
) -> list[Clash]:
    """Save as `save_answers` does, but let no clash hold up the rest. Answers the clashes; while there are any, sections
    are not called finished."""
    report.lock_seen(None)  # nothing changes between the two attempts
    try:
        save_answers(report=report, values=values, seen=seen, by=by, now=now, done=done)
    except StaleAnswers as stale:
        clashing = {clash.key for clash in stale.clashes}
        rest = {key: value for key, value in values.items() if key not in clashing}
        save_answers(report=report, values=rest, seen=seen, by=by, now=now)
        return stale.clashes
    return []
