"""What a change of the register would take from what is known: published totals with which the count agrees no longer, and days
whose number would no longer be known. Asked before a change is kept, so that nobody hides years without having been told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from missions.models import MissionEvent, NetworkTotal
from missions.network import PARTS, Happening, Official, agrees, by_kind, known_from
from missions.years import PART_NAMES


@dataclass(frozen=True)
class Register:
    """The events believed now, and the published totals."""

    happenings: Sequence[Happening]
    officials: Sequence[Official]

    @classmethod
    def now(cls) -> Register:
        return cls(MissionEvent.objects.standing().happenings(), NetworkTotal.objects.officials())

    def had_always_been(self, post: int, kind: str) -> Register:
        """As if the post had always been of that kind."""
        return replace(self, happenings=[replace(row, post_kind=kind) if row.post == post else row for row in self.happenings])

    @property
    def known_from(self) -> date | None:
        return known_from(self.happenings, self.officials)

    def agrees(self, official: Official) -> bool:
        return agrees(official, by_kind(self.happenings, official.on))


def lost(before: Register, after: Register) -> str:
    """In words; empty where nothing is lost."""
    known, later = before.known_from, after.known_from
    held = [row for row in before.officials if known and row.on >= known and before.agrees(row)]
    words = [_against(row, after) for row in held if not after.agrees(row)]
    if known and (later is None or later > known):
        told = {"known": _day(known), "later": _day(later)} if later else {"known": _day(known)}
        if later:
            words.append(_("The number of missions is known from %(known)s on; it would be so only from %(later)s on.") % told)
        else:
            words.append(_("The number of missions is known from %(known)s on; it would no longer be known of any day.") % told)
    return " ".join(words)


def _against(official: Official, after: Register) -> str:
    counts = by_kind(after.happenings, official.on)
    differing = []
    for part, given in official.parts.items():
        counted = sum(counts.get(kind, 0) for kind in PARTS[part])
        if given is not None and given != counted:
            differing.append(_("%(part)s: %(n)d published, %(m)d counted") % {"part": PART_NAMES[part], "n": given, "m": counted})
    if official.total != (total := sum(counts.values())):
        differing.append(_("all: %(n)d published, %(m)d counted") % {"n": official.total, "m": total})
    told = {"day": _day(official.on), "parts": "; ".join(differing)}
    return _("The count would no longer agree with the published total of %(day)s (%(parts)s).") % told


def _day(day: date) -> str:
    return f"{day:%d/%m}/{day.year:04d}"
