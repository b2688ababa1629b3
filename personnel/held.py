"""Everything that is held on one person, for that person: as rows for a file and as JSON, from the same list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Event
from office.tables import Column, Table
from personnel.models import Correction, Officer
from personnel.services.reading import LISTED, OPENED
from plan.models import MovedDay
from plan.moment import day_of

ANSWER_WITHIN = 2  # working days: Law 91/2025/QH15, Decree 356/2025/NĐ-CP as told in domain (g) 5
READINGS = 50  # on the page; the files have them all
TABLE = Table(
    gettext_lazy("What the system holds on me"),
    (
        Column("part", gettext_lazy("Part"), width=24),
        Column("what", gettext_lazy("What"), width=34),
        Column("value", gettext_lazy("Content"), width=70),
    ),
)


@dataclass(frozen=True)
class Fact:
    part: str
    what: str
    value: str


def facts(officer: Officer) -> Iterator[Fact]:
    about = _("About you")
    yield Fact(about, _("Name"), officer.name)
    yield Fact(about, _("Unit"), officer.unit.name)
    yield Fact(about, _("Diplomatic rank"), str(officer.get_rank_display()))
    yield Fact(about, _("Post"), officer.post)
    yield Fact(about, _("Account"), officer.user.email if officer.user else "")
    yield Fact(about, _("Recorded at"), _moment(officer.recorded_at))
    yield Fact(about, _("Left the service on"), _day(officer.left_on))
    yield Fact(about, _("Leaving recorded at"), _moment(officer.left_recorded_at) if officer.left_recorded_at else "")
    for skill in officer.skills.select_related("language"):
        yield Fact(_("Languages"), str(skill.language), _joined(skill.get_level_display(), skill.certificate, _day(skill.dated_on)))
    for row in officer.postings.select_related("unit"):
        span = f"{_day(row.from_on)} – {_day(row.ended_on or row.until_on)}"
        yield Fact(_("Postings"), row.place, _joined(row.get_destination_display(), row.post, row.decision, span))
    for member in officer.teams.select_related("team"):
        yield Fact(_("Expert teams"), str(member.team), _joined(member.role, f"{_day(member.from_on)} – {_day(member.until_on)}"))
    for seat in officer.enrolments.select_related("course__programme"):
        told = _joined(
            seat.course.programme, seat.get_state_display(), seat.get_result_display(), _day(seat.completed_on), seat.certificate
        )
        yield Fact(_("Courses"), seat.course.title, told)
    for asked in officer.corrections.all():
        yield Fact(_("Corrections you asked for"), _moment(asked.asked_at), _joined(asked.text, asked.get_state_display(), asked.answer))
    for event in readings(officer):
        yield Fact(_("Who has read this"), event.by_label, _moment(event.at))


def readings(officer: Officer) -> Any:
    """What was noted of the reading of an auditor, the latest first."""
    rows = [officer.pk, *officer.merged.values_list("pk", flat=True)]  # a double was read as well
    about = Event.objects.filter(object_kind=Officer._meta.label_lower, object_id__in=[str(pk) for pk in rows])
    return about.filter(verb__in=[LISTED, OPENED]).order_by("-id")


def with_due(rows: Iterable[Correction]) -> list[tuple[Correction, date]]:
    """Each with the day by whose end it is to be answered."""
    days = MovedDay.objects.as_working_days()
    return [(row, days.after(day_of(row.asked_at), ANSWER_WITHIN)) for row in rows]


def _joined(*parts: Any) -> str:
    return ", ".join(str(part) for part in parts if part)


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _moment(at: datetime) -> str:
    return f"{localtime(at):%H:%M %d/%m/%Y}"
