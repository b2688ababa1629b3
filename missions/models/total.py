from typing import ClassVar

from django.db import models

from missions.network import PARTS, Official


class NetworkTotalQuerySet(models.QuerySet["NetworkTotal"]):
    def officials(self) -> list[Official]:
        """The totals as plain values, oldest first."""
        return [
            Official(
                on=row.on,
                total=row.total,
                parts={part: getattr(row, part) for part in PARTS},
                source=row.source,
                source_vi=row.source_vi,
                note=row.note,
                note_vi=row.note_vi,
                is_official=row.is_official,
            )
            for row in self.order_by("on")
        ]


class NetworkTotal(models.Model):
    """A total as published, shown beside the count of events and never corrected into it."""

    on = models.DateField()
    total = models.PositiveSmallIntegerField()
    embassies = models.PositiveSmallIntegerField(null=True)
    consulates = models.PositiveSmallIntegerField(null=True)
    missions_at_organisations = models.PositiveSmallIntegerField(null=True)
    offices = models.PositiveSmallIntegerField(null=True)
    is_official = models.BooleanField(default=False)  # said by the ministry or the Government, not counted by somebody else
    source = models.TextField()
    source_vi = models.TextField(blank=True)
    note = models.TextField(blank=True)
    note_vi = models.TextField(blank=True)

    objects = NetworkTotalQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["on"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["on", "source"], name="one_total_a_source_a_day")]

    def __str__(self) -> str:
        return f"{self.total}, {self.on:%d/%m/%Y}"
