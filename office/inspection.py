"""What may be uploaded: the kinds as data, and what a file really is, by its content. Nothing here opens a document,
reads a clock or asks the database."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from office import archives, photographs
from office.plain_xml import local, parse, parser

MOST = 10 * 1024 * 1024  # bytes
LONGEST_NAME, LONGEST_ENDING = 120, 10
# The harmless string that every scanner reports (eicar.org); in two parts, so that no scanner reports this file.
TEST_VIRUS = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + rb"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Fault(StrEnum):
    """Why a file is not taken. The words beside the field say what to do about it."""

    WRONG_TYPE = "wrong_type"
    TOO_BIG = "too_big"
    EMPTY = "empty"
    INFECTED = "infected"
    PROTECTED = "protected"


@dataclass(frozen=True)
class Kind:
    code: str
    endings: tuple[str, ...]
    media_type: str
    needs: str = ""  # of an archive: the entry that makes it this kind
    says: bool = False  # of an archive: it says itself what it is, in its entry "mimetype"


KINDS = {
    kind.code: kind
    for kind in (
        Kind("pdf", ("pdf",), "application/pdf"),
        Kind("docx", ("docx",), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "word/document.xml"),
        Kind("xlsx", ("xlsx",), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xl/workbook.xml"),
        Kind("odt", ("odt",), "application/vnd.oasis.opendocument.text", "content.xml", True),
        Kind("ods", ("ods",), "application/vnd.oasis.opendocument.spreadsheet", "content.xml", True),
        Kind("png", ("png",), "image/png"),
        Kind("jpeg", ("jpg", "jpeg"), "image/jpeg"),
        Kind("txt", ("txt",), "text/plain; charset=utf-8"),
        Kind("csv", ("csv",), "text/csv; charset=utf-8"),
    )
}
ENDINGS = tuple(f".{ending}" for kind in KINDS.values() for ending in kind.endings)

TAKEN = _("Choose a PDF, Word (.docx), Excel (.xlsx), OpenDocument (.odt, .ods), PNG, JPEG, text (.txt) or CSV file.")
DISGUISED = _("The content of this file is not what its name says. Choose the original file, under its own name.")
DAMAGED = _("This file is damaged, or it is two files in one. Save it again with the program that made it, then choose it again.")
MACROS = _("This file holds macros. Save it without macros, as .docx, .xlsx, .odt or .ods, then choose it again.")
FETCHES = _(
    "This file fetches a template or another part from the network when it is opened. Save it without that, for example by copying its "
    "text into a new document, then choose it again."
)
OLD_OFFICE = _("This file is from an old version of Office. Save it as .docx or .xlsx, then choose it again.")
NOT_UTF8 = _("This text is not written in UTF-8. Save it as “UTF-8” or “CSV UTF-8”, then choose it again.")
TOO_BIG = _("The file must not be larger than 10 MB. Make it smaller, or divide it.")
TOO_MUCH_INSIDE = _("Unpacked, this file would be far larger than a document is. Choose another file.")
EMPTY = _("This file is empty. Choose another file.")
INFECTED = _("A virus was found in this file. It was not kept; tell the administrator of the system in your unit.")
PROTECTED = _("This file is protected with a password. Save it without a password, then choose it again.")


class NotTaken(ValidationError):
    """`code` is one of `Fault`."""

    def __init__(self, fault: Fault, message: Any) -> None:
        super().__init__(message, code=fault.value)


@dataclass(frozen=True)
class Taken:
    """A file as it may be kept."""

    kind: Kind
    name: str
    content: bytes


def inspect(name: str, content: bytes) -> Taken:
    """What the file is; NotTaken with the reason otherwise. Where its name has an ending, it must be that of the content."""
    if not content:
        raise NotTaken(Fault.EMPTY, EMPTY)
    if len(content) > MOST:
        raise NotTaken(Fault.TOO_BIG, TOO_BIG)
    if TEST_VIRUS in content:
        raise NotTaken(Fault.INFECTED, INFECTED)
    name = tidy_name(name)
    ending = PurePosixPath(name).suffix.lower().removeprefix(".")
    kind, content = _read(content, ending)
    if not ending:
        return Taken(kind, f"{name}.{kind.endings[0]}", content)
    if ending not in kind.endings:
        known = ending in {other for one in KINDS.values() for other in one.endings}
        raise NotTaken(Fault.WRONG_TYPE, DISGUISED if known else TAKEN)
    return Taken(kind, name, content)


def tidy_name(name: str) -> str:
    """A name that is only a name: composed, without folders, invisible letters or letters that a file system forbids, and
    no longer than 120 characters with its ending."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    name = "".join(letter for letter in name if unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
    name = re.sub(r"\s+", " ", re.sub(r'[<>:"|?*]', "_", name)).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if not dot or not ending.isalnum() or len(ending) > LONGEST_ENDING:
        return name[: LONGEST_NAME - LONGEST_ENDING - 1].strip(" .") or "tep"
    stem = stem.strip(" .") or "tep"
    return f"{stem[: LONGEST_NAME - len(ending) - 1].strip(' .')}.{ending}"


def _read(content: bytes, ending: str) -> tuple[Kind, bytes]:
    if content.startswith(b"PK"):
        return _archive(content), content
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        # The old container of Office: also what a new document becomes when it is given a password.
        locked = "EncryptedPackage".encode("utf-16-le") in content
        raise NotTaken(Fault.PROTECTED, PROTECTED) if locked else NotTaken(Fault.WRONG_TYPE, OLD_OFFICE)
    if content.startswith((photographs.PNG, photographs.JPEG)):
        return _picture(content)
    if archives.ends_as_archive(content):
        raise NotTaken(Fault.WRONG_TYPE, DAMAGED)
    if content.startswith(b"%PDF-"):
        return _pdf(content), content
    return _text(content, ending), content


# PDF


def _pdf(content: bytes) -> Kind:
    """Whole, and nothing hangs after its end."""
    if not content.rstrip(b"\0\r\n\t ").endswith(b"%%EOF"):
        raise NotTaken(Fault.WRONG_TYPE, DAMAGED)
    if re.search(rb"/Encrypt\s*(\d+\s+\d+\s+R|<<)", content):
        raise NotTaken(Fault.PROTECTED, PROTECTED)
    return KINDS["pdf"]


# Pictures


def _picture(content: bytes) -> tuple[Kind, bytes]:
    try:
        if content.startswith(photographs.PNG):
            return KINDS["png"], photographs.bare_png(content)
        return KINDS["jpeg"], photographs.bare_jpeg(content)
    except photographs.Broken as error:
        raise NotTaken(Fault.WRONG_TYPE, DAMAGED) from error


# Text


def _text(content: bytes, ending: str) -> Kind:
    """Only where the name says text as well: a page, a drawing or a script is text too, and none of them is taken."""
    if ending not in {"txt", "csv"}:
        known = f".{ending}" in ENDINGS
        raise NotTaken(Fault.WRONG_TYPE, DISGUISED if known else TAKEN)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotTaken(Fault.WRONG_TYPE, NOT_UTF8) from error
    if re.search(r"[\x00-\x08\x0b\x0e-\x1f\x7f]", text) or text.lstrip().startswith(("<", "#!")):
        raise NotTaken(Fault.WRONG_TYPE, DISGUISED)
    return KINDS[ending]


# Documents that are archives


def _archive(content: bytes) -> Kind:
    try:
        listed = archives.entries(content)
        kind = _kind_of_archive(content, listed)
        for entry in listed:
            _look_through(content, entry)
            if entry.name.lower().endswith(".rels") and _fetches(_whole(content, entry, MOST)):
                raise NotTaken(Fault.WRONG_TYPE, FETCHES)
    except archives.Encrypted as error:
        raise NotTaken(Fault.PROTECTED, PROTECTED) from error
    except archives.TooMuch as error:
        raise NotTaken(Fault.TOO_BIG, TOO_MUCH_INSIDE) from error
    except archives.Broken as error:
        raise NotTaken(Fault.WRONG_TYPE, DAMAGED) from error
    return kind


def _kind_of_archive(content: bytes, listed: list[archives.Entry]) -> Kind:
    by_name = {entry.name: entry for entry in listed}
    if any(_holds_macros(entry.name.lower()) for entry in listed):
        raise NotTaken(Fault.WRONG_TYPE, MACROS)
    if "mimetype" in by_name:
        said = _whole(content, by_name["mimetype"], 100).decode("ascii", "replace")
        for kind in KINDS.values():
            if kind.says and kind.media_type == said and kind.needs in by_name:
                _must_be_open(content, by_name.get("META-INF/manifest.xml"))
                return kind
    if "[Content_Types].xml" in by_name:
        if b"macroenabled" in _whole(content, by_name["[Content_Types].xml"], 1024 * 1024).lower():
            raise NotTaken(Fault.WRONG_TYPE, MACROS)
        for kind in KINDS.values():
            if kind.needs in by_name and not kind.says:
                return kind
    raise NotTaken(Fault.WRONG_TYPE, TAKEN)


def _holds_macros(name: str) -> bool:
    return "vbaproject" in name or "/macrosheets/" in name or name.startswith(("basic/", "scripts/"))


def _must_be_open(content: bytes, manifest: archives.Entry | None) -> None:
    """An OpenDocument with a password says so in its list of parts."""
    if manifest and b"encryption-data" in _whole(content, manifest, 1024 * 1024):
        raise archives.Encrypted


def _whole(content: bytes, entry: archives.Entry, most: int) -> bytes:
    if entry.unpacked > most:
        raise archives.TooMuch(entry.name)
    return b"".join(archives.pieces(content, entry))


_ON_A_CLICK = {"hyperlink", "externalLinkPath"}  # kinds of relations that lead outside only when the reader asks for it
_REMOTE = re.compile(r"(?!file:)[a-z][a-z0-9+.-]+:|[/\\]{2}|file:(//[^/\\]|[/\\]{4})", re.IGNORECASE)  # and not a place on the own disk


def _fetches(relations: bytes) -> bool:
    """Whether a part of Office is told to load something over the network by itself: a template with macros, say, which are then
    nowhere in the file. The template on the author's own disk, which Word notes in every second document, is none."""
    found: list[bool] = []

    def relation(_name: str, given: dict[str, str]) -> None:
        said = {local(key): value.strip() for key, value in given.items()}
        if said.get("TargetMode", "").lower() == "external" and said.get("Type", "").rpartition("/")[2] not in _ON_A_CLICK:
            found.append(bool(_REMOTE.match(said.get("Target", ""))))

    walk = parser()
    walk.StartElementHandler = relation
    try:
        parse(walk, relations)
    except ValidationError as error:
        raise archives.Broken("relations") from error
    return any(found)


_ENTITIES = (b"<!DOCTYPE", b"<!ENTITY")  # by which XML reads other files, or unfolds a line into gigabytes


def _look_through(content: bytes, entry: archives.Entry) -> None:
    """Every byte that a reader would get, once: whether it is as much as was said, and whether there is harm in it."""
    is_xml = entry.name.lower().endswith((".xml", ".rels"))
    rest = b""
    for piece in archives.pieces(content, entry):
        seen = rest + piece
        if TEST_VIRUS in seen:
            raise NotTaken(Fault.INFECTED, INFECTED)
        if is_xml and _has_entities(seen):
            raise archives.Broken("entities")
        rest = seen[-2 * len(TEST_VIRUS) :]


def _has_entities(xml: bytes) -> bool:
    letters = xml.replace(b"\0", b"") if b"\0" in xml else xml  # also where a letter takes two bytes
    return any(sign in letters for sign in _ENTITIES)
