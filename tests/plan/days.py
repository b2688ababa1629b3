"""The moments at which the deeds of these tests are done."""

from datetime import UTC, date, datetime, timedelta

NOW = datetime(2026, 3, 20, 3, 0, tzinfo=UTC)  # 10:00 in Hà Nội
TODAY = date(2026, 3, 20)
LATER = NOW + timedelta(minutes=5)
