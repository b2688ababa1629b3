from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.unit import Unit
from accounts.models.user import User
from accounts.roles import ROLES
from accounts.versions import Versioned


def not_over(on: date) -> Q:
    """Roles that last or are still to begin on the day; one that was ended before it began, or on that day, never does.

    The days of the row are all that is asked, also of one held in another's name: it never outlasts the role it is taken from
    (`accounts.services.memberships.let_deputies_go`)."""
    return _lasting(on) & (Q(ended_at__isnull=True) | Q(until_on__gt=F("from_on")))


def active(on: date, path: str = "") -> Q:
    """Roles that last on the day. `path` leads to the membership, as in "memberships__"."""
    return _lasting(on, path) & Q(**{f"{path}from_on__lte": on})


def _lasting(on: date, path: str = "") -> Q:
    """A role that was ended in the middle of its last day does not count on that day: it is over at once."""
    lasting = Q(**{f"{path}until_on__isnull": True}) | Q(**{f"{path}until_on__gt": on})
    return lasting | Q(**{f"{path}until_on": on, f"{path}ended_at__isnull": True})


class MembershipQuerySet(models.QuerySet["Membership"]):
    def not_over(self, on: date) -> MembershipQuerySet:
        return self.filter(not_over(on))

    def active(self, on: date) -> MembershipQuerySet:
        return self.filter(active(on))

    def overlapping(self, from_on: date, until_on: date | None) -> MembershipQuerySet:
        """Roles that lasted a whole day between the two; one ended on the day it began never did."""
        rows = self.not_over(from_on)
        return rows if until_on is None else rows.filter(from_on__lte=until_on)

    def of_administrators(self) -> MembershipQuerySet:
        return self.filter(role="administrator", user__is_active=True)

    def unit_of_secretariat(self, on: date) -> Unit | None:
        """The unit whose people follow the plan on the day; None where they sit in several, or in none but the ministry itself."""
        rows = self.active(on).filter(role="secretariat", acting_for=None, user__is_active=True, unit__parent__isnull=False)
        units = {row.unit for row in rows.select_related("unit")}
        return units.pop() if len(units) == 1 else None


class Membership(Versioned):
    """A person's role in a unit between two days, in their own name or acting for somebody (ủy quyền)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships", verbose_name=_("unit"))
    role = models.CharField(_("role"), max_length=30, choices=[(role.key, role.title) for role in ROLES.values()])
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True, help_text=_("Last day; empty while it lasts."))
    ended_at = models.DateTimeField(_("ended at"), null=True, editable=False)  # by hand, before its last day was over
    acting_for = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="deputies", verbose_name=_("acting for"))

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["-from_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="membership_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(acting_for__isnull=True) | ~Q(acting_for=F("user")), name="nobody_acts_for_themselves"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {ROLES[self.role].title}, {self.unit}"

    def unit_ids(self) -> set[int]:
        return {self.unit_id}

    def is_over(self, on: date) -> bool:
        return self.until_on is not None and (self.until_on < on or self.ended_at is not None)
