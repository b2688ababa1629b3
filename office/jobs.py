"""Jobs of the house itself. A message that beat sent is here at most half a minute later, or not at all (it expires)."""

from celery import shared_task
from django.utils import timezone

from office import runs


@shared_task
def sweep_runs() -> None:
    runs.sweep(timezone.now())


@shared_task
def worker_heartbeat() -> None:
    """A worker is alive, for it runs this; beat is, for only beat sends it and it would have expired otherwise."""
    now = timezone.now()
    runs.beat("worker", now)
    runs.beat("beat", now)
