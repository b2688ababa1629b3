"""What `manage.py check --deploy` asks of a production environment beyond Django's own questions."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Caution
from django.db import connections


@register(Tags.security, deploy=True)
def one_queue_for_all_hosts(**_: Any) -> list[CheckMessage]:
    if settings.EMBEDDED or settings.REDIS_URL:
        return []
    return [
        Error(
            "REDIS_URL is not set, so jobs and cache live in files of this one host.",
            hint="Name a Redis with an append-only file, as in redis://host:6379/0.",
            id="lotrinh292.E001",
        )
    ]


@register(Tags.security, deploy=True)
def mail_has_a_server(**_: Any) -> list[CheckMessage]:
    if settings.EMBEDDED or settings.DEMO or settings.EMAIL_HOST:
        return []
    return [
        Caution(
            "EMAIL_HOST is not set, so that every mail, also one with a link to set a password, becomes a file that nobody sends.",
            hint=f"Name the mail server; until then whoever reads {settings.EMAIL_FILE_PATH} can act for others.",
            id="lotrinh292.W002",
        )
    ]


@register(Tags.security, deploy=True)
def heads_of_the_history_are_kept(**_: Any) -> list[CheckMessage]:
    file: Path = settings.SEAL_HEADS_FILE
    there = next(path for path in (file, *file.parents) if path.exists())
    if (there == file and not file.is_file()) or not os.access(there, os.W_OK):
        return [
            Error(
                f"SEAL_HEADS_FILE ({file}) cannot be written: the heads of the history chain would be kept nowhere.",
                hint=f"Name a file, not a folder, and let the user who runs the worker write {there}.",
                id="lotrinh292.E002",
            )
        ]
    if not file.is_relative_to(settings.BASE_DIR):
        return []
    return [
        Caution(
            "The heads of the history chain are written beside the application.",
            hint="Set SEAL_HEADS_FILE to a path that the database's administrator cannot change (SECURITY.md).",
            id="lotrinh292.W001",
        )
    ]


@register(Tags.security, deploy=True)
def somebody_must_have_a_second_step(**_: Any) -> list[CheckMessage]:
    if settings.EMBEDDED or settings.DEMO or settings.SECOND_FACTOR:
        return []
    return [
        Caution(
            "SECOND_FACTOR asks nobody for two-step sign-in: whoever learns the password of an administrator is one.",
            hint="Begin with those who can do most, as in SECOND_FACTOR=administrator,secretariat (docs/operating.md).",
            id="lotrinh292.W004",
        )
    ]


# Of the role that asks: may it do everything, and does it own the history (or belong to who does)?
MAY = """
SELECT rolsuper, EXISTS (SELECT 1 FROM pg_class WHERE oid = to_regclass('accounts_event') AND pg_has_role(current_user, relowner, 'member'))
FROM pg_roles WHERE rolname = current_user
"""


@register(Tags.database, deploy=True)
def the_history_is_not_its_own(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Asked by `check --deploy --database default` alone: it needs the database."""
    return [caution for alias in databases or () for caution in _powers(alias)]


def _powers(alias: str) -> list[CheckMessage]:
    if connections[alias].vendor != "postgresql":
        return []
    with connections[alias].cursor() as cursor:
        cursor.execute(MAY)
        everything, owner = cursor.fetchone()
    if not everything and not owner:
        return []
    why = "may do everything" if everything else "owns the tables"
    return [
        Caution(
            f"The role of DATABASE_URL {why}: it can lift the triggers of the history.",
            hint="Let one role own and migrate the tables, and the house work as another (docs/operating.md).",
            id="lotrinh292.W003",
        )
    ]
