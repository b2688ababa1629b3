"""Two ministries that differ by one person in everything that is counted look the same to who may not read the names.

The true numbers are chosen so that the same is to be shown for both: three and four, twenty-eight and twenty-nine. A page, a
file or a call that gave any count away, as a number, a bar or a sentence, would differ.
"""

import re
from io import BytesIO

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from personnel import counting
from personnel.models import Officer
from reports.figures import figures_for
from reports.inputs import read_inputs
from tests import sweeps
from tests.personnel.counted_house import House

pytestmark = pytest.mark.django_db
READERS = ["leader", "secretariat", "reviewer", "mission_head", "officer", "administrator"]  # none reads the names of the people below
# What every page has of its own, and says nothing.
NOISE = re.compile(r'name="(?:csrfmiddlewaretoken|once)" value="[^"]*"|nonce="[^"]*"|"X-CSRFToken": ?"[^"]*"|\d\d:\d\d(:\d\d)?')


@pytest.fixture
def house(plan, department, geographic, embassy, secretariat, personnel):
    return House(plan, department, geographic, embassy, secretariat, personnel)


def body(answer):
    """What a reader gets, without what differs from one click to the next."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if "spreadsheet" in answer.get("Content-Type", ""):
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        return answer.status_code, str([book.get_sheet_by_index(place).to_python() for place in range(len(book.sheet_names))])
    return answer.status_code, NOISE.sub("", content.decode())


def differing(house, browser, asked=None):
    before = {address: body(browser.get(address)) for address in asked or house.addresses()}
    house.one_more()
    return {address for address, (status, told) in before.items() if status == 200 and body(browser.get(address)) != (status, told)}


def asked_by(who, addresses):
    """Each address by one of the readers, or by all (tests/sweeps.py); the numbers of rows in it are another each time."""
    dealt = sweeps.dealt("pages that count people, by reader", addresses, READERS, named=lambda address: re.sub(r"\d+", "0", address))
    return [address for address, reader in dealt if reader == who]


@pytest.mark.parametrize("who", READERS)
def test_one_person_more_changes_nothing_that_is_shown(house, request, signed_in, who):
    asked = asked_by(who, house.addresses())
    assert len(asked) > 3
    assert differing(house, signed_in(request.getfixturevalue(who)), asked) == set()


COUNTED = {
    "/personnel/programmes/completion/",
    "/personnel/programmes/completion.xlsx",
    "/personnel/programmes/completion.csv",
    "/personnel/programmes/",
    "/personnel/programmes.xlsx",
    "/personnel/programmes/tw/",
    "/personnel/courses/",
    "/personnel/courses.csv",
    "/personnel/rotation/",
    "/personnel/rotation/?term=36",
    "/personnel/readiness/",
    "/personnel/teams/",
    "/personnel/teams.xlsx",
    "/personnel/readiness.xlsx",
    "/api/v1/programmes/",
    "/api/v1/courses/",
}


def test_the_personnel_department_sees_that_person_everywhere(house, personnel, signed_in):
    """So these pages do count: that nothing differs for others is not for want of a number."""
    assert set(house.addresses()) >= COUNTED
    assert differing(house, signed_in(personnel), sorted(COUNTED)) == COUNTED


def test_without_rounding_leadership_would_see_that_person(house, leader, signed_in, monkeypatch):
    monkeypatch.setattr(counting, "rounded", lambda count: count)
    monkeypatch.setattr(counting, "most", lambda count: count)
    counted = COUNTED | {"/personnel/officers/counts/", "/api/v1/officers/counts/"}
    assert set(house.addresses()) >= counted
    assert differing(house, signed_in(leader), sorted(counted)) == counted


def test_a_report_and_an_indicator_say_the_same(house, plan):
    now = timezone.now()

    def told():
        return figures_for(read_inputs(plan, house.today, now))["training"]

    before = told()
    house.one_more()
    assert told() == before
    assert (before["total"]["completed"], Officer.objects.count()) == (60, 44)  # of 58 and 59
