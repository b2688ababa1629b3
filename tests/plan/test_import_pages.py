"""Importing in the browser: who may, the dry run, the confirmation, what changed in between, the error file."""

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from python_calamine import CalamineWorkbook

from office import drafts, jobs
from office.models import ImportDraft
from office.tables import grid_of_text
from plan.imports import KINDS
from plan.models import Measure, StatusUpdate
from tests.factories import AssignmentFactory, MeasureFactory, TaskFactory
from tests.office.cells import must_come_back

pytestmark = pytest.mark.usefixtures("cast_stands")

PAGE = "/plan/292/import/"
HEAD = "code\teffective_on\tstate\thealth\tnarrative"


@pytest.fixture
def today():
    return f"{timezone.localdate():%d/%m/%Y}"


def send(browser, text, kind="updates", **more):
    return browser.post(PAGE, {"kind": kind, "pasted": text, **more})


def seen_on(page):
    return page.content.decode().partition('name="seen" value="')[2].partition('"')[0]


@pytest.fixture
def three(measure, department):
    for n in (4, 5):
        AssignmentFactory(measure=MeasureFactory(task=TaskFactory(code="2"), code=f"2.{n}"), unit=department)


def test_send_look_confirm(officer, three, signed_in, today):
    browser = signed_in(officer)
    sent = send(browser, f"{HEAD}\n2.3\t{today}\tin_progress\ton_track\tĐã trình")
    assert sent.status_code == 302
    page = browser.get(sent["Location"])
    assert page.status_code == 200
    assert "Đã trình" in page.content.decode()
    assert not StatusUpdate.objects.exists()
    done = browser.post(sent["Location"], {"seen": seen_on(page)})
    assert (done.status_code, done["Location"]) == (302, PAGE)
    assert StatusUpdate.objects.get().narrative == "Đã trình"
    assert not ImportDraft.objects.exists()


def test_bad_rows_are_left_out_by_choice_and_wait_for_their_repair(officer, three, signed_in, today):
    browser = signed_in(officer)
    rows = [
        f"2.3\t{today}\tin_progress\ton_track\tMột",
        "2.4\t31/02/2026\tin_progress\ton_track\tHai",
        f"2.5\t{today}\tin_progress\ton_track\tBa",
    ]
    sent = send(browser, "\n".join([HEAD, *rows]))
    page = browser.get(sent["Location"])
    assert "31/02/2026" in page.content.decode()
    refused = browser.post(sent["Location"], {"seen": seen_on(page)})
    assert refused.status_code == 409
    assert not StatusUpdate.objects.exists()
    done = browser.post(sent["Location"], {"seen": seen_on(page), "skip": "yes"})
    assert done["Location"] == sent["Location"]
    assert StatusUpdate.objects.count() == 2
    file = browser.get(f"{sent['Location']}faults.xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(file.content)).get_sheet_by_index(0).to_python()
    assert len(rows) == 2
    assert "31/02/2026" in rows[1]
    again = browser.post(PAGE, {"kind": "updates", "file": SimpleUploadedFile("sua.xlsx", file.content)})
    assert "31/02/2026" in browser.get(again["Location"]).content.decode()


def test_the_second_of_two_rows_of_one_measure_still_says_why_once_the_first_is_imported(officer, three, signed_in, today):
    """Alone it looked like a good row, and would have been written over what had just been imported."""
    browser = signed_in(officer)
    rows = [f"2.3\t{today}\tin_progress\ton_track\tMột", f"2.3\t{today}\tin_progress\ton_track\tHai"]
    sent = send(browser, "\n".join([HEAD, *rows]))
    browser.post(sent["Location"], {"seen": seen_on(browser.get(sent["Location"])), "skip": "yes"})
    assert StatusUpdate.objects.get().narrative == "Một"
    left = browser.get(sent["Location"])
    assert "đã có ở dòng 2" in left.content.decode()
    assert left.context["result"].counts == {"new": 0, "changed": 0, "same": 0, "faulty": 1}
    file = browser.get(f"{sent['Location']}faults.xlsx")
    told = CalamineWorkbook.from_filelike(io.BytesIO(file.content)).get_sheet_by_index(0).to_python()
    assert "đã có ở dòng 2" in told[1][-1]
    browser.post(sent["Location"], {"seen": seen_on(left), "skip": "yes"})
    assert StatusUpdate.objects.get().narrative == "Một"
    again = browser.post(PAGE, {"kind": "updates", "file": SimpleUploadedFile("sua.xlsx", file.content)})
    assert browser.get(again["Location"]).context["result"].counts["faulty"] == 0  # sent again it is a word of its own


def test_what_changed_since_is_not_overwritten(officer, head, three, measure, signed_in, today, do):
    browser = signed_in(officer)
    sent = send(browser, f"{HEAD}\n2.3\t{today}\tin_progress\ton_track\tMột")
    page = browser.get(sent["Location"])
    do.update(measure, by=head, narrative="Khác")
    refused = browser.post(sent["Location"], {"seen": seen_on(page)})
    assert refused.status_code == 409
    assert StatusUpdate.objects.count() == 1
    assert browser.post(sent["Location"], {"seen": seen_on(refused)}).status_code == 302
    assert StatusUpdate.objects.count() == 2


def test_an_officer_may_import_updates_and_steps_and_nothing_else(officer, three, signed_in):
    browser = signed_in(officer)
    page = browser.get(PAGE).content.decode()
    assert re.findall(r'<option value="([a-z]+)"', page) == ["updates", "milestones"]
    assert send(browser, "code\ttitle_vi\n2.3\tTên khác", kind="measures").status_code == 422
    assert Measure.objects.get(code="2.3").title_vi == "Giải pháp 2.3"


def test_the_secretariat_imports_measures(secretariat, three, signed_in):
    browser = signed_in(secretariat)
    sent = send(browser, "code\ttitle_vi\n2.3\tTên khác", kind="measures")
    page = browser.get(sent["Location"])
    assert re.search("<del>.*Giải pháp 2.3</del>", page.content.decode())
    browser.post(sent["Location"], {"seen": seen_on(page)})
    assert Measure.objects.get(code="2.3").title_vi == "Tên khác"


def test_a_draft_belongs_to_the_one_who_sent_it(officer, head, three, signed_in, today):
    sent = send(signed_in(officer), f"{HEAD}\n2.3\t{today}\tin_progress\ton_track\tMột")["Location"]
    other = signed_in(head)
    assert [other.get(sent).status_code, other.post(sent).status_code, other.get(f"{sent}faults.xlsx").status_code] == [404] * 3


def test_a_draft_lives_for_a_day(officer, three, signed_in, today):
    browser = signed_in(officer)
    sent = send(browser, f"{HEAD}\n2.3\t{today}\tin_progress\ton_track\tMột")["Location"]
    ImportDraft.objects.update(made_at=timezone.now() - timedelta(hours=25))
    assert browser.get(sent).status_code == 404
    young = drafts.keep(by=officer, kind="updates", subject="292", grid=grid_of_text("a\nb"), name="", now=timezone.now())
    jobs.forget_drafts()
    assert list(ImportDraft.objects.all()) == [young]


def test_discarding(officer, three, signed_in, today):
    browser = signed_in(officer)
    sent = send(browser, f"{HEAD}\n2.3\t{today}\tin_progress\ton_track\tMột")["Location"]
    assert browser.post(sent, {"act": "discard"})["Location"] == PAGE
    assert not ImportDraft.objects.exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0" + b"\0" * 100, b"\xff\xfa\xfb", b"\x89PNG\r\n\x1a\n\0\0"],
    ids=["empty", "zip", "old", "latin", "picture"],
)
def test_a_file_that_cannot_be_opened_is_said_beside_its_field(officer, three, signed_in, content):
    answer = signed_in(officer).post(PAGE, {"kind": "updates", "file": SimpleUploadedFile("a.xlsx", content)})
    assert answer.status_code == 422
    assert 'id="id_file_error"' in answer.content.decode()


def test_nothing_or_both_is_said_too(officer, three, signed_in):
    browser = signed_in(officer)
    assert send(browser, "").status_code == 422
    both = send(browser, "code\n2.3", file=SimpleUploadedFile("a.csv", b"code\n2.3"))
    assert both.status_code == 422
    assert "2.3</textarea>" in both.content.decode()


def test_a_table_with_wrong_headings_is_shown_as_such(officer, three, signed_in):
    browser = signed_in(officer)
    page = browser.get(send(browser, "Mã lạ\tx\n1\t2")["Location"])
    assert page.status_code == 200
    assert "Mã lạ" in page.content.decode()
    assert 'name="skip"' not in page.content.decode()


@pytest.mark.both
def test_characters_that_no_database_holds(officer, three, signed_in, today):
    browser = signed_in(officer)
    file = SimpleUploadedFile("a.csv", f"{HEAD}\n2.3\t{today}\tin_progress\ton_track\tmột\x0bhai\x1f".encode())
    sent = browser.post(PAGE, {"kind": "updates", "file": file})["Location"]
    browser.post(sent, {"seen": seen_on(browser.get(sent))})
    assert StatusUpdate.objects.get().narrative == "một\nhai"


def test_what_stands_is_downloaded_and_comes_back_unchanged(secretariat, three, measure, do, signed_in):
    do.update(measure)
    browser = signed_in(secretariat)
    for kind in KINDS:
        for form in ("xlsx", "csv"):
            answer = browser.get(f"/plan/292/tables/{kind}.{form}")
            content = b"".join(answer) if answer.streaming else answer.content
            sent = browser.post(PAGE, {"kind": kind, "file": SimpleUploadedFile(f"a.{form}", content)})
            page = browser.get(sent["Location"]).content.decode()
            assert ">Nhập " not in page
    assert browser.get("/plan/292/tables/nothing.xlsx").status_code == 404
    assert browser.get("/plan/292/tables/updates.pdf").status_code == 404


def test_an_officer_does_not_see_values_of_other_units_in_the_file(officer, measure, signed_in, geographic):
    from plan import services
    from tests.factories import IndicatorFactory, PeriodFactory
    from tests.plan.conftest import NOW

    origin = services.Origin("reports.reportversion", "1")
    told = {"on": NOW.date(), "value": 77777, "by": officer, "now": NOW, "unit": geographic, "period": PeriodFactory(), "origin": origin}
    services.observe(indicator=IndicatorFactory(), **told)
    answer = signed_in(officer).get("/plan/292/tables/observations.csv")
    assert "77777" not in b"".join(answer).decode()


def test_pages_ask_few_questions(secretariat, three, measure, signed_in, today, django_assert_max_num_queries):
    browser = signed_in(secretariat)
    with django_assert_max_num_queries(15):
        browser.get(PAGE)
    for n in range(100, 140):
        MeasureFactory(task=TaskFactory(code="2"), code=f"2.{n}")
    for rows in (["2.3\tGiải pháp 2.3"], [f"2.{n}\tGiải pháp 2.{n}" for n in range(100, 140)]):
        sent = send(browser, "\n".join(["code\ttitle_vi", *rows]), kind="measures")["Location"]
        with django_assert_max_num_queries(15):
            browser.get(sent)


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_stands_in_a_cell_comes_back_in_the_file_of_faults(secretariat, plan, three, signed_in, kind):
    must_come_back(signed_in(secretariat), PAGE, KINDS[kind].importer(plan, secretariat, timezone.now()).table, kind=kind)


def test_what_differs_at_the_end_of_a_long_text_is_on_the_page(secretariat, three, measure, signed_in):
    long = "chữ " * 900
    Measure.objects.filter(pk=measure.pk).update(output_vi=f"{long}cũ")
    browser = signed_in(secretariat)
    sent = send(browser, f"code\toutput_vi\n2.3\t{long}mới", kind="measures")
    page = browser.get(sent["Location"]).content.decode()
    assert re.search("<del>.*>cũ</del>|<del>.*</span>cũ</del>", page)
    assert re.search("<ins>.*</span>mới</ins>", page)
    assert page.count("chữ chữ") < 20
