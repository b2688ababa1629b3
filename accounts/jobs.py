"""Celery jobs: one service each."""

from celery import shared_task
from django.utils import timezone

from accounts import sealing, services


@shared_task
def seal_history() -> int:
    return sealing.seal(now=timezone.now())


@shared_task
def seal_late_history() -> int:
    """Once a day, what was committed a day and more after it was written."""
    return sealing.seal(now=timezone.now(), whole=True)


@shared_task
def forget_sessions() -> int:
    """Once a day."""
    return services.forget_sessions(timezone.now())
