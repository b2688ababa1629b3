"""`GET reports/` and the editions of one: who owes what and how far it has come, and which of them have changed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import changing
from plan import services as plan_services
from reports import services
from reports.api.owed import ReportRow
from reports.api.shapes import QuarterlyShape
from tests.plan.test_api import holds
from tests.queries import same_few
from tests.reports import filing
from tests.reports.filing import AFTER, BEFORE, DAY, DUE, NEEDED, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("cast_stands")]
LIST = "/api/v1/reports/"
EDITION = f"{LIST}2026-Q4/emb-fr/editions/"


@pytest.fixture
def at(monkeypatch):
    """at(moment): so late it is, for the calls."""

    def go(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment)
        return moment

    go(AFTER)
    return go


@pytest.fixture
def filed(geographic, embassy, secretariat):
    rows = {code: filing.owed(filing.mission(code, geographic)) for code in ("emb-fr", "emb-de", "emb-it")}
    rows["emb-xx"] = filing.owed(filing.mission("emb-xx"))
    filing.accept(filing.sent(rows["emb-de"], BEFORE), secretariat, now=BEFORE)
    filing.sent(rows["emb-it"], DUE + DAY, nil=True)
    filing.owed(rows["emb-fr"].unit, "2026-Q3")
    return rows


@pytest.fixture
def ask(signed_in, auditor):
    """ask(unit="emb-fr", …) are the rows by period and unit."""

    def rows(person=None, **asked):
        answer = signed_in(person or auditor).get(LIST, {"page_size": 500, **asked})
        assert answer.status_code == 200, answer.json()
        return {(row["period"], row["unit"]["code"]): row for row in answer.json()["results"]}

    return rows


def units(rows):
    return [unit for _period, unit in rows]


# The list


def test_it_names_every_report_owed_the_latest_period_first(ask, filed, at):
    rows = ask()
    assert list(rows) == [("2026-Q4", code) for code in ("emb-de", "emb-fr", "emb-it", "emb-xx")] + [("2026-Q3", "emb-fr")]
    for row in rows.values():
        assert holds(ReportRow(), row)
    said = [(row["standing"], row["review"], row["state"], row["edition"], row["nil"], row["late"]) for row in rows.values()]
    assert said == [
        ("on_time", "accepted", "accepted", 1, False, False),
        ("missing", "", "not_begun", None, False, False),
        ("nil", "waiting", "submitted", 1, True, True),
        ("missing", "", "not_begun", None, False, False),
        ("missing", "", "not_begun", None, False, False),
    ]
    assert rows["2026-Q4", "emb-de"]["address"].endswith("/api/v1/reports/2026-Q4/emb-de/")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"period": "2026-Q3"}, ["emb-fr"]),
        ({"period": "2026-Q4", "department": "vu-chau-au"}, ["emb-de", "emb-fr", "emb-it"]),
        ({"department": "none"}, ["emb-xx"]),
        ({"unit": "emb-it"}, ["emb-it"]),
        ({"standing": "received"}, ["emb-de", "emb-it"]),
        ({"standing": "missing", "period": "2026-Q4"}, ["emb-fr", "emb-xx"]),
        ({"review": "waiting"}, ["emb-it"]),
        ({"state": "not_begun", "period": "2026-Q4"}, ["emb-fr", "emb-xx"]),
        ({"state": "accepted"}, ["emb-de"]),
        ({"on": "2026-12-16", "standing": "received"}, ["emb-de"]),
    ],
)
def test_it_is_narrowed(asked, found, ask, filed, at):
    assert units(ask(**asked)) == found


def test_it_says_what_the_period_counts(ask, filed, at, signed_in, reviewer):
    counted = signed_in(reviewer).get("/api/v1/periods/2026-Q4/").json()
    rows = ask(reviewer, period="2026-Q4")
    for name in ("received", "missing", "waiting", "accepted"):
        group = "review" if name in {"waiting", "accepted"} else "standing"
        assert len(ask(reviewer, period="2026-Q4", **{group: name})) == counted[name]
    assert len(rows) == counted["expected"]


@pytest.mark.parametrize("name", ["period", "unit", "department", "standing", "review", "state", "changed_since", "units"])
def test_a_word_that_names_nothing_is_told_beside_its_field(name, filed, at, signed_in, auditor):
    answer = signed_in(auditor).get(LIST, {name: "nope"})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [name])


def test_everybody_reads_their_own_and_strangers_none(ask, filed, at, signed_in, mission_head, stranger, administrator):
    assert units(ask(mission_head)) == ["emb-fr", "emb-fr"]
    assert [signed_in(person).get(LIST).status_code for person in (stranger, administrator)] == [404, 404]


# What has changed


def test_every_act_makes_its_report_appear(embassy, secretariat, mission_officer, mission_head, reviewer, ask, at, monkeypatch):
    monkeypatch.setattr(changing, "OVERLAP", timedelta(minutes=1))
    filing.owed(filing.mission("emb-de"))
    for act, since in life(embassy, secretariat, mission_officer, mission_head, reviewer, at):
        told = ask(changed_since=since.isoformat())
        assert units(told) == (["emb-de", "emb-fr"] if act == "edit_period" else ["emb-fr"]), act
        assert told["2026-Q4", "emb-fr"]["changed_at"] == f"{since:%Y-%m-%dT%H:%M:%SZ}", act
    at(since + timedelta(minutes=5))
    assert ask(changed_since=(since + timedelta(minutes=3)).isoformat()) == {}


def life(embassy, secretariat, officer, head, reviewer, at):
    """(service, when) after each act on what emb-fr owes."""
    moment = NOW - timedelta(hours=1)

    def go():
        nonlocal moment
        moment = moment + timedelta(minutes=3)
        return at(moment)

    filing.open_mission(embassy)
    owed = filing.owed(embassy)
    type(owed).objects.filter(pk=owed.pk).update(added_at=go())
    yield "reconcile", moment
    request = services.ask_extension(obligation=owed, until=DUE + DAY, reason="Mất điện", by=officer, now=go(), seen=None)
    yield "ask_extension", moment
    services.grant_extension(request=request, until=DUE + DAY, reason="", by=secretariat, now=go(), seen=None)
    yield "grant_extension", moment
    owed.refresh_from_db()
    filing.extended(owed, DUE + 2 * DAY, go(), secretariat)
    yield "extend", moment
    report = filing.begin(owed, officer, go())
    yield "start_report", moment
    filing.write(report, NEEDED, officer, moment)
    filing.submit(report, head, go())
    yield "submit", moment
    filing.give_back(report, reviewer, go())
    yield "return_report", moment
    filing.submit(report, head, go())
    yield "submit", moment
    filing.accept(report, reviewer, go())
    yield "accept", moment
    filing.reopen(report, reviewer, go())
    yield "reopen", moment
    period = owed.period
    dates = {name: getattr(period, name) for name in ("starts_on", "cut_off_on", "government_due_on")}
    plan_services.edit_period(period=period, by=secretariat, due=DUE + DAY, reason="QĐ", now=go(), seen=None, **dates)
    yield "edit_period", moment


def test_what_has_become_void_is_told_to_who_keeps_a_copy(embassy, secretariat, ask, at):
    owed = filing.owed(embassy)
    assert units(ask()) == ["emb-fr"]
    services.reconcile(period=owed.period, by=secretariat, now=at(AFTER))  # no mission is open there
    assert ask() == {}
    (row,) = ask(changed_since=AFTER.isoformat()).values()
    assert (row["obligation"], row["standing"]) == ("void", None)


def test_it_asks_as_few_questions_of_ten_times_the_rows(signed_in, secretariat, geographic, at):
    def grow(first, last):
        for number in range(first, last):
            filing.sent(filing.owed(filing.mission(f"emb-{number}", geographic)), BEFORE)

    same_few(signed_in, {secretariat: [LIST, f"{LIST}?changed_since=2026-01-01T00:00:00Z"]}, grow, first=(1, 3), then=(3, 23), most=10)


# Earlier editions


@pytest.fixture
def returned(embassy, mission_officer, mission_head, reviewer):
    """A first edition that was returned, and a second that is being written."""
    report = filing.begin(filing.owed(embassy), mission_officer)
    filing.write(report, NEEDED, mission_officer)
    filing.submit(report, mission_head)
    filing.give_back(report, reviewer)
    filing.write(report, {("present", ""): 9}, mission_officer)
    return report


def test_what_an_earlier_edition_said_is_read(returned, signed_in, mission_officer, reviewer):
    first = signed_in(reviewer).get(f"{EDITION}1/").json()
    assert holds(QuarterlyShape(), first)
    assert (first["edition"], first["answers"]["present"]) == (1, 7)
    browser = signed_in(mission_officer)
    assert [browser.get(f"{EDITION}{number}/").json()["answers"]["present"] for number in (1, 2)] == [7, 9]


def test_what_is_being_written_is_its_units_own(returned, signed_in, mission_officer, reviewer, officer):
    seen = {
        (person.name, number): signed_in(person).get(f"{EDITION}{number}/").status_code
        for person in (reviewer, officer)
        for number in (1, 2, 3)
    }
    assert [seen[reviewer.name, number] for number in (1, 2, 3)] == [200, 404, 404]
    assert [seen[officer.name, number] for number in (1, 2, 3)] == [404, 404, 404]
