"""The pages of the reporting periods: who manages them, what the rule would say, dates edited with a reason."""

import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.history import System
from accounts.models import Event
from plan.models import Period
from plan.services import keep_calendar

pytestmark = pytest.mark.usefixtures("cast_stands")

LIST, PAGE = "/manage/periods/", "/manage/periods/2026-Q4/"
DATES = {
    "starts_on": "15/09/2026", "cut_off_on": "14/12/2026", "due_on": "17/12/2026", "due_time": "17:00",
    "government_due_on": "25/12/2026", "reason": "Công văn 12/BNG-VP", "version": "1",
}  # fmt: skip


@pytest.fixture(autouse=True)
def calendar(plan):
    keep_calendar(by=System("clock"), now=datetime(2026, 11, 28, 5, 0, tzinfo=UTC))


@pytest.fixture
def browser(signed_in, secretariat):
    return signed_in(secretariat)


@pytest.fixture
def quarter(calendar):
    return Period.objects.get(code="2026-Q4")


def send(browser, **values):
    return browser.post(PAGE, DATES | values)


@pytest.mark.parametrize("who", ["officer", "head", "mission_head", "leader", "auditor", "administrator"])
def test_only_the_secretariat_manages_periods(who, request, signed_in, quarter):
    browser = signed_in(request.getfixturevalue(who))
    assert [browser.get(LIST).status_code, browser.get(PAGE).status_code, send(browser).status_code] == [403] * 3


def test_a_stranger_is_told_of_none(signed_in, stranger):
    browser = signed_in(stranger)
    assert [browser.get(LIST).status_code, browser.get(PAGE).status_code, send(browser).status_code] == [404] * 3


def test_periods_are_listed_by_kind_the_latest_first(browser):
    page = browser.get(LIST).content.decode()
    codes = re.findall(r'href="/manage/periods/(\d[^"/]+)/"', page)
    assert codes == [
        "2027-Q1", "2026-Q4", "2026-Q3", "2026-Q2", "2026-Q1", "2025-Q4", "2027-H1", "2026-H2", "2026-H1", "2025-H2", "2027", "2026", "2025",
    ]  # fmt: skip
    assert "17:00 17/12/2026" in page
    assert "đã đổi" not in page


def test_ten_times_the_periods_cost_no_more_questions(browser):
    browser.get(LIST)

    def questions():
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(LIST).status_code == 200
        return len(asked)

    once = questions()
    keep_calendar(by=System("clock"), now=datetime(2045, 11, 28, 5, 0, tzinfo=UTC))
    assert questions() == once <= 15


def test_the_menu_leads_there_and_marks_administration_not_the_plan(browser):
    page = browser.get(LIST).content.decode()
    assert re.findall(r'<a href="([^"]+)" aria-current="true">', page) == ["/manage/users/"]
    assert '<a href="/manage/periods/" aria-current="page">' in page
    assert '<a href="/manage/periods/"' in browser.get("/manage/users/").content.decode()


def test_who_does_not_manage_them_is_shown_no_way_to_them(signed_in, administrator):
    assert LIST not in signed_in(administrator).get("/manage/users/").content.decode()


def test_the_form_shows_the_dates_that_stand_and_those_of_the_rule(browser, quarter):
    quarter.save_seen(None, {"due_at": datetime(2026, 12, 18, 2, 30, tzinfo=UTC)})
    page = browser.get(PAGE).content.decode()
    assert 'value="18/12/2026"' in page
    assert 'value="09:30"' in page
    assert "<dd>17:00 17/12/2026</dd>" in page
    assert "đã đổi" in browser.get(LIST).content.decode()


def test_other_dates_are_saved_with_their_reason(browser, quarter):
    answer = send(browser, due_on="18122026", due_time="9h30", reason="Nghỉ lễ")
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    quarter.refresh_from_db()
    assert quarter.due_at == datetime(2026, 12, 18, 2, 30, tzinfo=UTC)
    assert Event.objects.get(verb="plan.period_edited").body.reason == "Nghỉ lễ"
    assert "Nghỉ lễ" in browser.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("typed", "beside"),
    [
        ({"due_on": "19/12/2026", "reason": " "}, "reason"),
        ({"cut_off_on": "31/11/2026"}, "cut_off_on"),
        ({"due_time": "mai"}, "due_time"),
        ({"due_time": ""}, "due_time"),
        ({"due_on": "14/12/2026"}, "due_on"),
        ({"due_time": "١٧:٠٠"}, "due_time"),
        ({"starts_on": "15/09/1986"}, "starts_on"),
        ({"government_due_on": "25/12/2066"}, "government_due_on"),
        ({"due_on": "17/12/2066"}, "due_on"),
        ({"cut_off_on": "15/12/2026", "due_on": "18/12/2026"}, "starts_on"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field_and_kept_as_typed(browser, quarter, typed, beside):
    answer = send(browser, **typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {beside}
    assert f'href="#id_{beside}"' in page
    for value in typed.values():
        assert value.strip() in page
    assert Period.objects.get(code="2026-Q4").version == 1


def test_a_save_over_somebody_elses_shows_both_and_changes_nothing(browser, quarter):
    quarter.save_seen(None, {"due_at": datetime(2026, 12, 18, 2, 30, tzinfo=UTC)})
    answer = send(browser, due_on="21/12/2026", reason="Nghỉ lễ")
    page = answer.content.decode()
    assert answer.status_code == 409
    for shown in ("18/12/2026", "21/12/2026", "09:30", "17:00", "Nghỉ lễ"):
        assert shown in page, shown
    assert Period.objects.get(code="2026-Q4").due_at == datetime(2026, 12, 18, 2, 30, tzinfo=UTC)
    again = send(browser, due_on="21/12/2026", reason="Nghỉ lễ", version=str(answer.context["current"].version))
    assert again.status_code == 302


def test_a_period_that_is_not_there_is_not_found(browser):
    assert browser.get("/manage/periods/2031-Q1/").status_code == 404


def test_without_a_plan_the_list_says_why_it_is_empty(browser):
    Period.objects.all().delete()
    assert "Chưa có kỳ báo cáo nào" in browser.get(LIST).content.decode()
