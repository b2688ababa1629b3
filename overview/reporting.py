"""What a person owes of quarterly reports: to write one, to review them, to chase the silent, to compile the period.
Owns no rule: it asks the register of the reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from accounts.folding import lower
from accounts.models import User
from accounts.permissions import Permission, can, units_for
from overview.items import Gap, Item, Section, away
from plan.models import Period
from plan.moment import day_of
from reports.chasing import roughly
from reports.completeness import Completeness, Review, Standing
from reports.due import Due, due_in_words, due_of, in_hanoi
from reports.lacking import Written, written
from reports.models import Obligation, ProgressReport, ReportVersion
from reports.register import address
from reports.revisions import come_since, since_words


@dataclass(frozen=True)
class Quarter:
    """How the quarter stands whose reports are due nearest, for whoever manages the periods."""

    period: Period
    numbers: list[Gap]
    due: Due

    @property
    def name(self) -> str:
        return lower(self.period.name)


@dataclass(frozen=True)
class Reporting:
    sections: list[Section]
    quarter: Quarter | None


def reporting(user: User, now: datetime) -> Reporting:
    counts, (write, waiting) = _followed(user, now), at_hand(user, now)
    drafts = written(_drafts(write))
    sections = [
        Section(gettext_lazy("Reports to write"), [_to_write(row, user, now, drafts.get(row.pk)) for row in write]),
        Section(gettext_lazy("Reports to review"), [_to_review(row, now) for row in waiting]),
        Section(gettext_lazy("Reporting periods"), [*silent(counts, now), *to_compile(user, counts, now)]),
    ]
    return Reporting(sections, quarter(user, counts, now))


def _followed(user: User, now: datetime) -> dict[Period, Completeness]:
    """The counts of each period, of the units whose reports the person reviews."""
    units = units_for(user, Permission.QUARTERLY_REVIEW)
    if units is not None and not units:
        return {}
    return Obligation.objects.of_units(units).standing(now).by_period()


def at_hand(user: User, now: datetime) -> tuple[list[Obligation], list[Obligation]]:
    """What the person's units owe and have not sent, or are to put right, the first to be due first; and the reports that wait
    for the person's department, the longest first. Whoever may write or review all of them follows the period, not a desk of
    their own; whoever submitted a report does not decide on it."""
    drafts = units_for(user, Permission.QUARTERLY_DRAFT) or frozenset()
    reviews = units_for(user, Permission.QUARTERLY_REVIEW) or frozenset()
    if not drafts | reviews:
        return [], []
    rows = list(Obligation.objects.of_units(drafts | reviews).standing(now).at_hand(drafts=drafts, reviews=reviews, user=user))
    waiting = sorted((row for row in rows if row.review == Review.WAITING), key=lambda row: row.sent_at)
    write = sorted((row for row in rows if row.review != Review.WAITING), key=lambda row: (row.due_then, row.unit.sort_key))
    prefetch_related_objects(write, "report__versions")
    return write, waiting


def _versions(row: Obligation) -> list[ReportVersion]:
    return list(row.report.versions.all()) if hasattr(row, "report") else []


def _drafts(write: list[Obligation]) -> list[tuple[Obligation, ReportVersion]]:
    """What is being written, and has not been sent before."""
    return [(row, versions[-1]) for row in write if not row.review and (versions := _versions(row))]


_CAME_BACK = {
    Review.RETURNED: gettext_lazy("Returned: %(reason)s"),
    Review.WITHDRAWN: gettext_lazy("Taken back by the unit: %(reason)s"),
    Review.REOPENED: gettext_lazy("Reopened: %(reason)s"),
}


def _to_write(row: Obligation, user: User, now: datetime, draft: Written | None) -> Item:
    page = {name: reverse(f"reports:quarterly{name}", args=[row.period.code, row.unit.code]) for name in ("", "-check")}
    versions = _versions(row)
    what, due = _("Report for %(period)s") % {"period": lower(row.period.name)}, due_of(row.unit, row.due_then, now)
    if row.review:
        last = next(version for version in reversed(versions) if version.submitted_at)
        reason = versions[-1].reopened_because if row.review == Review.REOPENED else last.decision_reason
        note = _CAME_BACK[Review(row.review)] % {"reason": reason}
        act, act_address, sign, late = _("Revise the report"), page[""], "risk", False  # lateness counts by the first sending
    else:
        act, note, act_address = _next_step(row, draft, user, page)
        note, late = f"{_due(due)} {note}".strip(), due.is_over
        sign = "overdue" if late else "within"
    when = capfirst(due.left) if late or not due.is_over else ""
    return Item(sign, what, page[""], note, act, act_address, when, day_of(row.due_then), late)


def _due(due: Due) -> str:
    """What is left stands in a column of its own."""
    return _("Due %(when)s.") % {"when": due.clocks}


def _next_step(row: Obligation, draft: Written | None, user: User, page: dict[str, str]) -> tuple[str, str, str]:
    """The act, what is to be known of it, and where it is done. A section that is called finished may still lack an answer; who
    calls them all so is told of the answers, in whichever section they are."""
    if draft is None:
        return _("Write the report"), "", page[""]
    if draft.called < draft.sections:
        return _("Go on writing"), _("%(n)s of %(all)s sections finished.") % {"n": draft.done, "all": draft.sections}, page[""]
    if draft.lacking:
        words = ngettext("One required answer is still lacking.", "%(n)s required answers are still lacking.", draft.lacking)
        return _("Check all answers"), words % {"n": draft.lacking}, page["-check"]
    if can(user, Permission.QUARTERLY_SUBMIT, row):
        return _("Submit the report"), _("All sections are finished."), page["-check"]
    return _("Read it again"), _("All sections are finished; it waits for the head to submit it."), page["-check"]


def _to_review(row: Obligation, now: datetime) -> Item:
    said = {"period": row.period.name, "when": in_hanoi(row.sent_at), "span": roughly(now - row.sent_at)}
    page = reverse("reports:quarterly-review", args=[row.period.code, row.unit.code])
    note = _("%(period)s, sent %(when)s; waiting for %(span)s.") % said
    return Item("wait", _("Review the report: %(unit)s") % {"unit": row.unit.name}, page, note, _("Review"), page)


def silent(counts: Mapping[Period, Completeness], now: datetime) -> list[Item]:
    """One line for the units that the person follows and that have not sent the report due last; one for each ad hoc report."""
    last = next((one for one in counts if not one.is_ad_hoc and one.is_due(now)), None)
    late = [one for one in counts if one == last or (one.is_ad_hoc and one.is_due(now))]
    return [_silent(one, counts[one], now) for one in late if counts[one].missing]


def _silent(period: Period, counts: Completeness, now: datetime) -> Item:
    n = counts.missing
    what = ngettext("%(n)s unit has not sent the report of %(period)s", "%(n)s units have not sent the report of %(period)s", n)
    page = address(period, standing=Standing.MISSING.value)
    due = due_in_words(period.due_at, "", "", now)
    said = what % {"n": n, "period": lower(period.name)}
    return Item("overdue", said, page, _due(due), _("See them"), page, capfirst(due.left), day_of(period.due_at), True)


def to_compile(user: User, counts: Mapping[Period, Completeness], now: datetime) -> list[Item]:
    """The progress report of the quarter that closed last, until one has been approved: for whoever compiles it, and once
    there is a draft for whoever may approve it."""
    compiles = can(user, Permission.PROGRESS_REPORT_COMPILE)
    if not compiles and not can(user, Permission.PROGRESS_REPORT_APPROVE):
        return []
    today = day_of(now)
    known = counts if compiles else Period.objects.ruled().closed(today).latest_first()
    period = next((one for one in known if one.government_due_on and one.is_closed(today)), None)
    if period is None or period.government_due_on is None:
        return []
    report = ProgressReport.objects.filter(period=period).of_periods().get(period.pk)
    if report.state == ProgressReport.State.APPROVED if report else not compiles:
        return []
    day = period.government_due_on
    page, note, act, act_page = _compiled(report, compiles, now) if report else _uncompiled(period)
    what = _("Progress report for %(period)s") % {"period": lower(period.name)}
    late = day < today
    return [Item("overdue" if late else "within", what, page, note, act, act_page, away(day, today), day, late)]


def _compiled(report: ProgressReport, compiles: bool, now: datetime) -> tuple[str, str, str, str]:
    """The page, what is to be known, the act and where it is done. What has come since is compiled first by who can: nobody
    is asked to approve a draft that its own page calls behind, and who can only approve is told what they may do."""
    page = reverse("reports:progress-report", args=[report.pk])
    note = _("Compiled as of %(day)s, not approved yet.") % {"day": f"{report.on:%d/%m/%Y}"}
    if since := since_words(come_since(report, now), compiles=compiles, approves=not compiles):  # no third person is asked
        return page, f"{note} {since}", _("Compile again") if compiles else _("Open it"), page
    if compiles:
        return page, note, _("Open it"), page
    return page, note, _("Approve the report"), reverse("reports:progress-approve", args=[report.pk])


def _uncompiled(period: Period) -> tuple[str, str, str, str]:
    note = _("The data of the period is closed; the ministry reports to the Government.")
    page = reverse("reports:progress") + f"?period={period.code}"
    return page, note, _("Compile"), page


def quarter(user: User, counts: Mapping[Period, Completeness], now: datetime) -> Quarter | None:
    ruled = [one for one in counts if not one.is_ad_hoc]
    if not ruled or not can(user, Permission.PERIOD_MANAGE):
        return None
    period = min(ruled, key=lambda one: abs(one.due_at - now))
    return Quarter(period, _numbers(period, counts[period]), due_in_words(period.due_at, "", "", now))


def _numbers(period: Period, counts: Completeness) -> list[Gap]:
    asked = [
        (_("Expected"), counts.expected, {"standing": "owed"}),
        (_("Received"), counts.received, {"standing": "received"}),
        (_("Not sent, overdue"), counts.missing, {"standing": "missing"}),
        (_("Wait for review"), counts.waiting, {"review": "waiting"}),
        (_("Returned to be put right"), counts.returned, {"review": "returned"}),
    ]
    if counts.withdrawn:
        asked.append((pgettext("quarterly report", "Taken back by the unit"), counts.withdrawn, {"review": "withdrawn"}))
    return [Gap(label, value, address(period, **query)) for label, value, query in asked]
