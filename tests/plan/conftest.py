"""Days and deeds for the rules: `do` calls the services as the cast would."""

from datetime import date
from types import SimpleNamespace

import pytest

from office.tables import grid_of_text, read
from office.tables.importing import run
from plan import services
from plan.imports import KINDS
from tests.plan.days import LATER, NOW, TODAY
from tests.plan.lived import lived_plan

SHOWN = {"kind": "link", "title": "Trang tin", "address": "https://example.org/tin"}
ISSUED_DOCUMENT = {
    "number": "12/QĐ-BNG",
    "dated_on": date(2026, 3, 9),
    "title": "Quyết định ban hành quy chế",
    "issued_by": "Bộ Ngoại giao",
    "signatory": "Bộ trưởng",
}


def with_evidence(measure):
    """With all evidence that stands; where there is none, with a link."""
    return {} if measure.evidence.standing().exists() else {"new": SHOWN}


@pytest.fixture
def evidence(officer):
    """evidence.add(measure, …) and evidence.withdraw(piece, …)."""

    def add(measure, by=officer, *, kind="link", now=NOW, seen=None, **given):
        plain = {"document": ISSUED_DOCUMENT, "link": SHOWN, "file": {}}[kind]
        return services.add_evidence(measure=measure, by=by, now=now, seen=seen, **{**plain, "kind": kind, **given})

    def withdraw(piece, by=officer, *, reason="Nhầm tài liệu", now=NOW, seen=None):
        return services.withdraw_evidence(evidence=piece, by=by, reason=reason, now=now, seen=seen)

    return SimpleNamespace(add=add, withdraw=withdraw)


@pytest.fixture
def do(officer, head, secretariat):
    """do.update(measure, …) and the like: sensible values where a test does not say its own."""
    return deeds(officer, head, secretariat)


def deeds(officer, head, secretariat):
    """Of these three where nobody else is named."""

    def update(measure, by=officer, *, now=NOW, seen=None, **given):
        plain = {"state": "in_progress", "percent": None, "health": "on_track", "reason": "", "narrative": "", "difficulties": ""}
        plain["effective_on"] = now.date()
        return services.record_status(measure=measure, by=by, now=now, seen=seen, **{**plain, **given})

    def propose(measure, by=officer, *, on=None, note="Đã ban hành", now=NOW, seen=None, **given):
        day, given = on or now.date(), given or with_evidence(measure)
        return services.propose_completion(measure=measure, by=by, effective_on=day, note=note, now=now, seen=seen, **given)

    def confirm(completion, by=head, *, reason="", now=NOW, seen=None):
        return services.confirm_completion(completion=completion, by=by, reason=reason, now=now, seen=seen)

    def refuse(completion, by=head, *, reason="Chưa đủ hồ sơ", now=NOW, seen=None):
        return services.refuse_completion(completion=completion, by=by, reason=reason, now=now, seen=seen)

    def finish(measure, *, on=None, now=NOW):
        return confirm(propose(measure, on=on, now=now), now=now)

    def set_term(measure, due_on, by=secretariat, *, term="dated", on=None, reason="Quyết định", now=NOW, seen=None):
        day = on or now.date()
        return services.set_deadline(measure=measure, by=by, term=term, due_on=due_on, reason=reason, effective_on=day, now=now, seen=seen)

    def ask(measure, due_on, by=officer, *, term="dated", reason="Chờ góp ý", now=NOW, seen=None):
        return services.ask_for_deadline(measure=measure, by=by, term=term, due_on=due_on, reason=reason, now=now, seen=seen)

    def decide(change, by=secretariat, *, approve=True, reason="", now=NOW, seen=None):
        return services.decide_deadline(change=change, by=by, approve=approve, reason=reason, now=now, seen=seen)

    def reopen(measure, by=secretariat, *, on=None, reason="Kết quả bị trả lại", now=NOW, seen=None):
        return services.reopen(measure=measure, by=by, reason=reason, effective_on=on or now.date(), now=now, seen=seen)

    return SimpleNamespace(**{name: deed for name, deed in locals().items() if callable(deed)}, **_around(officer, head))


def _around(officer, head):
    """What goes on around the status: views on a completion, what is taken back, steps."""

    def view(completion, unit, by, *, opinion="agrees", reason="", now=NOW, seen=None):
        return services.give_view(completion=completion, unit=unit, by=by, opinion=opinion, reason=reason, now=now, seen=seen)

    def take_back(completion, by=officer, *, reason="Nhầm", now=NOW, seen=None):
        return services.withdraw_completion(completion=completion, by=by, reason=reason, now=now, seen=seen)

    def ask_no_more(change, by=officer, *, reason="Nhầm ngày", now=NOW, seen=None):
        return services.withdraw_deadline(change=change, by=by, reason=reason, now=now, seen=seen)

    def step(measure, by=head, *, kind="drafted", title="", planned_on=None, position=None, now=NOW, seen=None):
        given = {"kind": kind, "title": title, "planned_on": planned_on, "position": position}
        return services.add_milestone(measure=measure, by=by, now=now, seen=seen, **given)

    def reach(milestone, by=officer, *, on=TODAY, note="", now=NOW, seen=None):
        return services.reach_milestone(milestone=milestone, by=by, reached_on=on, note=note, now=now, seen=seen)

    return {"view": view, "take_back": take_back, "ask_no_more": ask_no_more, "step": step, "reach": reach}


@pytest.fixture
def call(signed_in):
    """call(person) is a way to ask: .get(address), .post(address, body), .patch(address, body, If-Match)."""

    class Caller:
        def __init__(self, person):
            self.client = signed_in(person)

        def get(self, address, **headers):
            return self.client.get(address, headers={"Accept-Language": "en", **headers})

        def post(self, address, body, **headers):
            return self.client.post(address, body, content_type="application/json", headers={"Accept-Language": "en", **headers})

        def patch(self, address, body, **headers):
            return self.client.patch(address, body, content_type="application/json", headers={"Accept-Language": "en", **headers})

    return Caller


@pytest.fixture
def bring(plan, secretariat):
    """bring(kind, rows or grid) is an import by the secretariat; rows are dictionaries by key."""

    def act(kind, rows, *, by=None, now=LATER, keep=True, skip_bad=False, seen=None):
        importer = KINDS[kind].importer(plan, by or secretariat, now)
        if isinstance(rows, list):
            keys = list(dict.fromkeys(key for row in rows for key in row))
            rows = grid_of_text("\n".join(["\t".join(keys), *("\t".join(str(row.get(key, "")) for key in keys) for row in rows)]))
        return run(importer, read(importer.table, rows), keep=keep, skip_bad=skip_bad, seen=seen)

    return act


@pytest.fixture
def lived(plan, measure, other_measure, geographic, do):
    return lived_plan(plan, measure, other_measure, geographic, do)
