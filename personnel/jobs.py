"""Jobs of personnel: what the clock asks for."""

from celery import shared_task
from django.utils import timezone

from personnel.services.retention import erase_closed_accounts
from personnel.services.retention import erase_who_left as erase


@shared_task
def erase_who_left() -> int:
    """Once a day: accounts closed, and officers who left, longer ago than the time of retention."""
    now = timezone.now()
    return erase_closed_accounts(now=now) + erase(now=now)
