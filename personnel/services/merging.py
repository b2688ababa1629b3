"""Two rows that are one person: everything moves to the row that is kept; nothing is merged unless somebody says so."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import history
from accounts.given import needed, wrong
from accounts.history import Actor
from accounts.permissions import Permission
from personnel.doubles import TOLD_APART, pair_code
from personnel.models import Enrolment, Officer, ResultRecord
from personnel.services.enrolment import serve_waiting
from personnel.services.leaving import let_go
from personnel.services.officer import must_stand, record, words_of
from personnel.two_rows import lacking, to_choose

WITHDRAWN = {"state": Enrolment.State.WITHDRAWN, "result": "", "completed_on": None, "completed_heads": None, "certificate": ""}


@transaction.atomic
def merge_officers(
    *,
    kept: Officer,
    double: Officer,
    reason: str,
    by: Actor,
    now: datetime,
    take: Collection[str] | None = None,
    seen: tuple[int, int] | None = None,
) -> Officer:
    """Languages, postings, seats in courses, teams and requests move. `take`: the columns in which the value of the double
    stays; None: those that the kept row lacks. `seen`: the versions of both rows that the person looked at."""
    for row in sorted((kept, double), key=lambda row: row.pk):
        row.lock_seen(None)
        must_stand(row)
    if kept.pk == double.pk:
        raise wrong(_("A record is not its own duplicate."))
    if seen is not None and seen != (kept.version, double.version):
        raise wrong(_("One of the two records has changed since you opened the page. Look at both again."))
    reason = needed(reason, "reason", _("Give the reason."))
    _skills(kept, double)
    _postings(kept, double)
    _seats(kept, double, by, now)
    _teams(kept, double)
    double.corrections.update(officer=kept)
    Officer.objects.filter(merged_into=double).update(merged_into=kept)
    taken = lacking(kept, double) if take is None else [name for name in to_choose(kept, double) if name in take]
    values = {name: getattr(double, name) for name in taken}
    changed = {name: (getattr(kept, name) or None, value) for name, value in values.items()}
    left_on = values.get("left_on", kept.left_on)
    if left_on and kept.postings.filter(from_on__gte=left_on).exists():
        raise wrong(_("A posting of theirs begins after the day on which they left: correct one of the two first."))
    if "left_on" in values:  # the time of retention runs from when it was recorded: without it nobody would ever be erased
        values["left_recorded_at"] = double.left_recorded_at if left_on else None
    double.save_seen(None, {"merged_into": kept, "user": None})
    kept.save_seen(None, values | (words_of(values["name"]) if "name" in values else {}))
    if left_on:  # the other row did not know that they had left
        let_go(kept, left_on, by, now)
    changes = {"double": (None, double.label), **changed}
    record("personnel.officer_merged", kept, by, now, changes, reason=reason)
    record("personnel.officer_merged_away", double, by, now, {"double": (None, kept.label)}, reason=reason)
    return kept


def _skills(kept: Officer, double: Officer) -> None:
    """Of one language and day the better level stands."""
    own = {(skill.language_id, skill.dated_on): skill for skill in kept.skills.all()}
    for skill in double.skills.all():
        same = own.get((skill.language_id, skill.dated_on))
        if same is None:
            skill.save_seen(None, {"officer": kept})
            continue
        if skill.level > same.level:
            same.save_seen(None, {"level": skill.level, "certificate": skill.certificate or same.certificate})
        skill.delete()


def _postings(kept: Officer, double: Officer) -> None:
    """The same posting stands once. Two places at the same time are no double: one of them must be corrected first."""
    own = list(kept.postings.all())
    for posting in double.postings.select_related("unit"):
        begins, ends = posting.from_on, posting.ended_on or posting.until_on or date.max
        clashing = [row for row in own if row.from_on < ends and begins < (row.ended_on or row.until_on or date.max)]
        if any((row.unit_id, row.organisation, row.from_on) == (posting.unit_id, posting.organisation, begins) for row in clashing):
            posting.delete()
        elif clashing:
            raise wrong(_("They serve at two places at the same time (%(place)s): correct one posting first.") % {"place": posting.place})
        else:
            posting.save_seen(None, {"officer": kept})


def _seats(kept: Officer, double: Officer, by: Actor, now: datetime) -> None:
    """One seat a course: the one that has a result, else one that is given and does not wait, else that of the kept row. The
    other is withdrawn and moves all the same; a seat that so falls free goes to who waits longest."""
    own = {seat.course_id: seat for seat in kept.enrolments.exclude(state=Enrolment.State.WITHDRAWN)}
    for seat in double.enrolments.select_related("course"):
        same = own.get(seat.course_id)
        if same is None or seat.state == Enrolment.State.WITHDRAWN:
            seat.save_seen(None, {"officer": kept})
            continue
        loser = same if _weight(seat) > _weight(same) else seat
        ResultRecord.objects.standing().filter(enrolment=loser).update(replaced_at=now)
        loser.save_seen(None, WITHDRAWN)
        seat.save_seen(None, {"officer": kept})
        serve_waiting(seat.course, by=by, now=now)


def _weight(seat: Enrolment) -> tuple[bool, bool]:
    return bool(seat.result), seat.state == Enrolment.State.ENROLLED


def _teams(kept: Officer, double: Officer) -> None:
    """Of two terms in a team that overlap one stands, as long as both; others stand side by side."""
    own = list(kept.teams.all())
    for member in double.teams.all():
        begins, ends = member.from_on, member.until_on or date.max
        same = [row for row in own if row.team_id == member.team_id and row.from_on < ends and begins < (row.until_on or date.max)]
        last = max([ends, *(row.until_on or date.max for row in same)])
        for row in same:
            own.remove(row)
            row.delete()
        term = {"from_on": min([begins, *(row.from_on for row in same)]), "until_on": None if last == date.max else last}
        member.save_seen(None, {"officer": kept, **term, "role": next((row.role for row in same if row.role), member.role)})
        own.append(member)


@transaction.atomic
def tell_apart(*, one: Officer, other: Officer, reason: str, by: Actor, now: datetime, seen: int | None) -> None:
    """Say that two who look like one are two: they are not offered again. `seen`: the version of `one`."""
    for row in sorted((one, other), key=lambda row: row.pk):
        row.lock_seen(seen if row is one else None)
        must_stand(row)
    history.record(
        by=by,
        verb=TOLD_APART,
        obj=one,
        code=pair_code(one.pk, other.pk),
        label=f"{one.label}, {other.label}",
        unit=one.unit,
        reason=needed(reason, "reason", _("Give the reason.")),
        under=Permission.OFFICERS_KEEP,
        at=now,
    )
