"""What the field reports, as figures: who has sent a report and who has not, what the accepted ones say. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from accounts.folding import clean
from reports.addresses import Addresses
from reports.completeness import GROUPS, RECEIVED, Completeness, Review
from reports.facts import BadReport, FieldRows, Name, OwedRow, SaidRow
from reports.proposing import lines_of
from reports.questions import Form, Key

Figures = dict[str, Any]
ROLES = ("results", "difficulties", "proposals", "next")
NOBODY = "none"  # the word of addresses for units that no department follows


class Unreadable(ValueError):
    """An accepted report whose answers are not what its questionnaire asks for."""


def gathered(form: Form, answers: Mapping[Key, Any]) -> Iterator[tuple[str, str, str]]:
    """(role, measure, text) of every answer that a progress report gathers; text as any document can hold it.

    Unreadable where such an answer is no text: then nothing of the report is used.
    """
    asked = {question.key: question for question in form.questions}
    roles = {key: "results" if question.of.of_measures else question.role for key, question in asked.items()}
    for (question, row), value in answers.items():
        role = roles.get(question, "")
        if not role or value is None:
            continue
        if isinstance(value, list) and asked[question].columns:  # each row of a table is a line of its own
            yield from ((role, row, line) for line in lines_of(asked[question], value) if line)
            continue
        if not isinstance(value, str):
            raise Unreadable(question)
        if text := clean(value).strip():
            yield role, row, text


def gathered_questions(form: Form) -> set[str]:
    """Keys of the questions that a progress report gathers."""
    return {question.key for question in form.questions if question.role or question.of.of_measures}


def field_figures(field: FieldRows | None, measures: Iterable[str], at: Addresses) -> Figures | None:
    """`measures`: the codes of the plan's measures in their order."""
    if field is None:
        return None
    quarter = field.quarters[0].code if len(field.quarters) == 1 else ""
    return {
        "quarters": [{"code": one.code, "name": one.name.as_dict(), "due_at": one.due_at.isoformat()} for one in field.quarters],
        "counts": _counts(field.owed, at, quarter),
        "departments": [_department(code, name, field.owed, at, quarter) for code, name in field.departments],
        "units": [_owed(row, at) for row in field.owed],
        "said": _said(field.said, list(measures), at),
        "bad": [_bad(row, at) for row in field.bad],
    }


def _counts(rows: Sequence[OwedRow], at: Addresses, quarter: str, **filters: str) -> Figures:
    """Each number with its rows; over several periods there is no one page that holds them."""
    found = Completeness.of((row.standing, row.is_late, row.review, 1) for row in rows)
    asked = {"expected": {"standing": "owed"}} | {name: {"standing": name} for name in GROUPS if name not in {"owed", "unsent"}}
    asked |= {review.value: {"review": review.value} for review in Review if review}
    numbers = found.as_dict()
    return {
        name: {"n": numbers[name], "address": at.period(quarter, **narrowed, **filters) if quarter and numbers[name] else ""}
        for name, narrowed in asked.items()
    }


def _department(code: str, name: Name, rows: Sequence[OwedRow], at: Addresses, quarter: str) -> Figures:
    own = [row for row in rows if row.department == code]
    return {"code": code, "name": name.as_dict(), "counts": _counts(own, at, quarter, department=code or NOBODY)}


def _owed(row: OwedRow, at: Addresses) -> Figures:
    return {
        "period": row.period,
        "unit": row.unit,
        "name": row.name.as_dict(),
        "department": row.department,
        "standing": str(row.standing),
        "review": str(row.review),
        "is_late": row.is_late,
        "days_late": row.days_late,
        "is_counted": row.is_counted,
        "address": at.quarterly(row.period, row.unit) if row.standing in RECEIVED else "",
    }


def _said(rows: Sequence[SaidRow], measures: Sequence[str], at: Addresses) -> Figures:
    """By role; the results by measure, in the plan's order. What is said of a measure of another plan is left out."""
    by_role: Figures = {role: [_line(row, at) for row in rows if row.role == role] for role in ROLES if role != "results"}
    of_measure: dict[str, list[Figures]] = {}
    for row in rows:
        if row.role == "results":
            of_measure.setdefault(row.measure, []).append(_line(row, at))
    return {"results": [{"measure": code, "lines": of_measure[code]} for code in measures if code in of_measure], **by_role}


def _line(row: SaidRow, at: Addresses) -> Figures:
    address = at.quarterly(row.period, row.unit)
    return {"period": row.period, "unit": row.unit, "name": row.name.as_dict(), "text": row.text, "address": address}


def _bad(row: BadReport, at: Addresses) -> Figures:
    address = at.quarterly(row.period, row.unit)
    return {"period": row.period, "unit": row.unit, "name": row.name.as_dict(), "fault": row.fault, "address": address}


def standing_in(field: Figures, *standings: str) -> list[Figures]:
    """The units of frozen figures that stand so."""
    return [row for row in field["units"] if row["standing"] in standings]


def reviewed_as(field: Figures, review: str) -> list[Figures]:
    return [row for row in field["units"] if row["review"] == review]


def is_counted(row: Figures) -> bool:
    """Whether a version of it was accepted. Figures frozen before this was kept know it of two reviews only."""
    return bool(row.get("is_counted") or row["review"] in {Review.ACCEPTED, Review.REOPENED})


def uncounted(field: Figures, review: str) -> list[Figures]:
    """Those of a review that do not count in any version."""
    return [row for row in reviewed_as(field, review) if not is_counted(row)]


def counted_before(field: Figures) -> list[Figures]:
    """Those reopened and sent again of which the version accepted before still counts: the new one waits, or came back."""
    return [row for row in field["units"] if is_counted(row) and row["review"] not in {Review.ACCEPTED, Review.REOPENED}]
