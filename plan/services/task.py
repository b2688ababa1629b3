from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from accounts import history
from accounts.given import needs, tidy
from accounts.history import Actor
from plan.models import Measure, Plan, Task
from plan.models.plan import STEP
from plan.services._ground import filled, lock, new_code, tell


@transaction.atomic
def add_task(*, plan: Plan, by: Actor, code: str, values: Mapping[str, Any], now: datetime) -> Task:
    """A new task, after the others. `values`: title_vi, title_en, source_sentence."""
    values = tidy(values)
    plan = Plan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    code = new_code(plan.tasks.all(), code)
    _must_have_titles(values)
    last = plan.tasks.aggregate(last=Max("position"))["last"] or 0
    task = Task.objects.create(plan=plan, code=code, position=last + 1, **values)
    tell("plan.task_added", task, by, now, code=_code(task), label=_label(task), changes=filled(values))
    return task


@transaction.atomic
def edit_task(*, task: Task, by: Actor, values: Mapping[str, Any], now: datetime, seen: int | None) -> Task:
    lock(task, seen)
    values = tidy(values)
    _must_have_titles(values)
    if values["title_vi"] != task.title_vi:
        values["basis"] = ""  # whoever words it answers for the wording
    changes = history.changed(task, values)
    if changes:
        task.save_seen(None, values)
        tell("plan.task_edited", task, by, now, code=_code(task), label=_label(task), changes=changes)
    return task


@transaction.atomic
def move_task(*, task: Task, by: Actor, up: bool, now: datetime, seen: int | None) -> Task:
    """Change places with the task before or after it, the measures of both with them. At the end nothing happens."""
    plan = Plan.objects.select_for_update(no_key=True).get(pk=task.plan_id)  # all the places of the plan, held together
    lock(task, seen)
    rows = list(plan.tasks.order_by("position", "pk"))
    place = next(number for number, row in enumerate(rows) if row.pk == task.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return task
    neighbour = rows[other]
    mine, theirs = task.position, neighbour.position
    moving = Measure.objects.filter(task__in=[task, neighbour]).order_by("pk")  # in the order of whoever edits many
    list(moving.select_for_update(no_key=True).values_list("pk"))
    for row, old, new in ((task, mine, theirs), (neighbour, theirs, mine)):
        row.save_seen(None, {"position": new})
        Measure.objects.filter(task=row).update(position=F("position") + (new - old) * STEP)
        tell("plan.task_moved", row, by, now, code=_code(row), label=_label(row), changes={"position": (old, new)})
    return task


def _must_have_titles(values: Mapping[str, Any]) -> None:
    needs(values, ("title_vi", "title_en"), _("A task needs its title in both languages."))


def _code(task: Task) -> str:
    return f"{task.plan.code}/{task.code}"


def _label(task: Task) -> str:
    return f"{task.code}. {task.title_vi}"
