"""The languages that there are, from their file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.loading import Loaded, Loader
from personnel.languages_file import LanguageRow
from personnel.models import Language


@transaction.atomic
def load_languages(rows: Sequence[LanguageRow], *, now: datetime, dry_run: bool = False) -> Loaded:
    loader = Loader("load_languages", now)
    known = {language.code: language for language in Language.objects.all()}
    for position, row in enumerate(rows, start=1):
        language = known.pop(row.code, None) or Language(code=row.code)
        loader.put(language, {"position": position, "name_vi": row.name_vi, "name_en": row.name_en}, code=row.code)
    loader.vanished(known.values(), lambda language: language.code)
    return loader.done(dry_run=dry_run)
