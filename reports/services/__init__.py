"""Every change of quarterly reports and progress reports. Keyword arguments: `by`, `now`, and `seen`, the row version the
person saw (None for commands). Input that breaks a rule is a ValidationError({field: message}); a row changed since it
was seen is a StaleVersion, answers changed since they were seen are StaleAnswers."""

from reports.services.ad_hoc import can_be_withdrawn, open_ad_hoc, withdraw_ad_hoc
from reports.services.approval import approve
from reports.services.attachments import MOST as MOST_FILES
from reports.services.attachments import NOT_BEGUN, attach, detach
from reports.services.away import bring_answers
from reports.services.base_document import drop_base, replace_base
from reports.services.extension import ask_extension, extension_can_be_asked, grant_extension, refuse_extension
from reports.services.merging import Unsaved, merge_answers
from reports.services.noting import note, withdraw_note
from reports.services.obligation import extend, open_period, open_periods, reconcile, waive
from reports.services.progress import LANGUAGES, ask_for_report, cancel_report, compile_progress_report
from reports.services.proposal import (
    answer_proposal,
    assign_proposal,
    close_proposal,
    edit_proposal,
    plan_of_proposal,
    raise_proposal,
    reopen_proposal,
    return_answer,
    take_proposals,
    withdraw_proposal,
)
from reports.services.quarterly import (
    SUBMITTED,
    Clash,
    StaleAnswers,
    accept,
    asking_plan,
    field_name,
    measures_of,
    reopen,
    return_report,
    save_answers,
    served_by,
    start_report,
    submit,
    withdraw_report,
)
from reports.services.questionnaire import (
    bring_questionnaire,
    change_content,
    check_questionnaire,
    discard_questionnaire,
    draft_edition,
    edit_questionnaire,
    publish_questionnaire,
    put_in_question,
    questionnaire_text,
    withdraw_questionnaire,
)
from reports.services.rating import rate_support
from reports.services.reminding import remind, remind_missing, set_policy, still_wanted
from reports.services.replying import save_replies
from reports.services.reviewing import StaleReview, forget_review, keep_review
from reports.services.scheduled import calendar, compile_what_is_due, forget_nights
from reports.services.subscribing import subscribe
from reports.services.versions import digest_of, said_before
from reports.services.wording import OtherWords, check_wording, save_wording, wording_in_force

__all__ = [
    "LANGUAGES",
    "MOST_FILES",
    "NOT_BEGUN",
    "SUBMITTED",
    "Clash",
    "OtherWords",
    "StaleAnswers",
    "StaleReview",
    "Unsaved",
    "accept",
    "answer_proposal",
    "approve",
    "ask_extension",
    "ask_for_report",
    "asking_plan",
    "assign_proposal",
    "attach",
    "bring_answers",
    "bring_questionnaire",
    "calendar",
    "can_be_withdrawn",
    "cancel_report",
    "change_content",
    "check_questionnaire",
    "check_wording",
    "close_proposal",
    "compile_progress_report",
    "compile_what_is_due",
    "detach",
    "digest_of",
    "discard_questionnaire",
    "draft_edition",
    "drop_base",
    "edit_proposal",
    "edit_questionnaire",
    "extend",
    "extension_can_be_asked",
    "field_name",
    "forget_nights",
    "forget_review",
    "grant_extension",
    "keep_review",
    "measures_of",
    "merge_answers",
    "note",
    "open_ad_hoc",
    "open_period",
    "open_periods",
    "plan_of_proposal",
    "publish_questionnaire",
    "put_in_question",
    "questionnaire_text",
    "raise_proposal",
    "rate_support",
    "reconcile",
    "refuse_extension",
    "remind",
    "remind_missing",
    "reopen",
    "reopen_proposal",
    "replace_base",
    "return_answer",
    "return_report",
    "said_before",
    "save_answers",
    "save_replies",
    "save_wording",
    "served_by",
    "set_policy",
    "start_report",
    "still_wanted",
    "submit",
    "subscribe",
    "take_proposals",
    "waive",
    "withdraw_ad_hoc",
    "withdraw_note",
    "withdraw_proposal",
    "withdraw_questionnaire",
    "withdraw_report",
    "wording_in_force",
]
