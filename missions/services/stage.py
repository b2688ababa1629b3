"""The stages of an opening, from their file. A stage that opens later of its own accord is added to what is in preparation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.loading import Loaded, Loader
from missions.models import Opening, OpeningStage, Stage
from missions.stage_file import StageRow


@transaction.atomic
def load_stages(rows: Sequence[StageRow], *, now: datetime, dry_run: bool = False, loaded: Loaded | None = None) -> Loaded:
    """`loaded`: what was loaded before in the same command, to be told together."""
    loader = Loader("load_missions", now)
    loader.loaded = loaded or loader.loaded
    stages = {stage.code: stage for stage in Stage.objects.all()}
    for position, row in enumerate(rows):
        stage, is_new = stages.get(row.code) or Stage(code=row.code), row.code not in stages
        loader.put(stage, {"position": position, "name_vi": row.name_vi, "name_en": row.name_en}, code=row.code)
        if is_new:
            OpeningStage.objects.bulk_create(OpeningStage(opening=opening, stage=stage) for opening in Opening.objects.in_preparation())
    known = {row.code for row in rows}
    loader.vanished([stage for code, stage in stages.items() if code not in known], lambda stage: stage.code)
    return loader.done(dry_run=dry_run)
