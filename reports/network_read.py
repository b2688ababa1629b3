"""Reads the missions that were open on the day of a progress report and the way they are asked to go."""

from __future__ import annotations

from datetime import date
from typing import Any

from missions.indicators import OPEN
from missions.models import MissionEvent, NetworkTotal
from missions.network import Compared, gained, network
from plan.moment import Moment
from plan.readings import Reading
from plan.reckoning import year_before
from reports.facts import Change, Name, Network, OfficialTotal, TargetRow


def read_network(found: list[Reading], moment: Moment) -> Network:
    """The missions; their way is that of the indicator that is counted from them."""
    counted = next((reading for reading in found if reading.indicator.code == OPEN and reading.indicator.is_computed), None)
    happenings = MissionEvent.objects.standing(moment.known).happenings(moment.known)
    officials = NetworkTotal.objects.officials()
    before = year_before(moment.on)
    then, now = network(happenings, officials, before), network(happenings, officials, moment.on)
    grown = gained(happenings, officials, before, moment.on)
    published = [row for row in now.compared if row.official.on <= moment.on]
    return Network(
        open=now.total,
        open_a_year_before=then.total,
        a_year_before=before,
        known_from=now.known_from,
        changes=_changes(before, moment, now.known_from),
        official=_official(published[-1]) if published else None,
        between=_unsure(now.least, now.most),
        gained=_unsure(*grown),
        **(_aims(counted) if counted else {}),
    )


def _unsure(least: int | None, most: int | None) -> tuple[int, int] | None:
    """Between what a number lies, where that is not one number."""
    return None if least is None or most is None or least == most else (least, most)


def _aims(reading: Reading) -> dict[str, Any]:
    """Baseline, targets and course."""
    indicator = reading.indicator
    scale = 10**indicator.decimals
    return {
        "baseline": None if indicator.baseline is None else indicator.baseline / scale,
        "baseline_on": indicator.baseline_on,
        "targets": tuple(TargetRow(row.code, row.due_on, row.value / scale, row.about) for row in indicator.targets.all()),
        "history": tuple((point.on, point.value / scale) for point in reading.points),
    }


def _changes(after: date, moment: Moment, known_from: date | None) -> tuple[Change, ...]:
    if known_from is None:
        return ()
    since = max(after, known_from)
    rows = MissionEvent.objects.standing(moment.known).filter(kind__in=MissionEvent.DECISIVE, on__gt=since, on__lte=moment.on)
    return tuple(
        Change(
            mission=row.mission.unit.code,
            name=Name(row.mission.unit.name_vi, row.mission.unit.name_en),
            opened=row.kind in MissionEvent.STARTS,
            on=row.on,  # type: ignore[arg-type]
            precision=row.precision,
        )
        for row in rows.select_related("mission__unit").order_by("on", "mission__unit__code")
    )


def _official(row: Compared) -> OfficialTotal:
    return OfficialTotal(row.official.on, row.official.total, row.official.source, row.counted, row.official.source_vi)
