"""A section saved whole: what can stand is kept, and of what cannot the person hears field by field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from reports.kinds import Value
from reports.models import QuarterlyReport
from reports.questions import Key, field_name
from reports.replies import key_of
from reports.services.quarterly import Clash, StaleAnswers, save_answers
from reports.services.replying import save_replies


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
    replies: Mapping[int, str | None] | None = None,
) -> Unsaved:
    """Save as `save_answers` and (`replies`) `save_replies` do, but let no clash and no value that cannot stand hold up the rest.
    While there are any, sections are not called finished. `seen` tells of replies by the names they have among the answers."""
    report.lock_seen(None)  # nothing changes between the attempts
    shown = {pk: seen.get(key_of(pk), 0) for pk in replies or {}}
    said = _keep(replies or {}, key_of, lambda rest, held: save_replies(report=report, texts=rest, seen=shown, by=by, now=now))
    told = _keep(
        values,
        lambda key: key,
        lambda rest, held: save_answers(report=report, values=rest, seen=seen, by=by, now=now, done=None if held or said.names else done),
        always=True,
    )
    return Unsaved([*told.clashes, *said.clashes], {**told.refused, **said.refused})


def _keep(
    given: Mapping[Any, Any], key_of: Callable[[Any], Key], save: Callable[[dict[Any, Any], bool], Any], *, always: bool = False
) -> Unsaved:
    """Save, and again without what stood in the way. `always`: also where nothing is given."""
    unsaved = Unsaved()
    while given or always:
        held = unsaved.names
        rest = {one: value for one, value in given.items() if field_name(key_of(one)) not in held}
        try:
            save(rest, bool(held))
        except StaleAnswers as stale:
            unsaved.clashes = stale.clashes
        except ValidationError as error:
            if held or not hasattr(error, "error_dict"):  # of the whole: it was submitted, or waived
                raise
            unsaved.refused = error.message_dict
        else:
            break
    return unsaved
