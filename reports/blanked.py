"""What was submitted never changes, so that no act takes a text out of it: the page that blanks lines says so."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from accounts import words
from accounts.blanking import Place
from accounts.models import Event


def places(event: Event) -> Iterator[Place]:
    yield Place(_("The report, its answers and files"), words.address(event), why=_("What has been submitted or approved never changes."))
