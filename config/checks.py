"""What `manage.py check --deploy` asks of a production environment beyond Django's own questions."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Caution


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
