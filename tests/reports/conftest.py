"""A small plan and network on which every kind of figure is something other than nothing."""

import copy
from datetime import UTC, date, datetime
from functools import partial

import pytest

from missions.models import Mission, MissionEvent, NetworkTotal
from office import runs
from plan.models import DeadlineChange, Directive, DirectiveLink, Indicator, StatusUpdate, Target
from reports.services import progress as services
from tests import cast, once, remembered
from tests.factories import LONG_AGO, MeasureFactory, PlanFactory, TaskFactory, UnitFactory
from tests.reports import filing, heard

ON = date(2026, 6, 30)
NOW = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture(autouse=True)
def sent(monkeypatch):
    """The messages that would have gone to the broker."""
    messages = []
    monkeypatch.setattr(runs.current_app, "send_task", lambda job, args, **options: messages.append((job, *args)))
    return messages


@pytest.fixture(scope="module")
def report_stands(cast_stands, django_db_blocker):
    """The report is begun once for all tests of a module that names this; each has a copy."""
    with once.made_once(django_db_blocker):
        france = cast.embassy()
        yield begin_report(france, cast.measure(), cast.member("mission_officer", france))


@pytest.fixture
def report(request, embassy, measure, mission_officer):
    if "report_stands" in request.fixturenames:
        return copy.deepcopy(request.getfixturevalue("report_stands"))
    return begin_report(embassy, measure, mission_officer)


def begin_report(embassy, measure, by):
    """A draft of the embassy for the fourth quarter with every answer written."""
    filing.serves(embassy, measure)
    filing.open_mission(embassy)
    report = filing.begin(filing.owed(embassy), by)
    filing.write(report, filing.ANSWERS, by)
    return report


@pytest.fixture
def undrawn():
    """For those to whom the figures of a report or its life are the point, and who look into no Word, PDF or Excel file."""
    with remembered.files_not_drawn():
        yield


@pytest.fixture
def no_thread(monkeypatch):
    """The lease is not what a test of the work is about; a thread would need a connection of its own."""
    monkeypatch.setattr(runs.Held, "_keep", lambda self: None)


def dated(measure, due_on):
    """A term in force from the beginning, as the history has it and as the columns say."""
    DeadlineChange.objects.create(
        measure=measure,
        old_term="none",
        new_term="dated",
        new_due_on=due_on,
        reason="x",
        asked_at=LONG_AGO,
        decision="approved",
        decided_at=LONG_AGO,
        effective_on=LONG_AGO.date(),
    )


def update(measure, state, on, **values):
    return StatusUpdate.objects.create(
        measure=measure, state=state, effective_on=on, recorded_at=datetime(on.year, on.month, on.day, 3, tzinfo=UTC), **values
    )


@pytest.fixture(scope="module")
def whole_stands(cast_stands, django_db_blocker):
    """The whole is made once for all tests of a module that names this; each has a copy."""
    with once.made_once(django_db_blocker):
        yield make_whole()


@pytest.fixture
def whole(request, plan, measure, other_measure):
    if "whole_stands" in request.fixturenames:
        return copy.deepcopy(request.getfixturevalue("whole_stands"))
    return fill(plan, measure, other_measure)


@pytest.fixture(scope="module")
def reported(django_db_setup, django_db_blocker):
    """The whole, and a quarter that the field has reported on: once for a module."""
    with once.made_once(django_db_blocker):
        make_whole()
        heard.a_quarter(cast.measure(), cast.secretariat())
        yield


@pytest.fixture
def quarter(reported):
    return filing.period("2026-Q2")


def make_whole():
    return fill(PlanFactory(), cast.measure(), cast.measure("3.1", lead=cast.geographic()))


def fill(plan, measure, other_measure):
    """2.3 overdue, 3.1 done on time, 3.2 without a term or a lead; three directives; a network of three."""
    dated(measure, date(2026, 3, 31))
    update(measure, "in_progress", date(2026, 2, 1), percent=40, narrative="Đã trình dự thảo.", difficulties="Thiếu <biên chế> & kinh phí.")
    dated(other_measure, date(2026, 5, 31))
    update(other_measure, "done", date(2026, 5, 20))
    MeasureFactory(task=TaskFactory(plan=plan, code="3"), code="3.2")
    for place, kind in enumerate(["instruction", "instruction", "background"], start=1):
        directive = Directive.objects.create(plan=plan, code=f"D{place}", position=place, kind=kind, given_on=date(2025, 10, 1))
        if place != 2:
            DirectiveLink.objects.create(directive=directive, measure=measure, recorded_at=LONG_AGO)
    indicator = Indicator.objects.create(
        plan=plan,
        code="2.3",
        name_vi="Số cơ quan đại diện",
        name_en="Missions",
        unit_vi="cơ quan",
        source_kind="computed",
        baseline=3,
        baseline_on=date(2025, 12, 31),
    )
    Target.objects.create(indicator=indicator, code="A", due_on=date(2030, 12, 31), value=19, about=True)
    Target.objects.create(indicator=indicator, code="B", due_on=date(2045, 12, 31), value=54, about=True)
    opened("emb-aa", date(2020, 11, 9), "not_later_than")
    opened("emb-bb", date(1995, 12, 31), "year")
    opened("emb-cc", date(2025, 10, 29), "day")
    NetworkTotal.objects.create(on=date(2025, 12, 29), total=3, source="nguồn <công bố>")
    return plan


def opened(code, on, precision):
    unit = UnitFactory(code=code, kind="mission")
    mission = Mission.objects.create(unit=unit, kind="embassy", time_zone="Asia/Ho_Chi_Minh")
    MissionEvent.objects.create(mission=mission, kind="opened", on=on, precision=precision, recorded_at=LONG_AGO)
    return mission


@pytest.fixture
def asked(whole, secretariat):
    """asked() is a report asked for by the secretariat, with whatever is said differently."""
    return partial(ask, whole, secretariat)


@pytest.fixture
def compiled(whole, secretariat, no_thread):
    """compiled() is such a report, compiled."""
    return partial(compile_one, whole, secretariat)


def ask(whole, secretariat, /, **values):
    return services.ask_for_report(**{"plan": whole, "on": ON, "language": "vi", "by": secretariat, "now": NOW, **values})


def compile_one(whole, secretariat, /, **values):
    from reports import jobs

    report, _ = ask(whole, secretariat, **values)
    jobs.compile_progress_report(report.run_id)
    report.refresh_from_db()
    return report
