"""The mail of the plan, in the language of who reads it."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from office.models import Mail
from office.notices import notice_text
from office.outbox import Kind, Letter, absolute, off_address
from plan.models import DeadlineChange

NEEDLESS = "deadline-needless"


def of_needless(change: DeadlineChange) -> Letter | None:
    """For who asked for a deadline that is no longer needed; None where it was no person."""
    user, measure = change.asked_by, change.measure
    if user is None:
        return None
    with translation.override(user.language):
        head = _("Measure %(code)s: your request for another deadline is closed") % {"code": measure.code}
        line = _("Measure %(code)s is completed: nobody needs to decide on your request for another deadline any more.")
        page = absolute(reverse("plan:measure", args=[measure.plan.code, measure.code]))
        text = notice_text(user, line % {"code": measure.code}, page, off_address(user, NEEDLESS))
        return Letter(NEEDLESS, str(change.pk), user, head, text)


def _still_closed(mail: Mail, now: datetime) -> bool:
    return DeadlineChange.objects.filter(pk=int(mail.key.split(":")[1]), decision=DeadlineChange.Decision.WITHDRAWN).exists()


KINDS = (
    Kind(
        NEEDLESS,
        gettext_lazy("Requests for a deadline that are no longer needed"),
        gettext_lazy("When a measure is completed before your request for another deadline was decided."),
        is_optional=True,
        still_wanted=_still_closed,
    ),
)
