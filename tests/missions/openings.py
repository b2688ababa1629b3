"""Openings in preparation for tests: the stages as shipped, one opening with dates."""

from datetime import UTC, date, datetime, timedelta

from missions import services
from missions.management.commands.load_missions import SHIPPED, read_stages
from missions.models import Opening
from missions.services import Course

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
CODES = ["policy", "agreement", "proposal", "decision", "setup", "opened"]


def load_stages():
    services.load_stages(read_stages(SHIPPED), now=NOW)


def make_opening(by, unit, code="mo-a", *, kind="embassy", name="Đại sứ quán tại Địa bàn A, châu Phi", now=NOW):
    values = {"name_vi": name, "name_en": "Embassy, post A, Africa", "kind": kind, "lead_unit": unit, "region": "africa"}
    values |= {"latitude": None, "longitude": None, "note": ""}
    return services.add_opening(code=code, values=values, by=by, now=now)


def course(start=date(2027, 3, 1), chance=90, codes=CODES, step=90):
    """Each stage a quarter after the one before; three months between its dates."""
    days = [start + timedelta(days=step * place) for place in range(len(codes))]
    return [Course(code, day, day + timedelta(days=60), day + timedelta(days=200), chance) for code, day in zip(codes, days, strict=True)]


def date_it(opening, by, rows=None, reason="", now=NOW):
    opening = services.date_opening(opening=opening, course=rows or course(), reason=reason, by=by, now=now, seen=None)
    return Opening.objects.with_course().get(pk=opening.pk)


def reach(opening, by, times=1, on=TODAY):
    for _time in range(times):
        services.reach_stage(opening=opening, reached_on=on, by=by, now=NOW, seen=None, evidence="Tờ trình MH-1")
        opening = Opening.objects.with_course().get(pk=opening.pk)
    return opening
