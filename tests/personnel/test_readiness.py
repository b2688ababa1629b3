"""Which posts of new missions can be filled, by whom, and why not."""

from datetime import date
from fractions import Fraction
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from personnel.models import Language, LanguageNeed, NormPost, Officer
from personnel.readiness import Candidate, Coming, Norm, Wanted, Why, match, needs
from personnel.services import norm as services
from personnel.services.norm import Said
from plan.models import Target
from tests.factories import IndicatorFactory
from tests.missions.openings import NOW, date_it, load_stages, make_opening
from tests.personnel.people import speaks, staff
from tests.personnel.rows import LanguageFactory, OfficerFactory, PostingFactory

PAGE = "/personnel/readiness/"
SOON, LATER = date(2027, 1, 1), date(2028, 1, 1)
NOBODY = frozenset()


def officer(pk, level="junior", free_on=SOON, **languages):
    return Candidate(pk, level, languages, free_on)


def wanted(opening="mo-a", posts=1, languages=("fr",), language_level=4, on=LATER, level="junior"):
    return Wanted(opening, level, posts, frozenset(languages), language_level, on)


def test_an_officer_fits_by_rank_language_and_time():
    (answer,) = match(
        [wanted(posts=9)], [officer(1, fr=4), officer(2, fr=3), officer(3, "senior", fr=6), officer(4, fr=5, free_on=date(2028, 1, 2))]
    )
    assert [one.pk for one in answer.fit] == [1]
    assert (answer.filled, answer.lacking, answer.why) == (1, 8, Why.TAKEN)


@pytest.mark.parametrize(
    ("people", "why"),
    [
        ([officer(1, "senior", fr=6)], Why.RANK),
        ([officer(1, fr=3), officer(2, ar=6)], Why.LANGUAGE),
        ([officer(1, fr=4, free_on=date(2029, 1, 1))], Why.TIME),
        ([officer(1, fr=4)], None),
    ],
)
def test_it_says_why_a_post_stays_empty(people, why):
    (answer,) = match([wanted()], people)
    assert answer.why == why


def test_who_could_go_elsewhere_is_not_taken_from_where_nobody_else_can():
    both, one = officer(1, fr=4, ar=4), officer(2, fr=4)
    answers = match([wanted("mo-a", on=SOON), wanted("mo-b", languages=("ar",))], [both, one])
    assert [answer.filled for answer in answers] == [1, 1]


PEOPLE = st.lists(
    st.builds(
        Candidate,
        st.integers(1, 99),
        st.sampled_from(["junior", "senior"]),
        st.dictionaries(st.sampled_from(["fr", "ar"]), st.integers(1, 6)),
        st.sampled_from([SOON, LATER]),
    ),
    max_size=5,
    unique_by=lambda one: one.pk,
)
POSTS = st.lists(
    st.builds(
        wanted,
        st.sampled_from(["mo-a", "mo-b"]),
        st.integers(1, 2),
        st.sets(st.sampled_from(["fr", "ar"])),
        st.sampled_from([None, 3]),
        st.sampled_from([SOON, LATER]),
        st.sampled_from(["junior", "senior"]),
    ),
    max_size=3,
)


@given(POSTS, PEOPLE)
@settings(max_examples=60)
def test_nobody_can_fill_more_posts_than_it_does(posts, people):
    answers = match(posts, people)
    seats = [row for row in posts for _seat in range(row.posts)]
    best = 0
    for choice in product([None, *seats], repeat=len(people)) if len(seats) ** len(people) < 3000 else ():
        taken = [seat for seat in choice if seat]
        if all(seat is None or seat.fits(one) for seat, one in zip(choice, people, strict=True)) and all(
            taken.count(row) <= posts.count(row) * row.posts for row in taken
        ):
            best = max(best, len(taken))
    assert sum(answer.filled for answer in answers) >= best
    assert all(0 <= answer.filled <= min(answer.wanted.posts, len(answer.fit)) for answer in answers)
    assert sum(answer.filled for answer in answers) <= len(people)


def test_posts_that_missions_to_come_need_are_rounded_up_once():
    norm = [Norm("senior", 1, 5), Norm("junior", 2)]
    third = Coming(norm, {"fr": Fraction(1, 3), "ar": Fraction(2, 3)}, times=4)
    assert needs([third, Coming(norm, {})]) == {("fr", "senior"): 2, ("ar", "senior"): 3, ("-", "junior"): 10, ("", "senior"): 1}


# In the house


@pytest.fixture
def ready(department, geographic, embassy, secretariat, personnel):
    """An opening that works in Arabic and wants two juniors with level 3 and one senior; the plan aims at three missions."""
    staff(department, geographic, embassy)
    load_stages()
    opening = date_it(make_opening(secretariat, geographic), secretariat)
    rows = [Said("embassy", "junior", 2, 3), Said("embassy", "senior", 1)]
    services.set_norm(rows=rows, reason="Định mức thử", by=personnel, now=NOW)
    services.set_languages(opening=opening, languages=[LanguageFactory(code="ar")], by=personnel, now=NOW)
    speaks(OfficerFactory(name="Cán bộ 907", unit=geographic), "ar", 4)
    abroad = Officer.objects.get(name="Cán bộ 903")
    speaks(abroad, "ar", 4)
    abroad.postings.update(until_on=date(2028, 1, 1))
    indicator = IndicatorFactory(code="missions-open", source_kind="computed")
    Target.objects.create(indicator=indicator, code="T1", due_on=date(2030, 12, 31), value=3)
    return opening


@pytest.mark.django_db
def test_who_reads_names_sees_who_fits_and_others_see_no_small_count(ready, personnel, leader, head, signed_in):
    page = signed_in(personnel).get(PAGE)
    (row,) = page.context["rows"]
    assert [(post.level, len(post.answer.fit), post.lacking) for post in row.posts] == [("Cao cấp", 1, 0), ("Sơ cấp", 2, 0)]
    assert "Cán bộ 907" in page.content.decode()
    told = signed_in(leader).get(PAGE)
    assert "Cán bộ" not in told.content.decode()
    assert "dưới 8</td>" in told.content.decode()
    assert signed_in(head).get(PAGE).status_code == 404


@pytest.mark.django_db
def test_the_two_counts_are_told_apart_where_something_is_lacking(ready, personnel, signed_in):
    words, browser = "nên hai số khác nhau", signed_in(personnel)
    assert words not in browser.get(PAGE).content.decode()
    NormPost.objects.update(posts=9)
    assert words in browser.get(PAGE).content.decode()


@pytest.mark.django_db
def test_who_is_abroad_fits_once_the_posting_is_over(ready, personnel, signed_in):
    Officer.objects.get(name="Cán bộ 903").postings.update(until_on=date(2032, 1, 1))
    (row,) = signed_in(personnel).get(PAGE).context["rows"]
    assert [(len(post.answer.fit), post.lacking, bool(post.why)) for post in row.posts][1] == (1, 1, True)


@pytest.mark.django_db
def test_the_gap_follows_the_targets_of_the_plan_and_the_norm(ready, personnel, signed_in):
    services.set_shares(shares={Language.objects.get(code="fr"): 100}, by=personnel, now=NOW)
    (aim,) = signed_in(personnel).get(PAGE).context["aims"]
    assert (aim.to_open, aim.named, aim.unnamed) == (3, 1, 2)
    table = {label: [gap and (gap.wanted, gap.have.shown, gap.lacking) for gap in cells] for label, cells in aim.rows}
    assert table[str(Language.objects.get(code="ar"))] == [None, None, (2, 1, 1)]  # Cán bộ 907; 903 is abroad, 902 is of middle rank
    assert table[str(Language.objects.get(code="fr"))] == [None, None, (4, 0, 4)]
    Target.objects.update(value=13)
    (aim,) = signed_in(personnel).get(PAGE).context["aims"]
    assert aim.to_open == 13


@pytest.mark.django_db
def test_shares_make_a_hundred_and_the_norm_needs_a_reason(ready, personnel, signed_in):
    browser = signed_in(personnel)
    version = {name: browser.get(f"{PAGE}{name}/").context["form"]["version"].value() for name in ("shares", "norm")}
    shares = {"language_0": "fr", "share_0": "60", "version": version["shares"]}
    assert browser.post(f"{PAGE}shares/", shares).status_code == 422
    assert browser.post(f"{PAGE}shares/", {**shares, "language_1": "ar", "share_1": "40"}).status_code == 302
    assert LanguageNeed.objects.filter(opening=None).count() == 2
    norm = {"posts_embassy_junior": "5", "language_embassy_junior": "4", "version": version["norm"]}
    assert browser.post(f"{PAGE}norm/", norm).status_code == 422
    assert browser.post(f"{PAGE}norm/", {**norm, "reason": "Mới"}).status_code == 302
    assert {(row.rank_level, row.posts) for row in NormPost.objects.all()} == {("junior", 5), ("senior", 0)}
    with pytest.raises(ValidationError):
        services.set_norm(rows=[Said("tent", "junior", 1)], reason="x", by=personnel, now=NOW)


@pytest.mark.django_db
def test_it_costs_the_same_with_more_of_everything(ready, personnel, secretariat, geographic, embassy, signed_in):
    browser = signed_in(personnel)

    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(PAGE).status_code == 200
        return len(captured)

    cost()
    before = cost()
    for number in range(6):
        opening = date_it(make_opening(secretariat, geographic, f"mo-{number}"), secretariat)
        services.set_languages(opening=opening, languages=[Language.objects.get(code="fr")], by=personnel, now=NOW)
        speaks(OfficerFactory(unit=geographic), "ar", 5)
        PostingFactory(officer=OfficerFactory(unit=geographic), unit=embassy)
    assert cost() == before
    assert before <= 15


def test_of_two_clerks_the_second_is_shown_the_languages_of_the_first(db, personnel, geographic, signed_in):
    load_stages()
    opening = make_opening(personnel, geographic)
    for code in ("ar", "es", "fr"):
        LanguageFactory(code=code)
    browser, address = signed_in(personnel), f"{PAGE}{opening.code}/languages/"
    seen = browser.get(address).context["form"]["version"].value()
    assert browser.post(address, {"languages": ["ar"], "version": seen}).status_code == 302
    stale = browser.post(address, {"languages": ["es"], "version": seen})
    text = stale.content.decode()
    assert (stale.status_code, "Tiếng ar" in text, "Tiếng es" in text) == (409, True, True)
    assert [need.language.code for need in opening.language_needs.all()] == ["ar"]
    opening.refresh_from_db()
    assert browser.post(address, {"languages": ["es"], "version": opening.version}).status_code == 302
    assert [need.language.code for need in opening.language_needs.all()] == ["es"]


def test_of_two_clerks_who_set_the_norm_the_second_is_told_and_keeps_what_was_typed(personnel, signed_in):
    page, browser = "/personnel/readiness/norm/", signed_in(personnel)
    services.set_norm(rows=[Said("embassy", "senior", 2)], reason="Thử", by=personnel, now=NOW)
    typed = {"posts_embassy_senior": "4", "reason": "Đề án mới", "version": browser.get(page).context["form"]["version"].value()}
    services.set_norm(rows=[Said("embassy", "senior", 3), Said("embassy", "junior", 1)], reason="Thử", by=personnel, now=NOW)
    told = browser.post(page, typed)
    assert told.status_code == 409
    seen = {row.label: (row.saved, row.typed) for row in told.context["differences"]}
    assert seen["Đại sứ quán, Cao cấp: Biên chế"] == ("3", "4")
    assert "Đề án mới" in told.content.decode()
    again = {**typed, "version": told.context["form"]["version"].value()}
    assert browser.post(page, again).status_code == 302
    assert NormPost.objects.get(kind="embassy", rank_level="senior").posts == 4


def test_of_two_clerks_who_set_the_shares_the_second_is_told_and_keeps_what_was_typed(personnel, signed_in):
    page, browser = "/personnel/readiness/shares/", signed_in(personnel)
    french, english = LanguageFactory(code="fr"), LanguageFactory(code="en")
    typed = {"language_0": "fr", "share_0": "100", "version": browser.get(page).context["form"]["version"].value()}
    services.set_shares(shares={french: 60, english: 40}, by=personnel, now=NOW)
    told = browser.post(page, typed)
    assert told.status_code == 409
    assert {(row.saved, row.typed) for row in told.context["differences"]} >= {("60", "100"), ("40", "")}
    again = {**typed, "version": told.context["form"]["version"].value()}
    assert browser.post(page, again).status_code == 302
    assert list(LanguageNeed.objects.filter(opening__isnull=True).values_list("language__code", "share")) == [("fr", 100)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("page", "typed"),
    [
        ("readiness/norm/", {"posts_embassy_senior": "4", "reason": "Đề án mới"}),
        ("readiness/shares/", {}),
        ("rotation/posts/emb-fr/", {"year": "2026", "posts": "5"}),
    ],
)
def test_a_version_of_what_was_never_set_is_a_conflict_and_no_fault_of_the_house(page, typed, personnel, embassy, signed_in):
    answer = signed_in(personnel).post(f"/personnel/{page}", {**typed, "version": "7"})
    assert (answer.status_code, answer.context["form"]["version"].value()) == (409, 0)
