"""What `check_integrity` says of the plan: each fault is put in, and found."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from accounts.checking import Asked
from plan import integrity, services
from plan.models import Directive, Inspection, Measure, StatusUpdate
from tests.factories import MeasureFactory, UnitFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NOW = datetime(2026, 3, 20, 3, 0, tzinfo=UTC)


def found(check):
    return [(finding.kind, finding.where, finding.what.split()[0]) for finding in check(Asked(timezone.now()))]


def test_how_a_measure_stands_is_held_against_its_rows(measure, officer):
    told = {"state": "in_progress", "percent": 40, "health": "on_track", "reason": "", "narrative": "Đã làm.", "difficulties": ""}
    services.record_status(measure=measure, by=officer, effective_on=date(2026, 3, 20), now=NOW, seen=None, **told)
    assert found(integrity.standings) == []
    Measure.objects.filter(pk=measure.pk).update(percent=41)
    where = f"plan.measure {measure.pk} (2.3)"
    assert found(integrity.standings) == [("drift", where, "percent")]
    Measure.objects.filter(pk=measure.pk).update(percent=40)
    StatusUpdate.objects.filter(measure=measure).update(state="paused")
    assert found(integrity.standings) == [("drift", where, "state")]


def test_a_term_that_no_decision_gave_is_found(measure):
    Measure.objects.filter(pk=measure.pk).update(term="dated", due_on=date(2026, 12, 31))
    assert {what for _kind, _where, what in found(integrity.standings)} == {"term", "due_on"}


def test_two_measures_in_one_place_are_found(measure):
    assert found(integrity.places) == []
    other = MeasureFactory(task=measure.task, code="2.9", position=measure.position)
    [(kind, where, _what)] = found(integrity.places)
    assert (kind, where) == ("drift", f"plan.measure {min(measure.pk, other.pk)} (2.3)")


def test_words_for_search(measure, plan, officer):
    Measure.objects.filter(pk=measure.pk).update(title_vi="Tên khác")
    directive = Directive.objects.create(
        plan=plan, code="c-1", position=1, given_on=date(2026, 1, 1), who_vi="Bộ trưởng", who_en="Minister", text_vi="Làm ngay.", text_en="Act."
    )  # fmt: skip
    unit = UnitFactory(code="so", name_vi="Sở Ngoại vụ")
    inspection = Inspection.objects.create(
        plan=plan, unit=unit, on=date(2026, 1, 1), conclusion="Chậm.", recorded_at=NOW, search_text="so ngoai vu unit so cham"
    )
    wanted = {("plan.measure", measure.pk), ("plan.directive", directive.pk)}
    assert {(where.split()[0], int(where.split()[1])) for _kind, where, _what in found(integrity.words)} == wanted
    unit.name_vi = "Sở Ngoại vụ Hà Nội"
    unit.save()
    assert len(found(integrity.words)) == 2, "a unit that was renamed since is no drift"
    Inspection.objects.filter(pk=inspection.pk).update(conclusion="Nhanh.")
    assert len(found(integrity.words)) == 3
    for finding in integrity.words(Asked(timezone.now())):
        finding.mend()
    assert found(integrity.words) == []
