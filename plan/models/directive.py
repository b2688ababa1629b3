from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.changing import Changing, Told, ToldOfEach
from accounts.folding import fold
from accounts.models import User
from accounts.versions import Versioned
from plan.bilingual import Bilingual
from plan.models.measure import Measure
from plan.models.plan import Plan, Source
from plan.moment import Moment


class OccasionQuerySet(models.QuerySet["Occasion"]):
    def with_number_of_directives(self) -> OccasionQuerySet:
        return self.annotate(directives_n=models.Count("directives", filter=Q(directives__withdrawn_at__isnull=True)))


class Occasion(Bilingual, Versioned):
    """Sự kiện: the meeting or conference at which directives were given."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="occasions")
    code = models.CharField(max_length=40)
    name_vi = models.CharField(_("name in Vietnamese"), max_length=300, blank=True)
    name_en = models.CharField(_("name in English"), max_length=300, blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    basis = models.TextField(blank=True)

    objects = OccasionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-starts_on"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "code"], name="one_occasion_a_code")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.text("name")


class DirectiveQuerySet(Changing, models.QuerySet["Directive"]):
    changed_by = (Told("plan.directive"), Told("plan.occasion", "occasion"), ToldOfEach("plan.DirectiveLink", "directive"))

    def standing(self, known: datetime | None = None) -> DirectiveQuerySet:
        """Those that nobody has withdrawn as entered by mistake; with `known`, as recorded by then."""
        if known is None:
            return self.filter(withdrawn_at__isnull=True)
        there = Q(recorded_at__isnull=True) | Q(recorded_at__lte=known)
        return self.filter(there, Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=known))

    def matching(self, words: str) -> DirectiveQuerySet:
        rows = self
        for word in fold(words).split():
            rows = rows.filter(search_text__contains=word)
        return rows


class Directive(Bilingual, Versioned):
    """Ý kiến chỉ đạo. Only an instruction can be a gap; background precedes the plan."""

    class Kind(models.TextChoices):
        INSTRUCTION = "instruction", _("Instruction")
        POLICY_STATEMENT = "policy_statement", _("Policy statement")
        BACKGROUND = "background", _("Background")

    class Origin(models.TextChoices):
        SOURCE = "source", _("In the source articles")
        FOUND_LATER = "found_later", _("Found in other public sources")
        ENTERED = "entered", _("Entered by the secretariat")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="directives")
    code = models.CharField(max_length=40)
    position = models.PositiveIntegerField()
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    origin = models.CharField(max_length=12, choices=Origin.choices, default=Origin.SOURCE)
    who_vi = models.CharField(_("given by, in Vietnamese"), max_length=300, blank=True)
    who_en = models.CharField(_("given by, in English"), max_length=300, blank=True)
    given_on = models.DateField(_("given on"))
    occasion = models.ForeignKey(Occasion, models.PROTECT, null=True, related_name="directives")
    occasion_text = models.CharField(max_length=300, blank=True)  # where no occasion of ours is named
    occasion_text_vi = models.CharField(max_length=300, blank=True)
    text_vi = models.TextField(_("text in Vietnamese"), blank=True)
    text_en = models.TextField(_("text in English"), blank=True)
    basis = models.TextField(_("where it is published"), blank=True)
    note = models.TextField(blank=True)
    source = models.ForeignKey(Source, models.PROTECT, null=True, verbose_name=_("source"))
    source_sentence = models.TextField(_("sentence in the source"), blank=True)
    recorded_at = models.DateTimeField(null=True, editable=False)  # null: with the plan
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, editable=False)  # entered by mistake; kept, and shown no more
    search_text = models.TextField(editable=False, default="")

    changed_at: datetime | None  # set by `with_change`

    objects = DirectiveQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-given_on", "position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "code"], name="one_directive_a_code")]

    def __str__(self) -> str:
        return self.code


class DirectiveLinkQuerySet(models.QuerySet["DirectiveLink"]):
    def of_standing(self) -> DirectiveLinkQuerySet:
        """Of directives that nobody has withdrawn."""
        return self.filter(directive__withdrawn_at__isnull=True)

    def standing(self, moment: Moment) -> DirectiveLinkQuerySet:
        """Links that nobody had rejected, as known at the moment."""
        rejected = Q(decision=DirectiveLink.Decision.REJECTED)
        if moment.known is None:
            return self.exclude(rejected)
        return self.filter(recorded_at__lte=moment.known).exclude(rejected & Q(decided_at__lte=moment.known))


class DirectiveLink(Versioned):
    """That a measure (none: the whole plan) carries out a directive; our reading until a person confirms it."""

    class Decision(models.TextChoices):
        TO_BE_CONFIRMED = "to_be_confirmed", _("To be confirmed")
        CONFIRMED = "confirmed", _("Confirmed")
        REJECTED = "rejected", _("Rejected")

    directive = models.ForeignKey(Directive, models.CASCADE, related_name="links")
    measure = models.ForeignKey(Measure, models.CASCADE, null=True, related_name="directive_links")
    decision = models.CharField(max_length=20, choices=Decision.choices, default=Decision.TO_BE_CONFIRMED)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="links_decided")
    decided_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()

    objects = DirectiveLinkQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["directive", "measure__position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["directive", "measure"], name="one_link_a_pair"),
            models.UniqueConstraint(fields=["directive"], condition=Q(measure__isnull=True), name="one_link_to_the_whole_plan"),
        ]

    def decision_at(self, moment: Moment) -> str:
        """What a person had decided, as known at the moment: until then it is a reading of ours."""
        known = self.decided_at is not None and moment.knows(self.decided_at)
        return self.decision if known else self.Decision.TO_BE_CONFIRMED
