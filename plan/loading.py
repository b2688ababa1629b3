"""Loading a plan: what its file says is compared with what stands (see accounts.loading)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import models, transaction

from accounts.folding import search_text
from accounts.loading import Changes, Loaded, Loader, Values
from accounts.models import Event
from plan.models import (
    Directive,
    DirectiveLink,
    Fact,
    Indicator,
    Measure,
    Objective,
    Occasion,
    Plan,
    Source,
    Target,
    Task,
)
from plan.models.plan import STEP
from plan.plan_file import PlanFile, Row
from plan.services.directive import found_by

M = TypeVar("M", bound=models.Model)


@transaction.atomic
def load_plan(file: PlanFile, *, now: datetime, dry_run: bool = False) -> Loaded:
    """The plan with everything that its file holds. Status, terms and units are not the file's to say."""
    load = _PlanLoad(file, now)
    load.text()
    load.measures()
    load.directives()
    load.indicators()
    return load.loader.done(dry_run=dry_run)


class _PlanLoad:
    def __init__(self, file: PlanFile, now: datetime) -> None:
        self.file, self.now, self.loader = file, now, Loader("load_plan", now)
        plan = Plan.objects.filter(code=file.plan.code).first() or Plan(code=file.plan.code)
        self.plan = self.loader.put(plan, file.plan.values, code=plan.code)

    def text(self) -> None:
        self.sources = self.put(Source, self.file.sources, key="key")
        self.put(Objective, self.file.objectives, self.sourced)
        self.put(Fact, self.file.facts, self.sourced)
        self.tasks = self.put(Task, self.file.tasks, self.sourced)

    def measures(self) -> None:
        """Those of the plan are in it from its date; those found elsewhere stay outside until they are adopted."""
        in_plan = {"in_plan_from": self.plan.issued_on, "in_plan_recorded_at": self.now}
        outside = {row.code for row in self.file.found}
        standing = {measure.code: measure for measure in self.plan.measures.select_related("task")}

        def values(row: Row) -> Values:
            task = self.tasks[row.other]  # whose place somebody may have changed since
            given = {**self.sourced(row), "task": task, "position": task.position * STEP + row.values["position"] % STEP}
            if row.code in standing and standing[row.code].task != task and _was_moved(standing[row.code]):
                del given["position"]  # it stays in the task to which a person moved it, and so at its place there
            return given

        def at_first(row: Row) -> Values:
            return {} if row.code in outside else in_plan

        self.by_code = self.put(Measure, self.file.measures + self.file.found, values, at_first=at_first, derived=measure_words)

    def directives(self) -> None:
        occasions = self.put(Occasion, self.file.occasions)
        standing: dict[int, dict[str, DirectiveLink]] = {}
        for link in DirectiveLink.objects.filter(directive__plan=self.plan).select_related("measure"):
            standing.setdefault(link.directive_id, {})[link.measure.code if link.measure else ""] = link

        def values(row: Row) -> Values:
            return {**self.sourced(row), "occasion": occasions.get(row.other)}

        def linked(directive: Directive, row: Row, is_new: bool) -> Changes:
            return self._link(directive, row, standing.get(directive.pk, {}), is_new)

        self.put(Directive, self.file.directives, values, derived=directive_words, below=linked)

    def _link(self, directive: Directive, row: Row, standing: dict[str, DirectiveLink], is_new: bool) -> Changes:
        """New links wait for a person; one that the file no longer names is reported and left."""
        added = [code for code in row.measures if code not in standing]
        DirectiveLink.objects.bulk_create(
            DirectiveLink(directive=directive, measure=self.by_code[code] if code else None, recorded_at=self.now) for code in added
        )
        gone = [code or "*" for code in standing if code not in row.measures]
        self.loader.loaded.vanished += [f"plan.DirectiveLink {directive.code} → {code}" for code in gone]
        if is_new or not added:
            return {}
        return {"links": (_listed(standing), _listed([*standing, *added]))}

    def indicators(self) -> None:
        targets: dict[str, list[Row]] = {}
        for row in self.file.targets:
            targets.setdefault(row.other, []).append(row)

        def below(indicator: Indicator, row: Row, is_new: bool) -> Changes:
            return self._target(indicator, targets.get(row.code, []), is_new) | self._measure_by(indicator, row, is_new)

        self.put(Indicator, self.file.indicators, below=below)

    def _target(self, indicator: Indicator, rows: Sequence[Row], is_new: bool) -> Changes:
        """Targets are part of their indicator: what changes in one is written in its history."""
        standing = {} if is_new else {target.code: target for target in indicator.targets.standing()}
        changes: Changes = {}
        for row in rows:
            target = standing.pop(row.code, None)
            old = _told(target) if target else ""
            if target is None:
                target = Target(indicator=indicator, code=row.code)
            for name, value in row.values.items():
                setattr(target, name, value)
            change: Changes = {row.code: (old, _told(target))} if old != _told(target) else {}
            if not is_new:
                change = self.loader.unedited(indicator, change, code=self.name(row.code))
            if change:
                target.save()
            changes |= {} if is_new else change
        self.loader.loaded.vanished += [f"plan.Target {self.name(code)}" for code in standing]
        return changes

    def _measure_by(self, indicator: Indicator, row: Row, is_new: bool) -> Changes:
        standing = [] if is_new else [measure.code for measure in indicator.measures.all()]
        added = [code for code in row.measures if code not in standing]
        if added:
            indicator.measures.add(*(self.by_code[code] for code in added))
        return {"measures": (_listed(standing), _listed([*standing, *added]))} if added and not is_new else {}

    def put(
        self,
        model: type[M],
        rows: Sequence[Row],
        values: Callable[[Row], Values] | None = None,
        *,
        key: str = "code",
        at_first: Callable[[Row], Values] | None = None,
        derived: Callable[[Any], Values] | None = None,
        below: Callable[[Any, Row, bool], Changes] | None = None,
    ) -> dict[str, M]:
        """Bring the rows of one kind to the file; `below` brings what hangs on a row and says what changed there."""
        related = [field.name for field in model._meta.fields if isinstance(field, models.ForeignKey)]
        manager = model._default_manager.filter(plan=self.plan).select_related(*related)
        standing: dict[str, M] = {getattr(found, key): found for found in manager}
        for row in rows:
            found = standing.setdefault(row.code, model(plan=self.plan, **{key: row.code}))
            given = {**(values(row) if values else row.values)}
            if found._state.adding and at_first:
                given |= at_first(row)
            is_new, changes = self.loader.bring(found, given, code=self.name(row.code), derived=derived)
            if below:
                changes |= below(found, row, is_new)
            self.loader.note(found, is_new, changes, code=self.name(row.code))
        named = {row.code for row in rows}
        self.loader.vanished([found for code, found in standing.items() if code not in named], lambda found: getattr(found, key))
        return standing

    def sourced(self, row: Row) -> Values:
        return {**row.values, "source": self.sources.get(row.source)}

    def name(self, code: str) -> str:
        """How the history names a part of a plan: 292/2.3."""
        return f"{self.plan.code}/{code}"


def _was_moved(measure: Measure) -> bool:
    edits = Event.objects.about(measure).filter(by__isnull=False).values_list("fields", flat=True)
    return any("task" in fields.split(",") for fields in edits)


def measure_words(measure: Measure) -> Values:
    return {"search_text": search_text(measure.code, measure.title_vi, measure.title_en, measure.output_vi, measure.output_en)}


def directive_words(directive: Directive) -> Values:
    return {"search_text": found_by(directive, directive.occasion)}


def _listed(codes: Sequence[str] | dict[str, Any]) -> str:
    return "; ".join(sorted(code or "*" for code in codes))


def _told(target: Target) -> str:
    about = "≈ " if target.about else ""
    nature = "; ".join(filter(None, [target.nature_vi, target.nature]))
    return f"{about}{target.value}, {target.due_on}" + (f" ({nature})" if nature else "")
