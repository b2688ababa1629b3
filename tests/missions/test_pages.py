"""The register on a day and the page of a mission, for whom they are and what they cost."""

import re
from datetime import date
from html import unescape

import pytest
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator

from accounts.models import Membership, Unit
from accounts.naming import forbidden
from missions.wording import when
from tests.factories import ISSUED, UserFactory
from tests.missions.many import many_missions
from tests.queries import same_few

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(network):
    """person("secretariat", "van-phong-bo") has the role in the loaded unit."""

    def make(role="secretariat", unit="van-phong-bo"):
        user = UserFactory(email=f"{role}@demo.test", language="en")
        Membership.objects.create(user=user, unit=Unit.objects.get(code=unit), role=role, from_on=ISSUED)
        return user

    return make


@pytest.fixture
def text_of(person, signed_in):
    """text_of(address) is what the secretariat reads there, in English."""
    browser = signed_in(person())
    browser.cookies["language"] = "en"

    def read(address, status=200):
        answer = browser.get(address)
        assert answer.status_code == status, address
        page = re.search(r"<main.*</main>", answer.content.decode(), re.S)[0]
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))

    return read


@pytest.mark.parametrize("role", ["unit_officer", "mission_officer", "mission_head", "personnel", "leadership", "auditor", "administrator"])
def test_everybody_with_a_role_reads_the_network(person, signed_in, role):
    browser = signed_in(person(role))
    assert [browser.get(address).status_code for address in ("/missions/", "/missions/emb-fr/")] == [200, 200]


def test_a_stranger_gets_404(network, stranger, signed_in):
    browser = signed_in(stranger)
    assert [browser.get(f"{base}missions/{code}").status_code for base in ("/", "/api/v1/") for code in ("", "emb-fr/")] == [404] * 4


def test_a_page_takes_nothing(person, signed_in):
    browser = signed_in(person())
    assert [browser.post(address).status_code for address in ("/missions/", "/missions/emb-fr/")] == [405, 405]


def test_the_register_answers_first(text_of):
    text = text_of("/missions/?on=31/12/2025")
    assert "99 representative missions Open on 31/12/2025" in text
    assert "70 Embassy 24 Consulate General 4 Permanent mission 1 Economic and cultural office" in text


def test_those_who_keep_the_data_read_the_page_in_their_language(person, signed_in):
    browser = signed_in(person())
    browser.cookies["language"] = "vi"
    page = browser.get("/missions/eco-taipei/").content.decode()
    assert "25,0511; 121,5332" in page
    assert "Căn cứ: danh sách 97 cơ quan đại diện" in page
    assert "<dd>Không phải đại sứ quán hay cơ quan lãnh sự." in page
    browser.cookies["language"] = "en"
    page = browser.get("/missions/eco-taipei/").content.decode()
    assert "25.0511, 121.5332" in page
    assert "Basis: list of 97 missions" in page
    assert "<dd>Not an embassy or consulate." in page


def test_each_figure_opens_exactly_its_rows(person, signed_in):
    browser = signed_in(person())
    page = browser.get("/missions/?on=2020-12-31").content.decode()
    figures = re.findall(r'<a href="(/missions/\?kind=[^"]+)">(\d+)</a>', page)
    assert len(figures) == 4
    for address, number in figures:
        rows = browser.get(unescape(address)).content.decode()
        assert rows.count('role="rowheader"') == int(number), address


def test_before_the_first_record_no_number_stands_there(text_of):
    text = text_of("/missions/?on=2020-11-08")
    assert "The number of missions is not known" in text
    assert "recorded from 09/11/2020 on" in text
    assert "Only those known to have been open: not the size of the network" in text


def test_differences_from_published_totals_are_named(text_of):
    text = text_of("/missions/")
    assert "19/12/2021 96 94 2 more were published than are counted" in text
    assert "27/11/2019 96 not known cannot be said" in text
    assert "29/12/2025 99 99 none" in text


def test_closed_missions_and_intentions_stand_apart(text_of):
    text = text_of("/missions/")
    assert "Embassy of Viet Nam in Panama Opened: in 2004; Closed: not earlier than 05/06/2018 (17/NQ-CP)" in text
    assert text.index("Intentions") < text.index("Embassy of Viet Nam in Ethiopia")
    assert "Embassy of Viet Nam in Panama" not in text_of("/missions/?on=2000-01-01")


def test_a_mission_that_opens_later_is_not_spoken_of(text_of):
    assert "Busan" not in text_of("/missions/?on=2020-12-31")


@pytest.mark.parametrize(
    ("query", "found", "number"),
    [
        ("q=phap", "Embassy of Viet Nam in France", 2),
        ("q=DSQ+Han+Quoc", "Embassy of Viet Nam in the Republic of Korea", 1),
        ("kind=economic_cultural_office", "Viet Nam Economic and Cultural Office in Taipei", 1),
        ("department=vu-asean", "Permanent Mission", 1),
    ],
)
def test_the_filter_finds(text_of, query, found, number):
    text = text_of(f"/missions/?{query}")
    assert found in text
    assert re.search(rf"\b{number} open missions? match(?:es)? the filter", text)


@pytest.mark.parametrize("query", ["on=99", "on=31/02/2026", "on=%00", "kind=castle", "department=nowhere", "known=x", "q=" + "x" * 300])
def test_a_question_that_cannot_be_read_is_said_beside_its_field(text_of, query):
    assert "The filter cannot be read" in text_of(f"/missions/?{query}", status=422)


def test_an_unknown_mission_is_not_found(text_of, person, signed_in):
    assert signed_in(person("auditor")).get("/missions/emb-xx/").status_code == 404


def test_attribution_is_shown(text_of):
    assert "GeoNames , CC BY 4.0" in text_of("/missions/")


def test_the_page_of_a_mission(text_of):
    text = text_of("/missions/emb-be/")
    assert "Embassy Diplomatic mission" in text
    assert "Brussels, Belgium" in text
    assert "EU" in text
    assert "Europe/Brussels" in text
    assert "Opened : in 1991" in text
    assert "How sure it is High" in text
    assert "loaded" in text


def test_what_is_known_to_the_month_alone_is_named_where_the_count_depends_on_it(text_of):
    named = "Embassy of Viet Nam in Portugal . Opened: in 11/2025; counts from the last day of the month, 30/11/2025"
    assert named in text_of("/missions/?on=15/11/2025")
    for day in ("31/10/2025", "30/11/2025"):
        assert "in 11/2025; counts from" not in text_of(f"/missions/?on={day}")
    assert "Opened : in 11/2025 (counts from the last day of the month, 30/11/2025)" in text_of("/missions/emb-pt/")
    assert "Opened : in 1991 (counts from the last day of the year, 31/12/1991)" in text_of("/missions/emb-be/")


def test_what_had_opened_by_a_day_may_have_been_open_before(text_of):
    """Since the published total before it, with which the count agrees."""
    text = text_of("/missions/?on=10/12/2025")
    assert "97 representative missions" in text
    assert "etween 97 and 99 missions may have been open" in text
    assert "Embassy of Viet Nam in Ireland . Opened: not later than 16/12/2025" in text
    assert "Embassy of Viet Nam in Timor-Leste . Opened: not later than 29/12/2025" in text
    assert "The day of these is not known" not in text_of("/missions/?on=29/12/2025")


def test_how_sure_it_is_is_for_those_who_keep_the_data(person, signed_in):
    page = signed_in(person("unit_officer")).get("/missions/emb-fr/").content.decode()
    assert "Wikipedia tiếng Việt" in page
    assert "GitHub" not in page
    assert "Boileau" not in page
    page = signed_in(person("secretariat")).get("/missions/emb-fr/").content.decode()
    assert "GitHub" in page
    assert "Boileau" in page


def test_a_total_says_whether_it_is_official_and_speaks_the_readers_language(person, signed_in):
    page = signed_in(person("unit_officer")).get("/missions/").content.decode()
    totals = page[page.index('id="totals"') :]
    assert totals.count(">Chính thức<") == 1
    assert "Viện Lowy" in totals
    assert "Không có phân loại" in totals
    for english in ("Not official", "Breakdown", "missions.csv", "Lowy Institute", "Baseline"):
        assert english not in totals


def test_the_office_is_none_of_the_three_kinds(text_of):
    text = text_of("/missions/eco-taipei/")
    assert "None of the three kinds of the Law" in text
    assert "Taiwan (China)" in text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_page_says_what_must_not_be_said(person, signed_in, language):
    browser = signed_in(person())
    browser.cookies["language"] = language
    addresses = ["/missions/", *(f"/missions/{code}/" for code in ("eco-taipei", "cg-hong-kong", "emb-kp", "emb-kr", "emb-cn"))]
    for address in [*addresses, "/api/v1/missions/?page_size=500", "/api/v1/missions/eco-taipei/", "/api/v1/missions/cg-hong-kong/"]:
        answer = browser.get(address)
        assert answer.status_code == 200, address
        text = unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))
        # The API gives the city in a field of its own, beside the host.
        said = [pair for pair in forbidden(text) if not (address.startswith("/api/") and pair[0] in {"Hong Kong", "Hồng Công"})]
        assert said == [], address


@pytest.mark.parametrize(
    ("on", "precision", "words"),
    [
        (date(2025, 8, 13), "day", "13/08/2025"),
        (date(2025, 11, 30), "month", "in 11/2025"),
        (date(1950, 12, 31), "year", "in 1950"),
        (date(2020, 11, 9), "not_later_than", "not later than 09/11/2020"),
        (date(2018, 6, 5), "not_earlier_than", "not earlier than 05/06/2018"),
        (None, "unknown", "day not known"),
    ],
)
def test_a_date_says_what_is_known_of_it(on, precision, words):
    with translation.override("en"):
        assert when(on, precision) == words


def test_a_page_asks_at_most_twelve_times_and_no_more_at_ten_times_the_rows(person, signed_in):
    pages = ["/missions/", "/missions/?on=2020-12-31&q=dai", "/missions/emb-fr/"]
    addresses = [*pages, "/api/v1/missions/?page_size=100", "/api/v1/missions/emb-fr/"]

    same_few(signed_in, {person(): addresses}, many_missions, first=(99,), then=(1000,), most=12, or_fewer=True)


def test_the_api_lists_the_missions_of_a_day(person, signed_in):
    answer = signed_in(person()).get("/api/v1/missions/?on=2020-12-31&kind=embassy&department=vu-chau-au&page_size=3").json()
    assert answer["count"] > 20
    assert len(answer["results"]) == 3
    assert answer["network"] == {"on": "2020-12-31", "known_from": "2020-11-09", "is_known": True, "total": 94, "least": 94, "most": 96}
    row = answer["results"][0]
    assert (row["kind"], row["department"]["code"]) == ("embassy", "vu-chau-au")
    assert row["events"][0]["precision"] in {"not_later_than", "year"}


def test_the_api_never_gives_a_number_that_is_not_known(person, signed_in):
    """Some missions are known to have been open long before; how many there were is not."""
    browser = signed_in(person())
    answer = browser.get("/api/v1/missions/?on=2015-01-01").json()
    assert answer["count"] == len(answer["results"]) > 20
    assert answer["network"] == {
        "on": "2015-01-01",
        "known_from": "2020-11-09",
        "is_known": False,
        "total": None,
        "least": None,
        "most": None,
    }
    assert browser.get("/api/v1/missions.geojson?on=2015-01-01").json()["network"] == answer["network"]


def test_the_schema_says_that_a_count_may_not_be_the_network():
    schemas = SchemaGenerator().get_schema(public=True)["components"]["schemas"]
    rows = schemas["PaginatedMissionRowList"]
    assert rows["properties"]["network"] == {"$ref": "#/components/schemas/NetworkAnswer"}
    assert "network" in rows["required"]
    assert schemas["NetworkAnswer"]["properties"]["is_known"]["type"] == "boolean"


def test_the_api_shows_one_mission_with_its_version(person, signed_in):
    answer = signed_in(person()).get("/api/v1/missions/emb-cn/")
    assert answer.headers["ETag"].startswith('"v1.')
    body = answer.json()
    assert [country["code"] for country in body["accredited_to"]] == ["FM"]
    assert (body["is_open"], body["demo"]) == (True, False)


@pytest.mark.parametrize("query", ["on=99", "kind=castle", "colour=red"])
def test_the_api_refuses_a_question_that_it_cannot_read(person, signed_in, query):
    answer = signed_in(person()).get(f"/api/v1/missions/?{query}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")


@pytest.mark.parametrize("page", ["/missions/", "/missions/map/"])
def test_missions_stand_in_the_order_of_the_reader(network, signed_in, page):
    """Áo comes before Ba Lan; Austria before Belarus before Poland."""
    user = UserFactory(email="order@demo.test")
    Membership.objects.create(user=user, unit=Unit.objects.get(code="van-phong-bo"), role="unit_officer", from_on=ISSUED)
    for language, names in (("vi", ["tại Áo", "tại Ba Lan", "tại Belarus"]), ("en", ["in Austria", "in Belarus", "in Poland"])):
        client = signed_in(user)
        client.cookies["language"] = language
        content = client.get(page).content.decode().split('id="list"')[1]
        places = [content.index(f"{name}<") for name in names]
        assert places == sorted(places)
