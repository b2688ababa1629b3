"""A mail as it stands when the mail server has refused it for good."""

from django.utils import timezone

from office.models import Mail


def undelivered(user):
    now = timezone.now()
    told = {"kind": "report-due", "address": user.email, "language": "vi", "subject": "…", "not_before": now, "created_at": now}
    return Mail.objects.create(key="x", user=user, message_id="<x@localhost>", state="failed", **told)
