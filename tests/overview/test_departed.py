"""Who left the service still signs in until somebody closes the account: whoever may do so finds it among their own work."""

from datetime import date, datetime

import pytest

from accounts.models import User
from accounts.services import deactivate
from personnel.services.leaving import leave_service
from plan.moment import HANOI
from tests.factories import MembershipFactory, UserFactory
from tests.personnel.rows import OfficerFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 9, tzinfo=HANOI)
TITLE = "Accounts of people who have left the service"


def accounts_named(browser):
    return {item.what for section in browser.get("/").context["work"].sections if str(section.title) == TITLE for item in section.items}


@pytest.fixture
def left(department, officer, personnel):
    """Cán bộ 901, whose account is that of `officer`."""
    row = OfficerFactory(name="Cán bộ 901", unit=department, user=officer)
    return leave_service(officer=row, left_on=date(2026, 11, 2), by=personnel, now=NOW, seen=None, confirmed=True)


@pytest.fixture
def english(signed_in, client):
    client.cookies["language"] = "en"
    return signed_in


@pytest.mark.parametrize(
    ("who", "finds"),
    [("administrator", True), ("secretariat", True), ("head", True), ("personnel", False), ("reviewer", False), ("auditor", False)],
)
def test_who_may_close_the_account_finds_it_until_it_is_closed(left, officer, administrator, english, request, who, finds):
    browser = english(request.getfixturevalue(who))
    assert accounts_named(browser) == ({officer.name} if finds else set())
    if finds:
        page = browser.get("/").content.decode()
        assert f'href="/manage/users/{officer.pk}/"' in page
        assert "02/11/2026" not in page  # of the officer nothing is told but that the account is to be closed
        assert left.label not in page
        assert "Cán bộ 901" not in page
        deactivate(user=officer, by=administrator, now=NOW)
        assert accounts_named(browser) == set()


def test_nobody_is_asked_to_close_what_they_may_not(left, officer, department, secretariat, administrator, english):
    MembershipFactory(user=officer, role="administrator", unit=department)
    assert accounts_named(english(secretariat)) == set()
    assert accounts_named(english(administrator)) == {officer.name}


def test_who_comes_back_is_no_longer_asked_for(left, personnel, administrator, english):
    leave_service(officer=left, left_on=None, by=personnel, now=NOW, seen=None)
    assert accounts_named(english(administrator)) == set()


def test_many_accounts_cost_no_more_questions(left, department, administrator, english, django_assert_max_num_queries):
    for _number in range(10):
        OfficerFactory(user=MembershipFactory(user=UserFactory(), role="unit_officer", unit=department).user, left_on=date(2026, 1, 1))
    browser = english(administrator)
    browser.get("/")
    with django_assert_max_num_queries(20) as asked:
        assert len(accounts_named(browser)) == 11
    assert sum("accounts_membership" in one["sql"] for one in asked.captured_queries) <= 3


def test_the_form_and_the_page_say_that_the_account_stays_open(department, officer, personnel, administrator, english):
    row = OfficerFactory(unit=department, user=officer)
    browser, page = english(personnel), f"/personnel/officers/{row.pk}/"
    said = f"The account {officer.email} stays open"
    assert said in browser.get(f"{page}leave/").content.decode()
    leave_service(officer=row, left_on=date(2026, 11, 2), by=personnel, now=NOW, seen=None, confirmed=True)
    assert f"The account {officer.email} is still open" in browser.get(page).content.decode()
    deactivate(user=User.objects.get(pk=officer.pk), by=administrator, now=NOW)
    assert said not in browser.get(f"{page}leave/").content.decode()
    assert "is still open" not in browser.get(page).content.decode()
