"""What can be wrong with the drawn files of progress reports and with the columns of reports and proposals that follow from rows.

Whether answers and figures are those that were submitted or compiled is asked with the history (`reports.verifying`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db.models import Min, OuterRef, Subquery

from accounts.checking import Asked, Finding, apart, drifted
from accounts.folding import fold
from office.integrity import AT_ONCE, unlike
from reports.models import Proposal, ProposalStep, QuarterlyReport, ReportFile
from reports.services.proposal import found_by

STEPS = {"state": "state", "assigned_to_id": "unit_id", "task_id": "task_id", "due_on": "due_on"}
JUDGE = "compare with its history; the steps are never changed"


def files(asked: Asked) -> Iterator[Finding]:
    rows = ReportFile.objects.order_by("pk").values_list("pk", "file", "size", "sha256")
    yield from unlike((f"reports.reportfile {pk}", name, size, sha) for pk, name, size, sha in rows.iterator(AT_ONCE))


def words(asked: Asked) -> Iterator[Finding]:
    yield from drifted(Proposal.objects.select_related("unit"), _proposal_words)


def _proposal_words(row: Proposal) -> Mapping[str, str]:
    """Its unit as it was called when it was written, or as it is called now: a new name of the unit is no drift."""
    own = all(fold(said) in row.search_text for said in (row.code, row.raised_by, row.occasion, row.text))
    return {} if own else found_by(row)


def standings(asked: Asked) -> Iterator[Finding]:
    """When a report was first submitted, against its versions; how a proposal stands, against its last step."""
    for report in QuarterlyReport.objects.annotate(first=Min("versions__submitted_at")).order_by("pk").iterator(AT_ONCE):
        if report.first_submitted_at != report.first:
            yield apart(report, "first_submitted_at", report.first_submitted_at, report.first, JUDGE)
    last = ProposalStep.objects.filter(proposal=OuterRef("pk")).order_by("-pk")
    stands = {f"step_{name}": Subquery(last.values(step)[:1]) for name, step in STEPS.items()}
    for proposal in Proposal.objects.annotate(**stands).order_by("pk").iterator(AT_ONCE):
        for name in STEPS:
            kept, follows = getattr(proposal, name), getattr(proposal, f"step_{name}")
            if kept != follows:
                yield apart(proposal, name, kept, follows, JUDGE)
