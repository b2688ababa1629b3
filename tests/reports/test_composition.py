"""Figures become sentences a person would write; page and Word file say the same."""

import re
from datetime import date
from html import unescape
from io import BytesIO
from itertools import pairwise

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override
from docx import Document
from docx.table import Table as WordTable

from accounts.folding import clean
from office.blocks import Annex, Heading, Items, Paragraph, Picture, Table, Text
from plan.progress import Cell
from reports.composition import abstract, compose
from reports.drawing import docx_of
from reports.facts import (
    BadReport,
    Change,
    DirectiveRow,
    FieldRows,
    IndicatorRow,
    Name,
    OfficialTotal,
    OwedRow,
    Previous,
    ProposalRow,
    SaidRow,
)
from reports.sentences import listed, said
from tests.reports.test_field import Q2
from tests.reports.test_figures import ON, figures, measure, network


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
        assert "No measure has been completed and 1 measure is overdue." in text
        assert "Finish measure 2.3, overdue since 31/03/2026: Giải pháp (lead agency: not yet assigned);" in text

    def test_about_is_never_dropped(self):
        text = report(net=network(99))
        for line in text.splitlines():
            for goal in ("115", "150"):
                if goal in line and "2.3" not in line:
                    assert f"about {goal}" in line

    def test_behind_its_path_is_said_with_both_paces(self):
        text = report(net=network(99))
        assert "asks for about 100.6 on 30/06/2026; the network is behind it by 1.6 missions." in text
        assert "Pace needed to reach about 115 by 31/12/2030: 3.6 missions a year." in text
        assert "Pace of the last twelve months: +5 (94 open on 30/06/2025)." in text

    def test_the_path_is_rounded_once_as_on_the_pages(self):
        """It asks for 101.94967 on the day."""
        assert "asks for about 101.9 on 01/12/2026; the network is behind it by 2.9 missions." in report(
            net=network(99), on=date(2026, 12, 1)
        )

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
        assert "2.3. Giải pháp (not started, 40%): Đã trình dự thảo <b>" in text
        assert "2.3. Giải pháp: Thiếu 20 % & kinh phí." in text

    def test_a_result_told_before_the_last_change_of_status_carries_its_day(self):
        row = measure(narrative="Đã ký.", narrative_on=date(2026, 2, 1))
        assert "2.3. Giải pháp (not started; result as of 01/02/2026): Đã ký" in report(measures=[row])

    def test_figures_frozen_before_results_had_a_day_are_still_composed(self):
        frozen = figures([measure(narrative="Đã ký.")])
        del frozen["measures"][0]["narrative_on"]
        assert "2.3. Giải pháp (not started): Đã ký" in "\n".join(texts(compose(frozen, "en")))

    def test_nothing_missing_is_said_too(self):
        row = measure(cell=Cell.ONGOING, lead=Name("Vụ"), output=Name("Luật"))
        assert "Nothing is overdue and nothing is missing." in report(measures=[row])

    def test_proposals_are_counted_to_the_day_of_the_report(self):
        found = figures([measure()], proposals=(ProposalRow("2", "raised", False, 4, "Bố trí kinh phí", Name("ĐSQ")),))
        known = found | {"known_at": "2026-07-20T18:30:00+00:00"}
        said = "1 proposal is on record on %s; it waits for an answer and is not past its day."
        assert said % "30/06/2026" in "\n".join(texts(compose(known, "en")))
        del known["proposals"]["on"]  # as figures were frozen before they said a day: they are of the day on which they were read
        assert said % "21/07/2026" in "\n".join(texts(compose(known, "en")))

    def test_directives_name_their_gaps(self):
        rows = [DirectiveRow("a", "instruction", True, ()), DirectiveRow("b", "instruction", False, ())]
        text = report(directives=rows)
        assert "1 directive recorded; instructions: 1, policy statements: 0, background: 0." in text
        assert "Assign a measure to 1 directive that no measure carries out;\na." in text
        assert "1 directive found later in other public sources is not counted here." in text

    @pytest.mark.parametrize(
        ("links", "told"),
        [
            ((), "No directive is linked to a measure yet. Instructions without a confirmed link: 1, of which without any link: 1."),
            (("rejected",), "No directive is linked to a measure yet. Instructions without a confirmed link: 1, of which without any"),
            (("to_be_confirmed",), "Instructions without a confirmed link: 1; each has a link to be confirmed."),
            (("confirmed",), "1 confirmed, 0 to be confirmed. Every instruction has a confirmed link."),
        ],
    )
    def test_where_there_is_nothing_to_count_a_sentence_says_so(self, links, told):
        assert told in report(directives=[DirectiveRow("a", "instruction", True, links)])

    def test_without_an_instruction_there_is_no_gap_to_tell(self):
        text = report(directives=[DirectiveRow("a", "background", True, ())])
        assert "No directive is linked to a measure yet." in text
        assert "confirmed link" not in text

    def test_a_list_ends_its_lines_as_administrative_texts_do(self):
        text = report(measures=[measure(), measure("2.4", cell=Cell.PAUSED), measure("2.5", cell=Cell.OUT)])
        assert "No deadline yet: 1 measure;\nPaused: 1 measure;\nCancelled or superseded: 1 measure." in text
        assert "with 3 measures, of which 2 in force." in text


class TestShape:
    def test_the_parts_are_numbered_and_the_annex_holds_every_measure(self):
        blocks = compose(figures([measure("2.3"), measure("3.1", "3")], net=network(99), **heard()), "en")
        numbers = [block.text.partition(".")[0] for block in blocks if isinstance(block, Heading) and block.level == 1]
        assert numbers == ["I", "II", "III", "IV", "V"]
        annex, *others = [block for block in blocks if isinstance(block, Annex)]
        assert [annex.number, *(other.number for other in others)] == ["I", "II", "III"]
        assert [column.label for column in annex.blocks[0].columns][:2] == ["No.", "Task"]
        places = [row[0].text for row in annex.blocks[0].rows if len(row) > 1]
        assert places == ["1", "2"]

    @pytest.mark.parametrize("heard_too", [False, True])
    def test_no_level_of_headings_is_passed_over(self, heard_too):
        """With the words of missions and without them: who hears the page goes from heading to heading."""
        field = heard([owed()], [spoken(role="difficulties", text="Thiếu người.")]) if heard_too else {}
        blocks = compose(figures(measures=[measure(difficulties="Thiếu kinh phí.")], **field), "vi")
        levels = [block.level for block in blocks if isinstance(block, Heading)]
        assert 3 in levels
        assert all(level <= before + 1 for before, level in pairwise([0, *levels]))

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
        assert (
            abstract(given, "vi")
            == "Tình hình, kết quả thực hiện Nghị quyết số 292/NQ-CP ngày 23 tháng 9 năm 2025 của Chính phủ (tính đến ngày 30/06/2026)"
        )
        with override("en"):
            text = "\n".join(texts(compose(given, "vi")))
        assert "Chưa có giải pháp nào hoàn thành; còn 1 giải pháp quá hạn." in text
        assert "chỉ tiêu: khoảng 115 vào ngày 31/12/2030, khoảng 150 vào ngày 31/12/2045." in text
        assert "mạng lưới thấp hơn lộ trình 1,6 cơ quan đại diện." in text
        assert "Tốc độ cần đạt để có khoảng 115 vào ngày 31/12/2030: 3,6 cơ quan đại diện mỗi năm." in text

    def test_the_page_escapes_what_people_wrote_and_links_the_numbers(self):
        blocks = compose(figures([measure(narrative="<script>alert(1)</script>")]), "en")
        html = render_to_string("_blocks.html", {"blocks": blocks})
        assert "<script>" not in html
        assert '<a href="/plan/292/measures/?on=2026-06-30&amp;known=' in html


def owed(unit="Pháp", standing="on_time", review="accepted", **values):
    return OwedRow("2026-Q2", f"emb-{unit}", Name(f"ĐSQ {unit}"), "vu-chau-au", standing, review, **values)


def spoken(unit="Pháp", role="proposals", text="Bố trí kinh phí.", **values):
    return SaidRow("2026-Q2", f"emb-{unit}", Name(f"ĐSQ {unit}"), role, text, **values)


def heard(owed_rows=(), said_rows=(), bad=()):
    field = FieldRows((Q2,), (("vu-chau-au", Name("Vụ Châu Âu")),), tuple(owed_rows), tuple(said_rows), tuple(bad), ())
    return {"period": Q2, "field": field}


class TestTheField:
    def test_the_silent_the_late_and_what_is_not_reviewed_are_named(self):
        rows = [
            owed(), owed("Đức", "late", is_late=True, days_late=3), owed("Ý", "missing", ""), owed("Áo", review="waiting"),
            owed("Bỉ", review="returned"), owed("Tây Ban Nha", "waived", ""), owed("Hà Lan", "nil"), owed("Séc", review="withdrawn"),
        ]  # fmt: skip
        text = report(**heard(rows))
        assert "For quarter II/2026, 7 missions were to report by 17:00 on 17/06/2026; received: 6 reports (on time 4; late 1" in text
        assert "The figures of this report count 3 reports that the departments have accepted." in text
        assert "Not sent (1): ĐSQ Ý;" in text
        assert "Sent but not yet reviewed, not counted (1): ĐSQ Áo;" in text
        assert "put right, not counted (1): ĐSQ Bỉ; Taken back by the unit, not counted (1): ĐSQ Séc;" in text.replace(";\n", "; ")
        assert "Waived (1): ĐSQ Tây Ban Nha." in text
        assert "ĐSQ Đức | 3 days late | Accepted" in text

    def test_many_silent_ones_are_named_in_the_annex(self):
        text = report(**heard([owed(str(n), "missing", "") for n in range(21)]))
        assert "Not sent (21): see Annex II." in text
        assert "21 | ĐSQ 20 | Not sent | –" in text

    def test_a_report_that_cannot_be_read_is_named_with_its_fault(self):
        text = report(**heard([owed()], bad=[BadReport("2026-Q2", "emb-fr", Name("ĐSQ Pháp"), "answers")]))
        assert "Accepted, but not used: ĐSQ Pháp (its answers cannot be read)." in text

    def test_few_voices_stand_in_the_text_many_in_the_annex(self):
        few = report(**heard([owed()], [spoken(text="Bố trí\nkinh phí <gấp>")]))
        assert "1 mission proposes:\nĐSQ Pháp: Bố trí kinh phí <gấp>." in few
        many = report(**heard([owed()], [spoken(str(n), text=f"Việc {n}") for n in range(9)]))
        assert "9 missions make proposals; they stand in Annex III" in many
        assert "9 | ĐSQ 8 | Việc 8" in many

    def test_results_stand_under_their_measure_and_are_told_by_the_task(self):
        text = report(measures=[measure()], **heard([owed()], [spoken(role="results", text="Đã khảo sát.", measure="2.3")]))
        assert "1 mission reports results of its own on measures of this task: 2.3 (Annex III)." in text
        assert "2.3. Giải pháp\n1 | ĐSQ Pháp | Đã khảo sát." in text

    def test_without_a_period_nothing_is_said_of_the_field(self):
        blocks = compose(figures([measure()]), "en")
        assert [block.number for block in blocks if isinstance(block, Annex)] == ["I"]
        assert "Reports of the missions" not in "\n".join(texts(blocks))

    def test_the_abstract_names_the_period(self):
        assert abstract(figures(**heard()), "vi").endswith("quý II/2026 (tính đến ngày 30/06/2026)")


class TestChangesAndIndicators:
    def test_what_has_changed_is_a_list_of_links(self):
        before = figures([measure(cell=Cell.OPEN_WITHIN)], net=network(98), on=date(2026, 3, 31))
        after = figures(
            [measure(cell=Cell.OPEN_OVERDUE, due_on=date(2026, 5, 1))],
            net=network(99),
            previous=Previous(7, "292-x", date(2026, 3, 31), True, before),
        )
        blocks = compose(after, "en")
        text = "\n".join(texts(blocks))
        assert "Compared with the approved report as of 31/03/2026:\nNewly overdue, 1 measure: 2.3 (Giải pháp);" in text
        assert "Missions open: from 98 to 99." in text

    def test_no_change_and_no_earlier_report_are_said_too(self):
        found = figures([measure()], net=network(99))
        assert "There is no earlier report to compare with." in "\n".join(texts(compose(found, "en")))
        same = figures([measure()], net=network(99), previous=Previous(7, "x", ON, False, found))
        assert "Compared with the draft report as of 30/06/2026: nothing has changed." in "\n".join(texts(compose(same, "en")))

    def test_an_indicator_that_is_not_known_is_no_number_and_an_early_value_no_whole(self):
        rows = [
            IndicatorRow(
                "a",
                Name("Có mặt"),
                Name("người"),
                value=1240.0,
                value_on=ON,
                units=92,
                asked=99,
                baseline=1100.0,
                before=1200.0,
                year_before=1150.0,
                expected=1300.04,
            ),
            IndicatorRow("b", Name("Tỷ lệ"), Name("%"), decimals=1, partial=62.5, partial_units=2, partial_asked=99),
        ]
        text = report(indicators=rows)
        assert "Có mặt (người) | 1,100 | 1,150 | 1,200 | 1,240 | 30/06/2026 | 92/99 | 1,300.0 | –" in text
        assert "Tỷ lệ (%) | – | – | – | not known | – | – | – | –" in text
        assert "Tỷ lệ: 62.5% from 2/99 missions." in text

    def test_figures_of_an_older_schema_are_still_read(self):
        old = figures([measure()], net=network(99)) | {"schema": 1}
        for name in ("indicators", "field", "period", "changes", "previous"):
            del old[name]
        del old["network"]["history"]
        assert compose(old, "vi")


class TestCharts:
    def pictures(self, **given):
        return [block for block in compose(figures(**given), "en") if isinstance(block, Picture)]

    def test_each_tells_in_words_what_it_shows_and_stands_beside_its_table(self):
        bars, line = self.pictures(measures=[measure(cell=Cell.OPEN_OVERDUE), measure("3.1", "3")], net=network(99))
        assert bars.alt == "Measures by task. Task 2: overdue 1; Task 3: no deadline yet 1."
        assert "99 open on 30/06/2026; path asked for: about 115 by 31/12/2030, about 150 by 31/12/2045" in line.alt
        assert [goal.label for goal in line.chart.goals] == ["about 115", "about 150"]
        blocks = compose(figures([measure()], net=network(99)), "en")
        for place, block in enumerate(blocks):
            if isinstance(block, Picture):
                assert isinstance(blocks[place + 1], Table)

    def test_a_box_opens_the_rows_that_it_counts(self):
        (bars,) = self.pictures(measures=[measure(cell=Cell.OPEN_OVERDUE)])
        (box,) = bars.chart.rows[1].boxes
        assert (box.weight, "cell=open_overdue" in box.address, "task=2" in box.address) == (1, True, True)

    def test_nothing_known_is_nothing_drawn(self):
        assert self.pictures(net=network(None, None)) == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_dates_stay_whole_and_the_many_coordinating_agencies_have_room(language):
    """Millimetres; 26 hold a date at 12 points also in a letter that is a third wider than Times."""
    row = measure(due_on=date(2026, 12, 31), coordinating=(Name("Vụ Luật pháp và Điều ước quốc tế"),) * 8)
    given = figures([row], indicators=[IndicatorRow("a", Name("Có mặt"), Name("người"), value=12.0, value_on=ON)])
    document = Document(BytesIO(docx_of(compose(given, language), given, language, "")))
    indicators = next(table for table in document.tables if table.rows[-1].cells[0].text == "Có mặt (người)")
    annex = document.tables[-1]
    assert indicators.columns[5].width.mm >= 20.5  # a date at 11 points
    widths = [column.width.mm for column in annex.columns]
    assert widths[3] >= 55
    assert widths[4] >= 24
    assert sum(widths) == pytest.approx(247, abs=1)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_page_and_word_file_say_the_same(language):
    given = figures(
        [measure(cell=Cell.OPEN_OVERDUE, narrative="Đã <trình> & 20 %", due_on=date(2026, 3, 31)), measure("3.1", "3")],
        net=network(99),
        indicators=[IndicatorRow("a", Name("Có mặt"), Name("người"), value=12.0, value_on=ON)],
        **heard([owed(), owed("Ý", "missing", "")], [spoken(text="Một\nhai"), spoken(role="results", measure="2.3")]),
    )
    blocks = compose(given, language)
    with override(language):
        page = render_to_string("_blocks.html", {"blocks": blocks, "language": language})
    document = Document(BytesIO(docx_of(blocks, given, language, "http://testserver/")))
    told = _squeezed(" ".join(_lines(document)))
    shown = _squeezed(unescape(re.sub(r"<svg.*?</svg>|<[^>]+>", " ", page, flags=re.DOTALL)))
    for text in filter(None, (_squeezed(text) for line in texts(blocks) for text in line.split(" | "))):
        assert text in told
        assert text in shown


def _squeezed(text):
    return re.sub(r"\s+", "", text)


def _lines(document):
    for part in document.iter_inner_content():
        if isinstance(part, WordTable):
            yield from (line.text for row in part.rows for cell in row.cells for line in cell.paragraphs)
        else:
            yield part.text
