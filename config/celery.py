"""The Celery application. Jobs live in each app's `jobs.py`; "task" is a word of the plan."""

import os
import warnings
from typing import Any

import kombu.transport
from celery import Celery
from celery.signals import setup_logging, worker_process_init

from config import lifeline

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
kombu.transport.TRANSPORT_ALIASES["filesystem"] = "config.queue:Transport"

# The warning is about pickled messages read by root; ours are JSON and nothing else is accepted.
warnings.filterwarnings("ignore", message="You're running the worker with superuser privileges")

app = Celery("lotrinh292")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(related_name="jobs")


@setup_logging.connect
def _log_as_django_does(**_: Any) -> None:
    """Connected, this keeps Celery from setting up logs of its own; Django's are set up already."""


@worker_process_init.connect
def _end_with_the_worker(**_: Any) -> None:
    lifeline.hold()
