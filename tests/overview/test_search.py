"""Search: without diacritics, the best answer first, only what the person may see."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.folding import search_text
from missions.models import Mission
from tests.factories import MeasureFactory, TaskFactory, UnitFactory
from tests.personnel.rows import CourseFactory, ProgrammeFactory
from tests.plan.test_pages import directive

pytestmark = pytest.mark.usefixtures("cast_stands")


def named(plan, code, title):
    return MeasureFactory(
        task=TaskFactory(plan=plan, code=code.split(".")[0]), code=code, title_vi=title, title_en="x", search_text=search_text(code, title)
    )


@pytest.fixture
def network(plan):
    named(plan, "1.1", "Hoàn thiện quy chế phối hợp của cơ quan đại diện với mạng lưới doanh nghiệp")
    return named(plan, "2.3", "Phát triển mạng lưới cơ quan đại diện")


def codes(browser, words, kind="measures"):
    for group in browser.get("/search/", {"q": words}).context["groups"]:
        if group.kind.key == kind:
            return [hit.code or hit.title for hit in group.hits]
    return []


@pytest.mark.parametrize(
    "words",
    [
        "mang luoi co quan dai dien",
        "MANG  LUOI CO QUAN DAI DIEN",
        "Mạng lưới cơ quan đại diện",
        "mạng lưới cơ quan đại diện",
        "ma\u0323ng lưới cơ quan đại diện",
    ],
)
def test_the_phrase_is_found_first_with_and_without_diacritics(words, network, officer, signed_in):
    assert codes(signed_in(officer), words)[0] == "2.3"


def test_a_code_is_found_by_itself(network, officer, signed_in):
    assert codes(signed_in(officer), "2.3")[0] == "2.3"


def test_words_with_their_marks_come_before_words_without(plan, officer, signed_in):
    named(plan, "1.1", "Công tác ma chay")
    named(plan, "1.2", "Công tác của má")
    assert codes(signed_in(officer), "má") == ["1.2", "1.1"]
    assert codes(signed_in(officer), "MÁ")[0] == "1.2"


def test_initials_find_a_mission(embassy, officer, signed_in):
    name = "Đại sứ quán Việt Nam tại Pháp"
    Mission.objects.create(unit=embassy, kind="embassy", time_zone="Europe/Paris", search_text=search_text(name, "Đại sứ quán"))
    assert codes(signed_in(officer), "dsq phap", "missions") == [name]


def test_tasks_directives_and_units_are_found_too(plan, department, officer, signed_in):
    TaskFactory(plan=plan, code="5", title_vi="Công tác Đảng")
    found = directive(plan, "D7")
    found.text_vi, found.search_text = "Xây dựng Đảng", search_text("Xây dựng Đảng")
    found.save()
    browser = signed_in(officer)
    assert codes(browser, "cong tac dang", "tasks") == ["5"]
    assert codes(browser, "xay dung dang", "directives") == ["D7"]
    assert codes(browser, "to chuc can bo", "units") == ["Vụ Tổ chức Cán bộ"]


@pytest.mark.parametrize("words", ["", "   ", "\x00", "!!!", "%", "_", "'", "<script>", "\u202e", "a" * 5000])
def test_odd_words_find_nothing_and_break_nothing(words, network, officer, signed_in):
    answer = signed_in(officer).get("/search/", {"q": words})
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode().split("<main")[1]
    assert not answer.context["groups"]


def test_nothing_found_says_what_to_try(network, officer, signed_in):
    assert 'class="empty"' in signed_in(officer).get("/search/?q=khongcogiong").content.decode()


def test_one_kind_is_shown_page_by_page(plan, officer, signed_in):
    for number in range(60):
        named(plan, f"1.{number}", "Chuyển đổi số")
    browser = signed_in(officer)
    (group,) = browser.get("/search/?q=chuyen doi so").context["groups"]
    assert (group.total, len(group.hits)) == (60, 8)
    (group,) = browser.get("/search/?q=chuyen doi so&kind=measures&page=2").context["groups"]
    assert (group.total, len(group.hits)) == (60, 10)
    assert browser.get("/search/?q=chuyen doi so&kind=measures&page=x").status_code == 200
    assert not browser.get("/search/?q=chuyen doi so&kind=forged").context["groups"]


def test_a_stranger_finds_nothing_at_all(network, stranger, signed_in):
    assert signed_in(stranger).get("/search/?q=mang").status_code == 404


def test_the_same_few_queries_at_ten_times_the_rows(plan, officer, signed_in):
    browser = signed_in(officer)

    def grow(first, last):
        for number in range(first, last):
            named(plan, f"{number % 12 + 1}.{number}", "Giải pháp chung")
            TaskFactory(plan=plan, code=str(number + 20), title_vi="Nhiệm vụ chung")
            unit = UnitFactory(code=f"chung-{number}", name_vi=f"Đơn vị chung {number}", kind="mission")
            Mission.objects.create(unit=unit, kind="embassy", time_zone="UTC", search_text=search_text("chung"))
            UnitFactory(code=f"vu-chung-{number}", name_vi=f"Vụ chung {number}")
            row = directive(plan, f"D{number}")
            type(row).objects.filter(pk=row.pk).update(search_text="chung")

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert len(browser.get("/search/?q=chung").context["groups"]) == 5
        return len(captured)

    grow(0, 10)
    queries()  # the first request after signing in also stamps the session
    few = queries()
    grow(10, 100)
    assert queries() == few
    assert few <= 15


def test_programmes_and_courses_are_found_by_everybody_with_a_role(department, officer, leader, signed_in):
    ngoai_ngu = ProgrammeFactory(code="ngoai-ngu-2030", name_vi="Bồi dưỡng ngoại ngữ", search_text=search_text("Bồi dưỡng ngoại ngữ"))
    course = CourseFactory(programme=ngoai_ngu, title="Tiếng Pháp nâng cao", search_text=search_text("Tiếng Pháp nâng cao"))
    CourseFactory(programme=ngoai_ngu, title="Lễ tân ngoại giao")
    for person in (officer, leader):
        browser = signed_in(person)
        assert codes(browser, "boi duong ngoai ngu", "programmes") == ["ngoai-ngu-2030"]
        assert codes(browser, "tieng phap", "courses") == ["Tiếng Pháp nâng cao"]
    assert f"/personnel/courses/{course.pk}/" in browser.get("/search/", {"q": "tiếng pháp"}).content.decode()


@pytest.mark.parametrize("who", ["personnel", "secretariat", "auditor", "reviewer"])
def test_every_kind_together_asks_no_more_than_fifteen(plan, who, request, signed_in):
    browser = signed_in(request.getfixturevalue(who))
    browser.get("/search/?q=chung")
    with CaptureQueriesContext(connection) as captured:
        assert browser.get("/search/?q=chung").status_code == 200
    assert len(captured) <= 15
