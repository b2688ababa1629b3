"""What I owe: each role sees its own work, and nothing is counted twice."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from office import comments
from plan import services
from plan.models import DirectiveLink, Measure
from plan.views.comments import subject_of
from tests.factories import LONG_AGO, AssignmentFactory, MeasureFactory, MembershipFactory, PlanFactory, TaskFactory
from tests.plan.conftest import SHOWN
from tests.plan.test_pages import directive
from tests.queries import same_few


def items(browser):
    """(section, what) of everything on the page."""
    work = browser.get("/").context["work"]
    return {str(section.title): [item.act_address for item in section.items] for section in work.sections}


def due(measure, days):
    Measure.objects.filter(pk=measure.pk).update(term="dated", due_on=timezone.localdate() + timedelta(days=days))


UPDATE = "/plan/292/measures/{}/update/".format


@pytest.fixture
def english(signed_in, client):
    client.cookies["language"] = "en"
    return signed_in


def test_an_officer_sees_the_measures_of_the_unit_by_urgency(measure, other_measure, department, officer, english):
    made = {code: MeasureFactory(task=measure.task, code=code) for code in ("2.4", "2.5", "2.6", "2.7")}
    for row in made.values():
        AssignmentFactory(measure=row, unit=department)
    due(made["2.4"], -3)
    due(made["2.5"], 12)
    due(made["2.6"], 300)
    Measure.objects.filter(code="2.6").update(updated_on=timezone.localdate())
    Measure.objects.filter(code="2.7").update(state="cancelled")
    browser = english(officer)
    assert items(browser) == {
        "Overdue": [UPDATE("2.4")],
        "Due within 30 days": [UPDATE("2.5")],
        "Not updated for 90 days": [UPDATE("2.3")],
        "After that": [UPDATE("2.6")],
    }
    page = browser.get("/").content.decode()
    assert "4 things to do, 1 of them overdue" in " ".join(page.split())
    assert page.count("btn--primary") == 1


@pytest.mark.parametrize(("count", "open_ones", "folded"), [(5, 5, 0), (6, 6, 0), (7, 5, 2), (25, 5, 15)])
def test_many_things_of_one_kind_do_not_hide_the_next(measure, department, officer, english, count, open_ones, folded):
    """They are all on the page, the first of them unfolded; one alone is not worth a fold."""
    for n in range(count):
        row = MeasureFactory(task=measure.task, code=f"2.{n + 20}")
        due(row, -1 - n)
        AssignmentFactory(measure=row, unit=department, from_on=LONG_AGO)
    answer = english(officer).get("/")
    section = next(one for one in answer.context["work"].sections if str(one.title) == "Overdue")
    assert (len(section.open), len(section.folded), section.hidden) == (open_ones, folded, max(0, count - 20))
    page = answer.content.decode()
    assert page.count("btn--primary") == 1
    assert (f"Show {folded} more" in page) == bool(folded)
    assert page.count('class="todo__what"') == sum(len(one.shown) for one in answer.context["work"].sections)


def test_silence_is_counted_from_the_day_the_unit_was_given_the_measure(measure, department, officer, english):
    new = MeasureFactory(task=measure.task, code="2.4")
    AssignmentFactory(measure=new, unit=department, recorded_at=timezone.now())  # led since long ago, as of a minute ago
    given_again = MeasureFactory(task=measure.task, code="2.5", updated_on=timezone.localdate() - timedelta(days=91))
    AssignmentFactory(measure=given_again, unit=department, recorded_at=timezone.now() - timedelta(days=89))
    assert items(english(officer)) == {"Not updated for 90 days": [UPDATE("2.3")], "Not updated yet": [UPDATE("2.4")]}


def test_the_days_of_silence_are_those_of_the_setting(measure, department, officer, signed_in, settings):
    settings.STALE_AFTER_DAYS = 30
    told = MeasureFactory(task=measure.task, code="2.4", updated_on=timezone.localdate() - timedelta(days=40))
    AssignmentFactory(measure=told, unit=department, recorded_at=LONG_AGO)
    assert items(signed_in(officer))["Quá 30 ngày chưa cập nhật"] == [UPDATE("2.3"), UPDATE("2.4")]


def test_a_head_confirms_and_endorses(measure, officer, head, english):
    now, today = timezone.now(), timezone.localdate()
    services.ask_for_deadline(measure=measure, by=officer, term="dated", due_on=today + timedelta(days=9), reason="chờ", now=now, seen=None)
    services.propose_completion(measure=measure, by=officer, effective_on=today, note="xong", now=now, seen=None, new=SHOWN)
    found = items(english(head))
    assert [address.split("/")[5] for address in found["Completions to confirm"]] == ["completions"]
    assert found["Deadline requests to endorse"][0].endswith("/endorse/")
    assert "Completions to confirm" not in items(english(officer))


def test_what_is_overdue_stands_before_what_only_waits_and_a_call_is_said_shortly(measure, department, officer, head, english):
    late = MeasureFactory(task=measure.task, code="2.4")
    AssignmentFactory(measure=late, unit=department)
    due(late, -3)
    Measure.objects.filter(pk=measure.pk).update(title_vi="Phát triển hệ thống cơ quan đại diện " * 7)
    subject = subject_of(Measure.objects.get(pk=measure.pk))
    comments.write(subject=subject, by=head, text="xem giúp", language="vi", mentioned=[officer], now=timezone.now())
    work = english(officer).get("/").context["work"]
    assert [str(section.title) for section in work.sections][:2] == ["Overdue", "Mentioned"]
    [call] = work.sections[1].items
    assert call.what == f"{head.name} mentions you on measure 2.3"


def test_the_secretariat_sees_what_keeps_the_plan_from_being_whole(plan, measure, secretariat, english):
    DirectiveLink.objects.create(directive=directive(plan, "D1"), measure=measure, recorded_at=LONG_AGO)
    for code in ("L1", "L2"):
        DirectiveLink.objects.create(directive=directive(plan, code, origin="found_later"), measure=measure, recorded_at=LONG_AGO)
    MeasureFactory(task=measure.task, code="2.9")
    MeasureFactory(task=measure.task, code="S2.1", in_plan_from=None, in_plan_recorded_at=None)
    browser = english(secretariat)
    ((_, gaps),) = browser.get("/").context["gaps"]
    assert [gap.value for gap in gaps] == [1, 2, 1, 2, 1, 2]
    assert len(browser.get(gaps[5].address).context["found"].places) == 2
    assert browser.get(gaps[0].address).context["own"].links == 1
    assert browser.get(gaps[1].address).context["later"].links == 2
    for gap in gaps[2:4]:
        assert browser.get(gap.address).context["page"].paginator.count == gap.value
    assert len(browser.get(gaps[4].address).context["supplementary"]) == 1


def test_leadership_decides_on_key_measures_and_the_secretariat_on_others(measure, officer, leader, secretariat, english):
    later = timezone.localdate() + timedelta(days=9)
    services.ask_for_deadline(measure=measure, by=officer, term="dated", due_on=later, reason="chờ", now=timezone.now(), seen=None)
    assert "Deadline requests to decide" in items(english(secretariat))
    assert not items(english(leader))
    Measure.objects.filter(pk=measure.pk).update(is_key=True)
    assert "Deadline requests to decide" in items(english(leader))
    assert "Deadline requests to decide" not in items(english(secretariat))


def test_a_mission_sees_the_rows_it_coordinates(measure, embassy, mission_officer, english):
    AssignmentFactory(measure=measure, unit=embassy, role="coordinating")
    answer = english(mission_officer).get("/")
    assert [row.code for row in answer.context["held"]] == ["2.3"]
    assert not answer.context["work"].total
    assert boards(answer) == [f"/plan/292/board/?beside={embassy.code}"]


def boards(answer):
    return re.findall(r'href="([^"]*/board/[^"]*)"', answer.content.decode().split('id="held"')[1].split("</header>")[0])


def test_the_board_is_opened_as_the_own_unit_has_it(measure, other_measure, department, embassy, officer, english):
    browser = english(officer)
    assert boards(browser.get("/")) == [f"/plan/292/board/?unit={department.code}"]
    AssignmentFactory(measure=other_measure, unit=department, role="coordinating")
    found = boards(browser.get("/"))
    assert found == [f"/plan/292/board/?unit={department.code}", f"/plan/292/board/?beside={department.code}"]
    assert all(browser.get(address).status_code == 200 for address in found)
    MembershipFactory(user=officer, unit=embassy, role="mission_officer")
    assert boards(browser.get("/")) == ["/plan/292/board/"]


class TestSeveralPlans:
    @pytest.fixture
    def second(self, measure, department):
        """Another plan, in which the unit leads a measure of the same code that is overdue."""
        other = PlanFactory(code="57", number="57-NQ/TW", issued_on=measure.plan.issued_on)
        row = MeasureFactory(task=TaskFactory(plan=other, code="2"), code="2.3")
        AssignmentFactory(measure=row, unit=department)
        due(row, -3)
        return other

    def test_each_has_a_line_and_every_number_opens_its_measures(self, second, other_measure, officer, english):
        browser = english(officer)
        page = browser.get("/")
        assert {plan.number: (board.late.value, board.total.value) for plan, board in page.context["boards"]} == {
            "292/NQ-CP": (0, 2),
            "57-NQ/TW": (1, 1),
        }
        for _plan, board in page.context["boards"]:
            for number in (board.late, board.total):
                if number.value:
                    assert number.address.replace("&", "&amp;") in page.content.decode()
                    assert browser.get(number.address).context["page"].paginator.count == number.value

    def test_a_code_that_stands_in_two_plans_is_told_apart(self, second, officer, english):
        notes = [item.note for section in english(officer).get("/").context["work"].sections for item in section.items]
        assert len(notes) == 2
        assert {note.partition(": ")[0] for note in notes} == {"292/NQ-CP", "57-NQ/TW"}

    def test_one_plan_alone_shows_all_its_cells(self, measure, officer, english):
        page = english(officer).get("/").content.decode()
        assert 'id="board-292"' in page
        assert 'id="plans"' not in page

    def test_ten_plans_cost_no_more_questions(self, second, department, officer, english):
        browser = english(officer)

        def cost():
            browser.get("/")
            with CaptureQueriesContext(connection) as asked:
                browser.get("/")
            return len(asked)

        before = cost()
        for n in range(10):
            row = MeasureFactory(task=TaskFactory(plan=PlanFactory(code=f"k{n}"), code="1"), code="1.1")
            AssignmentFactory(measure=row, unit=department)
        assert cost() == before <= 15


def test_who_owes_nothing_is_told_so(auditor, plan, english):
    page = english(auditor).get("/").content.decode()
    assert "You owe nothing today" in page
    assert page.count("today") == 1  # said once
    assert "btn--primary" not in page


def test_somebody_without_a_role_is_told_whom_to_ask(stranger, english):
    answer = english(stranger).get("/")
    assert answer.status_code == 200
    assert stranger.email in answer.content.decode()


def test_a_visitor_is_asked_to_sign_in(client, db):
    assert client.get("/").status_code == 302


def test_the_same_few_queries_at_ten_times_the_rows(request, plan, department, officer, english):
    people = [request.getfixturevalue(role) for role in ("officer", "head", "secretariat", "leader", "mission_head", "auditor")]
    request.getfixturevalue("measure")

    def grow(first, last):
        for number in range(first, last):
            row = MeasureFactory(task=TaskFactory(plan=plan, code=str(number % 9 + 1)), code=f"8.{number}")
            AssignmentFactory(measure=row, unit=department)
            asked = {"measure": row, "by": officer, "now": timezone.now(), "seen": None}
            services.ask_for_deadline(**asked, term="dated", due_on=timezone.localdate() + timedelta(days=number + 1), reason="chờ")
            services.propose_completion(**asked, effective_on=timezone.localdate(), note="xong", new=SHOWN)

    same_few(english, dict.fromkeys(people, ("/",)), grow, first=(0, 3), then=(3, 30))


def test_the_icon_that_browsers_ask_for_by_themselves_is_there(client, db):
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer["Location"]) == (302, "/static/img/favicon.svg")
