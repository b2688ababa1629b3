"""A plan with something of each kind, for tables that go out and come back."""

import io
from datetime import date

from hypothesis import strategies as st

from accounts.history import System
from office.tables import csv_lines, grid_of_file, xlsx
from plan import services
from plan.imports import rows_to_export
from tests.factories import AssignmentFactory, IndicatorFactory, PeriodFactory, UnitFactory
from tests.plan.days import LATER, NOW


def exported(kind, plan, form):
    table, rows = rows_to_export(kind, plan, None, LATER)
    content = xlsx(table, rows) if form == "xlsx" else "".join(csv_lines(table, rows)).encode()
    return grid_of_file(io.BytesIO(content))


def lived_plan(plan, measure, other_measure, geographic, do):
    """A plan with something of each kind."""
    third = UnitFactory(code="vu-luat", name_vi="Vụ Luật pháp", name_en="Legal Department")
    AssignmentFactory(measure=measure, unit=third, role="coordinating")
    do.set_term(measure, date(2026, 12, 31))
    do.update(measure, percent=30, narrative="=1+1\nđã trình", effective_on=date(2026, 1, 5))
    do.update(measure, percent=55, health="at_risk", reason="'Chờ góp ý", difficulties="-")
    do.update(other_measure, by=System("x"))
    do.propose(other_measure)
    do.reach(do.step(measure, planned_on=date(2026, 2, 1)), on=date(2026, 2, 9), note="=Tờ trình 7")
    do.step(measure, kind="other", title="'Họp ba bên")
    do.step(measure)
    typed = IndicatorFactory(code="typed", source_kind="typed", decimals=2, baseline=0, baseline_on=date(2025, 1, 1))
    reported = IndicatorFactory(code="reported", source_kind="reported")
    services.observe(indicator=typed, on=date(2026, 1, 31), value=-12345, by=System("x"), now=NOW, note="Nguồn")
    services.observe(
        indicator=reported, on=date(2026, 1, 31), value=7, by=System("x"), now=NOW, unit=geographic, period=PeriodFactory(),
        origin=services.Origin("reports.reportversion", "1"),
    )  # fmt: skip
    services.set_target(
        indicator=typed, code="T1", due_on=date(2030, 12, 31), value=11500, about=True, nature_vi="phấn đấu", nature="", reason="",
        by=System("x"), now=NOW, seen=None,
    )  # fmt: skip
    return plan


TEXT = st.text(st.characters(codec="utf-8"), max_size=30) | st.sampled_from(
    ["=1+1", "'=x", "một\x0bhai", "-5", "a;b", "\ta", "dòng\r\nhai", "'"]
)
