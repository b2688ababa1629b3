"""The handover pack of a mission: what its next head finds, as one Word file — open measures, reports, proposals, who serves
there, and what has been promised by either side. Each part as far as the reader may know of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.folding import lower
from accounts.models import User
from accounts.permissions import Permission, can
from missions import access
from missions.models import Mission
from office import installation
from office.blocks import Block, Column, Heading, Paragraph, Table, Text
from office.decree import DOTS
from office.panels import Panel, Visitor
from office.shell import Shell
from office.tables.writing import file_response
from personnel.access import people as personnel_access
from personnel.models import Posting
from plan.models import Measure
from plan.moment import Moment
from plan.progress import State
from reports import access as reports_access
from reports.chasing import situation
from reports.models import Obligation, Proposal

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ENDED = (State.DONE, State.CANCELLED)
QUARTERS = 8
MINUTES = "BB"  # biên bản: Decree 30/2020/NĐ-CP, Appendix III
Line = tuple[Text, ...]


def may_take(user: Visitor, mission: Mission) -> bool:
    """Who reads the reports of the mission: its own people, the department that follows it, who reads all."""
    reach = reports_access.units_known(user)
    return reach is None or mission.unit_id in reach


def link_to_pack(mission: Mission, user: Visitor, moment: Moment) -> dict[str, Any] | None:
    return {"code": mission.unit.code} if may_take(user, mission) else None


PACK = Panel("mission", "overview/_mission_pack.html", Permission.MISSION_READ, 0, link_to_pack, is_last=True)


@require_safe
def mission_pack(request: HttpRequest, code: str) -> HttpResponse:
    mission, now = access.mission_for(request.user, code), timezone.now()
    if not may_take(request.user, mission):
        raise Http404
    from office.documents import draw_docx  # with python-docx, only where a document is drawn

    moment = Moment.now(now)
    content = draw_docx(pack_of(mission, request.user, moment, now), _shell(mission, moment, request.build_absolute_uri("/")))
    return file_response(content, f"ban-giao-{code}-{moment.today:%Y-%m-%d}.docx", WORD)


def pack_of(mission: Mission, user: User, moment: Moment, now: datetime) -> list[Block]:
    proposals = list(reports_access.proposals_known(user).raised_by(mission.unit_id).order_by("-raised_on", "pk"))
    measures = list(_measures(mission, moment))
    owed = list(_owed(mission, moment, now))
    parts = [
        (_("Open measures"), _measure_rows(measures)),
        (_("Reports"), _report_rows(owed, now)),
        (_("Proposals"), _proposal_rows(proposals)),
        (_("What the ministry has promised"), _promised_to(proposals)),
        (_("What the mission owes by a day"), _promised_by(measures, owed, now)),
    ]
    if can(user, Permission.OFFICERS_READ, mission.unit) and not personnel_access.is_noted(user):
        parts.append((_("Who serves there"), _staff_rows(mission, moment)))
    told = _("As of %(day)s. Numbers and titles lead to the pages behind them.") % {"day": f"{moment.today:%d/%m/%Y}"}
    blocks: list[Block] = [Paragraph((Text(told),))]
    for number, (title, table) in enumerate(parts, start=1):
        blocks.append(Heading(f"{number}. {title}", 2))
        blocks.append(table if table.rows else Paragraph((Text(_("None.")),)))
    return blocks


def _measures(mission: Mission, moment: Moment) -> Iterable[Measure]:
    """Those that the mission leads or helps with, and those that its proposals are about."""
    own = Measure.objects.of_units([mission.unit_id], moment.today).values("pk")
    spoken = Proposal.objects.raised_by(mission.unit_id).values("measures")
    rows = Measure.objects.filter(pk__in=own) | Measure.objects.filter(pk__in=spoken)
    return rows.exclude(state__in=ENDED).filter(superseded_from__isnull=True).select_related("plan").order_by("plan__code", "position")


def _owed(mission: Mission, moment: Moment, now: datetime) -> Iterable[Obligation]:
    return Obligation.objects.of_units([mission.unit_id]).begun(moment.today).standing(now).with_counted(now).newest(QUARTERS)


def _table(caption: str, columns: Sequence[tuple[str, float]], rows: Iterable[Line]) -> Table:
    return Table(caption, tuple(Column(label, width) for label, width in columns), tuple(rows))


def _measure_rows(measures: Iterable[Measure]) -> Table:
    rows = [
        (
            Text(row.code, reverse("plan:measure", args=[row.plan.code, row.code])),
            Text(row.title),
            Text(str(State(row.state).label)),
            Text(_day(row.due_on)),
        )
        for row in measures
    ]
    return _table("", [(_("Code"), 1), (_("Measure"), 5), (_("Status"), 2), (_("Deadline"), 1.5)], rows)


def _report_rows(owed: Iterable[Obligation], now: datetime) -> Table:
    rows = []
    for row in owed:
        told = situation(row, now, is_now=True)
        address = reverse("reports:quarterly", args=[row.period.code, row.unit.code])
        rows.append((Text(str(row.period.name), address), Text(told.words), Text(". ".join(filter(None, [told.review, *told.notes])))))
    return _table("", [(_("Period"), 2), (_("Status"), 3), (pgettext("of a report", "Remarks"), 4)], rows)


def _proposal_rows(proposals: Iterable[Proposal]) -> Table:
    rows = [
        (
            Text(f"{row.raised_on:%d/%m/%Y}", reverse("reports:proposal", args=[row.pk])),
            Text(row.text),
            Text(str(row.get_state_display())),
            Text(str(row.assigned_to or "")),
        )
        for row in proposals
    ]
    return _table("", [(_("Raised on"), 1.3), (_("Proposal"), 5), (_("Status"), 1.5), (_("Assigned to"), 2)], rows)


def _promised_to(proposals: Iterable[Proposal]) -> Table:
    """Answers that were given, and the days by which others are to be."""
    rows = []
    for row in proposals:
        if row.answer:
            rows.append((Text(row.text), Text(row.answer), Text(_day(row.answered_on))))
        elif row.state == Proposal.State.ASSIGNED:
            rows.append((Text(row.text), Text(_("Answer from: %(unit)s") % {"unit": row.assigned_to}), Text(_day(row.due_on))))
    return _table("", [(_("Proposal"), 4), (_("Promise"), 4), (_("Day"), 1.3)], rows)


def _promised_by(measures: Iterable[Measure], owed: Iterable[Obligation], now: datetime) -> Table:
    days = [(row.due_on, f"{row.code} {row.title}") for row in measures if row.due_on]
    days += [
        (timezone.localtime(row.due_then).date(), _("Report of %(period)s") % {"period": lower(str(row.period.name))})
        for row in owed
        if row.standing in ("not_due", "missing")
    ]
    return _table("", [(_("Day"), 1.3), (_("What"), 7)], [(Text(_day(day)), Text(words)) for day, words in sorted(days)])


def _staff_rows(mission: Mission, moment: Moment) -> Table:
    rows = Posting.objects.on(moment.today).within(None).filter(unit=mission.unit_id).select_related("officer")
    lines = [
        (
            Text(row.officer.name, reverse("personnel:officer", args=[row.officer_id])),
            Text(", ".join(filter(None, [str(row.officer.get_rank_display()), row.post]))),
            Text(_day(row.from_on)),
            Text(_day(row.until_on)),
        )
        for row in rows
    ]
    return _table("", [(_("Officer"), 3), (_("Diplomatic rank"), 3), (_("From"), 1.3), (_("Until"), 1.3)], lines)


def _day(day: Any) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _shell(mission: Mission, moment: Moment, address: str) -> Shell:
    return Shell(
        agency_above=_("Ministry of Foreign Affairs"),
        agency=mission.unit.name,
        place=mission.text("city"),
        title=_("MINUTES"),
        abstract=_("Handover of work: %(mission)s") % {"mission": mission.unit.name},
        as_of=moment.on,
        recipients=(_("The head who takes over"), _("The department that follows the mission")),
        signer=_("HANDED OVER BY"),
        other_signer=_("TAKEN OVER BY"),
        language="en" if get_language() == "en" else "vi",
        demo=installation.is_demo(),
        address=address.rstrip("/"),
        symbol=f"{MINUTES}-{DOTS}",  # how a mission shortens its name is its own to say
    )
