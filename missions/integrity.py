"""What can be wrong with the columns of missions and openings that follow from others, and with forecasts that were kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import OuterRef, Subquery

from accounts.checking import Asked, Finding, apart, drifted
from missions.frozen import fingerprint
from missions.models import ForecastRun, Mission, MissionEvent, Opening
from missions.services.network import mission_words
from missions.services.opening import found_by
from plan.moment import day_of

JUDGE = "compare with the events on the page of the mission; correcting one of them writes the columns anew"


def words(asked: Asked) -> Iterator[Finding]:
    yield from drifted(Mission.objects.select_related("host_country"), mission_words)
    yield from drifted(Opening.objects.all(), lambda row: {"search_text": found_by(vars(row), row.code)})


def standings(asked: Asked) -> Iterator[Finding]:
    """The kind of a mission against what it last became (decision 58), and the day from which its unit is no more against its
    last event."""
    decisive = MissionEvent.objects.standing().filter(mission=OuterRef("pk"), kind__in=MissionEvent.DECISIVE, on__isnull=False)
    last = decisive.order_by("-on", "-id")
    ends = {"last_kind": Subquery(last.values("kind")[:1]), "last_on": Subquery(last.values("on")[:1])}
    rows: Any = Mission.objects.with_kind_on(day_of(asked.now)).annotate(**ends).select_related("unit").order_by("pk")
    for mission in rows.iterator(500):
        if mission.kind != mission.kind_then:
            yield apart(mission, "kind", mission.kind, mission.kind_then, JUDGE)
        until = mission.last_on if mission.last_kind == MissionEvent.Kind.CLOSED else None
        if mission.last_kind and mission.unit.until != until:
            yield apart(mission.unit, "until", mission.unit.until, until, JUDGE)


def forecasts(asked: Asked) -> Iterator[Finding]:
    for run in ForecastRun.objects.order_by("pk").iterator(50):
        if fingerprint(run.inputs, run.outputs) != run.sha256:
            do = "compare with a backup: a forecast that was kept is never changed"
            yield Finding("frozen", f"missions.forecastrun {run.pk}", "inputs or outcome are not those that were kept", do)
