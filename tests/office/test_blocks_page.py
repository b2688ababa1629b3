"""The same blocks as a page: sections, headings, links, tables that a screen reader still knows as tables."""

import re

import pytest
from django.template.loader import render_to_string

from office.blocks import Annex, Column, Heading, Items, Paragraph, Picture, Table, Text, numeric, rows, sections
from office.charts import Bars, Box, Row
from tests.as_read import squeezed

TABLE = Table(
    caption="Bảng 1. Tình hình",
    columns=(Column("STT", 1, "center"), Column("Giải pháp", 10), Column("Quá hạn", 2, "end"), Column("Cộng", 2, "center")),
    rows=(
        (Text("I"), Text("Hoàn thiện thể chế", bold=True)),
        (Text("1"), Text("Mạng lưới", "/plan/292/measures/2.3/"), Text("3", "/plan/292/measures/?cell=open_overdue"), Text("4")),
    ),
    total=(Text(""), Text("Tổng cộng"), Text("3"), Text("4")),
)


def page(*blocks, language=""):
    return squeezed(render_to_string("_blocks.html", {"blocks": blocks, "language": language}))


def test_each_first_heading_and_each_annex_opens_a_section():
    parts = sections(
        [Paragraph((Text("Mở đầu"),)), Heading("I. Một"), Heading("1. Hai", 2), Annex("I", "Danh mục", (TABLE,)), Paragraph((Text("Sau"),))]
    )
    assert [(part.anchor, part.title, part.annex, len(part.blocks)) for part in parts] == [
        ("part-1", "", "", 1),
        ("part-2", "I. Một", "", 1),
        ("part-3", "Danh mục", "I", 1),
        ("part-4", "", "", 1),
    ]


def test_headings_go_down_one_level_at_a_time():
    html = page(Heading("I. Một"), Heading("1. Hai", 2), Heading("a) Ba", 3))
    assert re.findall(r"<(h\d)", html) == ["h2", "h3", "h4"]
    assert 'aria-labelledby="part-1"' in html
    assert 'id="part-1">I. Một</h2>' in html


def test_an_annex_names_its_number_in_the_language_of_the_document():
    html = page(Annex("I", "Measures", ()), language="en")
    assert 'lang="en"' in html
    assert "Annex I. Measures</h2>" in html


@pytest.mark.parametrize("evil", ["<script>alert(1)</script>", '"><img src=x>', "{{ 7*7 }}", "{% now 'Y' %}", "A & B"])
def test_every_text_is_escaped(evil):
    table = Table(evil, (Column(evil, 1),), ((Text(evil, f"/x/?q={evil}", bold=True),),), (Text(evil),))
    html = page(Heading(evil), Heading(evil, 2), Paragraph((Text(evil),)), Items(((Text(evil),),)), table, Annex(evil, evil, (table,)))
    assert "<script" not in html
    assert "<img" not in html
    assert "49" not in html
    assert "A & B" not in html


def test_pieces_of_a_line_stand_without_a_gap_and_those_with_an_address_are_links():
    html = page(Paragraph((Text("Có "), Text("25 giải pháp", "/plan/292/measures/?cell=a&on=2026-12-31", bold=True), Text("."))))
    assert '<p class="read">Có <strong><a href="/plan/292/measures/?cell=a&amp;on=2026-12-31">25 giải pháp</a></strong>.</p>' in html


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//elsewhere.example/", "/\\elsewhere.example/", "https://elsewhere.example/"])
def test_a_link_never_leaves_the_house(address):
    assert "<a" not in page(Paragraph((Text("x", address),)))


def test_a_note_and_a_line_break_are_shown_as_such():
    html = page(Paragraph((Text("một\nhai"),), "note"))
    assert '<p class="meta">một<br>hai</p>' in html


def test_a_table_has_a_visible_caption_and_the_roles_that_stacking_would_take_away():
    html = page(TABLE)
    assert "<caption>Bảng 1. Tình hình</caption>" in html
    assert 'table role="table" class="table table--stack"' in html
    assert html.count('role="rowgroup"') == 3
    assert html.count('role="columnheader"') == 4
    assert html.count('role="row"') == 4
    assert '<th role="rowheader" scope="row"><a href="/plan/292/measures/2.3/">Mạng lưới</a></th>' in html
    assert '<td role="cell" data-label="Quá hạn" class="num"><a href="/plan/292/measures/?cell=open_overdue">3</a></td>' in html
    assert "<tfoot" in html


def test_a_table_without_a_caption_takes_the_name_of_its_section_for_those_who_do_not_see_it():
    bare = Table("", TABLE.columns, TABLE.rows)
    html = page(Annex("I", "Danh mục giải pháp", (bare,)))
    assert '<caption class="vh">Danh mục giải pháp</caption>' in html
    assert "<tfoot" not in html


def test_a_shorter_row_is_a_group_line_over_the_whole_width():
    html = page(TABLE)
    assert '<tr role="row" class="group"><th role="rowheader" scope="colgroup" colspan="4">I <strong>Hoàn thiện thể chế</strong>' in html
    assert [row.group for row in rows(TABLE)] == [True, False, False]


def test_columns_of_numbers_are_known_by_their_alignment_and_content():
    assert numeric(TABLE) == [False, False, True, True]
    dates = Table("", (Column("Số", 1), Column("Thời hạn", 1, "center")), ((Text("a"), Text("31/12/2026")),))
    assert numeric(dates) == [False, False]


def test_a_picture_is_drawn_wide_and_narrow_named_in_words_and_its_boxes_are_links():
    box = Box("open_overdue", "Quá hạn: 2", "/plan/292/measures/?cell=open_overdue", 2)
    chart = Bars((Row("Nhiệm vụ <2>", (box,), "2"),), (("open_overdue", "Quá hạn"),))
    html = page(Picture("Hình 1", "Nhiệm vụ 2: quá hạn 2", chart))
    assert html.count('role="group" aria-label="Nhiệm vụ 2: quá hạn 2"') == 2
    assert html.count('<a href="/plan/292/measures/?cell=open_overdue" aria-label="Quá hạn: 2">') == 2
    assert "<figcaption" in html
    assert "Nhiệm vụ &lt;2&gt;" in html
    assert "style=" not in html
