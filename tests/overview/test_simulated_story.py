"""What the illustration tells: uneven as work is, in order, and true to the rules of the house."""

import io
import re
from collections import Counter
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import models

from accounts.models import Event, Membership, User
from accounts.permissions import Permission, can
from missions.models import Assumption, Country, DateMove, ForecastRun, Mission, Opening
from office.files import open_file
from office.models import Mail, StoredFile
from overview import simulation
from overview.simulation.timeline import moment
from overview.work import completions, decisions, endorsements
from personnel import staffing
from personnel.models import Course, Enrolment, Establishment, ExpertTeam, Officer, Posting, Programme
from plan.models import (
    Completion,
    DeadlineChange,
    Directive,
    DirectiveLink,
    Evidence,
    Inspection,
    Measure,
    Observation,
    Period,
    StatusUpdate,
)
from plan.moment import Moment, day_of
from plan.progress import Cell
from reports import models as filed
from tests.office.agreeing import unsaid
from tests.overview import told as story
from tests.overview.conftest import TOLD_ON
from tests.reports.agreed import forms

ON, CURRENT, BEFORE = TOLD_ON, "2026-Q4", "2026-Q3"
QUARTERLY = models.Q(obligation__period__kind="quarter")
pytestmark = pytest.mark.django_db


def person(address):
    return User.objects.get(email=f"{address}@demo.test")


def reports(period, **more):
    return filed.QuarterlyReport.objects.filter(obligation__period__code=period, **more)


def test_a_second_time_is_refused_and_changes_nothing(told):
    before = Event.objects.count()
    with pytest.raises(CommandError, match="already"):
        call_command("simulate", on=ON, seed=7)
    assert Event.objects.count() == before
    assert not simulation.may_begin(ON)


# What it tells


def test_everything_happened_before_the_day_and_in_order(told):
    moments = list(Event.objects.exclude(verb="overview.simulated").order_by("id").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert day_of(moments[0]) == date(2025, 9, 30)
    assert day_of(moments[-1]) < ON
    for model, clock in ((StatusUpdate, "recorded_at"), (Observation, "recorded_at"), (filed.Answer, "at"), (filed.Remark, "at")):
        assert model.objects.exists()
        assert not model.objects.filter(**{f"{clock}__date__gte": ON}).exists()


def test_every_change_has_its_line_of_history(told):
    counts = dict(Event.objects.values_list("verb").annotate(n=models.Count("pk")))
    submitted = filed.ReportVersion.objects.filter(submitted_at__isnull=False).count()
    assert counts["reports.submitted"] == submitted > 30
    decided = Counter(filed.ReportVersion.objects.values_list("decision", flat=True))
    assert [counts[f"reports.{name}"] for name in ("accepted", "returned", "withdrawn")] == [decided["accepted"], decided["returned"], 1]
    assert counts["plan.completion_confirmed"] == Completion.objects.filter(decision="confirmed").count()
    recorded = StatusUpdate.objects.filter(state__in=["in_progress", "paused"]).count()
    assert counts["plan.status_recorded"] + counts["plan.status_corrected"] + counts["plan.completion_refused"] == recorded


def test_the_cells_add_up_to_the_measures_on_every_day(told):
    for day in (date(2025, 12, 31), date(2026, 6, 30), ON):
        counts = Measure.objects.cells(moment=Moment(on=day, known=None, today=ON))[0]
        assert sum(counts.counts.values()) == 25


def test_inspections_are_followed_up_waited_for_and_forgotten(told):
    closed = Inspection.objects.filter(followed_up_on__isnull=False)
    assert (closed.count(), Inspection.objects.waiting().count(), Inspection.objects.overdue(ON).count()) == (1, 2, 1)


def test_the_plan_is_uneven_as_plans_are(told):
    counts = Measure.objects.cells(moment=Moment(on=ON, known=None, today=ON))[0]
    there = {cell for cell, number in counts.counts.items() if number}
    expected = {Cell.DONE_ON_TIME, Cell.DONE_LATE, Cell.OPEN_WITHIN, Cell.OPEN_OVERDUE, Cell.ONGOING, Cell.NO_DEADLINE, Cell.PAUSED}
    assert there == expected
    assert not [measure for measure in Measure.objects.filter(in_plan_from__isnull=False) if measure.lead_unit() is None]
    assert set(DirectiveLink.objects.values_list("decision", flat=True)) == {"confirmed", "rejected", "to_be_confirmed"}
    assert set(DeadlineChange.objects.exclude(old_term="none").values_list("decision", flat=True)) == {
        "approved",
        "requested",
        "endorsed",
        "refused",
    }


def test_the_current_columns_equal_the_rows_behind_them(told):
    now = Moment(on=ON, known=None, today=ON)
    standing = {row.pk: row.cell for row in Measure.objects.standing(now)}
    assert standing == {row.pk: row.cell for row in Measure.objects.standing(now, from_history=True)}


def test_the_past_is_known_as_it_was(told):
    """What was decided later is not known before: `known=` has something to answer."""
    then = Moment(on=date(2026, 3, 31), known=simulation.RECORDED_AT + timedelta(days=173), today=ON)  # 22/03/2026
    done = {row.code for row in Measure.objects.in_plan(then).standing(then) if row.cell == Cell.DONE_ON_TIME}
    assert done == {"2.1"}
    assert Measure.objects.in_plan(then).count() == 25
    assert Mission.objects.open_on(then.on, then.known).count() > 90


def test_somebody_has_something_to_decide(told):
    assert [item.what for item in completions(person("head.vu-to-chuc-can-bo"))[0]] != []
    assert len(endorsements(person("head.vu-to-chuc-can-bo"))) == 1
    assert len(decisions(person("leader"))) == 1
    assert [item.what for item in decisions(person("secretariat"))] != []
    assert Measure.objects.get(code="2.2").state == "proposed"


def test_what_is_done_is_shown_by_evidence_but_once(told):
    """One piece was withdrawn after the confirmation, so that the gap can be seen; files say that they are made up."""
    done = Measure.objects.filter(state="done")
    assert done.count() >= 3
    bare = [measure.code for measure in done if not measure.evidence.standing().exists()]
    assert bare == ["6.4"]
    assert all(completion.evidence.exists() for completion in Completion.objects.all())
    legal = Evidence.objects.filter(measure__code="4.1", completions__decision="confirmed")
    assert any(piece.is_signed for piece in legal)
    texts = [open_file(stored).decode() for stored in StoredFile.objects.filter(kind="txt")]
    assert texts
    assert all("SỐ LIỆU MINH HỌA" in text for text in texts)
    assert {number.startswith("MH-") for number in Evidence.objects.filter(kind="document").values_list("number", flat=True)} == {True}


def test_measure_2_3_can_still_be_proposed_as_completed(told):
    measure = Measure.objects.get(code="2.3")
    assert (measure.state, measure.term, str(measure.due_on)) == ("in_progress", "dated", "2030-12-31")
    assert not measure.completions.exists()
    assert can(person("officer.vu-to-chuc-can-bo"), Permission.MEASURE_UPDATE, measure)


def test_the_report_of_the_model_mission_is_still_to_be_sent(told):
    assert not reports(CURRENT, obligation__unit__code="emb-fr").exists()
    assert filed.Obligation.objects.get(period__code=CURRENT, unit__code="emb-fr").state == "due"
    states = filed.QuarterlyReport.objects.filter(QUARTERLY, obligation__unit__code="emb-fr").values_list(
        "obligation__period__code", "state"
    )
    assert dict(states) == dict.fromkeys(["2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"], "accepted")
    assert not any(report.was_late for report in filed.QuarterlyReport.objects.filter(obligation__unit__code="emb-fr"))


def test_the_reviewer_finds_reports_on_the_desk(told):
    department = person("reviewer.vu-chau-au").memberships.get().unit
    followed = reports(CURRENT, obligation__unit__lead_unit=department)
    assert followed.filter(state="submitted").count() >= 2
    assert (followed.filter(state="returned").exists(), reports(CURRENT, state="withdrawn").count()) == (True, 1)
    assert 0 < reports(CURRENT).exclude(state="draft").count() < 15, "two weeks before the cut-off most are still to come"


def test_reports_are_late_returned_nil_waived_extended_and_silent(told):
    past = filed.QuarterlyReport.objects.filter(QUARTERLY).exclude(obligation__period__code=CURRENT).select_related("obligation__period")
    assert set(past.values_list("state", flat=True)) == {"accepted"}
    late = [report for report in past if report.was_late]
    assert 0 < len(late) < len(past) / 4
    assert filed.ReportVersion.objects.filter(is_nil=True).exists()
    assert filed.Remark.objects.exists()
    assert filed.Obligation.objects.filter(state="waived").count() == 1
    assert filed.Obligation.objects.filter(extended_to__isnull=False).count() == 1
    # Of the twelve that take part one has fallen silent; the others were never asked to take part.
    silent = filed.Obligation.objects.filter(period__code=BEFORE, report__isnull=True, unit__in=Membership.objects.values("unit"))
    assert 0 < silent.count() < 5


def test_more_time_is_asked_once_granted_and_once_waiting(told):
    granted, waiting = filed.ExtensionRequest.objects.order_by("asked_at")
    assert (granted.decision, granted.obligation.period.code, granted.granted_to) == ("granted", BEFORE, granted.until)
    assert (waiting.is_waiting, waiting.obligation.period.code) == (True, CURRENT)
    assert waiting.asked_at < waiting.due_at < waiting.until


def test_an_ad_hoc_report_is_answered_by_most_late_by_one_and_missed_by_one(told):
    rows = filed.Obligation.objects.filter(period__kind="ad_hoc").standing(moment(ON, 0))
    assert Counter(row.standing for row in rows) == {"on_time": 4, "late": 1, "missing": rows.count() - 5}
    assert Counter(row.review for row in rows if row.review) == {"accepted": 4, "waiting": 1}
    answered = filed.ReportVersion.objects.filter(report__obligation__period__kind="ad_hoc")
    assert all({("people", ""), ("hours", "")} <= version.values().keys() for version in answered)


def test_a_small_file_goes_with_a_report_of_the_model_mission(told):
    (file,) = filed.Attachment.objects.select_related("file", "report_version__report__obligation")
    assert file.report_version.report.obligation.code == f"{BEFORE}/emb-fr"
    assert file.report_version.decision == "accepted"
    assert "Tập huấn nghiệp vụ lãnh sự" in open_file(file.file).decode("utf-8-sig")


def test_units_were_reminded_in_the_ledger_and_no_mail_was_written(told):
    rows = filed.Reminder.objects.filter(obligation__period__code=BEFORE)
    assert {row.step for row in rows} >= {-14, -7, 1}
    assert set(rows.values_list("cause", flat=True)) == {"due"}
    assert not Mail.objects.exists()


def test_what_was_returned_was_put_right(told):
    for version in filed.ReportVersion.objects.filter(decision="returned", report__state="accepted"):
        remark, after = version.remarks.get(), version.report.versions.get(number=version.number + 1)
        assert version.values()[(remark.question, "")] != after.values()[(remark.question, "")]
    assert {row.report_version.number - row.remark.report_version.number for row in filed.Reply.objects.all()} == {1}


def test_numbers_of_missions_agree_with_each_other_and_with_what_the_personnel_department_has_recorded(told):
    recorded = dict(Establishment.objects.values_list("unit", "posts"))
    for version in filed.ReportVersion.objects.counting().filter(is_nil=False, report__obligation__period__kind="quarter"):
        said, posts = version.values(), recorded[version.report.obligation.unit_id]
        assert said[("posts-approved", "")] == said[("staff-present", "")] + said[("posts-vacant", "")] == posts
        assert said.get(("files-on-time", ""), said.get(("files-overdue", ""))) <= said[("files-received", "")]
        assert sum(row["turns"] for row in said.get(("courses", ""), [])) in {0, said[("training-turns", "")]}


def test_indicators_move_from_quarter_to_quarter(told):
    means = []
    for period in Period.objects.quarters().filter(code__lt=CURRENT).order_by("starts_on"):
        rows = Observation.objects.standing().filter(indicator__code="mission-equipment-share", period=period)
        means.append(rows.aggregate(mean=models.Avg("value"))["mean"])
    assert means == sorted(means)
    assert means[0] < means[-1] < 1000


def test_past_quarters_have_their_progress_reports(told):
    found = dict(filed.ProgressReport.objects.values_list("period__code", "on"))
    assert found == {"2025-Q4": date(2025, 12, 14), "2026-Q1": date(2026, 3, 14), "2026-Q2": date(2026, 6, 14), BEFORE: date(2026, 9, 14)}
    assert all(report.is_compiled and report.files.exists() for report in filed.ProgressReport.objects.all())
    states = dict(filed.ProgressReport.objects.values_list("period__code", "state"))
    assert states == {"2025-Q4": "approved", "2026-Q1": "approved", "2026-Q2": "approved", BEFORE: "draft"}


def test_the_whole_network_is_told_in_half_a_minute(told):
    """Counted, not timed, so that a busy machine says the same: some 60,000 statements make the whole, in about 20 s."""
    assert told.statements < 120 * (told.done["reports"] + told.done["updates"] + told.done["people"])


def test_nobody_of_the_story_can_sign_in_until_the_accounts_are_made(told, monkeypatch):
    assert not any(user.has_usable_password() for user in User.objects.all())
    monkeypatch.setenv("DEMO_PASSWORD", "mot mat khau chi de thu")
    call_command("demo_accounts", stdout=io.StringIO())
    assert {user.email for user in User.objects.all() if user.has_usable_password()} >= {"secretariat@demo.test", "head.emb-fr@demo.test"}
    assert sum(user.has_usable_password() for user in User.objects.all()) == 10


@pytest.mark.parametrize(("who", "address"), story.FIRST_LOOK)
def test_the_page_has_something_to_show(told, signed_in, who, address):
    answer = signed_in(person(who)).get(address)
    assert answer.status_code == 200
    assert b'class="empty' not in answer.content


def test_a_leader_goes_from_the_directive_on_the_network_to_its_evidence_in_three_clicks(told, signed_in):
    """Whatever chance decides elsewhere: D2025.5 is carried out by 2.3, and 2.3 has something to show."""
    browser = signed_in(person("leader"))
    first = browser.get("/plan/292/directives/").content.decode()
    assert 'href="/plan/292/traceability/' in first  # one
    row = browser.get("/plan/292/traceability/").content.decode().partition('<li id="D2025.5"')[2].partition("<li id=")[0]
    assert 'href="/plan/292/measures/2.3/#evidence"' in row  # two
    shown = browser.get("/plan/292/measures/2.3/").content.decode().partition('id="evidence"')[2].partition("</section>")[0]
    assert "MH-23/TTr-TCCB" in shown
    file = re.search(r'href="(/plan/292/measures/2\.3/evidence/\d+/file/)"', shown)[1]  # three
    assert browser.get(file).status_code == 200


def test_every_instruction_of_the_illustration_has_a_measure(told):
    for one in Directive.objects.filter(kind="instruction", origin="source"):
        assert not one.links.exists() or one.links.exclude(decision="rejected").exists(), one.code


def test_every_progress_report_opens_as_a_page_and_as_a_word_file(told, signed_in):
    browser = signed_in(person("leader"))
    for report in filed.ProgressReport.objects.all():
        assert browser.get(f"/reports/progress/{report.pk}/").status_code == 200
        assert b"".join(browser.get(f"/reports/progress/{report.pk}.docx").streaming_content)[:2] == b"PK"


def test_files_and_page_of_a_quarter_agree_word_for_word_on_every_mission(told, signed_in):
    report = filed.ProgressReport.objects.filter(period__code=BEFORE).latest("pk")
    blocks, said = forms(report, signed_in(person("leader")).get(f"/reports/progress/{report.pk}/").content.decode())
    names = {unit["name"]["vi"] for unit in report.figures["field"]["units"]}
    assert len(names) == filed.Obligation.objects.filter(period__code=BEFORE).count()
    found = {kind: (unsaid(blocks, texts), names - set(texts)) for kind, texts in said.items()}
    assert found == dict.fromkeys(("docx", "pdf", "html", "page"), (None, set()))


# What must not be in it


def test_people_are_numbered_and_no_made_up_word_names_a_leader_or_a_state(told):
    assert all(user.name.startswith("Cán bộ ") for user in User.objects.all())
    text = "\n".join(story.words_of_the_story()).lower()
    hosts = {host for host in Mission.objects.exclude(host_vi="").values_list("host_country__name_vi", flat=True) if host and len(host) > 3}
    assert len(hosts) > 60
    assert not [name for name in (*story.NAMED_LEADERS, *story.CONSENT, *hosts) if name.lower() in text]


def test_openings_are_uneven_and_no_one_has_a_country(told):
    openings = list(Opening.objects.with_course())
    assert len(openings) == 20
    assert {opening.state for opening in openings} == {"prepared", "abandoned"}
    assert len({opening.at.stage.code for opening in openings if opening.is_prepared}) == 6
    assert any(opening.moves > 1 for opening in openings)
    assert any(opening.days_moved < 0 < other.days_moved for opening in openings for other in openings)
    names = [name for country in Country.objects.all() for name in (country.name_vi, country.name_en) if name]
    for text in [text for opening in openings for text in (opening.name_vi, opening.name_en, opening.note)]:
        assert not [name for name in names if name in text], text
    assert all("Địa bàn" in opening.name_vi for opening in openings)


def test_dates_are_moved_with_a_reason_by_the_department_that_leads(told):
    moves = DateMove.objects.filter(old_likely__isnull=False).select_related("by", "step__opening")
    assert moves
    for move in moves:
        assert move.reason
        assert can(move.by, Permission.OPENINGS_EDIT, move.step.opening)


def test_forecasts_were_kept_month_by_month_and_neither_certain_nor_hopeless(told):
    runs_kept = list(ForecastRun.objects.order_by("on"))
    assert [run.on.month for run in runs_kept] == list(range(1, 12))
    first = runs_kept[-1].outputs["chances"][0]
    assert 0.02 < first["share"] < 0.6
    assert Assumption.objects.get().by.email == "secretariat@demo.test"


# Officers and training: numbered or counted, at home and abroad


def test_nobody_has_a_name_and_who_has_an_account_has_one_for_both(told):
    pairs = list(Officer.objects.values_list("name", "user__name"))
    assert [len(pairs) > 150, any(account for _name, account in pairs)] == [True, True]
    assert all(re.fullmatch(r"Cán bộ \d{2,3}( \([^)]+\))?", name) and account in {None, name} for name, account in pairs)


def test_missions_lack_some_people_and_ends_come_in_waves(told):
    whole = staffing.whole(staffing.staffed(None, TOLD_ON))
    assert 0 < whole.vacant < whole.posts
    assert 0 < whole.ending < whole.filled
    months = [day.month for day in Posting.objects.values_list("until_on", flat=True) if day]
    assert sum(month in {7, 8, 9} for month in months) > len(months) / 3


def test_who_signs_at_a_mission_serves_there(told):
    assert not staffing.unsigned(TOLD_ON).exists()


def test_some_openings_cannot_be_staffed_and_some_teams_are_short(told):
    rows = story.posts_to_be_prepared()
    assert any(row.lacking for row in rows)
    assert any(not row.lacking for row in rows if row.posts)
    assert ExpertTeam.objects.count() == 4


def test_every_legal_basis_says_that_it_is_made_up(told):
    bases = list(Programme.objects.values_list("legal_basis", flat=True))
    assert len(bases) == 3
    assert all("minh họa" in basis for basis in bases)


def test_courses_are_over_and_to_come_and_one_has_people_waiting(told):
    courses = list(Course.objects.with_people())
    assert {course.starts_on.year for course in courses} >= {2025, 2026}
    assert [course.title for course in courses if course.waiting] == ["Ngoại giao kinh tế khóa 1"]
    assert any(course.ends_on > TOLD_ON for course in courses)
    results = set(Enrolment.objects.exclude(result="").values_list("result", flat=True))
    assert results == {"completed", "failed", "absent"}


def test_programmes_are_uneven_and_the_indicators_follow_them(told):
    reached = story.reached_by_programmes()
    assert {at.is_behind for at in reached} == {True, False} or len({at.behind for at in reached}) == len(reached)
    indicators = story.read_indicators()
    for code in ("trained-central", "trained-locality", "trained-mission"):
        assert indicators[code].at.value > 0
        assert indicators[code].at.expected > 0


def test_people_of_localities_are_counted_and_never_named(told):
    assert not Enrolment.objects.filter(unit__kind="province", officer__isnull=False).exists()
    assert Enrolment.objects.filter(unit__kind="province", heads__gt=1).exists()
