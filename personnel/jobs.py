"""Jobs of personnel: what the clock asks for."""

from celery import shared_task
from django.utils import timezone

from personnel.services.retention import erase_who_left as erase


@shared_task
def erase_who_left() -> int:
    """Once a day: who left longer ago than the time of retention."""
    return erase(now=timezone.now())
