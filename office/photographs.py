"""Pictures without what the camera and its programs wrote into them: place, device, person, and whatever hangs after the end.

Nothing is decoded: a PNG and a JPEG are chains of parts, of which those that make the picture are kept. So a picture that is
another file at the same time is that no longer.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_PNG_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs", b"bKGD"}
_START_OF_SCAN, _END = 0xDA, 0xD9
_APP0, _APP1, _ICC, _ADOBE, _APP15, _COMMENT = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF, 0xFE
_ORIENTATION = 0x0112


class Broken(Exception):
    """It begins as a picture and is none."""


def bare_png(content: bytes) -> bytes:
    kept, at, name = [PNG], len(PNG), b""
    while name != b"IEND":
        if at + 12 > len(content):
            raise Broken("cut off")
        length, name = struct.unpack_from(">L4s", content, at)
        part = content[at : at + 12 + length]
        if len(part) != 12 + length or struct.unpack(">L", part[-4:])[0] != zlib.crc32(part[4:-4]):
            raise Broken(name.decode("ascii", "replace"))
        if len(kept) == 1 and name != b"IHDR":
            raise Broken("no header")
        if name in _PNG_KEPT:
            kept.append(part)
        at += len(part)
    return b"".join(kept)


def bare_jpeg(content: bytes) -> bytes:
    """Also kept: which way up the picture is, alone."""
    kept, turned = [b"\xff\xd8"], b""
    for marker, part in _segments(content):
        if marker == _APP1:
            turned = turned or _orientation(part)
        elif not (_APP0 < marker <= _APP15 and marker not in (_ICC, _ADOBE)) and marker != _COMMENT:
            kept.append(part)
    return b"".join([kept[0], turned, *kept[1:]])


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    at = 2
    while True:
        if at + 4 > len(content) or content[at] != 0xFF:
            raise Broken("cut off")
        marker = content[at + 1]
        if marker == 0xFF:  # a byte that fills
            at += 1
            continue
        if marker == _START_OF_SCAN:
            yield marker, content[at : _end_of_picture(content, at)]
            return
        size = 2 + struct.unpack_from(">H", content, at + 2)[0]
        if at + size > len(content):
            raise Broken("cut off")
        yield marker, content[at : at + size]
        at += size


def _end_of_picture(content: bytes, at: int) -> int:
    """Behind the first end marker after the scans began: inside their data a 0xFF is always followed by something else."""
    found = content.find(bytes([0xFF, _END]), at)
    if found < 0:
        raise Broken("cut off")
    return found + 2


def _orientation(part: bytes) -> bytes:
    """An EXIF part that says which way up, and no more; empty where it is not said."""
    if part[4:10] != b"Exif\0\0" or part[10:12] not in (b"II", b"MM"):
        return b""
    order, tiff = ("<" if part[10:12] == b"II" else ">"), part[10:]
    try:
        at = struct.unpack_from(f"{order}L", tiff, 4)[0]
        for place in range(struct.unpack_from(f"{order}H", tiff, at)[0]):
            tag, kind, count, value = struct.unpack_from(f"{order}HHLH", tiff, at + 2 + 12 * place)
            if (tag, kind, count) == (_ORIENTATION, 3, 1) and 1 <= value <= 8:
                body = b"Exif\0\0MM\0*" + struct.pack(">LHHHLHHL", 8, 1, _ORIENTATION, 3, 1, value, 0, 0)
                return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
    except struct.error:
        pass
    return b""
