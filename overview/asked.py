"""What is asked of people beside their measures: to see to what an inspection found, to answer proposals; and of the
secretariat to assign these and to decide on more time for reports. All in one question, for the page of a person's work
asks few."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import CharField, Count, DateField, F, IntegerField, Min, QuerySet, TextField, Value
from django.db.models.functions import Cast, TruncDate
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from accounts.folding import lower
from accounts.models import User
from accounts.permissions import Permission, can, units_for
from overview.items import Item, Section, away
from plan.models import Inspection, Period
from plan.models.period import AD_HOC
from plan.moment import HANOI
from reports.models import ExtensionRequest, Proposal
from reports.proposal_register import address

FOLLOW_UP, PROPOSAL, ASSIGN, MORE_TIME = "follow-up", "proposal", "assign", "more-time"


class Row(NamedTuple):
    """One of any kind; the columns in the order in which all are asked for."""

    kind: str
    pk: int
    due: date
    origin: str  # code of the plan or of the period, or who raised it where no unit of ours did
    name_vi: str
    name_en: str
    on: date
    said: str
    more: str

    @property
    def name(self) -> str:
        return (self.name_en or self.name_vi) if get_language() == "en" else (self.name_vi or self.name_en)


@dataclass(frozen=True)
class Asked:
    follow_ups: list[Item]
    proposals: list[Section]
    more_time: list[Item]


def asked_of(user: User, today: date) -> Asked:
    keeps = can(user, Permission.PLAN_EDIT)
    more = [_proposals(user), *([_to_assign()] if can(user, Permission.PROPOSALS_KEEP) else [])]
    more += [_more_time()] if can(user, Permission.PERIOD_MANAGE) else []
    rows = _follow_ups(user, today, keeps=keeps).union(*more, all=True).order_by("asked_due", "asked_pk")
    found = [Row(*row) for row in rows]
    answers = [_answer(row, today) for row in found if row.kind == PROPOSAL]
    answers += [_assignment(row) for row in found if row.kind == ASSIGN and row.pk]
    section = Section(gettext_lazy("Proposals"), answers, gettext_lazy("All proposals"), address())
    return Asked(
        [_follow_up(row, today, keeps) for row in found if row.kind == FOLLOW_UP],
        [section] if answers else [],
        [_extension(row, today) for row in found if row.kind == MORE_TIME],
    )


def _follow_ups(user: User, today: date, *, keeps: bool) -> QuerySet[Any, Any]:
    """Overdue ones. Whoever keeps the plan sees those of all units and closes them; a head those of the own unit, to see
    to them."""
    rows = Inspection.objects.overdue(today)
    if not keeps:
        units = units_for(user, Permission.COMPLETION_CONFIRM)
        rows = rows if units is None else rows.of_units(units)
    return _listed(rows, FOLLOW_UP, "follow_up_due", F("plan__code"), ("unit__name_vi", "unit__name_en"), "on", "follow_up", Value(""))


def _proposals(user: User) -> QuerySet[Any, Any]:
    """Nothing for whoever may answer for all units: they follow the register, not a desk of their own."""
    rows = Proposal.objects.to_answer(units_for(user, Permission.PROPOSAL_ANSWER) or [])
    names = ("unit__name_vi", "unit__name_en")
    return _listed(rows, PROPOSAL, "due_on", F("raised_by"), names, "raised_on", "text", F("returned_because"))


def _to_assign() -> QuerySet[Any, Any]:
    """How many wait for somebody to be asked, in one row; `pk` is the number, `due` the day of the oldest."""
    rows = Proposal.objects.filter(state=Proposal.State.RAISED).order_by().values(asked_kind=Value(ASSIGN, CharField()))
    nothing = {name: Value("", TextField()) for name in ("asked_vi", "asked_en", "asked_said", "asked_more", "asked_origin")}
    days = {name: Cast(Min("raised_on"), DateField()) for name in ("asked_due", "asked_on")}
    return rows.annotate(asked_pk=Count("pk"), **days, **nothing).values_list(*COLUMNS)


def _more_time() -> QuerySet[Any, Any]:
    rows, owed = ExtensionRequest.objects.waiting(), "obligation__"
    names = (f"{owed}unit__name_vi", f"{owed}unit__name_en")
    due, on = TruncDate("due_at", tzinfo=HANOI), TruncDate("asked_at", tzinfo=HANOI)
    return _listed(rows, MORE_TIME, due, F(f"{owed}period__code"), names, on, "reason", F(f"{owed}unit__code"))


def _listed(
    rows: QuerySet[Any, Any], kind: str, due: Any, origin: Any, names: tuple[str, str], on: Any, said: str, more: Any
) -> QuerySet[Any, Any]:
    columns = {
        "asked_kind": Value(kind, CharField()),
        "asked_pk": Cast("pk", IntegerField()),
        "asked_due": Cast(due, DateField()),
        "asked_origin": Cast(origin, TextField()),
        "asked_vi": Cast(names[0], TextField()),
        "asked_en": Cast(names[1], TextField()),
        "asked_on": Cast(on, DateField()),
        "asked_said": Cast(said, TextField()),
        "asked_more": Cast(more, TextField()),
    }
    return rows.order_by().annotate(**columns).values_list(*COLUMNS)


COLUMNS = tuple(f"asked_{name}" for name in ("kind", "pk", "due", "origin", "vi", "en", "on", "said", "more"))


def _assignment(row: Row) -> Item:
    words = ngettext("%(n)s proposal waits to be assigned", "%(n)s proposals wait to be assigned", row.pk) % {"n": row.pk}
    page = address(state=Proposal.State.RAISED.value)
    note = _("The oldest was raised on %(day)s.") % {"day": f"{row.on:%d/%m/%Y}"}
    return Item(sign="noterm", what=words, address=page, note=note, act=_("Assign them"), act_address=page)


def _extension(row: Row, today: date) -> Item:
    """The report is owed on its day as long as nobody has decided."""
    period = Period(code=row.origin, kind=Period.Kind.AD_HOC if AD_HOC in row.origin else Period.Kind.QUARTER)
    said = {"unit": row.name, "period": lower(period.name)}
    page, late = reverse("reports:extension-decide", args=[row.origin, row.more]), row.due < today
    return Item(
        sign="overdue" if late else "wait",
        what=_("More time for the report of %(period)s, %(unit)s?") % said,
        address=reverse("reports:quarterly", args=[row.origin, row.more]),
        note=Truncator(" ".join(row.said.split())).chars(200),
        act=_("Decide"),
        act_address=page,
        when=away(row.due, today),
        on=row.due,
        late=late,
    )


def _follow_up(row: Row, today: date, keeps: bool) -> Item:
    page = f"{reverse('plan:inspections', args=[row.origin])}#i{row.pk}"
    return Item(
        sign="overdue",
        what=_("Follow up on the inspection of %(day)s: %(unit)s") % {"unit": row.name, "day": f"{row.on:%d/%m/%Y}"},
        address=page,
        note=Truncator(row.said).chars(200),
        act=_("Close it") if keeps else _("View"),
        act_address=reverse("plan:inspection-close", args=[row.origin, row.pk]) if keeps else page,
        when=away(row.due, today),
        on=row.due,
        late=True,
    )


def _answer(row: Row, today: date) -> Item:
    page, late = reverse("reports:proposal", args=[row.pk]), row.due < today
    said = {"who": row.name or row.origin, "text": Truncator(" ".join(row.said.split())).chars(200)}
    return Item(
        sign="overdue" if late else "risk" if row.more else "within",
        what=_("Answer proposal %(code)s") % {"code": f"KN-{row.pk}"},
        address=page,
        note=_("To be answered better: %(reason)s") % {"reason": row.more} if row.more else _("%(who)s: %(text)s") % said,
        act=_("Answer"),
        act_address=reverse("reports:proposal-act", args=[row.pk, "answer"]),
        when=away(row.due, today),
        on=row.due,
        late=late,
    )
