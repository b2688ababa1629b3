"""Where the rows behind a number of a progress report are found. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import urlencode


@dataclass(frozen=True)
class Addresses:
    """Where the rows behind a number are found: at the same day, as known at the same moment."""

    plan: str
    on: date
    known_at: datetime

    def measures(self, **filters: str) -> str:
        return self._at(f"/plan/{self.plan}/measures/", filters)

    def directives(self, **filters: str) -> str:
        return self._at(f"/plan/{self.plan}/directives/", filters)

    def measure(self, code: str) -> str:
        return self._at(f"/plan/{self.plan}/measures/{code}/", {})

    def missions(self, on: date | None = None) -> str:
        return self._at("/missions/", {}, on)

    def mission(self, code: str) -> str:
        return self._at(f"/missions/{code}/", {})

    def _at(self, path: str, filters: dict[str, str], on: date | None = None) -> str:
        known = self.known_at.astimezone(UTC).isoformat().replace("+00:00", "Z")
        return f"{path}?{urlencode(filters | {'on': (on or self.on).isoformat(), 'known': known})}"
