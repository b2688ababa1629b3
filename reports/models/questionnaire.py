from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from plan.bilingual import Bilingual
from plan.models import Period
from reports.questions import Form, form_of


class QuestionnaireQuerySet(models.QuerySet["Questionnaire"]):
    def asked_in(self, period: Period) -> list[Questionnaire]:
        """Of each questionnaire for this kind of period the latest edition that is asked by then."""
        rows = self.filter(period_kind=period.kind, asked_from__lte=period.starts_on).order_by("code", "number")
        return list({row.code: row for row in rows}.values())

    def latest_editions(self) -> list[Questionnaire]:
        """Of each questionnaire the latest edition, whatever period it is for: what can be asked ad hoc."""
        return list({row.code: row for row in self.order_by("code", "number")}.values())


class Questionnaire(Bilingual, models.Model):
    """Đề cương báo cáo: what units are asked. An edition that a report has answered never changes; a new one is a new row."""

    class Audience(models.TextChoices):
        MISSIONS = "missions", _("Representative missions")
        MINISTRY = "ministry", _("Units of the ministry")
        NAMED = "named", _("The units named")

    code = models.SlugField(max_length=40)
    number = models.PositiveSmallIntegerField(_("edition"))
    title_vi = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    audience = models.CharField(max_length=20, choices=Audience.choices)
    units = models.ManyToManyField(Unit, blank=True, related_name="+")  # whom it asks where its audience is "named"
    period_kind = models.CharField(max_length=10, choices=Period.Kind.choices, default=Period.Kind.QUARTER)
    asked_from = models.DateField(_("asked from"))  # of periods that begin on this day or later
    content = models.JSONField()  # sections and questions, in the shape of `reports.questions`
    recorded_at = models.DateTimeField()

    objects = QuestionnaireQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["code", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "number"], name="one_edition_a_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="editions_begin_at_one"),
        ]

    def __str__(self) -> str:
        return f"{self.code}-{self.number}"

    @property
    def title(self) -> str:
        return self.text("title")

    @cached_property
    def form(self) -> Form:
        return form_of(self.content)
