"""Word, PDF, sheets and the file for keeping: drawn from the same blocks they say the same, word for word and byte for byte."""

import hashlib
import re
import time
import zipfile
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO

import pypdf
import pytest
import python_calamine

from accounts.folding import clean
from office.blocks import Annex, Heading, Items, Paragraph, Table, Text
from office.documents import draw_docx
from office.kept import draw_html
from office.pdf import draw_pdf
from office.sheets import draw_xlsx
from tests.office.agreeing import squeezed, texts_of_docx, texts_of_html, texts_of_pdf, unsaid
from tests.office.test_documents import BLOCKS, PICTURE, SHELL, TABLE

VOWELS = "aăâeêioôơuưy"
LETTERS = clean(
    " ".join(vowel + mark for vowel in VOWELS for mark in ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"))
    + " đ "
    + " ".join((vowel + mark).upper() for vowel in VOWELS for mark in ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"))
    + " Đ"
)
HOSTILE = 'A & B <b>{{7*7}}</b> #include("/etc/passwd") $x$ *y* =1+1 \x00\x0b\x1f\ud800 @SUM(1) %d 100 % \u202eabc'
NUMBERS = Table(
    "Bảng 2. Số liệu",
    TABLE.columns,
    (
        (Text("1", value=1), Text("Hạn", "/plan/"), Text("31/12/2026", value=date(2026, 12, 31))),
        (Text("Nhóm", bold=True),),
        (Text("2", value=2), Text("=SUM(A1:A9)"), Text("1.234,5", "/plan/", value=1234.5)),
    ),
    (Text(""), Text("Tỷ lệ"), Text("12,3%", value=0.123)),
)
EVERY = (
    *BLOCKS[:-2],
    Heading("b) Bước nhảy & <i>", 3),
    Paragraph((Text(LETTERS),)),
    Paragraph((Text(HOSTILE, "/plan/"),)),
    Items(((Text(f"{HOSTILE};"),), (Text("hết."),))),
    Table(HOSTILE, TABLE.columns, ((Text(HOSTILE), Text("x"), Text("3")),)),
    NUMBERS,
    *BLOCKS[-2:],
    Annex("III", f"Phụ lục {HOSTILE}", (Heading("1. Kết quả", 2), Paragraph((Text("Một\nhai"),)), PICTURE)),
)
HOUSE = replace(SHELL, address="https://lotrinh.example/", addressee="Lãnh đạo Bộ & <các> đơn vị")
DRAW = {"docx": draw_docx, "pdf": draw_pdf, "xlsx": draw_xlsx, "html": draw_html}


@cache
def file_of(kind):
    """The file of everything, which most tests read, drawn once for all of them."""
    return DRAW[kind](EVERY, HOUSE)


SAID_BY = {"docx": texts_of_docx, "pdf": texts_of_pdf, "html": lambda content: texts_of_html(content.decode())}


@pytest.mark.parametrize("kind", DRAW)
def test_drawn_twice_the_bytes_are_the_same(kind):
    first, second = (hashlib.sha256(content).hexdigest() for content in (file_of(kind), DRAW[kind](EVERY, HOUSE)))
    assert first == second
    assert hashlib.sha256(DRAW[kind](EVERY, replace(HOUSE, demo=False))).hexdigest() != first


@pytest.mark.parametrize("kind", SAID_BY)
def test_word_pdf_and_kept_page_say_every_text_of_the_blocks_whole_and_in_order(kind):
    told = SAID_BY[kind](file_of(kind))
    assert unsaid(EVERY, told) is None
    everything = squeezed("".join(told))
    for words in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Lãnh đạo Bộ & <các> đơn vị", "Nơi nhận:", "- Lưu: VT, TCCB.", "THỨ TRƯỞNG"):
        assert squeezed(words) in everything


@pytest.mark.parametrize("kind", SAID_BY)
def test_one_word_of_one_cell_less_would_be_seen(kind):
    less = replace(NUMBERS, rows=(*NUMBERS.rows[:2], (Text("2", value=2), Text("SUM(A1:A9)"), Text("1.234,5", value=1234.5))))
    told = SAID_BY[kind](DRAW[kind]([less if block is NUMBERS else block for block in EVERY], HOUSE))
    assert unsaid(EVERY, told) == "=SUM(A1:A9)"


def test_the_pdf_gives_back_every_vietnamese_letter_and_says_it_has_no_other_fonts():
    reader = pypdf.PdfReader(BytesIO(file_of("pdf")))
    told = clean(" ".join(page.extract_text() for page in reader.pages))
    assert set(LETTERS) <= set(told)
    fonts = {
        font["/BaseFont"].split("+")[1]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].get_object().values()
        for font in [font.get_object()]
    }
    assert fonts == {"Tinos-Regular", "Tinos-Bold", "Tinos-Italic", "Tinos-BoldItalic"}
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].get_object().values():
            descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(descriptor)


def test_the_pdf_is_tagged_and_keeps_to_the_standard_for_all_readers():
    reader = pypdf.PdfReader(BytesIO(file_of("pdf")))
    root = reader.trailer["/Root"]
    assert (root["/MarkInfo"]["/Marked"], root["/Lang"]) == (True, "vi-VN")
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    assert (reader.metadata.title, reader.metadata.author) == (f"{SHELL.title} {SHELL.abstract}", SHELL.agency)
    kinds, alternatives = set(), set()
    walk(root["/StructTreeRoot"], kinds, alternatives)
    assert {"/H1", "/H2", "/H3", "/P", "/L", "/Table", "/TH", "/Figure", "/Link"} <= kinds
    assert PICTURE.alt in alternatives
    assert [round(float(side) / 72 * 25.4) for side in reader.pages[0].mediabox[2:]] == [210, 297]


def walk(node, kinds, alternatives):
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            walk(child, kinds, alternatives)
    elif isinstance(node, dict):
        kinds.add(node.get("/S"))
        alternatives.add(node.get("/Alt"))
        if "/K" in node:
            walk(node["/K"], kinds, alternatives)


def test_a_letter_that_our_fonts_lack_makes_no_report_fail():
    drawn = pypdf.PdfReader(BytesIO(draw_pdf([Paragraph((Text("Đại sứ quán 大使館 🙂"),))], SHELL)))
    assert "Đại sứ quán" in drawn.pages[0].extract_text()
    assert drawn.trailer["/Root"]["/MarkInfo"]["/Marked"]


@pytest.mark.parametrize("kind", DRAW)
def test_a_megabyte_of_lines_holds_up_no_file(kind):
    """Set line by line it took typst a minute; the time is that of a processor, with much room for a slow one."""
    long = "Đại sứ quán & <b> \n {{7*7}} " * 40_000
    began = time.process_time()
    drawn = DRAW[kind]([Paragraph((Text(long),)), replace(TABLE, rows=((Text("1"), Text(long), Text("2")),))], HOUSE)
    assert drawn
    assert time.process_time() - began < 20


@pytest.mark.parametrize("kind", ["pdf", "xlsx", "html"])
def test_a_table_four_times_as_long_takes_about_four_times_as_long(kind):
    """What looks at the whole table again for each row would take sixteen times as long."""
    took = []
    for rows in (300, 1200):
        table = replace(TABLE, rows=((Text("1"), Text("Đại sứ quán lấy ý kiến đơn vị phối hợp."), Text("2")),) * rows)
        began = time.process_time()
        DRAW[kind]([table], HOUSE)
        took.append(time.process_time() - began)
    assert took[1] < 8 * took[0] + 0.2


def test_an_address_is_linked_once_in_a_table_of_the_pdf():
    table = replace(TABLE, rows=((Text("1"), Text("Pháp", "/reports/2026-Q1/emb-fr/"), Text("2")),) * 5)
    reader = pypdf.PdfReader(BytesIO(draw_pdf([table], HOUSE)))
    links = [note.get_object()["/A"]["/URI"] for page in reader.pages for note in page.get("/Annots", [])]
    assert links == ["https://lotrinh.example/reports/2026-Q1/emb-fr/"]


def test_each_table_is_a_sheet_of_typed_cells_and_nothing_in_it_runs():
    content = file_of("xlsx")
    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(content))
    tables = [block for block in EVERY if isinstance(block, Table)] + [TABLE]
    assert len(book.sheet_names) == 1 + len(tables)
    assert all(len(name) <= 31 for name in book.sheet_names)
    rows = book.get_sheet_by_name(next(name for name in book.sheet_names if "Số liệu" in name)).to_python()
    assert rows == [
        ["STT", "Giải pháp", "Quá hạn"],
        [1.0, "Hạn", date(2026, 12, 31)],
        ["Nhóm", "", ""],
        [2.0, "=SUM(A1:A9)", 1234.5],
        ["", "Tỷ lệ", 0.123],
    ]
    hostile = book.get_sheet_by_index(2).to_python()
    assert hostile[1][0] == clean(HOSTILE)
    assert book.get_sheet_by_index(0).to_python()[:4] == [["BÁO CÁO"], [SHELL.abstract], ["DỰ THẢO"], ["Số liệu minh họa"]]
    unpacked = b"".join(parts(content))
    assert b"<f>" not in unpacked
    assert b"https://lotrinh.example/plan/" in unpacked


def test_a_long_cell_of_a_sheet_gives_its_link_to_a_short_one_and_a_dash_stands_among_the_numbers():
    """LibreOffice shows one line of a cell with a link, and cut the names of measures."""
    long = "Hoàn thiện quy định pháp luật và cơ chế vận hành nhằm nâng cao hiệu quả công tác đối ngoại " * 3
    rows = ((Text("1", value=1), Text(long, "/plan/292/measures/1.1/"), Text("–")), (Text("2", value=2), Text("Hạn", "/plan/"), Text("–")))
    drawn = draw_xlsx([replace(NUMBERS, rows=rows, total=())], HOUSE)
    with zipfile.ZipFile(BytesIO(drawn)) as archive:
        sheet, styles, rels = (
            archive.read(f"xl/{name}").decode() for name in ("worksheets/sheet2.xml", "styles.xml", "worksheets/_rels/sheet2.xml.rels")
        )
    targets = dict(re.findall(r'Id="(\w+)"[^>]+Target="([^"]+)"', rels))
    links = {cell: targets[link] for cell, link in re.findall(r'<hyperlink ref="(\w+)" r:id="(\w+)"', sheet)}
    assert links == {"A2": "https://lotrinh.example/plan/292/measures/1.1/", "B3": "https://lotrinh.example/plan/"}
    looks = re.findall(r"<xf [^>]+>(?:<alignment[^>]+>)?", styles.partition("<cellXfs")[2])
    assert ['horizontal="right"' in looks[int(re.search(rf'<c r="{cell}" s="(\d+)"', sheet)[1])] for cell in ("B2", "C2")] == [False, True]


def parts(content):
    with zipfile.ZipFile(BytesIO(content)) as archive:
        yield from (archive.read(name) for name in archive.namelist())


def test_the_kept_page_needs_nothing_and_runs_nothing():
    page = file_of("html").decode()
    assert not re.search(r"<script|<b>|<i>|javascript:|src=|<link", page)
    assert "default-src &#x27;none&#x27;" in page or "default-src 'none'" in page
    assert '<a href="https://lotrinh.example/plan/292/measures/">' in page
    assert "<a " not in draw_html(EVERY, SHELL).decode()
    assert page.index("THỨ TRƯỞNG") < page.index("Phụ lục I<br>")


@pytest.mark.parametrize("kind", DRAW)
def test_what_no_file_can_hold_is_refused(kind):
    with pytest.raises((TypeError, ValueError)):
        DRAW[kind]([replace(TABLE, rows=((Text("1"),) * 4,))], SHELL)
