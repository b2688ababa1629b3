from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from accounts.versions import Versioned
from plan.models import Period
from reports.models.obligation import Obligation


class ExtensionRequestQuerySet(models.QuerySet["ExtensionRequest"]):
    def undecided(self) -> ExtensionRequestQuerySet:
        return self.filter(decision=ExtensionRequest.Decision.NONE)

    def waiting(self) -> ExtensionRequestQuerySet:
        """Undecided, and something is left to decide: the report is still owed and has never been sent."""
        owed = self.undecided().filter(obligation__state=Obligation.State.DUE)
        return owed.filter(obligation__report__first_submitted_at__isnull=True)

    def settled(self) -> ExtensionRequestQuerySet:
        """The others: decided, or with nothing left to decide."""
        return self.exclude(pk__in=self.model.objects.waiting().values("pk"))

    def of_units(self, unit_ids: Iterable[int] | None) -> ExtensionRequestQuerySet:
        """None: of all units."""
        return self if unit_ids is None else self.filter(obligation__unit_id__in=unit_ids)

    def of_period(self, period: Period) -> ExtensionRequestQuerySet:
        return self.filter(obligation__period=period)

    def for_list(self) -> ExtensionRequestQuerySet:
        """The longest asked first, with what a list says of each."""
        owed = (f"obligation__{name}" for name in ("unit__mission", "period", "report"))
        return self.select_related(*owed, "by", "decided_by").order_by("asked_at")


class ExtensionRequest(Versioned):
    """Đề nghị gia hạn: a unit asks for more time for a report and says why; who may extend grants it, grants another time, or
    refuses with a reason. The row stays: what the due time was, what was asked, what was decided."""

    class Decision(models.TextChoices):
        NONE = "", _("Undecided")
        GRANTED = "granted", pgettext_lazy("extension", "Granted")
        REFUSED = "refused", pgettext_lazy("extension", "Refused")

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="extension_requests")
    due_at = models.DateTimeField()  # when the report was owed as it was asked
    until = models.DateTimeField(_("until"))  # as asked
    reason = models.TextField(_("reason"))
    asked_at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="extensions_asked")
    decision = models.CharField(max_length=10, choices=Decision.choices, default=Decision.NONE, blank=True)
    granted_to = models.DateTimeField(null=True)  # may differ from what was asked
    decision_reason = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="extensions_decided")

    objects = ExtensionRequestQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["asked_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["obligation"], condition=Q(decision=""), name="one_open_request_a_report"),
            models.CheckConstraint(condition=~Q(reason=""), name="a_request_has_a_reason"),
            models.CheckConstraint(condition=Q(decision="granted") ^ Q(granted_to__isnull=True), name="granted_to_some_time"),
            models.CheckConstraint(condition=~Q(decision="refused") | ~Q(decision_reason=""), name="a_refusal_has_a_reason"),
        ]

    def __str__(self) -> str:
        return self.obligation.code

    @property
    def is_waiting(self) -> bool:
        """As `waiting` has it."""
        report = getattr(self.obligation, "report", None)
        sent: datetime | None = report.first_submitted_at if report else None
        return self.decision == self.Decision.NONE and self.obligation.state == Obligation.State.DUE and sent is None

    def unit_ids(self) -> set[int]:
        return {self.obligation.unit_id}
