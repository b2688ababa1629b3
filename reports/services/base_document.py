"""The .docx below the Word files of progress reports: replaced, and given up for the built-in one."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import history
from accounts.models import User
from accounts.permissions import Permission
from office import files
from office.inspection import Taken
from reports.models import BaseDocument


@transaction.atomic
def replace_base(*, file: Taken, by: User, now: datetime) -> BaseDocument:
    """From now on reports are drawn on this file; those that are compiled already stay as they are. `file` has been checked."""
    old = _end()
    if old and old.file.sha256 == _sha(file):
        raise ValidationError({"file": _("This file is in use already.")})
    made = BaseDocument.objects.create(file=files.store(file, by=by, now=now), by=by, at=now)
    _record("reports.base_replaced", made, by, now, {"file": (str(old) if old else "", made.file.name)})
    return made


@transaction.atomic
def drop_base(*, by: User, now: datetime) -> None:
    """Back to the built-in styles; nothing happens where they are in use already."""
    if old := _end():
        _record("reports.base_dropped", old, by, now, {"file": (str(old), "")})


def _end() -> BaseDocument | None:
    old = BaseDocument.objects.select_for_update(no_key=True).filter(in_use=True).first()
    if old:
        old.in_use = False
        old.save(update_fields=["in_use"])
    return old


def _sha(file: Taken) -> str:
    return hashlib.sha256(file.content).hexdigest()


def _record(verb: str, obj: BaseDocument, by: User, now: datetime, changes: dict[str, Any]) -> None:
    history.record(by=by, verb=verb, obj=obj, code="base", label=str(obj), changes=changes, under=Permission.LETTERHEAD_KEEP, at=now)
