"""The kind of a mission has a history: an upgrade leaves the past its kind, a correction does not hide years unsaid."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from accounts.models import Event
from missions.imports import Register
from missions.models import FormerKind, Mission, MissionEvent
from missions.network import Happened, by_kind, with_kinds
from missions.sequence import Turn, fault_in_turns
from missions.services import edit_mission, record_event

pytestmark = [pytest.mark.django_db, pytest.mark.both]
KINDS_2020 = {"embassy": 67, "consulate_general": 22, "permanent_mission": 4, "economic_cultural_office": 1}
DAY, YEAR_2020 = date(2026, 10, 20), date(2020, 12, 31)


@pytest.fixture
def mission(network):
    return lambda code: Mission.objects.select_related("unit__lead_unit", "host_country").get(unit__code=code)


@pytest.fixture
def upgraded(keeper, mission):
    def record(code="cg-sydney", on=DAY, precision="day", **more):
        given = {"kind": "upgraded", "to_kind": "embassy", "by": keeper, "now": timezone.now(), "seen": None, **more}
        return record_event(mission=mission(code), on=on, precision=precision, **given)

    return record


@pytest.fixture
def corrected(keeper, mission):
    def correct(code="cg-sydney", kind="embassy", **more):
        return edit_mission(mission=mission(code), values={"kind": kind}, by=keeper, now=timezone.now(), seen=None, **more)

    return correct


def kinds_on(day, known=None):
    return Mission.objects.network(day, known).by_kind


def of_kind(kind, day, known=None):
    return Mission.objects.with_kind_on(day, known).of_kind_then(kind).open_on(day, known)


def test_an_upgrade_changes_the_kind_from_its_day_and_never_before(upgraded, mission):
    before = Mission.objects.network(DAY - timedelta(days=1))
    upgraded()
    assert mission("cg-sydney").kind == "embassy"
    assert kinds_on(YEAR_2020) == KINDS_2020
    then, since = Mission.objects.network(DAY - timedelta(days=1)), Mission.objects.network(DAY)
    assert (then.by_kind, then.known_from) == (before.by_kind, date(2020, 11, 9))
    assert (since.by_kind["embassy"], since.by_kind["consulate_general"]) == (
        then.by_kind["embassy"] + 1,
        then.by_kind["consulate_general"] - 1,
    )
    assert since.total == then.total


@pytest.mark.parametrize("day", [YEAR_2020, DAY - timedelta(days=1), DAY, DAY + timedelta(days=30)])
def test_lists_and_counts_ask_for_the_kind_of_the_same_day(upgraded, day):
    upgraded()
    upgraded("cg-khon-kaen", on=date(2024, 6, 30), precision="month")
    for kind, count in kinds_on(day).items():
        assert of_kind(kind, day).count() == count, kind


def test_before_the_upgrade_was_recorded_nobody_knew_of_it(upgraded, mission):
    known = timezone.now()
    before = kinds_on(DAY, known)
    upgraded(now=known + timedelta(seconds=5))
    assert kinds_on(DAY, known) == before != kinds_on(DAY)
    assert of_kind("consulate_general", DAY, known).count() == before["consulate_general"]


def test_an_upgrade_learnt_of_later_is_news_of_the_past_alone(upgraded, mission):
    """The register says an embassy today: it was a consulate general until 2023, but nobody had written that down."""
    known = timezone.now()
    upgraded("emb-fr", on=date(2023, 5, 1), from_kind="consulate_general", now=known + timedelta(seconds=5), sure=True)
    assert mission("emb-fr").kind == "embassy"
    row = Mission.objects.with_kind_on(date(2023, 4, 30)).get(unit__code="emb-fr")
    assert (row.kind_shown, Mission.objects.with_kind_on(date(2023, 5, 1)).get(unit__code="emb-fr").kind_shown) == (
        "consulate_general",
        "embassy",
    )
    assert Mission.objects.with_kind_on(date(2023, 4, 30), known).get(unit__code="emb-fr").kind_shown == "embassy"


def test_a_correction_of_the_kind_is_of_every_day_but_not_of_what_was_known(corrected, mission):
    known = timezone.now()
    corrected(sure=True)
    assert Mission.objects.with_kind_on(YEAR_2020).get(unit__code="cg-sydney").kind_shown == "embassy"
    found = Mission.objects.network(YEAR_2020, known)
    assert (found.total, found.by_kind) == (94, KINDS_2020)


@pytest.mark.parametrize("act", ["correct", "upgrade"])
def test_nothing_known_is_hidden_without_having_been_told(corrected, upgraded, act):
    with pytest.raises(ValidationError) as told:
        corrected() if act == "correct" else upgraded(on=date(2019, 1, 1))
    words = " ".join(told.value.messages)
    assert "09/11/2020" in words, "the total that would no longer agree"
    assert "68" in words
    assert "29/12/2025" in words, "from when alone it would be known"
    assert Mission.objects.network(YEAR_2020).total == 94
    corrected(sure=True) if act == "correct" else upgraded(on=date(2019, 1, 1), sure=True)
    assert Mission.objects.network(YEAR_2020).total is None


def test_a_correction_that_costs_nothing_asks_nothing(corrected, mission):
    """A mission that opened after the total with a breakdown."""
    corrected("cg-busan", "consulate")
    assert mission("cg-busan").kind == "consulate"


def test_a_day_corrected_so_that_a_total_no_longer_agrees_is_told_too(keeper, mission):
    opened = mission("cg-sydney").events.get()
    given = {"kind": "opened", "on": date(2023, 1, 1), "precision": "day", "note": "x", "by": keeper, "now": timezone.now(), "seen": None}
    with pytest.raises(ValidationError) as told:
        record_event(mission=mission("cg-sydney"), corrects=opened, **given)
    assert "09/11/2020" in told.value.message_dict["on"][0]
    opened.refresh_from_db()
    assert opened.corrected_at is None


def test_what_became_of_another_kind_is_not_edited_but_corrected_where_it_stands(upgraded, corrected, mission):
    event = upgraded()
    with pytest.raises(ValidationError) as refused:
        corrected(kind="consulate_general")
    assert "20/10/2026" in refused.value.message_dict["kind"][0]
    upgraded(on=date(2026, 11, 2), corrects=event, note="x")
    assert kinds_on(date(2026, 11, 1))["consulate_general"] == kinds_on(date(2026, 11, 2))["consulate_general"] + 1


def test_an_upgrade_that_was_none_gives_the_kind_back(upgraded, mission):
    event, before = upgraded(), kinds_on(YEAR_2020)
    with override("en"):
        upgraded(kind="moved", to_kind="", corrects=event, note="Chỉ chuyển trụ sở")
    kept = Event.objects.get(verb="mission.event_corrected").body.changes["event_kind"]
    assert kept == ["Nâng cấp hoặc đổi loại", "Chuyển trụ sở"], "in the language of the record"
    assert mission("cg-sydney").kind == "consulate_general"
    assert kinds_on(DAY)["embassy"] == before["embassy"] + 3


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"to_kind": ""}, "to_kind"),
        ({"to_kind": "castle"}, "to_kind"),
        ({"to_kind": "consulate_general"}, "from_kind"),
        ({"from_kind": "embassy"}, "from_kind"),
        ({"from_kind": "consulate", "to_kind": "embassy"}, "to_kind"),
        ({"to_kind": "economic_cultural_office"}, "to_kind"),
        ({"to_kind": "permanent_mission"}, "to_kind"),
        ({"on": None, "precision": "unknown"}, "precision"),
        ({"on": date(2099, 1, 1)}, "on"),
        ({"code": "cg-busan", "on": date(2020, 1, 1)}, "on"),
        ({"kind": "moved"}, "to_kind"),
    ],
)
def test_what_cannot_have_become_is_refused_at_its_field(upgraded, mission, more, field):
    with pytest.raises(ValidationError) as refused:
        upgraded(**more)
    assert field in refused.value.message_dict
    assert mission(more.get("code", "cg-sydney")).kind == "consulate_general"
    assert not FormerKind.objects.exists()


def test_changes_of_kind_follow_one_another(upgraded):
    first = upgraded("cg-sydney", to_kind="consulate", on=date(2026, 2, 1))
    upgraded("cg-sydney", on=date(2026, 5, 1))
    with pytest.raises(ValidationError):  # in between it was a consulate, and afterwards too
        upgraded("cg-sydney", to_kind="consulate_general", on=date(2026, 3, 1))
    with pytest.raises(ValidationError):  # without the first, the second begins with a kind that it never had
        upgraded("cg-sydney", kind="moved", to_kind="", on=date(2026, 2, 1), corrects=first, note="x")
    with pytest.raises(ValidationError):
        upgraded("cg-sydney", from_kind="consulate", on=date(2026, 5, 1))


def test_the_database_refuses_an_upgrade_with_one_kind(network, mission):
    for wrong in ({"to_kind": "embassy"}, {"from_kind": "embassy", "to_kind": "embassy"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            MissionEvent.objects.create(
                mission=mission("emb-fr"), kind="upgraded", on=DAY, precision="day", recorded_at=timezone.now(), **wrong
            )


def test_the_loaded_files_leave_the_kind_alone_that_a_mission_has_become(upgraded, mission):
    upgraded()
    upgraded("emb-fr", on=date(2023, 5, 1), from_kind="consulate_general", sure=True)
    events, kinds = Event.objects.count(), kinds_on(DAY)
    call_command("load_missions", verbosity=0)
    assert (Event.objects.count(), kinds_on(DAY), mission("cg-sydney").kind) == (events, kinds, "embassy")


def test_a_kind_corrected_in_the_files_is_remembered_as_it_was(network, edited, mission):
    known = timezone.now()
    call_command("load_missions", str(edited("missions.csv", "cg-busan", kind="consulate")), verbosity=0)
    assert mission("cg-busan").kind == "consulate"
    assert Mission.objects.with_kind_on(DAY, known).get(unit__code="cg-busan").kind_shown == "consulate_general"


def test_an_older_database_takes_former_kinds_from_its_history(corrected, mission):
    known = timezone.now()
    corrected(sure=True)
    FormerKind.objects.all().delete()
    assert Mission.objects.network(YEAR_2020, known).total is None, "as it was before the migration"
    import_module("missions.migrations.0009_kinds_with_a_history").remember(apps, None)
    assert Mission.objects.network(YEAR_2020, known).total == 94


def test_a_table_brought_in_cannot_hide_years_either(keeper, mission):
    importer = Register(keeper, timezone.now())
    found = importer.find({"code": "cg-sydney"})
    with pytest.raises(ValidationError):
        importer.write(found, {"kind": "embassy"}, frozenset({"kind"}))


# Pages


def typed(browser, code, **given):
    sent = {"kind": "upgraded", "on": "20/10/2026", "precision": "day", "to_kind": "embassy", **given}
    version = browser.get(f"/missions/{code}/events/add/").context["form"]["version"].value()
    return browser.post(f"/missions/{code}/events/add/", {**sent, "version": version})


def test_links_of_what_was_known_open_what_was_known(browser, mission):
    known = timezone.now().isoformat().replace("+", "%2B")
    addresses = [f"/missions/?on={day}&known={known}" for day in ("2020-12-31", "2025-12-15", "2026-11-30")]
    before = [browser.get(address).context["register"].network for address in addresses]
    assert typed(browser, "cg-sydney").status_code == 302
    after = [browser.get(address).context["register"].network for address in addresses]
    assert [(row.total, row.by_kind) for row in after] == [(row.total, row.by_kind) for row in before]
    assert [row.total for row in after] == [94, 97, 99]


def test_each_figure_by_kind_opens_its_rows_before_and_after(browser):
    typed(browser, "cg-sydney")
    for day in ("2026-10-19", "2026-10-20"):
        for figure in browser.get(f"/missions/?on={day}").context["register"].figures:
            assert browser.get(figure.address).context["page"].paginator.count == figure.count
        api = {kind: browser.get(f"/api/v1/missions/?on={day}&kind={kind}").json() for kind in ("embassy", "consulate_general")}
        told = {kind: kinds_on(date.fromisoformat(day))[kind] for kind in api}
        assert {kind: answer["count"] for kind, answer in api.items()} == told
        assert {row["kind"] for row in api["embassy"]["results"]} == {"embassy"}
        csv = browser.get(f"/missions/register.csv?on={day}&kind=embassy").getvalue().decode("utf-8-sig")
        assert csv.count(";Embassy;In operation;") == told["embassy"]
        assert ("cg-sydney" in csv) is (day == "2026-10-20")
        features = browser.get(f"/api/v1/missions.geojson?on={day}&kind=embassy").json()["features"]
        assert {row["properties"]["kind"] for row in features} == {"embassy"}
        assert len(features) == told["embassy"]


def test_the_upgrade_is_told_with_both_kinds(browser):
    typed(browser, "cg-sydney", decision_number="5/NQ-CP")
    page = browser.get("/missions/cg-sydney/").content.decode()
    assert "20/10/2026; Consulate General → Embassy, by document 5/NQ-CP" in page
    assert "Consulate General → Embassy" in browser.get("/missions/history/").content.decode()
    told = browser.get("/api/v1/missions/cg-sydney/").json()
    assert (told["kind"], told["events"][-1]["from_kind"], told["events"][-1]["to_kind"]) == ("embassy", "consulate_general", "embassy")


def test_the_form_of_facts_points_to_the_event_and_asks_once_more(browser, mission):
    address = "/missions/cg-sydney/edit/"
    page = browser.get(address)
    assert 'href="/missions/cg-sydney/events/add/?kind=upgraded"' in page.content.decode()
    sent = {name: page.context["form"][name].value() or "" for name in page.context["form"].fields}
    refused = browser.post(address, {**sent, "kind": "embassy"})
    assert refused.status_code == 422
    assert "09/11/2020" in str(refused.context["form"].errors["kind"])
    assert 'name="sure"' in refused.content.decode()
    assert browser.post(address, {**sent, "kind": "embassy", "sure": "on"}).status_code == 302
    assert mission("cg-sydney").kind == "embassy"


def test_the_form_of_an_event_asks_once_more_and_keeps_what_was_typed(browser, mission):
    refused = typed(browser, "cg-sydney", on="01/02/2019")
    assert refused.status_code == 422
    assert 'value="01/02/2019"' in refused.content.decode()
    assert typed(browser, "cg-sydney", on="01/02/2019", sure="on").status_code == 302


def test_the_same_twice_is_said_beside_its_field(browser):
    typed(browser, "cg-sydney", kind="moved", to_kind="")
    assert typed(browser, "cg-sydney", kind="moved", to_kind="").context["form"].errors["on"]


# Pure


def test_before_the_first_change_a_post_is_what_that_says_and_not_what_it_is_today():
    rows = [
        Happened(1, "embassy", "opened", date(2020, 1, 1), "day"),
        Happened(2, "consulate", "opened", date(2020, 1, 1), "day"),
        Happened(1, "embassy", "upgraded", date(2021, 1, 1), "day", "consulate", "consulate_general"),
        Happened(1, "embassy", "upgraded", date(2022, 1, 1), "day", "consulate_general", "embassy"),
        Happened(1, "embassy", "closed", date(2023, 1, 1), "day"),
    ]
    found = with_kinds(rows)
    assert by_kind(found, date(2020, 5, 1)) == {"consulate": 2}
    assert by_kind(found, date(2021, 5, 1)) == {"consulate_general": 1, "consulate": 1}
    assert by_kind(found, date(2022, 5, 1)) == {"embassy": 1, "consulate": 1}
    assert by_kind(found, date(2023, 5, 1)) == {"consulate": 1}


def test_turns_join_or_not():
    one, two = Turn(date(2020, 1, 1), "consulate", "consulate_general"), Turn(date(2021, 1, 1), "consulate_general", "embassy")
    assert not fault_in_turns([two, one])
    assert fault_in_turns([two, Turn(date(2020, 1, 1), "consulate", "embassy")])
