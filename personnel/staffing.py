"""Who serves at the missions against the posts that they have, and where membership and posting do not agree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import Membership, Unit
from personnel import counting
from personnel.models import Establishment, Posting
from personnel.models.posting import PostingQuerySet
from personnel.rotation import add_months

SOON = 12  # months


@dataclass(frozen=True)
class Staffed:
    """`posts` None: nobody has said how many the unit has."""

    unit: Unit
    posts: int | None
    filled: int
    ending: int

    @property
    def vacant(self) -> int | None:
        return None if self.posts is None else self.posts - self.filled


@dataclass(frozen=True)
class Whole:
    posts: int
    filled: int
    vacant: int
    ending: int

    @property
    def vacant_at_least(self) -> int:
        """For who is told a rounded number of those who serve."""
        return counting.lacking(self.filled, self.posts)


def staffed(units: Iterable[int] | None, today: date) -> list[Staffed]:
    """The missions that exist (of these, or all), those that lack most people first."""
    missions = Unit.objects.active(today).filter(kind=Unit.Kind.MISSION)
    missions = missions if units is None else missions.filter(pk__in=units)
    posts = dict(Establishment.objects.in_force(today.year).values_list("unit", "posts"))
    filled: dict[int, tuple[int, int]] = {}
    running = at_missions(today).order_by().values_list("unit")
    soon = Q(until_on__lt=add_months(today, SOON))
    for unit, here, ending in running.annotate(here=Count("pk"), ending=Count("pk", filter=soon)):
        filled[unit] = (here, ending)
    rows = [Staffed(unit, posts.get(unit.pk), *filled.get(unit.pk, (0, 0))) for unit in missions]
    return sorted(rows, key=lambda row: (row.vacant is None, -(row.vacant or 0), row.unit.sort_key))


def whole(rows: Iterable[Staffed]) -> Whole:
    """Vacant posts are added mission by mission: too many here fill none there."""
    known = [row for row in rows if row.posts is not None]
    vacant = sum(max(0, row.vacant or 0) for row in known)
    return Whole(sum(row.posts or 0 for row in known), sum(row.filled for row in known), vacant, sum(row.ending for row in known))


def at_missions(today: date) -> PostingQuerySet:
    return Posting.objects.on(today).filter(destination=Posting.Destination.MISSION, officer__merged_into__isnull=True)


def unsigned(today: date) -> QuerySet[Posting]:
    """Postings at a mission of officers who have an account and no membership there: they serve and cannot sign."""
    there = Membership.objects.active(today).filter(user=OuterRef("officer__user"), unit=OuterRef("unit"))
    rows = at_missions(today).filter(officer__user__isnull=False).exclude(Exists(there))
    return rows.select_related("officer", "unit").order_by("officer__sort_key")


def unposted(today: date) -> QuerySet[Membership]:
    """Memberships of a mission of people who are officers and serve elsewhere: they sign and are not there."""
    there = Posting.objects.on(today).filter(officer__user=OuterRef("user"), unit=OuterRef("unit"))
    rows = Membership.objects.active(today).filter(unit__kind=Unit.Kind.MISSION, user__officer__isnull=False, acting_for__isnull=True)
    return rows.exclude(Exists(there)).select_related("user__officer", "unit").order_by("user__sort_key")
