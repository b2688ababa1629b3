"""Mail where there is no server: one file a mail, in words that a person can read."""

import re
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from accounts.folding import fold

FIRST = ("From", "To", "Cc", "Reply-To", "Subject")


class ReadableFiles(BaseEmailBackend):
    """Writes `EMAIL_FILE_PATH/2026-11-29 080012 nhac-bao-cao-quy-iv 1f0c.txt`: headers, an empty line, the text."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(fail_silently=kwargs.get("fail_silently", False))
        self.folder = Path(settings.EMAIL_FILE_PATH)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # some hold links by which one can act as their reader
        for message in email_messages:
            message.message()  # refuses headers over more than one line, as a server's mail would be
            words = re.sub(r"[^a-z0-9]+", "-", fold(str(message.subject))).strip("-")[:60]
            name = f"{timezone.localtime():%Y-%m-%d %H%M%S} {words} {uuid.uuid4().hex[:4]}.txt"
            part = self.folder / f".{name}.part"
            part.touch(mode=0o600)
            part.write_text(_written(message), encoding="utf-8")
            part.replace(self.folder / name)
        return len(email_messages)


def _written(message: EmailMessage) -> str:
    known = {"From": message.from_email, "To": ", ".join(message.to), "Cc": ", ".join(message.cc), "Subject": message.subject}
    known["Reply-To"] = ", ".join(message.reply_to)
    rest = {name: value for name, value in message.extra_headers.items() if name not in known}
    lines = [f"{name}: {known[name]}" for name in FIRST if known[name]] + [f"{name}: {value}" for name, value in rest.items()]
    return "\n".join(lines) + f"\n\n{message.body}\n"
