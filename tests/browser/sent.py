"""A quarter as the register shows it: some reports sent on time or late, nil or accepted, one waived, one extended."""

from datetime import timedelta

from accounts.models import Membership, Unit, User
from reports import services
from reports.models import Obligation

SENT = ("emb-de", "emb-be", "emb-it", "emb-us", "emb-jp", "emb-la")
LATE, NIL, ACCEPTED, WAIVED, EXTENDED = {"emb-it", "emb-la"}, {"emb-be", "emb-us"}, {"emb-de", "emb-us"}, "emb-cu", "emb-ao"


def send_reports(people, now):
    """Of 2026-Q3 and 2026-Q4, through the services: all nil, since what they say is not what the register is about."""
    writer = User.objects.create(email="writer@demo.test", name="Người gửi báo cáo")
    for unit in Unit.objects.filter(code__in=SENT):
        Membership.objects.create(user=writer, unit=unit, role="mission_head", from_on=now.date())
    for quarter, codes in (("2026-Q3", SENT), ("2026-Q4", SENT[:2])):
        for row in Obligation.objects.filter(period__code=quarter, unit__code__in=codes).select_related("unit", "period"):
            at = row.period.due_at + timedelta(days=2) if row.unit.code in LATE else min(row.period.due_at, now) - timedelta(days=1)
            report = services.start_report(obligation=row, by=writer, now=at)
            services.submit(report=report, by=writer, now=at, seen=None, nil=True)
            if row.unit.code in ACCEPTED:
                services.accept(report=report, by=people["secretariat"], now=at + timedelta(hours=5), seen=None)
    grant = {"by": people["secretariat"], "now": now, "seen": None}
    rows = {row.unit.code: row for row in Obligation.objects.filter(period__code="2026-Q3").select_related("unit", "period")}
    services.waive(obligation=rows[WAIVED], reason="Tạm ngừng hoạt động do bão", **grant)
    services.extend(obligation=rows[EXTENDED], until=now + timedelta(days=2), reason="Mất điện kéo dài", **grant)
