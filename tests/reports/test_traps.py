"""Faults that other systems were found to have, for quarterly reports and their reminders; the numbers are those of the list
of traps. Beside them: 4, 20 and 22 stand with the reminders (test_reminding), 21 also with the clocks (test_due), 7 with
the files in (test_away), the others with the plan."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.history import System
from accounts.models import Event, User
from office.models import Mail
from plan.models import Observation, Period
from plan.services import keep_calendar
from reports import services
from reports.completeness import Review, Standing
from reports.models import Answer, ExtensionRequest, Obligation, ProgressReport, QuarterlyReport, ReportVersion
from tests.reports import filing
from tests.reports.filing import AFTER, BEFORE, DAY, DUE, NEEDED, OVERVIEW, PRESENT

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("cast_stands")]
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
CLOCK = System("open_periods")


@pytest.fixture
def owed(embassy, geographic, measure):
    filing.indicators(measure.plan)
    return filing.owed(filing.mission("emb-fr", geographic))


def stands(obligation, at):
    row = Obligation.objects.standing(at).get(pk=obligation.pk)
    return Standing(row.standing), Review(row.review), row.is_late


def rows():
    """Everything that a unit owes and has written, as the database holds it."""
    return [list(model.objects.order_by("pk").values()) for model in (Period, Obligation, QuarterlyReport, ReportVersion, Answer)]


def test_trap_1_due_and_overdue_are_never_stored_beside_submitted_and_returned(owed):
    """The same untouched rows are not due, then missing, then missing for longer; no column and no state says so."""
    before = rows()
    assert [stands(owed, at)[0] for at in (DUE, DUE + SECOND, DUE + 90 * DAY)] == [Standing.NOT_DUE, Standing.MISSING, Standing.MISSING]
    assert rows() == before
    states = {str(state) for model in (Obligation, QuarterlyReport) for state in model.State}
    columns = {field.name for model in (Obligation, QuarterlyReport, ReportVersion) for field in model._meta.concrete_fields}
    assert not {name for name in states | columns if re.search(r"late|overdue|missing", name)}


def test_trap_2_what_runs_by_the_clock_saves_no_report(owed, mission_officer):
    """Night after night over the deadline: no row of a report is written again, and no history."""
    filing.begun(owed, BEFORE)
    before, events = rows()[1:], Event.objects.count()
    for days in range(-3, 4):
        now = DUE + days * DAY
        services.remind(now=now, at_any_hour=True)
        services.open_period(period=owed.period, by=CLOCK, now=now)
    assert rows()[1:] == before
    assert not [one for one in Event.objects.all()[events:] if one.object_kind.startswith("reports.") and "remind" not in one.verb]


def test_trap_3_a_returned_report_is_owed_again_and_its_first_submission_stays(owed, reviewer, mission_officer):
    report = filing.sent(owed, DUE - SECOND)
    filing.give_back(report, reviewer, now=DUE + HOUR)
    User.objects.filter(pk=mission_officer.pk).update(password="x")
    assert stands(owed, AFTER) == (Standing.ON_TIME, Review.RETURNED, False)
    assert owed in Obligation.objects.standing(AFTER).to_write()
    services.remind(now=AFTER, at_any_hour=True)
    assert "cần gửi lại" in Mail.objects.get().subject
    filing.write(report, {PRESENT: 9}, filing.head_of(owed.unit), AFTER)
    filing.submit(report, filing.head_of(owed.unit), AFTER)
    assert filing.fresh(report).first_submitted_at == DUE - SECOND
    assert stands(owed, AFTER) == (Standing.ON_TIME, Review.WAITING, False)
    assert [version.submitted_at for version in report.versions.order_by("number")] == [DUE - SECOND, AFTER]


def test_trap_5_a_report_is_complete_by_what_it_says_and_not_because_somebody_touched_it(owed, mission_officer, mission_head):
    report = filing.begin(owed, mission_officer, BEFORE)
    for text in ("một", "hai", "ba"):
        filing.write(report, {OVERVIEW: text}, mission_officer, BEFORE)
    assert stands(owed, BEFORE) == (Standing.NOT_DUE, Review.NONE, False)
    with pytest.raises(ValidationError):  # touched, and one required answer is lacking
        filing.submit(report, mission_head, BEFORE)
    filing.submit(report, mission_head, BEFORE, nil=True)  # untouched since, and whole
    assert stands(owed, BEFORE)[0] == Standing.NIL


def test_trap_12_who_submitted_is_not_who_wrote_last_and_what_was_submitted_is_not_rebuilt(
    owed, mission_officer, mission_head, reviewer, signed_in
):
    report = filing.begin(owed, mission_officer, BEFORE)
    filing.write(report, {**NEEDED, OVERVIEW: "Câu đầu tiên"}, mission_officer, BEFORE)
    filing.submit(report, mission_head, BEFORE)
    filing.give_back(report, reviewer, now=BEFORE)
    filing.write(report, {OVERVIEW: "Câu thứ hai"}, mission_officer, BEFORE)
    first = report.versions.get(number=1)
    assert (first.submitted_by, first.values()[OVERVIEW]) == (mission_head, "Câu đầu tiên")
    for language in ("vi", "en"):
        browser = signed_in(reviewer)
        browser.cookies["language"] = language
        page = browser.get("/reports/2026-Q4/emb-fr/review/?version=1").content.decode()
        assert "Câu đầu tiên" in page
        assert "Câu thứ hai" not in page


def test_trap_15_a_link_in_a_mail_signs_nobody_in_and_opens_no_closed_account(owed, mission_officer, client):
    User.objects.filter(pk=mission_officer.pk).update(password="x")
    services.remind(now=DUE - 3 * DAY, at_any_hour=True)
    mail = Mail.objects.get(user=mission_officer)
    paths = [address.partition("://")[2].partition("/")[2] for address in re.findall(r"https?://\S+", mail.text)]
    pages = [f"/{path}" for path in paths if path.startswith("reports/")]
    assert len(pages) == 2
    assert all(client.get(page)["Location"].startswith("/accounts/login/") for page in pages)
    assert [path for path in paths if re.search(r"[A-Za-z0-9_-]{20,}", path)] == [path for path in paths if path.startswith("mail/off/")]
    User.objects.filter(pk=mission_officer.pk).update(is_active=False)
    services.remind(now=DUE - DAY, at_any_hour=True)
    assert Mail.objects.filter(user=mission_officer).count() == 1
    assert not User.objects.get(pk=mission_officer.pk).is_active
    (off,) = (path for path in paths if path.startswith("mail/off/"))
    client.post(f"/{off}")
    assert client.get("/").status_code == 302, "it switches a kind of mail off and signs nobody in"


def test_trap_16_what_acceptance_has_counted_is_taken_back_with_it(owed, reviewer, mission_officer, mission_head):
    report = filing.begin(owed, mission_officer, BEFORE)
    filing.write(report, {OVERVIEW: "x", PRESENT: 12}, mission_officer, BEFORE)
    filing.submit(report, mission_head, BEFORE)
    filing.accept(report, reviewer, BEFORE)
    counted = Observation.objects.standing().valued()
    assert list(counted.values_list("value", flat=True)) == [12]
    filing.reopen(report, reviewer, BEFORE)
    filing.submit(report, mission_head, BEFORE, nil=True)
    filing.accept(report, reviewer, BEFORE)
    assert not counted.exists()
    assert Observation.objects.filter(value=12).exists(), "and what had counted stays readable"


def test_trap_17_time_that_was_asked_for_is_kept_and_can_be_counted(owed, mission_officer, secretariat):
    asked = {"obligation": owed, "by": mission_officer, "reason": "Mất điện.", "seen": None}
    first = services.ask_extension(**asked, until=DUE + 2 * DAY, now=BEFORE)
    services.grant_extension(request=first, by=secretariat, until=DUE + DAY, reason="Một ngày.", now=BEFORE, seen=None)
    owed.refresh_from_db()
    services.ask_extension(**asked, until=DUE + 3 * DAY, now=BEFORE)
    filing.sent(owed, BEFORE + HOUR)
    told = ExtensionRequest.objects.order_by("pk").values_list("due_at", "until", "granted_to")
    assert list(told) == [(DUE, DUE + 2 * DAY, DUE + DAY), (DUE + DAY, DUE + 3 * DAY, None)]


def test_trap_18_a_report_never_begun_is_overdue_like_one_that_was(owed, geographic):
    other = filing.owed(filing.mission("emb-de", geographic))
    filing.begun(other, BEFORE)
    assert {stands(row, AFTER) for row in (owed, other)} == {(Standing.MISSING, Review.NONE, False)}


def test_trap_19_what_the_clock_decides_goes_through_the_history_too(owed, embassy):
    """A mission closed at the cut-off owes nothing: the row says so, and so does the history, under the name of the clock."""
    filing.happens(owed.unit.mission, "closed", owed.period.starts_on)
    assert services.reconcile(period=owed.period, by=CLOCK, now=DUE) == 1
    owed.refresh_from_db()
    event = Event.objects.about(owed).get()
    assert (owed.state, event.verb, event.by, event.by_label) == ("void", "reports.obligation_voided", None, str(CLOCK))


def test_trap_20_the_calendar_of_reports_comes_from_data(plan):
    keep_calendar(by=CLOCK, now=BEFORE)
    assert Period.objects.get(code="2026-Q4").due_at == DUE


class TestTrap21:
    """DHIS2: completeness is a click, approval goes without a word, one rule of what is timely for all units."""

    def test_a_click_makes_no_report_complete(self, owed, mission_officer, mission_head):
        report = filing.begin(owed, mission_officer, BEFORE)
        done = {"work": True, "staff": True}
        services.save_answers(report=report, values={OVERVIEW: "x"}, seen={}, done=done, by=mission_officer, now=BEFORE)
        with pytest.raises(ValidationError):
            filing.submit(report, mission_head, BEFORE)
        assert stands(owed, BEFORE)[0] == Standing.NOT_DUE

    def test_a_return_says_why(self, owed, reviewer):
        report = filing.sent(owed, BEFORE)
        with pytest.raises(ValidationError):
            filing.give_back(report, reviewer, reason="  ")
        assert not ProgressReport.objects.exists()

    def test_what_is_timely_is_judged_unit_by_unit(self, owed, geographic, secretariat):
        other = filing.owed(filing.mission("emb-de", geographic))
        filing.extended(other, DUE + 2 * DAY, BEFORE, secretariat)
        for row in (owed, other):
            filing.sent(row, DUE + DAY)
        assert (stands(owed, AFTER)[2], stands(other, AFTER)[2]) == (True, False)
