"""`manage.py messages`: bring the catalogues up to date with the code; `--check` says what is missing."""

import ast
import re
from argparse import ArgumentParser
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, TypeGuard

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.utils.translation.template import templatize

from config import catalogues

KEYWORDS: dict[str, tuple[Any, ...] | None] = {
    **dict.fromkeys(["_", "gettext", "gettext_lazy", "gettext_noop"]),
    **dict.fromkeys(["ngettext", "ngettext_lazy"], (1, 2)),
    **dict.fromkeys(["pgettext", "pgettext_lazy"], ((1, "c"), 2)),
    **dict.fromkeys(["npgettext", "npgettext_lazy"], ((1, "c"), 2, 3)),
}
NOT_OURS = {"tests", "bench", "docs", "var", "static"}
COMPLETE = "vi"  # the language that may lack nothing; the other one reads the msgids
_BRACES = re.compile(r"(?<!\{)\{([^{}]*)\}(?!\})")


class Command(BaseCommand):
    help = "Brings locale/ up to date with the code and merges *.part.po; with --check changes nothing and fails if something is missing."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail on missing, fuzzy, faulty or outdated words")

    def handle(self, *, check: bool, **options: Any) -> None:
        locale = settings.BASE_DIR / "locale"
        wanted = extracted(settings.BASE_DIR)
        faults = list(hidden(settings.BASE_DIR))
        for language in catalogues.LANGUAGES:
            catalogue = updated(wanted, catalogues.merged(locale, language), language)
            file = catalogues.folder_of(locale, language) / "django.po"
            if check:
                faults += [f"{file.name} ({language}): {fault}" for fault in _outdated(catalogue, file, locale, language)]
            else:
                catalogues.write(catalogue, file)
                for part in catalogues.parts_of(locale, language):
                    part.unlink()
            faults += [f"{language}: {fault}" for fault in faults_of(catalogue, complete=language == COMPLETE)]
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write(f"{len(wanted)} messages, all in {COMPLETE}.")


def _outdated(catalogue: Catalog, file: Path, locale: Path, language: str) -> Iterator[str]:
    for part in catalogues.parts_of(locale, language):
        yield f"{part.name} is not merged; `python3 run.py fix` does it"
    if not file.exists() or file.read_bytes() != catalogues.as_text(catalogue):
        yield "out of date; `python3 run.py fix` brings it up to date"


def extracted(base: Path) -> Catalog:
    """Every message of our Python files and templates."""
    found = catalogues.new("en")
    for file in _sources(base):
        source = file.read_bytes()
        if file.suffix == ".html" or file.suffix == ".txt":
            # Babel's reader of Python minds indentation; what a template turns into has none that means anything.
            lines = templatize(source.decode(), origin=str(file)).splitlines()
            source = "\n".join(line.strip() for line in lines).encode()
        for _, message, _, context in extract("python", BytesIO(source), KEYWORDS, options={"encoding": "utf-8"}):
            found.add(message if isinstance(message, str) else tuple(part for part in message if part), context=context)
    return found


def hidden(base: Path) -> Iterator[str]:
    """Messages that the extractor passes by: those inside an f-string, those that are one, those asked for by another name."""
    for file in _sources(base):
        if file.suffix == ".py":
            yield from (
                f"{file.relative_to(base)}:{line}: a message inside an f-string, or by another name of gettext, is not found"
                for line in hidden_in(file.read_text())
            )


def hidden_in(source: str) -> set[int]:
    """The lines of a Python text on which such messages stand."""
    nodes = list(ast.walk(ast.parse(source)))
    strings = [node for node in nodes if isinstance(node, ast.JoinedStr)]
    inside = {inner.lineno for string in strings for inner in ast.walk(string) if _asks(inner)}
    calls = [node for node in nodes if _asks(node)]
    renamed = {node.lineno for node in nodes if _renames(node)}
    return inside | renamed | {call.lineno for call in calls if any(isinstance(part, ast.JoinedStr) for part in call.args)}


def _renames(node: ast.AST) -> TypeGuard[ast.stmt]:
    """Whether gettext or one of its kin is given a name that the extractor does not look for."""
    if isinstance(node, ast.ImportFrom):
        return any(name.name in KEYWORDS and name.asname is not None and name.asname not in KEYWORDS for name in node.names)
    return isinstance(node, ast.Assign) and isinstance(node.value, ast.Name) and node.value.id in KEYWORDS


def _asks(node: ast.AST) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS


def _sources(base: Path) -> Iterator[Path]:
    for app in sorted(
        folder for folder in base.iterdir() if folder.is_dir() and not folder.name.startswith(".") and folder.name not in NOT_OURS
    ):
        for pattern in ("*.py", "*.html", "*.txt"):
            for file in sorted(app.rglob(pattern)):
                if "migrations" not in file.parts and (pattern == "*.py" or "templates" in file.parts):
                    yield file


def updated(wanted: Catalog, known: Catalog, language: str) -> Catalog:
    """A catalogue of exactly the messages wanted, with the translations known; what is no longer used is kept aside."""
    result = catalogues.new(language)
    pool = {key: message for key, message in known.obsolete.items()}
    for message in known:
        if message.id:
            pool[_key(message)] = message
    for message in wanted:
        if not message.id:
            continue
        old = pool.pop(_key(message), None)
        string = _in_shape(old.string, message, result.num_plurals) if old else None
        flags = {flag for flag in (*message.flags, *(old.flags if old else ())) if flag != "python-brace-format"}
        result.add(message.id, string, flags=sorted(flags), context=message.context)
    for key, message in pool.items():
        if catalogues.is_translated(message):
            result.obsolete[key] = message
    return result


def _key(message: Message) -> str | tuple[str, str]:
    single = message.id[0] if isinstance(message.id, tuple | list) else message.id
    return (single, message.context) if message.context else single


def _in_shape(string: Any, message: Message, forms: int) -> Any:
    """A translation that became plural, or ceased to be, keeps its words."""
    if isinstance(message.id, tuple | list):
        strings = tuple(string) if isinstance(string, tuple | list) else (string,) * forms
        return (strings + (strings[-1],) * forms)[:forms]
    return string[0] if isinstance(string, tuple | list) else string


def faults_of(catalogue: Catalog, *, complete: bool) -> Iterator[str]:
    for message in catalogue:
        if not message.id:
            continue
        name = repr(message.id[0] if isinstance(message.id, tuple | list) else message.id)
        if message.fuzzy:
            yield f"{name} is fuzzy"
        if not catalogues.is_translated(message):
            if complete:
                yield f"{name} is not translated"
            continue
        yield from (f"{name}: {error}" for error in message.check(catalogue))
        if _braces(message.id) != _braces(message.string):
            yield f"{name}: the names in braces differ"
        if _edges(message.id) != _edges(message.string):
            yield f"{name}: begins or ends with a line break, and its translation does not, or the reverse"


def _braces(text: Any) -> set[str]:
    strings = text if isinstance(text, tuple | list) else (text,)
    return {name for string in strings for name in _BRACES.findall(string)}


def _edges(text: Any) -> tuple[bool, bool]:
    string = text[0] if isinstance(text, tuple | list) else text
    return string.startswith("\n"), string.endswith("\n")
