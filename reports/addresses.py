"""Where the rows behind a number of a progress report are found. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import urlencode

from plan.moment import HANOI
from reports.facts import TASK, UNIT, Scope


@dataclass(frozen=True)
class Addresses:
    """Where the rows behind a number are found: at the same day, as known at the same moment."""

    plan: str
    on: date
    known_at: datetime
    scope: Scope | None = None  # of a part of the plan: its rows, or no address where no one page holds them

    def measures(self, **filters: str) -> str:
        return self._of(f"/plan/{self.plan}/measures/", filters, {TASK: "task", UNIT: "unit"})

    def directives(self, **filters: str) -> str:
        return self._of(f"/plan/{self.plan}/directives/", filters, {})

    def measure(self, code: str) -> str:
        return self._at(f"/plan/{self.plan}/measures/{code}/", {})

    def missions(self, on: date | None = None) -> str:
        return self._at("/missions/", {}, on)

    def mission(self, code: str) -> str:
        return self._at(f"/missions/{code}/", {})

    def indicator(self, code: str) -> str:
        return self._at(f"/plan/{self.plan}/indicators/{code}/", {})

    def money(self, **filters: str) -> str:
        return self._of(f"/plan/{self.plan}/money/", filters, {})

    def training(self, **filters: str) -> str:
        return self._of("/personnel/programmes/completion/", filters, {})

    def period(self, code: str, **filters: str) -> str:
        """Who has sent a report and who has not, as it was known when this report was asked for."""
        return self._of(f"/reports/{code}/", filters, {TASK: "", UNIT: "department"}, self.known_at.astimezone(HANOI).date())

    def proposals(self, **filters: str) -> str:
        return self._of("/reports/proposals/", filters, {TASK: "task"})

    def quarterly(self, period: str, unit: str) -> str:
        """What a unit reported, with its versions: nothing in it changes once it is submitted."""
        return f"/reports/{period}/{unit}/"

    def _of(self, path: str, filters: dict[str, str], narrows: dict[str, str], on: date | None = None) -> str:
        """`narrows`: by the kind of scope the filter of the page that stands for it; empty: the page need not be narrowed."""
        if self.scope is None:
            return self._at(path, filters, on)
        name = narrows.get(self.scope.kind)
        if name is None:
            return ""
        return self._at(path, ({name: self.scope.code} if name else {}) | filters, on)

    def _at(self, path: str, filters: dict[str, str], on: date | None = None) -> str:
        known = self.known_at.astimezone(UTC).isoformat().replace("+00:00", "Z")
        return f"{path}?{urlencode(filters | {'on': (on or self.on).isoformat(), 'known': known})}"
