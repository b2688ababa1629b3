"""The work ahead: what is overdue, then what falls due in the quarter after the report."""

from datetime import date

from plan.progress import Cell
from reports.composition import compose
from reports.wording import sentences
from tests.reports.test_composition import report, texts
from tests.reports.test_figures import ON, figures, measure


def test_what_falls_due_in_the_next_quarter_stands_after_what_is_overdue():
    days = {"3.4": date(2026, 9, 30), "6.6": date(2026, 7, 1), "6.7": date(2026, 10, 1), "2.2": date(2026, 3, 31)}
    rows = [measure(code, cell=Cell.OPEN_OVERDUE if due < ON else Cell.OPEN_WITHIN, due_on=due) for code, due in days.items()]
    text = report(measures=[*rows, measure("2.9", cell=Cell.DONE_ON_TIME, due_on=date(2026, 8, 1))])
    lines = [line for line in text.splitlines() if line.startswith("Finish measure")]
    assert [line.split(":")[0] for line in lines] == [
        "Finish measure 2.2, overdue since 31/03/2026",
        "Finish measure 6.6 by 01/07/2026",
        "Finish measure 3.4 by 30/09/2026",
    ]


def test_a_report_frozen_before_it_named_them_goes_on_saying_what_it_said():
    frozen = figures([measure(cell=Cell.OPEN_WITHIN, due_on=date(2026, 7, 1))])
    frozen["wording"] = {key: one.texts | {"number": 1} for key, one in sentences().items() if key != "ahead-due"}
    assert "Finish measure" not in "\n".join(texts(compose(frozen, "en")))
