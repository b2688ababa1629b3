"""Steps of measures come in by a table: once, in their order, by those whose they are."""

from datetime import date
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from accounts.folding import clean
from accounts.history import System
from accounts.models import Event
from office.tables.importing import error_file
from plan import services
from tests.plan.conftest import NOW
from tests.plan.lived import TEXT, exported

pytestmark = pytest.mark.usefixtures("cast_stands")


def steps_of(measure):
    rows = measure.milestones.standing().order_by("position")
    return [(row.position, row.title or row.kind, row.reached_on) for row in rows]


STEPS = [
    {"code": "2.3", "position": "1", "kind": "drafted", "planned_on": "01/02/2026", "reached_on": "09/02/2026", "note": "Tờ trình 7"},
    {"code": "2.3", "position": "2", "kind": "submitted", "planned_on": "01/06/2026"},
    {"code": "2.3", "position": "3", "kind": "other", "title": "Họp báo"},
]


@pytest.mark.both
def test_steps_come_in_once_and_in_their_order(measure, bring, secretariat):
    assert bring("milestones", STEPS).counts["new"] == 3
    expected = [(1, "drafted", date(2026, 2, 9)), (2, "submitted", None), (3, "Họp báo", None)]
    assert steps_of(measure) == expected
    verbs = [event.verb for event in Event.objects.about(measure).filter(by=secretariat).order_by("pk")]
    assert verbs == ["plan.milestone_added", "plan.milestone_reached", "plan.milestone_added", "plan.milestone_added"]
    assert bring("milestones", STEPS).counts["same"] == 3
    between = [STEPS[0], {"code": "2.3", "position": "2", "kind": "consulted"}, *STEPS[1:]]
    assert bring("milestones", between).counts == {"new": 1, "changed": 0, "same": 3, "faulty": 0}
    assert [name for _place, name, _day in steps_of(measure)] == ["drafted", "consulted", "submitted", "Họp báo"]
    assert bring("milestones", between).counts["same"] == 4


def test_a_step_is_changed_moved_reached_unreached_and_taken_off_by_its_number(measure, do, bring):
    first, second = do.step(measure), do.step(measure, kind="submitted")
    rows = [
        {"id": second.pk, "code": "2.3", "kind": "issued", "title": "Ban hành", "position": "1", "reached_on": "01/03/2026"},
        {"id": first.pk, "code": "2.3", "kind": "drafted", "position": "2"},
    ]
    assert bring("milestones", rows).written
    assert steps_of(measure) == [(1, "Ban hành", date(2026, 3, 1)), (2, "drafted", None)]
    assert bring("milestones", rows).counts["same"] == 2
    back = {**rows[0], "reached_on": ""}
    assert [fault.key for fault in bring("milestones", [{**back, "note": ""}]).every_fault] == ["note"]
    assert bring("milestones", [{**back, "note": "Ghi nhầm"}]).written
    assert bring("milestones", [{**back, "note": "Ghi nhầm", "removal": "Không cần nữa"}]).written
    assert steps_of(measure) == [(1, "drafted", None)]
    assert [fault.key for fault in bring("milestones", [{**back, "note": "Ghi nhầm", "removal": "Không cần nữa"}]).every_fault] == ["id"]


def test_places_past_the_end_are_the_last_ones_and_settle(measure, do, bring):
    do.step(measure)
    tens = [{"code": "2.3", "kind": "other", "title": f"Bước {n}", "position": str(10 * n)} for n in (1, 2, 3)]
    bring("milestones", tens)
    assert steps_of(measure) == [(1, "drafted", None), (2, "Bước 1", None), (3, "Bước 2", None), (4, "Bước 3", None)]
    assert bring("milestones", tens).counts["same"] == 3


def test_the_error_file_gives_the_places_back_as_they_were_typed(measure, bring):
    tens = [{"code": "2.3", "kind": "other", "title": f"Bước {n}", "position": str(10 * n)} for n in (1, 2, 3)]
    result = bring("milestones", [*tens, {"code": "9.9", "kind": "drafted", "position": "5"}])
    rows = CalamineWorkbook.from_filelike(BytesIO(error_file(result))).get_sheet_by_index(0).to_python()
    place = rows[0].index("Thứ tự") if "Thứ tự" in rows[0] else rows[0].index("Place in the list")
    assert [row[place] for row in rows[1:]] == [10, 20, 30, 5]


@pytest.mark.parametrize(
    ("row", "key"),
    [
        ({"code": "9.9", "kind": "drafted"}, "code"),
        ({"code": "2.3", "kind": "gì đó"}, "kind"),
        ({"code": "2.3", "kind": "other"}, "title"),
        ({"code": "2.3", "kind": "drafted", "planned_on": "01/01/2020"}, "planned_on"),
        ({"code": "2.3", "kind": "drafted", "reached_on": "01/01/2027"}, "reached_on"),
        ({"code": "2.3", "kind": "drafted", "note": "x"}, "note"),
        ({"code": "2.3", "kind": "drafted", "position": "0"}, "position"),
        ({"code": "2.3", "kind": "drafted", "id": "99999"}, "id"),
        ({"code": "2.3", "kind": "drafted", "removal": "x"}, "removal"),
    ],
)
def test_a_step_that_cannot_be(measure, bring, row, key):
    result = bring("milestones", [row], skip_bad=True)
    assert [fault.key for fault in result.every_fault] == [key]
    assert not measure.milestones.exists()


def test_a_refused_step_does_not_keep_the_next_ones_out(measure, bring):
    rows = [STEPS[0], {**STEPS[1], "reached_on": "01/01/2027"}, STEPS[2]]
    assert bring("milestones", rows, skip_bad=True).counts == {"new": 2, "changed": 0, "same": 0, "faulty": 1}
    assert [name for _place, name, _day in steps_of(measure)] == ["drafted", "Họp báo"]
    assert bring("milestones", STEPS).counts == {"new": 1, "changed": 0, "same": 2, "faulty": 0}
    assert [name for _place, name, _day in steps_of(measure)] == ["drafted", "submitted", "Họp báo"]


def test_each_brings_in_the_steps_that_are_theirs(measure, other_measure, officer, head, do, bring):
    """The list is kept by the head of the lead unit; the officer says that a step was reached."""
    row = do.step(measure)
    reached = {"id": row.pk, "code": "2.3", "kind": "drafted", "reached_on": "01/03/2026"}
    new = {"code": "2.3", "kind": "issued"}
    theirs = {"code": "3.1", "kind": "issued"}
    outcomes = [line.outcome for line in bring("milestones", [reached, new, theirs], by=officer, skip_bad=True).lines]
    assert outcomes == ["changed", "faulty", "faulty"]
    outcomes = [line.outcome for line in bring("milestones", [new, theirs], by=head, skip_bad=True).lines]
    assert outcomes == ["new", "faulty"]


def test_any_list_of_steps_comes_back_as_it_was_and_any_order_is_reached_once(lived, measure, bring):
    kinds = st.sampled_from(["drafted", "consulted", "submitted", "issued", "in_force", "other"])
    day = st.none() | st.dates(date(2025, 10, 1), date(2030, 1, 1))

    @settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
    @given(steps=st.lists(st.tuples(kinds, TEXT, day), max_size=5), order=st.lists(st.integers(1, 6), min_size=9, max_size=9))
    def holds(steps, order):
        measure.milestones.all().delete()
        for kind, title, planned_on in steps:
            name = " ".join(clean(title).split()) or "Tên"  # of what no column keeps nothing may be left
            services.add_milestone(measure=measure, by=System("x"), kind=kind, title=name, planned_on=planned_on, now=NOW, seen=None)
        for form in ("xlsx", "csv"):
            result = bring("milestones", exported("milestones", lived, form), keep=False)
            assert result.counts["same"] == len(result.lines) or not steps, (result.every_fault, [line.changes for line in result.to_write])
        rows = [
            {"id": row.pk, "code": "2.3", "kind": row.kind, "title": f"Bước {row.pk}", "position": place}
            for row, place in zip(measure.milestones.standing(), order, strict=False)
        ]
        if rows:
            assert bring("milestones", rows).every_fault == []
            told = [f"Bước {row['id']}" for row in sorted(rows, key=lambda row: row["position"])]
            assert [name for _place, name, _day in steps_of(measure)] == told
            assert bring("milestones", rows).counts["same"] == len(rows)
            new = [{"code": "2.3", "kind": "other", "title": f"Mới {n}", "position": place} for n, place in enumerate(order[5:])]
            mixed = [*new[:2], *rows, *new[2:]]
            assert bring("milestones", mixed).counts == {"new": 4, "changed": 0, "same": len(rows), "faulty": 0}
            told = [row["title"] for row in sorted(mixed, key=lambda row: row["position"])]
            assert [name for _place, name, _day in steps_of(measure)] == told
            assert bring("milestones", mixed).counts["same"] == len(mixed)

    holds()
