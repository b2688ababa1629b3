"""Ratings of the ministry's support: given with the report, changed until they are closed, shown only as averages from
which no single answer can be read."""

from datetime import UTC, date, datetime, timedelta
from html import unescape
from itertools import combinations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Event, EventBody
from accounts.versions import StaleVersion
from reports import rating_register, services
from reports.models import Rating
from reports.ratings import LEAST, Given, Mean, results
from tests.reports import filing

NOW = datetime(2026, 9, 16, 3, 0, tzinfo=UTC)  # 2026-Q3 was cut off on 14 September and closes on the 25th
CLOSED = date(2026, 9, 26)
SCORES = {"timely": 4, "useful": 3, "enough": 2}


def rate(obligation, by, now=NOW, scores=SCORES, word="", seen=0):
    return services.rate_support(obligation=obligation, scores=scores, word=word, by=by, now=now, seen=seen)


def many(n, department, code="2026-Q3", **scores):
    period = filing.period(code)
    given = {**SCORES, **scores}
    Rating.objects.bulk_create(Rating(period=period, department=department, at=NOW, **given) for _n in range(n))


class TestWhatIsShown:
    """Pure: whoever knows everything that is shown can subtract as they like."""

    @settings(max_examples=150)
    @given(sizes=st.lists(st.integers(0, 9), max_size=6))
    def test_no_difference_of_what_is_shown_is_fewer_than_five_answers(self, sizes):
        rows = [Given(place, (3, 3, 3)) for place, n in enumerate(sizes) for _n in range(n)]
        found = results(rows)
        shown = {key: result.n for key, result in found.departments.items() if result}
        assert all(n >= LEAST for n in shown.values())
        if found.total is None:
            return
        assert found.total.n >= LEAST
        for size in range(len(shown) + 1):
            for taken in combinations(shown.values(), size):
                left = found.total.n - sum(taken)
                assert left == 0 or left >= LEAST

    def test_four_answers_are_none_and_five_are(self):
        assert results([Given("a", (3, 3, 3))] * 4).departments == {"a": None}
        assert results([Given("a", (3, 3, 3))] * 4).total is None
        assert results([Given("a", (3, 3, 3))] * 5).departments["a"].n == 5

    def test_the_whole_leaves_out_what_could_be_subtracted(self):
        rows = [Given("a", (5, 5, 5))] * 6 + [Given("b", (1, 1, 1))]
        found = results(rows)
        assert found.is_partial
        assert (found.total.n, found.total.whole) == (6, Mean(48))

    def test_an_average_at_the_end_does_not_say_that_all_answered_alike(self):
        same = results([Given("a", (5, 1, 5))] * 5).departments["a"]
        nearly = results([Given("a", (5, 1, 5))] * 4 + [Given("a", (4, 2, 4))]).departments["a"]
        assert same.means == nearly.means == (Mean(48), Mean(12), Mean(48))

    def test_averages_are_rounded_half_up(self):
        rows = [Given("a", (score, score, score)) for score in (3, 3, 3, 4)] * 5
        assert results(rows).total.whole == Mean(33)

    def test_words_stand_in_the_order_of_the_alphabet_and_not_with_the_whole(self):
        found = results([Given("a", (3, 3, 3), word) for word in ("c", "", "a", "b", "")])
        assert found.departments["a"].words == ("a", "b", "c")
        assert found.total.words == ()


@pytest.mark.django_db
@pytest.mark.both
class TestGiving:
    @pytest.fixture
    def owed(self, embassy):
        return filing.owed(embassy, "2026-Q3")

    @pytest.fixture
    def submitted(self, owed, mission_head):
        report = filing.begin(owed, mission_head, NOW)
        filing.submit(report, mission_head, NOW, nil=True)
        return owed

    def test_it_is_given_with_the_report_and_not_before(self, owed, mission_head):
        with pytest.raises(ValidationError):
            rate(owed, mission_head)

    def test_it_counts_for_the_department_that_follows_the_mission(self, submitted, mission_head, geographic, embassy):
        rating = rate(submitted, mission_head)
        assert (rating.unit, rating.department, rating.enough) == (embassy, geographic, 2)

    def test_it_is_changed_until_it_is_closed(self, submitted, mission_head):
        first = rate(submitted, mission_head)
        rate(submitted, mission_head, now=datetime(2026, 9, 25, 16, 59, tzinfo=UTC), scores={**SCORES, "enough": 5}, seen=first.version)
        assert Rating.objects.get().enough == 5
        with pytest.raises(ValidationError):
            rate(submitted, mission_head, now=datetime(2026, 9, 25, 17, 1, tzinfo=UTC))
        assert Rating.objects.count() == 1

    def test_a_period_that_is_edited_opens_nothing_again(self, submitted, mission_head):
        submitted.period.government_due_on = date(2027, 1, 1)
        submitted.period.save()
        with pytest.raises(ValidationError):
            rate(submitted, mission_head, now=datetime(2026, 10, 1, tzinfo=UTC))

    def test_of_two_heads_the_later_sees_what_the_first_rated(self, submitted, mission_head):
        rate(submitted, mission_head)
        with pytest.raises(StaleVersion):
            rate(submitted, mission_head, seen=0)

    @pytest.mark.parametrize("scores", [{**SCORES, "timely": 0}, {**SCORES, "timely": 6}, {"timely": 3, "useful": 3}])
    def test_a_score_is_from_one_to_five(self, submitted, mission_head, scores):
        with pytest.raises(ValidationError):
            rate(submitted, mission_head, scores=scores)

    def test_the_history_tells_that_it_was_rated_and_never_what(self, submitted, mission_head):
        rating = rate(submitted, mission_head, word="Tới muộn")
        event = Event.objects.about(rating).get()
        body = EventBody.objects.get(event=event)
        assert (body.changes, body.reason, event.fields) == ({}, "", "")
        assert "muộn" not in event.object_label

    def test_nobody_but_the_head_is_shown_the_form(
        self, submitted, mission_head, mission_officer, reviewer, secretariat, leader, auditor, signed_in
    ):
        rate(submitted, mission_head)
        address = "/reports/2026-Q3/emb-fr/rating/"
        for person in (mission_officer, reviewer, secretariat, leader, auditor):
            assert signed_in(person).get(address).status_code == 403

    def test_the_page_keeps_a_rating_and_says_what_is_wrong(self, submitted, mission_head, signed_in, monkeypatch):
        monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
        address, browser = "/reports/2026-Q3/emb-fr/rating/", signed_in(mission_head)
        assert browser.post(address, {"timely": "9", "version": 0}).status_code == 422
        assert browser.post(address, {**SCORES, "word": "Tốt", "version": 0}).status_code == 302
        assert browser.get(address).context["form"].initial["word"] == "Tốt"
        assert browser.post(address, {**SCORES, "version": 0}).status_code == 409

    def test_after_it_is_closed_the_page_leads_back(self, submitted, mission_head, signed_in):
        submitted.period.code = "2025-Q4"
        type(submitted.period).objects.filter(pk=submitted.period_id).update(code="2020-Q4")
        answer = signed_in(mission_head).get("/reports/2020-Q4/emb-fr/rating/")
        assert answer.status_code == 302
        said = unescape(signed_in(mission_head).get("/reports/2020-Q4/emb-fr/receipt/").content.decode())
        assert "chấm đến hết ngày 25/12/2020" in said
        assert "khi gửi báo cáo kỳ sau" in said
        kept = signed_in(mission_head).post("/reports/2020-Q4/emb-fr/rating/", {**SCORES, "word": "Rất kịp thời", "version": 0})
        assert (kept.status_code, "Rất kịp thời" in kept.content.decode()) == (422, True)

    def test_until_when_it_can_be_rated_is_said_on_both_clocks(self, submitted, mission_head, signed_in, monkeypatch):
        monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
        for page in ("rating", "receipt"):
            said = signed_in(mission_head).get(f"/reports/2026-Q3/emb-fr/{page}/").content.decode()
            assert "23:59 ngày 25/09/2026 giờ Hà Nội" in said


@pytest.mark.django_db
@pytest.mark.both
class TestResults:
    @pytest.fixture(autouse=True)
    def _today(self, monkeypatch):
        monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: CLOSED)

    def test_nothing_is_shown_before_the_quarter_is_closed(self, geographic):
        many(9, geographic)
        assert rating_register.quarters(CLOSED - timedelta(days=1), None) == []
        assert [one.period.code for one in rating_register.quarters(CLOSED, None)] == ["2026-Q3"]

    def test_a_department_sees_its_own_and_no_total(self, geographic, department, reviewer, officer, signed_in):
        many(6, geographic)
        many(7, department, enough=5)
        page = signed_in(reviewer).get("/reports/ratings/")
        assert [line.department for line in page.context["asked"].lines] == [geographic]
        assert page.context["asked"].total is None
        assert [line.department for line in signed_in(officer).get("/reports/ratings/").context["asked"].lines] == [department]

    def test_the_leadership_sees_all_and_who_is_too_few_says_so(self, geographic, department, leader, signed_in):
        many(6, geographic)
        many(4, department)
        page = signed_in(leader).get("/reports/ratings/")
        shown = {line.department.code: line.result for line in page.context["asked"].lines}
        assert shown["vu-chau-au"].n == 6
        assert shown["vu-to-chuc-can-bo"] is None
        assert page.context["asked"].is_partial
        assert signed_in(leader).get("/reports/ratings/?period=x").status_code == 422

    def test_missions_and_strangers_find_no_results(self, mission_head, stranger, administrator, signed_in):
        for person in (mission_head, stranger, administrator):
            assert signed_in(person).get("/reports/ratings/").status_code == 404

    def test_the_call_answers_the_same(self, geographic, secretariat, reviewer, signed_in):
        many(5, geographic)
        row = signed_in(secretariat).get("/api/v1/ratings/").json()["quarters"][0]
        assert row["total"] == {"answers": 5, "timely": 4.0, "useful": 3.0, "enough": 2.0, "whole": 3.0}
        assert signed_in(reviewer).get("/api/v1/ratings/").json()["quarters"][0]["total"] is None

    def test_ten_times_the_rows_ask_no_more(self, geographic, leader, signed_in, django_assert_max_num_queries):
        many(5, geographic)
        many(60, geographic, code="2026-Q2")
        browser = signed_in(leader)
        with django_assert_max_num_queries(12):
            assert browser.get("/reports/ratings/").status_code == 200
