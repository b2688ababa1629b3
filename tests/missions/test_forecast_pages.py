"""The forecast on the page and in the API: what it rests on, who sees it, what is kept and how it is judged later."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from accounts.history import System
from accounts.models import Event, Unit
from missions import forecasting, jobs, services
from missions.api import forecast as forecast_api
from missions.forecasting import Key, WhatIf, basis_on, planned_of
from missions.frozen import fingerprint, inputs_of, outcome_of, plain
from missions.models import Assumption, ForecastRun, Mission, MissionEvent, Opening
from missions.outlook import PERCENTILES, Chance, Outcome, Year
from missions.scoring import score
from missions.templatetags import forecast as shares
from missions.views import forecast as forecast_views
from plan.models import Target
from plan.reckoning import Goal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("openings_stand")]
PAGE, API = "/missions/forecast/", "/api/v1/forecast/"
TODAY = timezone.localdate()


def text(answer, status=200):
    assert answer.status_code == status
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", re.search(r"<main.*</main>", answer.content.decode(), re.S)[0])))


# What it rests on


def test_it_rests_on_the_network_the_openings_the_targets_and_the_history(openings):
    basis = basis_on(TODAY)
    assert basis.inputs.size == Mission.objects.network(TODAY).total
    assert [row.code for row in basis.inputs.planned] == ["mo-0", "mo-1", "mo-2", "mo-3"]
    assert [goal.value for goal in basis.inputs.goals] == [101, 120]
    assert basis.inputs.until == date(TODAY.year + 15, 12, 31)
    assert (basis.learnt.since, basis.learnt.opened, basis.learnt.closed) == (date(2020, 11, 9), 5, 0)
    assert basis.inputs.openings.shape == 5.5


def test_events_before_the_network_is_known_teach_nothing(openings):
    """Closings of 2018 are recorded; how many opened then is not."""
    assert MissionEvent.objects.filter(kind="closed").count() == 4
    assert basis_on(TODAY).learnt.closed == 0


def test_a_network_that_is_not_known_has_no_forecast(network):
    assert basis_on(date(2019, 1, 1)) is None
    assert basis_on(date(2020, 11, 9)) is None


@pytest.mark.parametrize(
    ("change", "why"),
    [({"earliest": None, "likely": None, "latest": None}, "not dated"), ({"chance": None}, "assessed")],
)
def test_an_opening_that_says_too_little_is_named_and_not_counted(openings, change, why):
    openings[0].steps.filter(stage__code="opened").update(**change)
    basis = basis_on(TODAY)
    with translation.override("en"):
        assert [(row.code, why in str(reason)) for row, reason in basis.uncounted] == [("mo-0", True)]
    assert len(basis.inputs.planned) == 3


def test_an_opening_whose_latest_date_has_passed_is_not_counted_until_it_is_dated_anew(openings):
    opening = Opening.objects.with_course().get(code="mo-0")
    assert planned_of(opening, opening.last.latest)[0] is not None
    assert planned_of(opening, opening.last.latest + timedelta(days=1))[0] is None


def test_an_opening_given_up_is_not_counted(openings, keeper):
    services.abandon_opening(opening=openings[0], reason="Thôi", by=keeper, now=timezone.now(), seen=None)
    assert [row.code for row in basis_on(TODAY).inputs.planned] == ["mo-1", "mo-2", "mo-3"]


# Assumptions


def test_an_assumption_is_a_new_row_with_who_and_why(openings, keeper):
    for value in (200, 350, None):
        services.set_assumption(key=Key.OPENING_RATE, value=value, reason=f"Lý do {value}", by=keeper, now=timezone.now())
    assert [row.value for row in Assumption.objects.all()] == [None, 350, 200]
    assert Event.objects.filter(verb="missions.assumption_set").count() == 3
    basis = basis_on(TODAY)
    assert basis.assumptions[Key.OPENING_RATE].value == pytest.approx(basis.learnt.openings.mean)


def test_an_assumption_that_is_set_holds(openings, keeper):
    services.set_assumption(key=Key.OPENING_RATE, value=300, reason="Theo kế hoạch", by=keeper, now=timezone.now())
    services.set_assumption(key=Key.CHANCE_FACTOR, value=5000, reason="Quá lạc quan", by=keeper, now=timezone.now())
    services.set_assumption(key=Key.SHARED_DELAY, value=0, reason="Không chậm", by=keeper, now=timezone.now())
    inputs = basis_on(TODAY).inputs
    assert inputs.openings.mean == pytest.approx(3.0)
    assert inputs.openings.shape == 5.5
    assert inputs.delay == 0
    assert inputs.planned[0].chance == pytest.approx(0.9**6 / 2)


@pytest.mark.parametrize(
    ("given", "field"),
    [({"value": -1}, "value"), ({"value": 2001}, "value"), ({"reason": " "}, "reason"), ({"key": "nope"}, "key")],
)
def test_an_assumption_that_cannot_be_is_refused(keeper, given, field):
    act = {"key": Key.OPENING_RATE, "value": 100, "reason": "Vì", "by": keeper, "now": timezone.now()}
    with pytest.raises(ValidationError) as error:
        services.set_assumption(**{**act, **given})
    assert list(error.value.message_dict) == [field]


@pytest.mark.both
@pytest.mark.parametrize("given", [{"value": -1}, {"reason": ""}])
def test_the_database_refuses_such_an_assumption(given):
    with pytest.raises(IntegrityError), transaction.atomic():
        Assumption.objects.create(**{"key": "opening_rate", "value": 1, "reason": "x", "recorded_at": timezone.now(), **given})


# The page


def test_leadership_reads_on_one_page_what_is_open_needed_likely_and_what_would_change_it(openings, person, signed_in):
    client = signed_in(person("leadership", "lanh-dao-bo"))
    client.cookies["language"] = "en"
    page = text(client.get(PAGE))
    assert re.search(r"About 101 missions by \d{4}: the chance is \d+(\.\d)?%", page)
    assert "99 missions are open" in page
    assert re.search(r"\b2 more are needed for about 101 by 31/12/\d{4}", page)
    assert "The 4 openings that would change this most" in page
    assert "Embassy, post A" in page
    assert "Nothing to score yet" in page
    assert "Change: " not in page


@pytest.mark.parametrize("role", ["unit_officer", "unit_head", "mission_head", "administrator"])
def test_who_may_not_foresee_does_not_know_of_it(person, signed_in, role):
    client = signed_in(person(role, "emb-fr" if role == "mission_head" else "vu-chau-au"))
    assert [client.get(address).status_code for address in (PAGE, API)] == [404, 404]
    assert client.post(f"{PAGE}keep/").status_code == 404


def test_what_if_stays_in_the_address_and_changes_nothing(openings, browser):
    base = browser.get(API).json()
    page = text(browser.get(f"{PAGE}?rate=0&shift=-6&chance=150&drop=mo-0"))
    assert "Tried out here: 0 openings a year" in page
    assert ForecastRun.objects.count() == Assumption.objects.count() == 0
    tried = browser.get(f"{API}?rate=0&shift=-6&chance=150&drop=mo-0").json()
    assert [row["code"] for row in tried["inputs"]["planned"]] == ["mo-1", "mo-2", "mo-3"]
    assert tried["inputs"]["openings"]["shape"] == 0
    assert tried["inputs"]["planned"][0]["likely"] < base["inputs"]["planned"][1]["likely"]
    assert tried["inputs"]["planned"][0]["chance"] == pytest.approx(0.9**6 * 1.5)


def test_the_same_seed_gives_the_same_answer(openings, browser):
    answers = [browser.get(f"{API}?seed={seed}").json() for seed in (7, 7, 8)]
    assert answers[0] == answers[1] != answers[2]


@pytest.mark.parametrize("query", ["rate=x", "rate=21", "shift=1000", "chance=-1", "drop=nope", "on=31/02/2026"])
def test_what_cannot_be_read_is_said(openings, browser, query):
    answer = browser.get(f"{PAGE}?{query}")
    assert answer.status_code == 422
    assert answer.content.decode().count("error") > 0


@pytest.mark.parametrize("query", ["rate=x", "rate=21", "shift=1000", "chance=-1", "drop=nope"])
def test_what_cannot_be_tried_is_refused_without_drawing_a_future(openings, browser, query, monkeypatch):
    """Twenty thousand futures take seconds, and none of them was asked for."""
    monkeypatch.setattr(forecast_views, "reckon", lambda *_args, **_kept: pytest.fail("drawn"))
    page = text(browser.get(f"{PAGE}?{query}"), 422)
    assert "nothing has been calculated" in page
    assert "Back to what is assumed" in page
    assert "Keep this forecast" not in page


def test_the_rates_say_how_they_were_drawn_from_the_history(openings, browser):
    """Five in six years are 0.8 a year; what is assumed is 0.9."""
    page = text(browser.get(PAGE))
    years = re.search(r"5 openings recorded in (\d\.\d) years, and half an event more", page)[1]
    assert f"0 closures recorded in {years} years, and half an event more" in page


@pytest.mark.parametrize("query", ["rate=x", "rate=-1", "shift=1000", "chance=999", "seed=-1", "nope=1"])
def test_the_call_refuses_what_cannot_be(openings, browser, query):
    assert browser.get(f"{API}?{query}").status_code == 400


def test_without_targets_the_page_still_stands(network, browser):
    Target.objects.all().delete()
    Opening.objects.update(state="abandoned", abandoned_reason="Thôi")
    assert "Forecast of the network" in text(browser.get(PAGE))


def test_before_anything_was_kept_an_earlier_day_has_no_forecast(openings, browser):
    assert "No forecast was kept by this day" in text(browser.get(f"{PAGE}?on=2015-01-01"))


def test_a_day_to_come_has_no_forecast_of_its_own(openings, browser):
    assert browser.get(f"{PAGE}?on={TODAY + timedelta(days=9)}").status_code == 200


def test_the_forms_of_the_page(openings, browser):
    assert browser.post(f"{PAGE}assume/shared_delay/", {"value": "4.5", "reason": "Như năm qua", "version": "0"}).status_code == 302
    assert Assumption.objects.get().value == 450
    assert (
        text(browser.post(f"{PAGE}assume/shared_delay/", {"value": "-1", "reason": "", "version": Assumption.objects.get().pk}), 422).count(
            "Give the reason."
        )
        == 2
    )
    assert browser.post(f"{PAGE}keep/").status_code == 302
    assert ForecastRun.objects.get().by is not None


# Kept


def test_a_kept_forecast_holds_all_it_rests_on_and_comes_out_the_same(openings, keeper):
    run = services.keep_forecast(by=keeper, now=timezone.now(), draws=1000)
    assert run.sha256 == fingerprint(run.inputs, run.outputs)
    inputs, outcome = inputs_of(run.inputs), outcome_of(run.outputs)
    assert inputs == basis_on(TODAY).inputs
    assert plain(inputs) == run.inputs
    assert plain(outcome) == run.outputs
    run.outputs["draws"] = 1
    assert fingerprint(run.inputs, run.outputs) != run.sha256


def test_the_nightly_job_keeps_one_a_day(openings):
    jobs.keep_forecast()
    jobs.keep_forecast()
    run = ForecastRun.objects.get()
    assert (run.on, run.by, run.seed, run.draws) == (TODAY, None, 1, 100_000)


@pytest.mark.both
def test_the_database_holds_one_nightly_forecast_a_day():
    values = {"on": TODAY, "seed": 1, "draws": 1, "inputs": {}, "outputs": {}, "sha256": "", "made_at": timezone.now()}
    ForecastRun.objects.create(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        ForecastRun.objects.create(**values)


def test_two_workers_in_one_night_keep_one(openings, monkeypatch):
    """The second finds none, and is late all the same."""
    first = services.keep_forecast(by=System("keep_forecast"), now=timezone.now(), draws=200)
    found = ForecastRun.objects.filter
    monkeypatch.setattr(
        ForecastRun.objects, "filter", lambda **given: found(pk=0) if given == {"on": TODAY, "by": None} else found(**given)
    )
    assert services.keep_forecast(by=System("keep_forecast"), now=timezone.now(), draws=200) == first


def test_where_the_network_is_not_known_nothing_is_kept(db):
    assert services.keep_forecast(by=System("keep_forecast"), now=datetime(2019, 5, 1, tzinfo=UTC)) is None


def test_a_page_of_an_earlier_day_shows_what_was_kept(openings, keeper, browser):
    services.keep_forecast(by=System("keep_forecast"), now=timezone.now() - timedelta(days=3), draws=500)
    day = TODAY - timedelta(days=2)
    page = text(browser.get(f"{PAGE}?on={day}"))
    assert f"You see the forecast of {day - timedelta(days=1):%d/%m/%Y} as it was kept" in page
    assert "What if" not in page
    with CaptureQueriesContext(connection) as asked:
        browser.get(f"{PAGE}?on={day}")
    assert len(asked) <= 12


def test_the_page_takes_what_was_kept_where_it_rests_on_the_same(openings, keeper, browser):
    services.keep_forecast(by=System("keep_forecast"), now=timezone.now(), draws=900)
    assert "From 900 futures" in text(browser.get(PAGE))
    services.set_assumption(key=Key.SHARED_DELAY, value=100, reason="Khác", by=keeper, now=timezone.now())
    assert "From 20,000 futures" in text(browser.get(PAGE))


# Judged


def outcome(on, low, high, *, due=None, share=0.5):
    marks = {p: low if p < 50 else high for p in PERCENTILES}
    chances = (Chance(Goal(due, 100), share, ()),) if due else ()
    return Outcome(10, 1, (Year(on, (low + high) / 2, marks),), chances)


SIZES = [(date(2020, 1, 1), 94), (date(2025, 6, 1), 99)]
END = date(2025, 12, 31)


def test_a_band_is_judged_by_what_came():
    made = [(date(2025, month, 2), outcome(END, 98, high)) for month, high in ((1, 100), (2, 98), (3, 99), (4, 97))]
    found = score(made, SIZES, date(2026, 2, 1))
    assert [row.inside for row in found.judged] == [True, False, True, False]
    assert found.coverage == 0.5


def test_the_first_of_a_month_counts_once():
    made = [(date(2025, 1, day), outcome(END, 98, 100)) for day in (9, 1, 5)]
    assert [row.made_on for row in score(made, SIZES, date(2026, 2, 1)).judged] == [date(2025, 1, 1)]


def test_brier_is_zero_for_who_knew_and_a_quarter_for_a_coin():
    due = date(2025, 12, 31)
    for share, brier in ((0.0, 0.0), (1.0, 1.0), (0.5, 0.25), (0.2, 0.04)):
        found = score([(date(2025, 1, 1), outcome(END, 1, 2, due=due, share=share))], SIZES, date(2026, 2, 1))
        assert found.brier == pytest.approx(brier)


def test_what_has_not_come_is_not_judged():
    found = score([(date(2025, 1, 1), outcome(END, 98, 100, due=END))], SIZES, END)
    assert (found.coverage, found.brier, found.first_on) == (None, None, END)


def test_a_day_on_which_the_network_was_not_known_is_not_judged():
    assert score([(date(2018, 1, 1), outcome(date(2018, 12, 31), 1, 2))], SIZES, END).judged == ()


def test_the_page_scores_forecasts_that_have_come_due(openings, browser):
    on = date(TODAY.year - 1, 11, 5)
    kept = {
        "on": on,
        "seed": 1,
        "draws": 10,
        "inputs": plain(basis_on(TODAY).inputs),
        "sha256": "x",
        "made_at": datetime(2025, 11, 5, tzinfo=UTC),
    }
    ForecastRun.objects.create(**kept, outputs=plain(outcome(date(TODAY.year - 1, 12, 31), 98, 100)))
    page = text(browser.get(PAGE))
    assert "100% of 1 that has come; it should be about 80%" in page
    assert "98–100 99" in page


# What it costs


def test_the_page_asks_the_same_for_a_hundred_and_for_a_thousand_missions(openings, keeper, browser, monkeypatch):
    """What is counted are questions, so few futures do: 900 openings teach a rate that would fill each of them."""
    for asking in (forecast_views, forecast_api):
        monkeypatch.setattr(asking, "PAGE", 200)
    services.keep_forecast(by=System("keep_forecast"), now=timezone.now(), draws=200)
    browser.get(PAGE)
    counts = [asked(browser, PAGE)]
    units = Unit.objects.bulk_create(Unit(code=f"emb-n{n}", name_vi=f"N{n}", name_en=f"N{n}", kind="mission") for n in range(900))
    missions = Mission.objects.bulk_create(Mission(unit=unit, kind="embassy", time_zone="UTC") for unit in units)
    event = {"kind": "opened", "on": date(2021, 1, 1), "precision": "day", "recorded_at": timezone.now()}
    MissionEvent.objects.bulk_create(MissionEvent(mission=mission, **event) for mission in missions)
    counts.append(asked(browser, PAGE))
    assert counts[0] == counts[1] <= 12, counts
    assert asked(browser, API) <= 12


def asked(browser, address):
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


def test_a_what_if_that_asks_nothing_changes_nothing(openings):
    inputs = basis_on(TODAY).inputs
    assert not WhatIf().is_asked
    assert WhatIf().of(inputs) == inputs


def test_what_is_kept_is_said_with_its_own_number_of_futures_and_chance(openings, signed_in, secretariat, monkeypatch):
    """The page draws fewer, so that its chance may be another."""
    weigh = forecasting.weigh
    monkeypatch.setattr(forecasting, "weigh", lambda *given, draws, seed: weigh(*given, draws=draws // 100, seed=seed))
    browser = signed_in(secretariat)
    assert "Tính lại từ 100.000 kịch bản ngẫu nhiên và lưu" in text(browser.get(PAGE))
    told = text(browser.post(f"{PAGE}keep/", follow=True))
    chance = outcome_of(ForecastRun.objects.get().outputs).chances[0]
    share = shares.share(chance.share).replace("\xa0", " ")
    goal = f"Khoảng {chance.goal.value} cơ quan vào năm {chance.goal.due_on.year}: khả năng đạt {share}."
    assert f"Dự báo lưu lại được tính từ 100.000 kịch bản ngẫu nhiên. {goal}" in told
