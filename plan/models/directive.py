from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from accounts.changing import Changing, Told, ToldOfEach
from accounts.folding import fold
from accounts.models import Event, User
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

    def at(self, moment: Moment) -> DirectiveQuerySet:
        """Given by the day, and standing as it was known at the moment; annotates `kind_then`, of which kind it was. What was
        put right since is told by the history."""
        days = Event.objects.since_changed(Directive, "given_on", moment.known)
        given = Q(given_on__lte=moment.on) & ~Q(pk__in=days) | Q(
            pk__in=[pk for pk, day in days.items() if day and day <= moment.on.isoformat()]
        )
        kind = Event.objects.as_known(Directive, "kind", moment.known)
        return self.standing(moment.known).filter(given).annotate(kind_then=kind)

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

    def at(self, moment: Moment) -> DirectiveLinkQuerySet:
        """As known at the moment; annotates `decision_then`, what a person had decided: until then it is a reading of ours."""
        if moment.known is None:
            return self.annotate(decision_then=F("decision"))
        later = When(decided_at__gt=moment.known, then=Value(DirectiveLink.Decision.TO_BE_CONFIRMED))
        now = Case(later, default=F("decision"))
        decision = Event.objects.as_known(DirectiveLink, "decision", moment.known, now)
        return self.filter(recorded_at__lte=moment.known).annotate(decision_then=decision)

    def standing(self, moment: Moment) -> DirectiveLinkQuerySet:
        """Links that nobody had rejected, as known at the moment."""
        rows: Any = self.at(moment)
        return rows.exclude(decision_then=DirectiveLink.Decision.REJECTED)


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
