"""Catalogues of words without gettext: Babel reads, updates, checks and compiles them.

A catalogue is `locale/<language>/LC_MESSAGES/django.po`; a `*.part.po` beside it belongs to it until `messages`
merges it. Nothing here needs Django's settings, so that tests and `manage.py up` can compile before Django reads, and so
can the owner of the code, without the variables of the house: `.venv/bin/python -m config.catalogues`.
"""

import io
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.reloader import translation_file_changed

LANGUAGES = ("vi", "en")
READABLE = stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH


def folder_of(locale: Path, language: str) -> Path:
    return locale / language / "LC_MESSAGES"


def parts_of(locale: Path, language: str) -> list[Path]:
    return sorted(folder_of(locale, language).glob("*.part.po"))


def read(file: Path, language: str) -> Catalog:
    if not file.exists():
        return new(language)
    with file.open("rb") as source:
        return read_po(source, locale=language)


def new(language: str) -> Catalog:
    return Catalog(locale=language, domain="django", fuzzy=False, charset="utf-8")


def merged(locale: Path, language: str) -> Catalog:
    """The catalogue with its parts; where both translate a message, the catalogue holds."""
    catalogue = read(folder_of(locale, language) / "django.po", language)
    for file in parts_of(locale, language):
        take(catalogue, read(file, language))
    return catalogue


def take(catalogue: Catalog, other: Iterable[Message]) -> None:
    for message in other:
        if not message.id:
            continue
        known = catalogue.get(message.id, message.context)
        if known is None:
            catalogue.add(message.id, message.string, flags=message.flags, context=message.context)
        elif not is_translated(known) and is_translated(message):
            known.string = message.string


def is_translated(message: Message) -> bool:
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(strings)


def compile_all(locale: Path) -> bool:
    """Write the .mo files that are older than what they are made from; say whether any was.

    What this process has read of words before is forgotten then: else it would go on in the language of the code, and
    write so into whatever it makes next.
    """
    made = any([_compile(locale, language) for language in LANGUAGES])
    if made:
        translation_file_changed(None, folder_of(locale, LANGUAGES[0]) / "django.mo")
    return made


def _compile(locale: Path, language: str) -> bool:
    folder = folder_of(locale, language)
    sources = [file for file in (folder / "django.po", *parts_of(locale, language)) if file.exists()]
    compiled = folder / "django.mo"
    if not sources or (compiled.exists() and compiled.stat().st_mtime_ns >= max(file.stat().st_mtime_ns for file in (*sources, folder))):
        if compiled.exists():
            _let_all_read(compiled)  # one made before it was written so
        return False
    _write_whole(compiled, _mo(merged(locale, language)))
    return True


def _mo(catalogue: Catalog) -> bytes:
    target = io.BytesIO()
    write_mo(target, catalogue)
    return target.getvalue()


def as_text(catalogue: Catalog) -> bytes:
    """The file of a catalogue: sorted, without places or times, so that it changes only when a word changes."""
    target = io.BytesIO()
    write_po(target, catalogue, width=120, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
    forms = f"nplurals={catalogue.num_plurals}; plural={catalogue.plural_expr};"
    header = ["Language: " + str(catalogue.locale), "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
              "Content-Transfer-Encoding: 8bit", "Plural-Forms: " + forms]  # fmt: skip
    lines = ['msgid ""', 'msgstr ""', *(f'"{line}\\n"' for line in header), "", ""]
    return "\n".join(lines).encode() + target.getvalue()


def write(catalogue: Catalog, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    _write_whole(file, as_text(catalogue))


def _let_all_read(file: Path) -> None:
    """Words are code: whoever runs the house reads what the owner of the code has compiled, whatever the umask (settings close
    the files of an embedded house to others)."""
    known = file.stat()
    if known.st_mode & READABLE != READABLE and known.st_uid == os.geteuid():
        file.chmod(0o644)


def _write_whole(file: Path, content: bytes) -> None:
    """By renaming, so that of several processes none reads half a file. The folder's time is part of the answer to
    "is it newer", so the compiled file is touched last."""
    part = file.with_name(f"{file.name}.{id(content)}.part")
    part.write_bytes(content)
    _let_all_read(part)
    part.replace(file)
    file.touch()


if __name__ == "__main__":
    compile_all(Path(__file__).resolve().parent.parent / "locale")
