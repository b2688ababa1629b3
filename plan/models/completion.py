from __future__ import annotations

from copy import copy
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from accounts.versions import Versioned
from plan.models.measure import Measure
from plan.moment import Moment


class CompletionQuerySet(models.QuerySet["Completion"]):
    def waiting(self) -> CompletionQuerySet:
        return self.filter(decision=Completion.Decision.WAITING)

    def told(self, moment: Moment) -> list[Completion]:
        """What had been proposed for the moment, each as it was known then. To be read, never to be saved."""
        return [row for completion in self.with_people() if (row := completion.as_of(moment))]

    def with_people(self) -> CompletionQuerySet:
        return self.select_related("proposed_by", "decided_by")

    def confirmed(self, moment: Moment) -> CompletionQuerySet:
        """Those in effect at the moment whose confirmation was known then, the latest first."""
        rows = self.filter(decision=Completion.Decision.CONFIRMED, effective_on__lte=moment.on)
        rows = rows if moment.known is None else rows.filter(decided_at__lte=moment.known)
        return rows.order_by("-effective_on", "-decided_at", "-pk")


class Completion(Versioned):
    """A proposal that a measure is done, and a second person's word on it; until then who proposed can take it back."""

    class Decision(models.TextChoices):
        WAITING = "waiting", _("Waiting for confirmation")
        CONFIRMED = "confirmed", _("Confirmed")
        REFUSED = "refused", _("Not confirmed")
        WITHDRAWN = "withdrawn", _("Taken back")

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="completions")
    effective_on = models.DateField(_("completed on"))
    note = models.TextField(_("evidence of completion"))
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="completions_proposed")
    proposed_for = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # in whose name, where by somebody acting for them
    proposed_at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=Decision.choices, default=Decision.WAITING)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="completions_decided")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(_("reason"), blank=True)

    objects = CompletionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-proposed_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["measure"], condition=Q(decision="waiting"), name="one_open_completion"),
            models.CheckConstraint(
                condition=Q(decision="withdrawn", decided_by=F("proposed_by"))
                | (~Q(decision="withdrawn") & (Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")))),
                name="a_second_person_confirms",
            ),
            models.CheckConstraint(
                condition=Q(decision="waiting", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(decision="waiting") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="decided_means_by_somebody",
            ),
        ]

    @property
    def asker(self) -> User:
        """Whose word waits for another's."""
        return self.proposed_by

    def as_of(self, moment: Moment) -> Completion | None:
        """The proposal without a decision that was not yet known at the moment; None before its day, or before it was made.
        Whether it was right it was from its own day."""
        if self.effective_on > moment.on or not moment.knows(self.proposed_at):
            return None
        row = copy(self)
        if row.decided_at and not moment.knows(row.decided_at):
            row.decision, row.reason = self.Decision.WAITING, ""
            row.decided_by = row.decided_at = None
        return row

    def proposers(self) -> set[int | None]:
        """Who proposed it, and in whose name."""
        return {self.proposed_by_id, self.proposed_for_id}

    def unit_ids(self) -> object:
        return self.measure.unit_ids()


class CompletionViewQuerySet(models.QuerySet["CompletionView"]):
    def told(self, moment: Moment) -> CompletionViewQuerySet:
        """What units had said by the moment, as they say it now."""
        rows = self.select_related("unit", "by").order_by("unit__sort_key")
        return rows if moment.known is None else rows.filter(given_at__lte=moment.known)

    def objections(self) -> CompletionViewQuerySet:
        return self.filter(opinion=CompletionView.Opinion.OBJECTS)


class CompletionView(Versioned):
    """What a coordinating unit says to a proposed completion: nhất trí, or có ý kiến khác. One of a unit; while the
    proposal waits it can be changed, and the history keeps what it was."""

    class Opinion(models.TextChoices):
        AGREES = "agrees", _("Agrees")
        OBJECTS = "objects", _("Has another opinion")

    completion = models.ForeignKey(Completion, models.CASCADE, related_name="views")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="completion_views")
    opinion = models.CharField(_("opinion"), max_length=10, choices=Opinion.choices)
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="completion_views")
    given_at = models.DateTimeField()

    objects = CompletionViewQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["unit__sort_key"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["completion", "unit"], name="one_view_a_unit"),
            models.CheckConstraint(condition=Q(opinion="agrees") | ~Q(reason=""), name="who_objects_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.completion_id} {self.unit_id}: {self.opinion}"

    def unit_ids(self) -> set[int]:
        return {self.unit_id}
