"""The words of the mail about a progress report, in the language of who reads it: wording without a query or a clock."""

from __future__ import annotations

from datetime import datetime

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from office.outbox import Enclosed, Letter, absolute, off_address
from plan.progress import Cell
from reports.due import elsewhere, in_hanoi
from reports.figures import Figures, readable
from reports.models import ProgressReport
from reports.sentences import day, number

KIND = "progress-report"
APPROVED, DRAFT = "approved", "draft"


def letter(report: ProgressReport, event: str, person: User, enclosed: Enclosed | None, now: datetime) -> Letter:
    """Counts and links; the file only for who wants it."""
    with translation.override(person.language):
        context = {
            "name": person.name,
            "head": _head(report, event),
            "lines": _lines(readable(report.figures or {})),
            "as_of": day(report.on),
            "when": _when(report.approved_at if event == APPROVED else report.compiled_at or now, person),
            "address": absolute(reverse("reports:progress-report", args=[report.pk])),
            "is_draft": event != APPROVED,
            "encloses": enclosed is not None,
            "off": off_address(person, KIND),
            "choice": absolute(reverse("reports:progress-subscription")),
        }
        text = render_to_string("reports/mail/progress.txt", context)
        kept = "\n".join(line.rstrip() for line in text.strip().splitlines())
        return Letter(KIND, f"{report.pk} {event}", person, _head(report, event), f"{kept}\n", enclosed)


def _head(report: ProgressReport, event: str) -> str:
    what = report.period.name if report.period else day(report.on)
    words = _("Progress report %(what)s approved") if event == APPROVED else _("Progress report %(what)s compiled (draft)")
    return words % {"what": what}


def _when(at: datetime | None, person: User) -> str:
    """In Hà Nội, and where the person is: each with the name of the place."""
    if at is None:
        return ""
    there = elsewhere(at, person.time_zone, "")
    return f"{in_hanoi(at)}, {there}" if there else in_hanoi(at)


def _lines(figures: Figures) -> list[str]:
    counts = figures["cells"]["counts"]
    total, overdue = figures["cells"]["in_force"], counts[Cell.OPEN_OVERDUE.value]["n"]
    done = sum(counts[cell.value]["n"] for cell in (Cell.DONE_ON_TIME, Cell.DONE_LATE, Cell.DONE_WITHOUT_TERM))
    found = [
        ngettext("%(n)s measure in force", "%(n)s measures in force", total) % {"n": number(total)},
        ngettext("%(n)s completed", "%(n)s completed", done) % {"n": number(done)},
        ngettext("%(n)s overdue", "%(n)s overdue", overdue) % {"n": number(overdue)},
    ]
    if field := figures["field"]:
        asked, missing = field["counts"]["expected"]["n"], field["counts"]["missing"]["n"]
        words = ngettext("of %(n)s report owed %(missing)s is missing", "of %(n)s reports owed %(missing)s are missing", asked)
        found.append(words % {"n": number(asked), "missing": number(missing)})
    return found
