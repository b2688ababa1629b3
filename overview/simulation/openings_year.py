"""Openings in preparation as the secretariat and the departments would have kept them: entered, dated, moved, passed from
stage to stage, one given up; a forecast kept on the first of each month, as the nightly job would have."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from accounts.history import System
from accounts.models import Unit
from missions import services
from missions.models import Opening
from missions.models.forecast import AssumptionKey
from overview.simulation.cast import Cast
from overview.simulation.script import openings_script
from overview.simulation.timeline import Timeline, moment, next_workday, workday

NAMES = {"embassy": ("Đại sứ quán", "Embassy"), "consulate_general": ("Tổng Lãnh sự quán", "Consulate General")}
DRAWS = 5000  # of a forecast of the illustration: a few lines of history need no more
FIRST, EACH = date(2026, 1, 1), 24  # months in which a forecast is kept
GIVEN_UP, WHY, WHEN = "mo-v", "Chưa xác định được địa bàn thay thế, tạm dừng chuẩn bị", date(2026, 10, 20)
DELAY = (800, "Mức lùi trung bình của các lần đổi thời điểm trong năm 2026", date(2026, 9, 15))


class OpeningsYear:
    """Puts on the timeline what is prepared; no opening of the illustration has a country (design rule 15)."""

    def __init__(self, timeline: Timeline, cast: Cast) -> None:
        self.timeline, self.cast = timeline, cast
        self.units = Unit.objects.in_bulk({row["place"]["unit"] for row in openings_script()}, field_name="code")

    def write(self) -> None:
        for row in openings_script():
            entered = moment(next_workday(row["first"]), 9, 10)
            self.timeline.at(entered, partial(self._add, row))
            self.timeline.at(entered + timedelta(minutes=20), partial(self._date, row, 0, ""))
            for move in row.get("moved", ()):
                self.timeline.at(moment(workday(move["day"]), 15, 5), partial(self._date, row, move["days"], move["reason"]))
            for number, day in enumerate(row.get("reached", ())):
                self.timeline.at(moment(workday(day), 16, 30), partial(self._reach, row, number))
        self.timeline.at(moment(WHEN, 10), self._give_up)
        self.timeline.at(moment(DELAY[2], 11), self._assume)
        for month in range(EACH):
            day = date(FIRST.year + month // 12, month % 12 + 1, 1)
            self.timeline.at(moment(day, 1), self._keep)

    def _keep(self, now: datetime) -> None:
        services.keep_forecast(by=System("keep_forecast"), now=now, draws=DRAWS)

    def _add(self, row: dict[str, Any], now: datetime) -> None:
        place, (name, english) = row["place"], NAMES[row["kind"]]
        values = {
            "name_vi": f"{name} tại Địa bàn {row['letter']}, {place['vi']}",
            "name_en": f"{english} in post {row['letter']}, {place['en']}",
            "kind": row["kind"],
            "lead_unit": self.units[place["unit"]],
            "region": place["region"],
            "latitude": None,
            "longitude": None,
            "note": "",
        }
        services.add_opening(code=row["code"], values=values, by=self.cast.secretariat, now=now)

    def _date(self, row: dict[str, Any], days: int, reason: str, now: datetime) -> None:
        """First as it was said; later every stage still to come moved by so many days."""
        opening = Opening.objects.with_course().get(code=row["code"])
        before, after = (timedelta(days=days) for days in row["spread"])
        course = []
        for place, step in enumerate(opening.course):
            if step.reached_on:
                continue
            first = max(row["stages"][place], now.date() + timedelta(days=25 * (place + 1)))
            likely = first if step.likely is None else step.likely + timedelta(days=days)
            course.append(services.Course(step.stage.code, likely - before, likely, likely + after, row["chance"]))
        acting = {"by": self.cast.heads[row["place"]["unit"]], "now": now, "seen": None}
        services.date_opening(opening=opening, course=course, reason=reason, **acting)

    def _reach(self, row: dict[str, Any], number: int, now: datetime) -> None:
        opening = Opening.objects.with_course().get(code=row["code"])
        evidence = f"Văn bản MH-{row['letter']}{number + 1} ngày {now:%d/%m/%Y} (minh họa)"
        acting = {"by": self.cast.heads[row["place"]["unit"]], "now": now, "seen": None}
        services.reach_stage(opening=opening, reached_on=now.date(), evidence=evidence, **acting)

    def _give_up(self, now: datetime) -> None:
        opening = Opening.objects.get(code=GIVEN_UP)
        services.abandon_opening(opening=opening, reason=WHY, by=self.cast.secretariat, now=now, seen=None)

    def _assume(self, now: datetime) -> None:
        value, reason, _day = DELAY
        services.set_assumption(key=AssumptionKey.SHARED_DELAY, value=value, reason=reason, by=self.cast.secretariat, now=now)
