from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Unit
from accounts.roles import Permission, roles_with
from plan.models.measure import Measure
from plan.moment import Moment


class HeldAs(models.TextChoices):
    LEAD = "lead", _("Lead agency")
    COORDINATING = "coordinating", _("Coordinating agency")


def can_hold(unit: Unit, role: str, day: date) -> bool:
    """Whether the unit can lead or coordinate a measure from the day on.

    A grouping only holds others together. A mission answers through its quarterly report: it coordinates, never leads.
    """
    if unit.kind == Unit.Kind.GROUP or not unit.is_active(day):
        return False
    return role != HeldAs.LEAD or unit.kind != Unit.Kind.MISSION


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def current(self) -> AssignmentQuerySet:
        return self.filter(until_on__isnull=True)

    def on(self, day: date) -> AssignmentQuerySet:
        """In force on the day: `until_on` is the first day on which it no longer is."""
        return self.filter(Q(from_on__lte=day), Q(until_on__isnull=True) | Q(until_on__gt=day))

    def coordinating(self) -> AssignmentQuerySet:
        return self.filter(role=HeldAs.COORDINATING)

    def with_voice(self, on: date) -> AssignmentQuerySet:
        """Annotates `has_voice`: there is somebody in the unit on the day who can say what it thinks of a completion."""
        roles = roles_with(Permission.COMPLETION_VIEW)
        people = Membership.objects.active(on).filter(unit=OuterRef("unit"), role__in=roles, user__is_active=True)
        return self.annotate(has_voice=Exists(people))

    def with_view(self, completion: int) -> AssignmentQuerySet:
        """Annotates view_pk, view_opinion, view_reason, view_by and view_given_at: what the unit says to the proposal."""
        said = FilteredRelation("unit__completion_views", condition=Q(unit__completion_views__completion=completion))
        told = {"pk": "pk", "opinion": "opinion", "reason": "reason", "by": "by__name", "given_at": "given_at"}
        return self.alias(said=said).annotate(**{f"view_{name}": F(f"said__{path}") for name, path in told.items()})

    def at(self, moment: Moment) -> AssignmentQuerySet:
        """In force at the moment, as known then."""
        if moment.as_it_stands:
            return self.current()
        if moment.known is None:
            return self.on(moment.on)
        lasting = Q(until_on__isnull=True) | Q(until_on__gt=moment.on) | Q(ended_recorded_at__gt=moment.known)
        return self.filter(lasting, from_on__lte=moment.on, recorded_at__lte=moment.known)


class Assignment(models.Model):
    """Which unit leads (chủ trì) or coordinates (phối hợp) a measure, and since when."""

    Role = HeldAs

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="assignments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=12, choices=Role.choices)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    ended_recorded_at = models.DateTimeField(null=True)  # when `until_on` was written down

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["role", "unit__sort_key"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="assignment_ends_after_it_starts"
            ),
            models.UniqueConstraint(fields=["measure"], condition=Q(role="lead", until_on__isnull=True), name="one_lead_at_a_time"),
            models.UniqueConstraint(fields=["measure", "unit"], condition=Q(until_on__isnull=True), name="a_unit_once_a_measure"),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.role} {self.unit_id}"
