"""A backup is one tar file: the database, the files, a manifest that names each part with size and SHA-256, and last a seal, the
SHA-256 of every byte before it. So one changed byte is seen, also one in the manifest, and any `tar` can open it.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Self, cast

from config.backups.trouble import Trouble

FORMAT = 1
MANIFEST, SEAL, MEDIA = "manifest.json", "seal.sha256", "media/"
CHUNK = 1 << 20


@dataclass(frozen=True)
class Part:
    name: str  # in the archive
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What the backup is of; nothing in it is secret, and it is read before anything is touched."""

    version: str  # of the application
    commit: str  # empty where it is not known
    made_at: str  # ISO, UTC
    kind: str  # real, or demo: an illustration
    database: dict[str, Any]  # kind, version (of the server), part
    migrations: dict[str, list[str]]  # of each app those that were applied
    rows: dict[str, int]  # of each table
    head: dict[str, Any] | None  # of the chain of the history: event, hash
    parts: list[Part]
    lacking: list[str] = field(default_factory=list)  # files of which a row speaks and that could not be read
    altered: list[str] = field(default_factory=list)  # files that are not what their rows say; as they were found
    format: int = FORMAT
    product: str = "lotrinh292"

    def as_json(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()

    @classmethod
    def read(cls, content: bytes) -> Self:
        told = json.loads(content)
        if told.get("product") != cls.product or told.get("format") != FORMAT:
            raise Trouble(f"The backup is of {told.get('product')!r} in format {told.get('format')!r}; this code reads format {FORMAT}.")
        return cls(**{**told, "parts": [Part(**part) for part in told["parts"]]})

    @property
    def files(self) -> list[Part]:
        return [part for part in self.parts if part.name.startswith(MEDIA)]

    @property
    def dump(self) -> Part:
        return next(part for part in self.parts if part.name == self.database["part"])


class _Summed:
    """A file that knows the SHA-256 of what has been written to it, or read from it."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.sum, self.size = file, hashlib.sha256(), 0

    def write(self, content: bytes) -> int:
        self._add(content)
        return self.file.write(content)

    def read(self, size: int = -1) -> bytes:
        content = self.file.read(size)
        self._add(content)
        return content

    def _add(self, content: bytes) -> None:
        self.sum.update(content)
        self.size += len(content)

    def tell(self) -> int:
        return self.size


class Writer:
    """Writes the archive under another name beside its place; there it appears whole, or not at all."""

    def __init__(self, target: Path) -> None:
        self.target, self.parts = target, list[Part]()
        self.unfinished = target.with_name(f".{target.name}.unfinished")

    def __enter__(self) -> Self:
        self.unfinished.unlink(missing_ok=True)  # of a turn that was cut off
        self._file = os.fdopen(os.open(self.unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self._summed = _Summed(self._file)
        self._tar = tarfile.open(fileobj=cast(BinaryIO, self._summed), mode="w", format=tarfile.GNU_FORMAT)
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()
        self.unfinished.unlink(missing_ok=True)

    def add(self, name: str, content: BinaryIO) -> Part:
        size = os.fstat(content.fileno()).st_size
        summed = _Summed(content)
        self._member(name, size, summed)
        self.parts.append(Part(name, size, summed.sum.hexdigest()))
        return self.parts[-1]

    def finish(self, manifest: Manifest) -> None:
        self._text(MANIFEST, manifest.as_json())
        self._text(SEAL, f"{self._summed.sum.hexdigest()}\n".encode())
        self._tar.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        try:
            os.link(self.unfinished, self.target)  # unlike a renaming, it never takes the place of what has come meanwhile
        except FileExistsError:
            raise Trouble(f"{self.target} is there already; it was not touched.") from None
        except OSError:  # a file system without links
            os.rename(self.unfinished, self.target)
        folder = os.open(self.target.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)

    def _text(self, name: str, content: bytes) -> None:
        self._member(name, len(content), io.BytesIO(content))

    def _member(self, name: str, size: int, content: Any) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        self._tar.addfile(member, content)


class Reader:
    """An archive of which every byte has been looked at (`verified`)."""

    def __init__(self, tar: tarfile.TarFile, manifest: Manifest) -> None:
        self._tar, self.manifest = tar, manifest

    def open(self, part: Part) -> BinaryIO:
        content = self._tar.extractfile(part.name)
        assert content is not None, "verified"
        return cast(BinaryIO, content)


@contextmanager
def verified(path: Path) -> Iterator[Reader]:
    """The archive, once each part and the whole have the sizes and sums that were written. Raises Trouble, and names what is wrong."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise Trouble(f"{path} cannot be read: {error.strerror}.") from error
    with file:
        try:
            tar = tarfile.TarFile(fileobj=file)
            members = tar.getmembers()
        except (tarfile.TarError, EOFError, ValueError) as error:
            raise Trouble(f"{path} is no whole backup: {error}.") from error
        yield Reader(tar, _look_at_every_byte(path, file, tar, members))


def _look_at_every_byte(path: Path, file: BinaryIO, tar: tarfile.TarFile, members: list[tarfile.TarInfo]) -> Manifest:
    names = [member.name for member in members]
    if names[-2:] != [MANIFEST, SEAL]:
        raise Trouble(f"{path} is no whole backup: its manifest or its seal is missing; it was cut off, or damaged.")
    whole, found, place = hashlib.sha256(), list[Part](), 0
    for member in members[:-1]:
        part = hashlib.sha256()
        for content in _between(file, place, member.offset_data):
            whole.update(content)
        for content in _between(file, member.offset_data, member.offset_data + member.size):
            whole.update(content)
            part.update(content)
        place = member.offset_data + member.size
        found.append(Part(member.name, member.size, part.hexdigest()))
    for content in _between(file, place, members[-1].offset):
        whole.update(content)
    _must_be_blank(path, file, members[-1])
    sealed = _read(tar, SEAL) == f"{whole.hexdigest()}\n".encode()
    try:
        manifest = Manifest.read(_read(tar, MANIFEST))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Trouble(f"{path} is damaged: its manifest cannot be read. Nothing was touched.") from error
    if told := _unlike(manifest.parts, found[:-1]):
        raise Trouble(f"{path} is damaged or was altered: {told}. Nothing was touched.")
    if not sealed:
        raise Trouble(f"{path} is damaged or was altered: it is not what its seal says. Nothing was touched.")
    return manifest


def _unlike(named: list[Part], found: list[Part]) -> str:
    """The first part that is not as the manifest names it; empty where all are."""
    there = {part.name: part for part in found}
    for part in named:
        if there.get(part.name) != part or not _stays_inside(part.name):
            return f"{part.name} is {'another' if part.name in there else 'missing'}"
    return "" if len(named) == len(found) else "it holds parts that its manifest does not name"


def _stays_inside(name: str) -> bool:
    """No part may be put anywhere but below the folder of the files."""
    return not PurePosixPath(name).is_absolute() and ".." not in PurePosixPath(name).parts


def _must_be_blank(path: Path, file: BinaryIO, seal: tarfile.TarInfo) -> None:
    """What follows the seal is told by no sum: a tar file ends with zeros."""
    header = seal.tobuf(tarfile.GNU_FORMAT)
    file.seek(seal.offset)
    if file.read(len(header)) != header or any(any(rest) for rest in _between(file, seal.offset_data + seal.size, path.stat().st_size)):
        raise Trouble(f"{path} is damaged: something stands behind its end. Nothing was touched.")


def _between(file: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    file.seek(start)
    while start < end and (content := file.read(min(CHUNK, end - start))):
        start += len(content)
        yield content


def _read(tar: tarfile.TarFile, name: str) -> bytes:
    content = tar.extractfile(name)
    return content.read() if content else b""
