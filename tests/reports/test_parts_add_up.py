"""A report on a part says what is so of the part: what it counts adds up, what it does not know it does not deny."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pytest

from office.blocks import Annex, Heading, Table
from plan.models import Period
from plan.moment import HANOI
from plan.progress import Cell
from reports.composition import compose
from reports.facts import FORESIGHT, REGION, UNIT, Name, ProposalRow, Scope
from reports.models import ProgressReport
from tests.factories import UnitFactory
from tests.reports import proposed
from tests.reports.conftest import NOW, ON
from tests.reports.test_composition import heard, owed, report, spoken, texts
from tests.reports.test_figures import figures, measure, network
from tests.reports.test_scopes import EUROPE, FRANCE, SECOND

BALKANS = Scope(REGION, "chau-au", Name("Châu Âu", "Europe"), ("emb-Pháp", "emb-Ý"))
PARTS = [None, SECOND, EUROPE, FRANCE, BALKANS]
PROPOSALS = tuple(
    ProposalRow(task, "assigned", late, pk, f"Kiến nghị {pk}", due_on=ON, units=("vu-chau-au", "emb-Pháp"))
    for pk, (task, late) in enumerate([("1", True), ("2", False), ("3", True), ("3", False), ("", False)], 1)
)
LED = measure(lead=Name("Vụ Châu Âu"), lead_code="vu-chau-au", cell=Cell.OPEN_WITHIN)
OTHER = measure("3.1", "3", lead=Name("Vụ Tổ chức Cán bộ"), lead_code="vu-tccb", coordinating_codes=("vu-chau-au",))


def said(scope, language="vi", **given):
    return "\n".join(texts(compose(figures(scope=scope, **given), language)))


def tables(blocks, caption):
    return [block for block in blocks if isinstance(block, Table) and block.caption == caption]


@pytest.mark.parametrize("scope", PARTS, ids=lambda scope: scope.kind if scope else "whole")
def test_the_proposals_by_task_add_up_and_every_task_has_its_title(scope):
    found = figures([LED], scope=scope, proposals=PROPOSALS)
    blocks = compose(found, "vi")
    (table,) = tables(blocks, "Kiến nghị theo nhiệm vụ")
    for place in range(1, 5):
        assert sum(int(row[place].text) for row in table.rows) == int(table.total[place].text)
    assert int(table.total[1].text) == (1 if scope == SECOND else 5)
    annex = next(block for block in blocks if isinstance(block, Annex) and "Kiến nghị" in block.title)
    groups = [row[0].text for row in annex.blocks[0].rows if len(row) == 1]
    assert all(group == "Chưa gắn nhiệm vụ" or "Nhiệm vụ" in group for group in groups)
    assert len(groups) == len(table.rows)


def test_figures_frozen_with_the_tasks_of_the_part_alone_are_still_drawn():
    found = figures([LED], scope=EUROPE, proposals=PROPOSALS)
    for row in found["proposals"]["tasks"]:
        del row["title"]
    del found["coordinated"]
    assert "Kiến nghị theo nhiệm vụ" in "\n".join(table.caption for table in tables(compose(found, "vi"), "Kiến nghị theo nhiệm vụ"))


def test_a_report_on_one_task_does_not_deny_what_missions_reported():
    lines = [spoken(role=role) for role in ("difficulties", "proposals", "next")]
    text = said(SECOND, measures=[LED], **heard([owed()], lines))
    assert "không phân theo nhiệm vụ; nội dung này có trong báo cáo về toàn bộ Kế hoạch." in text
    for denial in ("không nêu khó khăn", "chưa nêu công việc", "không có đề xuất"):
        assert denial not in text.replace("Các đơn vị không nêu khó khăn, vướng mắc.", "")
    whole = said(None, measures=[LED], **heard([owed()]))
    assert "Các cơ quan đại diện không có đề xuất, kiến nghị." in whole  # where all were asked and nobody did


def test_of_a_unit_that_follows_no_mission_nothing_is_said_of_missions():
    alone = Scope(UNIT, "vu-tccb", Name("Vụ Tổ chức Cán bộ"), ("vu-tccb",))
    blocks = compose(figures([OTHER], scope=alone, **heard([owed()], [spoken()])), "vi")
    assert "không có đề xuất" not in "\n".join(texts(blocks))
    assert [block.number for block in blocks if isinstance(block, Annex)] == ["I"]


@pytest.mark.parametrize(("scope", "label"), [(None, "Toàn bộ Kế hoạch"), (SECOND, "Cộng"), (EUROPE, "Cộng"), (FRANCE, "Cộng")])
def test_the_sum_of_a_part_is_not_called_the_whole(scope, label):
    rows = [LED, measure("2.4", "2", coordinating_codes=("emb-Pháp",))]
    (table,) = tables(compose(figures(rows, scope=scope), "vi"), "Số giải pháp theo nhiệm vụ, tính đến ngày 30/06/2026")
    assert table.total[0].text == label


def test_no_directive_on_a_part_is_not_said_of_the_plan():
    assert "ý kiến chỉ đạo nào đối với phần Kế hoạch được báo cáo." in said(SECOND, measures=[LED])
    assert "ý kiến chỉ đạo nào đối với Kế hoạch." in said(None, measures=[LED])
    foresees = Scope(FORESIGHT, "", Name("kèm dự báo"))
    assert "ý kiến chỉ đạo nào đối với Kế hoạch." in said(foresees, measures=[LED])


@pytest.mark.parametrize("field", [{}, heard([owed()], [spoken()])], ids=["on a day", "of a period"])
@pytest.mark.parametrize("scope", [EUROPE, FRANCE, SECOND], ids=lambda scope: scope.kind)
def test_a_part_without_measures_says_so_once_and_draws_no_empty_table(scope, field):
    blocks = compose(figures([measure("3.1", "3")], scope=scope, proposals=PROPOSALS, **field), "vi")
    text = "\n".join(texts(blocks))
    assert ("không chủ trì giải pháp nào" in text) + ("không có giải pháp nào." in text) == 1
    assert "0 giải pháp" not in text
    assert all(block.rows for block in blocks if isinstance(block, Table))
    annexes = [block for block in blocks if isinstance(block, Annex)]
    assert [one.number for one in annexes] == ["I", "II", "III", "IV"][: len(annexes)]
    assert all(inner.rows for one in annexes for inner in one.blocks if isinstance(inner, Table))
    for block, after in pairwise(blocks):
        assert not (isinstance(block, Heading) and isinstance(after, Heading) and after.level <= block.level)


def test_a_unit_is_said_to_lead_and_what_it_takes_part_in_is_named_and_not_counted():
    found = figures([LED, OTHER], scope=EUROPE)
    text = "\n".join(texts(compose(found, "vi")))
    assert "tình hình, kết quả thực hiện các giải pháp do Vụ Châu Âu chủ trì như sau:" in text
    assert "Vụ Châu Âu chủ trì 1 giải pháp thuộc 1 nhiệm vụ của Kế hoạch." in text
    assert "Vụ Châu Âu còn phối hợp thực hiện 1 giải pháp do đơn vị khác chủ trì" in text
    assert "kết quả thực hiện các giải pháp do Vụ Châu Âu chủ trì theo Nghị quyết số 292/NQ-CP tính đến ngày 30/06/2026" in text
    assert ([row["code"] for row in found["coordinated"]], found["cells"]["total"]["n"]) == (["3.1"], 1)
    assert "phối hợp thực hiện" not in said(FRANCE, measures=[LED, OTHER])


def test_an_answer_that_is_overdue_is_work_ahead():
    done = measure(cell=Cell.ONGOING, lead=Name("Vụ"), output=Name("Luật"))
    text = report(measures=[done], proposals=PROPOSALS)
    assert "Answer 2 proposals whose day has passed." in text
    assert "Nothing is overdue" not in text
    on_time = tuple(row for row in PROPOSALS if not row.overdue)
    assert "Nothing is overdue and nothing is missing." in report(measures=[done], proposals=on_time)


def test_what_is_not_certain_of_the_network_is_said_as_on_the_dashboard():
    text = report(net=network(99, between=(95, 97), gained=(0, 2)))
    assert "Between 95 and 97 missions may have been open: the day of some openings or closings is not known." in text
    assert "It may have been between 0 and +2: the day of some changes is not known." in text
    assert "may have been" not in report(net=network(99))


def test_of_no_accepted_report_it_is_not_said_that_figures_count_it():
    assert "No report has been accepted yet, so the figures of this report count none." in report(**heard([owed(review="waiting")]))


@pytest.mark.parametrize(
    ("states", "words"),
    [
        (("answered",), "1 proposal is on record on 30/06/2026; it is answered or closed."),
        (("late",), "1 proposal is on record on 30/06/2026; it waits for an answer past its day."),
        (("answered", "closed"), "2 proposals are on record on 30/06/2026; all are answered or closed."),
        (("raised", "raised"), "Of 2 proposals on record on 30/06/2026, none is answered or closed; 2 wait for an answer, none past"),
        (("late", "late", "closed"), "Of 3 proposals on record on 30/06/2026, 1 is answered or closed; 2 wait for an answer, all past"),
        (("late", "raised", "closed"), "1 is answered or closed; 2 wait for an answer, of which 1 past their day."),
    ],
)
def test_none_and_all_of_the_proposals_are_said_in_words(states, words):
    rows = tuple(ProposalRow("2", "assigned" if one == "late" else one, one == "late", pk) for pk, one in enumerate(states, 1))
    assert words in report(measures=[measure()], proposals=rows)


@pytest.mark.django_db
@pytest.mark.usefixtures("undrawn")
class TestOnTheDay:
    @pytest.fixture
    def raised(self, whole, secretariat):
        """One proposal before the day of the report, answered after it, and one after it."""
        unit = UnitFactory()
        before = datetime(2026, 5, 1, 3, tzinfo=HANOI)
        first = proposed.typed(secretariat, before, raised_on=date(2026, 5, 1))
        proposed.assigned(first, unit, secretariat, before, date(2026, 6, 1))
        later = datetime(2026, 7, 1, 8, tzinfo=HANOI)
        proposed.answered(first, secretariat, later)
        proposed.typed(secretariat, later, raised_on=date(2026, 7, 1))
        return NOW + timedelta(days=1)

    @pytest.mark.both
    def test_proposals_stand_as_on_the_day_of_the_report_and_the_register_says_the_same(
        self, raised, asked, compiled, secretariat, signed_in
    ):
        found = compiled(on=ON, now=raised).figures["proposals"]
        assert {name: one["n"] for name, one in found["total"].items()} == {"kept": 1, "settled": 0, "open": 1, "overdue": 1}
        assert (found["on"], [row["code"][:3] for row in found["open"]]) == (ON.isoformat(), ["KN-"])
        browser = signed_in(secretariat)
        for one in found["total"].values():
            if one["n"]:
                assert parse_qs(urlsplit(one["address"]).query)["on"] == [ON.isoformat()]
                assert browser.get(one["address"]).context["page"].paginator.count == one["n"]
        today = compiled(on=raised.astimezone(HANOI).date(), now=raised).figures["proposals"]["total"]
        assert {name: one["n"] for name, one in today.items()} == {"kept": 2, "settled": 1, "open": 1, "overdue": 0}


@pytest.mark.parametrize(("scope", "name"), [("", ""), ("task:2", " – Mạng lưới")])
def test_the_list_names_the_day_of_a_report_of_a_day(scope, name):
    row = ProgressReport(on=ON, scope=scope, scope_name={"vi": "Mạng lưới"} if scope else None)
    assert row.subject == f"Kế hoạch tính đến ngày 30/06/2026{name}"
    quarter = ProgressReport(
        on=ON, period=Period(code="2026-Q2", kind="quarter", starts_on=date(2026, 3, 15), cut_off_on=date(2026, 6, 14))
    )
    assert "30/06/2026" not in quarter.subject
