"""Personnel: officers and what they speak, who serves where, training programmes, what new missions would need."""

from personnel.models.officer import Correction, Language, LanguageSkill, Officer
from personnel.models.posting import Establishment, Posting, RotationTerm
from personnel.models.result import Attendance, ResultRecord
from personnel.models.staffing import LanguageNeed, NormPost
from personnel.models.team import ExpertTeam, TeamMember
from personnel.models.training import Course, CourseSession, Enrolment, Programme, ProgrammeTarget

__all__ = [
    "Attendance",
    "Correction",
    "Course",
    "CourseSession",
    "Enrolment",
    "Establishment",
    "ExpertTeam",
    "Language",
    "LanguageNeed",
    "LanguageSkill",
    "NormPost",
    "Officer",
    "Posting",
    "Programme",
    "ProgrammeTarget",
    "ResultRecord",
    "RotationTerm",
    "TeamMember",
]
