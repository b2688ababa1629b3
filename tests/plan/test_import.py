"""Tables come back: the dry run says what the import does, the services write it, and our own export changes nothing."""

import io
from datetime import date

import pytest
import xlsxwriter
from django.core.management import CommandError, call_command

from accounts.folding import fold
from accounts.history import System
from accounts.models import Event
from office.tables import grid_of_file
from office.tables.importing import MOST_CHANGES
from plan.imports import KINDS
from plan.models import StatusUpdate
from tests.factories import MeasureFactory, TaskFactory
from tests.plan.conftest import NOW, TODAY
from tests.plan.lived import exported

pytestmark = pytest.mark.usefixtures("cast_stands")


@pytest.mark.parametrize("kind", KINDS)
def test_no_two_columns_answer_to_one_name(kind, plan):
    """Neither by a heading of either language nor by a key."""
    table = KINDS[kind].importer(plan, System("x"), NOW).table
    names = [{fold(name) for name in column.headings()} for column in table.columns]
    assert sum(len(some) for some in names) == len(set.union(*names))


@pytest.mark.both
def test_a_dry_run_says_what_the_import_does_and_writes_nothing(measure, bring):
    rows = [
        {
            "code": "2.3",
            "effective_on": "20/03/2026",
            "state": "in_progress",
            "percent": "40",
            "health": "on_track",
            "narrative": "Đã trình",
        }
    ]
    dry = bring("updates", rows, keep=False)
    assert not dry.written
    assert not StatusUpdate.objects.exists()
    assert not Event.objects.filter(verb="plan.status_recorded").exists()
    result = bring("updates", rows, seen=dry.digests)
    assert result.written
    assert [line.changes for line in result.lines] == [line.changes for line in dry.lines]
    update = StatusUpdate.objects.get()
    assert (update.percent, update.narrative, update.by.name, update.effective_on) == (40, "Đã trình", "secretariat", TODAY)
    assert Event.objects.filter(verb="plan.status_recorded").count() == 1
    assert bring("updates", rows).counts["same"] == 1


def test_one_bad_row_refuses_all_unless_bad_rows_are_skipped(measure, other_measure, bring):
    rows = [
        {"code": "2.3", "effective_on": "20/03/2026", "state": "in_progress", "health": "on_track"},
        {"code": "3.1", "effective_on": "20/03/2026", "state": "in_progress", "health": "at_risk"},
    ]
    result = bring("updates", rows)
    assert (result.written, result.counts["new"], result.counts["faulty"]) == (False, 1, 1)
    assert not StatusUpdate.objects.exists()
    assert [(fault.row, fault.key) for fault in result.every_fault] == [(3, "reason")]
    assert bring("updates", rows, skip_bad=True).written
    assert StatusUpdate.objects.get().measure == measure


def test_an_update_is_corrected_by_its_number_or_by_its_day(measure, do, bring):
    first = do.update(measure, narrative="Một", effective_on=date(2026, 1, 5))
    by_day = bring(
        "updates", [{"code": "2.3", "effective_on": "05/01/2026", "state": "in_progress", "health": "on_track", "narrative": "Hai"}]
    )
    assert by_day.counts["changed"] == 1
    second = StatusUpdate.objects.get(replaces=first)
    assert second.narrative == "Hai"
    bring(
        "updates",
        [{"id": second.pk, "code": "2.3", "effective_on": "06/01/2026", "state": "in_progress", "health": "on_track", "narrative": "Hai"}],
    )
    third = StatusUpdate.objects.get(replaces=second)
    assert third.effective_on == date(2026, 1, 6)
    gone = bring("updates", [{"id": second.pk, "code": "2.3", "effective_on": "06/01/2026", "state": "in_progress"}])
    assert [fault.key for fault in gone.every_fault] == ["id"]


def test_an_officer_imports_updates_of_own_measures_only(measure, other_measure, officer, bring):
    rows = [{"code": code, "effective_on": "20/03/2026", "state": "in_progress", "health": "on_track"} for code in ("2.3", "3.1")]
    result = bring("updates", rows, by=officer, skip_bad=True)
    assert [line.outcome for line in result.lines] == ["new", "faulty"]
    assert StatusUpdate.objects.get().measure == measure


def test_what_changed_since_the_dry_run_is_refused_row_by_row(measure, other_measure, do, bring):
    rows = [{"code": code, "effective_on": "20/03/2026", "state": "in_progress", "health": "on_track"} for code in ("2.3", "3.1")]
    dry = bring("updates", rows, keep=False)
    do.update(measure, percent=10, effective_on=date(2026, 3, 1))
    refused = bring("updates", rows, seen=dry.digests)
    assert (refused.written, [line.outcome for line in refused.lines]) == (False, ["faulty", "new"])
    assert bring("updates", rows, seen=dry.digests, skip_bad=True).written
    assert StatusUpdate.objects.filter(measure=other_measure).count() == 1
    assert StatusUpdate.objects.filter(measure=measure).count() == 1


def test_rows_that_were_not_shown_are_not_written(measure, bring):
    rows = [{"code": "2.3", "effective_on": "20/03/2026", "state": "in_progress", "health": "on_track"}]
    assert not bring("updates", rows, seen="").written
    assert not bring("updates", rows, seen="2:000000000000 x y:z 99999999999999:1").written


def grid_with(plan, cells):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(cells):
            sheet.write_row(number, 0, row)
    return grid_of_file(io.BytesIO(content.getvalue()))


@pytest.mark.parametrize(
    ("there", "typed", "outcome"), [(["2.9"], 2.1, "faulty"), ([], 2.1, "new"), ([], 2.7, "new"), (["2.1"], 2.1, "changed")]
)
def test_a_code_that_excel_made_a_number_of(plan, measure, bring, there, typed, outcome):
    """2.10 becomes 2.1: once there is a 2.9, nobody knows whether a new measure is meant."""
    for code in there:
        MeasureFactory(task=measure.task, code=code)
    cells = [["code", "task", "title_vi", "title_en"], [typed, "2", "Mới", "New"]]
    assert [line.outcome for line in bring("measures", grid_with(plan, cells), keep=False).lines] == [outcome]


def test_more_rows_than_may_change_at_once(plan, bring, monkeypatch):
    monkeypatch.setattr("office.tables.importing.MOST_CHANGES", 2)
    assert MOST_CHANGES == 1000
    codes = [MeasureFactory(task=TaskFactory(code="2"), code=f"2.{n}").code for n in range(50, 53)]
    result = bring(
        "updates", [{"code": code, "effective_on": "20/03/2026", "state": "in_progress", "health": "on_track"} for code in codes]
    )
    assert not result.written
    assert len(result.faults) == 1
    assert not StatusUpdate.objects.exists()


def test_a_dry_run_asks_few_questions_of_rows_that_stay(plan, measure, do, bring, django_assert_max_num_queries):
    do.update(measure)
    grid = exported("updates", plan, "xlsx")
    with django_assert_max_num_queries(15) as few:
        bring("updates", grid, keep=False)
    for n in range(60, 90):
        do.update(MeasureFactory(task=TaskFactory(code="2"), code=f"2.{n}"), by=System("x"))
    grid = exported("updates", plan, "xlsx")
    with django_assert_max_num_queries(len(few)):
        assert bring("updates", grid, keep=False).counts["same"] == 31


def test_from_the_shell_what_is_not_there(plan, tmp_path):
    for words in (["updates", tmp_path / "none.csv"], ["updates", tmp_path / "none.csv", "--plan", "999"]):
        with pytest.raises(CommandError):
            call_command("import_table", *words)
    with pytest.raises(CommandError):
        call_command("export_table", "updates", tmp_path / "x.pdf")
