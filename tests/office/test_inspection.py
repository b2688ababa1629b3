"""Each bad file is made here and refused for its own reason; what is good is taken."""

import contextlib
import io
import random
import time
import tracemalloc
import zipfile

import docx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from office import inspection
from office.inspection import ENDINGS, KINDS, LONGEST_NAME, MOST, Fault, NotTaken, inspect, tidy_name
from tests.office import uploads as u

GOOD = [
    ("Quyết định 12.pdf", u.PDF, "pdf"),
    ("báo cáo.docx", u.docx(), "docx"),
    ("BẢNG.XLSX", u.archive(u.SHEET), "xlsx"),
    ("a.odt", u.archive(u.ODT), "odt"),
    ("a.ods", u.archive({**u.ODT, "mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "ods"),
    ("a.png", u.png(), "png"),
    ("a.jpg", u.jpeg(), "jpeg"),
    ("a.JPEG", u.jpeg(), "jpeg"),
    ("a.txt", "Biên bản họp\r\n".encode(), "txt"),
    ("a.csv", "\ufeffđơn vị;số\n".encode(), "csv"),
    ("không đuôi", u.PDF, "pdf"),
]


@pytest.mark.parametrize(("name", "content", "kind"), GOOD, ids=[row[0] for row in GOOD])
def test_what_it_is_is_read_from_its_content(name, content, kind):
    taken = inspect(name, content)
    assert (taken.kind, taken.content) == (KINDS[kind], content)
    assert taken.name.lower().endswith(taken.kind.endings)


BAD = {
    "a program under the name of a PDF": ("a.pdf", u.EXE, Fault.WRONG_TYPE),
    "a program": ("a.exe", u.EXE, Fault.WRONG_TYPE),
    "a program behind letters turned round": ("bao cao\u202efdp.exe", u.EXE, Fault.WRONG_TYPE),
    "a PDF under the name of a program": ("a.pdf.exe", u.PDF, Fault.WRONG_TYPE),
    "a document under the name of another kind": ("a.pdf", u.docx(), Fault.WRONG_TYPE),
    "a drawing with a script": ("a.svg", u.SVG, Fault.WRONG_TYPE),
    "a drawing under the name of a picture": ("a.png", u.SVG, Fault.WRONG_TYPE),
    "a drawing under the name of a text": ("a.txt", b"\n " + u.SVG, Fault.WRONG_TYPE),
    "a page": ("a.html", b"<html><script>alert(1)</script>", Fault.WRONG_TYPE),
    "a script": ("a.txt", b"#!/bin/sh\nrm -r x\n", Fault.WRONG_TYPE),
    "text that is not text": ("a.txt", b"\x00\x01\x02", Fault.WRONG_TYPE),
    "text in old letters": ("a.csv", "đơn vị".encode("utf-16"), Fault.WRONG_TYPE),
    "an old document": ("a.doc", u.OLE, Fault.WRONG_TYPE),
    "an archive that is no document": ("a.zip", u.archive({"x.txt": b"x"}), Fault.WRONG_TYPE),
    "an archive under the name of a document": ("a.docx", u.archive({"x.txt": b"x"}), Fault.WRONG_TYPE),
    "an archive that calls itself a PDF": ("a.pdf", u.archive({"mimetype": b"application/pdf", "content.xml": b"x"}), Fault.WRONG_TYPE),
    "PDF and archive at once": ("a.pdf", u.PDF + u.docx(), Fault.WRONG_TYPE),
    "archive and PDF at once": ("a.docx", u.PDF + u.docx(), Fault.WRONG_TYPE),
    "archive with something before it": ("a.docx", b"PK\x03\x04" + b"\0" * 40 + u.docx(), Fault.WRONG_TYPE),
    "archive with something after it": ("a.docx", u.docx() + b"<script>", Fault.WRONG_TYPE),
    "page and PDF at once": ("a.pdf", b"<script>alert(1)</script>" + u.PDF, Fault.WRONG_TYPE),
    "PDF with a page after it": ("a.pdf", u.PDF + b"<script>alert(1)</script>", Fault.WRONG_TYPE),
    "PDF cut off": ("a.pdf", u.PDF[:40], Fault.WRONG_TYPE),
    "document cut off": ("a.docx", u.docx()[:-30], Fault.WRONG_TYPE),
    "document damaged": ("a.docx", u.docx().replace(b"PK\x03\x04", b"PK\x03\x05", 2), Fault.WRONG_TYPE),
    "picture cut off": ("a.png", u.png()[:-8], Fault.WRONG_TYPE),
    "photograph cut off": ("a.jpg", u.jpeg()[:-6], Fault.WRONG_TYPE),
    "macros in Word": ("a.docm", u.docx(**{"word/vbaProject.bin": b"x"}), Fault.WRONG_TYPE),
    "macros under another name": ("a.docx", u.docx(**{"word/vbaProject.bin": b"x"}), Fault.WRONG_TYPE),
    "macros named in the list": ("a.xlsx", u.archive({**u.SHEET, "[Content_Types].xml": b"vnd.ms-excel.sheet.macroEnabled.main+xml"}), Fault.WRONG_TYPE),
    "macros of the old kind": ("a.xlsx", u.archive({**u.SHEET, "xl/macrosheets/sheet1.xml": b"<x/>"}), Fault.WRONG_TYPE),
    "macros in OpenDocument": ("a.odt", u.archive({**u.ODT, "Basic/Standard/Module1.xml": b"x"}), Fault.WRONG_TYPE),
    "a way out of the folder": ("a.docx", u.docx(**{"../../x": b"x"}), Fault.WRONG_TYPE),
    "an absolute way": ("a.docx", u.docx(**{"/etc/x": b"x"}), Fault.WRONG_TYPE),
    "other files through XML": ("a.docx", u.docx(**{"word/x.xml": b'<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>'}), Fault.WRONG_TYPE),
    "a billion laughs": ("a.docx", u.docx(**{"word/x.xml": b'<!DOCTYPE x [<!ENTITY a "&b;&b;">]>'}), Fault.WRONG_TYPE),
    "entities in wide letters": ("a.docx", u.docx(**{"word/x.xml": "<!DOCTYPE x>".encode("utf-16")}), Fault.WRONG_TYPE),
    "one piece many times": ("a.docx", u.overlapping(), Fault.WRONG_TYPE),
    "a bomb": ("a.xlsx", u.bomb(), Fault.TOO_BIG),
    "too many entries": ("a.docx", u.docx(**{f"x/{place}": b"" for place in range(2_001)}), Fault.TOO_BIG),
    "more than the directory says": ("a.docx", u.lying(u.docx(**{"word/a.bin": b"0" * 200_000}), "word/a.bin", 10), Fault.TOO_BIG),
    "less than the directory says": ("a.docx", u.lying(u.docx(**{"word/a.bin": b"0" * 2000}), "word/a.bin", 2001), Fault.WRONG_TYPE),
    "one byte too many": ("a.txt", b"x" * (MOST + 1), Fault.TOO_BIG),
    "nothing": ("a.pdf", b"", Fault.EMPTY),
    "a virus": ("a.txt", u.VIRUS, Fault.INFECTED),
    "a virus in a PDF": ("a.pdf", u.PDF + u.VIRUS, Fault.INFECTED),
    "a virus packed into a document": ("a.docx", u.docx(**{"word/media/x.bin": b"0" * 70_000 + u.VIRUS}), Fault.INFECTED),
    "a PDF with a password": ("a.pdf", u.LOCKED_PDF, Fault.PROTECTED),
    "an archive with a password": ("a.docx", u.encrypted(u.docx()), Fault.PROTECTED),
    "a document with a password": ("a.docx", u.OLE + "EncryptedPackage".encode("utf-16-le"), Fault.PROTECTED),
    "an OpenDocument with a password": ("a.odt", u.archive({**u.ODT, "META-INF/manifest.xml": b"<manifest:encryption-data/>"}), Fault.PROTECTED),
}  # fmt: skip


@pytest.mark.parametrize(("name", "content", "fault"), BAD.values(), ids=BAD)
def test_what_is_bad_is_refused_for_its_own_reason(name, content, fault):
    with pytest.raises(NotTaken) as refused:
        inspect(name, content)
    assert refused.value.code == fault


def test_a_link_in_an_archive_is_refused():
    target = io.BytesIO(u.docx())
    with zipfile.ZipFile(target, "a") as made:
        link = zipfile.ZipInfo("word/link.xml")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        made.writestr(link, "/etc/passwd")
    with pytest.raises(NotTaken):
        inspect("a.docx", target.getvalue())


def test_the_largest_is_taken():
    assert len(inspect("a.txt", b"x" * MOST).content) == MOST


def test_a_real_word_file_is_taken():
    """A negative control: what is refused above is not refused for being an archive."""
    target = io.BytesIO()
    made = docx.Document()
    made.add_paragraph("Báo cáo kết quả thực hiện " * 500)
    made.save(target)
    assert inspect("a.docx", target.getvalue()).content == target.getvalue()


def test_what_is_large_inside_costs_neither_time_nor_memory():
    """40 MB that a directory admits to are read in pieces."""
    chance = random.Random(292)
    large = u.archive({**u.SHEET, "xl/x.bin": b"".join(chance.randbytes(64) + b"0" * 3000 for _block in range(14_000))})
    tracemalloc.start()
    began = time.perf_counter()
    assert inspect("a.xlsx", large).kind.code == "xlsx"
    assert time.perf_counter() - began < 10
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()


def test_a_picture_loses_where_and_by_whom_it_was_taken():
    taken = inspect("a.jpg", u.jpeg(u.exif(turned=6), b"\xff\xfe\x00\x08secret", tail=b"<?php"))
    assert b"21.0278" not in taken.content
    assert b"secret" not in taken.content
    assert taken.content.endswith(b"\xff\xd9")
    assert b"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06" in taken.content, "but not which way up it is"
    assert inspect("a.jpg", taken.content).content == taken.content
    taken = inspect("a.png", u.png((b"tEXt", b"GPS\x0021.0278N"), (b"eXIf", b"II*\0"), tail=u.docx()))
    assert taken.content == u.png()


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\a\\Báo cáo.docx", "Báo cáo.docx"),
        ("Ba\u0301o ca\u0301o.pdf", "Báo cáo.pdf"),
        ("bao\u202efdp.exe", "baofdp.exe"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf"),
        ("a\u200b\u200e\u2066b.pdf", "ab.pdf"),
        (' .."a"?.pdf ', "_a__.pdf"),
        ("..", "tep"),
        (".pdf", "pdf"),
        ("", "tep"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_name_is_only_a_name(sent, kept):
    assert tidy_name(sent) == kept


@given(st.text(max_size=300))
@example("a.\u0345")
def test_no_name_leads_elsewhere_or_shows_what_it_is_not(sent):
    kept = tidy_name(sent)
    assert 0 < len(kept) <= LONGEST_NAME
    assert not set(kept) & set('/\\\r\n\0\u202e"')
    assert kept not in {".", ".."}
    assert tidy_name(kept) == kept


@given(
    st.binary(max_size=400),
    st.sampled_from(["a.pdf", "a.docx", "a.png", "a.jpg", "a.txt"]),
    st.sampled_from([b"", b"PK\x03\x04", u.png()[:60], u.jpeg()[:30], u.docx()]),
)
def test_whatever_is_sent_is_taken_or_refused_and_never_an_error(noise, name, start):
    with contextlib.suppress(NotTaken):  # any other exception is a fault
        assert inspect(name, start + noise).kind.code in KINDS


def test_every_kind_can_be_chosen():
    assert set(ENDINGS) == {f".{ending}" for kind in KINDS.values() for ending in kind.endings}
    assert all(str(getattr(inspection, name)) for name in ("TAKEN", "TOO_BIG", "EMPTY", "INFECTED", "PROTECTED"))


RELATION = '<Relationships><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" {}="{}"{}/></Relationships>'
OUTSIDE = ' TargetMode="External"'


@pytest.mark.parametrize(
    ("kind", "target", "mode", "is_taken"),
    [
        ("attachedTemplate", "http://evil.example/x.dotm", OUTSIDE, False),
        ("attachedTemplate", "HTTPS://evil.example/x.dotm", ' TargetMode="external"', False),
        ("attachedTemplate", r"\\evil\share\x.dotm", OUTSIDE, False),
        ("attachedTemplate", "file://evil/share/x.dotm", OUTSIDE, False),
        ("attachedTemplate", "file:////evil/share/x.dotm", OUTSIDE, False),
        ("image", "http://evil.example/seen.png", OUTSIDE, False),
        ("oleObject", "ftp://evil.example/x", OUTSIDE, False),
        ("attachedTemplate", r"file:///C:\Users\a\Bao%20cao.dotx", OUTSIDE, True),
        ("hyperlink", "https://baochinhphu.vn/", OUTSIDE, True),
        ("externalLinkPath", "https://bo.example/so-lieu.xlsx", OUTSIDE, True),
        ("image", "media/image1.png", "", True),
    ],
)
def test_what_office_would_fetch_by_itself_is_not_taken(kind, target, mode, is_taken):
    content = u.docx(**{"word/_rels/settings.xml.rels": RELATION.format(kind, "Target", target, mode).encode()})
    if is_taken:
        assert inspect("a.docx", content).content == content
        return
    with pytest.raises(NotTaken) as refused:
        inspect("a.docx", content)
    assert refused.value.code == Fault.WRONG_TYPE
    assert "fetches" in str(refused.value.message) or "mạng" in str(refused.value.message)
