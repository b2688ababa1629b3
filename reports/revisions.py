"""What speaks against a compiled report as it stands: who is not in it, and which of the reports it counted have been
opened again since (design rule 10). And the other revisions of the same question."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.completeness import RECEIVED, Review
from reports.facts import MISSION, REGION, UNIT
from reports.field import uncounted
from reports.figures import readable
from reports.models import Obligation, ProgressReport, ReportFile, ReportVersion
from reports.scoping import scope_of

Decision = ReportVersion.Decision


@dataclass(frozen=True)
class Changed:
    """A report that was counted and has been opened again, or accepted anew, after the figures were read."""

    period: str
    unit: str
    version: ReportVersion  # the later one
    again: bool  # accepted anew; otherwise only opened again

    @property
    def period_name(self) -> str:
        return self.version.report.obligation.period.name

    @property
    def at(self) -> datetime:
        return self.version.decided_at if self.again and self.version.decided_at else self.version.opened_at

    @property
    def address(self) -> str:
        return f"/reports/{self.period}/{self.unit}/"

    @property
    def kind(self) -> str:
        return "accepted_again" if self.again else "reopened"


def changed_inputs(reports: Iterable[ProgressReport], units: Collection[int] | None = None) -> dict[int, list[Changed]]:
    """By the id of each report, the latest change first. Two queries, however many reports are asked about.

    `units`: the ids of the units whose reports the reader may know of; None: of all.
    """
    used = ProgressReport.versions_used.through.objects.filter(progressreport__in=[report.pk for report in reports])
    since = OuterRef("progressreport__known_at")
    later = (
        ReportVersion.objects.filter(report=OuterRef("reportversion__report"), number__gt=OuterRef("reportversion__number"))
        .filter((Q(opened_at__gt=since) & ~Q(reopened_because="")) | Q(decision=Decision.ACCEPTED, decided_at__gt=since))
        .order_by("-number")
    )
    marked: Any = used.annotate(later=Subquery(later.values("pk")[:1]))
    pairs = list(marked.filter(later__isnull=False).values_list("progressreport", "later"))
    versions = ReportVersion.objects.select_related("report__obligation__period", "report__obligation__unit").in_bulk(
        {pk for _report, pk in pairs}
    )
    found: dict[int, list[Changed]] = {}
    for report, pk in pairs:
        obligation = versions[pk].report.obligation
        if units is not None and obligation.unit_id not in units:
            continue
        again = versions[pk].decision == Decision.ACCEPTED
        found.setdefault(report, []).append(Changed(obligation.period.code, obligation.unit.code, versions[pk], again))
    return {report: sorted(rows, key=lambda row: (row.at, row.unit), reverse=True) for report, rows in found.items()}


@dataclass(frozen=True)
class Gaps:
    """What is not in a report, in numbers of units."""

    missing: int = 0
    not_due: int = 0
    waiting: int = 0
    returned: int = 0
    withdrawn: int = 0
    unreadable: int = 0
    changed: int = 0

    def __str__(self) -> str:
        return ", ".join(f"{name} {n}" for name, n in asdict(self).items() if n)

    def __bool__(self) -> bool:
        return any(asdict(self).values())


def gaps(report: ProgressReport) -> Gaps:
    """Read from the frozen figures, and from what has happened since to the reports they count."""
    changed = len(changed_inputs([report]).get(report.pk, []))
    field = readable(report.figures or {})["field"]
    if field is None:
        return Gaps(changed=changed)
    counts = field["counts"]
    return Gaps(
        missing=counts["missing"]["n"],
        not_due=counts["not_due"]["n"],
        waiting=len(uncounted(field, Review.WAITING)),
        returned=len(uncounted(field, Review.RETURNED)),
        withdrawn=len(uncounted(field, Review.WITHDRAWN)),
        unreadable=len(field["bad"]),
        changed=changed,
    )


def gap_addresses(report: ProgressReport) -> dict[str, str]:
    """By the name of a gap the list that has just its rows, as they were when the figures were read; of several periods, and of
    units that no list holds together, there is none. What was opened again since stands on the page of the report."""
    field = readable(report.figures or {})["field"]
    page = {"changed": f"/reports/progress/{report.pk}/#changed"}
    if field is None:
        return page
    found = asdict(gaps(report))
    counts = {name: field["counts"][name] for name in ("missing", "not_due", "waiting", "returned", "withdrawn") if name in field["counts"]}
    return page | {name: one["address"] for name, one in counts.items() if one["n"] == found[name]}


def recognised(sha256: str) -> ReportFile | None:
    """The file with this fingerprint; of several the one of the report that says most: approved, then the latest."""
    rows = ReportFile.objects.filter(sha256=sha256).values("report_id", "pk")
    reports = ProgressReport.objects.filter(pk__in=[row["report_id"] for row in rows]).with_rows().short()
    best = max(reports, key=lambda one: (one.state == ProgressReport.State.APPROVED, one.on, one.revision), default=None)
    return next((file for file in best.files.all() if file.sha256 == sha256), None) if best else None


def later_revision(report: ProgressReport, revisions: Iterable[ProgressReport]) -> ProgressReport | None:
    """The last compiled one of the same question that comes after the report."""
    later = [one for one in revisions if one.is_compiled and (one.on, one.revision) > (report.on, report.revision)]
    return max(later, key=lambda one: (one.on, one.revision), default=None)


@dataclass(frozen=True)
class Came:
    """A report that has been received or accepted since."""

    name: str
    period: str
    address: str
    is_accepted: bool


@dataclass(frozen=True)
class Since:
    """How many more reports of the missions have been received, and accepted, than when a draft read them."""

    received: int = 0
    accepted: int = 0
    rows: tuple[Came, ...] = ()  # which these are, each once

    def __bool__(self) -> bool:
        return self.received > 0 or self.accepted > 0


def since_words(since: Since, *, compiles: bool, approves: bool) -> str:
    """What has come since, and what this reader can do about it; empty where nothing has. Approval does not wait for it."""
    said = _come(since)
    if not said:
        return ""
    if compiles:
        left = _("They are not in this draft: compile again first.")
    elif approves:
        left = _("They are not in this draft: wait until the secretariat has compiled it again, or approve it without them.")
    else:
        left = _("They are not in this draft.")
    return f"{said} {left}"


def _come(since: Since) -> str:
    n, m = since.received, since.accepted
    if n and m:
        both = ngettext(
            "Since then %(n)s more report has been received, and %(m)s more accepted.",
            "Since then %(n)s more reports have been received, and %(m)s more accepted.",
            n,
        )
        return both % {"n": n, "m": m}
    if n:
        return ngettext("Since then %(n)s more report has been received.", "Since then %(n)s more reports have been received.", n) % {
            "n": n
        }
    if m:
        return ngettext("Since then %(n)s more report has been accepted.", "Since then %(n)s more reports have been accepted.", m) % {
            "n": m
        }
    return ""


def come_since(report: ProgressReport, now: datetime) -> Since:
    """Of a draft of a period; what was approved stands as it is. Of a draft on units, their own reports alone: it never
    reads others. One query, and what it takes to know the units."""
    field = readable(report.figures or {}).get("field")
    if report.state != ProgressReport.State.DRAFT or not field:
        return Since()
    codes = [quarter["code"] for quarter in field["quarters"]]
    owed = Obligation.objects.filter(period__code__in=codes)
    if report.scope.partition(":")[0] in {UNIT, REGION, MISSION}:
        owed = owed.filter(unit__code__in=scope_of(report.plan, report.scope).units)  # type: ignore[union-attr]
    frozen = {(row["period"], row["unit"]): row for row in field["units"]}
    received = accepted = 0
    rows: list[Came] = []
    for one in owed.standing(now).select_related("period", "unit").order_by("unit__sort_key", "period__starts_on"):
        was = frozen.get((one.period.code, one.unit.code), {"standing": "", "review": ""})
        is_new = one.standing in RECEIVED and was["standing"] not in RECEIVED
        is_accepted = one.review == Review.ACCEPTED and was["review"] != Review.ACCEPTED
        received, accepted = received + is_new, accepted + is_accepted
        if is_new or is_accepted:
            rows.append(Came(one.unit.name, one.period.name, f"/reports/{one.period.code}/{one.unit.code}/", is_accepted))
    return Since(received, accepted, tuple(rows))
