"""A roster brought in with a dry run; rows that look like one person, merged only when somebody says so."""

from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from accounts.versions import StaleVersion
from office.tables import csv_lines, grid_of_file, grid_of_text, read, xlsx
from office.tables.importing import Outcome, run
from personnel.doubles import doubles
from personnel.models import Officer, ResultRecord
from personnel.people_tables import roster_rows, roster_table
from personnel.roster_imports import Roster
from personnel.services.enrolment import enrol_officers
from personnel.services.merging import merge_officers, tell_apart
from personnel.services.results import Taken, record_results
from personnel.views.officers import SKILLS
from tests.missions.openings import NOW
from tests.office.cells import must_come_back
from tests.personnel.people import speaks, staff
from tests.personnel.rows import CourseFactory, EnrolmentFactory, LanguageFactory, OfficerFactory, PostingFactory

pytestmark = pytest.mark.django_db
IMPORT = "/personnel/officers/import/"


@pytest.fixture
def people(department, geographic, embassy):
    LanguageFactory(code="fr")
    return staff(department, geographic, embassy)


def brought(personnel, rows, keep=True, **how):
    importer = Roster(personnel, NOW)
    return run(importer, read(importer.table, grid_of_text(rows)), keep=keep, **how)


def test_who_is_known_is_changed_and_who_is_not_is_new(people, personnel, department):
    own = people[0]
    rows = f"name\tunit\trank\tpost\tlanguage_1\tlevel_1\nCán bộ 901\t{department.code}\tcong_su\t\tfr\t6\nCán bộ 910\t{department.code}\t\tVụ phó\t\t"
    told = brought(personnel, rows, keep=False)
    assert told.counts == {"new": 1, "changed": 1, "same": 0, "faulty": 0}
    assert Officer.objects.count() == 3
    brought(personnel, rows)
    own.refresh_from_db()
    assert (own.rank, max(own.skills.values_list("level", flat=True))) == ("cong_su", 6)
    assert Officer.objects.get(name="Cán bộ 910").post == "Vụ phó"
    assert brought(personnel, rows.replace("cong_su", "")).counts["same"] == 2  # an empty cell says nothing


def test_a_name_without_its_marks_is_new_and_offered_as_a_double(people, personnel, department):
    (line,) = brought(personnel, f"name\tunit\nCan bo 901\t{department.code}").of(Outcome.NEW)
    assert str(people[0].pk) in line.name
    assert [[officer.name for officer in group] for group in doubles()] == [["Cán bộ 901", "Can bo 901"]]


def test_a_row_that_cannot_be_is_named_at_its_cell(people, personnel, department):
    OfficerFactory(name="Cán bộ 901", unit=department)
    rows = f"number\tname\tunit\tlanguage_1\tlevel_1\n\tCán bộ 901\t{department.code}\t\t\n987\tCán bộ 1\t{department.code}\t\t\n\tCán bộ 912\t{department.code}\tfr\t\n\tCán bộ 913\tx\t\t"
    told = brought(personnel, rows, keep=False)
    assert [{fault.key for fault in line.faults} for line in told.lines] == [{"name"}, {"number"}, {"level_1"}, {"unit"}]


def test_a_level_is_read_as_the_list_says_it_in_either_frame(people, personnel, department):
    said = ("B2", "b2", "4", "Bậc 4 (B2)", "Level 4 (B2)", "C1")
    rows = "".join(f"\nCán bộ 93{place}\t{department.code}\tfr\t{level}" for place, level in enumerate(said))
    told = brought(personnel, f"name\tunit\tlanguage_1\tlevel_1{rows}")
    assert told.written
    levels = Officer.objects.filter(name__startswith="Cán bộ 93").order_by("name").values_list("skills__level", flat=True)
    assert list(levels) == [4, 4, 4, 4, 4, 5]


def test_a_row_says_all_that_is_wrong_at_once(people, personnel, department):
    told = brought(personnel, f"number\tname\tunit\tlanguage_1\tlevel_1\n987\tCán bộ 1\t{department.code}\tfr\tB7", keep=False)
    assert {fault.key for fault in told.lines[0].faults} == {"level_1", "number"}


def test_the_whole_way_in_the_browser(people, personnel, department, signed_in):
    browser = signed_in(personnel)
    sent = browser.post(IMPORT, {"pasted": f"name\tunit\nCán bộ 920\t{department.code}\nCán bộ 921\tkhong-co"})
    page = browser.get(sent["Location"])
    assert page.context["result"].counts["faulty"] == 1
    assert browser.get(f"{sent['Location']}faults.xlsx").status_code == 200
    browser.post(sent["Location"], {"skip": "yes", "seen": page.context["result"].digests})
    assert Officer.objects.filter(name="Cán bộ 920").exists()
    assert browser.post(IMPORT, {}).status_code == 422


def test_whatever_stands_in_a_cell_comes_back_in_the_file_of_faults(people, personnel, signed_in):
    must_come_back(signed_in(personnel), IMPORT, Roster(personnel, NOW).table)


@pytest.fixture
def double(people, department):
    return OfficerFactory(name="Can bo 901", unit=department, rank="", post="Vụ phó")


def test_a_double_gives_all_it_has(people, double, personnel, embassy):
    own, course = people[0], CourseFactory()
    speaks(double, "fr", 6)
    speaks(double, "es", 3)
    PostingFactory(officer=double, unit=embassy, from_on=date(2020, 1, 1), until_on=date(2023, 1, 1))
    EnrolmentFactory(officer=own, course=course)
    done = EnrolmentFactory(officer=double, course=course, result="completed", completed_on=date(2026, 3, 13), completed_heads=1)
    merge_officers(kept=own, double=double, reason="Một người", by=personnel, now=NOW)
    own.refresh_from_db()
    double.refresh_from_db()
    assert (own.post, own.rank, double.merged_into) == ("Vụ phó", "tham_tan", own)
    assert sorted(own.skills.values_list("language__code", "level")) == [("es", 3), ("fr", 6)]
    assert own.postings.count() == 1
    assert [seat.pk for seat in own.enrolments.exclude(state="withdrawn")] == [done.pk]
    assert not doubles()
    with pytest.raises(ValidationError):
        merge_officers(kept=own, double=double, reason="Lần nữa", by=personnel, now=NOW)


def test_a_person_who_completed_twice_is_counted_once_and_a_seat_that_falls_free_is_given(people, double, personnel, department):
    own, held = people[0], CourseFactory()
    for row in (own, double):
        seat = EnrolmentFactory(officer=row, course=held)
        record_results(course=held, rows=[Taken(seat.pk, "completed", date(2026, 3, 13), 1)], by=personnel, now=NOW)
    ahead = CourseFactory(starts_on=date(2027, 3, 1), ends_on=date(2027, 3, 5), capacity=2)
    people_ahead = [own, double, people[1]]
    seats = enrol_officers(course=ahead, people=[(row, row.unit) for row in people_ahead], by=personnel, now=NOW)
    assert [seat.state for seat in seats] == ["enrolled", "enrolled", "waiting"]
    merge_officers(kept=own, double=double, reason="Một người", by=personnel, now=NOW)
    assert ResultRecord.objects.completed(date(2026, 12, 31)).count() == 1
    assert people[1].enrolments.get().state == "enrolled"
    assert ahead.enrolments.filter(state="enrolled").count() == 2


def test_two_places_at_once_are_no_double(people, double, personnel, embassy, geographic):
    own = people[0]
    PostingFactory(officer=own, unit=embassy)
    PostingFactory(officer=double, unit=geographic, destination="ministry")
    with pytest.raises(ValidationError, match="hai nơi"):
        merge_officers(kept=own, double=double, reason="Một người", by=personnel, now=NOW)
    assert double.postings.count() == 1


def test_two_who_are_two_are_not_offered_again(people, double, personnel, signed_in):
    browser, own = signed_in(personnel), people[0]
    assert "Can bo 901" in browser.get("/personnel/officers/doubles/").content.decode()
    assert browser.post(f"/personnel/officers/{own.pk}/apart/{double.pk}/", {"reason": ""}).status_code == 422
    with pytest.raises(StaleVersion):
        tell_apart(one=own, other=double, reason="Hai người trùng tên", by=personnel, now=NOW, seen=own.version + 1)
    tell_apart(one=own, other=double, reason="Hai người trùng tên", by=personnel, now=NOW, seen=own.version)
    assert not doubles()
    third = OfficerFactory(name="CÁN BỘ 901", unit=own.unit)
    assert [{officer.pk for officer in group} for group in doubles()] == [{own.pk, double.pk, third.pk}]
    chosen = {"reason": "Một người", "take_name": "kept", "take_rank": "kept"}
    browser.post(f"/personnel/officers/{own.pk}/merge/{third.pk}/", chosen)
    assert Officer.objects.get(pk=third.pk).merged_into == own


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize(("written", "read_in"), [("vi", "en"), ("en", "vi")])
def test_the_list_comes_back_untouched_in_the_other_language(written, read_in, form, people, personnel):
    with override(written):
        table = roster_table()
        rows = list(roster_rows(Officer.objects.serving().select_related("unit").prefetch_related(SKILLS), table))
        content = xlsx(table, rows) if form == "xlsx" else "".join(csv_lines(table, rows)).encode()
    with override(read_in):
        importer = Roster(personnel, NOW)
        result = run(importer, read(importer.table, grid_of_file(BytesIO(content))), keep=False)
    assert result.every_fault == []
    assert result.counts["same"] == len(result.lines) > 0
