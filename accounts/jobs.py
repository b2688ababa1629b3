"""Celery jobs: one service each."""

from celery import shared_task
from django.utils import timezone

from accounts import sealing


@shared_task
def seal_history() -> int:
    return sealing.seal(now=timezone.now())
