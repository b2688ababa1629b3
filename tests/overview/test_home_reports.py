"""What home says of quarterly reports: to write, to review, to chase, to compile; each with the page that leads to it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from office import installation
from office.models import Installation
from plan.models import Period
from reports import services
from reports.models import ProgressReport
from tests.factories import MembershipFactory
from tests.queries import same_few
from tests.reports import filing, proposed
from tests.reports.filing import AFTER, BEFORE, DUE

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch):
    def set_to(instant):
        monkeypatch.setattr(timezone, "now", lambda: instant)

    set_to(AFTER)
    return set_to


@pytest.fixture
def owed(geographic, embassy):
    return filing.owed(filing.mission("emb-fr", geographic))


@pytest.fixture
def home(signed_in, client):
    """home(person) is (what, act, address, when, late) of all that stands on their page, in English."""
    client.cookies["language"] = "en"

    def read(person):
        work = signed_in(person).get("/").context["work"]
        read.notes = [item.note for section in work.sections for item in section.items]
        return [(item.what, item.act, item.act_address, item.when, item.late) for section in work.sections for item in section.items]

    return read


PAGE = "/reports/2026-Q4/emb-fr/"
REPORT = "Report for quarter IV/2026"


class TestAMission:
    def test_writes_goes_on_and_submits(self, home, owed, mission_head, mission_officer, clock):
        clock(BEFORE)
        assert home(mission_head) == [(REPORT, "Write the report", PAGE, "2 days left", False)]
        report = filing.begun(owed, BEFORE)
        assert home(mission_head) == [(REPORT, "Go on writing", PAGE, "2 days left", False)]
        done = {"work": True, "staff": True}
        services.save_answers(report=report, values=filing.NEEDED, seen={}, done=done, by=mission_officer, now=BEFORE)
        assert home(mission_head) == [(REPORT, "Submit the report", f"{PAGE}check/", "2 days left", False)]
        assert home(mission_officer) == [(REPORT, "Read it again", f"{PAGE}check/", "2 days left", False)]
        services.submit(report=report, by=mission_head, now=BEFORE, seen=None)
        assert home(mission_head) == []

    def test_is_told_what_a_report_lacks_whose_sections_are_all_called_finished(self, home, owed, mission_head, mission_officer, clock):
        clock(BEFORE)
        report, done = filing.begun(owed, BEFORE), {"work": True, "staff": True}
        for values, note in (({}, "2 required answers are"), ({filing.PRESENT: 7}, "One required answer is")):
            seen = filing.seen_of(report)
            services.save_answers(report=report, values=values, seen=seen, done=done, by=mission_officer, now=BEFORE)
            for person in (mission_head, mission_officer):
                assert home(person) == [(REPORT, "Check all answers", f"{PAGE}check/", "2 days left", False)]
                assert home.notes[0].endswith(f"{note} still lacking.")

    @pytest.mark.parametrize(
        ("values", "called", "done"),
        [({}, {"work"}, 0), ({filing.OVERVIEW: "Đã làm việc."}, {"work"}, 1), ({filing.OVERVIEW: "Đã làm việc."}, set(), 0)],
        ids=["called finished and lacking an answer", "finished", "answered and not called so"],
    )
    def test_counts_finished_sections_as_the_report_does(self, home, owed, mission_officer, clock, signed_in, values, called, done):
        clock(BEFORE)
        report = filing.begun(owed, BEFORE)
        services.save_answers(report=report, values=values, seen={}, done=dict.fromkeys(called, True), by=mission_officer, now=BEFORE)
        home(mission_officer)
        assert home.notes[0].endswith(f"{done} of 2 sections finished.")
        assert f"<p>{done} of 2 finished</p>" in signed_in(mission_officer).get(PAGE).content.decode()

    def test_is_told_that_it_is_late(self, home, owed, mission_head, clock):
        assert home(mission_head) == [(REPORT, "Write the report", PAGE, "Overdue by 3 days", True)]

    def test_mends_what_was_returned_or_reopened(self, home, owed, mission_head, reviewer, secretariat, signed_in, clock):
        clock(BEFORE)
        report = filing.sent(owed, BEFORE)
        filing.give_back(report, reviewer, now=BEFORE)
        assert home(mission_head) == [(REPORT, "Revise the report", PAGE, "2 days left", False)]
        assert "Bổ sung số liệu" in signed_in(mission_head).get("/").content.decode()
        filing.sent(owed, BEFORE)
        filing.accept(report, reviewer, now=BEFORE)
        assert home(mission_head) == []
        services.reopen(report=report, by=secretariat, reason="Sai số biên chế", now=BEFORE, seen=None)
        assert home(mission_head) == [(REPORT, "Revise the report", PAGE, "2 days left", False)]
        assert "Sai số biên chế" in signed_in(mission_head).get("/").content.decode()
        clock(AFTER)  # it was sent in time, and stays so
        assert home(mission_head) == [(REPORT, "Revise the report", PAGE, "", False)]

    def test_owes_nothing_that_was_waived(self, home, owed, mission_head, secretariat, clock):
        filing.waived(owed, BEFORE, secretariat)
        assert home(mission_head) == []

    def test_reads_the_deadline_on_both_clocks(self, owed, mission_head, signed_in, client, clock):
        client.cookies["language"] = "en"
        page = signed_in(mission_head).get("/").content.decode()
        assert "17:00 on 17/12/2026 Hà Nội time, that is 11:00 in Paris" in page


class TestADepartment:
    def test_reviews_what_waits_and_chases_the_silent_in_one_line(self, home, owed, reviewer, geographic, clock):
        filing.sent(owed, BEFORE)
        for code in ("emb-de", "emb-it"):
            filing.owed(filing.mission(code, geographic))
        assert home(reviewer) == [
            (
                "2 units have not sent the report of quarter IV/2026",
                "See them",
                "/reports/2026-Q4/?standing=missing",
                "Overdue by 3 days",
                True,
            ),
            (f"Review the report: {owed.unit.name_en}", "Review", f"{PAGE}review/", "", False),
        ]

    def test_the_line_opens_as_many_rows_as_it_says(self, home, owed, reviewer, signed_in, clock):
        filing.owed(filing.mission("emb-us"))  # followed by nobody
        ((what, _act, address, _when, _late),) = home(reviewer)
        assert what.startswith("1 unit has")
        assert signed_in(reviewer).get(address).content.decode().count("data-row") == 1

    def test_nobody_is_asked_to_review_what_they_submitted(self, home, owed, reviewer, clock):
        MembershipFactory(user=reviewer, unit=owed.unit, role="mission_head")
        report = filing.begun(owed, BEFORE)
        services.submit(report=report, by=reviewer, now=BEFORE, seen=None, nil=True)
        assert home(reviewer) == []

    def test_an_officer_of_it_chases_nobody(self, home, owed, geographic, clock):
        officer = MembershipFactory(unit=geographic, role="unit_officer").user
        assert home(officer) == []


@pytest.fixture
def draft(owed, secretariat, plan):
    """Of a quarter of which nothing had come."""
    nothing = {"received": {"n": 0}, "accepted": {"n": 0}}
    figures = {"field": {"quarters": [{"code": owed.period.code}], "counts": nothing, "units": []}}
    asked = {"plan": plan, "period": owed.period, "on": DUE.date(), "asked_by": secretariat, "asked_at": AFTER}
    return ProgressReport.objects.create(**asked, figures=figures, known_at=AFTER, compiled_at=AFTER, state="draft")


class TestTheSecretariat:
    def test_sees_the_numbers_of_the_quarter_each_opening_its_rows(self, signed_in, owed, secretariat, geographic, clock):
        filing.sent(filing.owed(filing.mission("emb-de", geographic)), BEFORE)
        browser = signed_in(secretariat)
        shown = browser.get("/").context["work"].quarter
        assert [number.value for number in shown.numbers] == [2, 1, 1, 1, 0]
        for number in shown.numbers:
            assert browser.get(number.address).content.decode().count("data-row") == number.value

    def test_compiles_once_the_period_is_closed(self, home, owed, secretariat, plan, clock):
        clock(DUE - timedelta(days=5))
        assert home(secretariat) == []
        clock(AFTER)
        silent, compiling = home(secretariat)
        assert silent[0] == "1 unit has not sent the report of quarter IV/2026"
        what = "Progress report for quarter IV/2026"
        assert compiling == (what, "Compile", "/reports/progress/?period=2026-Q4", "5 days left", False)
        given = {"plan": plan, "period": Period.objects.get(code="2026-Q4"), "on": DUE.date(), "asked_by": secretariat, "asked_at": AFTER}
        made = {"figures": {}, "known_at": AFTER, "compiled_at": AFTER, "state": "draft"}
        report = ProgressReport.objects.create(**given, **made)
        assert home(secretariat)[1] == (what, "Open it", f"/reports/progress/{report.pk}/", "5 days left", False)
        ProgressReport.objects.update(state="approved", approved_by=secretariat, approved_at=AFTER)
        assert len(home(secretariat)) == 1

    def test_a_draft_that_is_behind_asks_to_be_compiled_again_before_it_is_approved(self, home, draft, owed, secretariat, leader, clock):
        page = f"/reports/progress/{draft.pk}/"
        what = "Progress report for quarter IV/2026"
        assert home(leader) == [(what, "Approve the report", f"{page}approve/", "5 days left", False)]
        assert home(secretariat)[1][:3] == (what, "Open it", page)
        filing.sent(owed, AFTER)
        assert home(leader) == [(what, "Open it", page, "5 days left", False)]
        assert "Since then 1 more report has been received." in home.notes[0]
        assert "accepted" not in home.notes[0]
        assert "compile again" not in home.notes[0]  # who cannot is not told to
        assert home.notes[0].endswith("wait until the secretariat has compiled it again, or approve it without them.")
        assert home(secretariat)[0][:3] == (what, "Compile again", page)
        assert home.notes[0].endswith("They are not in this draft: compile again first.")
        clock(AFTER + timedelta(days=30))
        assert home(leader)[0][3:] == ("Overdue by 25 days", True)
        ProgressReport.objects.update(state="approved", approved_by=leader, approved_at=AFTER)
        assert home(leader) == []

    def test_only_a_report_that_is_compiled_waits_for_who_approves(self, home, owed, leader, auditor, draft, clock):
        assert home(auditor) == []
        ProgressReport.objects.all().delete()
        assert home(leader) == []

    def test_the_count_of_what_is_overdue_is_that_of_the_signs(self, signed_in, owed, secretariat, clock):
        for days in (0, 30):  # the progress report is then late as well
            clock(AFTER + timedelta(days=days))
            page = signed_in(secretariat).get("/")
            signs = [item.sign for section in page.context["work"].sections for item in section.items]
            assert page.context["work"].late == signs.count("overdue") == 1 + bool(days)
            assert page.content.decode().count('class="state--overdue"') == signs.count("overdue")
            assert page.content.decode().count('<span class="late">') == signs.count("overdue")

    def test_is_not_asked_to_review_each_report(self, home, owed, secretariat, clock):
        clock(BEFORE)
        filing.sent(owed, BEFORE)
        assert [act for _what, act, *_rest in home(secretariat)] == ["Compile"]


def test_the_same_few_queries_at_ten_times_the_rows(request, geographic, embassy, secretariat, measure, signed_in, clock):
    installation.make(Installation.Kind.REAL)  # as every house that was prepared says what it is: asked once a process
    people = [request.getfixturevalue(role) for role in ("secretariat", "leader", "reviewer", "mission_head")]
    codes = [f"20{year}-Q{number}" for year in (25, 26) for number in (1, 2, 3, 4)]

    def grow(units, quarters):
        for code in codes[quarters]:
            report = filing.begun(filing.owed(filing.mission("emb-fr", geographic), code), BEFORE)
            done = {"work": True, "staff": True}  # and answers are lacking
            services.save_answers(report=report, values={}, seen={}, done=done, by=filing.head_of(report.obligation.unit), now=BEFORE)
            for number in units:
                row = filing.owed(filing.mission(f"emb-{number}", geographic), code)
                if number % 3:
                    filing.sent(row, BEFORE, nil=True)

    same_few(signed_in, dict.fromkeys(people, ("/",)), grow, first=(range(3), slice(6, 8)), then=(range(11), slice(0, 6)))


@pytest.mark.both
class TestWhatWaitsForTheSecretariat:
    """Beside the quarter: requests for more time, proposals to assign. In the one question that asks all."""

    def test_decides_on_more_time(self, home, owed, mission_officer, secretariat, leader, clock):
        clock(BEFORE)
        asked = {"obligation": owed, "by": mission_officer, "until": DUE + timedelta(days=4), "reason": "Mất điện\nhai ngày."}
        services.ask_extension(**asked, now=BEFORE, seen=None)
        line = (f"More time for the report of quarter IV/2026, {owed.unit.name_en}?", "Decide", f"{PAGE}decide-extension/")
        assert (*line, "2 days left", False) in home(secretariat)
        clock(AFTER)
        assert (*line, "Overdue by 3 days", True) in home(secretariat)
        assert not [one for one in home(leader) if "More time" in one[0]]
        filing.sent(owed, AFTER)
        assert not [one for one in home(secretariat) if "More time" in one[0]]

    def test_assigns_proposals_in_one_line_that_opens_them(self, home, secretariat, officer, department, signed_in, clock):
        assert not [one for one in home(secretariat) if "proposal" in one[0]]
        rows = [proposed.typed(secretariat) for _row in range(3)]
        proposed.assigned(rows[0], department, secretariat)
        ((what, _act, address, _when, late),) = [one for one in home(secretariat) if "proposal" in one[0]]
        assert (what, late) == ("2 proposals wait to be assigned", False)
        page = signed_in(secretariat).get(address).content.decode()
        assert [row.code in page for row in rows] == [False, True, True]
        assert not [one for one in home(officer) if "to be assigned" in one[0]]
