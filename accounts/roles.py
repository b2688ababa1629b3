"""The roles of design part 3 as data: which permission each has, over which units."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Scope(StrEnum):
    OWN = "own"  # the unit of the membership
    BELOW = "below"  # that unit and all below it
    LED = "led"  # the missions that the unit follows
    ALL = "all"


class Permission(StrEnum):
    PLAN_READ = "plan.read"
    PLAN_EDIT = "plan.edit"  # assign units, set dates, confirm links, adopt supplementary measures
    MEASURE_UPDATE = "measure.update"  # record a status, propose completion, ask for a date
    MILESTONES_KEEP = "milestones.keep"  # the list of steps of a measure; that one is reached is an update
    COMPLETION_CONFIRM = "completion.confirm"
    COMPLETION_CONFIRM_KEY = "completion.confirm_key"  # of key measures
    COMPLETION_VIEW = "completion.view"  # what a coordinating unit says to a proposed completion
    COMMENT_WRITE = "comment.write"
    DEADLINE_ENDORSE = "deadline.endorse"
    DEADLINE_DECIDE = "deadline.decide"
    DEADLINE_DECIDE_KEY = "deadline.decide_key"  # the dates of key measures
    MISSION_READ = "mission.read"
    OPENINGS_READ = "openings.read"  # missions in preparation: private, never public
    OPENINGS_EDIT = "openings.edit"  # over all units also: add, give up, open the mission, assume
    FORECAST_READ = "forecast.read"
    QUARTERLY_READ = "quarterly.read"  # the quarterly reports of others
    QUARTERLY_DRAFT = "quarterly.draft"  # write the report of one's own unit, and so read it
    QUARTERLY_SUBMIT = "quarterly.submit"
    QUARTERLY_REVIEW = "quarterly.review"  # accept, return, reopen
    PERIOD_MANAGE = "period.manage"  # edit periods, open them, waive and extend what is owed
    PROPOSALS_KEEP = "proposals.keep"  # type those raised elsewhere, assign, return, close, withdraw
    PROPOSAL_ANSWER = "proposal.answer"  # in the name of the unit to which it is assigned
    SUPPORT_RATE = "support.rate"  # say how the ministry has supported the own mission
    RATINGS_READ = "ratings.read"  # what the ratings of a department come to; never a single one
    OFFICERS_READ = "officers.read"  # named, with rank, languages, postings, courses; an auditor's reading is noted
    OFFICERS_COUNT = "officers.count"  # what they come to, of the whole ministry, rounded
    OFFICERS_KEEP = "officers.keep"
    TRAINING_READ = "training.read"  # programmes, courses, how many took part; names only by officers.read
    TRAINING_KEEP = "training.keep"
    TRAINING_ENROL = "training.enrol"  # people of one's own unit
    PROGRESS_REPORT_READ = "progress_report.read"
    PROGRESS_REPORT_COMPILE = "progress_report.compile"
    PROGRESS_REPORT_APPROVE = "progress_report.approve"
    LETTERHEAD_KEEP = "letterhead.keep"  # the .docx below the Word files of reports
    USERS_READ = "users.read"
    USERS_MANAGE = "users.manage"  # everybody: invite, deactivate, memberships in any unit and role
    ADMINISTRATORS_MANAGE = "administrators.manage"  # give and take the role of administrator
    MEMBERS_MANAGE = "members.manage"  # members of one's own unit
    UNITS_READ = "units.read"
    UNITS_MANAGE = "units.manage"
    HISTORY_READ = "history.read"
    HISTORY_REDACT = "history.redact"


@dataclass(frozen=True)
class Role:
    key: str
    title: Promise
    sentence: Promise
    permissions: dict[Permission, Scope]


P, S = Permission, Scope
_EVERYBODY = {P.PLAN_READ: S.ALL, P.MISSION_READ: S.ALL, P.PROGRESS_REPORT_READ: S.ALL, P.UNITS_READ: S.ALL, P.TRAINING_READ: S.ALL}
_FORESEES = {P.OPENINGS_READ: S.ALL, P.FORECAST_READ: S.ALL}
_WORKING = {**_EVERYBODY, P.COMMENT_WRITE: S.ALL}  # those who take part in the plan, in whatever way
_OFFICER = {**_WORKING, P.MEASURE_UPDATE: S.OWN, P.COMPLETION_VIEW: S.OWN, P.QUARTERLY_DRAFT: S.OWN, P.QUARTERLY_READ: S.LED}
_OFFICER |= {P.PROPOSAL_ANSWER: S.OWN, P.RATINGS_READ: S.OWN}
_HEAD = {
    **_OFFICER,
    P.QUARTERLY_SUBMIT: S.OWN,
    P.QUARTERLY_REVIEW: S.LED,
    P.MILESTONES_KEEP: S.OWN,
    P.COMPLETION_CONFIRM: S.OWN,
    P.DEADLINE_ENDORSE: S.OWN,
    P.MEMBERS_MANAGE: S.OWN,
    P.USERS_READ: S.OWN,
    P.HISTORY_READ: S.OWN,
    P.OPENINGS_READ: S.OWN,
    P.OPENINGS_EDIT: S.OWN,
    P.OFFICERS_READ: S.OWN,
    P.TRAINING_ENROL: S.OWN,
}

ROLES: dict[str, Role] = {
    role.key: role
    for role in [
        Role("unit_officer", _("Unit officer"), _("Keeps the measures of the unit up to date."), _OFFICER),
        Role("unit_head", _("Head of unit"), _("Confirms what is done, endorses new dates, manages the unit's members."), _HEAD),
        Role(
            "mission_officer",
            _("Mission officer"),
            _("Drafts the reports of the mission."),
            {**_WORKING, P.QUARTERLY_DRAFT: S.OWN, P.OFFICERS_READ: S.OWN},
        ),
        Role(
            "mission_head",
            _("Head of mission"),
            _("Submits the reports of the mission and manages its members."),
            {
                **_WORKING,
                P.COMPLETION_VIEW: S.OWN,
                P.QUARTERLY_DRAFT: S.OWN,
                P.QUARTERLY_SUBMIT: S.OWN,
                P.SUPPORT_RATE: S.OWN,
                P.OFFICERS_READ: S.OWN,
                P.TRAINING_ENROL: S.OWN,
                P.MEMBERS_MANAGE: S.OWN,
                P.USERS_READ: S.OWN,
                P.HISTORY_READ: S.OWN,
            },
        ),
        Role(
            "personnel",
            _("Personnel department"),
            _("Keeps officers, postings and training programmes."),
            {
                **_WORKING,
                **_FORESEES,
                P.QUARTERLY_READ: S.ALL,
                P.HISTORY_READ: S.OWN,
                P.OFFICERS_READ: S.ALL,
                P.OFFICERS_COUNT: S.ALL,
                P.OFFICERS_KEEP: S.ALL,
                P.TRAINING_KEEP: S.ALL,
                P.TRAINING_ENROL: S.ALL,
            },
        ),
        Role(
            "secretariat",
            _("Secretariat"),
            _("Keeps the plan true, decides dates, compiles the progress report."),
            {
                **_WORKING,
                **_FORESEES,
                P.OPENINGS_EDIT: S.ALL,
                P.PLAN_EDIT: S.ALL,
                P.MEASURE_UPDATE: S.ALL,
                P.MILESTONES_KEEP: S.ALL,
                P.COMPLETION_CONFIRM: S.ALL,
                P.COMPLETION_CONFIRM_KEY: S.ALL,
                P.DEADLINE_DECIDE: S.ALL,
                P.QUARTERLY_READ: S.ALL,
                P.QUARTERLY_REVIEW: S.ALL,
                P.PERIOD_MANAGE: S.ALL,
                P.PROPOSALS_KEEP: S.ALL,
                P.PROPOSAL_ANSWER: S.ALL,
                P.RATINGS_READ: S.ALL,
                P.OFFICERS_COUNT: S.ALL,
                P.PROGRESS_REPORT_COMPILE: S.ALL,
                P.PROGRESS_REPORT_APPROVE: S.ALL,
                P.USERS_READ: S.ALL,
                P.USERS_MANAGE: S.ALL,
                P.UNITS_MANAGE: S.ALL,
                P.HISTORY_READ: S.ALL,
            },
        ),
        Role(
            "leadership",
            _("Ministry leadership"),
            _("Reads everything, decides the dates of key measures, approves the progress report."),
            {
                **_WORKING,
                **_FORESEES,
                P.DEADLINE_DECIDE_KEY: S.ALL,
                P.QUARTERLY_READ: S.ALL,
                P.RATINGS_READ: S.ALL,
                P.OFFICERS_COUNT: S.ALL,
                P.PROGRESS_REPORT_APPROVE: S.ALL,
                P.HISTORY_READ: S.ALL,
            },
        ),
        Role(
            "auditor",
            _("Auditor"),
            _("Reads everything, with the whole history; changes nothing."),
            {
                **_EVERYBODY,
                **_FORESEES,
                P.QUARTERLY_READ: S.ALL,
                P.RATINGS_READ: S.ALL,
                P.OFFICERS_READ: S.ALL,
                P.OFFICERS_COUNT: S.ALL,
                P.USERS_READ: S.ALL,
                P.HISTORY_READ: S.ALL,
            },
        ),
        Role(
            "administrator",
            _("Administrator"),
            _("Manages users and units; takes no part in the plan."),
            {
                **_EVERYBODY,
                P.USERS_READ: S.ALL,
                P.USERS_MANAGE: S.ALL,
                P.ADMINISTRATORS_MANAGE: S.ALL,
                P.UNITS_MANAGE: S.ALL,
                P.LETTERHEAD_KEEP: S.ALL,
                P.HISTORY_READ: S.OWN,
                P.HISTORY_REDACT: S.ALL,
            },
        ),
    ]
}


def roles_with(permission: Permission) -> tuple[str, ...]:
    """The roles that give the permission, over whatever units."""
    return tuple(role.key for role in ROLES.values() if permission in role.permissions)


def roles_in(kind: str) -> tuple[str, ...]:
    """The roles that a person can have in a unit of the kind: a group of units has no members, a mission only its own."""
    if kind == "group":
        return ()
    return tuple(role for role in ROLES if role.startswith("mission_") == (kind == "mission"))
