"""The clock that sends the regular jobs, and says in the database that it is running."""

import logging
import time
from typing import Any

from celery.beat import PersistentScheduler
from django.db import Error, connection
from django.utils import timezone

from office import runs

EVERY = 15.0  # seconds
logger = logging.getLogger(__name__)


class Scheduler(PersistentScheduler):
    """Its heartbeat is part of its own round, so that a clock that stands still is not heard."""

    said_at = -EVERY

    def tick(self, *args: Any, **kwargs: Any) -> float:
        if time.monotonic() - self.said_at >= EVERY:
            self.said_at = time.monotonic()
            try:
                runs.beat("beat", timezone.now())
            except Error as error:  # the jobs are sent all the same
                logger.warning("The heartbeat of beat could not be written: %s", error)
            finally:
                connection.close()
        return min(super().tick(*args, **kwargs), EVERY)
