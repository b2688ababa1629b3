"""Reading the environment: every error names the variable and says what would be right."""

import contextlib
import os
import secrets
from collections.abc import Collection
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PROJECT = Path(__file__).resolve().parent.parent
TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def text(name: str, default: str | None = None) -> str:
    """The value of NAME, or the content of the file named by NAME_FILE (for secrets)."""
    if file := os.environ.get(f"{name}_FILE"):
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ImproperlyConfigured(f"{name}_FILE points at {file}, which cannot be read: {error}.") from error
    value = os.environ.get(name, default)
    if value is None or (default is None and not value):
        raise ImproperlyConfigured(f"{name} is not set. Set it, or {name}_FILE; .env.example lists every variable.")
    return value


def flag(name: str, default: bool = False) -> bool:
    value = text(name, str(default)).strip().lower()
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}: use 'true' or 'false'.")


def integer(name: str, default: int, *, at_least: int = 0, at_most: int | None = None) -> int:
    value = text(name, str(default))
    try:
        number = int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is {value!r}: use a whole number.") from error
    if number < at_least:
        raise ImproperlyConfigured(f"{name} is {number}: use {at_least} or more.")
    if at_most is not None and number > at_most:
        raise ImproperlyConfigured(f"{name} is {number}: use {at_most} or less.")
    return number


def secret(name: str, *, at_least: int, made_in: Path | None = None) -> str:
    """A secret that nobody can guess; its value is never repeated. `made_in`: the file for one of our own where none is given."""
    if made_in and not os.environ.get(name) and not os.environ.get(f"{name}_FILE"):
        return _own_secret(made_in)
    value = text(name)
    if len(value) < at_least:
        raise ImproperlyConfigured(f"{name} has {len(value)} characters: use {at_least} or more, such as `openssl rand -base64 48` prints.")
    return value


def _own_secret(file: Path) -> str:
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        own = file.with_name(f"{file.name}.{os.getpid()}")
        own.touch(mode=0o600)
        own.write_text(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):  # another process was faster: its secret holds
            os.link(own, file)
        own.unlink()
    return file.read_text()


def choice(name: str, default: str, among: Collection[str]) -> str:
    value = text(name, default)
    if value not in among:
        raise ImproperlyConfigured(f"{name} is {value!r}: use one of {', '.join(among)}.")
    return value


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def some(name: str, default: str, *, among: Collection[str], nobody: str, everybody: str) -> frozenset[str]:
    """Several of `among`; `nobody` or `everybody` stands alone, the first for none of them, the second for itself."""
    found = frozenset(words(name, default)) or {nobody}
    if found == {nobody}:
        return frozenset()
    if found != {everybody} and (wrong := sorted(found - set(among))):
        told = f"use {nobody}, {everybody}, or a list of {', '.join(among)}"
        raise ImproperlyConfigured(f"{name} is {text(name, default)!r}, and {wrong[0]!r} cannot stand there: {told}.")
    return frozenset(found)


def hosts(name: str, default: str = "") -> list[str]:
    """Names by which the house is reached, without scheme and path."""
    found = words(name, default)
    if wrong := next((host for host in found if "/" in host), ""):
        raise ImproperlyConfigured(f"{name} takes names alone, as in house.example.org, without https:// and paths: {wrong!r} is none.")
    return found


def folder(name: str, default: Path) -> Path:
    """A folder; a relative one is meant from the project, not from wherever the command was typed."""
    return PROJECT / text(name, str(default))


def database(name: str, default: Path) -> dict[str, Any]:
    """A Django database from an address such as sqlite:///var/app.sqlite3 or postgresql://user@host:5432/name."""
    address = text(name, "")
    if not address:
        return _sqlite(default)
    try:
        url = urlsplit(address)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is not an address: {error}. Use postgresql://user:password@host:port/name.") from error
    if url.scheme == "sqlite":
        # sqlite:///var/app.sqlite3 is relative to the project, sqlite:////srv/app.sqlite3 absolute; "?" and "#" are letters of the path.
        path = unquote(address.removeprefix("sqlite://").removeprefix("/"))
        if url.netloc or not path:
            raise ImproperlyConfigured(f"{name} is {address!r}: use sqlite:///relative/path or sqlite:////absolute/path.")
        return _sqlite(PROJECT / path)
    if url.scheme in {"postgres", "postgresql"}:
        return _postgresql(name, url)
    raise ImproperlyConfigured(f"{name} begins with {url.scheme!r}: use sqlite:///path or postgresql://user:password@host:port/name.")


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        # Deferred transactions lose most concurrent writers at once; see docs/decisions/0003.
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


def _postgresql(name: str, url: SplitResult) -> dict[str, Any]:
    try:
        port = str(url.port or "")
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} names a port that is not a number: use postgresql://user:password@host:5432/name.") from error
    if not url.path.strip("/"):
        raise ImproperlyConfigured(f"{name} names no database: use postgresql://user:password@host:port/name.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.strip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": text("DATABASE_PASSWORD", unquote(url.password or "")),
        "HOST": unquote(url.hostname or ""),
        "PORT": port,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "pool": {"min_size": 0, "max_size": integer("DATABASE_POOL", 8, at_least=1), "timeout": 10},
            "connect_timeout": 5,
            "prepare_threshold": integer("DATABASE_PREPARE", 5) or None,
            **dict(parse_qsl(url.query)),
        },
    }
