"""The kinds of mail that reports write."""

from django.utils.translation import gettext_lazy as _

from office.outbox import Kind
from reports.notices import ACCEPTED, WITHDRAWN
from reports.reminder_words import BEFORE, DUTY, REVIEW
from reports.report_mail import KIND
from reports.services.reminding import still_wanted
from reports.services.subscribing import still_wanted as report_still_wanted

KINDS = (
    Kind(
        BEFORE,
        _("Reminder before the deadline of a report"),
        _("Some days before a report of your unit is due, while it has not been sent."),
        is_optional=True,
        still_wanted=still_wanted,
    ),
    Kind(
        DUTY,
        _("Report due, overdue or returned"),
        _("On the last day and after it, after a return, and when the ministry asks for a report that is missing."),
        still_wanted=still_wanted,
    ),
    Kind(
        ACCEPTED,
        _("Your report is accepted"),
        _("When a report that you wrote or submitted is accepted."),
        is_optional=True,
    ),
    Kind(
        WITHDRAWN,
        _("Ad hoc report withdrawn"),
        _("When an ad hoc report is asked for no more of which you were reminded, or which you had begun."),
    ),
    Kind(
        REVIEW,
        _("Reports that wait for your review"),
        _("At most one mail a day, only when something new has come."),
        is_optional=True,
        still_wanted=still_wanted,
    ),
    Kind(
        KIND,
        _("Progress reports"),
        _("When a progress report is approved, and drafts if you want them; to those who have asked for it."),
        is_optional=True,
        still_wanted=report_still_wanted,
    ),
)
