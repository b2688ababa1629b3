"""Remarks of a review with what the unit answers to them (giải trình), as pages show and send them: pure, without a query and
without a clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from reports.asked import Words
from reports.editions import held_against
from reports.models import Remark, Reply, ReportVersion
from reports.questions import Key, Question
from reports.sheet import Field, Part, Sheet

PREFIX = "_"  # no key of a question begins with it
LABEL = gettext_lazy("Reply to the remark")
HINT = gettext_lazy(
    "What was done about it, or why the answer stays. The reviewer reads it beside the remark once the report is sent again."
)


@dataclass
class ReplyField(Field):
    """The place of a reply among the fields of a section."""

    remark_id: int = 0


def key_of(remark_id: int) -> Key:
    """By which a reply is named among the answers of a page: "_12"."""
    return f"{PREFIX}{remark_id}", ""


def remark_of(key: Key) -> int | None:
    """The id of the remark that is replied to; None: the key is that of an answer."""
    name = key[0]
    return int(name[1:]) if name.startswith(PREFIX) and name[1:].isascii() and name[1:].isdigit() and len(name) < 18 else None


def asked_of(number: str, remark_id: int) -> Question:
    """What a remark on the question of this number asks the unit."""
    return Question(key_of(remark_id)[0], number, "text", Words(str(LABEL)), hint=Words(str(HINT)))


def answered_by(version: ReportVersion, versions: Iterable[ReportVersion]) -> ReportVersion | None:
    """The version whose remarks a later one answers: the one returned, also where another was sent and taken back since."""
    before = next(reversed(held_against(version, versions)), None)
    return before if before and before.decision == ReportVersion.Decision.RETURNED else None


def place(sheet: Sheet, replies: Iterable[Reply]) -> Sheet:
    """With each remark what was answered to it, and its place where it is written."""
    given = {row.remark_id: row for row in replies}
    for field in sheet.fields:
        for remark in field.remarks:
            row = given.get(remark.pk)
            remark.reply = row if row and row.text else None
            remark.field = _field(field, remark, row)
    return sheet


def _field(field: Field, remark: Remark, row: Reply | None) -> ReplyField:
    made = ReplyField(asked_of(field.number, remark.pk), "", row_title="", remark_id=remark.pk)
    if row is not None:
        made.value, made.seen, made.by, made.at = row.text or None, row.version, row.by.name, row.at
    return made


def fields_of(part: Part) -> list[Field]:
    """Where the replies of a section are written; none where nothing was remarked."""
    return [remark.field for field in part.fields for remark in field.remarks if remark.field]


def unreplied(sheet: Sheet) -> list[tuple[Part, Field, Field]]:
    """Remarks that have no reply: the section, what was remarked on, and where the reply is written."""
    return [(part, field, remark.field) for part in sheet.parts for field in part.fields for remark in field.remarks if not remark.reply]
