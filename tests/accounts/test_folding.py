import unicodedata
from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from hypothesis import given
from hypothesis import strategies as st

from accounts.folding import clean, fold, search_text, shortened, sort_key
from personnel.models import Officer
from tests.factories import LONG_AGO, UnitFactory, UserFactory
from tests.personnel.rows import OfficerFactory


@pytest.mark.parametrize("typed", ["dai su quan", "đai su quan", "Đại sứ quán", "ĐẠI SỨ QUÁN", unicodedata.normalize("NFD", "Đại sứ quán")])
def test_marks_case_and_composition_do_not_matter(typed):
    assert fold(typed) == "dai su quan"


def test_initials_find_it_too():
    assert "dsq" in search_text("Đại sứ quán").split()


def test_what_word_pastes_is_cleaned_and_the_rest_kept():
    assert clean("một\x0bhai\x00\x1f\ud800 & <ba>\r\n") == "một\nhai & <ba>\n"


def test_words_are_broken_off_between_two_and_so_that_it_shows():
    assert shortened("Đại sứ quán", 11) == "Đại sứ quán"
    assert shortened("Đại sứ quán Việt Nam", 17) == "Đại sứ quán …"
    assert shortened("d" * 300, 20) == "d" * 18 + " …"


@given(st.text(), st.integers(min_value=2, max_value=40))
def test_what_is_shortened_keeps_to_its_length(text, most):
    assert len(shortened(text, most)) <= most


def test_vietnamese_letters_stand_in_their_own_order():
    names = ["Đắk Lắk", "Da Nang", "An Giang", "Ấn Độ", "Ăng-gô-la", "Thừa", "Thua"]
    assert sorted(names, key=sort_key) == ["An Giang", "Ăng-gô-la", "Ấn Độ", "Da Nang", "Đắk Lắk", "Thua", "Thừa"]


def test_a_number_is_not_parted_by_the_zero_in_it():
    names = ["Khóa 3", "Khóa 30", "Khóa 10", "Khóa 109", "Khóa 10 hè", "Khóa", "Khóa A", "Khóa 1"]
    assert sorted(names, key=sort_key) == ["Khóa", "Khóa 1", "Khóa 10", "Khóa 10 hè", "Khóa 109", "Khóa 3", "Khóa 30", "Khóa A"]


@pytest.mark.both
@pytest.mark.django_db
def test_keys_made_before_are_made_anew():
    third, first, _gone = (
        OfficerFactory(name="Khóa 3"),
        OfficerFactory(name="Khóa 10"),
        OfficerFactory(name="", sort_key="", left_on=date(2020, 1, 1), erased_at=LONG_AGO),
    )
    unit, user = UnitFactory(name_vi="Vụ 30"), UserFactory(name="Cán bộ 30")
    for row in (third, first, unit, user):
        type(row).objects.filter(pk=row.pk).update(sort_key="as it was")
    for migration in ("accounts.migrations.0006_numbers_in_sort_keys", "personnel.migrations.0004_numbers_in_sort_keys"):
        import_module(migration).make_anew(apps, None)
    assert list(Officer.objects.values_list("name", flat=True)) == ["", "Khóa 10", "Khóa 3"]
    for row, name in ((unit, "Vụ 30"), (user, "Cán bộ 30")):
        row.refresh_from_db()
        assert row.sort_key == sort_key(name)


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_clean_text_is_composed_and_stays_clean(text):
    once = clean(text)
    assert clean(once) == once
    once.encode()
