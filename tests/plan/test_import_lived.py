"""Tables of a plan with something of each kind: they come back as they went out, and each cell has its rules."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Event
from plan.imports import KINDS
from plan.models import DeadlineChange, Measure, Observation, StatusUpdate, Target
from tests import cast, once
from tests.factories import MeasureFactory, PlanFactory, TaskFactory
from tests.plan.conftest import LATER, TODAY, deeds
from tests.plan.lived import TEXT, exported, lived_plan


@pytest.fixture(scope="module")
def once_lived(django_db_setup, django_db_blocker):
    with once.made_once(django_db_blocker):
        department, geographic = cast.department(), cast.geographic()
        led = cast.measure(), cast.measure("3.1", lead=geographic)
        do = deeds(cast.member("officer", department), cast.member("head", department), cast.secretariat())
        lived_plan(PlanFactory(), *led, geographic, do)
        yield


@pytest.fixture
def lived(once_lived, plan):
    return plan


@pytest.mark.both
@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize("kind", KINDS)
def test_our_own_export_changes_nothing(kind, form, lived, bring, secretariat):
    before = (Event.objects.count(), StatusUpdate.objects.count(), Observation.objects.count())
    result = bring(kind, exported(kind, lived, form))
    assert result.every_fault == []
    assert result.counts["same"] == len(result.lines) > 0
    assert (Event.objects.count(), StatusUpdate.objects.count(), Observation.objects.count()) == before
    assert not result.written


@pytest.mark.parametrize(("written", "read_in"), [("en", "en"), ("vi", "en"), ("en", "vi")])
@pytest.mark.parametrize("kind", KINDS)
def test_a_file_of_the_other_language_changes_nothing_either(kind, written, read_in, lived, measure, bring):
    """Also where an output is told in one language alone, or by its kind."""
    for outputs in [("Nghị định", "Decree"), *([("Nghị định", ""), ("", "Decree"), ("", "")] if kind == "measures" else [])]:
        told = dict(zip(("output_vi", "output_en"), outputs, strict=True))
        Measure.objects.filter(pk=measure.pk).update(**told, output_kind="legal_text")
        for form in ("xlsx", "csv"):
            with override(written):
                grid = exported(kind, lived, form)
            with override(read_in):
                result = bring(kind, grid, keep=False)
            assert result.every_fault == []
            assert result.counts["same"] == len(result.lines), [line.changes for line in result.to_write]


def test_any_update_comes_back_as_it_was(lived, measure, do, bring):
    @settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
    @given(narrative=TEXT, difficulties=TEXT, percent=st.none() | st.integers(0, 100), day=st.dates(date(2025, 10, 1), TODAY))
    def holds(narrative, difficulties, percent, day):
        with transaction.atomic():  # each on its own: what is asked twice would be refused as said already
            do.update(measure, narrative=narrative, difficulties=difficulties, percent=percent, effective_on=day)
            for form in ("xlsx", "csv"):
                result = bring("updates", exported("updates", lived, form), keep=False)
                assert result.counts["same"] == len(result.lines), (result.every_fault, [line.changes for line in result.to_write])
            transaction.set_rollback(True)

    holds()


def test_a_measure_changes_its_wording_units_and_term(lived, measure, geographic, bring, secretariat):
    rows = [
        {
            "code": "2.3", "title_vi": "Tên mới", "output_kind": "Văn bản quy phạm pháp luật", "is_key": "Không", "lead": "Vụ Châu Âu",
            "coordinating": "Vụ Tổ chức Cán bộ; vu-luat", "due_on": "30.06.2027", "basis": "Quyết định số 1",
        }
    ]  # fmt: skip
    result = bring("measures", rows)
    assert result.every_fault == []
    measure.refresh_from_db()
    assert (measure.title_vi, measure.title_en, measure.output_kind, measure.due_on) == (
        "Tên mới",
        "Measure 2.3",
        "legal_text",
        date(2027, 6, 30),
    )
    assert measure.lead_unit() == geographic
    assert DeadlineChange.objects.filter(measure=measure).count() == 2
    assert {event.verb for event in Event.objects.about(measure).filter(by=secretariat, at=LATER)} == {
        "plan.measure_edited", "plan.units_assigned", "plan.deadline_set",
    }  # fmt: skip
    assert bring("measures", rows).counts["same"] == 1


@pytest.mark.parametrize(
    ("row", "key"),
    [
        ({"code": "2.3", "due_on": "30/06/2027"}, "basis"),
        ({"code": "2.3", "due_on": "30/06/2024", "basis": "x"}, "due_on"),
        ({"code": "2.3", "title_vi": ""}, "title_vi"),
        ({"code": "2.3", "lead": "Vụ không có"}, "lead"),
        ({"code": "2.3", "lead": "vu-luat", "coordinating": "vu-luat"}, "coordinating"),
        ({"code": "9.9", "title_vi": "x"}, "code"),
        ({"code": "9.9", "title_vi": "x", "task": "2"}, "title_en"),
        ({"code": "9.9", "title_vi": "x", "title_en": "x", "task": "9"}, "task"),
        ({"code": "add", "title_vi": "x", "title_en": "x", "task": "2"}, "code"),
        ({"code": "2.9", "title_vi": "x", "title_en": "x", "task": "2", "due_on": "30/06/2027"}, "basis"),
        ({"code": "2.3", "task": ""}, "task"),
        ({"code": "2.3", "is_key": "Có"}, "basis"),
        ({"code": "2.3", "output_kind": "gì đó"}, "output_kind"),
    ],
)
def test_what_a_service_refuses_is_a_fault_of_its_cell(lived, bring, row, key):
    result = bring("measures", [row])
    assert [(fault.row, fault.key) for fault in result.every_fault] == [(2, key)]
    assert not result.written


@pytest.mark.both
def test_a_code_that_the_plan_does_not_have_is_a_new_measure(lived, bring, secretariat, department):
    row = {
        "code": "2.9", "task": "2", "title_vi": "Giải pháp mới", "title_en": "New measure", "lead": "vu-to-chuc-can-bo",
        "coordinating": "vu-luat", "due_on": "30/06/2027", "basis": "Quyết định 12", "is_key": "", "output_kind": "Văn bản quy phạm pháp luật",
    }  # fmt: skip
    dry = bring("measures", [row], keep=False)
    assert (dry.counts["new"], Measure.objects.filter(code="2.9").exists()) == (1, False)
    assert bring("measures", [row], seen=dry.digests).written
    made = Measure.objects.get(code="2.9")
    assert (made.in_plan_from, made.due_on, made.output_kind, made.is_key, made.lead_unit()) == (
        TODAY, date(2027, 6, 30), "legal_text", False, department,
    )  # fmt: skip
    assert [event.verb for event in Event.objects.about(made).filter(by=secretariat).order_by("pk")] == [
        "plan.measure_added", "plan.units_assigned", "plan.deadline_set",
    ]  # fmt: skip
    for again in ([row], exported("measures", lived, "xlsx")):
        result = bring("measures", again)
        assert (result.every_fault, result.counts["same"]) == ([], len(result.lines))
    assert Measure.objects.filter(code="2.9").count() == 1


def test_a_measure_that_is_refused_half_way_leaves_nothing(lived, bring):
    row = {"code": "2.9", "task": "2", "title_vi": "x", "title_en": "x", "lead": "vu-luat", "coordinating": "vu-luat"}
    assert [fault.key for fault in bring("measures", [row], skip_bad=True).every_fault] == ["coordinating"]
    assert not Measure.objects.filter(code="2.9").exists()


def test_whether_it_is_a_key_measure_and_its_task_change_by_the_decision(lived, measure, bring, secretariat):
    TaskFactory(plan=lived, code="5")
    assert bring("measures", [{"code": "2.3", "is_key": "Có", "task": "5", "basis": "Quyết định 12"}]).written
    measure.refresh_from_db()
    assert (measure.is_key, measure.task.code) == (True, "5")
    assert Event.objects.about(measure).get(by=secretariat, at=LATER).body.reason == "Quyết định 12"


def test_leadership_decides_the_dates_of_key_measures_in_a_table_too(lived, measure, bring):
    Measure.objects.filter(pk=measure.pk).update(is_key=True)
    result = bring("measures", [{"code": "2.3", "due_on": "30/06/2027", "basis": "x"}])
    assert [fault.key for fault in result.every_fault] == ["due_on"]


def test_values_of_indicators_are_entered_corrected_and_taken_back(lived, bring):
    new = {"indicator_code": "typed", "on": "28/02/2026", "value": "1.234,5", "note": "x"}
    assert bring("observations", [new]).counts["new"] == 1
    assert Observation.objects.standing().get(on=date(2026, 2, 28)).value == 123450
    assert [fault.key for fault in bring("observations", [{**new, "value": "7"}]).every_fault] == ["note"]
    assert bring("observations", [{**new, "value": "7", "note": "Đính chính"}]).written
    assert bring("observations", [{**new, "value": "", "note": "Rút lại"}]).written
    assert Observation.objects.standing().get(on=date(2026, 2, 28)).value is None


@pytest.mark.parametrize(
    ("row", "key"),
    [
        ({"indicator_code": "reported", "on": "28/02/2026", "value": "7"}, "value"),
        ({"indicator_code": "typed", "on": "28/02/2027", "value": "7"}, "on"),
        ({"indicator_code": "typed", "on": "28/02/2026", "value": "7,123"}, "value"),
        ({"indicator_code": "typed", "on": "28/02/2026", "value": ""}, "value"),
        ({"indicator_code": "nope", "on": "28/02/2026", "value": "7"}, "indicator_code"),
    ],
)
def test_a_value_that_cannot_be(lived, bring, row, key):
    assert [fault.key for fault in bring("observations", [row]).every_fault] == [key]


def test_targets_are_added_and_changed_in_the_history_of_their_indicator(lived, bring):
    rows = [
        {"indicator_code": "typed", "code": "T1", "due_on": "31/12/2030", "value": "120", "about": "Có", "reason": "QĐ 1"},
        {"indicator_code": "typed", "code": "T2", "due_on": "31/12/2045", "value": "150,5", "about": ""},
    ]
    result = bring("targets", rows)
    assert result.every_fault == []
    assert list(Target.objects.standing().order_by("code").values_list("value", "about")) == [(12000, True), (15050, False)]
    assert Event.objects.filter(verb="plan.target_set", at=LATER).count() == 2
    for row, key in (
        ({**rows[0], "due_on": "31/12/2024"}, "due_on"),
        ({**rows[0], "value": "7", "reason": ""}, "reason"),
        ({**rows[0], "code": "9" * 21}, "code"),
    ):
        assert [fault.key for fault in bring("targets", [row]).every_fault] == [key]


def test_from_the_shell(lived, measure, tmp_path, capsys):
    file = tmp_path / "bang.xlsx"
    call_command("export_table", "updates", file)
    call_command("import_table", "updates", file)
    assert "không thay đổi: 4" in capsys.readouterr().out
    sheet = tmp_path / "bang.csv"
    sheet.write_text(
        "code;effective_on;state;health;percent\n2.3;07/01/2026;in_progress;on_track;45\n2.3;08/01/2026;in_progress;on_track;145\n",
        encoding="utf-8",
    )
    with pytest.raises(CommandError, match=r"145|100"):
        call_command("import_table", "updates", sheet)
    assert not StatusUpdate.objects.filter(percent=45).exists()
    with pytest.raises(CommandError):
        call_command("import_table", "updates", sheet, "--skip-bad", "--dry-run")
    assert not StatusUpdate.objects.filter(percent=45).exists()
    with pytest.raises(CommandError):
        call_command("import_table", "updates", sheet, "--skip-bad")
    update = StatusUpdate.objects.get(percent=45)
    assert update.by is None
    assert Event.objects.about(measure).filter(by_label="system: import_table").count() == 1
    measure.refresh_from_db()
    assert measure.updated_on == TODAY  # by the person before, not by the machine


class TestTermAndDay:
    """Each says something of the other: what is written is told, and what cannot both be is asked."""

    @pytest.fixture
    def changes(self, lived, bring):
        def of(keep=False, **row):
            result = bring("measures", [{"code": "2.3", "basis": "Quyết định số 1", **row}], keep=keep)
            assert result.every_fault == []
            return {change.heading: (change.old, change.new) for change in result.lines[0].changes}

        return of

    @pytest.fixture
    def ongoing(self, lived, measure, do):
        measure.refresh_from_db()
        do.set_term(measure, None, term="ongoing", now=LATER)

    def test_a_day_makes_ongoing_work_dated_and_it_is_told(self, ongoing, changes, measure):
        told = {"Thời hạn hoàn thành": ("", "30/06/2027"), "Loại thời hạn": ("Thường xuyên", "Theo ngày")}
        assert changes(due_on="30/06/2027") == told
        changes(due_on="30/06/2027", keep=True)
        measure.refresh_from_db()
        assert (measure.term, measure.due_on) == ("dated", date(2027, 6, 30))

    def test_where_the_sheet_says_no_deadline_yet_the_day_is_told_to_change_it(self, lived, measure, bring):
        made = MeasureFactory(task=measure.task, code="2.7")
        result = bring("measures", [{"code": "2.7", "due_on": "30/06/2027", "term": "none", "basis": "QĐ 1"}])
        assert [change.new for change in result.lines[0].changes] == ["30/06/2027", "Theo ngày"]
        made.refresh_from_db()
        assert (made.term, made.due_on) == ("dated", date(2027, 6, 30))

    @pytest.mark.usefixtures("ongoing")
    def test_a_day_beside_ongoing_is_a_fault_that_names_both(self, bring):
        (fault,) = bring("measures", [{"code": "2.3", "due_on": "30/06/2027", "term": "Thường xuyên", "basis": "x"}]).every_fault
        assert all(words in fault.reason for words in ("Loại thời hạn", "Thường xuyên", "Thời hạn hoàn thành", "30/06/2027"))

    def test_ongoing_beside_the_day_that_stands_is_a_fault_and_loses_no_deadline(self, lived, measure, bring):
        (fault,) = bring("measures", [{"code": "2.3", "due_on": "31/12/2026", "term": "ongoing", "basis": "x"}]).every_fault
        assert "31/12/2026" in fault.reason
        measure.refresh_from_db()
        assert (measure.term, measure.due_on) == ("dated", date(2026, 12, 31))

    def test_ongoing_in_a_sheet_without_days_tells_that_the_day_goes(self, changes, measure):
        told = {"Loại thời hạn": ("Theo ngày", "Thường xuyên"), "Thời hạn hoàn thành": ("31/12/2026", "")}
        assert changes(term="ongoing") == told
        changes(term="ongoing", keep=True)
        measure.refresh_from_db()
        assert (measure.term, measure.due_on) == ("ongoing", None)

    def test_a_new_measure_with_a_day_is_told_to_be_dated(self, lived, bring):
        row = {"code": "2.9", "task": "2", "title_vi": "Mới", "title_en": "New", "due_on": "30/06/2027", "term": "", "basis": "QĐ 1"}
        (line,) = bring("measures", [row], keep=False).lines
        assert "Theo ngày" in [change.new for change in line.changes]
