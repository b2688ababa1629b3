"""Whether a ZIP can be opened without harm, found out without opening it (docs/operating.md, "Uploaded files").

First the directory at its end is read, with bounds; then every entry is unpacked in pieces that are counted and thrown
away, because the directory can lie. Only what passes both is ever given to a program that opens documents.
"""

from __future__ import annotations

import stat
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

MOST_ENTRIES = 2_000
MOST_UNPACKED = 100 * 1024 * 1024  # bytes
MOST_RATIO = 100  # unpacked to packed; large sheets of numbers come to about 20, the bombs that we met to 376
RATIO_FROM = 1024 * 1024  # bytes unpacked below which no ratio does harm
PIECE = 64 * 1024
LONGEST_DIRECTORY = MOST_ENTRIES * 512

_END, _END_SIGN = struct.Struct("<4s4H2LH"), b"PK\x05\x06"
_ENTRY, _ENTRY_SIGN = struct.Struct("<4s6H3L5H2L"), b"PK\x01\x02"
_LOCAL, _LOCAL_SIGN = struct.Struct("<4s5H3L2H"), b"PK\x03\x04"
_STORED, _DEFLATED = 0, 8
_ENCRYPTED = 0x0001


class Broken(Exception):
    """It is not a whole ZIP, or not one that we can be sure of."""


class TooMuch(Exception):
    """Unpacked, it would be more than a document is."""


class Encrypted(Exception):
    """It opens only with a password."""


@dataclass(frozen=True)
class Entry:
    name: str
    method: int
    crc: int
    packed: int
    unpacked: int
    start: int  # of its local header

    @property
    def is_folder(self) -> bool:
        return self.name.endswith("/")


def ends_as_archive(content: bytes) -> bool:
    """Whether a program that looks for an archive from the end, as they do, would find one."""
    return _END_SIGN in content[-(_END.size + 0xFFFF) :]


def entries(content: bytes) -> list[Entry]:
    """The directory, read with bounds. Broken where anything stands before, after or between its parts: a file that is
    two things at once."""
    where = len(content) - _END.size
    if where < 0 or content[where : where + 4] != _END_SIGN or not content.startswith(_LOCAL_SIGN):
        raise Broken("no plain archive")
    _sign, disk, first_disk, here, number, size, start, comment = _END.unpack_from(content, where)
    if (disk, first_disk, comment) != (0, 0, 0) or here != number or start + size != where:
        raise Broken("directory")
    if number > MOST_ENTRIES or size > LONGEST_DIRECTORY:
        raise TooMuch(f"{number} entries")
    found = list(_directory(content, start, where, number))
    _must_be_tidy(found, start)
    return found


def _directory(content: bytes, at: int, end: int, number: int) -> Iterator[Entry]:
    for _place in range(number):
        if at + _ENTRY.size > end:
            raise Broken("directory is cut off")
        sign, made_by, _needs, flags, method, _t, _d, crc, packed, unpacked, name, extra, note, _disk, _i, mode, start = _ENTRY.unpack_from(
            content, at
        )
        if sign != _ENTRY_SIGN:
            raise Broken("entry")
        if flags & _ENCRYPTED:
            raise Encrypted
        if method not in (_STORED, _DEFLATED):
            raise Broken("packed in a way that documents are not")
        if made_by >> 8 == 3 and stat.S_ISLNK(mode >> 16):
            raise Broken("a link")
        raw = content[at + _ENTRY.size : at + _ENTRY.size + name]
        yield Entry(_name(raw), method, crc, packed, unpacked, start)
        at += _ENTRY.size + name + extra + note
    if at != end:
        raise Broken("directory")


def _name(raw: bytes) -> str:
    try:
        name = raw.decode()
    except UnicodeDecodeError:
        name = raw.decode("cp437")
    if not name or "\0" in name or "\\" in name or name.startswith("/") or ".." in name.split("/") or ":" in name:
        raise Broken("a name that leads elsewhere")
    return name


def _must_be_tidy(found: list[Entry], directory: int) -> None:
    if len({entry.name.lower() for entry in found}) != len(found):
        raise Broken("two entries of one name")
    unpacked, packed = sum(entry.unpacked for entry in found), sum(entry.packed for entry in found)
    if unpacked > MOST_UNPACKED or (unpacked > RATIO_FROM and unpacked > MOST_RATIO * packed):
        raise TooMuch(f"{unpacked} bytes")
    ends = [entry.start for entry in sorted(found, key=lambda entry: entry.start)] + [directory]
    for entry, following in zip(sorted(found, key=lambda entry: entry.start), ends[1:], strict=True):
        if entry.start + _LOCAL.size + entry.packed > following:
            raise Broken("entries lie over one another")  # the bombs that unpack one piece many times


def pieces(content: bytes, entry: Entry) -> Iterator[bytes]:
    """What the entry unpacks to, in pieces; never more than the directory says, and raises if it says another thing."""
    count, crc = 0, 0
    for piece in _unpacked(content, entry):
        count, crc = count + len(piece), zlib.crc32(piece, crc)
        if count > entry.unpacked:
            raise TooMuch(entry.name)
        yield piece
    if count != entry.unpacked or crc != entry.crc:
        raise Broken(f"{entry.name} is damaged")


def _unpacked(content: bytes, entry: Entry) -> Iterator[bytes]:
    start = _start_of_data(content, entry)
    packed = content[start : start + entry.packed]
    if len(packed) != entry.packed:
        raise Broken("cut off")
    if entry.method == _STORED:
        yield from (packed[at : at + PIECE] for at in range(0, len(packed), PIECE))
        return
    machine = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        yield machine.decompress(packed, PIECE)
        while machine.unconsumed_tail:
            yield machine.decompress(machine.unconsumed_tail, PIECE)
        yield machine.flush()
    except zlib.error as error:
        raise Broken(entry.name) from error
    if not machine.eof or machine.unused_data:
        raise Broken(f"{entry.name} is damaged")


def _start_of_data(content: bytes, entry: Entry) -> int:
    """Past the local header, which must be that of the same entry: else two programs would read two things."""
    if entry.start + _LOCAL.size > len(content):
        raise Broken("cut off")
    sign, _needs, flags, method, _t, _d, _crc, _packed, _size, name, extra = _LOCAL.unpack_from(content, entry.start)
    if flags & _ENCRYPTED:
        raise Encrypted
    start = entry.start + _LOCAL.size
    if sign != _LOCAL_SIGN or method != entry.method or _name(content[start : start + name]) != entry.name:
        raise Broken("two directories")
    return start + name + extra
