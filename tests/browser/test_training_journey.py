"""Issue 7 as its users live it, in a browser: the personnel department opens a course of the Diplomatic Academy, enrols forty
people from a sheet with three faults, repairs the file that names them, records completion, and the indicator on the dashboard
moves."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
import xlsxwriter
from django.core.management import call_command
from django.utils import timezone
from python_calamine import CalamineWorkbook

from personnel.models import Course
from tests.browser.test_every_page import _faults_of_axe, _overflows
from tests.factories import MeasureFactory, TaskFactory
from tests.personnel.rows import OfficerFactory

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = [f"Nguyễn Văn {chr(65 + n // 10)}{chr(97 + n % 10)}" for n in range(40)]
FAULTS = {3: "Nguyễn Văn Không Có", 17: "", 31: NAMES[0]}  # nobody of this name, an empty cell, somebody twice


def rows_of(content):
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


def filled(headings, rows):
    """A workbook as somebody fills it in: the headings as they came, the rows below."""
    content = BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([headings, *rows]):
            sheet.write_row(number, 0, row)
    return content.getvalue()


def downloaded(page, link):
    with page.expect_download() as waiting:
        link.click()
    return waiting.value.path().read_bytes()


def sent(page, content):
    """To the dry run of the sheet."""
    page.set_input_files("#id_file", {"name": "ghi-danh.xlsx", "mimeType": "application/vnd.ms-excel", "buffer": content})
    page.locator("main form .btn--primary").click()
    page.wait_for_url("**/import/*-*/")


def trained(page):
    """What the dashboard says of the people trained at central level."""
    page.goto("/dashboard/")
    row = re.search(r"ở trung ương hoàn thành đào tạo.*?</tr>", page.content(), re.DOTALL).group()
    return int(re.search(r'audience=central[^"]*">([\d.]+)</a> <?', row.rpartition("Mới nhất")[2]).group(1).replace(".", ""))


def open_course(page, programme, title, today):
    page.goto(f"/personnel/programmes/{programme}/")
    page.get_by_role("link", name="Mở khóa").first.click()
    page.fill("#id_title", title)
    page.fill("#id_provider", "Học viện Ngoại giao")
    page.fill("#id_place", "Hà Nội")
    page.fill("#id_starts_on", f"{today - timedelta(days=3):%d/%m/%Y}")
    page.fill("#id_ends_on", f"{today:%d/%m/%Y}")
    page.fill("#id_capacity", "45")
    page.locator("main form .btn--primary").click()
    page.wait_for_url(re.compile(r"/personnel/courses/\d+/$"))
    return page.url


def enrol_from_a_sheet(page, course, names, unit, *, fill=filled):
    """The empty form, forty rows of which three are faulty; the file that says why, repaired as it came."""
    page.goto(f"{course}import/")
    form = downloaded(page, page.locator("section[aria-labelledby=forms] a").first)
    headings = rows_of(form)[0]
    rows = [[FAULTS.get(place, name), unit] for place, name in enumerate(names)]
    sent(page, fill(headings, rows))
    assert page.locator("h1").inner_text().startswith("3 ")
    assert page.locator("section[aria-labelledby=faulty] tbody tr").count() == 3
    waiting = downloaded(page, page.get_by_role("link", name="Tải các dòng kèm lỗi"))
    heads, *listed = rows_of(waiting)
    faulty = [place for place, row in enumerate(listed) if row[-1]]
    assert (len(listed), faulty) == (len(names), list(FAULTS))
    for place in faulty:
        listed[place][0] = names[place]
    page.goto(f"{course}import/")
    sent(page, fill(heads, listed))
    assert page.locator("h1").inner_text().startswith(f"{len(names)} ")
    page.locator("main form .btn--primary").click()
    page.wait_for_url(course)


def complete(page, course):
    """Page by page: everybody was there and completed."""
    for part in (1, 2):
        page.goto(f"{course}results/?page={part}")
        page.select_option("#id_everybody", "completed")
        page.locator("main form .btn--primary").first.click()
        page.wait_for_load_state()


def test_forty_people_from_a_sheet_with_three_faults_and_the_indicator_moves(plan, department, personnel, leader, open_page, pictured):
    for code in ("3.2", "3.3"):
        MeasureFactory(task=TaskFactory(plan=plan, code="3"), code=code)
    call_command("load_indicators", verbosity=0)
    for name in NAMES:
        OfficerFactory(name=name, unit=department)
    page, complaints = open_page(personnel)
    today = timezone.localdate()
    page.goto("/personnel/programmes/add/")
    page.fill("#id_code", "hoc-vien")
    page.fill("#id_name_vi", "Bồi dưỡng tại Học viện Ngoại giao")
    page.select_option("#id_audience", "central")
    page.select_option("#id_lead_unit", department.code)
    page.locator("main form .btn--primary").click()
    page.wait_for_url("**/programmes/hoc-vien/")
    page.goto("/personnel/programmes/hoc-vien/targets/")
    page.fill(f"#id_year_{today.year}", "80")
    page.locator("main form .btn--primary").click()
    page.wait_for_load_state()
    course = open_course(page, "hoc-vien", "Khóa 1", today)
    assert trained(page) == 0
    enrol_from_a_sheet(page, course, NAMES, department.code)
    assert Course.objects.get().seats_taken() == 40
    pictured(page, "training-journey-course")
    assert (_faults_of_axe(page), list(_overflows(page))) == ([], [])
    complete(page, course)
    assert trained(page) == 40
    open_page.sign_in(page, leader)
    assert trained(page) == 40
    assert complaints == []
