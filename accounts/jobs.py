"""Celery jobs: one service each."""

from celery import shared_task
from django.utils import timezone

from accounts import sealing, services


@shared_task
def seal_history() -> int:
    return sealing.seal(now=timezone.now())


@shared_task
def forget_sessions() -> int:
    """Once a day."""
    return services.forget_sessions(timezone.now())
