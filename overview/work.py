"""What a person owes today (`/`), each with the page that leads to the act. Owns no rule: it asks the plan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import BooleanField, Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, When
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Unit, User
from accounts.permissions import Permission, can, grants_of, units_by_name, units_for
from office.comments import unread
from overview.asked import asked_of
from overview.corrections import corrections
from overview.departed import departed
from overview.items import Gap, Item, Section, away
from overview.reporting import Quarter, reporting
from plan.models import Assignment, Completion, CompletionView, DeadlineChange, Directive, DirectiveLink, Measure, Plan
from plan.moment import Moment, day_of
from plan.progress import Cell, State
from plan.quiet import measures_not_updated, not_updated, quiet_after
from plan.views.counting import Scoreboard, scoreboard
from reports.access import progress_reports_for
from reports.models import ProgressReport

SOON = timedelta(days=30)
MOST = 50
OPEN_THE_BOARD = gettext_lazy("Open the board")


@dataclass
class Work:
    """Everything on the page of one person."""

    sections: list[Section] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    quarter: Quarter | None = None

    @property
    def total(self) -> int:
        return sum(len(section.items) for section in self.sections)

    @property
    def late(self) -> int:
        return sum(section.late for section in self.sections)


def work_of(user: User, moment: Moment, now: datetime) -> Work:
    reports, (to_confirm, to_view), asked = reporting(user, now), completions(user), requests_to_decide(user)
    more = asked_of(user, moment.today)
    sections = [
        *reports.sections,
        Section(gettext_lazy("Mentioned"), mentions(user)),
        Section(gettext_lazy("Completions to confirm"), to_confirm),
        Section(gettext_lazy("Opinions on completions to give"), to_view),
        Section(gettext_lazy("Deadline requests to decide"), [_decision(row) for row in asked], *_deadlines(asked)),
        Section(gettext_lazy("Deadline requests to endorse"), endorsements(user)),
        Section(gettext_lazy("Requests for more time for reports"), more.more_time),
        Section(gettext_lazy("Follow-ups of inspections"), more.follow_ups),
        Section(gettext_lazy("Corrections asked for"), corrections(user, moment.today)),
        Section(gettext_lazy("Accounts of people who have left the service"), departed(user)),
        *more.proposals,
        *own_measures(user, moment),
    ]
    owed = sorted((section for section in sections if section.items), key=lambda section: not section.late)  # what is overdue first
    return Work(owed, units_of(user, moment.today), reports.quarter)


def _deadlines(asked: list[DeadlineChange]) -> tuple[str | Promise, str]:
    """The page on which requests stand beside the terms that have moved before."""
    return (
        (gettext_lazy("Requests and deadlines moved"), reverse("plan:deadlines", args=[asked[0].measure.plan.code])) if asked else ("", "")
    )


def units_of(user: User, today: date) -> list[Unit]:
    """The units of the person's memberships, each once."""
    return list({grant.membership.unit_id: grant.membership.unit for grant in grants_of(user, today)}.values())


def own_measures(user: User, moment: Moment) -> list[Section]:
    """Open measures that the person's units lead, by urgency; each stands in the first section that it belongs to."""
    units = units_for(user, Permission.MEASURE_UPDATE)
    if units is None:  # whoever may update all of them follows the plan, not a desk of their own
        return []
    given = Assignment.objects.current().filter(measure=OuterRef("pk"), role=Assignment.Role.LEAD)
    rows: Any = Measure.objects.led_by(units).in_plan(moment).standing(moment).annotate(given_at=Subquery(given.values("recorded_at")[:1]))
    rows = rows.select_related("plan").order_by("at_due_on", "plan", "position")
    found: dict[str, list[Item]] = {name: [] for name in URGENCIES}
    open_ones = list(rows.exclude(cell__in=CLOSED).exclude(at_state=State.PROPOSED))  # what is proposed waits for somebody else
    several = len({measure.plan_id for measure in open_ones}) > 1
    for measure in open_ones:
        if urgency := _urgency(measure, moment.today):
            found[urgency].append(_measure(measure, moment.today, several=several))
    return [Section(title, found[name]) for name, title in URGENCIES.items()]


URGENCIES = {
    "overdue": gettext_lazy("Overdue"),
    "soon": gettext_lazy("Due within 30 days"),
    "silent": not_updated(),
    "new": gettext_lazy("Not updated yet"),
    "then": gettext_lazy("After that"),
}


def _urgency(measure: Any, today: date) -> str:
    """Empty: nothing to do now. Silence is counted from the last update, or from the day the unit was given the measure."""
    if measure.cell == Cell.OPEN_OVERDUE:
        return "overdue"
    if measure.cell == Cell.OPEN_WITHIN and measure.at_due_on <= today + SOON:
        return "soon"
    if max(filter(None, [measure.updated_on, day_of(measure.given_at)])) < today - quiet_after():
        return "silent"
    if measure.updated_on is None:
        return "new"
    return "then" if measure.cell == Cell.OPEN_WITHIN else ""


CLOSED = [Cell.DONE_ON_TIME, Cell.DONE_LATE, Cell.DONE_WITHOUT_TERM, Cell.OUT, Cell.PAUSED]
SIGNS = {Cell.OPEN_OVERDUE: "overdue", Cell.OPEN_WITHIN: "within", Cell.ONGOING: "ongoing", Cell.NO_DEADLINE: "noterm"}


def _measure(measure: Any, today: date, *, several: bool) -> Item:
    """`several`: the person owes in more than one plan, so that the code alone does not say which measure it is."""
    title = f"{measure.plan.number}: {measure.title}" if several else measure.title
    updated = _("Last update %(day)s.") % {"day": f"{measure.updated_on:%d/%m/%Y}"} if measure.updated_on else _("Never updated.")
    return Item(
        sign=SIGNS[Cell(measure.cell)],
        what=_("Update measure %(code)s") % {"code": measure.code},
        address=_page("measure", measure),
        note=f"{title.removesuffix('.')}. {updated}",
        act=_("Update"),
        act_address=_page("measure-update", measure),
        when=away(measure.at_due_on, today),
        on=measure.at_due_on,
        late=measure.cell == Cell.OPEN_OVERDUE,
    )


def mentions(user: User) -> list[Item]:
    """Comments that name the person, until they have opened the page."""
    return [
        Item(
            sign="info",
            what=_("%(who)s mentions you on measure %(code)s")
            % {"who": comment.author.name, "code": comment.object_code.rpartition("/")[2]},
            address=f"{comment.address}#comment-{comment.pk}",
            note=comment.text,
            act=_("Read"),
            act_address=f"{comment.address}#comment-{comment.pk}",
        )
        for comment in (mention.comment for mention in unread(user))
    ]


def completions(user: User) -> tuple[list[Item], list[Item]]:
    """Proposed completions that wait for the person: to confirm, and to say what their unit thinks. One query."""
    key, plain = (_second(user, right) for right in (Permission.COMPLETION_CONFIRM_KEY, Permission.COMPLETION_CONFIRM))
    given = CompletionView.objects.filter(completion=OuterRef(OuterRef("pk")), unit=OuterRef("unit"))
    speaking = (
        Assignment.objects.current()
        .coordinating()
        .filter(measure=OuterRef("measure"), unit__in=units_for(user, Permission.COMPLETION_VIEW) or [])
    )
    speaking = speaking.filter(~Exists(given)).order_by("unit__sort_key")
    mine = key & Q(measure__is_key=True) | plain & Q(measure__is_key=False)
    rows: Any = Completion.objects.waiting().annotate(
        is_mine=Case(When(mine, then=True), default=False, output_field=BooleanField()),
        speaks_for=Subquery(speaking.values("unit__code")[:1]),
    )
    rows = rows.filter(Q(is_mine=True) | Q(speaks_for__isnull=False)).select_related("measure__plan", "proposed_by").order_by("proposed_at")
    found = list(rows)
    return [_confirmation(row) for row in found if row.is_mine], [_view(row) for row in found if row.speaks_for]


def _second(user: User, permission: Permission) -> Q:
    """About measures on which the person has the permission, and would be a second person (`is_second`)."""
    found = Q(pk__in=[])
    for name, units in units_by_name(user, permission).items():
        first = {user.pk, name}
        found |= _led(units) & ~Q(proposed_by__in=first) & ~Q(proposed_for__in=first)
    return found


def _led(units: frozenset[int] | None) -> Q:
    """About measures that the units lead; None: about all."""
    return ~Q(pk=None) if units is None else Q(measure__in=Measure.objects.led_by(units))


def _confirmation(row: Completion) -> Item:
    return Item(
        sign="wait",
        what=_("Confirm that measure %(code)s is completed") % {"code": row.measure.code},
        address=_page("measure", row.measure),
        note=_("Proposed by %(who)s as completed on %(day)s.") % {"who": row.proposed_by.name, "day": f"{row.effective_on:%d/%m/%Y}"},
        act=_("Confirm"),
        act_address=_page("completion-decide", row.measure, row.pk),
    )


def _view(row: Any) -> Item:
    return Item(
        sign="wait",
        what=_("Is measure %(code)s completed? Your unit is asked for its opinion") % {"code": row.measure.code},
        address=_page("measure", row.measure),
        note=_("Proposed by %(who)s as completed on %(day)s.") % {"who": row.proposed_by.name, "day": f"{row.effective_on:%d/%m/%Y}"},
        act=_("Give your unit's opinion"),
        act_address=_page("completion-view", row.measure, row.pk, row.speaks_for),
    )


def endorsements(user: User) -> list[Item]:
    rows = _within(DeadlineChange.objects.filter(decision=DeadlineChange.Decision.REQUESTED), user, Permission.DEADLINE_ENDORSE)
    return [_request(row, _("Endorse"), "deadline-endorse") for row in _asked(rows)]


def decisions(user: User) -> list[Item]:
    return [_decision(row) for row in requests_to_decide(user)]


def requests_to_decide(user: User) -> list[DeadlineChange]:
    """Requests whose decision is the person's: key measures for the leadership, others for the secretariat."""
    kinds = [key for key, right in ((True, Permission.DEADLINE_DECIDE_KEY), (False, Permission.DEADLINE_DECIDE)) if can(user, right)]
    return list(_asked(DeadlineChange.objects.open().filter(measure__is_key__in=kinds))) if kinds else []


def _asked(rows: QuerySet[DeadlineChange]) -> QuerySet[DeadlineChange]:
    return rows.select_related("measure__plan", "asked_by").order_by("asked_at")


def _decision(row: DeadlineChange) -> Item:
    return _request(row, _("Decide"), "deadline-decide")


def _request(row: DeadlineChange, act: str, page: str) -> Item:
    asked = f"{row.new_due_on:%d/%m/%Y}" if row.new_due_on else str(row.get_new_term_display())
    return Item(
        sign="wait",
        what=_("Measure %(code)s: new deadline %(day)s?") % {"code": row.measure.code, "day": asked},
        address=_page("measure", row.measure),
        note=_("%(who)s: %(reason)s") % {"who": row.asked_by.name if row.asked_by else "–", "reason": row.reason},
        act=act,
        act_address=_page(page, row.measure, row.pk),
    )


def _within(rows: QuerySet, user: User, permission: Permission) -> QuerySet:
    """Rows about measures that the units lead over which the person has the permission."""
    units = units_for(user, permission)
    return rows if units is None else rows.filter(measure__in=Measure.objects.led_by(units))


def _page(name: str, measure: Measure, *more: int | str) -> str:
    return reverse(f"plan:{name}", args=[measure.plan.code, measure.code, *more])


def held_by(units: Iterable[Unit], moment: Moment) -> QuerySet[Measure]:
    """The measures that the units lead or coordinate, for the table beside the work."""
    ids = [unit.pk for unit in units]
    rows = Measure.objects.of_units(ids).in_plan(moment).standing(moment).select_related("plan")
    leads = Assignment.objects.at(moment).filter(measure=OuterRef("pk"), unit__in=ids, role=Assignment.Role.LEAD)
    return rows.annotate(is_lead=Exists(leads)).order_by("-is_lead", "plan", "position")[:MOST]


def own_boards(units: Sequence[Unit], held: Sequence[Measure]) -> list[tuple[Promise, str]]:
    """Where the board shows what `held_by` has found of the first plan: what the unit leads, what it coordinates. It can be
    asked for one unit; who stands for several gets the whole."""
    if not held:
        return []
    plan = held[0].plan
    board, roles = reverse("plan:board", args=[plan.code]), {row.is_lead for row in held if row.plan_id == plan.pk}
    if len(units) != 1:
        return [(OPEN_THE_BOARD, board)]
    ways = (
        (True, gettext_lazy("Board of what the unit leads"), "unit"),
        (False, gettext_lazy("Board of what the unit coordinates"), "beside"),
    )
    found = [(words, f"{board}?{name}={units[0].code}") for leads, words, name in ways if leads in roles]
    return found if len(found) > 1 else [(OPEN_THE_BOARD, address) for _words, address in found]


def latest_report(user: User) -> ProgressReport | None:
    """The last progress report that somebody has approved, else the last one compiled."""
    if not can(user, Permission.PROGRESS_REPORT_READ):
        return None
    compiled = progress_reports_for(user).exclude(state=ProgressReport.State.COMPILING)
    return compiled.short().order_by("state", "-on", "-compiled_at").first()


ORIGINS = {
    Directive.Origin.SOURCE: gettext_lazy("Links of directives to confirm"),
    Directive.Origin.FOUND_LATER: gettext_lazy("Links of directives found later to confirm"),
    Directive.Origin.ENTERED: gettext_lazy("Links of directives entered here to confirm"),
}


def boards_of(plans: Sequence[Plan], moment: Moment) -> list[tuple[Plan, Scoreboard]]:
    """The cells of every plan, in one query however many there are."""
    counted = {group.key: group for group in Measure.objects.filter(plan__in=plans).cells(by="plan", moment=moment)}
    return [(plan, scoreboard(plan, [], moment, [counted[plan.code]] if plan.code in counted else [])) for plan in plans]


def gaps(user: User, plans: Iterable[Plan], moment: Moment) -> list[tuple[Plan, list[Gap]]]:
    """What the secretariat still has to settle so that the plan is whole."""
    if not can(user, Permission.PLAN_EDIT):
        return []
    measures, of_plan = Measure.objects.standing(moment), Q(in_plan_from__lte=moment.on)
    led = Assignment.objects.at(moment).filter(role=Assignment.Role.LEAD).values("measure")
    unlinked = DirectiveLink.objects.filter(decision=DirectiveLink.Decision.TO_BE_CONFIRMED)
    by_origin = _by_plan(unlinked, "directive__plan", *(Q(directive__origin=origin) for origin in ORIGINS))
    unled, undated, supplementary = _by_plan(
        measures, "plan", of_plan & ~Q(pk__in=led), of_plan & Q(cell=Cell.NO_DEADLINE), Q(in_plan_from__isnull=True)
    )
    asked = [
        *(
            (label, counts, "directives", {"link": "to_be_confirmed", "origin": origin.value}, "")
            for (origin, label), counts in zip(ORIGINS.items(), by_origin, strict=True)
            if any(counts.values()) or origin != Directive.Origin.ENTERED
        ),
        (gettext_lazy("Measures without a lead agency"), unled, "measures", {"unit": "none"}, ""),
        (gettext_lazy("Measures without a deadline"), undated, "measures", {"cell": "no_deadline"}, ""),
        (
            gettext_lazy("Supplementary measures to adopt or leave"),
            supplementary,
            "plan",
            {},
            "#supplementary",
        ),
    ]
    return [(plan, [*(_gap(plan, *one) for one in asked), quiet(plan)]) for plan in plans]


def quiet(plan: Any) -> Gap:
    """Measures of which no person has said anything for long, of a plan asked for with its day (`plans_for`)."""
    return Gap(measures_not_updated(), plan.quiet, reverse("plan:board", args=[plan.code]) + "?stale=1")


def _gap(plan: Plan, label: Promise, counts: dict[int, int], page: str, query: dict[str, str], anchor: str) -> Gap:
    address = reverse(f"plan:{page}", args=[plan.code]) + (f"?{urlencode(query)}" if query else "") + anchor
    return Gap(label, counts.get(plan.pk, 0), address)


def _by_plan(rows: QuerySet, plan: str, *conditions: Q) -> list[dict[int, int]]:
    """How many rows of each plan answer each of the conditions: one query for them all."""
    numbers = {f"n{place}": Count("pk", filter=condition) for place, condition in enumerate(conditions)}
    counted = list(rows.order_by().values_list(plan).annotate(**numbers).values_list(plan, *numbers))
    return [{row[0]: row[place] for row in counted} for place in range(1, len(conditions) + 1)]
