"""Officers who look like one: the same name without its marks, in the same unit, and nobody has said that they are two."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Prefetch

from accounts.folding import fold
from accounts.models import Event
from personnel.models import LanguageSkill, Officer

TOLD_APART = "personnel.officers_told_apart"


def pair_code(one: int, other: int) -> str:
    """How the history names two officers who are not one."""
    return f"{min(one, other)}/{max(one, other)}"


def doubles() -> list[list[Officer]]:
    """Groups of officers, each at least two, the oldest row first."""
    alike: dict[tuple[str, int], list[int]] = {}
    for pk, name, unit in Officer.objects.serving().order_by("pk").values_list("pk", "name", "unit"):
        alike.setdefault((fold(name), unit), []).append(pk)
    apart = set(Event.objects.filter(verb=TOLD_APART).values_list("object_code", flat=True))
    groups = [left for pks in alike.values() if len(pks) > 1 and (left := _together(pks, apart))]
    skills = Prefetch("skills", LanguageSkill.objects.select_related("language"))
    wanted = {pk for pks in groups for pk in pks}
    rows = {row.pk: row for row in Officer.objects.filter(pk__in=wanted).select_related("unit").prefetch_related(skills)}
    return [[rows[pk] for pk in pks] for pks in groups]


def _together(pks: Iterable[int], apart: set[str]) -> list[int]:
    """Those who may still be the same as another of them."""
    found = list(pks)
    return [pk for pk in found if any(other != pk and pair_code(pk, other) not in apart for other in found)]
