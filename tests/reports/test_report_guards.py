"""What hostile or unlucky input must not do to a quarterly report."""

import time

import pytest
from django.core.exceptions import ValidationError

from office.comparing import compare
from reports.kinds import LONGEST
from reports.models import Remark
from tests.factories import MembershipFactory, UserFactory
from tests.reports import filing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_stands")]


@pytest.fixture
def submitted(report, mission_head):
    filing.submit(report, mission_head)
    return report


@pytest.fixture
def obligation(embassy, measure):
    filing.open_mission(embassy)
    filing.serves(embassy, measure)
    return filing.owed(embassy)


@pytest.fixture
def report(obligation, mission_officer):
    report = filing.begin(obligation, mission_officer)
    filing.write(report, filing.ANSWERS, mission_officer)
    return report


@pytest.mark.parametrize("key", [("overview", "zz"), ("overview", "x" * 21), ("results", "9.9"), ("present", "2.3")])
def test_a_remark_on_a_field_that_is_not_shown_is_refused(submitted, reviewer, key):
    with pytest.raises(ValidationError) as refused:
        filing.give_back(submitted, reviewer, remarks={key: "?", filing.OVERVIEW: "Nêu số liệu"})
    assert list(refused.value.message_dict) == [".".join(key)]
    assert submitted.versions.count() == 1
    assert not Remark.objects.exists()


def test_words_beyond_the_limit_are_refused(submitted, reviewer):
    with pytest.raises(ValidationError) as refused:
        filing.give_back(submitted, reviewer, remarks={filing.OVERVIEW: "x" * (LONGEST + 1)})
    assert list(refused.value.message_dict) == ["overview"]
    with pytest.raises(ValidationError) as refused:
        filing.give_back(submitted, reviewer, reason="x" * (LONGEST + 1))
    assert list(refused.value.message_dict) == ["reason"]


@pytest.mark.parametrize("act", [filing.accept, filing.give_back])
def test_a_report_sent_in_somebodys_name_is_not_decided_by_that_person(act, report, embassy, geographic, mission_head, reviewer):
    deputy = MembershipFactory(user=UserFactory(name="Phó"), unit=embassy, role="mission_head", acting_for=mission_head).user
    filing.submit(report, deputy)
    MembershipFactory(user=mission_head, unit=geographic, role="unit_head")
    with pytest.raises(ValidationError, match="cần người thứ hai"):
        act(report, mission_head)
    act(report, reviewer)


def test_nor_by_somebody_who_acts_for_the_one_who_sent_it(report, geographic, mission_head, signed_in):
    filing.submit(report, mission_head)
    MembershipFactory(user=mission_head, unit=geographic, role="unit_head")
    deputy = MembershipFactory(user=UserFactory(name="Thay"), unit=geographic, role="unit_head", acting_for=mission_head).user
    with pytest.raises(ValidationError, match="cần người thứ hai"):
        filing.accept(report, deputy)
    page = signed_in(deputy).get(f"/reports/{report.obligation.code}/review/")
    assert (page.context["judge"], page.context["own"]) == (False, True)


def test_comparing_the_same_few_words_over_and_over_costs_nothing():
    old, new = "a b " * 375, "b a a " * 250
    began = time.process_time()
    assert compare(old, new) == [("del", old), ("", "\n"), ("ins", new)]
    assert time.process_time() - began < 0.5


def test_prose_is_still_compared_word_by_word():
    old = "Đại sứ quán đã làm việc với cơ quan đầu mối của nước sở tại và nhận được ba kiến nghị của cộng đồng."
    pieces = compare(old, old.replace("ba kiến nghị", "bốn kiến nghị"))
    assert ("del", "ba") in pieces
    assert ("ins", "bốn") in pieces


@pytest.mark.parametrize("name", ["\ud800", "results.\ud800", "\x00"])
def test_a_field_name_that_no_answer_can_hold_is_told_all_the_same(client, obligation, mission_officer, name):
    client.force_login(mission_officer, backend="accounts.backend.Backend")
    address = f"/api/v1/reports/{obligation.code}/"
    tag = client.get(address)["ETag"]
    answer = client.patch(address, {"answers": {name: "x"}}, content_type="application/json", headers={"If-Match": tag})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
