"""What the app of accounts, below this one, has to tell somebody about their own account; `settings.ACCOUNT_MAIL` names `post`."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from office import outbox
from office.notices import notice_text

KIND = "account"


def post(*, user: User, event: str, subject: str, line: str, address: str, now: datetime) -> None:
    """In the language that is active, which is the person's."""
    text = notice_text(user, line, outbox.absolute(address))
    outbox.post(outbox.Letter(KIND, event, user, subject, text), now=now)
