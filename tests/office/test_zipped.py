"""Files that would fill the memory, or lie about what they hold, are refused before anything opens them."""

import io
import resource
import struct
import time
import zipfile
import zlib

import pytest
from django.core.exceptions import ValidationError

from office.tables import grid_of_file
from office.zipped import must_be_sound

TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
BOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
)
ROOT = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'


def archive(parts, method=zipfile.ZIP_DEFLATED):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return io.BytesIO(made.getvalue())


def book(rows, **more):
    parts = {"[Content_Types].xml": TYPES, "_rels/.rels": ROOT, "xl/workbook.xml": BOOK, "xl/_rels/workbook.xml.rels": RELATIONS}
    return archive({**parts, "xl/worksheets/sheet1.xml": SHEET.format(rows), **more})


def refused(act, file):
    with pytest.raises(ValidationError) as error:
        act(file)
    return error.value.code


def test_a_sound_file_passes_and_stands_at_its_beginning():
    file = archive({"a.xml": "<a/>" * 1000, "b/": ""})
    must_be_sound(file)
    assert file.tell() == 0
    assert grid_of_file(book('<row><c t="str"><v>Mã</v></c></row>')).rows == ((1, ("Mã",)),)


def test_what_is_no_zip_file():
    assert refused(must_be_sound, io.BytesIO(b"PK\x03\x04 and nothing more")) == "damaged"
    assert refused(must_be_sound, io.BytesIO(b"")) == "damaged"


def test_a_ratio_that_no_document_has():
    assert refused(must_be_sound, archive({"a.xml": b"0" * 28_000_000})) == "bomb"


def test_too_much_in_all_and_too_many_entries():
    assert refused(must_be_sound, archive({f"{n}.xml": b"ab" * 400_000 for n in range(90)}, zipfile.ZIP_STORED)) in {"too_large", "bomb"}
    assert refused(must_be_sound, archive({f"{n}": b"" for n in range(2001)})) == "bomb"


def test_a_directory_that_lies_about_sizes():
    """28 MB that call themselves 500 kB."""
    file = bytearray(archive({"a.xml": b"0" * 28_000_000}).getvalue())
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = file.index(mark) + place
        file[at : at + 4] = struct.pack("<I", 500_000)
    assert refused(must_be_sound, io.BytesIO(bytes(file))) == "bomb"


def test_entries_that_share_their_bytes():
    packed = zlib.compress(b"x" * 900_000)[2:-4]
    local = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 0, zlib.crc32(b"x" * 900_000), len(packed), 900_000, 1, 0) + b"a" + packed
    directory = b""
    for name in b"abcdefgh":
        head = struct.pack(
            "<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, zlib.crc32(b"x" * 900_000), len(packed), 900_000, 1, 0, 0, 0, 0, 0, 0
        )
        directory += head + bytes([name])
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 8, 8, len(directory), len(local), 0)
    assert refused(must_be_sound, io.BytesIO(local + directory + end)) in {"bomb", "damaged"}


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a/../../b", "..\\x", "C:x"])
def test_names_that_lead_out(name):
    assert refused(must_be_sound, archive({name: b"x"})) == "damaged"


def test_a_link():
    entry = zipfile.ZipInfo("a")
    entry.external_attr = 0o120777 << 16
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr(entry, "/etc/passwd")
    assert refused(must_be_sound, made) == "damaged"


def test_a_password():
    file = bytearray(archive({"a.xml": b"x"}).getvalue())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        file[file.index(mark) + place] |= 1
    assert refused(must_be_sound, io.BytesIO(bytes(file))) == "encrypted"
    assert refused(grid_of_file, io.BytesIO(b"\xd0\xcf\x11\xe0" + b"\0" * 600)) == "encrypted"


WORKBOOKS = {
    "a cell in the last corner": ('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', "too_long"),
    "a cell in the last column": ('<row r="1"><c r="XFD1"><v>1</v></c></row>', "too_wide"),
    "the same with a prefix and other quotes": ("<row r='1048576'><c r='&#88;FD1048576'><v>1</v></c></row>", "too_long"),
    "a text that no cell holds": (f'<row><c t="inlineStr"><is><t>{"ab" * 30_000}</t></is></c></row>', "bomb"),
}


@pytest.mark.parametrize("case", WORKBOOKS)
def test_a_sheet_that_would_fill_the_memory(case):
    rows, code = WORKBOOKS[case]
    assert refused(grid_of_file, book(rows)) == code


def test_one_long_text_repeated_by_every_cell():
    shared = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{"x" * 32_000}</t></si></sst>'
    rows = ("<row>" + '<c t="s"><v>0</v></c>' * 90 + "</row>") * 200
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert refused(grid_of_file, book(rows, **{"xl/sharedStrings.xml": shared})) == "bomb"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000


@pytest.mark.parametrize("content", ['<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'])
def test_a_document_type_and_so_every_entity(content):
    assert refused(grid_of_file, book("", **{"xl/styles.xml": content})) == "foreign"


@pytest.mark.parametrize(
    "content", ["<a>", "", "<a></b>", *(f'<?xml version="1.0" encoding="{name}"?><a/>' for name in ("UTF-7", "x", "idna"))]
)
def test_broken_parts(content):
    assert refused(grid_of_file, book("", **{"xl/styles.xml": content})) == "damaged"


def test_a_zip_that_is_no_workbook():
    assert refused(grid_of_file, archive({"word/document.xml": "<a/>"})) == "unknown"
    assert refused(grid_of_file, archive({"xl/workbook.xml": BOOK, "xl/workbook.bin": "x"})) == "unknown"


def test_formatted_but_empty_cells_far_down_do_no_harm():
    rows = '<row r="1"><c r="A1" t="str"><v>Mã</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>'
    assert grid_of_file(book(rows)).rows == ((1, ("Mã",)),)


def test_the_82_kb_bomb_is_refused_at_once():
    """Quality finding 8: an 82 kB workbook, 28 MB unpacked, took a common reader 695 MB and 14 s."""
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="str"><v>{"0" * 50}</v></c></row>' for n in range(1, 330_000))
    file, began = book(cells), time.perf_counter()
    assert refused(grid_of_file, file) in {"bomb", "too_long"}
    assert time.perf_counter() - began < 5
