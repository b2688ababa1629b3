"""What can be wrong with the words by which officers, teams and training are found."""

from __future__ import annotations

from collections.abc import Iterator

from accounts.checking import Asked, Finding, drifted
from personnel.models import Course, ExpertTeam, Officer, Programme
from personnel.services import courses, programmes, team
from personnel.services.officer import words_of


def words(asked: Asked) -> Iterator[Finding]:
    yield from drifted(Officer.objects.all(), lambda row: words_of(row.name))
    yield from drifted(ExpertTeam.objects.all(), lambda row: {"search_text": team.found_by(row.code, vars(row))})
    yield from drifted(Programme.objects.all(), lambda row: {"search_text": programmes.found_by(vars(row), row.code)})
    yield from drifted(Course.objects.all(), lambda row: {"search_text": courses.found_by(vars(row))})
