"""As the issue tells it: the personnel department opens a course of the Diplomatic Academy, enrols forty people from a sheet
with three faults, records completion, and the indicator on the dashboard moves. All of it over HTTP, without JavaScript."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone
from python_calamine import CalamineWorkbook

from office.tables import xlsx
from personnel.models import Course
from personnel.training_imports import enrolments_table
from tests.factories import MeasureFactory, TaskFactory
from tests.personnel.rows import OfficerFactory

pytestmark = pytest.mark.django_db
NAMES = [f"Nguyễn Văn {chr(65 + n // 10)}{chr(97 + n % 10)}" for n in range(40)]


def trained(browser):
    """What the dashboard says of the indicator: its value, or nothing known."""
    page = browser.get("/dashboard/").content.decode()
    row = re.search(r"ở trung ương hoàn thành đào tạo.*?</tr>", page, re.DOTALL).group()
    found = re.search(r'audience=central[^"]*">([\d.]+)</a> <?', row.rpartition("Mới nhất")[2])
    return int(found.group(1)) if found else None


def sheet(rows):
    return SimpleUploadedFile("ghi-danh.xlsx", xlsx(enrolments_table({}), rows))


def test_forty_people_from_a_sheet_and_the_indicator_moves(plan, department, personnel, leader, signed_in, client):
    for code in ("3.2", "3.3"):
        MeasureFactory(task=TaskFactory(plan=plan, code="3"), code=code)
    call_command("load_indicators", verbosity=0)
    for name in NAMES:
        OfficerFactory(name=name, unit=department)
    browser, today = signed_in(personnel), timezone.localdate()

    typed = {"code": "hoc-vien", "name_vi": "Bồi dưỡng tại Học viện Ngoại giao", "audience": "central", "lead_unit": department.code}
    browser.post("/personnel/programmes/add/", typed | {"legal_basis": "QĐ minh họa", "measures": ["3.2"]})
    browser.post("/personnel/programmes/hoc-vien/targets/", {"version": 1, f"year_{today.year}": "80"})
    days = {"starts_on": f"{today - timedelta(days=3):%d/%m/%Y}", "ends_on": f"{today:%d/%m/%Y}"}
    course = {"title": "Khóa 1", "language": "vi", "provider": "Học viện Ngoại giao", "mode": "in_person", "capacity": "45", **days}
    answer = browser.post("/personnel/programmes/hoc-vien/courses/add/", course)
    address = answer["Location"]
    assert browser.get(address).status_code == 200
    assert trained(browser) == 0

    rows = [[name, department.code, None] for name in NAMES]
    faulty = {3: "Nguyễn Văn Không Có", 17: "", 31: NAMES[0]}  # nobody of this name, an empty cell, somebody twice
    for place, name in faulty.items():
        rows[place][0] = name
    answer = browser.post(f"{address}import/", {"kind": "enrolments", "file": sheet(rows)})
    page = browser.get(answer["Location"])
    assert page.context["result"].counts == {"new": 37, "changed": 0, "same": 0, "faulty": 3}
    assert "Chưa ghi gì vào hệ thống." in page.content.decode()
    confirmed = browser.post(answer["Location"], {"seen": page.context["result"].digests, "skip": "yes"})
    assert confirmed["Location"] == answer["Location"]  # three rows wait
    left = browser.get(answer["Location"]).content.decode()
    assert "Các dòng này chưa được ghi vào hệ thống." in left
    assert "Chưa ghi gì" not in left  # thirty-seven are
    file = browser.get(f"{answer['Location']}faults.xlsx")
    waiting = CalamineWorkbook.from_filelike(BytesIO(file.content)).get_sheet_by_index(0).to_python()
    assert len([row for row in waiting if department.code in str(row) or department.name_vi in str(row)]) == 3

    for place in faulty:
        rows[place][0] = NAMES[place]
    answer = browser.post(f"{address}import/", {"kind": "enrolments", "file": sheet(rows)})
    page = browser.get(answer["Location"])
    assert page.context["result"].counts == {"new": 3, "changed": 0, "same": 37, "faulty": 0}
    browser.post(answer["Location"], {"seen": page.context["result"].digests})
    assert Course.objects.get().seats_taken() == 40

    for part in (1, 2):
        form = browser.get(f"{address}results/?page={part}").context["form"]
        kept = {name: form[name].value() for name in form.fields if name.startswith("seen_")}
        assert browser.post(f"{address}results/?page={part}", {"everybody": "completed", **kept}).status_code == 302
    assert trained(browser) == 40
    assert trained(signed_in(leader)) == 40
    assert client.get("/personnel/programmes/").context["whole"].completed == 40
