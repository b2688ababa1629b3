"""Good and bad files, made here byte by byte: nothing that could harm lies in the repository."""

import io
import struct
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile

from office.inspection import TEST_VIRUS

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
LOCKED_PDF = PDF.replace(b"/Root 1 0 R", b"/Root 1 0 R/Encrypt 5 0 R")
WORD = {
    "[Content_Types].xml": b"<Types/>",
    "_rels/.rels": b"<Relationships/>",
    "word/document.xml": "<w:document>Báo cáo</w:document>".encode(),
}
SHEET = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": b"<worksheet/>"}
ODT = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<office/>", "META-INF/manifest.xml": b"<manifest/>"}
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + b"\x00" * 64 + b"PE\x00\x00"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512


def upload(name, content):
    """As a browser sends it, under exactly this name (Django would tidy it a little)."""
    made = SimpleUploadedFile("x", content)
    made._name = name
    return made


def archive(entries, **how):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", how.pop("method", zipfile.ZIP_DEFLATED)) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return target.getvalue()


def docx(**more):
    return archive({**WORD, **more})


def bomb(megabytes=28):
    """About a thousandfold: what took a spreadsheet reader 695 MB (quality finding 8)."""
    return archive({**SHEET, "xl/worksheets/sheet2.xml": b"<c>0</c>" * (megabytes * 131072)})


def lying(content, name, says):
    """The archive whose directory and local header say that the entry is `says` bytes."""
    raw = name.encode()
    made = bytearray(content)
    local, central = made.find(raw) - 30, made.rfind(raw) - 46
    struct.pack_into("<L", made, local + 22, says)
    struct.pack_into("<L", made, central + 24, says)
    return bytes(made)


def encrypted(content):
    """The archive with the mark of a password on every entry, in both places."""
    made, at = bytearray(content), 0
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = made.find(sign)
        while at >= 0:
            made[at + offset] |= 1
            at = made.find(sign, at + 4)
    return bytes(made)


def overlapping(copies=50):
    """Many entries of the directory, one piece of content: the bomb whose ratio no single entry shows."""
    content = archive({**WORD, "a.bin": bytes(range(256)) * 20})
    end = content.rfind(b"PK\x05\x06")
    _sign, _d, _s, number, _n, size, start, _c = struct.unpack_from("<4s4H2LH", content, end)
    directory, entry = content[start:end], content[content.rfind(b"PK\x01\x02") : end]
    added = b"".join(entry.replace(b"a.bin", b"%05d" % place) for place in range(copies))
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, number + copies, number + copies, size + len(added), start, 0)
    return content[:start] + directory + added + tail


def png(*more, tail=b""):
    def part(name, body):
        return struct.pack(">L", len(body)) + name + body + struct.pack(">L", zlib.crc32(name + body))

    header = part(b"IHDR", struct.pack(">LLBBBBB", 1, 1, 8, 2, 0, 0, 0))
    others = b"".join(part(name, body) for name, body in more)
    return b"\x89PNG\r\n\x1a\n" + header + others + part(b"IDAT", zlib.compress(b"\0\0\0\0")) + part(b"IEND", b"") + tail


def exif(*, turned=6, place=b"21.0278N 105.8342E"):
    entry = struct.pack("<HHLHH", 0x0112, 3, 1, turned, 0)
    body = b"Exif\0\0II*\0" + struct.pack("<LH", 8, 1) + entry + struct.pack("<L", 0) + place
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def jpeg(*segments, tail=b""):
    start = b"\xff\xd8" + b"\xff\xe0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
    return (
        start
        + b"".join(segments)
        + b"\xff\xdb\x00\x04\x00\x01"
        + b"\xff\xda\x00\x04\x01\x02"
        + b"\x12\x34\xff\x00\x56"
        + b"\xff\xd9"
        + tail
    )


VIRUS = TEST_VIRUS
