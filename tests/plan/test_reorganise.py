"""Units closed, merged, split: what they hold goes to the successor by the same day, and the past stays."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Event
from plan import services
from plan.models import Measure
from plan.moment import Moment
from tests.factories import AssignmentFactory
from tests.plan.conftest import NOW, TODAY

pytestmark = pytest.mark.usefixtures("cast_stands")

DAY = date(2026, 3, 1)


def close(unit, by, *successors, until=DAY, decision="NĐ 1/2026", move=True, seen=None):
    return services.reorganise(
        unit=unit, successors=successors, until=until, decision=decision, move_members=move, by=by, now=NOW, seen=seen
    )


def test_a_merged_unit_leaves_measures_people_and_missions_to_its_successor(
    measure, other_measure, department, geographic, embassy, reviewer, secretariat
):
    AssignmentFactory(measure=other_measure, unit=department, role="coordinating")
    moved = close(geographic, secretariat, department)
    assert [row.code for row in moved] == ["3.1"]
    other_measure.__dict__.pop("_lead_ids", None)
    assert other_measure.lead_unit() == department
    assert [row.role for row in other_measure.assignments.current()] == ["lead"]
    assert Measure.objects.led_at(Moment(date(2026, 2, 28), None, TODAY), "vu-chau-au").get() == other_measure
    embassy.refresh_from_db()
    assert embassy.lead_unit == department
    assert reviewer.memberships.active(TODAY).get().unit == department
    geographic.refresh_from_db()
    assert (geographic.until, list(geographic.successors.all())) == (DAY, [department])
    assert Event.objects.about(geographic).first().body.reason == "NĐ 1/2026"


def test_a_unit_closed_without_successor_leaves_its_measures_without_a_lead(measure, department, officer, secretariat):
    close(department, secretariat)
    assert measure.assignments.current().count() == 0
    assert not officer.memberships.active(TODAY).exists()


@pytest.mark.parametrize(
    ("field", "given"),
    [("until", {"until": date(2026, 3, 21)}), ("decision", {"decision": " "}), ("until", {"until": date(2025, 9, 1)})],
)
def test_what_cannot_be_is_refused_and_nothing_moves(field, given, measure, department, geographic, secretariat):
    with pytest.raises(ValidationError) as refused:
        close(department, secretariat, geographic, **given)
    assert field in refused.value.error_dict
    department.refresh_from_db()
    assert department.until is None
    assert measure.assignments.current().get().unit == department


def test_missions_are_not_left_without_who_follows_them(geographic, embassy, department, secretariat):
    for successors in ([], [geographic]):
        with pytest.raises(ValidationError) as refused:
            close(geographic, secretariat, *successors)
        assert "successors" in refused.value.error_dict
    close(geographic, secretariat, department)
    with pytest.raises(ValidationError):
        close(geographic, secretariat, department)


def test_the_last_administrator_stays(ministry, administrator, secretariat):
    with pytest.raises(ValidationError):
        close(ministry, secretariat, move=False)


def test_the_page_shows_what_moves_and_asks_for_the_decision(measure, department, geographic, secretariat, signed_in):
    browser, address = signed_in(secretariat), f"/manage/units/{department.code}/close/"
    assert list(browser.get(address).context["held"]) == [measure]
    typed = {"version": 1, "until": f"{timezone.localdate():%d/%m/%Y}", "heir": geographic.code, "move_members": "on"}
    assert "decision" in browser.post(address, typed).context["form"].errors
    assert browser.post(address, {**typed, "version": 9, "decision": "NĐ"}).status_code == 409
    assert browser.post(address, {**typed, "decision": "NĐ 1"}).status_code == 302
    page = browser.get(f"/manage/units/{department.code}/").content.decode()
    assert "Vụ Châu Âu" in page
    assert "/close/" not in page
