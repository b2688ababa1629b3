"""From an instruction to its evidence and back: what stands between them, and where the way is broken. Pure.

sentence of the resolution → measure → directive (a link is a reading until a person confirms it) → last update →
issued document → evidence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from plan.progress import State


class Gap(TextChoices):
    """Where the way is broken. Only an instruction can lack a measure: nobody has to carry out a policy statement."""

    NO_MEASURE = "no_measure", _("Instruction without a measure")
    NO_DIRECTIVE = "no_directive", _("Measure without a directive")
    NO_EVIDENCE = "no_evidence", _("Completed without evidence")


@dataclass(frozen=True)
class Linked:
    """One end of a link: the code of the other, and what a person has decided about it."""

    code: str
    decision: str
    pk: int


@dataclass(frozen=True)
class MeasureTrace:
    """A measure at a moment, with what it stands on and what has come of it."""

    code: str
    task: str
    title: str
    lang: str
    sentence: str
    state: str
    cell: str
    updated_on: date | None = None
    result: str = ""
    directives: tuple[Linked, ...] = ()
    documents: tuple[str, ...] = ()  # issued documents: number, day, signatory
    evidence: int = 0  # all that stands: documents, files, links

    @property
    def gaps(self) -> tuple[Gap, ...]:
        found = []
        if not self.directives:
            found.append(Gap.NO_DIRECTIVE)
        if self.state == State.DONE and not self.evidence:
            found.append(Gap.NO_EVIDENCE)
        return tuple(found)


@dataclass(frozen=True)
class DirectiveTrace:
    """A directive with the measures that carry it out; a link to the whole plan is one without a code."""

    code: str
    kind: str
    kind_label: str
    who: str
    given_on: date
    text: str
    lang: str
    found_later: bool = False
    measures: tuple[Linked, ...] = ()

    @property
    def gaps(self) -> tuple[Gap, ...]:
        return (Gap.NO_MEASURE,) if self.kind == "instruction" and not self.measures else ()


@dataclass(frozen=True)
class Tracing:
    """The whole of a plan at a moment, to be read both ways."""

    measures: tuple[MeasureTrace, ...]
    directives: tuple[DirectiveTrace, ...]

    def gaps(self) -> dict[Gap, tuple[str, ...]]:
        """The codes behind each gap, in the order of the plan, also where there is none."""
        rows: list[MeasureTrace | DirectiveTrace] = [*self.measures, *self.directives]
        return {gap: tuple(row.code for row in rows if gap in row.gaps) for gap in Gap}

    def only(self, *, gap: str = "", task: str = "", decision: str = "", codes: Iterable[str] | None = None) -> Tracing:
        """Narrowed: to one kind of gap, to a task, to links of one decision, to what the words of a search have found."""
        measures = [row for row in self.measures if (not gap or gap in row.gaps) and (not task or row.task == task)]
        directives = [row for row in self.directives if not gap or gap in row.gaps]
        if task:
            own = {row.code for row in measures}
            directives = [row for row in directives if any(link.code in own for link in row.measures)]
        if decision:
            measures = [row for row in measures if any(link.decision == decision for link in row.directives)]
            directives = [row for row in directives if any(link.decision == decision for link in row.measures)]
        if codes is not None:
            wanted = set(codes)
            measures = [row for row in measures if row.code in wanted or any(link.code in wanted for link in row.directives)]
            directives = [row for row in directives if row.code in wanted or any(link.code in wanted for link in row.measures)]
        return Tracing(tuple(measures), tuple(directives))
