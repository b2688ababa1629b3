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
def send_reminders() -> int:
    """Every ten minutes: somewhere it is morning."""
    return services.remind(now=timezone.now())


@shared_task
def compile_what_is_due() -> int:
    """Every ten minutes: at the cut-off, when reports are due, and at night."""
    return services.compile_what_is_due(now=timezone.now())


@shared_task
def open_periods() -> int:
    """Once an hour: a period that begins is opened, one whose cut-off has passed is reconciled."""
    now, by = timezone.now(), System("open_periods")
    keep_calendar(by=by, now=now)
    return services.open_periods(by=by, now=now)
