"""What the clock sends is written down when it ends (office.turns), for the page of the schedule."""

import logging
from typing import Any

from celery.signals import task_postrun, task_prerun
from celery.states import SUCCESS
from django.db import Error
from django.utils import timezone

from office import turns

logger = logging.getLogger("turns")


@task_prerun.connect
def begins(task: Any, **_: Any) -> None:
    task.request.update(began_at=timezone.now())


@task_postrun.connect
def ends(task: Any, retval: Any, state: str | None, **_: Any) -> None:
    """That it cannot be written stops nothing."""
    every = turns.scheduled().get(task.name)
    if every is None:
        return
    now, failed = timezone.now(), state != SUCCESS
    began_at = getattr(task.request, "began_at", None) or now
    did, error = (None, f"{type(retval).__name__}: {retval}") if failed else (retval, "")
    try:
        turns.ended(job=task.name, every=every, began_at=began_at, now=now, did=did, error=error)
    except Error as trouble:
        logger.warning("The turn of %s could not be written down: %s", task.name, trouble)
