"""What officers come to by unit, rank and language, for who may not read their names: rounded, whoever reads it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
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
    """Of all who serve. There is no filter: what many sums come to tells more than one of them."""
    serving = Officer.objects.serving()
    units = Counter(dict(serving.order_by().values_list("unit").annotate(n=Count("pk"))))
    ranks = Counter(dict(serving.order_by().values_list("rank").annotate(n=Count("pk"))))
    names = {unit.pk: unit.name for unit in Unit.objects.filter(pk__in=units)}
    labels = {**{rank.value: str(rank.label) for rank in Rank}, "": _("Without a rank")}
    return Counts(
        total=counting.told(sum(ranks.values())),
        by_unit=[Counted(names[pk], cell) for pk, cell in counting.listed({pk: units[pk] for pk in names}).items()],
        by_rank=[Counted(label, counting.told(ranks[rank])) for rank, label in labels.items()],
        by_language=_by_language(),
    )


def _by_language() -> list[Counted]:
    """People, each once a language by their best level; the languages do not add up, for one may speak several."""
    serving = Officer.objects.serving().values("pk")
    best = LanguageSkill.objects.filter(officer__in=serving).order_by().values_list("language", "officer").annotate(best=Max("level"))
    bands: dict[int, Counter[str]] = {}
    for language, _officer, level in best:
        bands.setdefault(language, Counter())[_band(level)] += 1
    names: Iterable[Language] = Language.objects.filter(pk__in=bands)
    speakers = counting.listed({language: bands[language.pk].total() for language in names})
    return [
        Counted(str(language), cell, [counting.told(bands[language.pk][name]) for name, _levels in BANDS])
        for language, cell in speakers.items()
    ]


def _band(level: int) -> str:
    return next(name for name, levels in BANDS if level in levels)
