"""Who sees and writes quarterly reports, who sees and compiles progress reports: 404 for a stranger or for what is not
theirs to know, 403 for a reader who may not do it (design rule 14)."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import Event, Unit, User
from accounts.permissions import Permission, can, units_for
from accounts.prepared import prepared
from office.blocks import Block, unlinked
from plan.models import Period
from reports.facts import FORESIGHT
from reports.models import (
    Attachment,
    ExtensionRequest,
    Obligation,
    ProgressReport,
    ProgressReportQuerySet,
    Proposal,
    Questionnaire,
    Rating,
    Remark,
)
from reports.models.extension import ExtensionRequestQuerySet
from reports.models.obligation import ObligationQuerySet
from reports.models.proposal import ProposalQuerySet
from reports.models.questionnaire import QuestionnaireQuerySet

Visitor = User | AnonymousUser
# Whoever drafts a unit's report reads it, and whoever reviews it.
READING = (Permission.QUARTERLY_READ, Permission.QUARTERLY_DRAFT, Permission.QUARTERLY_REVIEW)


# Quarterly reports


def reads_quarterly(user: Visitor) -> bool:
    """Whether the user reads any quarterly report at all."""
    return any(can(user, permission) for permission in READING)


def units_read(user: Visitor) -> frozenset[int] | None:
    """The ids of the units whose quarterly reports the user reads; None: of all. 404 for who reads none anywhere."""
    if not reads_quarterly(user):
        raise Http404
    reach: set[int] = set()
    for permission in READING:
        units = units_for(user, permission)
        if units is None:
            return None
        reach |= units
    return frozenset(reach)


def units_known(user: Visitor) -> frozenset[int] | None:
    """The same for parts of a page: nobody's where the user reads none."""
    try:
        return units_read(user)
    except Http404:
        return frozenset()


def period_for(user: Visitor, code: str) -> Period:
    units_read(user)
    return get_object_or_404(Period, code=code)


def period_to_manage(user: Visitor, code: str) -> Period:
    period = period_for(user, code)
    if not can(user, Permission.PERIOD_MANAGE):
        raise PermissionDenied
    return period


def ad_hoc_to_manage(user: Visitor, code: str) -> Period:
    """404 for a period of the rule, which nobody withdraws."""
    period = period_to_manage(user, code)
    if not period.is_ad_hoc:
        raise Http404
    return period


def units_reminded(user: Visitor) -> frozenset[int] | None:
    """The ids of the units that the user may remind: who reviews a unit's reports may; None: all."""
    return units_for(user, Permission.QUARTERLY_REVIEW)


def may_remind(user: Visitor) -> bool:
    units = units_reminded(user)
    return units is None or bool(units)


def period_to_remind(user: Visitor, code: str) -> tuple[Period, ObligationQuerySet]:
    """The period and what is owed for it by the units that the user may remind."""
    period = period_for(user, code)
    if not may_remind(user):
        raise PermissionDenied
    return period, Obligation.objects.in_force().of_units(units_reminded(user)).of_period(period)


def must_manage_periods(user: Visitor) -> None:
    if can(user, Permission.PERIOD_MANAGE):
        return
    if not can(user, Permission.PLAN_READ):
        raise Http404
    raise PermissionDenied


def obligations_for(user: Visitor) -> ObligationQuerySet:
    """What units owe and have sent, of those whose reports the user reads."""
    return Obligation.objects.in_force().of_units(units_read(user))


def obligations_ever_for(user: Visitor) -> ObligationQuerySet:
    """The same with what has become void, for who keeps a copy and must drop it."""
    return Obligation.objects.of_units(units_read(user))


def obligations_known(user: Visitor) -> ObligationQuerySet:
    """The same for parts of a page: none where the user reads none."""
    return Obligation.objects.in_force().of_units(units_known(user))


def obligation_for(user: Visitor, period: str, unit: str, to: Permission | None = None) -> Obligation:
    """What a unit owes for a period, by the codes of the address, also what has become void; `to` None: to read it."""
    reach = units_read(user)
    owed = [row for row in _owed(period=period, unit=unit) if reach is None or row.unit_id in reach]
    if not owed:
        raise Http404
    (obligation,) = owed
    if to is not None and not can(user, to, obligation):
        raise PermissionDenied
    return obligation


def next_to_review(user: User, now: datetime) -> Obligation | None:
    """Of the reports that wait for a decision that is the user's, the one that waits longest."""
    return Obligation.objects.of_units(units_for(user, Permission.QUARTERLY_REVIEW)).standing(now).waits_for(user).first()


@prepared
def _owed(period: str, unit: str) -> QuerySet[Obligation]:
    return Obligation.objects.for_page().filter(period__code=period, unit__code=unit)


def questionnaires_to_manage(user: Visitor) -> QuestionnaireQuerySet:
    units_read(user)
    if not can(user, Permission.PERIOD_MANAGE):
        raise PermissionDenied
    return Questionnaire.objects.all()


def must_word_reports(user: Visitor) -> None:
    """Who runs the quarter words the standing sentences."""
    must_manage_periods(user)


def questionnaire_to_manage(user: Visitor, edition: str) -> Questionnaire:
    """By its name in addresses: missions-quarterly-2."""
    rows = questionnaires_to_manage(user)
    code, _dash, number = edition.rpartition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 5):
        raise Http404
    return get_object_or_404(rows.select_related("published_by"), code=code, number=int(number))


def draft_to_manage(user: Visitor, edition: str) -> Questionnaire:
    row = questionnaire_to_manage(user, edition)
    if not row.is_draft:
        raise Http404
    return row


def writes_quarterly(user: Visitor, obligation: Obligation) -> bool:
    """Whether a draft is the user's to read: it is its unit's own, others read what was submitted."""
    return can(user, Permission.QUARTERLY_DRAFT, obligation) or can(user, Permission.QUARTERLY_SUBMIT, obligation)


def remark_for(obligation: Obligation, pk: int) -> Remark:
    """A remark on the report, by its id; 404 where there is none."""
    return get_object_or_404(Remark, pk=pk, report_version__report__obligation=obligation)


def attachment_for(user: Visitor, period: str, unit: str, pk: int, to: Permission | None = None) -> Attachment:
    """A file of a report, for exactly those who read the version that it goes with."""
    obligation = obligation_for(user, period, unit, to)
    rows = Attachment.objects.select_related("file", "by", "report_version__report")
    found = get_object_or_404(rows, pk=pk, report_version__report__obligation=obligation)
    if found.report_version.submitted_at is None and not writes_quarterly(user, obligation):
        raise Http404
    return found


def extension_to_decide(user: Visitor, period: str, unit: str) -> ExtensionRequest:
    """The request of a unit for more time that waits; 404 where none does."""
    obligation = obligation_for(user, period, unit, to=Permission.PERIOD_MANAGE)
    return get_object_or_404(ExtensionRequest.objects.waiting().filter(obligation=obligation).for_list())


def extensions_for(user: Visitor) -> ExtensionRequestQuerySet:
    """Requests for more time of the units whose reports the user reads."""
    return ExtensionRequest.objects.of_units(units_read(user))


def extension_for(user: Visitor, period: str, unit: str, pk: int, to: Permission | None = None) -> ExtensionRequest:
    """One of a report's requests; `to` None: to read it."""
    obligation = obligation_for(user, period, unit, to)
    return get_object_or_404(ExtensionRequest.objects.filter(obligation=obligation).for_list(), pk=pk)


def extensions_to_decide(user: Visitor, period: Period) -> list[ExtensionRequest]:
    """Those of a period that wait for the user."""
    if not can(user, Permission.PERIOD_MANAGE):
        return []
    return list(ExtensionRequest.objects.of_period(period).waiting().for_list())


def units_to_ask(user: Visitor, on: date) -> list[Unit]:
    """The units of which a report can be asked ad hoc, by whoever manages the periods."""
    units_read(user)
    if not can(user, Permission.PERIOD_MANAGE):
        raise PermissionDenied
    return list(Unit.objects.active(on).reporting().select_related("lead_unit").order_by("kind", "sort_key"))


# Progress reports


def progress_reports_for(user: Visitor) -> ProgressReportQuerySet:
    """What has been approved is for everybody in the house; what is being compiled, and every draft, only for those who
    read the reports that go into it (docs/decisions/0024)."""
    if not can(user, Permission.PROGRESS_REPORT_READ):
        raise Http404
    rows = ProgressReport.objects.all() if foresees(user) else ProgressReport.objects.exclude(scope=FORESIGHT)
    return rows if reads_all(user) else rows.approved()


def foresees(user: Visitor) -> bool:
    """Whether the user may see every opening in preparation and the forecast: they are never public (design rule 6)."""
    return can(user, Permission.FORECAST_READ) and units_for(user, Permission.OPENINGS_READ) is None


def must_foresee(user: Visitor, scope: str) -> None:
    """Whoever asks for a report with them must be one who may see them."""
    if scope == FORESIGHT and not foresees(user):
        raise PermissionDenied


def reads_report(user: Visitor, report: ProgressReport, *, approved: bool) -> bool:
    """Whether a person who has not asked for the page would be shown it."""
    seen = report.scope != FORESIGHT or foresees(user)
    return can(user, Permission.PROGRESS_REPORT_READ) and seen and (approved or reads_all(user))


def reads_all(user: Visitor) -> bool:
    """Whether the user reads the quarterly reports of every unit."""
    return any(can(user, permission) and units_for(user, permission) is None for permission in READING)


def progress_report_for(user: Visitor, pk: int, to: Permission | None = None) -> ProgressReport:
    """`to` None: to read it."""
    report = get_object_or_404(progress_reports_for(user).with_rows(), pk=pk)
    if to is not None and not can(user, to):
        raise PermissionDenied
    return report


def may_approve(user: Visitor) -> bool:
    return can(user, Permission.PROGRESS_REPORT_APPROVE)


def may_cancel(user: Visitor, report: ProgressReport) -> bool:
    """Who asked for it, and whoever compiles reports."""
    return report.asked_by == user or may_compile(user)


def report_to_cancel(user: Visitor, pk: int) -> ProgressReport:
    report = progress_report_for(user, pk)
    if not may_cancel(user, report):
        raise PermissionDenied
    return report


def reachable(user: Visitor, blocks: list[Block]) -> list[Block]:
    """A progress report is read by more people than the reports of the units it names: for them its words stand, without
    links to what they may not open."""
    units = units_known(user)
    if units is None:
        return blocks
    codes = set(Unit.objects.filter(pk__in=units).values_list("code", flat=True))
    return unlinked(blocks, lambda address: _is_closed(address, codes))


def _is_closed(address: str, codes: set[str]) -> bool:
    """/reports/<period>/ counts the reports of all, /reports/<period>/<unit>/ is the report of one."""
    parts = address.partition("?")[0].strip("/").split("/")
    if parts[0] != "reports" or parts[1:2] == ["progress"]:
        return False
    return len(parts) < 3 or parts[2] not in codes


def may_compile(user: Visitor) -> bool:
    return can(user, Permission.PROGRESS_REPORT_COMPILE)


def must_compile(user: Visitor) -> None:
    if not can(user, Permission.PROGRESS_REPORT_READ):
        raise Http404
    if not may_compile(user):
        raise PermissionDenied


def must_keep_letterhead(user: Visitor) -> None:
    """Nobody else has a reason to know of the page."""
    if not can(user, Permission.LETTERHEAD_KEEP):
        raise Http404


# Proposals


def proposals_for(user: Visitor) -> ProposalQuerySet:
    """Those that a unit raised whose reports the user reads, and those that the user's unit is to answer."""
    if not reads_proposals(user):
        raise Http404
    return Proposal.objects.read_by(units_known(user), units_for(user, Permission.PROPOSAL_ANSWER))


def proposals_known(user: Visitor) -> ProposalQuerySet:
    """The same for parts of a page: none where the user reads none."""
    return proposals_for(user) if reads_proposals(user) else Proposal.objects.none()


def reads_proposals(user: Visitor) -> bool:
    return reads_quarterly(user) or can(user, Permission.PROPOSAL_ANSWER)


def proposal_for(user: Visitor, pk: int, to: Permission | None = None) -> Proposal:
    """`to` None: to read it; to answer it is judged by the unit to which it is assigned."""
    said_in = (f"said_in__report__obligation__{name}" for name in ("unit", "questionnaire"))
    rows = proposals_for(user).for_list().select_related(*said_in, "answered_by")
    found = get_object_or_404(rows, pk=pk)
    if to is not None and not may_act(user, to, found):
        raise PermissionDenied
    return found


def may_act(user: Visitor, to: Permission, proposal: Proposal) -> bool:
    if to == Permission.PROPOSAL_ANSWER:
        return proposal.assigned_to is not None and can(user, to, proposal.assigned_to)
    return can(user, to)


def must_keep_proposals(user: Visitor) -> None:
    if not reads_proposals(user):
        raise Http404
    if not can(user, Permission.PROPOSALS_KEEP):
        raise PermissionDenied


def proposal_history(user: Visitor, proposal: Proposal) -> list[Event] | None:
    """None for whoever may not read it; the steps of the proposal are for everybody who reads the proposal."""
    if not can(user, Permission.HISTORY_READ, proposal):
        return None
    return list(Event.objects.about(proposal).select_related("body")[:50])


# Ratings of the ministry's support


def departments_rated(user: Visitor) -> frozenset[int] | None:
    """The ids of the departments whose results the user reads; None: of all. 404 for whoever reads none."""
    if not can(user, Permission.RATINGS_READ):
        raise Http404
    return units_for(user, Permission.RATINGS_READ)


def own_rating(user: Visitor, obligation: Obligation) -> Rating | None:
    """What the unit itself rated, for whoever rates in its name and for nobody else."""
    if not can(user, Permission.SUPPORT_RATE, obligation):
        raise PermissionDenied
    return Rating.objects.filter(unit=obligation.unit_id, period=obligation.period_id).first()
