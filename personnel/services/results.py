"""What came of a course: who was present at which session, who completed it, with which result and certificate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.folding import clean
from accounts.history import Actor
from accounts.written import as_the_ministry_writes
from personnel.models import Attendance, Course, Enrolment, ResultRecord
from personnel.services.courses import must_be_held
from personnel.services.training import tell_seat
from plan.moment import day_of

Result = Enrolment.Result
LONGEST = 100


@dataclass(frozen=True)
class Taken:
    """What is now said of one enrolment. `present`: by session, how many came; one that is not named is left as it is."""

    enrolment: int
    result: str = ""
    completed_on: date | None = None
    completed_heads: int | None = None
    certificate: str = ""
    present: Mapping[int, int] = field(default_factory=dict)
    seen: int | None = None


@dataclass(frozen=True)
class Recorded:
    """`stale`: enrolments that somebody else has changed since; nothing is written while there is one."""

    changed: int = 0
    stale: tuple[Enrolment, ...] = ()


@transaction.atomic
def record_results(*, course: Course, rows: Sequence[Taken], by: Actor, now: datetime) -> Recorded:
    """Bring the enrolments to what is said of them; the rest is left. Every fault at once, in fields "<name>_<enrolment>".

    A result that stood before is kept as it was recorded (`ResultRecord`), so that a frozen report still says what was known.
    """
    course.lock_seen(None)
    must_be_held(course)
    held = course.enrolments.enrolled().select_related("unit").select_for_update(of=("self",), no_key=True)
    standing = {row.pk: row for row in held.order_by("pk")}
    present = _present(course)
    wanted = [(standing[row.enrolment], row) for row in rows if row.enrolment in standing]
    wanted = [(there, row) for there, row in wanted if _differs(there, row, present)]
    stale = tuple(there for there, row in wanted if row.seen is not None and row.seen != there.version)
    if stale:
        return Recorded(stale=stale)
    sessions = set(course.sessions.values_list("pk", flat=True))
    faults: dict[str, str] = {}
    for there, row in wanted:
        faults |= _faults(course, there, row, sessions, day_of(now))
    if faults:
        raise ValidationError(faults)
    _count(wanted, present)
    for there, row in wanted:
        there.course, before = course, _told(there)
        _take(there, row, now)
        came = {"result": (before, _told(there))} if before != _told(there) else {}
        tell_seat("training.results_recorded", there, by, now, came)  # private: one seat is few people
    return Recorded(changed=len(wanted))


def _present(course: Course) -> dict[tuple[int, int], int]:
    rows = Attendance.objects.filter(session__course=course)
    return {(row.enrolment_id, row.session_id): row.heads for row in rows}


def _differs(there: Enrolment, row: Taken, present: Mapping[tuple[int, int], int]) -> bool:
    if any(present.get((there.pk, session), 0) != heads for session, heads in row.present.items()):
        return True
    said = (row.result, row.completed_on, row.completed_heads, clean(row.certificate).strip())
    return said != (there.result, there.completed_on, there.completed_heads, there.certificate)


def _faults(course: Course, there: Enrolment, row: Taken, sessions: set[int], today: date) -> dict[str, str]:
    faults = {}
    if row.result and row.result not in Result.values:
        faults["result"] = _("Choose one of the values.")
    if row.result and course.starts_on > today:
        faults["result"] = _("The course has not begun yet.")
    if row.result == Result.COMPLETED:
        faults |= _completion_faults(course, there, row, today)
    elif row.completed_on or row.completed_heads:
        faults["result"] = _("A day or a number of completion belongs to the result “Completed”.")
    if len(clean(row.certificate).strip()) > LONGEST:
        faults["certificate"] = _("This text is longer than %(n)d characters.") % {"n": LONGEST}
    elif row.certificate and row.result != Result.COMPLETED:
        faults["certificate"] = _("Whoever has a certificate has completed the course.")
    for session, heads in row.present.items():
        if session not in sessions or not 0 <= heads <= there.heads:
            faults[f"present_{session}"] = _("Enter a number from %(low)d to %(high)d.") % {"low": 0, "high": there.heads}
    return {f"{name}_{there.pk}": message for name, message in faults.items()}


def _completion_faults(course: Course, there: Enrolment, row: Taken, today: date) -> dict[str, str]:
    faults = {}
    if row.completed_on is None:
        faults["completed_on"] = _("Give a day.")
    elif row.completed_on > today:
        faults["completed_on"] = _("This day has not come yet.")
    elif row.completed_on < course.starts_on:
        faults["completed_on"] = _("The course began on %(day)s.") % {"day": f"{course.starts_on:%d/%m/%Y}"}
    if row.completed_heads is None or not 1 <= row.completed_heads <= there.heads:
        faults["completed_heads"] = _("Enter a number from %(low)d to %(high)d.") % {"low": 1, "high": there.heads}
    return faults


def _count(wanted: Sequence[tuple[Enrolment, Taken]], present: Mapping[tuple[int, int], int]) -> None:
    """Who came, in one statement for the whole sheet: forty people of ten sessions are four hundred marks."""
    came = {(there.pk, session): heads for there, row in wanted for session, heads in row.present.items()}
    changed = {key: heads for key, heads in came.items() if present.get(key, 0) != heads}
    Attendance.objects.bulk_create(
        (Attendance(enrolment_id=seat, session_id=session, heads=heads) for (seat, session), heads in changed.items()),
        update_conflicts=True, unique_fields=["session", "enrolment"], update_fields=["heads"],
    )  # fmt: skip


def _take(there: Enrolment, row: Taken, now: datetime) -> None:
    before = (there.result, there.completed_on, there.completed_heads)
    values = {
        "result": row.result,
        "completed_on": row.completed_on,
        "completed_heads": row.completed_heads,
        "certificate": clean(row.certificate).strip(),
    }
    there.save_seen(None, values)
    if before != (row.result, row.completed_on, row.completed_heads):
        there.records.standing().update(replaced_at=now)
        there.records.add(
            ResultRecord(result=row.result, completed_on=row.completed_on, heads=row.completed_heads, recorded_at=now), bulk=False
        )


def _told(row: Enrolment) -> str:
    with as_the_ministry_writes():
        said = Result(row.result).label if row.result else _("no result")
    many = f" {row.completed_heads}/{row.heads}" if row.completed_heads and row.heads > 1 else ""
    return f"{said}{many}"
