"""Figures become sentences a person would write; page and Word file say the same."""

from datetime import date

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from accounts.folding import clean
from office.blocks import Annex, Heading, Items, Paragraph, Table, Text
from plan.progress import Cell
from reports.composition import abstract, compose
from reports.facts import Change, DirectiveRow, Name, OfficialTotal
from reports.sentences import listed, said
from tests.reports.test_figures import figures, measure, network


def texts(blocks):
    """Every text of the blocks, one line a paragraph, item or row."""
    for block in blocks:
        match block:
            case Heading(text=text):
                yield text
            case Paragraph(parts=parts):
                yield "".join(part.text for part in parts)
            case Items(items=items):
                yield from ("".join(part.text for part in item) for item in items)
            case Table(rows=rows, total=total):
                yield from (" | ".join(cell.text for cell in row) for row in [*rows, total])
            case Annex(blocks=inner):
                yield from texts(inner)


def report(language="en", **given):
    return "\n".join(texts(compose(figures(**given), language)))


class TestSentences:
    def test_a_number_inside_a_sentence_is_a_link(self):
        parts = said("There are %(n)s of %(m)s.", n=Text("3", "/rows/"), m=5)
        assert parts == (Text("There are "), Text("3", "/rows/"), Text(" of 5."))

    def test_a_percent_sign_or_a_place_in_what_people_wrote_is_only_text(self):
        assert said("%(text)s.", text="100 % of %(plan)s")[0].text == "100 % of %(plan)s."

    def test_lists_are_parted_by_semicolons(self):
        assert "".join(part.text for part in listed([said("a"), said("b")])) == "a; b"


class TestWording:
    def test_one_is_singular(self):
        text = report(measures=[measure(cell=Cell.OPEN_OVERDUE, due_on=date(2026, 3, 31))])
        assert "the plan has 3 tasks with 1 measure." in text
        assert "0 measures have been completed and 1 measure is overdue." in text
        assert "Finish measure 2.3, overdue since 31/03/2026: Giải pháp (lead agency: not yet assigned);" in text

    def test_about_is_never_dropped(self):
        text = report(net=network(99))
        for line in text.splitlines():
            for goal in ("115", "150"):
                if goal in line and "2.3" not in line:
                    assert f"about {goal}" in line

    def test_behind_its_path_is_said_with_both_paces(self):
        text = report(net=network(99))
        assert "asks for about 100.6 on 30/06/2026; the network is behind it by 1.6." in text
        assert "Pace needed to reach about 115 by 31/12/2030: 3.6 missions a year." in text
        assert "Pace of the last twelve months: +5 (94 open on 30/06/2025)." in text

    def test_not_known_is_never_a_number(self):
        text = report(net=network(None, None))
        assert "not known: the network is recorded from 09/11/2020 on." in text
        assert "The pace of the last twelve months is not known." in text

    def test_a_day_is_only_as_exact_as_it_is_known(self):
        changes = (
            Change("emb-ie", Name("Ireland"), True, date(2025, 12, 16), "not_later_than"),
            Change("emb-pt", Name("Portugal"), True, date(2025, 11, 30), "month"),
        )
        text = report(net=network(99, changes=changes))
        assert "Ireland: opened not later than 16/12/2025" in text
        assert "Portugal: opened in 11/2025" in text

    def test_a_difference_from_the_published_total_is_named(self):
        text = report(net=network(94, official=OfficialTotal(date(2021, 12, 19), 96, "VNS", 94)))
        assert (
            "The latest published total is 96 (19/12/2021; source: VNS). The recorded openings and closings give 94 for that day." in text
        )

    def test_what_units_wrote_stands_as_they_wrote_it(self):
        row = measure(narrative="Đã trình\ndự thảo <b>.", difficulties="Thiếu 20 % & kinh phí.", percent=40)
        text = report(measures=[row])
        assert "2.3. Giải pháp (not started, 40 %): Đã trình dự thảo <b>" in text
        assert "2.3. Giải pháp: Thiếu 20 % & kinh phí." in text

    def test_nothing_missing_is_said_too(self):
        row = measure(cell=Cell.ONGOING, lead=Name("Vụ"), output=Name("Luật"))
        assert "Nothing is overdue and nothing is missing." in report(measures=[row])

    def test_directives_name_their_gaps(self):
        rows = [DirectiveRow("a", "instruction", True, ()), DirectiveRow("b", "instruction", False, ())]
        text = report(directives=rows)
        assert "1 directive recorded; instructions: 1, policy statements: 0, background: 0." in text
        assert "Assign a measure to 1 directive that no measure carries out." in text
        assert "1 directive found later in other public sources is not counted here." in text

    def test_a_list_ends_its_lines_as_administrative_texts_do(self):
        text = report(measures=[measure(), measure("2.4", cell=Cell.PAUSED), measure("2.5", cell=Cell.OUT)])
        assert "No deadline yet: 1 measure;\nPaused: 1 measure;\nCancelled or superseded: 1 measure." in text
        assert "with 3 measures, of which 2 in force." in text


class TestShape:
    def test_the_parts_are_numbered_and_the_annex_holds_every_measure(self):
        blocks = compose(figures([measure("2.3"), measure("3.1", "3")], net=network(99)), "en")
        numbers = [block.text.partition(".")[0] for block in blocks if isinstance(block, Heading) and block.level == 1]
        assert numbers == ["I", "II", "III", "IV", "V"]
        (annex,) = [block for block in blocks if isinstance(block, Annex)]
        assert [column.label for column in annex.blocks[0].columns][:2] == ["No.", "Task"]
        places = [row[0].text for row in annex.blocks[0].rows if len(row) > 1]
        assert places == ["1", "2"]

    def test_every_row_fits_its_columns_or_is_a_group_line(self):
        for block in compose(figures([measure()], net=network(99)), "en"):
            for table in [block, *getattr(block, "blocks", ())]:
                if isinstance(table, Table):
                    assert {len(row) for row in [*table.rows, table.total or table.columns]} <= {1, len(table.columns)}

    @pytest.mark.parametrize("language", ["vi", "en"])
    def test_no_text_needs_cleaning(self, language):
        for line in texts(compose(figures([measure()], net=network(99)), language)):
            assert clean(line) == line

    def test_the_language_is_the_reports_own_whatever_the_readers_is(self):
        given = figures([measure(cell=Cell.OPEN_OVERDUE, due_on=date(2026, 3, 31))], net=network(99))
        assert abstract(given, "en").startswith("Progress in implementing")
        assert abstract(given, "vi") == "Tình hình, kết quả thực hiện Nghị quyết số 292/NQ-CP ngày 23/09/2025 (tính đến ngày 30/06/2026)"
        with override("en"):
            text = "\n".join(texts(compose(given, "vi")))
        assert "Đã hoàn thành 0 giải pháp; còn 1 giải pháp quá hạn." in text
        assert "chỉ tiêu: khoảng 115 vào ngày 31/12/2030, khoảng 150 vào ngày 31/12/2045." in text
        assert "mạng lưới thấp hơn lộ trình 1,6." in text
        assert "Tốc độ cần đạt để có khoảng 115 vào ngày 31/12/2030: 3,6 cơ quan đại diện mỗi năm." in text

    def test_the_page_escapes_what_people_wrote_and_links_the_numbers(self):
        blocks = compose(figures([measure(narrative="<script>alert(1)</script>")]), "en")
        html = render_to_string("_blocks.html", {"blocks": blocks})
        assert "<script>" not in html
        assert '<a href="/plan/292/measures/?on=2026-06-30&amp;known=' in html
