"""What the history keeps as text, in the reader's language: names of what still bears them, words and figures of ours."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy

from accounts import history, words
from accounts.models import Unit
from accounts.retold import measured_in, one_of
from missions.models import Stage
from plan.models import Measure
from tests.factories import MeasureFactory, UnitFactory
from tests.queries import same_few

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("cast_stands")]


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def tell(obj, by, code="292/2.3", verb="plan.units_assigned", **more):
    return history.record(by=by, verb=verb, obj=obj, code=code, at=timezone.now(), **more)


@pytest.fixture
def reading_english(signed_in):
    """reading_english(person) is a browser in which the person has signed in and reads English."""

    def enter(person):
        browser = signed_in(person)
        browser.cookies["language"] = "en"
        return browser

    return enter


def titled_page():
    return reverse("plan:measure", args=["292", "2.3"])


def assigned(measure, by, *units):
    return tell(measure, by, label=measure.title_vi, changes={"lead": ("", units[0]), "coordinating": ("", ", ".join(units[1:]))})


@pytest.fixture
def titled(measure):
    Measure.objects.filter(pk=measure.pk).update(title_vi="Phát triển mạng lưới, tầm nhìn 2045", title_en="Develop the network")
    measure.refresh_from_db()
    return measure


def test_what_it_is_about_and_whom_it_names_are_called_as_the_reader_calls_them(titled, department, geographic, embassy, secretariat):
    said = words.sentence(assigned(titled, secretariat, department.name_vi, geographic.name_vi, embassy.name_vi))
    assert ">Develop the network</a>" in said
    assert "<ins>Organization and Personnel Department</ins>" in said
    assert "<ins>European Department, Embassy of Viet Nam in France</ins>" in said
    assert "lang=" not in said


def test_in_vietnamese_it_stands_as_it_was_kept_and_asks_nothing(titled, department, secretariat, django_assert_num_queries):
    event = assigned(titled, secretariat, department.name_vi, "Vụ Châu Âu")
    with translation.override("vi"), django_assert_num_queries(0):
        said = words.sentence(event)
    assert ">Phát triển mạng lưới, tầm nhìn 2045</a>" in said
    assert "lang=" not in said


def test_what_was_kept_in_english_is_told_in_vietnamese_too(titled, department, secretariat):
    with translation.override("vi"):
        assert "<ins>Vụ Tổ chức Cán bộ</ins>" in words.sentence(assigned(titled, secretariat, department.name_en))


def test_the_name_of_then_stands_where_the_object_was_renamed_since(titled, department, secretariat):
    event = assigned(titled, secretariat, department.name_vi)
    Unit.objects.filter(pk=department.pk).update(name_vi="Vụ Nhân sự", name_en="Department of Staff")
    Measure.objects.filter(pk=titled.pk).update(title_vi="Mở rộng mạng lưới", title_en="Extend the network")
    said = words.sentence(event)
    assert '<ins lang="vi">Vụ Tổ chức Cán bộ</ins>' in said
    assert ' lang="vi">Phát triển mạng lưới, tầm nhìn 2045</a>' in said
    assert "Extend" not in said


def test_another_object_that_took_the_name_lends_its_own_to_no_label(titled, secretariat):
    event = assigned(titled, secretariat, "")
    Measure.objects.filter(pk=titled.pk).update(title_vi="Mở rộng mạng lưới", title_en="Extend the network")
    MeasureFactory(code="2.9", title_vi="Phát triển mạng lưới, tầm nhìn 2045", title_en="Another")
    assert words.label(event) == "Phát triển mạng lưới, tầm nhìn 2045"


def test_the_name_of_then_stands_where_the_object_is_gone(secretariat):
    gone = UnitFactory(code="gone", name_vi="Vụ Cũ", name_en="Old Department")
    event = tell(gone, secretariat, code="gone", verb="unit.change", label=gone.name_vi)
    assert words.label(event) == "Old Department"
    gone.delete()
    assert words.label(event) == "Vụ Cũ"


def test_two_of_one_name_that_are_called_differently_are_not_guessed_between(titled, secretariat):
    for number in (1, 2):
        UnitFactory(code=f"phong-{number}", name_vi="Phòng Lễ tân", name_en=f"Protocol {number}")
    assert '<ins lang="vi">Phòng Lễ tân</ins>' in words.sentence(assigned(titled, secretariat, "Phòng Lễ tân"))


def test_what_a_person_typed_is_never_put_into_other_words(titled, department, secretariat):
    said = words.sentence(tell(titled, secretariat, changes={"narrative": ("", department.name_vi)}, reason=department.name_vi))
    assert '<ins lang="vi">Vụ Tổ chức Cán bộ</ins>' in said
    assert 'Reason: “<span lang="vi">Vụ Tổ chức Cán bộ</span>”' in said


def test_a_name_within_a_label_and_one_that_was_broken_off(titled, secretariat):
    long = "Nâng cao " * 60
    measure = MeasureFactory(code="2.8", title_vi=long.strip(), title_en="Raise much")
    event = history.record(by=secretariat, verb="plan.measure_edited", obj=measure, code="292/2.8", label=f"2.8 {measure.title_vi}")
    assert event.object_label.endswith(" …")
    assert words.label(event) == "2.8 Raise much"


def test_words_of_ours_and_figures_are_said_in_the_readers_language(titled, secretariat):
    event = tell(titled, secretariat, verb="plan.milestone_added", changes={"milestone": ("", "Ban hành")})
    assert "<ins>Issued</ins>" in words.sentence(event)
    assert one_of([gettext_lazy("Completed")])("Đã hoàn thành 3/5") == "Completed 3/5"
    money = measured_in([gettext_lazy("million đồng")])
    assert money("1.250,5 triệu đồng") == "1,250.5 million đồng"
    assert [money(text) for text in ("", "triệu đồng", "nhiều triệu đồng", "3 tỷ đồng")] == [
        "",
        "triệu đồng",
        "nhiều triệu đồng",
        "3 tỷ đồng",
    ]
    with translation.override("vi"):
        assert money("1.250,5 triệu đồng") == "1.250,5 triệu đồng"


def test_stages_within_a_list_of_dates(secretariat, titled):
    Stage.objects.get_or_create(code="principle", defaults={"position": 90, "name_vi": "Chủ trương chung", "name_en": "In principle"})
    names = words.Called.by({"missions.stage": [("name_vi", "name_en")]}, [], [("missions.stage", "Chủ trương chung: 92%; Khác: 90%")])
    assert names.value("missions.stage", "Chủ trương chung: 92%; Khác: 90%") == "In principle: 92%; Khác: 90%"


def test_the_pages_of_the_history_speak_the_readers_language(titled, department, secretariat, reading_english, auditor):
    event = assigned(titled, secretariat, department.name_vi, "Vụ Châu Âu")
    browser = reading_english(auditor)
    for address in ("/audit/", f"/audit/{event.pk}/", titled_page()):
        page = browser.get(address).content.decode()
        assert "Organization and Personnel Department" in page, address
        assert "Vụ Tổ chức Cán bộ" not in page.partition('class="log"')[2], address


def test_ten_times_the_lines_ask_as_much(titled, department, secretariat, reading_english, auditor):
    def grow(*numbers):
        for number in numbers:
            unit = UnitFactory(code=f"u-{number}", name_vi=f"Vụ Số {number}", name_en=f"Department {number}")
            assigned(titled, secretariat, unit.name_vi, department.name_vi)
            tell(unit, secretariat, code=unit.code, verb="unit.change", label=unit.name_vi, changes={"until": (None, date(2026, 1, 1))})

    pages = {auditor: ["/audit/", titled_page()]}
    same_few(reading_english, pages, grow, first=range(3), then=range(3, 30))
