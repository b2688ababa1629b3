"""Inspections as they could have been: one followed up, one still within its term, one forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from accounts.models import Unit
from overview.simulation.cast import Cast
from overview.simulation.timeline import Timeline, moment, workday
from plan import services
from plan.models import Inspection, Plan


@dataclass(frozen=True)
class Look:
    """An inspection `before` days before the day of the illustration; what it asks for is due `term` days after it and, where
    `done` is given, seen to so many days after it."""

    unit: str
    before: int
    conclusion: str
    follow_up: str
    term: int
    measures: tuple[str, ...]
    done: int | None = None
    outcome: str = ""


LOOKS = (
    Look(
        "vu-to-chuc-can-bo",
        200,
        "Đơn vị bám sát kế hoạch; báo cáo tiến độ hằng tháng còn thiếu số liệu về công tác cán bộ.",
        "Bổ sung số liệu vào báo cáo tiến độ của hai giải pháp được giao chủ trì.",
        30,
        ("2.1", "2.2"),
        24,
        "Đã bổ sung số liệu trong báo cáo tiến độ quý.",
    ),
    Look(
        "cuc-quan-tri-tai-vu",
        75,
        "Việc rà soát định mức trang thiết bị chậm so với kế hoạch; hồ sơ lưu trữ chưa đầy đủ.",
        "Báo cáo nguyên nhân chậm và lập lại lịch hoàn thành, kèm danh mục hồ sơ còn thiếu.",
        45,
        ("4.1",),
    ),
    Look(
        "hoc-vien-ngoai-giao",
        20,
        "Chương trình đào tạo được xây dựng đúng tiến độ; chưa có phương án đánh giá sau đào tạo.",
        "Trình phương án đánh giá kết quả sau đào tạo.",
        60,
        ("3.2",),
    ),
)


def inspect(timeline: Timeline, cast: Cast, on: date) -> None:
    """Puts the inspections on the timeline."""
    plan = Plan.objects.get(code="292")
    for look in LOOKS:
        day = workday(on - timedelta(days=look.before))
        if day < plan.effective_on:
            continue
        timeline.at(moment(day, 16, 20), partial(_add, plan, cast, look, day))
        if look.done is not None:
            timeline.at(moment(workday(day + timedelta(days=look.done)), 10, 5), partial(_close, cast, look, day))


def _add(plan: Plan, cast: Cast, look: Look, day: date, now: datetime) -> None:
    due = day + timedelta(days=look.term)
    said = {"conclusion": look.conclusion, "follow_up": look.follow_up, "follow_up_due": due}
    values = {"unit": Unit.objects.get(code=look.unit), "on": day, **said}
    measures = plan.measures.coded(look.measures)
    services.add_inspection(plan=plan, by=cast.secretariat, values=values, measures=measures, now=now)


def _close(cast: Cast, look: Look, day: date, now: datetime) -> None:
    found = Inspection.objects.get(unit__code=look.unit, on=day)
    services.close_follow_up(inspection=found, by=cast.secretariat, on=now.date(), outcome=look.outcome, now=now, seen=None)
