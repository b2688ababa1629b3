"""The Word file: what it says, the form it has, and that its bytes depend on nothing else."""

import zipfile
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.folding import clean
from office.blocks import Annex, Column, Heading, Items, Paragraph, Picture, Table, Text
from office.charts import Bars, Box, Row
from office.documents import draw_docx
from office.shell import Shell
from office.widths import share_out, width

SHELL = Shell(
    agency_above="",
    agency="Bộ Ngoại giao",
    place="Hà Nội",
    title="BÁO CÁO",
    abstract="Tình hình thực hiện Nghị quyết số 292/NQ-CP",
    as_of=date(2026, 12, 31),
    recipients=("Chính phủ", "- Các đơn vị thuộc Bộ;", "Lưu: VT, TCCB."),
    signer="KT. BỘ TRƯỞNG\nTHỨ TRƯỞNG",
    language="vi",
    demo=True,
)
TABLE = Table(
    caption="Bảng 1. Tình hình thực hiện",
    columns=(Column("STT", 1, "center"), Column("Giải pháp", 10), Column("Quá hạn", 2, "end")),
    rows=((Text("1"), Text("Mạng lưới", "/plan/292/measures/2.3/"), Text("0")), (Text("2"), Text("Đào tạo"), Text("3"))),
    total=(Text(""), Text("Tổng cộng"), Text("3")),
)
PICTURE = Picture(
    "Hình 1. Tiến độ theo nhiệm vụ",
    "Nhiệm vụ 2: 2 giải pháp quá hạn",
    Bars((Row("Nhiệm vụ 2", (Box("open_overdue", "Quá hạn", "/plan/", 2),), "2"),), (("open_overdue", "Quá hạn"),)),
)
BLOCKS = (
    Heading("I. Kết quả"),
    Heading("1. Nhiệm vụ", 2),
    Heading("a) Giải pháp", 3),
    Paragraph((Text("Có "), Text("25 giải pháp", "/plan/292/measures/", bold=True), Text("."))),
    Paragraph((Text("Nguồn: sổ theo dõi."),), "note"),
    Items(((Text("Một;"),), (Text("hai."),))),
    PICTURE,
    TABLE,
    Annex("I", "Danh mục giải pháp", (TABLE,)),
    Annex("II", "Ý kiến chỉ đạo", (Paragraph((Text("Hết."),)),), landscape=False),
)


@cache
def the_file():
    """The file of which most tests look at something, drawn once for all of them."""
    return draw_docx(BLOCKS, SHELL)


def opened(blocks=BLOCKS, shell=SHELL):
    return Document(BytesIO(the_file() if (blocks, shell) == (BLOCKS, SHELL) else draw_docx(blocks, shell)))


def lines(document):
    """Every text of the body in reading order: a paragraph, then the cells of a table row by row."""
    for part in document.iter_inner_content():
        if isinstance(part, WordTable):
            yield from (line.text for row in part.rows for cell in row.cells for line in cell.paragraphs)
        else:
            yield part.text


def text(document):
    return "\n".join(lines(document))


def texts_of(blocks):
    """What the blocks say, piece by piece, annexes last."""
    for block in sorted(blocks, key=lambda block: isinstance(block, Annex)):
        if isinstance(block, Heading):
            yield block.text
        elif isinstance(block, Paragraph):
            yield "".join(clean(part.text) for part in block.parts)
        elif isinstance(block, Items):
            yield from ("".join(clean(part.text) for part in item) for item in block.items)
        elif isinstance(block, Table):
            yield block.caption
            yield from (column.label for column in block.columns)
            yield from (cell.text for row in (*block.rows, block.total) for cell in row)
        else:
            yield f"Phụ lục {block.number}\n{clean(block.title)}"
            yield from texts_of(block.blocks)


words = st.text(max_size=40) | st.sampled_from(
    ["A & B", "<b>x</b>", "{{7*7}}", "a\x0bb", "\x00\x1f", "\ud800", "Đ\u0323", "\u202eabc", "\ufffe"]
)
pieces = st.builds(Text, words, st.sampled_from(["", "/plan/", "javascript:alert(1)"]), st.booleans())
tables = st.integers(1, 4).flatmap(
    lambda wide: st.builds(
        Table,
        words,
        st.tuples(*[st.builds(Column, words, st.floats(1, 20), st.sampled_from(["start", "end", "center"]))] * wide),
        st.lists(st.tuples(*[pieces] * wide), max_size=3).map(tuple),
        st.just(()) | st.tuples(*[pieces] * wide),
    )
)
plain = (
    st.builds(Heading, words, st.integers(1, 3))
    | st.builds(Paragraph, st.lists(pieces, max_size=3).map(tuple), st.sampled_from(["body", "note"]))
    | st.builds(Items, st.lists(st.lists(pieces, min_size=1, max_size=2).map(tuple), max_size=3).map(tuple))
    | tables
)
annexes = st.builds(Annex, st.just("I"), words, st.lists(plain, max_size=2).map(tuple), st.booleans())


@settings(max_examples=30)
@given(st.lists(plain | annexes, max_size=5))
def test_every_text_of_the_blocks_is_in_the_file_in_order(blocks):
    said, place = text(opened(blocks, replace(SHELL, address="https://lotrinh.example/"))), 0
    for piece in texts_of(blocks):
        found = said.find(clean(piece), place)
        assert found >= 0, piece
        place = found + len(clean(piece))


@pytest.mark.parametrize(
    ("typed", "kept"), [("a\x0bb", "a\nb"), ("\x00a\x1f\ud800b", "ab"), ("A & B <b>{{7*7}}</b>", "A & B <b>{{7*7}}</b>")]
)
def test_a_poisoned_text_loses_only_what_no_document_can_hold(typed, kept):
    poisoned = replace(
        SHELL, agency=typed, place=typed, title=typed, abstract=typed, recipients=(typed,), signer=typed, symbol=typed, addressee=typed
    )
    document = opened([Paragraph((Text(typed),)), Annex(typed, typed, (TABLE,))], poisoned)
    assert kept in [line.text for line in document.paragraphs]


def test_a_megabyte_of_text_is_drawn():
    long = "Đại sứ quán " * 90_000
    assert clean(long) in text(opened([Paragraph((Text(long),))]))


def test_the_same_blocks_give_the_same_bytes():
    contents = [draw_docx(BLOCKS, SHELL) for _ in range(2)]
    assert contents[0] == contents[1]
    first, second = (zipfile.ZipFile(BytesIO(content)) for content in contents)
    assert first.namelist()[:2] == ["[Content_Types].xml", "_rels/.rels"]
    assert first.namelist()[2:] == sorted(second.namelist()[2:])
    assert {entry.date_time for entry in first.infolist()} == {(2026, 12, 31, 0, 0, 0)}


def test_the_file_names_its_author_title_language_and_day():
    core = opened().core_properties
    assert (core.author, core.last_modified_by, core.language) == ("Bộ Ngoại giao", "Bộ Ngoại giao", "vi-VN")
    assert core.title == f"{SHELL.title} {SHELL.abstract}"
    assert core.subject == SHELL.abstract
    assert core.created == core.modified
    assert core.created.date() == SHELL.as_of


def test_properties_longer_than_a_file_may_hold_are_cut():
    assert len(opened((), replace(SHELL, abstract="x" * 400, agency="y" * 400)).core_properties.title) == 255


def test_every_page_is_a4_with_the_margins_of_the_decree():
    sections = opened().sections
    assert [section.orientation for section in sections] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT]
    for section in sections:
        assert sorted((round(section.page_width.mm), round(section.page_height.mm))) == [210, 297]
        margins = section.top_margin, section.bottom_margin, section.left_margin, section.right_margin
        assert [round(margin.mm) for margin in margins] == [20, 20, 30, 20]


def test_the_page_number_stands_on_every_page_but_the_first():
    sections = opened().sections
    assert [section.different_first_page_header_footer for section in sections] == [True, False, False]
    assert "PAGE" not in sections[0].first_page_header._element.xml
    for section in sections:
        assert 'w:instr="PAGE"' in section.header._element.xml
        assert section._sectPr.find(qn("w:pgNumType")) is None  # goes on counting in the annexes


def test_every_page_says_that_it_is_a_draft_and_an_illustration():
    sections = opened().sections
    for header in (sections[0].first_page_header, *(section.header for section in sections)):
        assert "DỰ THẢO" in header.paragraphs[0].text
        assert "Số liệu minh họa" in header.paragraphs[0].text
    real = opened(BLOCKS, replace(SHELL, demo=False)).sections[0]
    assert real.first_page_header.paragraphs[0].text.strip() == "DỰ THẢO"


def test_every_style_has_one_font_in_all_four_slots_and_is_black():
    document = opened()
    for style in document.styles.element.findall(qn("w:style")):
        fonts = style.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        if style.get(qn("w:type")) == "paragraph":
            assert {fonts.get(qn(f"w:{slot}")) for slot in ("ascii", "hAnsi", "eastAsia", "cs")} == {"Times New Roman"}
    every = "".join(zipfile.ZipFile(BytesIO(the_file())).read(f"word/{name}.xml").decode() for name in ("document", "styles"))
    assert "themeColor" not in every
    assert "Theme=" not in every
    assert "w:u " not in every
    assert 'w:lang w:val="vi-VN"' in every


def test_headings_are_real_headings():
    styles = {line.text: line.style.name for line in opened().paragraphs}
    assert styles["I. Kết quả"] == "Heading 1"
    assert styles["1. Nhiệm vụ"] == "Heading 2"
    assert styles["a) Giải pháp"] == "Heading 3"
    assert styles["Phụ lục I\nDanh mục giải pháp"] == "Annex Title"
    outline = opened().styles["Annex Title"].element.pPr.find(qn("w:outlineLvl"))
    assert outline.get(qn("w:val")) == "0"


def test_tables_repeat_their_header_keep_rows_whole_and_fix_every_width():
    _, table, _, annexed = opened().tables
    for drawn, total in ((table, 160), (annexed, 247)):
        assert drawn.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in drawn.rows)
        assert not drawn.autofit
        for row in drawn.rows:
            assert round(sum(cell.width.mm for cell in row.cells)) == total
        assert [column.width for column in drawn.columns] == [cell.width for cell in drawn.rows[0].cells]
    assert all(run.bold for cell in table.rows[-1].cells for run in cell.paragraphs[0].runs if run.text)


def test_a_shorter_row_is_a_group_line_that_stays_with_its_first_row():
    grouped = replace(TABLE, rows=((Text("I"), Text("Hoàn thiện thể chế", bold=True)), *TABLE.rows))
    line = opened([grouped]).tables[1].rows[1]
    assert [cell.text for cell in line.cells] == ["I", "Hoàn thiện thể chế", "Hoàn thiện thể chế"]  # one cell, seen twice
    assert line.cells[1]._tc is line.cells[2]._tc
    assert all(cell.paragraphs[0].paragraph_format.keep_with_next for cell in line.cells)
    assert round(sum(cell.width.mm for cell in line._tr.tc_lst)) == 160


def test_the_last_rows_of_a_long_table_go_to_another_page_together():
    rows = tuple((Text(str(n)), Text("Hoàn thiện thể chế"), Text(str(n))) for n in range(40))
    drawn = opened([replace(TABLE, rows=rows), Paragraph((Text("Hết."),))]).tables[1].rows
    kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in drawn[1:]]
    assert [place - len(kept) for place, keeps in enumerate(kept) if keeps] == [-3, -2]


@pytest.mark.parametrize("cells", [(), (Text("1"),) * 4])
def test_a_row_that_does_not_fit_its_table_is_refused(cells):
    with pytest.raises(ValueError, match="does not fit"):
        draw_docx([replace(TABLE, rows=(cells,))], SHELL)


@pytest.mark.parametrize("written", ["a\tb\nc", " lead", "trail ", "   ", "", "A & B <w:t>\"x\" 'y' ]]>", "\n\n", "\u00a0x"])
@pytest.mark.parametrize("path", ["", "/plan/292/"])
def test_a_cell_holds_its_text_to_the_letter(written, path):
    """Rows are written as text: what a mission wrote is never part of it."""
    row = (Text(written, path), Text("x", bold=True), Text(written))
    (table,) = opened([replace(TABLE, rows=(row,), total=())], replace(SHELL, address="https://lotrinh.example")).tables[1:2]
    first, bold, last = table.rows[1].cells
    assert (first.text, last.text, bold.paragraphs[0].runs[0].bold) == (written, written, True)
    assert [link.url for link in first.paragraphs[0].hyperlinks] == ([f"https://lotrinh.example{path}"] if path else [])


def test_a_short_column_is_never_narrower_than_its_longest_word():
    assert opened().tables[1].columns[0].width.mm > width("STT", 12)
    assert share_out([1, 9], [20, 20], 100) == [20, 80]
    assert share_out([1, 1, 2], [0, 0, 0], 100) == [25, 25, 50]
    assert share_out([1, 1], [80, 120], 100) == [40, 60]
    assert share_out([1, 1], [50, 50], 100) == [50, 50]


def test_the_header_block_leaves_number_and_day_open():
    nation, number = opened().tables[0].rows
    assert nation.cells[0].text.strip() == "BỘ NGOẠI GIAO"
    assert nation.cells[1].text.split("\n")[:2] == ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
    assert number.cells[0].text.split() == ["Số:", "/BC-BNG"]
    assert number.cells[1].text.split() == ["Hà", "Nội,", "ngày", "tháng", "năm", "2026"]
    assert "_" not in text(opened())


def test_the_line_below_the_motto_is_as_long_as_the_motto():
    cell = opened().tables[0].rows[0].cells[1]
    line = cell.paragraphs[-1]
    assert line._p.pPr.find(f"{qn('w:pBdr')}/{qn('w:top')}").get(qn("w:val")) == "single"
    drawn = cell.width.mm - line.paragraph_format.left_indent.mm - line.paragraph_format.right_indent.mm
    assert drawn == pytest.approx(60.5, abs=0.3)  # measured in the font


def test_an_agency_above_stands_over_the_agency_and_is_not_bold():
    above, agency, _ = opened((), replace(SHELL, agency_above="Bộ Ngoại giao", agency="Cục Lãnh sự")).tables[0].rows[0].cells[0].paragraphs
    assert (above.text, above.runs[0].bold) == ("BỘ NGOẠI GIAO", False)
    assert (agency.text, agency.runs[0].bold) == ("CỤC LÃNH SỰ", True)


@pytest.mark.parametrize("last", [TABLE, Paragraph((Text("Hết."),))])
def test_whoever_signs_never_stands_alone_on_a_page(last):
    """What comes before stays on the same page: of a table its last row, and the empty line behind it."""
    document = opened([Paragraph((Text("Một."),)), last])
    before = WordParagraph(document.tables[-1]._tbl.getprevious(), document)
    assert before.paragraph_format.keep_with_next
    if last is TABLE:
        assert all(cell.paragraphs[0].paragraph_format.keep_with_next for cell in document.tables[-2].rows[-1].cells)


def test_recipients_end_with_the_file_copy_and_the_signature_has_no_name():
    left, right = opened((), SHELL).tables[-1].rows[0].cells
    assert left.text == "Nơi nhận:\n- Chính phủ;\n- Các đơn vị thuộc Bộ;\n- Lưu: VT, TCCB."
    assert right.text == "KT. BỘ TRƯỞNG\nTHỨ TRƯỞNG"
    assert opened((), replace(SHELL, recipients=())).tables[-1].rows[0].cells[0].text == "Nơi nhận:\n- Lưu: VT."


def test_links_are_real_only_where_the_address_of_the_house_is_known():
    with_links = opened(BLOCKS, replace(SHELL, address="https://lotrinh.example/"))
    found = [link.address for line in with_links.paragraphs for link in line.hyperlinks]
    assert found == ["https://lotrinh.example/plan/292/measures/"]
    assert with_links.tables[1].rows[1].cells[1].paragraphs[0].hyperlinks[0].address == "https://lotrinh.example/plan/292/measures/2.3/"
    assert not [link for line in opened().paragraphs for link in line.hyperlinks]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//elsewhere.example/x", "https://elsewhere.example/"])
def test_a_link_never_leaves_the_house(address):
    document = opened([Paragraph((Text("x", address),))], replace(SHELL, address="https://lotrinh.example/"))
    assert all(link.address.startswith("https://lotrinh.example/") for line in document.paragraphs for link in line.hyperlinks)


def test_the_english_file_has_the_same_form():
    english = replace(
        SHELL, language="en", agency="Ministry of Foreign Affairs", title="REPORT", place="Ha Noi", symbol="BC-BNG", addressee="Government"
    )
    document = opened(BLOCKS, english)
    said = text(document)
    for words_of_the_form in ("SOCIALIST REPUBLIC OF VIET NAM", "Independence - Freedom - Happiness", "Annex I\n", "To: Government"):
        assert words_of_the_form in said
    assert document.core_properties.language == "en-GB"
    assert "Illustrative data" in document.sections[0].first_page_header.paragraphs[0].text


def test_an_annex_in_an_annex_is_refused():
    with pytest.raises(TypeError):
        draw_docx([Annex("I", "Một", (Annex("II", "Hai"),))], SHELL)


ORDER = {
    "pPr": "pStyle keepNext keepLines widowControl numPr pBdr shd tabs spacing ind jc outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs caps vanish color sz szCs u lang",
    "tblPr": "tblStyle tblW jc tblInd tblBorders tblLayout tblCellMar tblLook tblCaption",
    "sectPr": "headerReference footerReference type pgSz pgMar pgNumType cols titlePg docGrid",
}


@pytest.mark.parametrize("part", ["document", "styles", "header1", "header2"])
def test_properties_stand_in_the_order_that_word_insists_on(part):
    root = opened().part.package
    element = next(each for each in root.iter_parts() if each.partname == f"/word/{part}.xml").element
    for name, order in ORDER.items():
        places = order.split()
        for properties in element.iter(qn(f"w:{name}")):
            found = [places.index(child.tag.split("}")[1]) for child in properties]
            assert found == sorted(found), (name, [child.tag for child in properties])


def test_a_chart_is_a_picture_as_wide_as_the_text_told_in_words():
    document = opened()
    (shape,) = document.inline_shapes
    properties = shape._inline.docPr
    assert properties.get("descr") == PICTURE.alt
    assert round(shape.width.mm) == 160
    captions = [line.text for line in document.paragraphs if line.style.name == "Caption"]
    assert captions[0] == PICTURE.caption


def test_a_picture_depends_on_no_font_of_the_machine(monkeypatch):
    from office import pictures

    drawn = pictures.png(PICTURE)
    assert drawn[:8] == b"\x89PNG\r\n\x1a\n"
    assert pictures.png(PICTURE) == drawn
    monkeypatch.setattr(pictures, "FONTS", [])
    assert pictures.png(PICTURE) != drawn  # the control: without our fonts the letters are missing
