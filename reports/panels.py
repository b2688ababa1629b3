"""What the pages of the plan and of the network show of quarterly reports."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.permissions import Permission, can
from accounts.prepared import prepared
from missions.models import Mission
from office.panels import Panel, Visitor
from plan.models import Measure
from plan.moment import Moment
from reports import access
from reports.chasing import situation
from reports.completeness import instant
from reports.models import Answer, Obligation, Proposal
from reports.models.proposal import ProposalQuerySet
from reports.register import QUARTERS, histories


def answers_about(measure: Measure, user: Visitor, moment: Moment) -> dict[str, Any] | None:
    """What missions said of the measure in the latest period of which anything counts at the moment.

    Read by those who read all reports, by the unit that leads the measure, and of their own reports by everybody else.
    It informs the lead unit and never changes the status of the measure (design rule 10).
    """
    reach = access.units_known(user)
    whole = reach is None or can(user, Permission.MEASURE_UPDATE, measure)
    if not whole and not reach:
        return None
    known = instant(moment, timezone.now())
    rows = _said_of(plan=measure.plan_id, code=measure.code, known=known) if _is_spoken_of(measure) else []
    answers = [(row, row.report_version.report.obligation) for row in rows]
    shown = [
        (row, obligation, reach is None or obligation.unit_id in reach)
        for row, obligation in answers
        if whole or (reach is not None and obligation.unit_id in reach)
    ]
    if not shown and not whole:
        return None
    return {"answers": shown, "period": shown[0][1].period if shown else None}


def _is_spoken_of(measure: Measure) -> bool:
    """Whether any answer at all is about a measure of the code: most are never spoken of, and the database plans the
    question of what counts longer than it answers it. A page knows it already (`there`)."""
    known: bool | None = getattr(measure, "is_spoken_of", None)
    return Answer.objects.filter(row=measure.code).exclude(row="").exists() if known is None else known


@prepared
def _said_of(plan: int, code: str, known: datetime) -> QuerySet[Answer]:
    return Answer.objects.about_measure(Measure(plan_id=plan, code=code), known)


def _spoken() -> Exists:
    """That the row is not empty is said too: else the database cannot tell that the index of such answers holds them all,
    and reads every answer of every quarter for each page of a measure."""
    return Exists(Answer.objects.filter(row=OuterRef("code")).exclude(row=""))


MEASURE = Panel("measure", "reports/_measure_answers.html", Permission.PLAN_READ, 2, answers_about, there=("is_spoken_of", _spoken))


def quarters_of(mission: Mission, user: Visitor, moment: Moment) -> dict[str, Any] | None:
    """How a mission has kept its last quarters, for those who read its reports; nothing where none was ever owed."""
    reach = access.units_known(user)
    if reach is not None and mission.unit_id not in reach:
        return None
    at = instant(moment, timezone.now())
    latest = Obligation.objects.of_units([mission.unit_id]).begun(moment.on).standing(at, moment.known).newest(QUARTERS)
    if not latest:
        return None
    periods = [row.period for row in latest][::-1]
    kept = ((row.unit_id, row.period_id, row.standing, row.is_late) for row in latest)
    past = histories(kept, [mission.unit_id], periods)[mission.unit_id]
    rows = [(row, situation(row, at, is_now=moment.is_now)) for row in latest]
    return {"rows": rows, "past": past, "periods": periods}


MISSION = Panel("mission", "reports/_mission_quarters.html", Permission.MISSION_READ, 1, quarters_of)


def proposals_about(measure: Measure, user: Visitor, moment: Moment) -> dict[str, Any] | None:
    """What has been proposed about the measure, as far as the reader may know of it; as it stands now."""
    if not getattr(measure, "is_proposed_about", True):
        return None
    return _proposed(access.proposals_known(user).about(measure), moment)


def proposals_of(mission: Mission, user: Visitor, moment: Moment) -> dict[str, Any] | None:
    """What the mission has proposed in its reports, and what was answered."""
    return _proposed(access.proposals_known(user).raised_by(mission.unit_id), moment)


def _proposed(rows: ProposalQuerySet, moment: Moment) -> dict[str, Any] | None:
    """As they stand today, whatever day the page is of: a proposal keeps no state of a day before."""
    found = list(rows[: PROPOSALS + 1])
    return {"rows": found[:PROPOSALS], "more": len(found) > PROPOSALS, "today": moment.today} if found else None


def _proposed_about() -> Exists:
    return Exists(Proposal.objects.filter(measures=OuterRef("pk")))


PROPOSALS = 10  # on a page; the register has them all
PROPOSED_ABOUT = Panel(
    "measure", "reports/_measure_proposals.html", Permission.PLAN_READ, 1, proposals_about, there=("is_proposed_about", _proposed_about)
)
PROPOSED_BY = Panel("mission", "reports/_mission_proposals.html", Permission.MISSION_READ, 1, proposals_of)
