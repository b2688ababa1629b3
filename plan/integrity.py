"""What can be wrong with the columns of the plan that follow from other columns or rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db.models import Count

from accounts.checking import Asked, Finding, apart, drifted, place
from accounts.folding import fold
from plan.loading import directive_words, measure_words
from plan.models import Directive, Inspection, Measure
from plan.models.measures import STANDING
from plan.moment import Moment
from plan.services.inspection import found_by as inspection_words

JUDGE = "compare with the history of the measure on its page; an update recorded there writes the columns anew"


def words(asked: Asked) -> Iterator[Finding]:
    yield from drifted(Measure.objects.all(), measure_words)
    yield from drifted(Directive.objects.select_related("occasion"), directive_words)
    yield from drifted(Inspection.objects.select_related("unit"), _inspection_words)


def _inspection_words(row: Inspection) -> Mapping[str, str]:
    """The unit as it was called when it was written, or as it is called now: a new name of the unit is no drift."""
    own = all(fold(said) in row.search_text for said in (row.conclusion, row.follow_up))
    return {} if own else {"search_text": inspection_words(row.unit, {"conclusion": row.conclusion, "follow_up": row.follow_up})}


def standings(asked: Asked) -> Iterator[Finding]:
    """How each measure stands now, against the updates, completions and terms that it follows from (decision 6)."""
    rows = Measure.objects.standing(Moment.now(asked.now), from_history=True).order_by("pk")
    for measure in rows.iterator(500):
        for name in STANDING:
            kept, follows = getattr(measure, name), getattr(measure, f"at_{name}")
            if kept != follows:
                yield apart(measure, name, kept, follows, JUDGE)


def places(asked: Asked) -> Iterator[Finding]:
    """Two measures of a plan in one place stand in no order that lasts."""
    taken = Measure.objects.order_by().values("plan", "position").annotate(n=Count("pk")).filter(n__gt=1)
    for row in taken:
        same = Measure.objects.filter(plan=row["plan"], position=row["position"]).order_by("pk")
        others = ", ".join(measure.code for measure in same)
        do = "move one of them to another task and back on its page: it then comes last"
        yield Finding("drift", place(same[0]), f"shares the position {row['position']} with others: {others}", do)
