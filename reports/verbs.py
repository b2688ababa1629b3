"""What happens to reports, as the history tells it."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Event
from accounts.words import Kind, Words

VERBS: dict[str, Words] = {
    "report.asked": _("asked for the progress report %(object)s"),
    "report.compiled": _("compiled the progress report %(object)s"),
}


def report_address(event: Event) -> str:
    return reverse("reports:progress-report", kwargs={"pk": event.object_id})


KINDS = {
    "reports.progressreport": Kind(_("Progress report"), fields={"sha256": _("fingerprint (SHA-256)")}, address=report_address),
}
