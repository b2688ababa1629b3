"""A progress report followed further: approved, noted on, and compiled again after something has changed."""

from django.utils import timezone

from plan.models import Measure
from plan.services.status import record_status
from reports import jobs, services

UPDATE = {
    "state": "in_progress",
    "percent": 35,
    "health": "on_track",
    "reason": "",
    "narrative": "Đã thống nhất phạm vi rà soát với các đơn vị phối hợp.",
    "difficulties": "",
}


def follow(report, people):
    """Answers the revision after the approved one."""
    now, leader = timezone.now(), people["leader"]
    services.subscribe(user=people["secretariat"], is_on=True, drafts=True, with_file=False, now=now)
    services.approve(report=report, by=leader, now=now, seen=None, acknowledged=True, note="Đồng ý.")
    services.note(report=report, text="Đề nghị đẩy nhanh giải pháp 2.1 trước khi chốt số liệu quý IV.", by=leader, now=now)
    measure = Measure.objects.get(code="3.1")
    record_status(measure=measure, by=people["secretariat"], effective_on=report.on, now=now, seen=None, **UPDATE)
    asked = {"plan": report.plan, "on": report.on, "language": report.language, "by": people["secretariat"]}
    later, _new = services.ask_for_report(**asked, now=timezone.now())
    jobs.compile_progress_report(later.run_id)
    return later
