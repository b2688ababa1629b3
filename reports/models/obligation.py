from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from accounts.versions import Versioned
from plan.models import Period
from reports.models.questionnaire import Questionnaire


class ObligationQuerySet(models.QuerySet["Obligation"]):
    def of_units(self, unit_ids: Iterable[int] | None) -> ObligationQuerySet:
        """None: of all units."""
        return self if unit_ids is None else self.filter(unit_id__in=unit_ids)

    def with_due(self) -> ObligationQuerySet:
        """Annotates `due`: the instant by which the report is owed, an extension counted."""
        return self.annotate(due=Coalesce("extended_to", F("period__due_at")))

    def for_page(self) -> ObligationQuerySet:
        """With what the pages of one report say around it: its period, its unit and where that stands, who reviews."""
        return self.select_related("period", "unit__lead_unit", "unit__mission", "questionnaire", "report")

    def in_force(self) -> ObligationQuerySet:
        """Owed or waived; a void one was never owed."""
        return self.exclude(state=Obligation.State.VOID)


class Obligation(Versioned):
    """Nghĩa vụ báo cáo: a unit owes a report for a period (design rule 8). Made when the period opens, reconciled at
    its cut-off, never removed."""

    class State(models.TextChoices):
        DUE = "due", _("Owed")
        WAIVED = "waived", _("Waived")
        VOID = "void", _("Void: the unit has closed")

    period = models.ForeignKey(Period, models.PROTECT, related_name="obligations")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="obligations")
    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="obligations")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DUE)
    reason = models.TextField(_("reason"), blank=True)  # of the waiver or the extension
    extended_to = models.DateTimeField(_("extended to"), null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="obligations_decided")
    decided_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField()

    due: datetime  # set by `with_due`

    objects = ObligationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["period", "unit__sort_key"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["period", "unit", "questionnaire"], name="a_unit_owes_once_a_period"),
            models.CheckConstraint(condition=~Q(state="waived") | ~Q(reason=""), name="a_waiver_has_a_reason"),
            models.CheckConstraint(condition=Q(extended_to__isnull=True) | ~Q(reason=""), name="an_extension_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.period.code} {self.unit.code}"

    @property
    def code(self) -> str:
        """As the history and the addresses name it: 2026-Q4/emb-fr."""
        return f"{self.period.code}/{self.unit.code}"

    @property
    def due_at(self) -> datetime:
        return self.extended_to or self.period.due_at

    def unit_ids(self) -> set[int]:
        return {self.unit_id}
