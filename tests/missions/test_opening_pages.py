"""The board, one opening, and the forms that change it: for whom they are, what they keep, what they cost."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from missions import services
from missions.models import Country, Mission, Opening
from missions.preparing import openings_on_map
from tests.missions.openings import NOW, course, date_it, load_stages, make_opening, reach

pytestmark = pytest.mark.django_db
BOARD = "/missions/openings/"


@pytest.fixture
def opening(secretariat, geographic):
    load_stages()
    return make_opening(secretariat, geographic)


@pytest.fixture
def dated(opening, secretariat):
    return date_it(opening, secretariat)


@pytest.fixture
def browser(signed_in, secretariat):
    client = signed_in(secretariat)
    client.cookies["language"] = "en"
    return client


def text(answer, status=200):
    assert answer.status_code == status
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", re.search(r"<main.*</main>", answer.content.decode(), re.S)[0]))


def test_nobody_without_the_permission_knows_of_an_opening(opening, signed_in, officer, mission_head, administrator, stranger):
    for person in (officer, mission_head, administrator, stranger):
        client = signed_in(person)
        assert [client.get(address).status_code for address in (BOARD, f"{BOARD}mo-a/", "/api/v1/openings/")] == [404] * 3


def test_a_head_sees_the_openings_of_the_own_unit_alone(opening, secretariat, department, signed_in, head, reviewer):
    make_opening(secretariat, department, code="mo-b", name="Đại sứ quán tại Địa bàn B")
    assert "Địa bàn B" in text(signed_in(head).get(BOARD))
    assert "Địa bàn A" not in text(signed_in(head).get(BOARD))
    assert [row["code"] for row in signed_in(reviewer).get("/api/v1/openings/").json()["results"]] == ["mo-a"]
    assert signed_in(head).get(f"{BOARD}mo-a/").status_code == 404
    assert signed_in(head).post(f"{BOARD}mo-a/dates/").status_code == 404


def test_an_opening_stands_in_no_search_register_or_api_of_the_network(opening, signed_in, officer):
    client = signed_in(officer)
    for address in ("/missions/", "/search/?q=dia+ban+a", "/api/v1/missions/"):
        assert "Địa bàn A" not in client.get(address).content.decode()


def test_the_search_finds_it_for_who_may_see_it(opening, browser, signed_in, reviewer, head):
    assert "Embassy, post A" in browser.get("/search/?q=dia+ban+a").content.decode()
    assert "mo-a" in signed_in(reviewer).get("/search/?q=dia+ban+a").content.decode()
    assert "mo-a" not in signed_in(head).get("/search/?q=dia+ban+a").content.decode()


def test_the_board_shows_stage_date_chance_and_slippage(dated, secretariat, browser):
    found = reach(dated, secretariat)
    rows = course(start=course()[1].earliest + timedelta(days=50), codes=[row.stage for row in course()[1:]])
    date_it(found, secretariat, rows, "Chậm đàm phán")
    page = text(browser.get(BOARD))
    assert "1 mission is in preparation 1 is expected later than was first said." in page
    assert re.search(
        r"Agreement with the host 1 Embassy, post A, Africa .* Opens about \d\d/\d\d/2028 · chance 59% Moved 1 time, 50 days later", page
    )


def test_an_empty_board_says_what_belongs_there(browser):
    load_stages()
    assert "Nothing is in preparation yet" in text(browser.get(BOARD))


def test_an_opening_is_added_edited_and_dated_in_the_browser(browser, geographic, ministry):
    load_stages()
    geographic.parent = ministry
    geographic.save(update_fields=["parent"])
    answer = browser.post(
        f"{BOARD}add/", {"code": "mo-c", "name_vi": "Đại sứ quán tại Địa bàn C", "kind": "embassy", "lead_unit": "vu-chau-au"}
    )
    assert (answer.status_code, answer["Location"]) == (302, BOARD)
    edited = {
        "name_vi": "Đại sứ quán tại Địa bàn C, châu Âu",
        "kind": "embassy",
        "lead_unit": "vu-chau-au",
        "region": "europe",
        "version": 1,
    }
    assert browser.post(f"{BOARD}mo-c/edit/", edited).status_code == 302
    assert browser.post(f"{BOARD}mo-c/dates/", sent(version=2)).status_code == 302
    found = Opening.objects.with_course().get(code="mo-c")
    assert (found.region, found.last.latest) == ("europe", course()[-1].latest)


def sent(version, **changed):
    """The form of dates as a browser sends it."""
    data = {"version": version, "reason": ""}
    for row in course():
        days = {f"{name}_{row.stage}": f"{getattr(row, name):%d/%m/%Y}" for name in ("earliest", "likely", "latest")}
        data |= {**days, f"chance_{row.stage}": row.chance}
    return {**data, **changed}


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"chance_setup": "101"}, "A chance lies between 0 and 100 per cent."),
        ({"likely_setup": "01/01/2027"}, "The most likely date cannot be before the earliest."),
        ({"latest_setup": "32/01/2027"}, "There is no such day in the calendar: 32/01/2027."),
        ({"earliest_setup": ""}, "Give all three dates of a stage, or none."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_kept(opening, browser, changed, message):
    answer = browser.post(f"{BOARD}mo-a/dates/", sent(1, **changed))
    assert message in text(answer, 422)
    name, typed = next(iter(changed.items()))
    assert re.search(rf'<input[^>]*name="{name}"[^>]*aria-invalid="true"', answer.content.decode())
    assert not typed or f'value="{typed}"' in answer.content.decode()
    assert Opening.objects.with_course().get().last.likely is None


def test_a_stale_page_shows_both_texts(dated, browser, secretariat):
    seen = dated.version
    date_it(dated, secretariat, course(start=course()[0].earliest + timedelta(days=5)), "Chậm")
    answer = browser.post(f"{BOARD}mo-a/dates/", sent(version=seen, chance_opened=40))
    page = text(answer, 409)
    assert "40" in page
    assert "90" in page


def test_a_stage_is_recorded_taken_back_and_the_opening_given_up_and_taken_up(dated, browser):
    today = f"{timezone.localdate():%d/%m/%Y}"
    for act, data in (
        ("reach", {"reached_on": today, "evidence": "Tờ trình"}),
        ("take-back", {"reason": "Nhầm"}),
        ("give-up", {"reason": "Chưa có kinh phí"}),
        ("take-up", {"reason": "Đã có"}),
    ):
        version = Opening.objects.get().version
        assert browser.post(f"{BOARD}mo-a/{act}/", {**data, "version": version}).status_code == 302, act
    assert Opening.objects.get().is_prepared


def test_nothing_is_offered_to_be_taken_back_before_a_stage_is_reached(dated, secretariat, browser):
    address = f'href="{BOARD}mo-a/take-back/"'
    assert address not in browser.get(f"{BOARD}mo-a/").content.decode()
    reach(dated, secretariat, times=1)
    assert address in browser.get(f"{BOARD}mo-a/").content.decode()


def test_the_mission_is_opened_in_one_act_in_the_browser(dated, secretariat, browser):
    Country.objects.create(iso2="FR", name_vi="Pháp", name_en="France")
    found = reach(dated, secretariat, times=5)
    data = {"code": "emb-x", "name_vi": "Đại sứ quán X", "name_en": "Embassy X", "opened_on": "20/11/2026", "decision_number": "12/QĐ-MH"}
    data |= {"host_country": "FR", "city_vi": "Lyon", "city_en": "Lyon", "latitude": "45.76", "longitude": "4.84", "time_zone": "paris"}
    refused = browser.post(f"{BOARD}mo-a/open/", {**data, "latitude": "", "version": found.version})
    assert "This field is required." in text(refused, 422)
    assert not Mission.objects.exists()
    assert browser.post(f"{BOARD}mo-a/open/", {**data, "version": found.version}).status_code == 302
    assert Mission.objects.get().unit.code == "emb-x"
    page = text(browser.get(f"{BOARD}mo-a/"))
    assert "Has opened Embassy X" in page
    assert "Embassy, post A, Africa" in text(browser.get(BOARD))


def test_its_history_is_told(dated, browser):
    assert "changed dates or chances" in text(browser.get(f"{BOARD}mo-a/"))


def many(secretariat, geographic, count):
    for number in range(count):
        opening = make_opening(secretariat, geographic, code=f"mo-{number}")
        services.date_opening(opening=opening, course=course(), reason="", by=secretariat, now=NOW, seen=None)


def test_the_board_asks_the_same_for_three_and_for_thirty(browser, secretariat, geographic):
    load_stages()
    browser.get(BOARD)
    counts = []
    for count in (3, 30):
        Opening.objects.all().delete()
        many(secretariat, geographic, count)
        with CaptureQueriesContext(connection) as queries:
            browser.get(BOARD)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12
    with CaptureQueriesContext(connection) as queries:
        browser.get(f"{BOARD}mo-1/")
    assert len(queries) <= 12
    with CaptureQueriesContext(connection) as queries:
        browser.get("/api/v1/openings/")
    assert len(queries) <= 12


def test_an_opening_with_a_place_stands_on_the_map_of_who_may_see_it(opening, secretariat, officer, head):
    assert openings_on_map(secretariat, timezone.localdate()) == []
    Opening.objects.update(latitude=9, longitude=38)
    assert [row.code for row in openings_on_map(secretariat, timezone.localdate())] == ["mo-a"]
    assert openings_on_map(secretariat, NOW.date() - timedelta(days=5)) == []
    assert openings_on_map(officer, timezone.localdate()) == openings_on_map(head, timezone.localdate()) == []
