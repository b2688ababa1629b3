"""Quarterly reports from the field, and the progress reports compiled from them."""

from reports.models.attachment import Attachment
from reports.models.base_document import BaseDocument
from reports.models.extension import ExtensionRequest
from reports.models.life import ReportNote, ScheduledReport, Subscription, Wording
from reports.models.obligation import Obligation
from reports.models.progress import ProgressReport, ProgressReportQuerySet, ReportFile
from reports.models.proposal import Proposal, ProposalStep
from reports.models.quarterly import Answer, QuarterlyReport, Remark, ReportVersion
from reports.models.questionnaire import Questionnaire
from reports.models.rating import Rating
from reports.models.reminder import Reminder, ReminderPolicy
from reports.models.reply import Reply
from reports.models.review_draft import ReviewDraft

__all__ = [
    "Answer",
    "Attachment",
    "BaseDocument",
    "ExtensionRequest",
    "Obligation",
    "ProgressReport",
    "ProgressReportQuerySet",
    "Proposal",
    "ProposalStep",
    "QuarterlyReport",
    "Questionnaire",
    "Rating",
    "Remark",
    "Reminder",
    "ReminderPolicy",
    "Reply",
    "ReportFile",
    "ReportNote",
    "ReportVersion",
    "ReviewDraft",
    "ScheduledReport",
    "Subscription",
    "Wording",
]
