from typing import ClassVar

from django.db import models


class NetworkTotal(models.Model):
    """An official total as published, shown beside the count of events and never corrected into it."""

    on = models.DateField()
    total = models.PositiveSmallIntegerField()
    embassies = models.PositiveSmallIntegerField(null=True)
    consulates = models.PositiveSmallIntegerField(null=True)
    missions_at_organisations = models.PositiveSmallIntegerField(null=True)
    offices = models.PositiveSmallIntegerField(null=True)
    source = models.TextField()
    note = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["on"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["on", "source"], name="one_total_a_source_a_day")]
