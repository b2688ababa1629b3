"""The register kept true in the browser: facts, events, corrections, and everything that is refused."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Event, Membership, Unit
from accounts.versions import StaleVersion
from missions.models import Country, Mission, MissionEvent
from missions.network import ENDS, STARTS
from missions.sequence import Step, fault_in
from missions.services.event import last_day, record_event
from missions.services.mission import edit_mission
from tests.factories import ISSUED, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def mission(network):
    """mission("emb-fr") with its unit."""
    return lambda code: Mission.objects.select_related("unit__lead_unit", "host_country").get(unit__code=code)


@pytest.fixture
def happened(keeper, mission):
    def record(code, kind, on, precision="day", **more):
        return record_event(mission=mission(code), kind=kind, on=on, precision=precision, by=keeper, now=timezone.now(), seen=None, **more)

    return record


def edit(mission, keeper, *, sure=False, **values):
    return edit_mission(mission=mission, values=values, by=keeper, now=timezone.now(), seen=mission.version, sure=sure)


def test_facts_are_edited_with_history_and_found_by_their_new_words(keeper, mission):
    edited = edit(mission("emb-fr"), keeper, city_vi="Pa-ri", name_vi="Đại sứ quán Việt Nam tại Cộng hòa Pháp", time_zone="Europe/Paris")
    assert [row.unit.code for row in Mission.objects.matching("pa-ri cong hoa phap")] == ["emb-fr"]
    event = Event.objects.about(edited).first()
    assert (event.verb, set(event.body.changes)) == ("mission.edited", {"city_vi", "name_vi"})


def test_nothing_changed_writes_nothing(keeper, mission):
    before = Event.objects.count()
    edit(mission("emb-fr"), keeper, city_vi="Paris")
    assert Event.objects.count() == before


def test_accreditation_and_department_are_told_by_their_names(keeper, mission):
    edit(mission("emb-fr"), keeper, accredited_to=[Country.objects.get(pk="AL")], department=Unit.objects.get(code="vu-chau-my"), sure=True)
    changes = Event.objects.about(mission("emb-fr")).first().body.changes
    assert changes["accredited_to"][1] == "AL"
    assert changes["department"][1] == Unit.objects.get(code="vu-chau-my").name_vi


@pytest.mark.parametrize(
    ("code", "values", "field"),
    [
        ("emb-fr", {"time_zone": "Europe/Atlantis"}, "time_zone"),
        ("emb-fr", {"city_vi": "Lyon", "latitude": None, "longitude": None}, "latitude"),
        ("emb-fr", {"latitude": None}, "latitude"),
        ("emb-fr", {"latitude": Decimal("91")}, "latitude"),
        ("emb-fr", {"longitude": Decimal("-181")}, "longitude"),
        ("emb-fr", {"kind": "economic_cultural_office"}, "kind"),
        ("eco-taipei", {"kind": "embassy"}, "kind"),
        ("eco-taipei", {"host_vi": "Đài Loan"}, "host_vi"),
        ("emb-kp", {"host_vi": "Bắc Triều Tiên"}, "host_vi"),
        ("emb-fr", {"name_en": "Embassy of Viet Nam in Taipei"}, "name_en"),
        ("emb-fr", {"notes": "near the South China Sea"}, "notes"),
        ("emb-fr", {"name_vi": " "}, "name_vi"),
        ("emb-fr", {"kind": "castle"}, "kind"),
    ],
)
def test_facts_that_cannot_be_are_refused_at_their_field(keeper, mission, code, values, field):
    with pytest.raises(ValidationError) as refused:
        edit(mission(code), keeper, **values)
    assert field in refused.value.message_dict


def test_a_city_alone_may_be_hong_kong(keeper, mission):
    edit(mission("cg-hong-kong"), keeper, city_en="Hong Kong", city_vi="Hồng Công", notes="x")


def test_two_persons_do_not_overwrite_each_other(keeper, mission):
    first, second = mission("emb-fr"), mission("emb-fr")
    edit(first, keeper, notes="one")
    with pytest.raises(StaleVersion):
        edit(second, keeper, notes="two")


def test_a_closing_is_counted_from_its_day(happened, mission):
    happened("emb-fr", "closed", date(2026, 3, 1), decision_number="1/NQ-CP")
    assert mission("emb-fr").is_open(date(2026, 2, 28))
    assert not mission("emb-fr").is_open(date(2026, 3, 1))
    assert mission("emb-fr").unit.until == date(2026, 3, 1)
    assert Mission.objects.network(date(2026, 3, 1)).total == 98


def test_reopened_it_exists_again(happened, mission):
    happened("emb-fr", "closed", date(2026, 3, 1))
    happened("emb-fr", "reopened", date(2026, 4, 30), "month")
    assert mission("emb-fr").is_open(date(2026, 4, 30))
    assert not mission("emb-fr").is_open(date(2026, 4, 29))
    assert mission("emb-fr").unit.until is None


def test_opening_an_intention_makes_it_a_mission(happened, mission):
    happened("emb-et", "opened", date(2026, 5, 1))
    assert not mission("emb-et").is_intention
    assert not mission("emb-et").unit.is_planned
    assert Mission.objects.network(date(2026, 5, 1)).total == 100


def test_upgraded_and_moved_change_no_count(happened):
    happened("cg-busan", "upgraded", date(2026, 1, 1), decision_number="2/NQ-CP", to_kind="embassy")
    happened("cg-busan", "moved", date(2026, 1, 2))
    assert Mission.objects.network(date(2026, 1, 2)).total == 99


def test_a_correction_is_a_new_row_that_names_the_old_one(happened, mission):
    opened = mission("cg-busan").events.get()
    between = timezone.now()
    row = happened("cg-busan", "opened", date(2025, 9, 1), note="Theo quyết định", corrects=opened)
    opened.refresh_from_db()
    assert (row.corrects, opened.corrected_by, opened.corrected_at) == (opened, row, row.recorded_at)
    assert Mission.objects.network(date(2025, 8, 20)).total == 94
    assert Mission.objects.network(date(2025, 8, 20), between).total == 95, "as it was believed before"
    event = Event.objects.about(mission("cg-busan")).first()
    assert event.verb == "mission.event_corrected"
    assert event.body.changes == {"opened_on": ["2025-08-13", "2025-09-01"], "opened_basis": [opened.basis, ""]}


@pytest.mark.parametrize(
    ("code", "kind", "on", "precision", "field", "said"),
    [
        ("cg-busan", "closed", date(2025, 1, 1), "day", "on", "end before it began"),
        ("cg-busan", "opened", date(2026, 1, 1), "day", "on", "open already"),
        ("cg-busan", "reopened", date(2026, 1, 1), "day", "on", "open already"),
        ("emb-pa", "closed", date(2020, 1, 1), "day", "on", "not open then"),
        ("emb-pa", "opened", date(2020, 1, 1), "day", "on", "is reopened, not opened"),
        ("emb-et", "reopened", date(2020, 1, 1), "day", "on", "never opened"),
        ("cg-busan", "closed", date(2090, 1, 1), "day", "on", "has not come yet"),
        ("cg-busan", "closed", None, "unknown", "precision", "never be counted"),
        ("cg-busan", "closed", None, "day", "on", "Give the day"),
        ("cg-busan", "closed", date(2026, 1, 1), "unknown", "on", "Leave the day empty"),
        ("cg-busan", "burnt", date(2026, 1, 1), "day", "kind", "Choose what happened"),
        ("cg-busan", "closed", date(2026, 1, 1), "roughly", "precision", "Choose how exactly"),
    ],
)
def test_events_that_cannot_have_happened_are_refused_in_both_languages(happened, code, kind, on, precision, field, said):
    before = MissionEvent.objects.count()
    with translation.override("en"), pytest.raises(ValidationError) as english:
        happened(code, kind, on, precision)
    with translation.override("vi"), pytest.raises(ValidationError) as vietnamese:
        happened(code, kind, on, precision)
    assert said in english.value.message_dict[field][0]
    assert vietnamese.value.message_dict[field] != english.value.message_dict[field]
    assert MissionEvent.objects.count() == before


def test_a_correction_says_why_and_happens_once(happened, mission):
    opened = mission("cg-busan").events.get()
    with pytest.raises(ValidationError):
        happened("cg-busan", "opened", date(2025, 9, 1), corrects=opened)
    happened("cg-busan", "opened", date(2025, 9, 1), note="x", corrects=opened)
    opened.refresh_from_db()
    with pytest.raises(ValidationError):
        happened("cg-busan", "opened", date(2025, 9, 2), note="x", corrects=opened)


@given(st.lists(st.tuples(st.sampled_from([*STARTS, *ENDS]), st.integers(1, 28)), max_size=7))
def test_what_is_let_in_always_alternates(rows):
    steps = []
    for place, (kind, day) in enumerate(rows):
        step = Step(kind, date(2024, 1, day), "day", place)
        if not fault_in([*steps, step]):
            steps.append(step)
    states = [step.kind in STARTS for step in sorted(steps, key=lambda step: (step.on, step.place))]
    assert states == [number % 2 == 0 for number in range(len(states))]


@pytest.mark.parametrize(
    ("on", "precision", "kept"),
    [
        (date(2024, 2, 1), "month", date(2024, 2, 29)),
        (date(2024, 2, 1), "year", date(2024, 12, 31)),
        (date(2024, 2, 1), "day", date(2024, 2, 1)),
        (None, "unknown", None),
    ],
)
def test_a_month_or_year_is_kept_as_its_last_day(on, precision, kept):
    assert last_day(on, precision) == kept


@pytest.mark.both
@pytest.mark.django_db
@pytest.mark.parametrize(
    "values",
    [{"latitude": Decimal("1"), "longitude": None}, {"latitude": Decimal("91"), "longitude": Decimal("0")}, {"time_zone": ""}],
)
def test_the_database_refuses_half_a_place_and_no_zone(network, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        Mission.objects.filter(unit__code="emb-fr").update(**values)


@pytest.mark.both
@pytest.mark.parametrize(
    "row", [{"kind": "opened", "on": date(2026, 1, 1), "precision": "day"}, {"kind": "closed", "precision": "unknown"}]
)
def test_the_database_refuses_a_second_opening_and_an_end_without_a_day(network, row):
    with pytest.raises(IntegrityError), transaction.atomic():
        MissionEvent.objects.create(mission=Mission.objects.get(unit__code="emb-fr"), recorded_at=timezone.now(), **row)


def test_the_form_shows_the_facts_and_saves_them(browser, mission):
    page = browser.get("/missions/emb-fr/edit/")
    form = page.context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    answer = browser.post("/missions/emb-fr/edit/", {**sent, "latitude": "48,86", "accredited_to": "Monaco; AL", "time_zone": "paris"})
    assert answer.status_code == 302, answer.context["form"].errors
    saved = mission("emb-fr")
    assert (saved.latitude, saved.time_zone) == (Decimal("48.86000"), "Europe/Paris")
    assert sorted(country.pk for country in saved.accredited_to.all()) == ["AL", "MC"]


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_is_kept(browser):
    sent = {name: browser.get("/missions/emb-fr/edit/").context["form"][name].value() or "" for name in ("version", "kind", "name_vi")}
    answer = browser.post(
        "/missions/emb-fr/edit/", {**sent, "time_zone": "Mars/Olympus", "latitude": "forty", "accredited_to": "Ruritania"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“Mars/Olympus” is not a time zone" in page
    assert 'value="Mars/Olympus"' in page
    assert "Enter degrees, such as" in page
    assert "Not a country of the list: Ruritania." in page


def test_a_stale_form_shows_both_texts(browser, keeper, mission):
    form = browser.get("/missions/emb-fr/edit/").context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    edit(mission("emb-fr"), keeper, notes="meanwhile")
    answer = browser.post("/missions/emb-fr/edit/", {**sent, "notes": "mine"})
    assert answer.status_code == 409
    assert "meanwhile" in answer.content.decode()
    assert "mine" in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "precision", "kept"),
    [("01/03/2026", "day", date(2026, 3, 1)), ("3/2026", "month", date(2026, 3, 31)), ("2025", "year", date(2025, 12, 31))],
)
def test_as_much_of_a_day_as_is_known_can_be_typed(browser, mission, typed, precision, kept):
    version = mission("emb-fr").version
    answer = browser.post("/missions/emb-fr/events/add/", {"kind": "closed", "on": typed, "precision": precision, "version": version})
    assert answer.status_code == 302, answer.context["form"].errors
    assert mission("emb-fr").events.standing().last().on == kept


@pytest.mark.parametrize(
    ("typed", "precision"),
    [("2026", "day"), ("2026", "month"), ("13/2026", "month"), ("31/02/2026", "day"), ("x", "day"), ("0001", "year")],
)
def test_less_than_is_said_to_be_known_is_refused(browser, mission, typed, precision):
    version = mission("emb-fr").version
    answer = browser.post("/missions/emb-fr/events/add/", {"kind": "closed", "on": typed, "precision": precision, "version": version})
    assert answer.status_code == 422
    assert answer.context["form"].errors["on"]


def test_a_correction_is_made_on_its_page_and_the_old_row_stays_to_be_read(browser, mission):
    opened = mission("cg-busan").events.get()
    address = f"/missions/cg-busan/events/{opened.pk}/correct/"
    assert "Opened: 13/08/2025" in browser.get(address).content.decode()
    sent = {"kind": "opened", "on": "14/08/2025", "precision": "day", "note": "Theo biên bản", "version": mission("cg-busan").version}
    assert browser.post(address, sent).status_code == 302
    page = browser.get("/missions/cg-busan/").content.decode()
    assert "14/08/2025" in page
    assert "What was recorded before and has been corrected" in page
    assert "corrected what was recorded of" in page
    assert "Opened: 14/08/2025" in browser.get(address).content.decode()  # the old address leads to what stands now


def test_the_head_of_a_mission_is_who_has_the_membership(browser):
    unit = Unit.objects.get(code="emb-fr")
    Membership.objects.create(user=UserFactory(email="dai.su@demo.test", name="Cán bộ 07"), unit=unit, role="mission_head", from_on=ISSUED)
    gone = UserFactory(email="truoc@demo.test", name="Cán bộ 08")
    Membership.objects.create(user=gone, unit=unit, role="mission_head", from_on=ISSUED, until_on=date(2026, 1, 1))
    page = browser.get("/missions/emb-fr/").content.decode()
    assert "Head of mission" in page
    assert "Cán bộ 07" in page
    assert "Cán bộ 08" not in page


def test_a_file_loaded_later_leaves_alone_what_a_person_has_corrected(happened, mission):
    from django.core.management import call_command

    opened = mission("cg-busan").events.get()
    happened("cg-busan", "opened", date(2025, 9, 1), note="x", corrects=opened)
    call_command("load_missions", verbosity=0)
    assert mission("cg-busan").events.standing().get().on == date(2025, 9, 1)
