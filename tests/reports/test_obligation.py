"""Who owes a report: made when the period opens, reconciled at its cut-off, waived and extended with a reason."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from accounts.history import System
from accounts.models import Event
from accounts.versions import StaleVersion
from reports.models import Obligation
from reports.services import extend, open_period, reconcile, waive
from tests.factories import UnitFactory
from tests.reports import filing
from tests.reports.filing import DAY, DUE, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("cast_stands")]
CLOCK = System("clock")
AFTER_CUT_OFF = datetime(2026, 12, 15, 1, 0, tzinfo=UTC)


def events(verb):
    return Event.objects.filter(verb=verb)


# Opening and reconciling


@pytest.fixture
def mission(embassy):
    return filing.open_mission(embassy)


@pytest.fixture
def quarter(mission):
    filing.questionnaire()
    return filing.period()


def open_quarter(quarter):
    return open_period(period=quarter, by=CLOCK, now=datetime(2026, 9, 15, 1, tzinfo=UTC))


def settle(quarter):
    return reconcile(period=quarter, by=CLOCK, now=AFTER_CUT_OFF)


def states():
    return {row.unit.code: row.state for row in Obligation.objects.select_related("unit")}


def test_a_mission_that_had_more_time_and_then_closed_owes_nothing(quarter, mission, secretariat):
    """The reason of the extension stays with it: neither the cut-off stumbles over it, nor is it lost if it owes again."""
    open_quarter(quarter)
    filing.extended(Obligation.objects.get(), DUE + DAY, NOW, secretariat)
    closing = filing.happens(mission, "closed", date(2026, 12, 1))
    assert settle(quarter) == 1
    assert states() == {"emb-fr": "void"}
    closing.delete()
    assert settle(quarter) == 1
    row = Obligation.objects.get()
    assert (row.state, row.due_at, row.reason) == ("due", DUE + DAY, "Sự cố đường truyền")


def test_missions_open_on_the_first_day_owe_and_others_do_not(quarter):
    filing.open_mission(UnitFactory(code="emb-ie", kind="mission"), on=date(2026, 9, 16))
    closed = filing.open_mission(UnitFactory(code="emb-iq", kind="mission"))
    filing.happens(closed, "closed", date(2026, 9, 15))
    assert open_quarter(quarter) == 1
    assert states() == {"emb-fr": "due"}
    assert events("reports.period_opened").get().object_code == "2026-Q4"


def test_opening_twice_makes_nothing_more(quarter):
    open_quarter(quarter)
    assert open_quarter(quarter) == 0
    assert events("reports.period_opened").count() == 1


def test_without_a_questionnaire_for_the_period_nobody_owes(mission):
    filing.questionnaire(asked_from=date(2026, 9, 16))
    assert open_quarter(filing.period()) == 0
    assert not events("reports.period_opened").exists()


def test_the_latest_edition_asked_by_the_first_day_is_the_one_that_is_sent(quarter):
    second = filing.questionnaire(number=2, asked_from=date(2026, 9, 15))
    filing.questionnaire(number=3, asked_from=date(2026, 12, 15))
    open_quarter(quarter)
    assert Obligation.objects.get().questionnaire == second


def test_a_quarterly_questionnaire_asks_nothing_of_a_half_year(quarter):
    assert open_quarter(filing.period("2026-H2")) == 0


def test_at_the_cut_off_what_a_mission_closed_since_owes_becomes_void(quarter, mission):
    open_quarter(quarter)
    filing.happens(mission, "closed", date(2026, 11, 1))
    assert settle(quarter) == 1
    assert states() == {"emb-fr": "void"}
    assert events("reports.obligation_voided").get().object_code == "2026-Q4/emb-fr"


def test_unless_it_has_begun_to_report(quarter, mission, mission_officer):
    open_quarter(quarter)
    filing.begin(Obligation.objects.get(), mission_officer)
    filing.happens(mission, "closed", date(2026, 11, 1))
    assert settle(quarter) == 0
    assert states() == {"emb-fr": "due"}


def test_a_waived_report_stays_waived_when_the_mission_closes(quarter, mission, secretariat):
    open_quarter(quarter)
    waive(obligation=Obligation.objects.get(), by=secretariat, reason="Sơ tán", now=NOW, seen=None)
    filing.happens(mission, "closed", date(2026, 11, 1))
    assert settle(quarter) == 0
    assert states() == {"emb-fr": "waived"}


def test_at_the_cut_off_a_mission_opened_since_owes_too(quarter):
    open_quarter(quarter)
    filing.open_mission(UnitFactory(code="emb-ie", kind="mission"), on=date(2026, 12, 14))
    filing.open_mission(UnitFactory(code="emb-pt", kind="mission"), on=date(2026, 12, 15))
    assert settle(quarter) == 1
    assert states() == {"emb-fr": "due", "emb-ie": "due"}
    assert events("reports.obligation_added").get().object_code == "2026-Q4/emb-ie"


def test_reconciling_twice_changes_nothing(quarter, mission):
    open_quarter(quarter)
    filing.happens(mission, "closed", date(2026, 11, 1))
    filing.open_mission(UnitFactory(code="emb-ie", kind="mission"), on=date(2026, 10, 1))
    settle(quarter)
    before = Event.objects.count()
    assert settle(quarter) == 0
    assert Event.objects.count() == before


def test_a_closing_recorded_by_mistake_leaves_the_report_owed_once_it_is_corrected(quarter, mission):
    open_quarter(quarter)
    mistake = filing.happens(mission, "closed", date(2026, 11, 1))
    settle(quarter)
    mistake.corrected_at = NOW
    mistake.save(update_fields=["corrected_at"])
    assert settle(quarter) == 1
    assert states() == {"emb-fr": "due"}
    assert events("reports.obligation_added").count() == 1


# Waiving and extending


@pytest.fixture
def obligation(embassy, plan):
    return filing.owed(embassy)


@pytest.fixture
def waived(obligation, secretariat):
    """waived() lets the secretariat waive the report, with whatever is said differently."""

    def act(**values):
        return waive(**{"obligation": obligation, "by": secretariat, "reason": "Sơ tán", "now": NOW, "seen": obligation.version, **values})

    return act


@pytest.fixture
def extended(obligation, secretariat):
    def act(**values):
        given = {"until": DUE + DAY, "reason": "Mất kết nối", "now": NOW, "seen": obligation.version}
        return extend(**{"obligation": obligation, "by": secretariat, **given, **values})

    return act


def test_a_report_is_waived_with_a_reason_and_says_so_in_the_history(waived, obligation, secretariat):
    waived()
    obligation.refresh_from_db()
    assert (obligation.state, obligation.reason, obligation.decided_by) == ("waived", "Sơ tán", secretariat)
    event = events("reports.waived").get()
    assert (event.object_code, event.unit, event.body.reason) == ("2026-Q4/emb-fr", obligation.unit, "Sơ tán")


def test_what_is_only_drafted_can_be_waived_and_is_then_not_submitted(waived, obligation, mission_head):
    report = filing.begin(obligation, mission_head)
    waived()
    with pytest.raises(ValidationError, match="không phải gửi"):
        filing.submit(report, mission_head, nil=True)


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_neither_is_done_without_a_reason(waived, extended, obligation, reason):
    for act in (waived, extended):
        with pytest.raises(ValidationError) as refused:
            act(reason=reason)
        assert "reason" in refused.value.message_dict
    assert not Event.objects.exists()


def test_what_was_submitted_is_not_waived(waived, obligation, mission_head):
    filing.submit(filing.begin(obligation, mission_head), mission_head, nil=True)
    with pytest.raises(ValidationError, match="không còn gì để miễn"):
        waived()


def test_a_waived_report_is_neither_waived_again_nor_extended_nor_begun(waived, extended, obligation, mission_officer):
    waived()
    for act in (waived, extended):
        with pytest.raises(ValidationError):
            act(seen=None)
    with pytest.raises(ValidationError):
        filing.begin(obligation, mission_officer)


def test_an_extension_moves_the_due_time_later(extended, obligation):
    extended()
    obligation.refresh_from_db()
    assert obligation.due_at == DUE + DAY
    assert list(events("reports.extended").get().body.changes) == ["extended_to"]


def test_an_extension_to_an_earlier_or_the_same_moment_is_none(extended):
    for until in (DUE, DUE - DAY):
        with pytest.raises(ValidationError) as refused:
            extended(until=until)
        assert "until" in refused.value.message_dict


def test_an_extension_to_a_moment_that_has_gone_by_is_none(extended, obligation):
    """Or what was sent late would be made on time after the fact."""
    with pytest.raises(ValidationError) as refused:
        extended(until=DUE + DAY, now=DUE + 2 * DAY)
    assert "until" in refused.value.message_dict


def test_what_was_submitted_late_is_not_extended_into_on_time(extended, obligation, mission_head, reviewer):
    """Neither while it waits for its review nor once it has come back to be put right."""
    report = filing.begin(obligation, mission_head)
    filing.submit(report, mission_head, now=DUE + DAY, nil=True)
    for act in (lambda: None, lambda: filing.give_back(report, reviewer, now=DUE + 2 * DAY)):
        act()
        with pytest.raises(ValidationError, match="đã được gửi"):
            extended(until=DUE + 9 * DAY, now=DUE + 3 * DAY)
    assert filing.fresh(report).was_late
    assert not events("reports.extended").exists()


def test_a_second_extension_starts_from_the_first(extended, obligation):
    extended()
    with pytest.raises(ValidationError):
        extended(seen=None)
    extended(until=DUE + 2 * DAY, seen=None)
    assert events("reports.extended").count() == 2


def test_a_decision_on_what_has_changed_since_it_was_read_is_stale(waived, extended):
    extended()
    with pytest.raises(StaleVersion):
        waived(seen=1)
