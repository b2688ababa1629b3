"""Whether a zip file, and so a workbook or a Word file, may be opened at all: pure, no name of it is written anywhere.

    must_be_sound(file)   # ValidationError with a sentence for the person, or the file at its beginning

What the directory claims is checked first; then every entry is unpacked piece by piece and counted, for a directory can lie.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MB = 1024 * 1024
LARGEST, UNPACKED = 20 * MB, 64 * MB
ENTRIES = 2000
RATIO, WORTH_A_LOOK = 120, 1 * MB  # XML packs 20:1 to 60:1; small entries of one repeated byte do no harm
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_PIECE = 256 * 1024


def must_be_sound(file: IO[bytes], *, largest: int = LARGEST, unpacked: int = UNPACKED) -> None:
    """Refuse what is not a zip file, is too large, or would be once unpacked. Memory stays small whatever the file holds."""
    size = file.seek(0, 2)
    if size > largest:
        raise _wrong(_("The file is larger than %(n)d MB.") % {"n": largest // MB}, "too_large")
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            _judge_directory(entries, unpacked)
            _judge_content(archive, entries, unpacked)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, RuntimeError) as error:
        raise _wrong(_("The file is damaged or not what its name says. Open it in its program and save it again."), "damaged") from error
    finally:
        file.seek(0)


def _judge_directory(entries: list[zipfile.ZipInfo], unpacked: int) -> None:
    if len(entries) > ENTRIES:
        raise _bomb()
    if sum(entry.file_size for entry in entries) > unpacked:
        raise _bomb()
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise _wrong(_("The file is protected by a password. Take the password off and send it again."), "encrypted")
        if entry.compress_type not in _METHODS or _leads_out(entry.filename) or stat.S_ISLNK(entry.external_attr >> 16):
            raise _wrong(_("The file holds something that does not belong in it. Open it in its program and save it again."), "foreign")
        if entry.file_size > WORTH_A_LOOK and entry.file_size > RATIO * max(entry.compress_size, 1):
            raise _bomb()
    names = [entry.filename for entry in entries]
    if len(set(names)) != len(names) or _overlap(entries):
        raise _bomb()


def _leads_out(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name or "\0" in name


def _overlap(entries: list[zipfile.ZipInfo]) -> bool:
    """Entries that share the same packed bytes: how a small file unpacks to a huge one with an honest ratio for each."""
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    ends = [entry.header_offset + 30 + len(entry.filename.encode()) + entry.compress_size for entry in ordered]
    return any(end > after.header_offset for end, after in zip(ends, ordered[1:], strict=False))


def _judge_content(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], unpacked: int) -> None:
    """Unpacked by their own bytes and not by what the directory says of them, which `ZipFile.read` would believe."""
    left = unpacked
    for entry in entries:
        if entry.is_dir():
            continue
        left -= _unpacked_size(archive, entry, left)


def _unpacked_size(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> int:
    with archive.open(entry):  # checks the local header against the directory
        pass
    source = archive.fp
    assert source is not None
    source.seek(entry.header_offset + 26)
    sizes = source.read(4)
    source.seek(entry.header_offset + 30 + int.from_bytes(sizes[:2], "little") + int.from_bytes(sizes[2:], "little"))
    if entry.compress_type == zipfile.ZIP_STORED:
        if entry.compress_size != entry.file_size:
            raise zipfile.BadZipFile("a stored entry of another size")
        return entry.file_size
    unpacker, packed, counted = zlib.decompressobj(-15), entry.compress_size, 0
    while packed > 0 and not unpacker.eof:
        piece = source.read(min(_PIECE, packed))
        if not piece:
            raise EOFError
        packed -= len(piece)
        while piece and not unpacker.eof:
            counted += len(unpacker.decompress(piece, _PIECE))
            if counted > min(most, entry.file_size):
                raise _bomb()
            piece = unpacker.unconsumed_tail
    counted += len(unpacker.flush(_PIECE))
    if counted != entry.file_size:
        raise zipfile.BadZipFile("an entry of another size than its directory says")
    return counted


def _bomb() -> ValidationError:
    return _wrong(_("The file would be too large once unpacked. Split it, or take pictures and empty sheets out of it."), "bomb")


def _wrong(message: str, code: str) -> ValidationError:
    return ValidationError(message, code=code)
