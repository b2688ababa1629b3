"""What happens to reports, as the history tells it."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Event
from accounts.words import Kind, Words
from reports.models import QuarterlyReport

VERBS: dict[str, Words] = {
    "reports.period_opened": _("opened the period %(object)s for reports"),
    "reports.obligation_added": _("added the report owed: %(object)s"),
    "reports.obligation_voided": _("voided the report owed: %(object)s"),
    "reports.waived": _("waived the report %(object)s"),
    "reports.extended": _("extended the deadline of the report %(object)s"),
    "reports.extension_asked": _("asked for more time for the report %(object)s"),
    "reports.extension_refused": _("refused more time for the report %(object)s"),
    "reports.ad_hoc_opened": _("opened the ad hoc report %(object)s"),
    "reports.ad_hoc_withdrawn": _("withdrew the ad hoc report %(object)s"),
    "reports.submitted": _("submitted the report %(object)s"),
    "reports.returned": _("returned the report %(object)s"),
    "reports.withdrawn": _("took back the report %(object)s"),
    "reports.accepted": _("accepted the report %(object)s"),
    "reports.reopened": _("reopened the report %(object)s"),
    "reports.questionnaire_drafted": _("drafted the questionnaire %(object)s"),
    "reports.questionnaire_changed": _("changed the draft of the questionnaire %(object)s"),
    "reports.questionnaire_published": _("published the questionnaire %(object)s"),
    "reports.questionnaire_withdrawn": _("drew the questionnaire %(object)s back to a draft"),
    "reports.questionnaire_discarded": _("discarded the draft of the questionnaire %(object)s"),
    "reports.reminded": _("reminded of the report %(object)s"),
    "reports.reminders_set": _("changed the steps of reminding"),
    "reports.proposal_raised": _("raised %(object)s"),
    "reports.proposal_corrected": _("corrected %(object)s"),
    "reports.proposal_assigned": _("assigned %(object)s"),
    "reports.proposal_answered": _("answered %(object)s"),
    "reports.proposal_returned": _("returned the answer to %(object)s"),
    "reports.proposal_closed": _("closed %(object)s"),
    "reports.proposal_withdrawn": _("withdrew %(object)s"),
    "reports.proposal_reopened": _("took up %(object)s again"),
    "reports.support_rated": _("rated the support of the ministry (%(object)s)"),
    "reports.base_replaced": _("put the file %(object)s below the Word files of reports"),
    "reports.base_dropped": _("went back from %(object)s to the built-in styles of reports"),
    "report.asked": _("asked for the progress report %(object)s"),
    "report.cancelled": _("cancelled the compiling of the progress report %(object)s"),
    "report.compiled": _("compiled the progress report %(object)s"),
    "report.worded": _("worded the sentence “%(object)s” of progress reports"),
    "report.noted": _("noted on the progress report %(object)s"),
    "report.note_withdrawn": _("withdrew a note on the progress report %(object)s"),
    "report.subscribed": _("chose the mail about progress reports"),
    "report.approved": _("approved the progress report %(object)s"),
}


def report_address(event: Event) -> str:
    return reverse("reports:progress-report", kwargs={"pk": event.object_id})


def proposal_address(event: Event) -> str:
    return reverse("reports:proposal", kwargs={"pk": event.object_id})


def quarterly_address(event: Event) -> str:
    period, _slash, unit = event.object_code.partition("/")
    return reverse("reports:quarterly-history", kwargs={"period": period, "unit": unit})


MORE_TIME: dict[str, Any] = {"extended_to": _("extended to"), "until": _("more time until")}
STATE = models.CharField(_("status"), choices=QuarterlyReport.State.choices)  # in no table: the name and the words of the states

KINDS = {
    "reports.obligation": Kind(_("Report owed"), fields={**MORE_TIME, "recipients": _("recipients")}, address=quarterly_address),
    "reports.quarterlyreport": Kind(
        _("Quarterly report"),
        fields={
            "state": STATE,
            "is_nil": _("nothing to report"),
            "remarks": _("remarks"),
            "files": _("files attached"),
            "replies": _("replies to remarks"),
            "sha256": _("fingerprint (SHA-256)"),
        },
        address=quarterly_address,
    ),
    "reports.reminderpolicy": Kind(_("Steps of reminding"), address=lambda event: reverse("reminders:reminder-policy")),
    "reports.proposal": Kind(_("Proposal"), fields={"measures": _("measures")}, address=proposal_address),
    "reports.subscription": Kind(
        _("Mail about progress reports"),
        fields={"is_on": _("receives it"), "drafts": _("drafts too"), "with_file": _("with the Word file")},
        address=lambda event: reverse("reports:progress-subscription"),
    ),
    "reports.wording": Kind(
        _("Sentence of progress reports"),
        fields={"vi": _("in Vietnamese"), "en": _("in English")},
        address=lambda event: reverse("reports:wording-edit", kwargs={"key": event.object_code}),
    ),
    "reports.rating": Kind(_("Rating of the support")),
    "reports.basedocument": Kind(
        _("Letterhead of reports"), fields={"file": _("file")}, address=lambda event: reverse("letterhead:base-document")
    ),
    "reports.questionnaire": Kind(_("Questionnaire")),
    "reports.progressreport": Kind(
        _("Progress report"),
        fields={
            "sha256": _("fingerprint (SHA-256)"),
            "words": _("fingerprint of the words (SHA-256)"),
            "state": _("state"),
            "acknowledged": _("confirmed as missing"),
            "note": _("note"),
        },
        address=report_address,
    ),
}

PARTS: dict[str, Words] = {
    "reports": _("compiling of reports"),
    "load_questionnaires": _("loading of questionnaires"),
    "open_periods": _("opening of reporting periods"),
}
