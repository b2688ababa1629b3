"""/audit/: the history for people."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from accounts import history, sealing, services, words
from accounts.models import Event, EventBody
from tests.factories import UnitFactory

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("cast_stands")]
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def happened(department, geographic, administrator, head):
    """One line in each of two units, one of no unit."""

    def say(unit, by, **more):
        return history.record(
            by=by, verb="unit.rename", obj=unit, code=unit.code, unit=unit, changes=more.pop("changes", {"name_vi": ("a", "b")}), **more
        )

    return {
        "own": say(department, head),
        "other": say(geographic, administrator, changes={"name_en": ("x", "y"), "kind": ("bureau", "office")}, reason="vì thế"),
        "none": history.record(by=history.System("load_units"), verb="plan.load", obj=geographic, code="292"),
    }


def test_the_page_of_a_line_names_the_part_of_the_house_in_words(department, signed_in, auditor):
    event = history.record(by=history.System("load_plan"), verb="loaded", obj=department, code=department.code)
    page = signed_in(auditor).get(f"/audit/{event.pk}/").content.decode()
    assert "system: load_plan" not in page
    assert "Hệ thống (nạp kế hoạch)" in page


def shown(client, query=""):
    return [event.pk for event in client.get(f"/audit/{query}").context["page"].events]


@pytest.mark.parametrize(
    ("person", "status"),
    [
        ("stranger", 404),
        ("officer", 403),
        ("mission_officer", 403),
        ("head", 200),
        ("mission_head", 200),
        ("personnel", 200),
        ("secretariat", 200),
        ("leader", 200),
        ("auditor", 200),
        ("administrator", 200),
    ],
)
def test_who_reads_the_history(person, status, request, signed_in):
    assert signed_in(request.getfixturevalue(person)).get("/audit/").status_code == status


@pytest.mark.parametrize("query", ["since=32/13/2026", "since=nonsense", "kind=nonsense"])
def test_a_filter_that_cannot_be_read_is_no_answer_of_none(query, happened, signed_in, auditor):
    answer = signed_in(auditor).get(f"/audit/?{query}")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Không đọc được bộ lọc" in page
    assert "Không có dòng nào khớp bộ lọc" not in page
    assert not answer.context["page"].events


@pytest.mark.parametrize("asked", ["opened_basis", "source"])
def test_a_field_is_found_under_the_name_that_people_know(asked, signed_in, auditor, embassy, measure):
    """The source of an opening and that of a target are one choice of the filter, and either stands in an address."""
    told = [("missions.opened", embassy, "opened_basis"), ("plan.measure_edited", measure, "source")]
    events = [history.record(by=auditor, verb=verb, obj=obj, code="x", changes={field: ("", "x")}) for verb, obj, field in told]
    history.record(by=auditor, verb="plan.measure_edited", obj=measure, code="x", changes={"reason": ("", "x")})
    browser = signed_in(auditor)
    assert shown(browser, f"?field={asked}") == [event.pk for event in reversed(events)]
    assert '<option value="source" selected>Nguồn</option>' in browser.get(f"/audit/?field={asked}").content.decode()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_two_choices_of_the_filter_read_alike(language):
    with translation.override(language):
        labels = [label for _name, label in words.field_choices()]
    assert sorted(set(labels)) == sorted(labels)


def test_all_of_it_or_what_is_ones_own(happened, signed_in, auditor, head, mission_head):
    assert shown(signed_in(auditor)) == sorted((event.pk for event in happened.values()), reverse=True)
    assert shown(signed_in(head)) == [happened["own"].pk]
    assert shown(signed_in(mission_head)) == []
    assert signed_in(head).get(f"/audit/{happened['other'].pk}/").status_code == 404
    assert signed_in(head).get(f"/audit/{happened['own'].pk}/").status_code == 200


def test_an_administrator_reads_what_concerns_accounts_and_units(happened, signed_in, administrator, measure, plan):
    plans = history.record(by=administrator, verb="measure.update", obj=measure, code="2.3")
    assert plans.pk not in shown(signed_in(administrator))
    assert happened["own"].pk in shown(signed_in(administrator))


def test_a_code_is_found_as_people_write_it(signed_in, auditor, measure):
    event = history.record(by=auditor, verb="plan.status_recorded", obj=measure, code="292/2.3")
    history.record(by=auditor, verb="plan.status_recorded", obj=measure, code="292/12.3")
    assert shown(signed_in(auditor), "?code=2.3") == [event.pk]
    assert shown(signed_in(auditor), "?code=292/2.3") == [event.pk]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?who=head", {"own"}),
        ("?who=administrator", {"other"}),
        ("?who=load", {"none"}),
        ("?kind=accounts.unit", {"own", "other", "none"}),
        ("?kind=accounts.user", set()),
        ("?code=vu-chau-au", {"other"}),
        ("?code=VU-CHAU-AU", {"other"}),
        ("?field=name_vi", {"own"}),
        ("?field=kind", {"other"}),
        ("?since=31/12/2099", set()),
        ("?until=01/01/2020", set()),
        ("?until=31/12/2099&field=kind", {"other"}),
        ("?before=nonsense&after=²", {"own", "other", "none"}),
        ("?before=99999999999999999999", {"own", "other", "none"}),
    ],
)
def test_filters_stand_in_the_address(query, found, happened, signed_in, auditor):
    assert set(shown(signed_in(auditor), query)) == {happened[name].pk for name in found}


def test_a_day_is_one_of_ha_noi(signed_in, auditor, department):
    late = history.record(
        by=auditor, verb="unit.rename", obj=department, code="x", at=datetime(2026, 3, 4, 17, 30, tzinfo=UTC)
    )  # 00:30 on the 5th
    client = signed_in(auditor)
    assert shown(client, "?since=05/03/2026&until=05/03/2026") == [late.pk]
    assert shown(client, "?since=04/03/2026&until=04/03/2026") == []


def test_both_clocks_are_shown_to_who_lives_elsewhere(happened, signed_in, auditor):
    auditor.time_zone = "Europe/Paris"
    auditor.save(update_fields=["time_zone"])
    page = signed_in(auditor).get(f"/audit/{happened['own'].pk}/").content.decode()
    at = happened["own"].at
    assert f"{at + timedelta(hours=7):%H:%M}" in page
    assert f"{at.astimezone(PARIS):%H:%M}" in page


def test_pages_go_older_and_newer_by_id(signed_in, auditor, department):
    ids = [history.record(by=auditor, verb="unit.rename", obj=department, code="x").pk for _ in range(120)]
    newest = list(reversed(ids))
    client = signed_in(auditor)
    first = client.get("/audit/").context["page"]
    assert [event.pk for event in first.events] == newest[:50]
    assert first.newer is None
    second = client.get(f"/audit/?before={first.older}").context["page"]
    assert [event.pk for event in second.events] == newest[50:100]
    third = client.get(f"/audit/?before={second.older}").context["page"]
    assert [event.pk for event in third.events] == newest[100:]
    assert third.older is None
    back = client.get(f"/audit/?after={third.newer}").context["page"]
    assert [event.pk for event in back.events] == newest[50:100]


@pytest.mark.parametrize("count", [5, 50])
def test_queries_do_not_grow(count, signed_in, auditor, django_assert_max_num_queries):
    for n in range(count):
        unit = UnitFactory(code=f"u{n}")
        history.record(by=auditor, verb="unit.rename", obj=unit, code=unit.code, unit=unit, changes={"parent": (None, unit)})
    client = signed_in(auditor)
    with django_assert_max_num_queries(8):
        assert client.get("/audit/").status_code == 200
    with django_assert_max_num_queries(9):
        assert client.get(f"/audit/{Event.objects.latest('id').pk}/").status_code == 200


def test_a_line_says_whether_it_is_sealed(happened, signed_in, auditor):
    client, address = signed_in(auditor), f"/audit/{happened['own'].pk}/"
    assert client.get(address).context["seal"] is None
    sealing.seal(now=timezone.now())
    assert client.get(address).context["seal"] == happened["own"].seal


def test_an_administrator_blanks_a_line(happened, signed_in, administrator):
    event = happened["other"]
    client, address = signed_in(administrator), f"/audit/{event.pk}/redact/"
    assert b"redact" in client.get(f"/audit/{event.pk}/").content
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": " "}).status_code == 422
    assert client.post(address, {"reason": "mật khẩu"}).status_code == 302
    page = client.get(f"/audit/{event.pk}/").content.decode()
    assert "vì thế" not in page
    assert "mật khẩu" in page
    assert client.post(address, {"reason": "lần nữa"}).status_code == 422


@pytest.mark.parametrize(("person", "status"), [("auditor", 403), ("secretariat", 403), ("head", 404), ("officer", 403), ("stranger", 404)])
def test_nobody_else_does(person, status, request, happened, signed_in):
    who = request.getfixturevalue(person)
    assert signed_in(who).post(f"/audit/{happened['other'].pk}/redact/", {"reason": "x"}).status_code == status
    assert EventBody.objects.get(pk=happened["other"].pk).reason == "vì thế"


# On the page of an account or a unit


REASON = "Lý do chỉ đơn vị mới biết"


def reads(browser, page):
    """Whether the page of an account or a unit has a history, and tells the reason."""
    html = browser.get(page).content.decode()
    return 'id="history"' in html, REASON in html


def test_who_once_worked_elsewhere_is_no_story_for_that_unit(signed_in, officer, head, reviewer, administrator, geographic):
    """A head still finds a former member, and reads of them what happened in the own unit."""
    now = timezone.now()
    services.end_membership(membership=officer.memberships.get(), by=head, now=now)
    given = {"unit": geographic, "role": "unit_officer", "from_on": timezone.localdate()}
    services.add_membership(user=officer, **given, by=administrator, now=now)
    services.deactivate(user=officer, by=administrator, now=now, reason=REASON)
    page = f"/manage/users/{officer.pk}/"
    assert reads(signed_in(head), page) == (True, False)
    assert "kết thúc vai trò" in signed_in(head).get(page).content.decode().lower()
    for person in (reviewer, administrator):
        assert reads(signed_in(person), page) == (True, True)


def test_the_own_account_tells_its_whole_history(signed_in, head, administrator):
    history.record(by=administrator, verb="user.reactivate", obj=head, code=head.email, reason=REASON)
    assert reads(signed_in(head), f"/manage/users/{head.pk}/") == (True, True)


@pytest.mark.parametrize(
    ("person", "told"),
    [("officer", True), ("head", True), ("administrator", True), ("auditor", True)]
    + [(person, False) for person in ("reviewer", "mission_officer", "mission_head")],
)
def test_the_history_of_a_unit_is_for_its_own_people_and_who_reads_history(person, told, request, signed_in, department, administrator):
    names = {"name_vi": "Vụ Nhân sự", "name_en": "Personnel"}
    services.rename_unit(unit=department, **names, by=administrator, now=timezone.now(), reason=REASON)
    assert reads(signed_in(request.getfixturevalue(person)), f"/manage/units/{department.code}/") == (told, told)


def test_who_may_not_open_an_account_is_shown_its_name_without_a_link(signed_in, leader, administrator, officer):
    history.record(by=administrator, verb="user.invite", obj=officer, code=officer.email, label=officer.name)
    line = Event.objects.latest("pk")
    page = f"/manage/users/{officer.pk}/"
    for address in ("/audit/", f"/audit/{line.pk}/"):
        assert page not in signed_in(leader).get(address).content.decode()
    assert signed_in(leader).get(page).status_code == 403
    assert page in signed_in(administrator).get("/audit/").content.decode()
