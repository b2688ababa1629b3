"""The network as shipped, its counts, corrected files and wrong ones."""

import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from accounts import history
from accounts.models import Event, Unit
from accounts.naming import forbidden
from accounts.reading import FileRefused
from accounts.tongue import language_of
from missions.models import Country, Mission, MissionEvent, NetworkTotal
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]
KINDS_2020 = {"embassy": 67, "consulate_general": 22, "permanent_mission": 4, "economic_cultural_office": 1}
KINDS_2025 = {"embassy": 70, "consulate_general": 24, "permanent_mission": 4, "economic_cultural_office": 1}


def load(*arguments, **options):
    out = io.StringIO()
    with translation.override("en"):
        call_command("load_missions", *arguments, stdout=out, **options)
    return out.getvalue()


def refusal(folder):
    with pytest.raises(CommandError) as error:
        load(str(folder))
    assert isinstance(error.value.__cause__, FileRefused)
    assert error.value.returncode == 1
    return [(fault.file, fault.line, fault.field) for fault in error.value.__cause__.faults]


@pytest.mark.parametrize(("on", "kinds"), [(date(2020, 12, 31), KINDS_2020), (date(2025, 12, 31), KINDS_2025)])
def test_the_network_is_counted_by_kind(network, on, kinds):
    found = Mission.objects.network(on)
    assert found.by_kind == kinds
    assert found.total == sum(kinds.values()) == Mission.objects.open_on(on).count()


def test_a_city_of_an_older_database_gets_its_name_once(network):
    found = Mission.objects.filter(unit__code__in=["emb-ru", "emb-in"])
    before = {"cities": list(found.values_list("city_vi", flat=True)), "search": list(found.values_list("search_text", flat=True))}
    found.update(city_vi="Mát-xcơ-va", search_text="")
    load()
    assert {"cities": list(found.values_list("city_vi", flat=True)), "search": list(found.values_list("search_text", flat=True))} == before
    events = Event.objects.count()
    load()
    assert Event.objects.count() == events


@pytest.mark.parametrize(
    ("typed", "code"), [("luan don", "emb-gb"), ("Mát-xcơ-va", "emb-ru"), ("vieng chan", "emb-la"), ("verified", None)]
)
def test_a_city_is_found_as_it_is_written_elsewhere_too(network, typed, code):
    """Other words of the notes are not searched."""
    assert [mission.unit.code for mission in Mission.objects.matching(typed)] == ([code] if code else [])


def test_every_note_reads_well_in_both_languages(network):
    noted = Mission.objects.exclude(notes="", notes_vi="")
    assert noted.count() == 43
    assert [one.unit.code for one in noted if not (one.notes and one.notes_vi)] == []
    assert [one.unit.code for one in noted if language_of(one.notes_vi) == "en" or "domain.md" in one.notes] == []


def test_before_the_first_record_the_network_is_not_known(network):
    assert Mission.objects.network(date(2020, 11, 8)).total is None
    assert Mission.objects.network(date(2020, 11, 9)).total == 94
    assert MissionEvent.objects.standing().known_from() == date(2020, 11, 9)


def test_the_unit_of_a_closed_mission_ends_and_that_of_an_intention_has_not_begun(network):
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=["emb-fr", "emb-iq", "emb-et"])}
    assert units["emb-iq"].until == date(2018, 6, 5)
    assert units["emb-iq"].is_active(date(2018, 6, 4))
    assert not units["emb-iq"].is_active(date(2018, 6, 5))
    assert not units["emb-et"].is_active(date(2026, 1, 1))
    active = Unit.objects.active(date(2026, 1, 1)).filter(kind="mission")
    assert active.count() == Mission.objects.open_on(date(2026, 1, 1)).count() == 99
    assert units["emb-fr"] in active


def test_published_totals_stand_beside_the_count(network):
    rows = {row.official.on.isoformat(): (row.official.total, row.counted) for row in Mission.objects.network(date(2026, 1, 1)).compared}
    assert rows == {"2019-11-27": (96, None), "2020-11-09": (94, 94), "2021-12-19": (96, 94), "2025-12-29": (99, 99)}


def test_an_intention_is_never_counted(network):
    ethiopia = Mission.objects.get(unit__code="emb-et")
    MissionEvent.objects.create(mission=ethiopia, kind="opened", on=date(2020, 1, 1), precision="day", recorded_at=timezone.now())
    assert ethiopia.is_intention
    assert not ethiopia.is_open(date(2026, 1, 1))
    assert Mission.objects.network(date(2025, 12, 31)).total == 99


def test_the_count_in_sql_is_the_count_of_the_rule(network):
    for on in [
        date(1940, 1, 1),
        date(1976, 12, 31),
        date(2018, 6, 4),
        date(2018, 6, 5),
        date(2025, 8, 13),
        date(2025, 11, 29),
        date(2030, 1, 1),
    ]:
        assert Mission.objects.open_on(on).count() == sum(Mission.objects.network(on).by_kind.values()), on


def test_each_mission_has_its_unit(network):
    embassy = Mission.objects.get(unit__code="emb-fr")
    assert (embassy.unit.kind, embassy.unit.parent.code, embassy.unit.lead_unit.code) == ("mission", "cqdd", "vu-chau-au")
    assert Unit.objects.filter(kind="mission").count() == Mission.objects.count() == 104
    assert [country.pk for country in Mission.objects.get(unit__code="emb-cn").accredited_to.all()] == ["FM"]
    closed = Mission.objects.get(unit__code="emb-iq").events.get(kind="closed")
    assert (closed.on, closed.precision, closed.decision_number) == (date(2018, 6, 5), "not_earlier_than", "17/NQ-CP")


def test_a_country_without_a_name_shows_its_code(network):
    assert str(Country.objects.get(pk="EH")) == "EH"


def test_no_name_that_must_not_be_used(network):
    said = [text for unit in Unit.objects.all() for text in (unit.name_vi, unit.name_en)]
    said += [
        text
        for mission in Mission.objects.all()
        for text in (mission.host_vi, mission.host_en, mission.place, mission.notes, mission.notes_vi)
    ]
    said += [text for country in Country.objects.all() for text in (country.name_vi, country.name_en)]
    assert [forbidden(text) for text in said if forbidden(text)] == []
    assert Mission.objects.get(unit__code="cg-hong-kong").host_country_id == "CN"


def test_a_second_load_writes_nothing(network):
    events, rows = Event.objects.count(), MissionEvent.objects.count()
    assert load() == "unchanged: 369\n"
    assert (Event.objects.count(), MissionEvent.objects.count()) == (events, rows)


def test_a_dry_run_tells_and_writes_nothing(network, edited):
    events = Event.objects.count()
    told = load(str(edited("missions.csv", "emb-fr", city="Lyon")), dry_run=True)
    assert "Dry run" in told
    assert "missions.Mission emb-fr: city_en" in told
    assert Mission.objects.get(unit__code="emb-fr").city_en == "Paris"
    assert Event.objects.count() == events


def test_a_corrected_file_changes_just_what_differs(network, edited):
    events = Event.objects.count()
    folder = edited(
        "missions.csv", "emb-fr", city="Lyon", name_en="Embassy of Viet Nam in the French Republic", accredited_countries="MC;IS"
    )
    load(str(folder))
    embassy = Mission.objects.get(unit__code="emb-fr")
    assert (embassy.city_en, embassy.unit.name_en) == ("Lyon", "Embassy of Viet Nam in the French Republic")
    assert "french republic" in embassy.unit.search_text
    assert Event.objects.count() == events + 2
    event = Event.objects.about(embassy).first()
    assert (event.verb, event.by_label, event.unit_id) == ("corrected", "system: load_missions", embassy.unit_id)
    assert event.body.changes == {"city_en": ["Paris", "Lyon"], "accredited_to": ["MC", "IS; MC"]}
    assert load(str(folder)) == "unchanged: 369\n"


def test_a_corrected_date_keeps_what_was_believed(network, edited):
    before = timezone.now()
    load(str(edited("missions.csv", "cg-busan", opened_on="2025-09-01")))
    busan = Mission.objects.filter(unit__code="cg-busan")
    assert not busan.open_on(date(2025, 8, 20)).exists()
    assert busan.open_on(date(2025, 8, 20), known=before).exists()
    assert busan.get().events.count() == 2
    assert Event.objects.about(busan.get()).first().body.changes == {"opened_on": ["2025-08-13", "2025-09-01"]}


def test_what_a_person_edited_is_left_and_told(network, edited):
    unit, person = Unit.objects.get(code="emb-fr"), UserFactory()
    unit.save_seen(None, {"name_en": "Embassy, as we say it"})
    history.record(by=person, verb="unit.rename", obj=unit, code=unit.code, unit=unit, changes={"name_en": ("x", unit.name_en)})
    told = load(str(edited("missions.csv", "emb-fr", name_en="Other")))
    assert "left as a person edited it: accounts.Unit emb-fr, name_en" in told
    unit.refresh_from_db()
    assert unit.name_en == "Embassy, as we say it"


def by_hand(mission, **values):
    """A note as a person wrote it before notes stood in both languages."""
    changes = {name: (getattr(mission, name), value) for name, value in values.items()}
    mission.save_seen(None, values)
    history.record(by=UserFactory(), verb="mission.edit", obj=mission, code=mission.unit.code, changes=changes)


def read(mission, language="vi"):
    mission.refresh_from_db()
    with translation.override(language):
        return mission.text("notes")


def test_no_file_lays_its_vietnamese_over_the_note_of_a_person(network, edited):
    """Control: of a note that nobody has touched the Vietnamese comes."""
    mission, other = (Mission.objects.get(unit__code=code) for code in ("emb-fr", "emb-jp"))
    Mission.objects.filter(pk__in=[mission.pk, other.pk]).update(notes_vi="")
    by_hand(mission, notes="Trụ sở đang sửa.")
    edited("missions.csv", "emb-jp", notes_vi="Ghi chú của tệp.")
    told = load(str(edited("missions.csv", "emb-fr", notes_vi="Ghi chú của tệp.")))
    assert "left as a person edited it: missions.Mission emb-fr, notes_vi:" in told
    assert (read(mission), read(mission, "en"), read(other)) == ("Trụ sở đang sửa.", "Trụ sở đang sửa.", "Ghi chú của tệp.")


@pytest.mark.parametrize(("touched", "left"), [(False, "Trụ sở đang sửa."), (True, "Ghi chú của tệp.")])
def test_what_an_earlier_release_laid_over_it_is_taken_back(network, touched, left):
    """Not where a person has worked on the Vietnamese since."""
    mission = Mission.objects.get(unit__code="emb-fr")
    by_hand(mission, notes="Trụ sở đang sửa.")
    mission.save_seen(None, {"notes_vi": "Ghi chú của tệp."})
    laid = {"notes_vi": ("", mission.notes_vi)}
    history.record(by=history.System("load_missions"), verb="corrected", obj=mission, code="emb-fr", changes=laid)
    if touched:
        by_hand(mission, notes_vi="Ghi chú của tệp.")
    load()
    assert read(mission) == left
    events = Event.objects.about(mission)
    assert events.first().fields == "notes_vi"
    assert (events.first().by is None) is not touched
    before = events.count()
    load()
    assert events.count() == before


def test_a_row_that_left_the_file_is_told_and_stays(network, folder):
    file = folder / "missions.csv"
    file.write_text("\n".join(line for line in file.read_text("utf-8").split("\n") if not line.startswith("emb-fr,")), "utf-8")
    assert "no longer in the file, left: missions.Mission emb-fr" in load(str(folder))
    assert Mission.objects.filter(unit__code="emb-fr").exists()


@pytest.mark.parametrize(
    ("cells", "fields"),
    [
        ({"kind": "legation"}, ["kind"]),
        ({"lead_unit": "vu_khong_co"}, ["lead_unit"]),
        ({"host_country_iso2": "XX"}, ["host_country_iso2"]),
        ({"accredited_countries": "FM;XX"}, ["accredited_countries"]),
        ({"timezone": "Europe/Nowhere"}, ["timezone"]),
        ({"timezone": "../../etc/passwd"}, ["timezone"]),
        ({"latitude": "91"}, ["latitude"]),
        ({"longitude": "abc"}, ["longitude"]),
        ({"latitude": "NaN"}, ["latitude"]),
        ({"longitude": ""}, ["longitude"]),
        ({"opened_on": "2020-13-01"}, ["opened_on"]),
        ({"opened_on": "20201109"}, ["opened_on"]),
        ({"opened_precision": "perhaps"}, ["opened_precision"]),
        ({"opened_on": "2020-11-10", "opened_precision": "year"}, ["opened_on"]),
        ({"status": "closed"}, ["closed_on"]),
        ({"status": "closed", "closed_on": "2020-01-01"}, ["closed_on"]),
        ({"status": "open", "closed_on": "2021-01-01"}, ["closed_on"]),
        ({"status": "intention"}, ["status"]),
        ({"status": "vacant"}, ["status"]),
        ({"name_vi": ""}, ["name_vi"]),
        ({"name_vi": "x" * 251}, ["name_vi"]),
        ({"name_en": "Embassy of Viet Nam in \x07France"}, ["name_en"]),
        ({"host_name_vi": "Đài Loan"}, ["host_name_vi"]),
        ({"host_name_en": "Hong Kong"}, ["host_name_en"]),
        ({"name_vi": "Đại sứ quán Việt Nam tại Đài Bắc"}, ["name_vi"]),
        ({"host_country_iso2": "TW"}, ["host_name_en", "host_name_vi", "kind", "timezone"]),
        ({"code": "vu_chau_au"}, ["code"]),
        ({"code": "Emb FR"}, ["code"]),
        ({"code": "import"}, ["code"]),
        ({"timezone": "Europe/Berlin"}, ["timezone"]),
        ({"organisation": "UNESCO"}, ["organisation"]),
        ({"kind": "delegation"}, ["organisation"]),
        ({"code": "emb-jp"}, ["code"]),
    ],
)
def test_a_wrong_cell_refuses_the_whole_file(network, edited, cells, fields):
    faults = refusal(edited("missions.csv", "emb-fr", **cells))
    assert sorted({field for _file, _line, field in faults}) == fields
    assert {(file, line) for file, line, _field in faults} == {("missions.csv", 31)}


def test_every_fault_of_every_file_is_named(network, edited, folder):
    events = Event.objects.count()
    edited("missions.csv", "emb-fr", kind="x")
    edited("missions.csv", "emb-jp", timezone="x")
    edited("countries.csv", "TW", name_vi="Đài Loan")
    edited("network-totals.csv", "2020-11-09", total="95")
    assert refusal(folder) == [
        ("countries.csv", 142, "name_vi"),
        ("countries.csv", 142, "name_vi"),
        ("missions.csv", 3, "timezone"),
        ("missions.csv", 31, "kind"),
        ("network-totals.csv", 3, "total"),
    ]
    assert Event.objects.count() == events
    assert Mission.objects.get(unit__code="emb-fr").kind == "embassy"


def test_missing_and_unknown_columns_are_named(network, folder):
    file = folder / "missions.csv"
    file.write_text(file.read_text("utf-8").replace("timezone,", "time_zone,", 1), "utf-8")
    assert refusal(folder) == [("missions.csv", 1, "time_zone"), ("missions.csv", 1, "timezone")]


def test_a_file_that_is_not_utf8_is_refused_with_its_line(network, folder):
    (folder / "countries.csv").write_bytes(b"iso2,name_vi,name_en,name_basis\nFR,Ph\xe1p,France,x\n")
    assert ("countries.csv", 2, "–") in [fault[:3] for fault in refusal(folder)]


@pytest.mark.parametrize("text", ["", '"', "iso2\n", "a,b\n1\n", "iso2,name_vi,name_en,name_basis\nFR,x\n"])
def test_a_broken_table_is_refused(network, folder, text):
    (folder / "countries.csv").write_text(text)
    assert any(file == "countries.csv" for file, _line, _field in refusal(folder))


def test_the_question_of_a_day_asks_twice(network):
    with CaptureQueriesContext(connection) as asked:
        Mission.objects.network(date(2026, 1, 1))
    assert len(asked) == 2
    assert NetworkTotal.objects.count() == 4
