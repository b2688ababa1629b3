"""Reports on a part of the plan, and between two days: what belongs to it is in it, and the numbers still lead to their rows."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from docx import Document
from rest_framework.test import APIClient

from accounts.models import Unit
from missions.frozen import plain
from missions.models import ForecastRun, Mission
from missions.outlook import Chance, Outcome, Planned, Rate, Year
from missions.outlook import Inputs as Rested
from plan.models import Period, Plan
from plan.progress import Cell
from plan.reckoning import Goal
from reports import access, jobs, services
from reports.composition import abstract, compose
from reports.facts import MISSION, REGION, TASK, UNIT, DirectiveRow, Name, ProposalRow, Scope
from reports.forms.progress import AskForm
from reports.models import ProgressReport
from reports.scoping import choices, scope_of
from reports.wording import delivered
from tests.reports.conftest import NOW, ON, update
from tests.reports.test_composition import heard, owed, spoken, texts
from tests.reports.test_figures import figures, measure, network, numbers_in

EUROPE = Scope(UNIT, "vu-chau-au", Name("Vụ Châu Âu", "Department of Europe"), ("vu-chau-au", "emb-Pháp"))
SECOND = Scope(TASK, "2", Name("Mạng lưới", "The network"))
FRANCE = Scope(MISSION, "emb-Pháp", Name("ĐSQ Pháp", "Embassy in France"), ("emb-Pháp",))
Q3 = Period(code="2026-Q3", kind="quarter", starts_on=date(2026, 6, 15), cut_off_on=date(2026, 9, 14))
ROWS = (
    measure("2.3", "2", cell=Cell.OPEN_OVERDUE, due_on=date(2026, 3, 31), lead=Name("Vụ Châu Âu"), lead_code="vu-chau-au"),
    measure("2.4", "2"),
    measure("3.1", "3", coordinating=(Name("ĐSQ Pháp"),), coordinating_codes=("emb-Pháp",)),
)


def about(scope, **more):
    field = heard(
        [owed(), owed("Nhật", "missing", "")],
        [spoken(role="results", measure="2.4"), spoken("Nhật", role="results", measure="2.3"), spoken("Nhật"), spoken()],
    )
    directives = [DirectiveRow("D1", "instruction", True, ("confirmed",), ("2.3",)), DirectiveRow("D2", "instruction", True, ())]
    proposals = (ProposalRow("2", "raised", False, 1, "Một", units=("emb-Pháp",)), ProposalRow("3", "raised", False, 2, "Hai"))
    given = {"measures": ROWS, "directives": directives, "net": network(99), "proposals": proposals, "scope": scope, **field, **more}
    return figures(**given)


def codes(found):
    return [row["code"] for row in found["measures"]]


class TestNarrowing:
    def test_a_task_has_its_measures_and_what_hangs_on_them(self):
        found = about(SECOND)
        assert (codes(found), [task["code"] for task in found["tasks"]]) == (["2.3", "2.4"], ["2"])
        assert (found["cells"]["total"]["n"], found["directives"]["total"]["n"], found["network"]) == (2, 1, None)
        assert [row["measure"] for row in found["field"]["said"]["results"]] == ["2.3", "2.4"]
        assert (found["field"]["said"]["proposals"], found["field"]["counts"]["expected"]["n"]) == ([], 2)
        assert [row["code"] for row in found["proposals"]["open"]] == ["KN-1"]
        assert "task=2" in found["cells"]["total"]["address"]

    def test_a_unit_has_what_it_leads_and_the_reports_of_its_missions(self):
        found = about(EUROPE)
        assert codes(found) == ["2.3"]
        assert [row["unit"] for row in found["field"]["units"]] == ["emb-Pháp"]
        assert "unit=vu-chau-au" in found["cells"]["counts"]["open_overdue"]["address"]
        assert "department=vu-chau-au" in found["field"]["counts"]["expected"]["address"]

    def test_a_mission_has_what_it_takes_part_in_or_reports_on_and_no_number_leads_to_the_rows_of_others(self):
        found = about(FRANCE)
        assert codes(found) == ["2.4", "3.1"]
        assert found["field"]["counts"]["missing"]["n"] == 0
        assert {number["address"] for number in numbers_in(found["cells"])} == {""}
        assert [row["text"] for row in found["field"]["said"]["proposals"]] == ["Bố trí kinh phí."]

    @pytest.mark.parametrize(
        ("scope", "part"), [(SECOND, "nhiệm vụ 2. Mạng lưới"), (EUROPE, "Vụ Châu Âu"), (FRANCE, "ĐSQ Pháp"), (None, "")]
    )
    def test_each_is_composed_and_its_title_names_the_part(self, scope, part):
        found = about(scope)
        assert ("Mạng lưới cơ quan đại diện" in "\n".join(texts(compose(found, "vi")))) == (scope is None)
        assert abstract(found, "vi").lower().endswith(f"– {part}".lower() if part else "(tính đến ngày 30/06/2026)")

    @pytest.mark.parametrize(("scope", "begins"), [(SECOND, "phần Kế hoạch được báo cáo gồm"), (None, "Kế hoạch có")])
    def test_the_size_of_a_part_is_not_said_of_the_plan(self, scope, begins):
        found = about(scope)
        said = "\n".join(texts(compose(found, "vi")))
        assert ("phần Kế hoạch được báo cáo gồm" in said, "Kế hoạch có" in said) == (scope is not None, scope is None)
        assert begins in said
        frozen = {key: words for key, words in delivered().items() if not key.startswith("scope-")}  # before the sentence was there
        assert "Kế hoạch có" in "\n".join(texts(compose(found | {"wording": frozen}, "vi")))

    def test_between_two_days_is_said_in_the_title_and_nine_months_by_their_name(self):
        found = figures(list(ROWS), on=date(2026, 9, 14), since=date(2025, 12, 15))
        assert "chín tháng năm 2026" in abstract(found, "vi")
        assert "từ ngày 01/02/2026 đến ngày 30/06/2026" in abstract(figures(since=date(2026, 2, 1)), "vi")


@pytest.mark.django_db
class TestAsking:
    @pytest.fixture
    def parts(self, whole, measure, embassy):
        embassy.lead_unit = Unit.objects.exclude(kind="mission").first()
        embassy.save(update_fields=["lead_unit"])
        return embassy

    def test_every_kind_of_part_is_found_by_its_word_and_nothing_else(self, whole, parts):
        led = scope_of(whole, f"unit:{parts.lead_unit.code}")
        assert parts.code in led.units
        assert scope_of(whole, "task:2").kind == TASK
        assert scope_of(whole, "region:chau-au").kind == REGION
        assert scope_of(whole, f"mission:{parts.code}").units == (parts.code,)
        assert scope_of(whole, "") is None
        for word in ("task:99", "unit:nope", "region:nope", "mission:nope", "unit:" + parts.code, "what:2", "2"):
            with pytest.raises(ValidationError):
                scope_of(whole, word)
        words = [word for _name, group in choices([whole]) for word, _label in group]
        assert {"task:2", f"unit:{parts.lead_unit.code}", "region:chau-au", f"mission:{parts.code}"} <= set(words)

    def test_what_is_only_intended_has_nothing_to_report_on(self, whole, parts):
        Mission.objects.create(unit=parts, kind="embassy", time_zone="Europe/Paris", is_intention=True)
        assert f"mission:{parts.code}" not in [word for _name, group in choices([whole]) for word, _label in group]

    def test_it_is_another_question_with_files_of_its_own(self, asked, compiled, media):
        whole = compiled()
        part = compiled(scope="task:2")
        assert part != whole
        assert (part.revision, part.code) == (1, "292-task-2-2026-06-30-vi-1")
        assert compiled(scope="task:2") == part  # unchanged
        document = Document(BytesIO((media / part.files.get(kind="docx").file.name).read_bytes()))
        assert "nhiệm vụ 2" in document.core_properties.subject.lower()
        assert {row["task"] for row in part.figures["measures"]} == {"2"}
        later, _ = asked(scope="task:2", on=ON + timedelta(days=1), now=NOW + timedelta(days=1))
        jobs.compile_progress_report(later.run_id)
        later.refresh_from_db()
        assert later.figures["previous"]["address"] == f"/reports/progress/{part.pk}/"  # compared with its like

    def test_between_two_days_it_is_compared_with_how_the_plan_stood_then(self, compiled, measure, whole):
        update(measure, "paused", date(2026, 6, 1))
        report = compiled(since=date(2026, 3, 1))
        previous = report.figures["previous"]
        assert (report.code, previous["on"], previous["address"]) == ("292-2026-03-01-2026-06-30-vi-1", "2026-02-28", "")
        assert [row["code"] for row in report.figures["changes"]["newly_done"]] == ["3.1"]
        text = "\n".join(texts(compose(report.figures, "vi")))
        assert "So với tình hình kế hoạch ngày 28/02/2026" in text

    @pytest.mark.parametrize("since", [ON, date(2025, 1, 1)], ids=["no earlier day", "before the plan"])
    def test_two_days_that_are_none_are_refused_beside_their_field(self, asked, since):
        with pytest.raises(ValidationError) as refused:
            asked(since=since)
        assert list(refused.value.message_dict) == ["since"]

    def test_reading_asks_no_more_than_sixty_questions(self, whole, django_assert_max_num_queries):
        from reports.inputs import read_inputs

        with django_assert_max_num_queries(60):
            read_inputs(whole, ON, NOW, scope="task:2", since=date(2026, 1, 1))

    @pytest.mark.both
    def test_the_database_keeps_one_report_a_revision_of_each_question(self, whole, secretariat):
        given = {"plan": whole, "on": ON, "asked_by": secretariat, "asked_at": NOW}
        ProgressReport.objects.create(**given, scope="task:2")
        ProgressReport.objects.create(**given, scope="task:3")
        ProgressReport.objects.create(**given, scope="task:2", since=date(2026, 1, 1))
        with pytest.raises(IntegrityError):
            ProgressReport.objects.create(**given, scope="task:2", since=date(2026, 1, 1))


@pytest.mark.django_db
class TestThePageAndTheCall:
    def test_the_form_asks_for_a_part_and_for_two_days(self, signed_in, secretariat, whole):
        browser = signed_in(secretariat)
        html = browser.get("/reports/progress/").content.decode()
        assert 'value="task:2"' in html
        assert 'value="region:chau-au"' in html
        answer = browser.post(
            "/reports/progress/", {"plan": "292", "language": "vi", "scope": "task:2", "since": "01/02/2026", "on": "30/06/2026"}
        )
        report = ProgressReport.objects.get()
        assert (answer.status_code, report.scope, report.since, report.on) == (302, "task:2", date(2026, 2, 1), ON)
        assert "Từ 01/02/2026 đến 30/06/2026 – " in browser.get("/reports/progress/").content.decode()

    def test_nine_months_are_two_days_by_the_decree(self):
        form = AskForm(
            {"plan": "292", "language": "vi", "period": "9m-2026", "scope": ""}, plans=[Plan(code="292")], periods=[Q3], scopes=[]
        )
        assert form.is_valid(), form.errors
        assert (form.cleaned_data["since"], form.cleaned_data["on"]) == (date(2025, 12, 15), date(2026, 9, 14))

    def test_the_call_takes_both_and_answers_them(self, whole, secretariat):
        caller = APIClient()
        caller.force_authenticate(secretariat)
        given = {"plan": "292", "on": "2026-06-30", "since": "2026-02-01", "scope": "task:2"}
        answer = caller.post("/api/v1/progress-reports/", given, format="json")
        assert (answer.status_code, answer.data["scope"], str(answer.data["since"])) == (202, "task:2", "2026-02-01")
        wrong = caller.post("/api/v1/progress-reports/", given | {"scope": "task:99"}, format="json")
        assert (wrong.status_code, "scope" in str(wrong.data)) == (400, True)


def foreseen(day=date(2026, 6, 1)):
    """A forecast as the house keeps it, over one opening."""
    rested = Rested(
        on=day, size=99, until=date(2045, 12, 31), planned=(Planned("mo-a", 0.5, ON, date(2027, 1, 1), date(2028, 1, 1)),),
        openings=Rate(1.0, 1.0), closures=Rate(0.1, 1.0), unnamed_from=None, delay=0.1, goals=(),
    )  # fmt: skip
    chance = Chance(Goal(date(2030, 12, 31), 115, True, "A"), 0.42, (), ())
    outcome = Outcome(5000, 292, (Year(date(2026, 12, 31), 99.5, {10: 99, 50: 100, 90: 101}),), (chance,))
    ForecastRun.objects.create(on=day, seed=292, draws=5000, inputs=plain(rested), outputs=plain(outcome), sha256="ab" * 32, made_at=NOW)


@pytest.mark.django_db
class TestWhatIsForeseen:
    """Openings in preparation and the forecast: only where the maker may see them and chose them (design rule 6)."""

    def test_it_is_in_the_report_only_where_it_was_chosen(self, compiled, whole):
        foreseen()
        plain_one, other = compiled(), compiled(scope="foresight")
        assert (plain_one.figures["foresight"], other.figures["foresight"]["chances"][0]["share"]) == (None, 0.42)
        assert len(codes(other.figures)) == len(codes(plain_one.figures))  # the whole plan
        text = "\n".join(texts(compose(other.figures, "vi")))
        assert "Khả năng đạt khoảng 115 cơ quan đại diện vào ngày 31/12/2030: 42%" in text
        assert "31/12/2026 | 99 | 100 | 101" in text
        assert "mo-a | 50% | 01/01/2027 | 01/01/2028" in text
        assert "dự báo" not in "\n".join(texts(compose(plain_one.figures, "vi")))

    def test_it_is_compared_with_the_whole_plan_and_the_whole_plan_not_with_it(self, compiled, whole):
        foreseen()
        first = compiled(on=date(2026, 5, 31), now=NOW - timedelta(days=3))
        other = compiled(on=date(2026, 6, 15), scope="foresight", now=NOW - timedelta(days=2))
        assert other.figures["previous"]["code"] == first.code
        assert compiled().figures["previous"]["code"] == first.code
        assert compiled(scope="foresight").figures["previous"]["code"] == other.code

    def test_who_may_not_see_it_neither_asks_for_it_nor_reads_it(self, signed_in, officer, secretariat, leader, compiled, whole):
        foreseen()
        report = compiled(scope="foresight")
        services.approve(report=report, by=leader, now=NOW, seen=None, acknowledged=True)
        assert signed_in(leader).get(f"/reports/progress/{report.pk}/").status_code == 200
        for kind in ("", "docx", "pdf"):
            assert signed_in(officer).get(f"/reports/progress/{report.pk}{f'.{kind}' if kind else '/'}").status_code == 404
        assert 'value="foresight"' in signed_in(secretariat).get("/reports/progress/").content.decode()
        assert not access.foresees(officer)
        with pytest.raises(PermissionDenied):
            access.must_foresee(officer, "foresight")

    def test_a_report_without_a_kept_forecast_says_so(self, compiled, whole):
        assert "chưa có dự báo nào" in "\n".join(texts(compose(compiled(scope="foresight").figures, "vi")))
