"""Mail of every kind of end, and a quarter of which some units were reminded an hour ago."""

from datetime import timedelta

from office import outbox
from office.models import Mail
from reports import services
from reports.models import Obligation

ENDS = {"failed": f"{outbox.REFUSED}\n550 5.1.1 No such mailbox", "gave_up": f"{outbox.GIVEN_UP}\n452 4.2.2 Mailbox full", "sent": ""}


def write_mail(people, now):
    owed = Obligation.objects.in_force().filter(period__code="2026-Q4")
    services.remind_missing(owed=owed, chosen={"emb-fr", "emb-gb", "emb-jp"}, by=people["secretariat"], now=now - timedelta(hours=1))
    letters = [
        outbox.Letter(
            "report-before", state, people["officer.emb-fr"], "Còn 7 ngày: báo cáo quý IV/2026, Đại sứ quán Việt Nam tại Pháp", "…"
        )
        for state in ENDS
    ]
    for mail, (state, error) in zip(outbox.post_all(letters, now=now - timedelta(days=4)), ENDS.items(), strict=True):
        over = now - timedelta(days=1)
        Mail.objects.filter(pk=mail.pk).update(state=state, error=error, attempts=3, finished_at=over)
