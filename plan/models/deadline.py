from __future__ import annotations

from copy import copy
from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.versions import Versioned
from plan.models.measure import Measure
from plan.models.plan import Plan
from plan.moment import Moment
from plan.progress import Term


class DeadlineChangeQuerySet(models.QuerySet["DeadlineChange"]):
    def open(self) -> DeadlineChangeQuerySet:
        return self.filter(decision__in=[DeadlineChange.Decision.REQUESTED, DeadlineChange.Decision.ENDORSED])

    def approved(self) -> DeadlineChangeQuerySet:
        return self.filter(decision=DeadlineChange.Decision.APPROVED)

    def asked_in(self, plan: Plan) -> DeadlineChangeQuerySet:
        """Open requests of a plan, the oldest first, with what a list says of them."""
        return self.open().filter(measure__plan=plan).select_related("measure__plan", "asked_by").order_by("asked_at", "id")

    def in_force(self, moment: Moment) -> DeadlineChangeQuerySet:
        """The first of them is the term in force at the moment."""
        rows = self.approved().filter(effective_on__lte=moment.on)
        if moment.known is not None:
            rows = rows.filter(decided_at__lte=moment.known)
        return rows.order_by("-effective_on", "-decided_at", "-id")

    def told(self, moment: Moment) -> list[DeadlineChange]:
        """What had been asked for or was in force at the moment, each as it stood then. To be read, never to be saved."""
        return [row for change in self.with_people() if (row := change.as_of(moment))]

    def with_people(self) -> DeadlineChangeQuerySet:
        return self.select_related("asked_by", "endorsed_by", "decided_by")


class DeadlineChange(Versioned):
    """A request for another term and its decision; the first term is a change like the others, so none is lost.

    Only approved changes are in force: from the day of `effective_on`, known since `decided_at`.
    """

    class Decision(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        ENDORSED = "endorsed", _("Endorsed by the head of unit")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("No longer needed")

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="deadline_changes")
    old_term = models.CharField(max_length=10, choices=Term.choices)
    old_due_on = models.DateField(null=True)
    new_term = models.CharField(_("term"), max_length=10, choices=Term.choices)
    new_due_on = models.DateField(_("new deadline"), null=True)
    reason = models.TextField(_("reason"))
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="deadlines_asked")
    asked_at = models.DateTimeField()
    endorsed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="deadlines_endorsed")
    endorsed_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=10, choices=Decision.choices, default=Decision.REQUESTED)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="deadlines_decided")
    decided_at = models.DateTimeField(null=True)
    effective_on = models.DateField(null=True)
    decision_reason = models.TextField(blank=True)

    objects = DeadlineChangeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-asked_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["measure"], condition=Q(decision__in=["requested", "endorsed"]), name="one_open_deadline_request"
            ),
            models.CheckConstraint(
                condition=Q(new_term="dated", new_due_on__isnull=False) | (~Q(new_term="dated") & Q(new_due_on__isnull=True)),
                name="new_dated_means_a_date",
            ),
            models.CheckConstraint(
                condition=~Q(decision="approved") | Q(decided_at__isnull=False, effective_on__isnull=False), name="approved_means_effective"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["measure", "decision", "-effective_on", "-decided_at", "-id"], name="deadline_by_measure")
        ]

    @property
    def asker(self) -> User | None:
        """Whose word waits for another's; None where it was no person."""
        return self.asked_by

    @property
    def order(self) -> tuple[date | None, datetime | None, int]:
        """In which approved changes come into force."""
        return self.effective_on, self.decided_at, self.pk

    def as_of(self, moment: Moment) -> DeadlineChange | None:
        """The request without what was not yet done, or not yet known, at the moment; None before it was made."""
        decided = self.decided_at is not None and moment.knows(self.decided_at)
        in_force = decided and self.effective_on is not None and self.effective_on <= moment.on
        if not in_force and not moment.has_seen(self.asked_at):
            return None
        row = copy(self)
        if row.endorsed_at and not in_force and not moment.has_seen(row.endorsed_at):
            row.endorsed_by = row.endorsed_at = None
        refused = (
            row.decision in {self.Decision.REFUSED, self.Decision.WITHDRAWN}
            and row.decided_at is not None
            and moment.has_seen(row.decided_at)
        )
        if not in_force and not refused:
            row.decision = self.Decision.ENDORSED if row.endorsed_at else self.Decision.REQUESTED
            row.decided_by = row.decided_at = row.effective_on = None
            row.decision_reason = ""
        return row

    def unit_ids(self) -> object:
        return self.measure.unit_ids()
