"""A section saved whole: what can stand is kept, and of what cannot the person hears field by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from reports.kinds import Value
from reports.models import QuarterlyReport
from reports.questions import Key, field_name
from reports.services.quarterly import Clash, StaleAnswers, save_answers


@dataclass
class Unsaved:
    """What of a save was not kept; nothing where all of it was."""

    clashes: list[Clash] = field(default_factory=list)
    refused: dict[str, list[str]] = field(default_factory=dict)  # by the name of the field: why it cannot stand

    @property
    def names(self) -> set[str]:
        return {*self.refused, *(field_name(clash.key) for clash in self.clashes)}


@transaction.atomic
def merge_answers(
    *,
    report: QuarterlyReport,
    values: Mapping[Key, Value | None],
    seen: Mapping[Key, int],
    by: User,
    now: datetime,
    done: Mapping[str, bool] | None = None,
) -> Unsaved:
    """Save as `save_answers` does, but let no clash and no value that cannot stand hold up the rest. While there are any,
    sections are not called finished."""
    report.lock_seen(None)  # nothing changes between the attempts
    unsaved = Unsaved()
    while True:
        held = unsaved.names
        rest = {key: value for key, value in values.items() if field_name(key) not in held}
        try:
            save_answers(report=report, values=rest, seen=seen, by=by, now=now, done=None if held else done)
        except StaleAnswers as stale:
            unsaved.clashes = stale.clashes
        except ValidationError as error:
            if held or not hasattr(error, "error_dict"):  # of the whole: it was submitted, or waived
                raise
            unsaved.refused = error.message_dict
        else:
            return unsaved
