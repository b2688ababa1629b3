"""Reads what the field owed and said for a period, in a handful of queries whatever the number of missions."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.utils.translation import override

from plan.models import Period
from plan.moment import day_of
from reports.facts import BadReport, FieldRows, Name, OwedRow, PeriodRow, SaidRow
from reports.field import gathered, gathered_questions
from reports.following import Followers
from reports.models import Answer, Obligation, Questionnaire, ReportVersion
from reports.questions import Form, Key

logger = logging.getLogger("reports")
Answers = dict[int, dict[Key, Any]]  # by the id of the version


def period_row(period: Period) -> PeriodRow:
    names = []
    for language in ("vi", "en"):
        with override(language):
            names.append(period.name)
    return PeriodRow(period.code, Name(*names), period.starts_on, period.cut_off_on, period.due_at)


def read_field(within: Period | tuple[date, date], known: datetime) -> FieldRows:
    """Of the quarters that lie within the period, or between two days. Who has sent and what was accepted is as it was known at the instant
    `known`: a report is owed, sent and accepted after the cut-off of what it is about."""
    periods = Period.objects.between(*within) if isinstance(within, tuple) else Period.objects.within(within)
    quarters = list(periods.begun(day_of(known)).filter(obligations__isnull=False).distinct())
    owed = list(
        Obligation.objects.filter(period__in=quarters)
        .standing(known, known)
        .with_counted(known)
        .select_related("period", "unit__lead_unit", "report")
        .order_by("period__starts_on", "unit__sort_key", "unit__code")
    )
    follower = Followers(known)
    for row in owed:
        row.unit.lead_unit = follower.of(row.unit)
    said, bad, counted = _heard(owed, known)
    followers = {row.unit.lead_unit.code: row.unit.lead_unit for row in owed if row.unit.lead_unit}
    departments = [(unit.code, Name(unit.name_vi, unit.name_en)) for unit in sorted(followers.values(), key=lambda one: one.sort_key)]
    if any(row.unit.lead_unit is None for row in owed):
        departments.append(("", Name("")))
    return FieldRows(
        quarters=tuple(period_row(one) for one in quarters),
        departments=tuple(departments),
        owed=tuple(_owed(row) for row in owed),
        said=tuple(said),
        bad=tuple(bad),
        counted=tuple(counted),
        counted_units=tuple(counted.values()),
    )


def _owed(row: Obligation) -> OwedRow:
    late = (day_of(row.report.first_submitted_at) - day_of(row.due_then)).days if row.is_late else 0  # type: ignore[arg-type]
    return OwedRow(
        period=row.period.code,
        unit=row.unit.code,
        name=Name(row.unit.name_vi, row.unit.name_en),
        department=row.unit.lead_unit.code if row.unit.lead_unit else "",
        standing=row.standing,
        review=row.review,
        is_late=row.is_late,
        days_late=late,
        is_counted=row.is_counted,
    )


def _heard(owed: list[Obligation], known: datetime) -> tuple[list[SaidRow], list[BadReport], dict[int, str]]:
    """What the version that counts of each report says; one that cannot be read is named and holds up no other."""
    standing = {row.pk: row for row in owed}
    versions = ReportVersion.objects.counting(known).filter(report__obligation__in=standing)
    of = {row["report__obligation"]: row for row in versions.values("pk", "is_nil", "report__obligation")}
    forms = _Forms({row.questionnaire_id for row in owed})
    answers = _answers([row["pk"] for row in of.values()], forms.gathered)
    said: list[SaidRow] = []
    bad: list[BadReport] = []
    counted: dict[int, str] = {}  # whose each version is
    for pk in standing:  # in the order of the units
        if pk not in of:
            continue
        try:
            said += list(_lines(standing[pk], forms.of(standing[pk].questionnaire_id), answers.get(of[pk]["pk"], {}), nil=of[pk]["is_nil"]))
            counted[of[pk]["pk"]] = standing[pk].unit.code
        except Exception as error:  # whatever is wrong with one report, it stops no other
            logger.warning("The report %s/%s cannot be read: %s", standing[pk].period.code, standing[pk].unit.code, error)
            bad.append(BadReport(standing[pk].period.code, standing[pk].unit.code, _name(standing[pk]), "answers"))
    return said, bad, counted


def _lines(row: Obligation, form: Form, answers: dict[Key, Any], *, nil: bool) -> Iterator[SaidRow]:
    """A nil report says nothing, whatever was drafted in it."""
    for role, measure, text in () if nil else gathered(form, answers):
        yield SaidRow(row.period.code, row.unit.code, _name(row), role, text, measure)


def _name(row: Obligation) -> Name:
    return Name(row.unit.name_vi, row.unit.name_en)


class _Forms:
    """The questionnaires in play, each read once; a broken one breaks only the reports that answer it."""

    def __init__(self, ids: set[int]) -> None:
        self.rows = Questionnaire.objects.in_bulk(ids)
        self.gathered: set[str] = set()
        for pk in self.rows:
            try:
                self.gathered |= gathered_questions(self.of(pk))
            except Exception as error:
                logger.warning("The questionnaire %s cannot be read: %s", self.rows[pk], error)

    def of(self, pk: int) -> Form:
        return self.rows[pk].form


def _answers(versions: list[int], questions: set[str]) -> Answers:
    found: Answers = {}
    rows = Answer.objects.filter(report_version__in=versions, question__in=questions).order_by("report_version", "question", "row")
    for version, question, row, value in rows.values_list("report_version", "question", "row", "value"):
        found.setdefault(version, {})[question, row] = value
    return found
