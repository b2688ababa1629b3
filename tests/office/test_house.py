"""Words, numbers, days and signs (office.templatetags.house)."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.core.paginator import Paginator
from django.template import Context, RequestContext, Template
from django.urls import reverse
from django.utils.translation import override

from office import installation
from office.icons import CELLS, DRAWINGS, HEALTH
from office.templatetags import house
from plan.progress import Cell, Health

WHEN = datetime(2026, 12, 14, 17, 30, tzinfo=UTC)  # half past midnight of the 15th in Hà Nội


def drawn(template, **values):
    return Template(template).render(Context(values))


def test_a_day_and_a_moment_read_the_same_in_both_languages():
    for language in ("vi", "en"):
        with override(language):
            assert drawn("{{ d|day }} {{ m|moment }}", d=date(2026, 12, 31), m=WHEN) == "31/12/2026 00:30 15/12/2026"


@pytest.mark.parametrize(("language", "said"), [("vi", "00:30 ngày 15/12/2026"), ("en", "00:30 on 15/12/2026")])
def test_a_moment_within_a_sentence_says_which_part_is_the_day(language, said):
    with override(language):
        assert (house.moment_said(WHEN), house.moment_said(None)) == (said, "–")


def test_the_day_of_a_moment_is_the_day_in_hanoi():
    assert house.day(WHEN) == "15/12/2026"


def test_a_moment_is_shown_on_the_clock_of_a_place():
    assert house.clock(WHEN, "Europe/Paris") == "18:30 14/12/2026"


def test_nothing_is_a_dash():
    assert [house.day(None), house.moment(None), house.number(None)] == ["–"] * 3
    assert house.number(0) == "0"


@pytest.mark.parametrize(("language", "thousands", "half"), [("vi", "1.240", "18,5"), ("en", "1,240", "18.5")])
def test_numbers_follow_the_language(language, thousands, half):
    with override(language):
        assert house.number(1240) == thousands
        assert house.number(18.5) == half
        assert house.number(18.46, 1) == half


def test_every_cell_and_health_of_the_plan_has_a_sign_and_the_plans_own_words():
    assert {cell.value for cell in Cell} == set(CELLS) == set(house.CELL_WORDS)
    assert {health.value for health in Health} == set(HEALTH) == set(house.HEALTH_WORDS)
    assert set(CELLS.values()) | set(HEALTH.values()) <= set(DRAWINGS)
    for cell in Cell:
        assert str(house.CELL_WORDS[cell.value]) == str(cell.label)
    for health in Health:
        assert str(house.HEALTH_WORDS[health.value]) == str(health.label)


def test_no_two_cells_look_the_same():
    assert len({DRAWINGS[sign] for sign in CELLS.values()}) == len(CELLS)


def test_a_state_is_a_sign_and_a_word():
    with override("en"):
        said = drawn('{% cell_state "open_overdue" %}{% health_state "at_risk" "chip" %}{% health_state "" %}')
    assert 'class="state state--overdue"' in said
    assert 'href="#i-overdue"' in said
    assert "Overdue" in said
    assert 'class="state state--risk state--chip"' in said
    assert said.count("<span") == 2


def test_a_page_prints_the_drawings_it_uses_and_no_others():
    page = drawn('{% icon "find" %}{% icon "find" "l" %}{% include piece %}{% sprite %}', piece=Template('{% icon "late" %}'))
    assert page.count("<symbol") == 2
    assert 'id="i-find"' in page
    assert 'id="i-late"' in page
    assert "<symbol" not in drawn("{% sprite %}")


def test_a_fragment_carries_its_own_drawing():
    fragment = drawn('{% icon "late" %}', request=SimpleNamespace(htmx=True))
    assert "<use" not in fragment
    assert DRAWINGS["late"] in fragment


def test_an_unknown_sign_is_an_error():
    with pytest.raises(KeyError, match="no sign"):
        drawn('{% icon "nonsense" %}')


def test_a_passage_in_another_language_says_so():
    with override("vi"):
        assert drawn("<p{{ l|lang_attr }}>", l="en") == '<p lang="en">'
        assert drawn("<p{{ l|lang_attr }}>", l="vi") == "<p>"


def test_pages_keep_the_rest_of_the_address(rf):
    page = Paginator(range(200), 10).page(9)
    with override("en"):
        said = Template('{% include "_pager.html" %}').render(RequestContext(rf.get("/?q=a&page=9"), {"page": page}))
    assert 'href="?q=a&amp;page=8"' in said
    assert said.count("…") == 2
    assert "81 to 90 of 200" in said


def test_one_page_needs_no_pager():
    assert drawn('{% include "_pager.html" %}', page=Paginator(range(3), 10).page(1)).strip() == ""


@pytest.mark.django_db
def test_the_frame_costs_few_queries(signed_in, secretariat, django_assert_max_num_queries):
    browser = signed_in(secretariat)
    browser.get(reverse("overview:components"))  # the first visit notes in the session when it was
    with django_assert_max_num_queries(5):  # session, person, memberships, kind of database
        page = browser.get(reverse("overview:components"))
    assert page.status_code == 200


@pytest.mark.django_db
def test_links_to_administration_and_log_are_for_who_may(mission_officer, head, auditor):
    def offered(person):
        return drawn('{% may "users.read" as a %}{% may "history.read" as b %}{{ a }} {{ b }}', user=person)

    assert offered(mission_officer) == "False False"
    assert offered(head) == offered(auditor) == "True True"


@pytest.mark.django_db
def test_the_banner_stands_on_an_illustration_and_nowhere_else(signed_in, officer):
    from office.models import Installation

    browser = signed_in(officer)
    assert 'class="demo"' not in browser.get("/components/").content.decode()
    Installation.objects.create(kind=Installation.Kind.DEMO)
    assert 'class="demo"' in browser.get("/components/").content.decode()


@pytest.mark.django_db
def test_the_language_switch_keeps_the_page_and_its_question(signed_in, officer):
    browser = signed_in(officer)
    page = browser.get("/components/?q=a&page=2").content.decode()
    assert 'name="next" value="/components/?q=a&amp;page=2"' in page
    answer = browser.post(reverse("set-language"), {"language": "en", "next": "/components/?q=a&page=2"})
    assert answer.url == "/components/?q=a&page=2"
    assert '<html lang="en"' in browser.get(answer.url).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("choice", ["dark", "light"])
def test_light_or_dark_is_kept_in_the_browser(client, choice):
    answer = client.post(reverse("overview:theme"), {"theme": choice, "next": "/accounts/login/?next=/"})
    assert answer.url == "/accounts/login/?next=/"
    assert f'data-theme="{choice}"' in client.get(answer.url).content.decode()
    client.post(reverse("overview:theme"), {"theme": "system"})
    assert "data-theme" not in client.get("/accounts/login/").content.decode()


@pytest.mark.django_db
def test_the_switch_of_light_and_dark_sends_nobody_elsewhere(client):
    answer = client.post(reverse("overview:theme"), {"theme": "dark\r\nx", "next": "https://elsewhere.example/"})
    assert answer.url == "/"
    assert client.get(reverse("overview:theme")).status_code == 405


@pytest.mark.django_db
def test_what_the_database_is_costs_a_process_one_question(django_assert_num_queries):
    assert not installation.is_demo()
    installation.make("demo")
    with django_assert_num_queries(1):
        assert all(installation.is_demo() for _ in range(3))
