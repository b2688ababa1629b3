"""What a progress report is about: the whole plan, one task, one unit, one region, one mission.

    scope_of(plan, "task:2")     # the scope with its name and the units that are in it; ValidationError where there is none
    choices(plan)                # for a form: groups of (word, name)

The word of a scope stands in the row of the report and in the API; "" is the whole plan.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accounts.models import Unit
from missions.models import Mission
from missions.regions import REGIONS
from plan.models import Assignment, Plan
from reports.facts import FORESIGHT, MISSION, REGION, TASK, UNIT, Name, Scope

Choices = list[tuple[str, list[tuple[str, str]]]]


def scope_of(plan: Plan, word: str) -> Scope | None:
    if not word:
        return None
    kind, _colon, code = word.partition(":")
    if word == FORESIGHT:
        return Scope(FORESIGHT, "", _foreseen())
    found = {TASK: _task, UNIT: _unit, REGION: _region, MISSION: _mission}.get(kind, _nothing)(plan, code)
    if found is None:
        raise ValidationError({"scope": _("There is nothing of that name to report on.")})
    return found


def _foreseen() -> Name:
    return in_both(gettext_lazy("with openings in preparation and the forecast"))


def _nothing(plan: Plan, code: str) -> Scope | None:
    return None


def _task(plan: Plan, code: str) -> Scope | None:
    task = plan.tasks.filter(code=code).first()
    return Scope(TASK, code, Name(task.title_vi, task.title_en)) if task else None


def _unit(plan: Plan, code: str) -> Scope | None:
    """A unit of the ministry, with the missions that it follows."""
    unit = Unit.objects.without_missions().filter(code=code).prefetch_related("led_units").first()
    if unit is None:
        return None
    return Scope(UNIT, code, Name(unit.name_vi, unit.name_en), (code, *sorted(one.code for one in unit.led_units.all())))


def _region(plan: Plan, code: str) -> Scope | None:
    region = REGIONS.get(code)
    if region is None:
        return None
    rows = Mission.objects.filter(**{f"{region.field}__in": region.values})
    return Scope(REGION, code, in_both(region.name), tuple(rows.order_by("unit__code").values_list("unit__code", flat=True)))


def _mission(plan: Plan, code: str) -> Scope | None:
    unit = Unit.objects.filter(kind=Unit.Kind.MISSION, code=code).first()
    return Scope(MISSION, code, Name(unit.name_vi, unit.name_en), (code,)) if unit else None


def in_both(words: str | Promise) -> Name:
    """What a label says in each language."""
    names = []
    for language in ("vi", "en"):
        with override(language):
            names.append(str(words))
    return Name(*names)


def choices(plans: Sequence[Plan], *, foresees: bool = False) -> Choices:
    """The whole with what is foreseen, where the person may see that; tasks; units that lead a measure or follow missions;
    regions; missions."""
    leading = Assignment.objects.filter(measure__plan__in=plans, role=Assignment.Role.LEAD).current().values("unit")
    mission = Q(kind=Unit.Kind.MISSION) & ~Q(mission__is_intention=True)
    shown = Unit.objects.filter(mission | Q(pk__in=leading) | Q(led_units__isnull=False)).distinct().order_by("sort_key")
    units, missions = [[unit for unit in shown if (unit.kind == Unit.Kind.MISSION) == is_one] for is_one in (False, True)]
    whole = [(_("The whole plan"), [(FORESIGHT, _("The whole plan, with openings in preparation and the forecast"))])] if foresees else []
    return [
        *whole,
        (_("Tasks"), [(f"{TASK}:{task.code}", f"{task.code}. {task.title}") for plan in plans for task in plan.tasks.all()]),
        (_("Units"), [(f"{UNIT}:{unit.code}", unit.name) for unit in units]),
        (_("Regions"), [(f"{REGION}:{key}", str(region.name)) for key, region in REGIONS.items()]),
        (_("Missions"), [(f"{MISSION}:{unit.code}", unit.name) for unit in missions]),
    ]
