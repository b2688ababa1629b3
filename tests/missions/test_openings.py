"""Openings in preparation: what may be said of them, what is kept, and how one becomes a mission."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import Event, Unit
from accounts.versions import StaleVersion
from missions import services
from missions.management.commands.load_missions import read_stages
from missions.models import Country, DateMove, Mission, MissionEvent, Opening, OpeningStage, Stage
from missions.services import Course
from tests.missions.openings import CODES, NOW, TODAY, course, date_it, load_stages, make_opening, reach

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def opening(secretariat, geographic):
    load_stages()
    return make_opening(secretariat, geographic)


@pytest.fixture
def ready(opening, secretariat):
    """Everything is done but the opening itself."""
    return reach(date_it(opening, secretariat), secretariat, times=5)


@pytest.fixture
def country(db):
    return Country.objects.create(iso2="FR", name_vi="Pháp", name_en="France")


def refused(act, field, *words):
    """In both languages, beside the field."""
    for language in ("vi", "en"):
        with translation.override(language), pytest.raises(ValidationError) as error, transaction.atomic():
            act()
        assert list(error.value.message_dict) == [field]
    assert all(word in " ".join(error.value.message_dict[field]) for word in words)
    with translation.override("vi"):
        assert error.value.message_dict[field] != ""


def test_an_act_asks_for_the_stages_of_an_opening_at_once(opening, secretariat):
    """Not stage by stage: what locks an opening forgets what was read with it."""
    with CaptureQueriesContext(connection) as asked:
        date_it(opening, secretariat)
    assert not [query["sql"] for query in asked if 'FROM "missions_stage" WHERE "missions_stage"."id" =' in query["sql"]]


def test_stages_and_their_order_are_data(opening, tmp_path):
    assert [step.stage.code for step in opening.course] == CODES
    (tmp_path / "stages.csv").write_text("code,name_vi,name_en\nopened,Khai trương,Opening\nnew,Bước mới,New step\n", encoding="utf-8")
    services.load_stages(read_stages(tmp_path), now=NOW)
    assert list(Stage.objects.filter(code__in=["opened", "new"]).values_list("code", "position")) == [("opened", 0), ("new", 1)]
    assert opening.steps.filter(stage__code="new").exists()


def test_an_opening_is_added_with_all_its_stages_and_its_history(opening, geographic):
    assert [step.reached_on for step in opening.course] == [None] * 6
    event = Event.objects.about(opening).get()
    assert (event.verb, event.unit, event.object_code) == ("missions.opening_added", geographic, "mo-a")


def test_a_code_is_taken_once(opening, secretariat, geographic):
    refused(lambda: make_opening(secretariat, geographic), "code", "taken")
    refused(lambda: make_opening(secretariat, geographic, code=geographic.code), "code", "taken")


def test_a_name_that_must_not_be_written_is_refused(secretariat, geographic):
    """Domain (g) 2, on the board as in the register."""
    load_stages()
    refused(lambda: make_opening(secretariat, geographic, "mo-tw", name="Văn phòng tại Taiwan"), "name_vi", "not to be used")


def test_dates_and_chances_are_given(opening, secretariat):
    found = date_it(opening, secretariat)
    assert found.at.likely == date(2027, 4, 30)
    assert found.chance == pytest.approx(0.9**6)
    assert (found.moves, found.days_moved) == (0, 0)
    assert Event.objects.about(opening).first().verb == "missions.opening_dated"


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"chance": 101}, "chance_policy", "between 0 and 100"),
        ({"chance": -1}, "chance_policy", "between 0 and 100"),
        ({"likely": date(2027, 2, 28)}, "likely_policy", "before the earliest"),
        ({"latest": date(2027, 4, 29)}, "latest_policy", "before the most likely"),
        ({"latest": None}, "latest_policy", "all three"),
    ],
)
def test_nonsense_is_refused_beside_its_field(opening, secretariat, wrong, field, words):
    rows = course()
    rows[0] = replace(rows[0], **wrong)
    refused(lambda: date_it(opening, secretariat, rows), field, words)
    assert not DateMove.objects.exists()


def test_a_stage_is_not_dated_before_the_one_before_it(opening, secretariat):
    rows = course()
    rows[3] = replace(rows[3], earliest=rows[2].earliest - timedelta(days=1))
    refused(lambda: date_it(opening, secretariat, rows), "earliest_decision", "cannot come earlier")


@pytest.mark.parametrize(
    "values",
    [
        {"chance": 101},
        {"earliest": date(2027, 1, 1)},
        {"earliest": date(2027, 1, 2), "likely": date(2027, 1, 1), "latest": date(2027, 1, 3)},
        {"earliest": date(2027, 1, 1), "likely": date(2027, 1, 3), "latest": date(2027, 1, 2)},
    ],
)
def test_the_database_refuses_nonsense_too(opening, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        OpeningStage.objects.filter(opening=opening).update(**values)


@pytest.mark.parametrize(
    "values", [{"state": "opened"}, {"state": "abandoned"}, {"abandoned_reason": "x"}, {"latitude": 91, "longitude": 0}, {"latitude": 1}]
)
def test_the_database_refuses_states_that_cannot_be(opening, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        Opening.objects.filter(pk=opening.pk).update(**values)


def test_every_move_is_kept_and_slippage_counted(opening, secretariat):
    date_it(opening, secretariat)
    for days, reason in ((100, "Nước sở tại xin thêm thời gian"), (30, "Chậm thuê trụ sở"), (-10, "Thuê được trụ sở sớm")):
        start = OpeningStage.objects.get(opening=opening, stage__code="policy").earliest
        found = date_it(opening, secretariat, course(start + timedelta(days=days)), reason)
    assert (found.moves, found.days_moved) == (3, 120)
    moves = DateMove.objects.filter(step=found.last)
    assert [move.days for move in moves] == [-10, 30, 100, None]
    assert moves[0].by == secretariat
    assert moves[0].old_likely - moves[0].likely == timedelta(days=10)


def test_a_date_is_moved_only_with_a_reason(opening, secretariat):
    date_it(opening, secretariat)
    refused(lambda: date_it(opening, secretariat, course(date(2028, 1, 1))), "reason", "say why")


def test_saying_the_same_again_changes_nothing(opening, secretariat):
    date_it(opening, secretariat)
    version = Opening.objects.get(pk=opening.pk).version
    date_it(opening, secretariat)
    assert Opening.objects.get(pk=opening.pk).version == version
    assert DateMove.objects.count() == 6


def test_a_stale_page_loses_nothing(opening, secretariat):
    seen = opening.version
    date_it(opening, secretariat)
    with pytest.raises(StaleVersion):
        services.abandon_opening(opening=opening, reason="Thôi", by=secretariat, now=NOW, seen=seen)


def test_stages_are_reached_one_after_the_other(opening, secretariat):
    found = reach(date_it(opening, secretariat), secretariat, times=2)
    assert [bool(step.reached_on) for step in found.course] == [True, True, False, False, False, False]
    assert found.at.stage.code == "proposal"
    assert found.chance == pytest.approx(0.9**4)
    assert found.course[0].evidence == "Tờ trình MH-1"


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"reached_on": TODAY + timedelta(days=1)}, "reached_on", "not come yet"),
        ({"reached_on": None}, "reached_on", "Give a day"),
        ({"reached_on": TODAY - timedelta(days=1)}, "reached_on", "cannot be earlier"),
        ({"address": "javascript:alert(1)"}, "address", "https://"),
        ({"address": "http://[x"}, "address", "https://"),
    ],
)
def test_a_stage_is_not_reached_on_a_day_that_cannot_be(opening, secretariat, given, field, words):
    found = reach(opening, secretariat)
    act = {"opening": found, "reached_on": TODAY, "by": secretariat, "now": NOW, "seen": None, **given}
    refused(lambda: services.reach_stage(**act), field, words)


def test_a_stage_reached_by_mistake_is_taken_back(opening, secretariat):
    found = reach(opening, secretariat, times=2)
    services.return_stage(opening=found, reason="Nhầm địa bàn", by=secretariat, now=NOW, seen=None)
    assert Opening.objects.with_course().get(pk=opening.pk).at.stage.code == "agreement"


def test_an_opening_given_up_says_why_and_can_be_taken_up_again(opening, secretariat):
    refused(lambda: services.abandon_opening(opening=opening, reason=" ", by=secretariat, now=NOW, seen=None), "reason", "reason")
    services.abandon_opening(opening=opening, reason="Chưa bố trí được kinh phí", by=secretariat, now=NOW, seen=None)
    assert not Opening.objects.in_preparation().exists()
    refused(lambda: date_it(opening, secretariat), "__all__", "no longer in preparation")
    services.resume_opening(opening=opening, reason="Đã có kinh phí", by=secretariat, now=NOW, seen=None)
    assert Opening.objects.in_preparation().get().abandoned_reason == ""


def names():
    return {"name_vi": "Đại sứ quán Việt Nam tại X", "name_en": "Embassy of Viet Nam in X"}


def place(country, **given):
    where = {"host_country": country, "city_vi": "Thành phố X", "city_en": "City X", "time_zone": "Paris"}
    return {**where, "latitude": Decimal("48.8"), "longitude": Decimal("2.3"), **given}


def open_it(opening, by, country, **given):
    act = {"code": "emb-x", "names": names(), "place": place(country), "opened_on": TODAY, "decision_number": "12/QĐ-MH"}
    return services.open_mission(opening=opening, by=by, now=NOW, seen=None, **{**act, **given})


def test_opening_makes_unit_mission_and_event_in_one_act(ready, secretariat, country, geographic):
    mission = open_it(ready, secretariat, country)
    assert (mission.unit.code, mission.unit.kind, mission.unit.lead_unit) == ("emb-x", Unit.Kind.MISSION, geographic)
    assert mission.time_zone == "Europe/Paris"
    event = mission.events.get()
    assert (event.kind, event.on, event.precision, event.decision_number) == ("opened", TODAY, "day", "12/QĐ-MH")
    assert mission in Mission.objects.open_on(TODAY)
    assert mission not in Mission.objects.open_on(TODAY - timedelta(days=1))
    found = Opening.objects.with_course().get()
    assert (found.state, found.mission, found.at) == ("opened", mission, None)
    assert Mission.objects.matching("thanh pho x").get() == mission
    assert [Event.objects.about(row).first().verb for row in (mission, found)] == ["missions.opened", "missions.opening_opened"]


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"decision_number": ""}, "decision_number", "number of the decision"),
        ({"code": "vu-chau-au"}, "code", "taken"),
        ({"opened_on": TODAY + timedelta(days=1)}, "opened_on", "not come yet"),
        ({"place": {"time_zone": "Europe/Atlantis"}}, "time_zone", "no such time zone"),
        ({"place": {"latitude": None}}, "latitude", "coordinates"),
        ({"place": {"latitude": Decimal(95)}}, "latitude", "globe"),
        ({"place": {"host_country": None}}, "host_country", "host country"),
        ({"place": {"city_vi": "Hồng Kông"}}, "city_vi", "not to be used"),
    ],
)
def test_nothing_is_made_unless_all_of_it_is(ready, secretariat, country, given, field, words):
    act = dict(given)
    if "place" in act:
        act["place"] = place(country, **act["place"])
    refused(lambda: open_it(ready, secretariat, country, **act), field, words)
    assert (Mission.objects.count(), MissionEvent.objects.count(), Unit.objects.filter(code="emb-x").count()) == (0, 0, 0)
    assert Opening.objects.get().state == "prepared"


def test_a_fault_in_the_middle_leaves_nothing(ready, secretariat, country, monkeypatch):
    """The event is the last row of the mission to be written."""
    monkeypatch.setattr(MissionEvent.objects, "create", lambda **_given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        open_it(ready, secretariat, country)
    assert (Mission.objects.count(), Unit.objects.filter(code="emb-x").count()) == (0, 0)
    assert OpeningStage.objects.get(opening=ready, stage__code="opened").reached_on is None


def test_a_mission_is_not_opened_before_its_stages_are_reached(opening, secretariat, country):
    refused(lambda: open_it(opening, secretariat, country), "__all__", "have not all been reached")


def test_the_last_stage_is_reached_only_by_opening_the_mission(ready, secretariat):
    act = {"opening": ready, "reached_on": TODAY, "by": secretariat, "now": NOW, "seen": None}
    refused(lambda: services.reach_stage(**act), "__all__", "open the mission")


def test_a_mission_is_opened_once(ready, secretariat, country):
    open_it(ready, secretariat, country)
    refused(lambda: open_it(ready, secretariat, country, code="emb-y"), "__all__", "no longer in preparation")


def test_a_course_names_only_what_it_knows(opening, secretariat):
    """Stages that are not spoken of stay as they are."""
    date_it(opening, secretariat)
    rows = [Course("opened", *course()[-1].dates, 50)]
    assert date_it(opening, secretariat, rows).chance == pytest.approx(0.9**5 * 0.5)
