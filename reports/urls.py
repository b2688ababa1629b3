from django.urls import URLPattern, URLResolver, include, path

from reports.api import answer as answer_api
from reports.api import attachments as attachments_api
from reports.api import compared as compared_api
from reports.api import editions as editions_api
from reports.api import extensions as extensions_api
from reports.api import owed as owed_api
from reports.api import periods as periods_api
from reports.api import progress as progress_api
from reports.api import proposals as proposals_api
from reports.api import quarterly as quarterly_api
from reports.api import questionnaire as questionnaire_api
from reports.api import ratings as ratings_api
from reports.api import reply as reply_api
from reports.views import (
    ad_hoc,
    attachments,
    away,
    base_document,
    life,
    obligations,
    periods,
    progress,
    proposals,
    quarterly,
    questionnaires,
    ratings,
    reminding,
    review,
    sending,
    wording,
)

app_name = "reports"
EDITION = "manage/questionnaires/<slug:edition>/"
questionnaire_urlpatterns: list[URLPattern | URLResolver] = [
    path("manage/wording/", wording.wording, name="wording"),
    path("manage/wording/<slug:key>/", wording.edit, name="wording-edit"),
    path("manage/questionnaires/", questionnaires.questionnaires, name="questionnaires"),
    path("manage/questionnaires/import/", questionnaires.bring_in, name="questionnaire-bring"),
    path(EDITION, questionnaires.questionnaire, name="questionnaire"),
    path(f"{EDITION}act/", questionnaires.act, name="questionnaire-act"),
    path(f"{EDITION}facts/", questionnaires.facts, name="questionnaire-facts"),
    path(f"{EDITION}preview/", questionnaires.preview, name="questionnaire-preview"),
    path(f"{EDITION}file/", questionnaires.text, name="questionnaire-text"),
    path(f"{EDITION}sections/add/", questionnaires.section, name="questionnaire-section-add"),
    path(f"{EDITION}sections/<slug:key>/", questionnaires.section, name="questionnaire-section"),
    path(f"{EDITION}questions/add/", questionnaires.question, name="questionnaire-question-add"),
    path(f"{EDITION}questions/<slug:key>/", questionnaires.question, name="questionnaire-question"),
]
base_urlpatterns: list[URLPattern | URLResolver] = [
    path("", base_document.base_document, name="base-document"),
    path("drop/", base_document.base_document_drop, name="base-document-drop"),
    path("<slug:which>.docx", base_document.base_document_file, name="base-document-file"),
]
report_urlpatterns: list[URLPattern | URLResolver] = [
    path("", periods.periods, name="periods"),
    path("ad-hoc/", ad_hoc.open_ad_hoc, name="ad-hoc"),
    path("progress/", progress.progress, name="progress"),
    path("progress/<int:pk>/", progress.progress_report, name="progress-report"),
    path("progress/<int:pk>/status/", progress.progress_status, name="progress-status"),
    path("progress/<int:pk>/approve/", progress.progress_approve, name="progress-approve"),
    path("progress/compare/", life.progress_compare, name="progress-compare"),
    path("progress/subscription/", life.progress_subscription, name="progress-subscription"),
    path("progress/<int:pk>/notes/", life.progress_note, name="progress-note"),
    path("progress/<int:pk>/notes/<int:note>/withdraw/", life.progress_note_withdraw, name="progress-note-withdraw"),
    path("progress/<int:pk>/cancel/", progress.progress_cancel, name="progress-cancel"),
    *(
        path(f"progress/<int:pk>.{kind}", progress.progress_file, {"kind": kind}, name=f"progress-{kind}")
        for kind in ("docx", "pdf", "xlsx", "html")
    ),
    path("proposals/", proposals.proposals, name="proposals"),
    path("proposals.<slug:form>", proposals.proposals_file, name="proposals-file"),
    path("proposals/add/", proposals.proposal_add, name="proposal-add"),
    path("proposals/<int:pk>/", proposals.proposal, name="proposal"),
    path("proposals/<int:pk>/<slug:act>/", proposals.proposal_act, name="proposal-act"),
    path("ratings/", ratings.ratings, name="ratings"),
    path("<slug:period>.xlsx", periods.period_file, name="period-file"),
    path("<slug:period>/", periods.period, name="period"),
    path("<slug:period>/withdraw/", ad_hoc.withdraw_ad_hoc, name="ad-hoc-withdraw"),
    path("<slug:period>/remind/", reminding.remind, name="remind"),
    path("<slug:period>/<slug:unit>/waive/", obligations.waive, name="obligation-waive"),
    path("<slug:period>/<slug:unit>/extend/", obligations.extend, name="obligation-extend"),
    path("<slug:period>/<slug:unit>/ask-extension/", obligations.ask_extension, name="extension-ask"),
    path("<slug:period>/<slug:unit>/decide-extension/", obligations.decide_extension, name="extension-decide"),
    path("<slug:period>/<slug:unit>/", quarterly.quarterly, name="quarterly"),
    path("<slug:period>/<slug:unit>/sections/<slug:key>/", quarterly.section, name="quarterly-section"),
    path("<slug:period>/<slug:unit>/print/", away.printed, name="quarterly-print"),
    path("<slug:period>/<slug:unit>/form.xlsx", away.workbook, name="quarterly-workbook"),
    path("<slug:period>/<slug:unit>/bring/", away.bring, name="quarterly-bring"),
    path("<slug:period>/<slug:unit>/bring/<uuid:draft>/", away.bring_check, name="quarterly-bring-check"),
    path("<slug:period>/<slug:unit>/sections/<slug:key>/files/", attachments.attachments, name="quarterly-files"),
    path("<slug:period>/<slug:unit>/files/<int:pk>/", attachments.file, name="quarterly-file"),
    path("<slug:period>/<slug:unit>/check/", sending.check, name="quarterly-check"),
    path("<slug:period>/<slug:unit>/nil/", sending.nil, name="quarterly-nil"),
    path("<slug:period>/<slug:unit>/receipt/", sending.receipt, name="quarterly-receipt"),
    path("<slug:period>/<slug:unit>/withdraw/", sending.withdraw, name="quarterly-withdraw"),
    path("<slug:period>/<slug:unit>/rating/", ratings.rate, name="quarterly-rating"),
    path("<slug:period>/<slug:unit>/review/", review.review, name="quarterly-review"),
    path("<slug:period>/<slug:unit>/reopen/", review.reopen, name="quarterly-reopen"),
    path("<slug:period>/<slug:unit>/history/", review.history, name="quarterly-history"),
]
urlpatterns: list[URLPattern | URLResolver] = [path("reports/", include(report_urlpatterns)), *questionnaire_urlpatterns]
manage_urlpatterns: list[URLPattern | URLResolver] = [path("", reminding.policy, name="reminder-policy")]
QUARTERLY = "reports/<slug:period>/<slug:unit>/"
EXTENSIONS = f"{QUARTERLY}extension-requests/"
api_urlpatterns: list[URLPattern | URLResolver] = [
    path("periods/", periods_api.Periods.as_view(), name="periods"),
    path("periods/<slug:period>/", periods_api.OnePeriod.as_view(), name="period"),
    path("progress-reports/", progress_api.ProgressReports.as_view(), name="progress-reports"),
    path("progress-reports/compare/", compared_api.CompareProgressReports.as_view(), name="progress-reports-compare"),
    path("progress-reports/<int:pk>/", progress_api.OneProgressReport.as_view(), name="progress-report"),
    path("progress-reports/<int:pk>/approve/", progress_api.ApproveProgressReport.as_view(), name="progress-report-approve"),
    path("progress-reports/<int:pk>/cancel/", progress_api.CancelProgressReport.as_view(), name="progress-report-cancel"),
    path("progress-reports/<int:pk>/figures/", progress_api.ProgressReportFigures.as_view(), name="progress-report-figures"),
    path("progress-reports/<int:pk>/files/<slug:kind>/", progress_api.ProgressReportFile.as_view(), name="progress-report-file"),
    path("proposals/", proposals_api.Proposals.as_view(), name="proposals"),
    path("proposals/<int:pk>/", proposals_api.OneProposal.as_view(), name="proposal"),
    path("proposals/<int:pk>/assign/", proposals_api.Assignment.as_view(), name="proposal-assign"),
    path("proposals/<int:pk>/answer/", proposals_api.Answering.as_view(), name="proposal-answer"),
    path("proposals/<int:pk>/return/", proposals_api.Returning.as_view(), name="proposal-return"),
    path("proposals/<int:pk>/close/", proposals_api.Closing.as_view(), name="proposal-close"),
    path("proposals/<int:pk>/withdraw/", proposals_api.Withdrawal.as_view(), name="proposal-withdraw"),
    path("proposals/<int:pk>/reopen/", proposals_api.TakenUp.as_view(), name="proposal-reopen"),
    path("ratings/", ratings_api.Ratings.as_view(), name="ratings"),
    path("reports/", owed_api.Reports.as_view(), name="reports"),
    path(f"{QUARTERLY}editions/<int:number>/", editions_api.OneEdition.as_view(), name="quarterly-edition"),
    path(QUARTERLY, quarterly_api.Quarterly.as_view(), name="quarterly-report"),
    path("extension-requests/", extensions_api.Extensions.as_view(), name="extension-requests"),
    path(EXTENSIONS, extensions_api.ExtensionsOfReport.as_view(), name="quarterly-extensions"),
    path(f"{EXTENSIONS}<int:pk>/", extensions_api.OneExtension.as_view(), name="quarterly-extension"),
    path(f"{EXTENSIONS}<int:pk>/grant/", extensions_api.ExtensionGrant.as_view(), name="quarterly-extension-grant"),
    path(f"{EXTENSIONS}<int:pk>/refuse/", extensions_api.ExtensionRefusal.as_view(), name="quarterly-extension-refuse"),
    path(f"{QUARTERLY}questionnaire/", questionnaire_api.OneQuestionnaire.as_view(), name="quarterly-questionnaire"),
    path(f"{QUARTERLY}attachments/", attachments_api.Attachments.as_view(), name="quarterly-attachments"),
    path(f"{QUARTERLY}attachments/<int:pk>/", attachments_api.OneAttachment.as_view(), name="quarterly-attachment"),
    path(f"{QUARTERLY}answers/<str:field>/", answer_api.OneAnswer.as_view(), name="quarterly-answer"),
    path(f"{QUARTERLY}replies/<int:remark>/", reply_api.OneReply.as_view(), name="quarterly-reply"),
    path(f"{QUARTERLY}submit/", quarterly_api.Submission.as_view(), name="quarterly-submit"),
    path(f"{QUARTERLY}withdraw/", quarterly_api.Withdrawal.as_view(), name="quarterly-withdraw"),
    path(f"{QUARTERLY}return/", quarterly_api.Return.as_view(), name="quarterly-return"),
    path(f"{QUARTERLY}accept/", quarterly_api.Acceptance.as_view(), name="quarterly-accept"),
    path(f"{QUARTERLY}reopen/", quarterly_api.Reopening.as_view(), name="quarterly-reopen"),
]
