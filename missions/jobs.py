"""Jobs of the network: what the clock asks for."""

from celery import shared_task
from django.utils import timezone

from accounts.history import System
from missions import services


@shared_task
def keep_forecast() -> int:
    """Every few hours: the first of a day keeps its forecast, the others find it kept."""
    return int(services.keep_forecast(by=System("keep_forecast"), now=timezone.now()) is not None)
