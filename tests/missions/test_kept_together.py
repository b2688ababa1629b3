"""What is kept in two places stays one; what two people change at once is shown to both; nobody hands away what they lose."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.history import System
from accounts.models import Event, Unit
from accounts.versions import StaleVersion
from missions import forecasting, services
from missions.forecasting import basis_on, learn
from missions.forms.opening import OpenForm
from missions.models import Assumption, Country, ForecastRun, Mission, Opening
from missions.network import EventKind, Happening
from missions.services import record_event
from tests.missions.openings import NOW, TODAY, course, date_it, make_opening, reach

pytestmark = pytest.mark.django_db


@pytest.fixture
def english(signed_in):
    def sign_in(user):
        client = signed_in(user)
        client.cookies["language"] = "en"
        return client

    return sign_in


@pytest.fixture
def opened(keeper):
    """A mission that came from the openings in preparation, all of whose stages were reached on TODAY."""
    unit = Unit.objects.get(code="vu-chau-au")
    opening = reach(date_it(make_opening(keeper, unit), keeper, course()), keeper, times=5, on=TODAY - timedelta(days=20))
    place = {"host_country": Country.objects.get(pk="FR"), "city_vi": "Lyon", "city_en": "Lyon", "latitude": 45, "longitude": 4}
    return services.open_mission(
        opening=opening, code="cg-lyon", names={"name_vi": "Tổng Lãnh sự quán", "name_en": "Consulate"}, opened_on=TODAY,
        place={**place, "time_zone": "Europe/Paris"}, decision_number="1/QĐ", by=keeper, now=NOW, seen=None, sure=True,
    )  # fmt: skip


def correct(mission, keeper, on, **more):
    act = {"kind": "opened", "precision": "day", "note": "Theo biên bản", "now": NOW, "seen": None, **more}
    return record_event(mission=mission, on=on, by=keeper, corrects=mission.events.standing().get(), **act)


# The day of an opening


def test_a_corrected_day_of_opening_is_that_of_its_last_stage_too(opened, keeper):
    day = TODAY - timedelta(days=5)
    correct(opened, keeper, day)
    opening = Opening.objects.get()
    assert (opening.last.reached_on, opened.events.standing().get().on) == (day, day)
    assert Event.objects.about(opening).first().body.changes["reached_on"] == [TODAY.isoformat(), day.isoformat()]


@pytest.mark.parametrize(
    "given",
    [{"on": TODAY - timedelta(days=21)}, {"on": None, "precision": "unknown"}, {"on": TODAY, "kind": "moved"}],
)
def test_a_day_that_the_preparation_contradicts_is_refused_and_nothing_is_changed(opened, keeper, given):
    with pytest.raises(ValidationError) as error:
        correct(opened, keeper, **given)
    assert "on" in error.value.message_dict
    assert Opening.objects.get().last.reached_on == opened.events.standing().get().on == TODAY


def test_openings_from_the_board_do_not_teach_the_rate_of_those_beside_it(opened, keeper):
    learnt = basis_on(TODAY + timedelta(days=1)).learnt
    assert (learnt.opened, learnt.from_board) == (6, 1)
    assert learnt.openings.shape == 5.5
    assert Opening.objects.became() == {opened.pk}


def test_only_the_first_opening_of_a_post_from_the_board_is_left_out():
    day, since, on = date(2024, 1, 1), date(2020, 1, 1), date(2026, 1, 1)
    rows = [
        Happening(post, "embassy", kind, day, "day")
        for post, kind in ((1, EventKind.OPENED), (1, EventKind.REOPENED), (2, EventKind.OPENED))
    ]
    assert learn(rows, since, on, {1}).openings.shape == 2.5
    assert learn(rows, since, on).openings.shape == 3.5


# Who keeps it afterwards


def test_a_head_cannot_hand_an_opening_to_where_it_is_no_longer_theirs(keeper, person, english):
    make_opening(keeper, Unit.objects.get(code="vu-chau-au"))
    client, address = english(person("unit_head", "vu-chau-au")), "/missions/openings/mo-a/edit/"
    form = client.get(address).context["form"]
    assert [code for code, _name in form.fields["lead_unit"].choices] == ["", "vu-chau-au"]
    sent = {"name_vi": "Đại sứ quán tại Địa bàn A", "kind": "embassy", "lead_unit": "vu-chau-my", "version": form.initial["version"]}
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert "You would no longer see it" in answer.content.decode()
    assert Opening.objects.get().lead_unit.code == "vu-chau-au"
    kept = client.post(address, {**sent, "lead_unit": "vu-chau-au"}, follow=True)
    assert kept.status_code == 200


def test_who_keeps_all_openings_hands_one_over(keeper, english):
    opening = make_opening(keeper, Unit.objects.get(code="vu-chau-au"))
    sent = {"name_vi": "Đại sứ quán", "kind": "embassy", "lead_unit": "vu-chau-my", "version": opening.version}
    assert english(keeper).post("/missions/openings/mo-a/edit/", sent, follow=True).status_code == 200
    assert Opening.objects.get().lead_unit.code == "vu-chau-my"


# Two at once


def test_two_who_change_an_assumption_see_both_texts(keeper, english):
    client, address = english(keeper), "/missions/forecast/assume/shared_delay/"
    seen = client.get(address).context["form"].initial["version"]
    services.set_assumption(key="shared_delay", value=450, reason="Như năm qua", by=keeper, now=NOW, seen=seen)
    answer = client.post(address, {"value": "7", "reason": "Chậm hơn", "version": seen})
    assert answer.status_code == 409
    assert "4.5" in answer.content.decode()
    assert "Như năm qua" in answer.content.decode()
    assert "Chậm hơn" in answer.content.decode()
    assert Assumption.objects.in_force("shared_delay").value == 450
    again = client.post(address, {"value": "7", "reason": "Chậm hơn", "version": Assumption.objects.in_force("shared_delay").version})
    assert again.status_code == 302
    assert Assumption.objects.in_force("shared_delay").value == 700


def test_an_assumption_seen_is_an_assumption_changed(keeper):
    set_it = {"key": "shared_delay", "reason": "Vì", "by": keeper, "now": NOW}
    first = services.set_assumption(value=100, seen=0, **set_it)
    with pytest.raises(StaleVersion):
        services.set_assumption(value=200, seen=0, **set_it)
    assert services.set_assumption(value=200, seen=first.pk, **set_it).replaces == first


@pytest.mark.both
def test_the_database_lets_one_row_take_the_place_of_another_once():
    values = {"key": "shared_delay", "reason": "Vì", "recorded_at": timezone.now()}
    first = Assumption.objects.create(value=1, **values)
    Assumption.objects.create(value=2, replaces=first, **values)
    for replaces in (first, None):
        with pytest.raises(IntegrityError), transaction.atomic():
            Assumption.objects.create(value=3, replaces=replaces, **values)
    assert Assumption.objects.in_force("shared_delay").value == 2


def test_a_stale_correction_of_a_corrected_event_shows_both_texts(keeper, english):
    mission = Mission.objects.select_related("unit").get(unit__code="cg-busan")
    event, client = mission.events.get(), english(keeper)
    address = f"/missions/cg-busan/events/{event.pk}/correct/"
    sent = {"kind": "opened", "on": "20/08/2025", "precision": "day", "note": "Của tôi", "version": mission.version}
    correct(mission, keeper, date(2025, 8, 14))
    answer = client.post(address, sent)
    assert answer.status_code == 409
    assert "14/08/2025" in answer.content.decode()
    assert "20/08/2025" in answer.content.decode()
    mission.refresh_from_db()
    assert client.post(address, {**sent, "version": mission.version}).status_code == 302
    assert mission.events.standing().get().on == date(2025, 8, 20)
    assert client.get(f"/missions/emb-fr/events/{event.pk}/correct/").status_code == 404


# One forecast of the same a day


def test_kept_again_on_the_same_day_it_is_the_same_forecast(keeper, english, monkeypatch):
    """Whether it is the same does not depend on how many futures are drawn: few are."""
    weigh = forecasting.weigh
    monkeypatch.setattr(forecasting, "weigh", lambda *given, draws, seed: weigh(*given, draws=500, seed=seed))
    client = english(keeper)
    for _press in range(4):
        last = client.post("/missions/forecast/keep/", follow=True)
    assert ForecastRun.objects.count() == 1
    assert "The same forecast was kept today already." in last.content.decode()
    assert services.keep_forecast(by=System("keep_forecast"), now=timezone.now()) == ForecastRun.objects.get()
    services.set_assumption(key="opening_rate", value=200, reason="Khác", by=keeper, now=timezone.now())
    client.post("/missions/forecast/keep/")
    assert ForecastRun.objects.count() == 2


@pytest.mark.both
def test_the_database_keeps_one_of_the_same_a_day(secretariat):
    values = {"on": TODAY, "seed": 1, "draws": 1, "inputs": {}, "outputs": {}, "sha256": "a", "made_at": timezone.now(), "by": secretariat}
    ForecastRun.objects.create(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        ForecastRun.objects.create(**values)


# What is said beside the field, and to whom


def test_an_error_of_the_dates_names_its_stage(keeper, english):
    opening = make_opening(keeper, Unit.objects.get(code="vu-chau-au"))
    answer = english(keeper).post(
        "/missions/openings/mo-a/dates/", {"likely_decision": "31/12/2027", "chance_setup": "x", "version": opening.version}
    )
    assert answer.status_code == 422
    summary = re.search(r"data-errors.*?</div>", answer.content.decode(), re.S)[0]
    stages = {step.stage.code: step.stage.name_en for step in opening.course}
    assert f"{stages['setup']}, Chance (%)" in summary
    whole = english(keeper).post("/missions/openings/mo-a/dates/", {"likely_decision": "31/12/2027", "version": opening.version})
    assert f"{stages['decision']}, At the earliest" in whole.content.decode()


def test_countries_stand_in_the_order_of_the_reader(network):
    from django.utils import translation

    with translation.override("vi"):
        names = [name for _code, name in OpenForm().fields["host_country"].choices][1:]
    assert names.index("Ai Cập") < names.index("Áo") < names.index("Bỉ") < names.index("Đan Mạch") < names.index("Hoa Kỳ")


def test_the_basis_is_for_those_who_keep_the_data(person, signed_in):
    reader, address = person("unit_officer", "vu-chau-au"), "/api/v1/missions/emb-fr/"
    assert "basis" not in signed_in(reader).get(address).json()
    assert signed_in(person()).get(address).json()["basis"]
