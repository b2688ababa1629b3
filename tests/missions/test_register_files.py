"""The register as a file that goes out and comes back, and as GeoJSON."""

import json
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from accounts.models import Event, Membership, Unit
from accounts.naming import forbidden
from missions.imports import Register
from missions.models import Mission, MissionEvent
from office.tables import grid_of_file, grid_of_text, read
from office.tables.importing import run
from tests.factories import ISSUED, UserFactory
from tests.missions.many import many_missions
from tests.office.cells import must_come_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(network):
    def make(role="secretariat"):
        user = UserFactory(email=f"{role}@demo.test", language="en")
        Membership.objects.create(user=user, unit=Unit.objects.get(code="van-phong-bo"), role=role, from_on=ISSUED)
        return user

    return make


@pytest.fixture
def csv_of(person, signed_in):
    def read_csv(role="secretariat", query="", language="en"):
        browser = signed_in(person(role))
        browser.cookies["language"] = language
        answer = browser.get(f"/missions/register.csv{query}")
        assert answer.status_code == 200
        return b"".join(answer.streaming_content).decode("utf-8-sig")

    return read_csv


def test_the_file_has_the_rows_of_the_filter_and_says_how_they_stand(csv_of):
    lines = csv_of(query="?on=2020-12-31&region=chau-my").splitlines()
    assert lines[0].startswith("Code;Name, in Vietnamese;Name, in English;Kind;Standing")
    assert sum(";In operation;" in line for line in lines) == 12
    assert sum(";Not in operation;" in line for line in lines) == 1


def test_what_is_for_those_who_keep_the_data_stays_with_them(csv_of):
    text = csv_of("unit_officer")
    assert "GitHub" not in text
    assert "How sure it is" not in text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_file_says_nothing_that_must_not_be_said(csv_of, language):
    cells = [cell for line in csv_of("unit_officer", language=language).splitlines() for cell in line.split(";")]
    assert [pair for cell in cells if cell.strip('"') not in {"Hồng Công", "Hong Kong"} for pair in forbidden(cell)] == []


def test_a_question_that_cannot_be_read_is_answered_by_the_page(person, signed_in):
    assert signed_in(person()).get("/missions/register.xlsx?on=99").status_code == 422


def test_the_workbook_opens(person, signed_in):
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(BytesIO(signed_in(person()).get("/missions/register.xlsx?on=2025-12-31").content))
    rows = book.get_sheet_by_index(0).to_python()
    assert sum("emb-fr" in row for row in rows) == 1


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("reader", ["vi", "en"])
def test_what_goes_out_comes_back_and_changes_nothing(csv_of, signed_in, language, reader):
    """Whichever language the reader has chosen since: "Áo" is Austria and never AO, Angola."""
    text, browser = csv_of(language=language), signed_in(_keeper())
    browser.cookies["language"] = language
    workbook = browser.get("/missions/register.xlsx").content
    for grid in (grid_of_text(text), grid_of_file(BytesIO(workbook))):
        with translation.override(reader):
            importer = Register(_keeper(), timezone.now())
            result = run(importer, read(importer.table, grid), keep=False)
        assert result.every_fault == []
        assert result.counts == {"new": 0, "changed": 0, "same": 104, "faulty": 0}


def _keeper():
    from accounts.models import User

    return User.objects.get(email="secretariat@demo.test")


def _bring(person, text, *, keep=True):
    with translation.override("en"):
        importer = Register(person, timezone.now())
        return run(importer, read(importer.table, grid_of_text(text)), keep=keep)


def test_facts_and_events_of_a_row_are_written_with_history(person):
    text = "code\tcity_en\tlatitude\tlongitude\taccredited_to\tclosed_on\tclosed_precision\tclosed_decision\n"
    text += "emb-fr\tLyon\t45.76\t4.84\tMonaco; Albania\t31/03/2026\tTo the month\t5/NQ-CP"
    keeper = person()
    result = _bring(keeper, text)
    assert result.written, result.every_fault
    mission = Mission.objects.get(unit__code="emb-fr")
    assert (mission.city_en, mission.latitude) == ("Lyon", Decimal("45.76000"))
    closed = MissionEvent.objects.standing().get(mission=mission, kind="closed")
    assert (closed.on, closed.precision, closed.decision_number, closed.by) == (date(2026, 3, 31), "month", "5/NQ-CP", keeper)
    assert [event.verb for event in Event.objects.about(mission)[:2]] == ["mission.event_recorded", "mission.edited"]


def test_another_opening_corrects_what_stands(person):
    result = _bring(person(), "code\topened_on\ncg-busan\t01/09/2025")
    assert result.written, result.every_fault
    row = MissionEvent.objects.standing().get(mission__unit__code="cg-busan")
    assert (row.on, row.corrects.on) == (date(2025, 9, 1), date(2025, 8, 13))
    assert row.note == "Đính chính theo bảng được nhập."


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("code\tcity_en\nemb-xx\tLyon", "code"),
        ("code\tlatitude\nemb-fr\t", "latitude"),
        ("code\ttime_zone\nemb-fr\tEurope/Atlantis", "time_zone"),
        ("code\tclosed_on\tclosed_precision\ncg-busan\t01/01/2025\tTo the day", "closed_on"),
        ("code\tclosed_on\ncg-busan\t01/01/2026", "closed_precision"),
        ("code\thost_vi\neco-taipei\tĐài Loan", "host_vi"),
        ("code\tkind\nemb-fr\tCastle", "kind"),
    ],
)
def test_a_row_that_cannot_be_is_a_fault_of_its_cell_and_nothing_is_written(person, text, key):
    before = Event.objects.count()
    result = _bring(person(), text)
    assert not result.written
    assert [fault.key for fault in result.every_fault] == [key]
    assert Event.objects.count() == before


def test_the_secretariat_sends_a_file_looks_and_confirms(person, signed_in):
    browser = signed_in(person())
    browser.cookies["language"] = "en"
    file = SimpleUploadedFile("danh-ba.csv", "code;notes\nemb-fr;Kiểm tra lại".encode("utf-8-sig"))
    address = browser.post("/missions/import/", {"file": file})["Location"]
    page = browser.get(address)
    assert "1 row is ready to be imported" in page.content.decode()
    assert Mission.objects.get(unit__code="emb-fr").notes != "Kiểm tra lại"
    assert browser.post(address, {"seen": page.context["result"].digests})["Location"] == "/missions/"
    assert Mission.objects.get(unit__code="emb-fr").notes == "Kiểm tra lại"


def test_faulty_rows_are_given_back_and_a_draft_is_thrown_away(person, signed_in):
    browser = signed_in(person())
    address = browser.post("/missions/import/", {"pasted": "code\ttime_zone\nemb-fr\tnowhere"})["Location"]
    assert browser.get(address).context["result"].counts["faulty"] == 1
    assert browser.get(f"{address}faults.xlsx").content[:2] == b"PK"
    browser.post(address, {"act": "discard"})
    assert browser.get(address).status_code == 404


def test_whatever_stands_in_a_cell_comes_back_in_the_file_of_faults(person, signed_in):
    by = person()
    must_come_back(signed_in(by), "/missions/import/", Register(by, timezone.now()).table)


def test_what_changed_meanwhile_is_looked_at_again(person, signed_in):
    browser = signed_in(person())
    address = browser.post("/missions/import/", {"pasted": "code\tnotes\nemb-fr\tx"})["Location"]
    seen = browser.get(address).context["result"].digests
    Mission.objects.filter(unit__code="emb-fr").update(notes="y", version=99)
    assert browser.post(address, {"seen": seen}).status_code == 409


def test_nothing_sent_is_said(person, signed_in):
    assert signed_in(person()).post("/missions/import/", {}).status_code == 422


@pytest.fixture
def geojson(person, signed_in):
    browser = signed_in(person("unit_officer"))

    def ask(query="", status=200):
        answer = browser.get(f"/api/v1/missions.geojson{query}")
        assert answer.status_code == status
        return answer

    return ask


def test_geojson_has_a_feature_for_each_open_mission(geojson):
    answer = geojson("?on=2025-12-31")
    assert answer["Content-Type"] == "application/geo+json"
    body = json.loads(answer.content)
    assert (body["type"], body["total"], len(body["features"])) == ("FeatureCollection", 99, 99)
    paris = next(row for row in body["features"] if row["id"] == "emb-fr")
    assert paris["geometry"]["type"] == "Point"
    longitude, latitude = paris["geometry"]["coordinates"]
    assert (round(longitude), round(latitude)) == (2, 49), "longitude comes first (RFC 7946, 3.1.1)"
    assert paris["properties"]["kind"] == "embassy"
    assert "GeoNames" in body["attribution"]
    assert "crs" not in body, "always WGS 84 (RFC 7946, 4)"


def test_geojson_never_gives_a_number_that_is_not_known_and_null_where_there_is_no_place(geojson):
    Mission.objects.filter(unit__code="emb-fr").update(latitude=None, longitude=None)
    assert json.loads(geojson("?on=2015-01-01").content)["total"] is None
    features = json.loads(geojson("?kind=embassy&region=chau-au").content)["features"]
    assert next(row for row in features if row["id"] == "emb-fr")["geometry"] is None


def test_geojson_refuses_a_question_that_it_cannot_read(geojson):
    assert geojson("?kind=castle", status=400)["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("address", ["/missions/register.csv", "/api/v1/missions.geojson", "/missions/import/"])
def test_a_file_costs_the_same_at_ten_times_the_missions(person, signed_in, address):
    browser = signed_in(person())

    def read_all():
        with CaptureQueriesContext(connection) as asked:
            answer = browser.get(address)
            b"".join(answer.streaming_content) if answer.streaming else answer.content
        return len(asked)

    read_all()
    once = read_all()
    many_missions(1000)
    assert read_all() <= once <= 12
