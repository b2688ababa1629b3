"""Sheets of a course: people found by name without marks and unit, faults at their cells, nothing twice."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.translation import override
from python_calamine import CalamineWorkbook

from office.tables import csv_lines, grid_of_file, read, xlsx
from office.tables.importing import run
from personnel.models import CourseSession
from personnel.training_imports import Enrolments, Results, enrolments_table, result_rows, results_table, units_named
from tests.factories import UnitFactory
from tests.office.cells import must_come_back
from tests.personnel.rows import CourseFactory, EnrolmentFactory, OfficerFactory, PostingFactory

FORMS = {"xlsx": xlsx, "csv": lambda table, rows: "".join(csv_lines(table, rows)).encode()}
pytestmark = pytest.mark.django_db


@pytest.fixture
def course(department):
    return CourseFactory(starts_on=date(2030, 3, 2), ends_on=date(2030, 3, 9))


@pytest.fixture
def send(course, personnel, signed_in):
    """Sends a sheet; answers the page of its dry run and how to confirm it."""
    browser = signed_in(personnel)

    def bring(content, kind="enrolments"):
        sent = (
            {"kind": kind, "file": SimpleUploadedFile("a.xlsx", content)}
            if isinstance(content, bytes)
            else {"kind": kind, "pasted": content}
        )
        answer = browser.post(f"/personnel/courses/{course.pk}/import/", sent)
        assert answer.status_code == 302
        page = browser.get(answer["Location"])
        confirm = lambda **more: browser.post(answer["Location"], {"seen": page.context["result"].digests, **more})  # noqa: E731
        return page, confirm

    return bring


def sheet(rows):
    return xlsx(enrolments_table({}), rows)


def reasons(page):
    return {line.number: " ".join(fault.reason for fault in line.faults) for line in page.context["result"].of("faulty")}


def test_people_are_found_without_marks_and_the_same_sheet_again_changes_nothing(send, course, department):
    OfficerFactory(name="Nguyễn Thị Đào", unit=department)
    content = sheet([["nguyen thi dao", department.code, None]])
    _page, confirm = send(content)
    assert confirm().status_code == 302
    page, _confirm = send(content)
    assert page.context["result"].counts == {"new": 0, "changed": 0, "same": 1, "faulty": 0}
    assert course.enrolments.count() == 1


def test_who_will_wait_for_a_seat_is_said_before_the_import(send, course, department):
    course.capacity = 3
    course.save()
    EnrolmentFactory(course=course, unit=department, heads=1)
    people = [OfficerFactory(name=f"Nguyễn Văn {name}", unit=department) for name in ("An", "Bình", "Cường", "Dũng")]
    content = sheet([[officer.name, department.code, None] for officer in people])
    page, confirm = send(content)
    lines = page.context["result"].of("new")
    assert [line.note for line in lines] == ["", "", "Trong danh sách chờ", "Trong danh sách chờ"]
    assert page.context["result"].notes == {"Trong danh sách chờ": 2}
    assert page.content.decode().count("Trong danh sách chờ") == 3
    EnrolmentFactory(course=course, unit=department, heads=1)  # meanwhile somebody has taken a seat: it is asked again
    assert confirm().status_code == 409
    page, confirm = send(content)
    assert page.context["result"].notes == {"Trong danh sách chờ": 3}
    assert confirm().status_code == 302
    assert [row.state for row in course.enrolments.filter(officer__in=people).order_by("pk")] == ["enrolled", *["waiting"] * 3]


def test_a_name_that_is_not_there_or_there_twice_names_those_who_may_be_meant(send, department, geographic):
    twice = [OfficerFactory(name="Trần Văn An", unit=department) for _ in range(2)]
    OfficerFactory(name="Lê Thị Bình", unit=geographic)
    OfficerFactory(name="Phạm Quốc Cường", unit=department)
    rows = [["Trần Văn An", None], ["Lê Thị Bình", None], ["Phạm Quốc Cương", None], ["Không Có Ai", None], ["Trần Văn An", twice[1].pk]]
    page, confirm = send(sheet([[name, department.code, number] for name, number in rows]))
    told = list(reasons(page).values())
    assert f"#{twice[0].pk}" in told[0]
    assert f"#{twice[1].pk}" in told[0]
    assert "Lê Thị Bình" in told[1]
    assert page.context["result"].counts["faulty"] == 3  # Cương is Cường without marks
    assert confirm().status_code == 409  # one bad row refuses all, unless the good ones are asked for
    assert confirm(skip="yes").status_code == 302


def test_a_head_is_told_only_of_people_whom_they_may_read(course, department, geographic, reviewer, signed_in):
    OfficerFactory(name="Trần Văn An", unit=department)
    OfficerFactory(name="Đỗ Hữu Dũng", unit=geographic)
    browser = signed_in(reviewer)
    pasted = f"name\tunit\nTrần Văn An\t{department.code}\nĐỗ Hữu Dũng\t{geographic.code}"
    answer = browser.post(f"/personnel/courses/{course.pk}/import/", {"kind": "enrolments", "pasted": pasted})
    page = browser.get(answer["Location"])
    assert page.context["result"].counts["new"] == page.context["result"].counts["faulty"] == 1
    assert "#" not in " ".join(reasons(page).values())
    refused = browser.post(f"/personnel/courses/{course.pk}/import/", {"kind": "results", "pasted": pasted})
    assert refused.status_code == 422


def test_somebody_who_serves_abroad_has_the_seat_of_their_mission(send, course, department, embassy):
    abroad = OfficerFactory(name="Vũ Minh Đức", unit=department)
    PostingFactory(officer=abroad, unit=embassy, from_on=date(2024, 1, 1), until_on=date(2035, 1, 1))
    _page, confirm = send(sheet([["Vu Minh Duc", embassy.code, None]]))
    assert confirm().status_code == 302
    assert course.enrolments.get().unit == embassy


def test_the_file_with_the_faults_has_its_reasons_in_the_cells(send, course, personnel, signed_in, department):
    page, _confirm = send(sheet([["Không Có Ai", department.code, None]]))
    answer = signed_in(personnel).get(f"/personnel/courses/{course.pk}/import/{page.context['draft'].pk}/faults.xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert any("Không Có Ai" in str(cell) for row in rows for cell in row)


def test_the_preview_names_the_unit_of_the_seat_and_not_that_of_the_sheet(send, course, department, embassy):
    abroad = OfficerFactory(name="Vũ Minh Đức", unit=department)
    PostingFactory(officer=abroad, unit=embassy, from_on=date(2024, 1, 1), until_on=date(2035, 1, 1))
    page, confirm = send(sheet([["Vũ Minh Đức", department.code, None]]))
    (line,) = page.context["result"].of("new")
    shown = [change.new for change in line.changes]
    assert embassy.name_vi in shown
    assert department.name_vi not in shown
    confirm()
    assert course.enrolments.get().unit == embassy


def test_the_sheet_that_goes_out_comes_back_clean_though_somebody_waits(course, send, personnel, signed_in, department):
    course.starts_on = course.ends_on = date(2026, 3, 2)
    course.save()
    session = CourseSession.objects.create(course=course, on=date(2026, 3, 2))
    told = {"result": "completed", "completed_on": date(2026, 3, 2), "completed_heads": 1}
    EnrolmentFactory(course=course, officer=OfficerFactory(name="Hồ An"), certificate="007", **told)
    EnrolmentFactory(course=course, officer=None, unit=department, heads=1168, state="waiting")
    waits = EnrolmentFactory(course=course, officer=OfficerFactory(name="Hồ Bình"), state="waiting")
    answer = signed_in(personnel).get(f"/personnel/courses/{course.pk}/results.xlsx")
    page, _confirm = send(answer.content, "results")
    assert page.context["result"].counts == {"new": 0, "changed": 0, "same": 3, "faulty": 0}
    page, confirm = send(f"enrolment\tsession-{session.pk}\tresult\n{waits.pk}\t1\tcompleted", "results")
    (line,) = page.context["result"].of("faulty")
    assert line.faults[0].key
    assert confirm(skip="yes").status_code == 409
    waits.refresh_from_db()
    assert waits.result == ""


def test_a_number_of_a_sheet_is_told_and_given_back_as_a_whole_number(course, send, personnel, signed_in):
    course.starts_on = course.ends_on = date(2026, 3, 2)
    course.save()
    row = [168, "", "", None, None, None, None, None, None]
    page, _confirm = send(xlsx(results_table({}, []), [row]), "results")
    (line,) = page.context["result"].of("faulty")
    assert (line.name, line.faults[0].typed) == ("168", "168")
    file = signed_in(personnel).get(f"/personnel/courses/{course.pk}/import/{page.context['draft'].pk}/faults.xlsx")
    with ZipFile(BytesIO(file.content)) as parts:
        first = parts.read("xl/worksheets/sheet1.xml").decode().partition('<c r="A2"')[2].partition("</c>")[0]
    assert "<v>168</v>" in first
    assert "t=" not in first  # neither a text nor one that looks like a number
    again, _confirm = send(file.content, "results")
    assert [fault.key for fault in again.context["result"].every_fault] == ["enrolment"]


@pytest.mark.parametrize(("kind", "importer"), [("enrolments", Enrolments), ("results", Results)])
def test_whatever_stands_in_a_cell_comes_back_in_the_file_of_faults(course, personnel, signed_in, kind, importer):
    CourseSession.objects.create(course=course, on=course.starts_on)
    table = importer(course, personnel, timezone.now()).table
    must_come_back(signed_in(personnel), f"/personnel/courses/{course.pk}/import/", table, kind=kind)


def test_results_go_out_and_come_back_by_number_and_by_name(course, send, personnel, signed_in):
    course.starts_on = course.ends_on = date(2026, 3, 2)
    course.save()
    session = CourseSession.objects.create(course=course, on=date(2026, 3, 2))
    one, two = (EnrolmentFactory(course=course, officer=OfficerFactory(name=name)) for name in ("Hồ An", "Hồ Bình"))
    group = EnrolmentFactory(course=course, officer=None, unit=UnitFactory(), heads=10)
    answer = signed_in(personnel).get(f"/personnel/courses/{course.pk}/results.xlsx")
    page, _confirm = send(answer.content, "results")
    assert page.context["result"].counts == {"new": 0, "changed": 0, "same": 3, "faulty": 0}
    head = f"enrolment\tname\tsession-{session.pk}\tresult\tcompleted_heads\tcertificate\n"
    lines = ["\tho an\t1\tcompleted\t\tCC-1", f"{two.pk}\t\t2\tcompleted\t\t", f"{group.pk}\t\t9\tcompleted\t8\t"]
    page, confirm = send(head + "\n".join(lines), "results")
    assert {line.row.values["enrolment"] for line in page.context["result"].of("faulty")} == {two.pk}
    confirm(skip="yes")
    told = [(row.result, row.completed_heads, row.certificate) for row in course.enrolments.order_by("pk")]
    assert told == [("completed", 1, "CC-1"), ("", None, ""), ("completed", 8, "")]
    assert one.attendances.get().heads == 1


@pytest.mark.parametrize("read_in", ["vi", "en"])
@pytest.mark.parametrize("written", ["vi", "en"])
def test_a_sheet_comes_back_untouched_in_the_other_language(written, read_in, course, personnel, department):
    """Units by their names, as they stand in the sheet, and not by their codes."""
    course.starts_on = course.ends_on = date(2026, 3, 2)
    course.save()
    session = CourseSession.objects.create(course=course, on=date(2026, 3, 2))
    officer = OfficerFactory(name="Hồ An", unit=department)
    EnrolmentFactory(course=course, officer=officer, unit=department)
    EnrolmentFactory(
        course=course, officer=None, unit=department, heads=10, result="completed", completed_on=date(2026, 3, 2), completed_heads=9
    )
    with override(written):
        table = results_table(units_named(), [session])
        results = [table, result_rows(course.enrolments.for_list(), [session])]
        people = [enrolments_table(units_named()), [["Hồ An", department.code, officer.pk]]]
        files = {form: (content(*results), content(*people)) for form, content in FORMS.items()}
    with override(read_in):
        for form in FORMS:
            for file, importer in zip(files[form], (Results, Enrolments), strict=True):
                reader = importer(course, personnel, timezone.now())
                result = run(reader, read(reader.table, grid_of_file(BytesIO(file))), keep=False)
                assert result.every_fault == []
                assert result.counts["same"] == len(result.lines) > 0


def test_the_preview_tells_the_day_and_the_number_that_come_with_a_result(send, course, department):
    course.starts_on = course.ends_on = date(2026, 3, 2)
    course.save()
    group = EnrolmentFactory(course=course, officer=None, unit=department, heads=10)
    page, confirm = send(f"enrolment\tresult\n{group.pk}\tcompleted", "results")
    (line,) = page.context["result"].of("changed")
    assert {change.heading: change.new for change in line.changes} == {
        "Kết quả": "Đã hoàn thành", "Ngày hoàn thành": "02/03/2026", "Số người hoàn thành": "10",
    }  # fmt: skip
    assert confirm().status_code == 302
    group.refresh_from_db()
    assert (group.completed_on, group.completed_heads) == (date(2026, 3, 2), 10)


@pytest.mark.parametrize(("mark", "came"), [("x", 1), ("X", 1), ("Có", 1), ("Yes", 1), ("Không", 0), ("1", 1)])
def test_somebody_is_marked_present_in_a_word(mark, came, send, course, department):
    course.starts_on = course.ends_on = date(2026, 3, 2)
    course.save()
    session = CourseSession.objects.create(course=course, on=date(2026, 3, 2))
    one = EnrolmentFactory(course=course, officer=OfficerFactory(name="Hồ An", unit=department), unit=department)
    page, confirm = send(f"enrolment\tsession-{session.pk}\tcertificate\n{one.pk}\t{mark}\t", "results")
    assert page.context["result"].every_fault == []
    confirm()
    assert [row.heads for row in one.attendances.all()] == [1] * came


def test_a_mark_does_not_say_how_many_of_a_group_came(send, course, department):
    session = CourseSession.objects.create(course=course, on=course.starts_on)
    group = EnrolmentFactory(course=course, officer=None, unit=department, heads=10)
    page, _confirm = send(f"enrolment\tsession-{session.pk}\n{group.pk}\tx", "results")
    assert "10" in reasons(page)[2]
