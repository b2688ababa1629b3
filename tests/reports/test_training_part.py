"""Training in a progress report: sentences and a table whose numbers open the page of completion at the report's moment."""

from dataclasses import replace
from datetime import date

import pytest

from office.blocks import Table
from personnel.models import ProgrammeTarget
from reports.composition import compose
from reports.facts import Name, TrainingRow
from reports.figures import figures_for, readable
from reports.inputs import read_inputs
from tests.factories import LONG_AGO
from tests.personnel.rows import ProgrammeFactory
from tests.personnel.training import completed
from tests.reports.conftest import NOW
from tests.reports.test_composition import report, texts
from tests.reports.test_figures import figures

ROWS = (
    TrainingRow("tw", Name("Bồi dưỡng trung ương", "Central"), "central", 17, 42.4, 10, 60),
    TrainingRow("dp", Name("Bồi dưỡng địa phương", "Local"), "locality", 1200, 900.0, 700, 0),
)


def test_it_is_said_in_all_by_audience_and_by_programme():
    said = report(training=ROWS)
    assert "Training" in said
    assert "1,215" in said  # of 1,217: people are rounded to five, and what they come to as a sum
    assert "Central level: 15, by the path 42" in said
    assert "Central | 15 | 42 | 10 | 60" in said
    assert "Local | 1,200 | 900 | 700 | –" in said
    assert "Bồi dưỡng trung ương | 15 | 42 | 10 | 60" in report("vi", training=ROWS)
    assert "Central | under 8 | 42 | under 8 | 60" in report(training=[replace(ROWS[0], completed=4, year_completed=1)])


def test_where_nobody_was_trained_nothing_is_said():
    assert "Training" not in report()
    older = {name: value for name, value in figures().items() if name != "training"}
    assert readable(older)["training"] is None


@pytest.mark.django_db
def test_it_is_read_as_it_was_known_and_opens_its_rows(plan, signed_in, leader):
    programme = ProgrammeFactory(code="tw", audience="central", lead_unit__code="vu-to-chuc-can-bo")
    ProgrammeTarget.objects.create(programme=programme, year=2026, people=100, recorded_at=LONG_AGO)
    completed(programme, date(2026, 3, 1), heads=20)
    completed(programme, date(2026, 3, 2), heads=5, recorded_at=NOW.replace(year=2030))
    found = figures_for(read_inputs(plan, date(2026, 6, 30), NOW))
    total = found["training"]["total"]
    assert (total["completed"], total["year_target"]) == (20, 100)
    assert any(isinstance(block, Table) and "100" in "".join(texts([block])) for block in compose(found, "vi"))
    for part in (total, *found["training"]["audiences"], *found["training"]["programmes"]):
        assert signed_in(leader).get(part["address"]).context["found"].whole.completed == part["completed"] == 20
