"""What officers come to by unit, rank and language, for who may not read their names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from accounts.models import Unit
from personnel import counting
from personnel.counting import Cell
from personnel.models import Language, LanguageSkill, Officer
from personnel.ranks import Rank

BANDS = (("1–2", (1, 2)), ("3–4", (3, 4)), ("5–6", (5, 6)))  # the three cấp of the six-level frame


@dataclass(frozen=True)
class Counted:
    label: str
    cell: Cell
    parts: list[Cell] = field(default_factory=list)


@dataclass(frozen=True)
class Counts:
    total: Cell
    by_unit: list[Counted]
    by_rank: list[Counted]
    by_language: list[Counted]


def counts() -> Counts:
    """Of all who serve. There is no filter: two filters that differ by one person would show that person."""
    serving = Officer.objects.serving()
    units = Counter(dict(serving.order_by().values_list("unit").annotate(n=Count("pk"))))
    ranks = Counter(dict(serving.order_by().values_list("rank").annotate(n=Count("pk"))))
    names = {unit.pk: unit.name for unit in Unit.objects.filter(pk__in=units)}
    by_unit = {str(pk): units[pk] for pk in names}
    by_rank = {rank: ranks.get(rank, 0) for rank in (*Rank.values, "")}
    is_shown = all(counting.parts(table).total.shown is not None for table in (by_unit, by_rank))
    told = {**{rank.value: str(rank.label) for rank in Rank}, "": _("Without a rank")}
    unit_rows = _listed(by_unit, {str(pk): name for pk, name in names.items()}, is_shown)
    whole = counting.parts(by_rank, total_is_shown=is_shown).total
    return Counts(whole, unit_rows, _listed(by_rank, told, is_shown), _by_language())


def _listed(numbers: Mapping[str, int], names: Mapping[str, str], is_shown: bool) -> list[Counted]:
    cells = counting.parts(numbers, total_is_shown=is_shown).cells
    return [Counted(names[key], cells[key]) for key in numbers]


def _by_language() -> list[Counted]:
    """People, each once a language by their best level; the languages do not add up, for one may speak several."""
    serving = Officer.objects.serving().values("pk")
    best = LanguageSkill.objects.filter(officer__in=serving).order_by().values_list("language", "officer").annotate(best=Max("level"))
    bands: dict[int, Counter[str]] = {}
    for language, _officer, level in best:
        bands.setdefault(language, Counter())[_band(level)] += 1
    names: Iterable[Language] = Language.objects.filter(pk__in=bands)
    rows = []
    for language in names:
        numbers = {name: bands[language.pk][name] for name, _levels in BANDS}
        told = counting.parts(numbers)
        rows.append(Counted(str(language), told.total, [told.cells[name] for name, _levels in BANDS]))
    return rows


def _band(level: int) -> str:
    return next(name for name, levels in BANDS if level in levels)
