"""Mails that were written as files, where no server is named (config.mail)."""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

KEPT = timedelta(days=30)  # as the text of a mail that was sent (office.outbox)


def forget(now: datetime) -> int:
    """Remove those that are older, and what was left half written; answers how many. Only what the house has named itself."""
    before, removed = (now - KEPT).timestamp(), 0
    for pattern in ("????-??-?? ?????? *.txt", ".????-??-?? ?????? *.txt.part"):
        for file in Path(settings.EMAIL_FILE_PATH).glob(pattern):
            if file.is_file() and file.stat().st_mtime < before:
                file.unlink(missing_ok=True)
                removed += 1
    return removed
