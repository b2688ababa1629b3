from __future__ import annotations

from django.db import models


class Turn(models.Model):
    """The last turn of a job that the clock sends, and the last gap in which it was not sent."""

    job = models.CharField(max_length=120, primary_key=True)  # its name in the schedule
    ended_at = models.DateTimeField()
    took = models.FloatField(default=0)  # seconds
    did = models.IntegerField(null=True)  # how many of whatever it does; None: it does not count
    error = models.TextField(blank=True)  # of the last turn; empty where it went well
    gap_from = models.DateTimeField(null=True)  # the turn before the last gap
    gap_until = models.DateTimeField(null=True)  # the turn by which it was caught up

    def __str__(self) -> str:
        return self.job
