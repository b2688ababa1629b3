"""The mail of personnel, in the language of who reads it: a request that was answered, a seat that has become free. Nothing of
what is held on a person stands in it, and of a seat of others just their unit and their number."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from office.models import Mail
from office.outbox import Kind, Letter, absolute, off_address
from personnel.models import Correction, Enrolment

ANSWERED, SEAT = "correction-answered", "seat-given"


def of_correction(row: Correction) -> Letter | None:
    """For who asked; None where their account is gone. The answer itself is read after signing in."""
    if row.asked_by is None:
        return None
    with translation.override(row.asked_by.language):
        made = row.state == Correction.State.MADE
        head = _("Your request for a correction: put right") if made else _("Your request for a correction: refused, with the reason")
        line = _("You asked on %(day)s for a correction of what is held on you. The personnel department has answered.")
        told = {"name": row.asked_by.name, "line": line % {"day": f"{localtime(row.asked_at):%d/%m/%Y}"}, "off": ""}
        return Letter(ANSWERED, f"{row.pk}", row.asked_by, head, _text({**told, "address": absolute(reverse("personnel:me"))}))


def of_seat(row: Enrolment, by: object) -> list[Letter]:
    """For the officer who has an account, and for who asked for the seat; not for whoever has just acted."""
    people = {user.pk: user for user in (row.officer.user if row.officer else None, row.asked_by) if user is not None and user != by}
    return [_of_seat(row, user) for user in people.values()]


def _of_seat(row: Enrolment, user: User) -> Letter:
    course, own = row.course, row.officer is not None and row.officer.user_id == user.pk
    with translation.override(user.language):
        said = {"course": course.title, "unit": row.unit.name, "n": row.heads, "day": f"{course.starts_on:%d/%m/%Y}"}
        if own:
            line = _("A seat has become free: you now take part in “%(course)s”, which begins on %(day)s.")
        else:
            line = _("Seats have become free: %(n)d people of %(unit)s who were waiting now take part in “%(course)s”, from %(day)s.")
        told = {"name": user.name, "line": line % said, "address": absolute(reverse("personnel:course", args=[course.pk]))}
        head = _("A seat in “%(course)s”") % {"course": course.title[:200]}
        return Letter(SEAT, f"{row.pk} v{row.version}", user, head, _text({**told, "off": off_address(user, SEAT)}))


def _text(context: dict[str, str]) -> str:
    text = render_to_string("personnel/mail/notice.txt", context)
    return "\n".join(line.rstrip() for line in text.strip().splitlines()) + "\n"


def _still_answered(mail: Mail, now: datetime) -> bool:
    return Correction.objects.filter(pk=_number(mail)).exclude(state=Correction.State.ASKED).exists()


def _still_seated(mail: Mail, now: datetime) -> bool:
    rows = Enrolment.objects.filter(pk=_number(mail), state=Enrolment.State.ENROLLED)
    return rows.filter(course__cancelled_on__isnull=True).exists()


def _number(mail: Mail) -> int:
    """The number of the row, which begins the event of the key."""
    return int(mail.key.split(":")[1].split(" ")[0])


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
