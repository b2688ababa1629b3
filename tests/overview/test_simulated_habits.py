"""When missions report in the illustration and what they say: pure, for any day on which one may look."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps

from overview.simulation.habits import Habit, Place, after_cut_off, habits_of, nil_in, sending, sent_on
from overview.simulation.post import Post, answers, slipped
from overview.simulation.script import day_on, month_end, plan_script, report_words
from overview.simulation.timeline import Timeline, chance, moment, next_workday, quarters, told, workday
from plan.calendar import HANOI, dates_of, due_at

QUARTER = dates_of("2026-Q3")
DUE = due_at(QUARTER.cut_off_on)
CODES = [f"emb-{number:02d}" for number in range(60)]
PARIS, LIMA = ZoneInfo("Europe/Paris"), ZoneInfo("America/Lima")
LOOKS = [date(2026, 1, 15), date(2026, 3, 16), date(2026, 11, 28), date(2028, 2, 29), date(2031, 7, 1)]


def place(code="emb-01", habit=Habit.PUNCTUAL, zone=PARIS):
    return Place(code, habit, zone, department_days=3)


def sent(habit, **more):
    found = [sending(place(code, habit, zone), QUARTER, 3, nil=False, seed=5, **more) for code in CODES for zone in (PARIS, LIMA)]
    return [course for course in found if course]


def test_acts_are_played_in_the_order_of_their_moments_and_none_on_the_day_itself():
    played = []
    timeline = Timeline(moment(date(2026, 11, 28), 0))
    for day in (date(2026, 11, 27), date(2026, 11, 28), date(2026, 10, 1)):
        timeline.at(moment(day), played.append)
    timeline.run()
    assert played == [moment(date(2026, 10, 1)), moment(date(2026, 11, 27))]


def test_what_one_thing_draws_moves_no_other():
    assert chance(1, "a").random() == chance(1, "a").random()
    assert len({chance(1, "a").random(), chance(1, "b").random(), chance(2, "a").random()}) == 3


def test_days_of_work():
    saturday = date(2026, 11, 28)
    assert (workday(saturday), next_workday(saturday)) == (date(2026, 11, 27), date(2026, 11, 30))
    assert workday(date(2026, 11, 25)) == next_workday(date(2026, 11, 25)) == date(2026, 11, 25)


def test_the_story_runs_from_the_first_quarter_and_never_gets_longer_than_seven():
    assert [quarter.code for quarter in quarters(date(2026, 11, 28))] == ["2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]
    assert [quarter.code for quarter in told(date(2028, 2, 29))] == [quarter.code for quarter in quarters(date(2028, 2, 29))][-7:]


def test_there_is_one_of_each_habit_even_in_a_small_network_and_the_model_is_punctual():
    habits = habits_of([*CODES[:8], "emb-fr"], "emb-fr", 1)
    assert set(habits.values()) == set(Habit)
    assert all(habits_of([*CODES, "emb-fr"], "emb-fr", seed)["emb-fr"] == Habit.PUNCTUAL for seed in range(30))


def test_the_punctual_are_on_time_wherever_they_are():
    courses = sent(Habit.PUNCTUAL)
    assert all(course.sent_at <= DUE for course in courses)
    assert any(course.sent_at.date() <= QUARTER.cut_off_on - timedelta(days=6) for course in courses), "some are early"
    assert len(sent(Habit.PUNCTUAL)) < 2 * len(CODES) == len(sent(Habit.PUNCTUAL, sure=True)), "some forget, the sure never"


def test_the_tardy_are_often_late_and_the_silent_have_reported_once():
    late = [course for course in sent(Habit.TARDY) if course.sent_at > DUE]
    assert len(CODES) < len(late) < 2 * len(CODES)
    assert sent(Habit.SILENT) == []
    assert sending(place(habit=Habit.SILENT), QUARTER, 0, nil=False, seed=5) is not None


def test_one_step_follows_the_other():
    for course in [*sent(Habit.CARELESS), *sent(Habit.TARDY)]:
        steps = [course.begun_at, course.sent_at, course.reviewed_at, course.mended_at, course.accepted_at]
        assert all(earlier < later for earlier, later in pairwise(step for step in steps if step))
        assert course.returned == (course.mended_at is not None)
    assert any(course.returned for course in sent(Habit.CARELESS))
    assert not any(course.returned for course in sent(Habit.CARELESS, sure=True))


def test_departments_work_on_working_days_and_in_office_hours():
    for course in sent(Habit.PUNCTUAL):
        there = course.reviewed_at.astimezone(HANOI)
        assert there.weekday() < 5
        assert 8 <= there.hour < 17


def test_an_extended_report_comes_after_the_old_due_time_may_have_passed_but_before_the_new_one():
    until = DUE + timedelta(days=7)
    assert all(DUE - timedelta(days=1) < course.sent_at <= until for course in sent(Habit.PUNCTUAL, sure=True, until=until))


def test_nothing_to_report_is_said_by_few_and_never_by_the_model():
    habits = habits_of([*CODES, "emb-fr"], "emb-fr", 1)
    assert len(nil_in(QUARTER, habits, "emb-fr", 1)) == 2
    assert all("emb-fr" not in nil_in(QUARTER, habits, "emb-fr", seed) for seed in range(30))


def test_a_mission_that_opened_in_the_quarter_is_asked_at_the_cut_off():
    early = next(course for course in sent(Habit.PUNCTUAL) if course.sent_at.date() < QUARTER.cut_off_on)
    course = after_cut_off(early, QUARTER)
    assert moment(QUARTER.cut_off_on + timedelta(days=1), 0) < course.begun_at < course.sent_at < course.reviewed_at


@pytest.mark.parametrize("returned", [False, True])
def test_what_waits_for_the_reviewer_waits_on(returned):
    day = date(2026, 11, 24)
    course = sent_on(place(), day, returned=returned, seed=1)
    ahead = datetime.combine(day, datetime.min.time(), HANOI) + timedelta(days=30)
    assert course.sent_at.astimezone(PARIS).date() == day
    assert (course.mended_at if returned else course.reviewed_at) > ahead


def test_figures_of_a_mission_agree_and_shares_stay_below_the_whole():
    for code in CODES:
        post = Post.drawn(code, 1)
        for quarter in (0, 4, 40):
            said = answers(post, quarter, ["2.3"], report_words(), chance(1, code, quarter))
            assert said[("posts-approved", "")] == said[("staff-present", "")] + said[("posts-vacant", "")]
            assert 0 <= said[("posts-vacant", "")] <= post.posts - 3
            assert 0 < said[("equipment-share", "")] < 1000 > said[("online-share", "")] > 0
            assert said[("results", "2.3")]


def test_the_visual_identity_never_goes_back():
    order = ["not-yet", "partly", "applied"]
    for code in CODES:
        steps = [order.index(Post.drawn(code, 1).identity_at(quarter)) for quarter in range(12)]
        assert steps == sorted(steps)
        assert replace(Post.drawn(code, 1), identity=0.99).identity_at(20) == "applied"


def test_what_is_sent_back_was_wrong():
    said = answers(Post.drawn("emb-fr", 1), 2, [], report_words(), chance(1))
    for slip in report_words()["return"]:
        assert slipped(said, slip["question"], report_words()) != said[(slip["question"], "")]


@pytest.mark.parametrize("on", LOOKS, ids=str)
def test_the_script_holds_on_any_day(on):
    keys, scripts = plan_script()
    assert len(scripts) == len({script.code for script in scripts}) == 25
    assert set(keys) <= {script.code for script in scripts}
    for script in scripts:
        assert script.lead not in script.with_
        assert script.results
        assert 0 <= script.percent[0] <= script.percent[1] <= 100
        for request in script.requests:
            assert month_end(request["due"], on) > day_on(request["when"], on), "a day still to come is asked for"
    assert next(script for script in scripts if script.code == "2.3").done is None


def test_no_row_carries_a_mark_of_its_own():
    """Design rule 15: the database is the illustration, not its rows."""
    names = {field.name for model in apps.get_models() for field in model._meta.fields}
    assert not {"is_demo", "is_simulated", "simulated", "fake"} & names
