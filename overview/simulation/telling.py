"""Whether the illustration may be written here, and writing it as one whole."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from accounts import history
from accounts.history import System
from accounts.models import Event, Unit
from missions.models import Mission
from office import installation, outbox
from office.models import Installation
from overview.simulation.asking import Asking
from overview.simulation.cast import gather, missions_until
from overview.simulation.compiling import Compiling
from overview.simulation.inspecting import inspect
from overview.simulation.money_year import MoneyYear
from overview.simulation.openings_year import OpeningsYear
from overview.simulation.plan_year import PlanYear
from overview.simulation.proposing import Desk
from overview.simulation.rating import rate
from overview.simulation.reporting import Reporting
from overview.simulation.script import plan_script
from overview.simulation.staff import StaffYear
from overview.simulation.timeline import Timeline, moment
from overview.simulation.training_year import TrainingYear
from plan.models import Measure, StatusUpdate
from reports.models import QuarterlyReport, Questionnaire

BY = System("simulate")
VERB = "overview.simulated"
FIRST_DAY = date(2026, 1, 15)  # before it there is no past quarter to show
RECORDED_AT = moment(date(2025, 9, 30), 8)  # when the illustration pretends that plan and network were loaded
MODEL = "emb-fr"  # the mission of the demonstration accounts


class Refused(Exception):
    """Nothing was written; the message says why."""


def may_begin(on: date) -> bool:
    """An illustration in which nobody has worked yet, neither a person nor we, on a day that has a past to tell of."""
    return on >= FIRST_DAY and installation.is_demo() and not _was_told() and not _has_work()


@transaction.atomic
@outbox.silent()
def simulate(*, on: date, seed: int, missions: int | None = None) -> dict[str, int]:
    """Everything up to the evening before the day `on`, as one transaction; answers how much of what there is now.

    `missions` limits how many missions take part, always with that of the demonstration accounts.
    """
    _must_be_possible(on)
    end = moment(on, 0)
    units = _units()
    posts = _some(missions_until(end), missions)
    cast = gather(units, posts, now=RECORDED_AT)
    timeline = Timeline(end)
    PlanYear(timeline, cast, on, seed).write()
    inspect(timeline, cast, on)
    MoneyYear(timeline, cast, seed).write()
    OpeningsYear(timeline, cast).write()
    StaffYear(timeline, cast, units, posts, on, seed).write()
    TrainingYear(timeline, cast, on, seed).write()
    reporting = Reporting(timeline, cast, posts, on, seed, MODEL)
    reporting.write()
    Asking(reporting).write()
    Desk(timeline, cast, on, seed).write()
    rate(timeline, posts, on, seed)
    Compiling(timeline, cast, on).write()
    timeline.run()
    house = Installation.objects.get()
    history.record(by=BY, verb=VERB, obj=house, code=on.isoformat(), label=f"{on:%d/%m/%Y}", changes={"seed": (None, seed)})
    return {
        "people": len({user.pk for user in [*cast.heads.values(), *cast.officers.values()]}),
        "updates": StatusUpdate.objects.count(),
        "reports": QuarterlyReport.objects.count(),
    }


def _must_be_possible(on: date) -> None:
    if not installation.is_demo():
        raise Refused("This database was not made as an illustration: nothing is simulated in it.")
    if _was_told():
        raise Refused("This illustration has been simulated already. For another one begin with a new database.")
    if _has_work():
        raise Refused("People have worked in this illustration: what they did is not mixed with what is made up.")
    if on < FIRST_DAY:
        raise Refused(f"The illustration begins with the plan: choose a day from {FIRST_DAY.isoformat()}.")
    if not Measure.objects.exists() or not Mission.objects.exists() or not Questionnaire.objects.exists():
        raise Refused("The plan, the network or the questionnaire is not loaded: run `manage.py prepare` with DEMO=true.")


def _was_told() -> bool:
    return Event.objects.filter(verb=VERB).exists()


def _has_work() -> bool:
    return StatusUpdate.objects.exists() or QuarterlyReport.objects.exists()


def _units() -> list[Unit]:
    """The units of the ministry that lead a measure or follow missions: those in which somebody acts."""
    leading = {code for script in plan_script()[1] for code in (script.lead, script.moved.get("lead")) if code}
    following = set(Unit.objects.filter(led_units__isnull=False).values_list("code", flat=True))
    rows = Unit.objects.filter(code__in=leading | following).without_missions()
    return sorted(rows, key=lambda unit: unit.code)  # not by the database, whose order of letters is its own


def _some(missions: list[Mission], most: int | None) -> list[Mission]:
    """So many of them, from all over the network, and the model among them."""
    if most is None or most >= len(missions):
        return missions
    others = [mission for mission in missions if mission.unit.code != MODEL]
    chosen = others[:: len(others) // max(1, most - 1)][: most - 1]
    return [*chosen, *(mission for mission in missions if mission.unit.code == MODEL)]
