"""The clock has gone round: every job has had its turn, one after a gap, one in vain; a report was compiled by itself."""

from datetime import timedelta

from office import runs, turns
from reports.models import ScheduledReport
from reports.services import calendar

HOUR = timedelta(hours=1)
DID = {"office.jobs.send_mail": 12, "reports.jobs.send_reminders": 3, "accounts.jobs.seal_history": 41}


def turn(report, now):
    runs.beat("beat", now)
    for job, every in turns.scheduled().items():
        began = now - every / 2
        if job == "reports.jobs.open_periods":
            turns.ended(job=job, every=every, began_at=now - 9 * HOUR, now=now - 9 * HOUR, did=0)
        error = "OSError: [Errno 28] No space left on device" if job == "office.jobs.remove_orphaned_files" else ""
        turns.ended(job=job, every=every, began_at=began, now=began, did=DID.get(job, 0), error=error)
    over = next((one for one in calendar(report.plan, now) if one.at < now), None)
    if over:
        line = {"plan": report.plan, "period": over.period, "occasion": over.occasion, "counted_from": over.at}
        ScheduledReport.objects.create(**line, at=over.at + 5 * HOUR, report=report)
