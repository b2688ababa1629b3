"""The standing sentences of progress reports, as the secretariat words them. A version never changes; a report keeps those
with which it was compiled."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts import history
from accounts.folding import clean
from accounts.models import User
from accounts.permissions import Permission
from reports.models import Wording
from reports.wording import LANGUAGES, Standing, delivered, faults


class OtherWords(Exception):
    """Somebody has saved another version since; `current` is that one."""

    def __init__(self, current: Wording) -> None:
        super().__init__(f"{current.key} is at version {current.number}")
        self.current = current


def wording_in_force(known: datetime | None = None) -> dict[str, dict[str, Any]]:
    """By key: the last version saved by the instant `known`, otherwise what is delivered. One query."""
    found = delivered()
    rows = Wording.objects.order_by("key", "number")
    for row in rows.filter(at__lte=known) if known else rows:
        if row.key in found:
            found[row.key] = {"vi": row.vi, "en": row.en, "number": row.number}
    return found


def check_wording(sentence: Standing, texts: dict[str, str]) -> None:
    """A fault beside the field of its language."""
    if found := {language: wrong for language in LANGUAGES if (wrong := faults(sentence, texts[language]))}:
        raise ValidationError(found)


@transaction.atomic
def save_wording(*, sentence: Standing, vi: str, en: str, by: User, now: datetime, seen: int | None) -> Wording | None:
    """Another version of a sentence; None where it says what is in force already. `seen`: the version that the person read."""
    texts = {"vi": clean(vi).strip(), "en": clean(en).strip()}
    check_wording(sentence, texts)
    latest = Wording.objects.filter(key=sentence.key).order_by("-number").first()
    number = latest.number if latest else 0
    if seen is not None and seen != number and latest:
        raise OtherWords(latest)
    before = {"vi": latest.vi, "en": latest.en} if latest else sentence.texts
    if before == texts:
        return None
    try:
        with transaction.atomic():
            row = Wording.objects.create(key=sentence.key, number=number + 1, by=by, at=now, **texts)
    except IntegrityError as error:  # two in the same moment
        raise OtherWords(Wording.objects.filter(key=sentence.key).order_by("-number")[0]) from error
    changes = {language: (before[language], texts[language]) for language in LANGUAGES if before[language] != texts[language]}
    history.record(
        by=by, verb="report.worded", obj=row, code=sentence.key, label=sentence.about["vi"], changes=changes,
        under=Permission.PERIOD_MANAGE, at=now,
    )  # fmt: skip
    return row
