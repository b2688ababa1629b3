"""Jobs of reports: the id of a run comes in, one service is called."""

from celery import shared_task
from django.utils import timezone

from office import runs
from reports import services


@shared_task
def compile_progress_report(run_id: int) -> None:
    runs.perform(run_id, lambda held: services.compile_progress_report(held, clock=timezone.now))
