"""Ratings of the illustration. They belong to no mission (design rule 15: no rating is tied to a named state), so that they
are written as rows and not through the service, which asks whose they are."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial

from missions.models import Mission
from overview.simulation.script import report_words
from overview.simulation.timeline import Timeline, chance, moment, quarters, workday
from plan.models import Period
from reports.models import Rating


def rate(timeline: Timeline, missions: list[Mission], on: date, seed: int) -> None:
    """Puts on the timeline what some four in five missions would have answered in each quarter."""
    for quarter in quarters(on):
        timeline.at(moment(workday(quarter.government_due_on), 11), partial(_give, quarter.code, missions, seed))


def _give(code: str, missions: list[Mission], seed: int, now: datetime) -> None:
    period, words, rows = Period.objects.get(code=code), report_words()["rating_words"], []
    counts: dict[int | None, int] = {}
    for mission in missions:
        department = mission.unit.lead_unit_id
        counts[department] = place = counts.get(department, 0) + 1
        draw = chance(seed, "rating", code, mission.unit.lead_unit.code if mission.unit.lead_unit else "", place)
        if draw.random() < 0.2:
            continue
        scores = {name: min(5, max(1, round(draw.gauss(mean, 0.9)))) for name, mean in (("timely", 3.9), ("useful", 3.6), ("enough", 3.0))}
        word = draw.choice(words) if draw.random() < 0.15 else ""
        rows.append(Rating(period=period, department_id=department, word=word, at=now, **scores))
    Rating.objects.bulk_create(rows)
