"""Money in the furnished house: two projects, one of them with two sources and a correction."""

from datetime import timedelta

from accounts.models import Unit
from plan.models import Measure
from plan.moment import day_of
from plan.services import add_project, record_funding

BILLION = 10**9


def give_money(secretariat, officer, now):
    year, unit = day_of(now).year, Unit.objects.get(code="vu-to-chuc-can-bo")
    measures = {row.code: row for row in Measure.objects.filter(plan__code="292", code__in=["2.3", "3.1"]).select_related("plan")}
    titles = {"da-01": ("2.3", "Chuẩn bị trụ sở cho cơ quan đại diện dự kiến mở"), "da-02": ("3.1", "Phần mềm quản lý nhiệm kỳ công tác")}
    for code, (measure, title) in titles.items():
        values = {
            "measure": measures[measure],
            "unit": unit,
            "title": title,
            "decision_number": "12/QĐ-MH",
            "decided_on": day_of(now) - timedelta(days=200),
            "total": 96 * BILLION,
            "starts_year": year,
            "ends_year": year + 4,
        }
        project = add_project(plan=measures[measure].plan, code=code, values=values, by=secretariat, now=now)
        given = {"project": project, "year": year, "effective_on": day_of(now), "by": officer, "now": now, "seen": None}
        row = record_funding(**given, source="investment", planned=24 * BILLION, allocated=15 * BILLION, disbursed=3_300_000_000)
        if code == "da-01":
            told = {"planned": 24 * BILLION, "allocated": 15 * BILLION, "disbursed": 4_512_500_000}
            record_funding(**given, source="investment", **told, note="Bổ sung khoản tạm ứng tháng trước", replaces=row)
            record_funding(**given, source="recurrent", planned=2 * BILLION, allocated=1 * BILLION, disbursed=1_050_000_000)
            record_funding(**given | {"year": year - 1}, source="recurrent", planned=None, allocated=2 * BILLION, disbursed=2 * BILLION)
