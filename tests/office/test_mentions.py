"""Whom a text names: with or without diacritics, by the whole name, a part of it, or the first part of an address."""

import pytest

from office.mentions import calls_in, find_people, named
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture(autouse=True)
def people(db):
    names = {"an": "Nguyễn Văn An", "an2": "Nguyễn Văn Ân", "binh": "Nguyễn Văn An Bình", "ha": "Trần Thu Hà", "dung.le": "Lê Đức Dũng"}
    return {local: UserFactory(email=f"{local}@demo.test", name=name) for local, name in names.items()}


def meant(text):
    calls = calls_in(text)
    find_people(calls)
    return [sorted(person.email.partition("@")[0] for person in call.people) for call in calls]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("@Trần Thu Hà: xem giúp", [["ha"]]),
        ("nhờ @tran thu ha xem giúp", [["ha"]]),
        ("@TRAN THU HA, @le duc dung.", [["ha"], ["dung.le"]]),
        ("@dung.le xem", [["dung.le"]]),
        ("@Hà ơi", [["ha"]]),  # the given name, by which one calls
        ("@Nguyễn Văn An đã gửi", [["an"]]),
        ("@Nguyễn Văn An Bình đã gửi", [["binh"]]),
        ("@nguyen van an da gui", [["an", "an2"]]),  # without marks it may be either
        ("@Nguyễn Văn", [["an", "an2", "binh"]]),
        ("@Phạm", [[]]),
        ("viết tới ha@demo.test nhé", []),
        ("@ một mình", []),
        ("@Trần\nThu Hà", [["ha"]]),
    ],
)
def test_who_is_named(text, who):
    assert meant(text) == who


def test_an_account_that_is_closed_is_not_called(people):
    people["ha"].is_active = False
    people["ha"].save()
    assert meant("@Trần Thu Hà") == [[]]


def test_names_are_written_out_where_it_is_clear_who_is_meant():
    text = "@tran thu ha và @dung.le, còn @nguyen van an thì chưa rõ"
    calls = calls_in(text)
    find_people(calls)
    assert named(text, calls) == "@Trần Thu Hà và @Lê Đức Dũng, còn @nguyen van an thì chưa rõ"


def test_all_names_of_a_text_are_one_question(django_assert_num_queries):
    calls = calls_in("@Trần Thu Hà @dung.le @Nguyễn Văn An Bình " * 5)
    with django_assert_num_queries(1):
        find_people(calls)
