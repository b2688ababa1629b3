"""People trained, as the plan's indicators and the page of completion tell them: the same number, on both clocks."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Event
from personnel import training_path
from personnel.models import Enrolment, ProgrammeTarget, ResultRecord
from personnel.training_indicators import CODES
from personnel.training_path import Aim
from plan.indicators import COMPUTED
from plan.models import Indicator
from plan.moment import Moment
from plan.progress import expected
from plan.readings import readings
from tests.factories import ISSUED, LONG_AGO, MeasureFactory, TaskFactory, UnitFactory
from tests.personnel.rows import ProgrammeFactory
from tests.personnel.training import completed

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 30, 3, 0, tzinfo=UTC)


@pytest.fixture
def central(plan, department):
    for code in ("3.2", "3.3"):
        MeasureFactory(task=TaskFactory(plan=plan, code="3"), code=code)
    call_command("load_indicators", verbosity=0)
    programme = ProgrammeFactory(code="tw", audience="central", lead_unit=department)
    ProgrammeTarget.objects.create(programme=programme, year=2026, people=100, recorded_at=LONG_AGO)
    return programme


def at(plan, on, known=None):
    moment = Moment(on=on, known=known, today=on)
    return {reading.indicator.code: reading for reading in readings(plan, moment)}


def test_the_rows_come_with_the_plan_once_and_belong_to_their_measures(plan, central):
    call_command("load_indicators", verbosity=0)
    rows = Indicator.objects.filter(code__in=CODES)
    assert {row.code: sorted(measure.code for measure in row.measures.all()) for row in rows} == {code: ["3.2", "3.3"] for code in CODES}
    assert Event.objects.filter(object_kind="plan.indicator", verb="loaded").count() == len(CODES)


def test_the_path_follows_from_the_targets_of_the_programmes(plan, central):
    completed(central, date(2026, 3, 1), heads=20)
    completed(central, date(2025, 9, 1), heads=9)  # before the plan began
    reading = at(plan, date(2026, 12, 31))["trained-central"]
    assert (reading.at.value, reading.at.goal.value, reading.at.goal.due_on) == (20, 100, date(2026, 12, 31))
    assert at(plan, ISSUED)["trained-central"].at.value == 0
    assert at(plan, ISSUED - timedelta(days=1))["trained-central"].at.value is None
    assert at(plan, date(2026, 12, 31))["trained-mission"].at.value is None  # nothing is aimed at and nobody was trained


days = st.dates(date(2024, 1, 1), date(2031, 12, 31))
programmes = st.tuples(st.none() | days, st.dictionaries(st.integers(2024, 2030), st.integers(1, 400), min_size=1, max_size=4))


@given(st.lists(programmes, min_size=1, max_size=3), days, days)
def test_lines_between_the_turns_ask_for_what_the_programmes_ask_for_on_any_day(listed, start, on):
    aims = [Aim(year, people, begins) for begins, targets in listed for year, people in targets.items()]
    told = training_path.turns(training_path.counted_from(aims, start), start)
    asked = [
        training_path.expected(training_path.since(targets, start, begins), on, max(start, begins or start)) for begins, targets in listed
    ]
    assert expected(told[0], told[1:], on) == (None if on < start else pytest.approx(sum(asked)))


def test_the_indicator_and_the_page_of_completion_expect_the_same(plan, central, signed_in, leader):
    """Also where a programme begins inside the plan's first year, or ran before it."""
    later = ProgrammeFactory(code="tw2", audience="central", from_on=date(2025, 10, 6))
    for programme, year, people in ((central, 2025, 73), (later, 2025, 30), (later, 2027, 50)):
        ProgrammeTarget.objects.create(programme=programme, year=year, people=people, recorded_at=LONG_AGO)
    browser = signed_in(leader)
    for on in (date(2025, 11, 1), date(2026, 9, 14), date(2026, 12, 31), date(2027, 3, 1), date(2029, 1, 1)):
        found = browser.get(f"/personnel/programmes/completion/?on={on}").context["found"]
        reading = at(plan, on)["trained-central"]
        assert reading.at.expected == pytest.approx(found.whole.expected)
        assert sum(goal.value for goal in reading.way.goals[-1:]) == found.whole.target
    assert found.whole.target == 20 + 100 + 30 + 50  # of the 73 what was still to come of the year, of the 30 all
    page = browser.get("/plan/292/indicators/trained-central/?on=2026-09-14").content.decode()
    assert "lộ trình đến 14/09/2026: 120<" in page  # values are rounded to five: no decimal
    facts = page.split("<dt>Chỉ tiêu</dt>")[1].split("</div>")[0]
    assert "Kế hoạch không nêu; các mức này lấy từ hồ sơ dùng để tính" in facts, "where what is drawn as a target comes from"
    assert facts.count("<strong>") == len(at(plan, date(2026, 9, 14))["trained-central"].way.goals) > 1


def test_a_target_of_the_plan_itself_stands_before_those_of_programmes(plan, central):
    Indicator.objects.get(code="trained-central").targets.create(code="T", due_on=date(2030, 12, 31), value=999)
    assert [goal.value for goal in at(plan, date(2026, 1, 1))["trained-central"].way.goals] == [999]


def test_a_frozen_day_tells_what_was_known_then(plan, central):
    row = completed(central, date(2026, 3, 1), heads=20, recorded_at=NOW)
    record = ResultRecord.objects.get()
    record.replaced_at = NOW + timedelta(days=5)
    record.save()
    ResultRecord.objects.create(
        enrolment=row, result=Enrolment.Result.COMPLETED, completed_on=date(2026, 3, 1), heads=12, recorded_at=record.replaced_at
    )
    on, told = date(2026, 12, 31), COMPUTED["trained-central"]
    for known, value in ((NOW - timedelta(days=1), 0), (NOW, 20), (NOW + timedelta(days=6), 10), (None, 10)):
        assert told.value(on, known) == value
        assert told.steps(on, known)[-1][1] == value
        assert at(plan, on, known)["trained-central"].at.value == value


def test_the_number_of_the_indicator_opens_exactly_its_people(plan, central, signed_in, leader):
    completed(central, date(2026, 3, 1), heads=20)
    completed(ProgrammeFactory(code="dp", audience="locality"), date(2026, 3, 2), heads=7)
    browser = signed_in(leader)
    address = COMPUTED["trained-central"].address("on=2026-06-30")
    found = browser.get(address).context["found"]
    assert found.whole.completed == COMPUTED["trained-central"].value(date(2026, 6, 30), None) == 20
    assert browser.get("/personnel/programmes/completion/?on=2026-03-01").context["found"].whole.completed == 20
    assert browser.get("/personnel/programmes/completion/?year=2025").status_code == 422
    assert browser.get("/personnel/programmes/completion/?on=nope").status_code == 422


@pytest.mark.parametrize(("issued", "told"), [(date(2025, 9, 23), True), (date(2026, 1, 1), False)])
def test_the_page_says_why_a_programme_tells_another_number(issued, told, plan, central, signed_in, leader):
    plan.issued_on = issued
    plan.save()
    page = signed_in(leader).get("/personnel/programmes/completion/?on=2026-06-30").content.decode()
    assert ("chỉ tính phần còn lại" in page) is told


def test_small_numbers_of_a_unit_are_hidden_whatever_the_filter(central, signed_in, leader, personnel):
    completed(central, date(2026, 3, 1), heads=3, unit=UnitFactory(name_vi="Đơn vị nhỏ"))
    completed(central, date(2026, 3, 1), heads=40, unit=UnitFactory(name_vi="Đơn vị lớn"))
    for query in ("", "?audience=central", "?year=2026"):
        found = signed_in(leader).get(f"/personnel/programmes/completion/{query}").context["found"]
        assert [(line.name, line.cell.shown) for line in found.by_unit] == [("Đơn vị lớn", 40)]
        assert found.whole.completed == 45  # of 43
    file = signed_in(leader).get("/personnel/programmes/completion.csv")
    told = b"".join(file.streaming_content).decode()
    assert ("Đơn vị lớn;40" in told, "Đơn vị nhỏ" in told, "43" in told) == (True, False, False)
    assert "Đơn vị nhỏ;3" in b"".join(signed_in(personnel).get("/personnel/programmes/completion.csv").streaming_content).decode()
    found = signed_in(personnel).get("/personnel/programmes/completion/?audience=locality").context["found"]
    assert found.by_unit == []


def test_the_dashboard_shows_them_and_asks_no_more_than_it_may(plan, central, signed_in, leader):
    completed(central, date(2026, 3, 1), heads=20)
    browser = signed_in(leader)
    browser.get("/dashboard/")
    with CaptureQueriesContext(connection) as queries:
        page = browser.get("/dashboard/").content.decode()
    assert "hoàn thành đào tạo, bồi dưỡng" in page
    assert len(queries) <= 15
    with CaptureQueriesContext(connection) as queries:
        browser.get("/personnel/programmes/completion/")
    assert len(queries) <= 15
