"""A version sent again beside the one that came back: what differs, and what was remarked on and left as it was. Pure, without a
query and without a clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from office.comparing import compare
from reports.kinds import Value
from reports.models import Remark
from reports.questions import Key
from reports.sheet import Field, Part, Sheet, in_words


@dataclass(frozen=True)
class Change:
    """One answer beside what the version before said; `differs` is False where it was remarked on and left as it was.
    `again`: the remarks on the answer as it stands now; those that it answers stand at its field."""

    field: Field
    old: str
    differs: bool
    again: Sequence[Remark] = ()

    @property
    def pieces(self) -> list[tuple[str, str]]:
        """The two texts as one: what stayed (""), what went ("del"), what came ("ins")."""
        return compare(self.old, self.field.words)

    @property
    def is_explained(self) -> bool:
        """Whether it was left as it was, and the unit says of each remark why."""
        return not self.differs and all(remark.reply for remark in self.field.remarks)


def changed(sheet: Sheet, old: Mapping[Key, Value], now: Sheet | None = None) -> list[Change]:
    """What a reviewer of a resubmission looks at: every answer that differs, and every one that was remarked on. `sheet` has
    the remarks on the version before (`old`), `now` those on this one."""
    again: dict[Key, Sequence[Remark]] = {one.key: one.remarks for one in now.fields} if now else {}
    rows = [Change(one, in_words(one.question, old.get(one.key)), _differs(one, old), again.get(one.key, ())) for one in sheet.fields]
    return [row for row in rows if row.differs or row.field.remarks]


def _differs(one: Field, old: Mapping[Key, Value]) -> bool:
    return old.get(one.key) != (None if one.value == "" else one.value)


def unsettled(sheet: Sheet, old: Mapping[Key, Value], *, explained: bool = False) -> list[tuple[Part, Field]]:
    """What was remarked on and still says what it said in the version that was returned: what a remark has no reply to, or
    (`explained`) what the unit replied to."""
    left = {change.field.key for change in changed(sheet, old) if not change.differs and change.is_explained == explained}
    return [(part, one) for part in sheet.parts for one in part.fields if one.key in left]
