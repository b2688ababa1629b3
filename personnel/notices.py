"""The mail of personnel, in the language of who reads it: a request that was answered, a seat that has become free. Nothing of
what is held on a person stands in it, and of a seat of others just their unit and their number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from office.models import Mail
from office.notices import notice_text
from office.outbox import Kind, Letter, absolute, off_address
from personnel.models import Correction, Course, Enrolment

ANSWERED, SEAT = "correction-answered", "seat-given"
NAMED = 10  # seats by which a letter is known


def of_correction(row: Correction) -> Letter | None:
    """For who asked; None where their account is gone. The answer itself is read after signing in."""
    if row.asked_by is None:
        return None
    with translation.override(row.asked_by.language):
        made = row.state == Correction.State.MADE
        head = _("Your request for a correction: put right") if made else _("Your request for a correction: refused, with the reason")
        line = _("You asked on %(day)s for a correction of what is held on you. The personnel department has answered.")
        text = notice_text(row.asked_by, line % {"day": f"{localtime(row.asked_at):%d/%m/%Y}"}, absolute(reverse("personnel:me")))
        return Letter(ANSWERED, f"{row.pk}", row.asked_by, head, text)


def of_seats(course: Course, rows: Sequence[Enrolment], by: object) -> list[Letter]:
    """For each officer who has an account, and for who asked for the seats: one letter each, however many seats they are; none
    for whoever has just acted. `rows`: of one course, just served."""
    own = {row.officer.user: row for row in rows if row.officer and row.officer.user_id}
    asked: dict[User, list[Enrolment]] = {}
    for row in rows:
        if row.asked_by is not None and not (row.officer and row.officer.user_id == row.asked_by_id):
            asked.setdefault(row.asked_by, []).append(row)
    letters = [_of_own_seat(course, row, user) for user, row in own.items() if user is not None and user != by]
    return letters + [_of_seats(course, seats, user) for user, seats in asked.items() if user != by]


def _of_own_seat(course: Course, row: Enrolment, user: User) -> Letter:
    with translation.override(user.language):
        line = _("A seat has become free: you now take part in “%(course)s”, which begins on %(day)s.")
        return _seat_letter(course, [row], user, line % {"course": course.title, "day": f"{course.starts_on:%d/%m/%Y}"})


def _of_seats(course: Course, rows: Sequence[Enrolment], user: User) -> Letter:
    with translation.override(user.language):
        units = ", ".join(dict.fromkeys(row.unit.name for row in rows))
        line = _(
            "Seats have become free: %(n)d people of your unit (%(unit)s) who were waiting now take part in “%(course)s”, from %(day)s."
        )
        said = {"course": course.title, "unit": units, "n": sum(row.heads for row in rows), "day": f"{course.starts_on:%d/%m/%Y}"}
        return _seat_letter(course, rows, user, line % said)


def _seat_letter(course: Course, rows: Sequence[Enrolment], user: User, line: str) -> Letter:
    head = _("A seat in “%(course)s”") % {"course": course.title[:200]}
    page = absolute(reverse("personnel:course", args=[course.pk]))
    event = f"{','.join(str(row.pk) for row in rows[:NAMED])} v{rows[0].version}"
    return Letter(SEAT, event, user, head, notice_text(user, line, page, off_address(user, SEAT)))


def _still_answered(mail: Mail, now: datetime) -> bool:
    return Correction.objects.filter(pk__in=_numbers(mail)).exclude(state=Correction.State.ASKED).exists()


def _still_seated(mail: Mail, now: datetime) -> bool:
    rows = Enrolment.objects.filter(pk__in=_numbers(mail), state=Enrolment.State.ENROLLED)
    return rows.filter(course__cancelled_on__isnull=True).exists()


def _numbers(mail: Mail) -> list[int]:
    """Of the rows, with which the event of the key begins."""
    return [int(number) for number in mail.key.split(":")[1].split(" ")[0].split(",")]


KINDS: Iterable[Kind] = (
    Kind(
        ANSWERED,
        gettext_lazy("Answer to a request for correction"),
        gettext_lazy("When the personnel department has answered what you asked to have put right of what is held on you."),
        still_wanted=_still_answered,
    ),
    Kind(
        SEAT,
        gettext_lazy("Seats in courses"),
        gettext_lazy("When somebody whom you enrolled, or you yourself, comes from the waiting list to a seat."),
        is_optional=True,
        still_wanted=_still_seated,
    ),
)
