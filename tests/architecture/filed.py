"""What the table of routes asks about quarterly reports and their questionnaires."""

from datetime import UTC, date, datetime
from uuid import UUID

from django.utils import timezone

from office import drafts
from office.files import check
from office.tables import Grid
from reports.services import attach
from tests.office.uploads import PDF, upload
from tests.reports import filing

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def quarterly(embassy, people):
    """What emb-fr owes for four quarters, in four states: Q4 2026 not begun, Q3 being written, Q2 submitted, Q1 accepted."""
    writer, reviewer = people["mission_head"], people["reviewer"]
    found = {"no quarter": {"period": "2026-Q4", "unit": "emb-xx"}}
    found["no attachment"] = {"period": "2026-Q3", "unit": embassy.code, "pk": 987654}
    for name, code in {"unbegun": "2026-Q4", "drafted": "2026-Q3", "submitted": "2026-Q2", "accepted": "2026-Q1"}.items():
        obligation = filing.owed(embassy, code)
        found[f"{name} quarter"] = {"period": code, "unit": embassy.code}
        if name == "unbegun":
            continue
        report = filing.begin(obligation, people["mission_officer"])
        found[f"{name} file"] = {**found[f"{name} quarter"], "pk": _attachment(report, people["mission_officer"]).pk}
        if name != "drafted":
            filing.submit(report, writer, nil=True)
        if name == "accepted":
            filing.accept(report, reviewer)
    parts = {f"{name} section": {**found[f"{name} quarter"], "key": "work"} for name in ("unbegun", "drafted", "submitted")}
    sent = drafts.keep(by=people["mission_officer"], kind="answers", subject="2026-Q3/emb-fr", grid=Grid(()), name="", now=timezone.now())
    forms = {f"{name} form": {**found["drafted quarter"], "draft": pk} for name, pk in (("own", sent.pk), ("no", UUID(int=1)))}
    answers = {f"{name} answer": {**found[f"{name} quarter"], "field": "overview"} for name in ("unbegun", "drafted", "submitted")}
    answers |= {f"{name} edition": {**found[f"{name} quarter"], "number": 1} for name in ("drafted", "submitted")}
    answers["no edition of the quarter"] = {**found["submitted quarter"], "number": 9}
    answers["no answer"] = {**found["drafted quarter"], "field": "nope"}
    answers |= _remarks(embassy, people)
    return found | parts | forms | answers | _editions() | {"no section": {**found["drafted quarter"], "key": "nope"}}


def _remarks(embassy, people):
    """One on a report that was returned, for a quarter of its own."""
    obligation = filing.owed(embassy, "2025-Q3")
    report = filing.begin(obligation, people["mission_officer"])
    filing.write(report, filing.NEEDED, people["mission_officer"])
    filing.submit(report, people["mission_head"])
    filing.give_back(report, people["reviewer"], remarks={filing.OVERVIEW: "Nêu kết quả."})
    of = {"period": "2025-Q3", "unit": embassy.code}
    return {"returned remark": {**of, "remark": report.versions.get(number=1).remarks.get().pk}, "no remark": {**of, "remark": 987654}}


def _editions():
    """The next edition of the questionnaire, as a draft."""
    draft = filing.questionnaire(number=2, published_at=None, asked_from=date(2030, 12, 15))
    edition = {"edition": str(draft)}
    return {
        "draft edition": edition,
        "no edition": {"edition": "missions-quarterly-9"},
        "edition section": {**edition, "key": "work"},
        "no edition section": {**edition, "key": "nope"},
        "edition question": {**edition, "key": "overview"},
        "no edition question": {**edition, "key": "nope"},
    }


def _attachment(report, by):
    taken = check(upload("so-lieu.pdf", PDF))
    return attach(report=report, section="work", file=taken, by=by, now=NOW, seen=None)
