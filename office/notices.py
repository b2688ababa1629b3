"""News for one person: what a mail with one line and one address says."""

from __future__ import annotations

from django.template.loader import render_to_string

from accounts.models import User


def notice_text(user: User, line: str, address: str, off: str = "") -> str:
    """In the language that is active: a greeting, the line, where to read on, and where such mail is switched off."""
    text = render_to_string("office/mail/notice.txt", {"name": user.name, "line": line, "address": address, "off": off})
    return "\n".join(part.rstrip() for part in text.strip().splitlines()) + "\n"
