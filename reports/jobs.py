"""Jobs of reports: the id of a run comes in, one service is called; what the clock asks for needs no id."""

from celery import shared_task
from django.utils import timezone

from accounts.history import System
from office import runs
from plan.services import keep_calendar
from reports import services


@shared_task
def compile_progress_report(run_id: int) -> None:
    runs.perform(run_id, lambda held: services.compile_progress_report(held, clock=timezone.now))


@shared_task
def send_reminders() -> None:
    """Every ten minutes: somewhere it is morning."""
    services.remind(now=timezone.now())


@shared_task
def open_periods() -> None:
    """Once an hour: a period that begins is opened, one whose cut-off has passed is reconciled."""
    now, by = timezone.now(), System("open_periods")
    keep_calendar(by=by, now=now)
    services.open_periods(by=by, now=now)
