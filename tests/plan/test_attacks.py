"""What is sent by somebody who tries the doors, and by a hand that presses twice: nothing of it is an error of ours."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone

from accounts.models import Event, Membership, User
from office import comments, drafts, saved_views
from office.models import Comment, DefaultView, ImportDraft, SavedView
from office.tables import grid_of_text
from plan import services
from plan.models import Comparison, Directive, Inspection, Measure, Occasion, Plan, Project
from plan.services import Wanted
from plan.views.boarding import VIEWS
from plan.views.comments import subject_of
from tests.factories import IndicatorFactory, MeasureFactory, MembershipFactory, PlanFactory, TaskFactory, UnitFactory
from tests.plan.conftest import LATER, NOW, TODAY

PAGE = "/plan/292/measures/2.3/"
API = "/api/v1/plans/292/measures/2.3/"
pytestmark = [pytest.mark.django_db, pytest.mark.both]


class TestAddresses:
    @pytest.mark.parametrize(
        "address",
        [
            "/plan/292/measures/?unit=%00",
            "/plan/292/measures.xlsx?unit=%00",
            "/plan/292/money/?unit=%00",
            "/plan/292/measures/add/?task=%00",
            "/plan/292/directives/add/?occasion=%00",
        ],
    )
    def test_a_letter_that_no_text_holds_is_no_fault_of_the_database(self, address, measure, secretariat, signed_in):
        assert signed_in(secretariat).get(address).status_code in {200, 422}

    def test_numbers_that_no_row_can_have(self, measure, officer, call):
        body = {"effective_on": "2026-01-01", "note": "x"}
        for pks in ([10**30], [0], ["١"], list(range(1, 2000))):
            answer = call(officer).post(f"{API}completions/", {**body, "evidence": pks})
            assert answer.status_code == 400
            assert any(name.startswith("evidence") for name in answer.json()["errors"])

    @pytest.mark.parametrize("code", ["bulk", "views", "Views", "add"])
    def test_no_measure_has_the_code_of_a_page(self, code, plan, measure, secretariat):
        values = {"task": measure.task, "title_vi": "Một", "title_en": "One", "output_kind": "unknown"}
        with pytest.raises(ValidationError) as refused:
            services.add_measure(plan=plan, by=secretariat, code=code, in_plan_from=date(2026, 1, 1), values=values, now=NOW)
        assert "code" in refused.value.message_dict

    def test_an_indicator_whose_code_becomes_that_of_another_is_refused(self, plan, secretariat):
        IndicatorFactory(plan=plan, code="a-b")
        with pytest.raises(ValidationError):
            services.add_indicator(plan=plan, by=secretariat, code="a.b", values={}, measures=[], now=NOW)


class TestComments:
    def test_a_text_that_calls_a_thousand_times_is_refused_and_kept(self, measure, officer, signed_in):
        text = " ".join(f"@{chr(97 + n // 26)}{chr(97 + n % 26)}{n}" for n in range(600))
        answer = signed_in(officer).post(f"{PAGE}comments/", {"text": text})
        assert answer.status_code == 422
        assert "@ab1 @ac2" in answer.content.decode()

    def test_as_many_as_a_meeting_are_called(self, measure, officer, head, signed_in):
        assert signed_in(officer).post(f"{PAGE}comments/", {"text": "@head " * 30}).status_code == 302


class TestUndo:
    """Who may no longer do a thing may not do its opposite, though it is their own act."""

    def act(self, measure, by, **given):
        wanted = Wanted(effective_on=TODAY, reason="Quyết định", **given)
        return services.edit_many(plan=measure.plan, measures=[measure.pk], wanted=wanted, by=by, now=NOW, seen=None)

    @pytest.fixture
    def both(self, secretariat, department, geographic):
        """Of the secretariat, and an officer of the units that lead."""
        for unit in (department, geographic):
            MembershipFactory(user=secretariat, unit=unit, role="unit_officer")
        return secretariat

    def given(self, name, geographic):
        return {"lead": {"lead": geographic}, "term": {"due_on": date(2026, 12, 31)}, "pause": {"state": "paused"}}[name]

    @pytest.mark.parametrize("name", ["lead", "term", "pause"])
    def test_after_the_role_is_lost(self, name, measure, geographic, both):
        outcome = self.act(measure, both, **self.given(name, geographic))
        assert outcome.changed
        Membership.objects.filter(user=both, role="secretariat").delete()
        with pytest.raises(ValidationError):
            services.undo(act=outcome.act, by=User.objects.get(pk=both.pk), now=LATER)
        assert Event.objects.filter(verb="plan.edit_undone").count() == 0

    @pytest.mark.parametrize("name", ["lead", "term", "pause"])
    def test_while_it_is_held(self, name, measure, geographic, both):
        outcome = self.act(measure, both, **self.given(name, geographic))
        assert services.undo(act=outcome.act, by=both, now=LATER).back == [measure]


class TestViews:
    def test_a_question_longer_than_a_view_holds_is_refused(self, measure, officer, signed_in):
        answer = signed_in(officer).post("/plan/292/board/views/", {"name": "Dài", "back": "q=" + "😀" * 200})
        assert answer.status_code == 422
        assert not SavedView.objects.exists()

    def test_the_first_view_of_one_plan_does_not_shut_the_board_of_another(self, measure, officer, signed_in):
        browser, other = signed_in(officer), PlanFactory(code="777")
        MeasureFactory(task=TaskFactory(plan=other, code="9"), code="9.1")
        view = saved_views.save_view(by=officer, page=VIEWS, name="Một", query="task=2", is_shared=False, now=NOW)
        saved_views.make_default(view=view, page=VIEWS, by=officer)
        assert browser.get("/plan/292/board/")["Location"] == "/plan/292/board/?task=2"
        assert browser.get("/plan/777/board/", follow=True).status_code == 200


def test_a_link_that_falls_with_its_directive_has_its_own_line_of_history(plan, measure, secretariat):
    said = {"kind": "instruction", "who_vi": "A", "who_en": "", "text_vi": "B", "text_en": "", "source_sentence": "", "basis": "C"}
    values = {**said, "given_on": TODAY, "occasion": None, "source": None}
    directive = services.add_directive(plan=plan, by=secretariat, code="X1", values=values, now=NOW)
    link = services.add_link(directive=directive, by=secretariat, measure=measure, confirmed=True, now=NOW, seen=None)
    services.withdraw_directive(directive=directive, by=secretariat, reason="Nhầm", now=LATER, seen=None)
    assert [event.verb for event in Event.objects.about(link)] == ["plan.link_rejected", "plan.link_added"]
    assert Event.objects.about(link).first().body.changes["decision"] == ["confirmed", "rejected"]


def test_a_key_measure_by_table_needs_its_decision_and_takes_it(measure, bring, do):
    assert not bring("measures", [{"code": "2.3", "is_key": "yes"}]).written
    assert bring("measures", [{"code": "2.3", "is_key": "yes", "basis": "QĐ 12"}]).written
    assert Event.objects.about(measure).first().body.reason == "QĐ 12"


def test_rows_of_a_draft_that_was_thrown_away_are_not_kept(officer):
    draft = drafts.keep(by=officer, kind="updates", subject="292", grid=grid_of_text("a\tb\n1\t2\n3\t4"), name="", now=timezone.now())
    ImportDraft.objects.all().delete()
    drafts.keep_only(draft, {2}, heading=1)
    assert not ImportDraft.objects.exists()


def test_what_is_kept_of_a_plan_is_counted_each_by_itself(plan, measure, secretariat, department):
    """Joined in one question, thirty of each of five kinds would be twenty-four million rows to count."""
    Measure.objects.bulk_create(
        [
            Measure(plan=plan, task=measure.task, code=f"2.{n}", position=n, title_vi="x", title_en="x", in_plan_from=TODAY)
            for n in range(100, 130)
        ]
    )
    Directive.objects.bulk_create([Directive(plan=plan, code=f"D{n}", position=n, given_on=TODAY, recorded_at=NOW) for n in range(30)])
    Occasion.objects.bulk_create([Occasion(plan=plan, code=f"O{n}", name_vi="x", starts_on=TODAY, ends_on=TODAY) for n in range(30)])
    for n in range(30):
        IndicatorFactory(plan=plan, code=f"i-{n}")
    given = {"plan": plan, "unit": department, "on": TODAY, "conclusion": "x", "recorded_at": NOW}
    late, none = {"follow_up": "y", "follow_up_due": TODAY}, {}
    Inspection.objects.bulk_create([Inspection(**given, **(late if n % 3 else none)) for n in range(30)])
    Inspection.objects.create(**given, withdrawn_at=NOW, **late)
    PlanFactory(code="777")
    counted = {row.code: row for row in Plan.objects.counted(TODAY + timedelta(days=1))}
    names = ("measures_n", "directives_n", "occasions_n", "indicators_n", "inspections_n", "overdue_n")
    assert [getattr(counted["292"], name) for name in names] == [31, 30, 30, 30, 30, 20]
    assert [getattr(counted["777"], name) for name in names] == [0] * 6
    assert str(Plan.objects.counted(TODAY).query).count("JOIN") == 0


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_a_view_saved_twice_is_one(self, at_once, officer):
        act = lambda: saved_views.save_view(by=officer, page=VIEWS, name="Một", query="task=2", is_shared=True, now=NOW)  # noqa: E731
        assert not [answer for answer in at_once(*[act] * 4) if isinstance(answer, Exception)]
        assert SavedView.objects.count() == 1
        assert Event.objects.filter(verb="office.view_saved").count() == 1

    def test_a_comment_pressed_twice_is_one(self, at_once, officer, measure):
        said = {"subject": subject_of(measure), "by": officer, "text": "Đã xem.", "language": "vi", "mentioned": [], "now": NOW}
        act = lambda: comments.write(**said).pk  # noqa: E731
        assert len(set(at_once(*[act] * 4))) == Comment.objects.count() == 1
        assert Event.objects.filter(verb="office.commented").count() == 1

    def test_a_first_view_chosen_twice_is_one(self, at_once, officer):
        view = saved_views.save_view(by=officer, page=VIEWS, name="Một", query="task=2", is_shared=False, now=NOW)
        act = lambda: saved_views.make_default(view=view, page=VIEWS, by=officer)  # noqa: E731
        assert at_once(*[act] * 4) == [None] * 4
        assert DefaultView.objects.count() == 1

    def test_of_two_projects_of_one_code_the_second_is_told(self, at_once, measure, department, secretariat):
        blank = dict.fromkeys(("decided_on", "total", "starts_year", "ends_year"))
        values = {**blank, "measure": measure, "title": "Dự án", "unit": department, "decision_number": ""}
        act = lambda: services.add_project(plan=measure.plan, code="da-01", values=values, by=secretariat, now=NOW)  # noqa: E731
        answers = at_once(*[act] * 4)
        assert Project.objects.count() == 1
        assert [type(answer) for answer in answers if not isinstance(answer, Project)] == [ValidationError] * 3

    def test_of_two_series_that_take_one_name_the_second_is_told(self, at_once, plan, secretariat):
        indicator = IndicatorFactory(plan=plan, code="a")
        rows = [Comparison.objects.create(indicator=indicator, name_vi=name, name_en=name, source="x", recorded_at=NOW) for name in "mn"]
        values = {"name_vi": "ASEAN", "name_en": "ASEAN", "source": "x"}
        acts = [lambda row=row: services.edit_comparison(comparison=row, by=secretariat, values=values, now=NOW, seen=None) for row in rows]
        kinds = {type(answer) for answer in at_once(*acts)}
        assert kinds == {Comparison, ValidationError}

    def test_two_measures_do_not_supersede_each_other(self, at_once, measure, other_measure, secretariat):
        def act(one, other):
            one, other = (Measure.objects.select_related("plan").get(pk=row.pk) for row in (one, other))
            given = {"from_on": TODAY, "decision": "QĐ 1"}
            return lambda: services.supersede(measure=one, other=other, by=secretariat, now=NOW, seen=None, **given)

        at_once(act(measure, other_measure), act(other_measure, measure))
        assert Measure.objects.filter(superseded_by__isnull=False).count() == 1
        assert not Measure.objects.filter(superseded_by__superseded_by=F("pk")).exists()


class TestUnits:
    """A unit that ends cannot leave another above itself."""

    def close(self, unit, by, *successors):
        given = {"until": date(2026, 3, 1), "decision": "NĐ 1/2026", "move_members": True}
        services.reorganise(unit=unit, successors=successors, by=by, now=NOW, seen=None, **given)

    def test_a_unit_below_takes_the_place_of_the_one_above_it(self, geographic, ministry, secretariat):
        geographic.parent = ministry
        geographic.save()
        child, sister = (UnitFactory(code=code, parent=geographic) for code in ("child", "sister"))
        self.close(geographic, secretariat, child)
        child.refresh_from_db()
        sister.refresh_from_db()
        assert (child.parent, sister.parent) == (ministry, child)

    def test_nor_one_two_floors_below(self, geographic, secretariat):
        child = UnitFactory(code="child", parent=geographic)
        grandchild = UnitFactory(code="grandchild", parent=child)
        self.close(geographic, secretariat, grandchild)
        child.refresh_from_db()
        grandchild.refresh_from_db()
        assert (child.parent, grandchild.parent) == (None, child)

    def test_a_mission_follows_no_missions(self, geographic, embassy, secretariat):
        with pytest.raises(ValidationError) as refused:
            self.close(geographic, secretariat, embassy)
        assert "successors" in refused.value.message_dict
