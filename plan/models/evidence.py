from __future__ import annotations

from copy import copy
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.versions import Versioned
from office.models import StoredFile
from plan.models.completion import Completion
from plan.models.measure import Measure
from plan.moment import Moment


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def standing(self) -> EvidenceQuerySet:
        return self.filter(withdrawn_at__isnull=True)

    def told(self, moment: Moment) -> list[Evidence]:
        """What had been added by the moment, each as it stood then: those that stand first, then those withdrawn. To be
        read, never to be saved."""
        known: dict[int, Evidence] = {}
        rows: Any = self.select_related("file", "added_by", "withdrawn_by").annotate(supported_id=F("completions"))  # a row for each pair
        for row in rows:
            if moment.has_seen(row.added_at):
                known.setdefault(row.pk, row.as_of(moment)).supports.add(row.supported_id)
        return sorted(known.values(), key=lambda row: row.withdrawn_at is not None)


class Evidence(Versioned):
    """Tài liệu minh chứng: what shows that a measure is carried out. It is never edited and never deleted: what was wrong is
    withdrawn with its reason, and stays on record."""

    class Kind(models.TextChoices):
        DOCUMENT = "document", _("Issued document")
        FILE = "file", _("File")
        LINK = "link", _("Link")

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="evidence")
    kind = models.CharField(_("kind of evidence"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=300)
    number = models.CharField(_("number"), max_length=60, blank=True)
    dated_on = models.DateField(_("date of issue"), null=True)
    issued_by = models.CharField(_("issuing body"), max_length=200, blank=True)
    signatory = models.CharField(_("signatory"), max_length=120, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="evidence", verbose_name=_("file"))
    address = models.CharField(_("address"), max_length=2000, blank=True)
    completions = models.ManyToManyField(Completion, related_name="evidence")  # the proposals that it supports
    added_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="evidence_added")
    added_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="evidence_withdrawn")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.TextField(_("reason"), blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-added_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="document", dated_on__isnull=False) & ~Q(number="") & ~Q(issued_by="")
                | Q(kind="file", file__isnull=False, address="", number="", dated_on__isnull=True)
                | Q(kind="link", file__isnull=True, number="", dated_on__isnull=True) & ~Q(address=""),
                name="evidence_is_what_it_says",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
                name="withdrawn_means_why",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["measure", "-added_at", "-id"], name="evidence_by_measure")]

    def __str__(self) -> str:
        return f"{self.number}, {self.title}" if self.number else self.title

    # Of a copy as it stood then (`told`): whether it stands today, and the ids of the proposals that it supports.
    stands_now = True
    supports: set[int | None] = set()

    @property
    def stands(self) -> bool:
        return self.withdrawn_at is None

    @property
    def is_signed(self) -> bool:
        """An issued document with number, date and signatory: what shows that a legal text has been issued."""
        return self.kind == self.Kind.DOCUMENT and bool(self.signatory)

    def as_of(self, moment: Moment) -> Evidence:
        """Without a withdrawal that had not been made, or was not known, at the moment."""
        row = copy(self)
        row.stands_now, row.supports = self.stands, set()
        if row.withdrawn_at and not moment.has_seen(row.withdrawn_at):
            row.withdrawn_by = row.withdrawn_at = None
            row.withdrawn_reason = ""
        return row

    def unit_ids(self) -> object:
        return self.measure.unit_ids()
