"""Jobs of the house itself, sent by beat; beat's own heartbeat is part of its round (config.beat)."""

from celery import shared_task
from django.utils import timezone

from office import drafts, files, mail_files, once, outbox, runs, visits


@shared_task
def sweep_runs() -> int:
    return runs.sweep(timezone.now())


@shared_task
def worker_heartbeat() -> None:
    runs.beat("worker", timezone.now())


@shared_task
def forget_visits() -> int:
    """Once a day."""
    return visits.forget_visits(timezone.now())


@shared_task
def forget_drafts() -> int:
    return drafts.forget(timezone.now())


@shared_task
def forget_answers() -> int:
    """Once a day."""
    return once.forget(timezone.now())


@shared_task
def remove_orphaned_files() -> int:
    return files.remove_orphans(now=timezone.now())


@shared_task
def send_mail() -> int:
    """Woken when mail is posted, and twice a minute."""
    return outbox.send_due(timezone.now)


@shared_task
def forget_mail() -> int:
    """Once a day."""
    now = timezone.now()
    return outbox.forget(now) + mail_files.forget(now)
