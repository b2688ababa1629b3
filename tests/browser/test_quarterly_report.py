"""A quarterly report from the first press to its acceptance, in a browser without scripts."""

import pytest

from reports.models import QuarterlyReport
from tests.browser.test_every_page import _faults_of_axe
from tests.reports import filing

PAGE = "/reports/2026-Q4/emb-fr/"


@pytest.fixture
def pages(open_page, mission_officer, mission_head, reviewer, embassy, measure):
    """A browser for each of the three; none of them runs a script."""
    filing.serves(embassy, measure)
    filing.open_mission(embassy)
    filing.owed(embassy)
    people = {"officer": mission_officer, "head": mission_head, "reviewer": reviewer}
    opened = {name: open_page(person)[0] for name, person in people.items()}
    for page in opened.values():
        page.route("**/*.js", lambda route: route.abort())
    return opened


def press(page, words):
    page.get_by_role("button", name=words, exact=True).click()
    page.wait_for_load_state()


@pytest.mark.django_db(transaction=True)
def test_filed_returned_mended_resubmitted_accepted(pages):
    officer, head, reviewer = pages["officer"], pages["head"], pages["reviewer"]

    officer.goto(PAGE)
    press(officer, "Bắt đầu báo cáo")
    officer.get_by_label("1.1 Kết quả").fill("Đã làm việc với sở tại.")
    officer.get_by_label("1.2 Giải pháp 2.3").fill("Đã khảo sát.")
    officer.get_by_label("Rồi, đánh dấu hoàn thành").check()
    press(officer, "Lưu và sang phần 2")
    officer.get_by_label("2.1 Có mặt").fill("600")
    officer.get_by_label("Đã áp dụng").check()
    press(officer, "Lưu và xem lại các câu trả lời")
    assert "Nhập số từ 0 đến 500." in officer.locator(".errors").inner_text()
    assert officer.get_by_label("Đã áp dụng").is_checked()
    assert not _faults_of_axe(officer)
    officer.get_by_label("2.1 Có mặt").fill("12")
    press(officer, "Lưu và xem lại các câu trả lời")
    assert officer.get_by_role("button", name="Gửi").count() == 0

    head.goto(f"{PAGE}check/")
    press(head, "Gửi báo cáo quý IV/2026")
    assert "LT-2026Q4-emb-fr-1" in head.locator("h1 + .lead").inner_text()

    reviewer.goto(f"{PAGE}review/")
    reviewer.get_by_text("Nhận xét về câu này: 2.1 Có mặt").click()
    reviewer.get_by_label("Nhận xét về câu 2.1 Có mặt").fill("Quý trước là 15.")
    press(reviewer, "Trả lại để hoàn thiện")
    assert reviewer.get_by_label("Nhận xét về câu 2.1 Có mặt").input_value() == "Quý trước là 15."
    reviewer.get_by_label("Lý do trả lại").fill("Số cán bộ chưa khớp.")
    press(reviewer, "Trả lại để hoàn thiện")

    officer.goto(PAGE)
    assert "Số cán bộ chưa khớp." in officer.locator(".note--warn:visible").inner_text()
    officer.get_by_role("link", name="2. Biên chế").click()
    assert "Quý trước là 15." in officer.locator(".remark").inner_text()
    officer.get_by_label("2.1 Có mặt").fill("15")
    press(officer, "Lưu")

    head.goto(f"{PAGE}check/")
    press(head, "Gửi báo cáo quý IV/2026")

    reviewer.goto(f"{PAGE}review/")
    assert reviewer.locator("del").inner_text().endswith("12")
    assert reviewer.locator("ins").inner_text().endswith("15")
    assert not _faults_of_axe(reviewer)
    press(reviewer, "Tiếp nhận báo cáo")
    assert reviewer.locator(".note--ok").count()
    assert QuarterlyReport.objects.get().state == "accepted"


@pytest.mark.django_db(transaction=True)
def test_two_who_write_the_same_answer_choose(pages, pictured):
    officer, head = pages["officer"], pages["head"]
    officer.goto(PAGE)
    press(officer, "Bắt đầu báo cáo")
    head.goto(officer.url)
    officer.get_by_label("1.1 Kết quả").fill("Bản của cán bộ")
    press(officer, "Lưu")
    head.get_by_label("1.1 Kết quả").fill("Bản của trưởng")
    head.get_by_label("1.2 Giải pháp 2.3").fill("Thêm một câu")
    press(head, "Lưu")
    assert "Bản của cán bộ" in head.locator(".note--warn:visible").inner_text()
    assert not _faults_of_axe(head)
    pictured(head, "quarterly-clash")
    head.get_by_label("Lấy nội dung mới hơn").check()
    press(head, "Lưu")
    assert head.get_by_label("1.1 Kết quả").input_value() == "Bản của cán bộ"
    assert head.get_by_label("1.2 Giải pháp 2.3").input_value() == "Thêm một câu"


@pytest.mark.django_db(transaction=True)
def test_of_a_table_only_the_cell_at_fault_is_marked(open_page, embassy, mission_officer):
    columns = [{"key": key, "kind": "text", "required": True, **filing.words("label", key)} for key in ("course", "where")]
    asked = {"key": "courses", "kind": "table", **filing.words("label", "Lớp"), "columns": columns}
    content = {"sections": [{"key": "courses", **filing.words("title", "Đào tạo"), "questions": [asked]}]}
    filing.open_mission(embassy)
    filing.begin(filing.owed(embassy, questionnaire=filing.questionnaire(2, content=content)), mission_officer)
    page, _complaints = open_page(mission_officer)
    page.route("**/*.js", lambda route: route.abort())
    page.goto(f"{PAGE}sections/courses/")
    page.locator('[name="a-courses:0:course"]').fill("Biên dịch")
    press(page, "Lưu")
    marked = "all => all.filter((one) => getComputedStyle(one).borderTopWidth === '2px').map((one) => one.name)"
    assert page.locator(".table--typed .input").evaluate_all(marked) == ["a-courses:0:where"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [360, 1280])
def test_a_section_opens_at_its_heading_and_beside_the_list_at_the_top(open_page, embassy, mission_officer, width):
    filing.open_mission(embassy)
    filing.begin(filing.owed(embassy), mission_officer)
    page, _complaints = open_page(mission_officer, width=width)
    page.route("**/*.js", lambda route: route.abort())
    page.goto(f"{PAGE}sections/work/")
    press(page, "Lưu và sang phần 2")
    seen = page.evaluate("[scrollY, document.getElementById('part').getBoundingClientRect().top]")
    assert seen[1] < 60 if width < 600 else seen[0] == 0, seen
