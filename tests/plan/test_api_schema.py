"""The schema is whole, and the moments in its answers are written to the second."""

from datetime import UTC, datetime

import pytest
from django.core.management import call_command

from plan.models import Measure

pytestmark = pytest.mark.django_db
MEASURE = "/api/v1/plans/292/measures/2.3/"


def test_the_schema_is_made_without_a_warning(tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yaml"))
    text = (tmp_path / "schema.yaml").read_text()
    assert "/api/v1/plans/{plan}/scoreboard/" in text
    assert "application/problem+json" in text


def test_known_is_read_to_the_second(call, do, measure, officer):
    do.update(measure, percent=10)
    before = datetime(2026, 3, 20, 2, 59, 59, tzinfo=UTC)
    body = call(officer).get(f"{MEASURE}?on=2026-03-20&known={before.isoformat().replace('+00:00', 'Z')}").json()
    assert (body["state"], body["known"]) == ("not_started", "2026-03-20T02:59:59Z")
    assert Measure.objects.get(pk=measure.pk).percent == 10
