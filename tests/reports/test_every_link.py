"""Every number of a frozen report that has an address opens as many rows as it says, whatever has been recorded since: facts,
corrections, and where things belong."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps

from accounts.models import Unit
from accounts.models.history import EventQuerySet
from missions.indicators import OPEN
from missions.models import Mission, MissionEvent
from personnel.models import ProgrammeTarget
from plan import services as plan_services
from plan.models import Directive, DirectiveLink, Indicator, Measure, Task
from reports import services
from reports.models import Proposal, ProposalStep
from reports.models.proposal import ProposalQuerySet
from tests import sweeps
from tests.factories import LONG_AGO, IndicatorFactory, TaskFactory, UnitFactory
from tests.personnel.rows import ProgrammeFactory
from tests.personnel.training import completed
from tests.plan.test_money import details, funded
from tests.reports import filing, heard
from tests.reports.conftest import NOW, compile_one, update
from tests.reports.proposed import typed
from tests.reports.walked import addresses_of, faults_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_stands", "undrawn")]
LATER = NOW + timedelta(days=2)
BEFORE = NOW - timedelta(days=20)


@pytest.fixture
def everything(whole, measure, secretariat, no_thread):
    """A quarter with rows of every kind that a report counts, all recorded before it is compiled."""
    Indicator.objects.filter(plan=whole).update(code=OPEN)
    IndicatorFactory(plan=whole, code="staff", source_kind="reported", across_units="sum", over_time="latest")
    heard.a_quarter(measure, secretariat)
    project = plan_services.add_project(
        plan=whole, code="da-01", values=details(measure, UnitFactory(code="vu-to-chuc-can-bo")), by=secretariat, now=BEFORE
    )
    funded(project, secretariat, planned=20, allocated=10, disbursed=4, day=date(2026, 6, 1), now=BEFORE)
    programme = ProgrammeFactory(code="tw", audience="central", lead_unit__code="vu-to-chuc-can-bo")
    ProgrammeTarget.objects.create(programme=programme, year=2026, people=100, recorded_at=LONG_AGO)
    completed(programme, date(2026, 3, 1), heads=20)
    task = Task.objects.get(plan=whole, code="2")
    for place, of in enumerate([None, None, None, task]):
        typed(secretariat, BEFORE, text=f"Kiến nghị {place}", task=of, raised_on=date(2026, 6, 1))
    return whole


def assign_tasks(by):
    """Two proposals of no task are given one, one that has one loses it, and the day of another is put right."""
    first, second, third, fourth = Proposal.objects.filter(source="conference").order_by("pk")
    task = Task.objects.get(plan__code="292", code="2")
    edit(first, by, task=task)
    edit(second, by, task=task)
    edit(third, by, raised_on=LATER.date())
    edit(fourth, by, task=None)


def edit(row, by, **values):
    given = {name: getattr(row, name) for name in ("source", "raised_by", "occasion", "raised_on", "text", "task")}
    services.edit_proposal(proposal=row, by=by, values={**given, **values}, measures=(), now=LATER, seen=None)


def move_measures(by):
    """A measure goes to another task, its numbers are corrected for days that have passed, another comes into the plan."""
    measure = Measure.objects.get(plan__code="292", code="2.3")
    task = TaskFactory(plan=measure.plan, code="5")
    plan_services.edit_measure(measure=measure, by=by, values={"task": task}, now=LATER, seen=None)
    late = update(measure, "paused", date(2026, 6, 1))
    type(late).objects.filter(pk=late.pk).update(recorded_at=LATER)
    words = {"title_vi": "Giải pháp mới", "title_en": "A new measure"}
    plan_services.add_measure(
        plan=measure.plan, by=by, code="5.1", in_plan_from=date(2026, 6, 1), values={"task": task, **words}, now=LATER
    )


def move_units(by):
    """The department that follows missions and leads a measure is merged into another."""
    europe, heir = Unit.objects.get(code="vu-chau-au"), UnitFactory(code="vu-moi", name_vi="Vụ mới")
    plan_services.reorganise(
        unit=europe, successors=[heir], until=LATER.date(), decision="1/QĐ", move_members=True, by=by, now=LATER, seen=None
    )


def rework_directives(by):
    """One is of another kind, one was entered by mistake, one is new; links are decided, and one decision is turned round."""
    first, second, third = Directive.objects.filter(plan__code="292").order_by("position")
    decide(DirectiveLink.objects.get(directive=first), by, confirm=False)
    decide(DirectiveLink.objects.get(directive=third), by, confirm=True)
    names = ("kind", "who_vi", "who_en", "given_on", "occasion", "text_vi", "text_en", "source", "source_sentence", "basis")
    given = {name: getattr(second, name) for name in names} | {"who_vi": "Thủ tướng", "text_vi": "Ý kiến", "basis": "Báo"}
    later = {"kind": "background", "given_on": LATER.date()}
    plan_services.edit_directive(directive=second, by=by, values=given | later, now=LATER, seen=None)
    plan_services.add_directive(plan=second.plan, by=by, code="D9", values=given | {"kind": "instruction"}, now=LATER)
    plan_services.withdraw_directive(directive=first, by=by, reason="Nhập nhầm", now=LATER, seen=None)


def decide(link, by, *, confirm, now=LATER):
    plan_services.decide_link(link=link, by=by, confirm=confirm, now=now, seen=None)


def report_more(by):
    """What waited is accepted, who was silent is excused, who was counted is opened again."""
    reports = heard.reports()
    services.accept(report=reports["emb-at"], by=by, now=LATER, seen=None)
    services.waive(obligation=filing.Obligation.objects.get(unit__code="emb-it"), by=by, reason="Tạm ngừng", now=LATER, seen=None)
    filing.reopen(reports["emb-fr"], by, LATER)


def change_the_network(_by):
    """A mission is found to have opened, another to have closed, before the day of the report."""
    mission = Mission.objects.get(unit__code="emb-cc")
    MissionEvent.objects.create(mission=mission, kind="closed", on=date(2026, 5, 1), precision="day", recorded_at=LATER)
    found = Mission.objects.create(unit=UnitFactory(code="emb-dd", kind="mission"), kind="embassy", time_zone="Asia/Ho_Chi_Minh")
    MissionEvent.objects.create(mission=found, kind="opened", on=date(2026, 5, 1), precision="day", recorded_at=LATER)


def spend_and_train(by):
    project = Measure.objects.get(plan__code="292", code="2.3").projects.get()
    funded(project, by, planned=50, allocated=40, disbursed=30, day=date(2026, 6, 2), now=LATER)
    completed(ProgrammeFactory(code="tw", lead_unit__code="vu-to-chuc-can-bo"), date(2026, 3, 2), heads=30, recorded_at=LATER)


CHANGES = [assign_tasks, move_measures, move_units, rework_directives, report_more, change_the_network, spend_and_train]


def dealt(figures, scope):
    """{change: the addresses that are asked right after it}; when all is recorded, every address is asked in any case."""
    after = {change: set() for change in CHANGES}
    told = sweeps.dealt(
        f"links of a report on {scope or 'the plan'} after each change", addresses_of(figures), [c.__name__ for c in CHANGES]
    )
    for address, name in told:
        after[next(change for change in CHANGES if change.__name__ == name)].add(address)
    return after


@pytest.mark.parametrize("scope", ["", "task:2", "unit:vu-to-chuc-can-bo"])
def test_after_whatever_is_recorded_later(everything, secretariat, scope):
    quarter = filing.period("2026-Q2")
    decide(DirectiveLink.objects.get(directive__code="D1"), secretariat, confirm=True, now=BEFORE)
    figures = compile_one(everything, secretariat, on=None, period=quarter, scope=scope).figures
    assert faults_of(figures, secretariat)[0] == []
    asked_after = dealt(figures, scope)
    for change in CHANGES:
        change(secretariat)
        assert faults_of(figures, secretariat, among=asked_after[change])[0] == [], change.__name__
    faults, compared = faults_of(figures, secretariat)
    assert faults == []
    pages = {"/plan/292/measures/", "/reports/proposals/"} if scope != "unit:vu-to-chuc-can-bo" else {"/plan/292/measures/"}
    assert compared.keys() >= pages
    if not scope:
        assert {f"/plan/292/indicators/{code}/" for code in (OPEN, "staff")} <= compared.keys()
        more = {"/plan/292/directives/", "/plan/292/money/", "/missions/", "/personnel/programmes/completion/", "/reports/2026-Q2/"}
        assert compared.keys() >= more
        assert sum(compared.values()) > 55


def as_today(rows, code):
    return rows.filter(task__isnull=True) if code == "none" else rows.filter(task__code=code)


@pytest.mark.parametrize(
    ("forget", "change", "page"),
    [
        (lambda patch: patch.setattr(ProposalQuerySet, "of_task", as_today), assign_tasks, "/reports/proposals/"),
        (lambda patch: patch.setattr(EventQuerySet, "since_changed", lambda *_asked: {}), move_measures, "/plan/292/measures/"),
        (lambda patch: patch.setattr(EventQuerySet, "since_changed", lambda *_asked: {}), rework_directives, "/plan/292/directives/"),
        (lambda patch: patch.setattr(EventQuerySet, "since_changed", lambda *_asked: {}), move_units, "/reports/2026-Q2/"),
    ],
)
def test_a_page_that_asks_where_things_belong_today_is_found_out(everything, secretariat, monkeypatch, forget, change, page):
    """The negative control of the walk: each kind of address is compared."""
    figures = compile_one(everything, secretariat, on=None, period=filing.period("2026-Q2")).figures
    change(secretariat)
    forget(monkeypatch)
    rows = {address for address in addresses_of(figures) if address.startswith(page)}
    assert any(page in fault for fault in faults_of(figures, secretariat, among=rows)[0])


def test_steps_of_before_are_told_their_task_by_the_history(everything, secretariat):
    fill = import_module("reports.migrations.0021_a_step_keeps_its_task").fill
    assign_tasks(secretariat)
    before = list(ProposalStep.objects.order_by("pk").values_list("pk", "task__code"))
    assert {code for _pk, code in before} == {None, "2"}
    ProposalStep.objects.update(task=None)
    fill(apps, None)
    assert list(ProposalStep.objects.order_by("pk").values_list("pk", "task__code")) == before
