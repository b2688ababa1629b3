"""`?changed_since=` of missions and openings, the region and the host on their rows, one opening by itself."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from accounts import changing
from missions import services
from missions.api.forecast import OpeningRow
from missions.api.network import MissionDetail, MissionRow
from missions.models import Mission, Opening
from missions.regions import REGIONS
from missions.services import edit_mission, record_event
from tests.missions.openings import NOW, course, date_it, load_stages, make_opening, reach
from tests.plan.test_api import holds
from tests.queries import same_few

pytestmark = [pytest.mark.django_db, pytest.mark.both]
MISSIONS, OPENINGS, UNITS = "/api/v1/missions/", "/api/v1/openings/", "/api/v1/units/"


@pytest.fixture
def clock(monkeypatch):
    """clock() is the moment of the next act, three times as long after the last one as is told again."""
    monkeypatch.setattr(changing, "OVERLAP", timedelta(minutes=1))
    moments = [datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=10)]

    def go():
        moments.append(moments[-1] + 3 * changing.OVERLAP)
        monkeypatch.setattr(timezone, "now", lambda: moments[-1])
        return moments[-1]

    return go


@pytest.fixture
def ask(signed_in, keeper):
    """ask(MISSIONS, since) are the rows by code."""

    def rows(address, since=None, **more):
        asked = {"changed_since": since.isoformat()} if since else {}
        answer = signed_in(keeper).get(address, {"page_size": 500, **asked, **more})
        assert answer.status_code == 200, answer.json()
        return {row["code"]: row for row in answer.json()["results"]}

    return rows


def mission(code):
    return Mission.objects.select_related("unit__lead_unit", "host_country").get(unit__code=code)


def test_every_act_makes_its_mission_appear_and_no_other(keeper, clock, ask):
    since = clock()
    edit_mission(mission=mission("emb-fr"), values={"city_vi": "Pa-ri"}, by=keeper, now=since, seen=mission("emb-fr").version)
    assert set(ask(MISSIONS, since)) == {"emb-fr"}
    since = clock()
    named = {"name_vi": "Đại sứ quán Việt Nam tại Cộng hòa Pháp"}
    edit_mission(mission=mission("emb-fr"), values=named, by=keeper, now=since, seen=mission("emb-fr").version)
    assert set(ask(MISSIONS, since)) == set(ask(UNITS, since)) == {"emb-fr"}  # its name is that of its unit
    since = clock()
    closing = {"kind": "closed", "on": since.date(), "precision": "day"}
    record_event(mission=mission("emb-fr"), by=keeper, now=since, seen=None, **closing)
    told = ask(MISSIONS, since)
    assert (set(told), told["emb-fr"]["is_open"]) == ({"emb-fr"}, False)
    assert "emb-fr" not in ask(MISSIONS)
    assert ask(MISSIONS, clock()) == {}


def test_every_act_makes_its_opening_appear(keeper, clock, ask, network):
    load_stages()
    unit = mission("emb-fr").unit.lead_unit
    make_opening(keeper, unit, "mo-b", now=NOW)
    opening = make_opening(keeper, unit, now=clock())
    acts = [
        lambda now: date_it(Opening.objects.get(pk=opening.pk), keeper, now=now),
        lambda now: services.reach_stage(
            opening=Opening.objects.with_course().get(pk=opening.pk), reached_on=now.date(), by=keeper, now=now, seen=None, evidence="TT 1"
        ),
        lambda now: services.abandon_opening(opening=Opening.objects.get(pk=opening.pk), reason="Thôi", by=keeper, now=now, seen=None),
        lambda now: services.resume_opening(opening=Opening.objects.get(pk=opening.pk), reason="Lại", by=keeper, now=now, seen=None),
    ]
    for act in acts:
        since = clock()
        act(since)
        assert set(ask(OPENINGS, since)) == {"mo-a"}
    assert ask(OPENINGS, clock()) == {}


def test_the_host_is_a_country_and_the_post_what_people_call_it(ask, network):
    rows = list(ask(MISSIONS).values())
    names = {}
    for row in rows:
        names.setdefault(row["host"]["code"], set()).add((row["host"]["name_vi"], row["host"]["name_en"]))
    assert {code for code, told in names.items() if len(told) > 1} == set(), "one code, one name"
    posts = {row["post"]["name_en"] for row in rows if row["host"]["code"] == "FR"}
    assert len(posts) > 1  # France, and an organisation that sits there


def test_a_row_carries_the_regions_by_which_it_is_asked_for(ask, network):
    rows = ask(MISSIONS)
    for region in REGIONS:
        assert {code for code, row in rows.items() if region in row["regions"]} == set(ask(MISSIONS, region=region)), region
    assert all(holds(MissionRow(), row) for row in rows.values())


def test_one_mission_says_the_same(ask, signed_in, keeper, network):
    one = signed_in(keeper).get(f"{MISSIONS}emb-fr/").json()
    assert holds(MissionDetail(), one)
    row = ask(MISSIONS)["emb-fr"]
    assert {name: one[name] for name in row} == row


def test_one_opening_says_the_same_as_its_row(keeper, ask, signed_in, network):
    load_stages()
    opening = date_it(make_opening(keeper, mission("emb-fr").unit.lead_unit), keeper, course(date(2027, 3, 1)))
    reach(opening, keeper)
    answer = signed_in(keeper).get(f"{OPENINGS}mo-a/")
    assert holds(OpeningRow(), answer.json())
    assert answer.json() == ask(OPENINGS)["mo-a"]
    assert answer.json()["regions"] == ["chau-phi"]
    assert answer["ETag"].startswith(f'"v{answer.json()["version"]}.')


def test_missions_ask_as_few_questions_of_all_rows_as_of_few(keeper, signed_in, network):
    pages = [f"{MISSIONS}?changed_since=2020-01-01T00:00:00Z&page_size={size}" for size in (5, 50)]
    same_few(signed_in, {keeper: pages}, lambda: None, first=(), then=(), most=12)
