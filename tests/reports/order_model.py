"""What the machine of `orders` knows without asking the house: who may do what, what may be typed and what it means, what a
version says; and the two readings of a version by which it is compared."""

import hashlib
from dataclasses import dataclass, field

from django.conf import settings
from django.db import connection

from accounts.models import Event
from plan.models import Observation
from reports.models import Answer, Attachment, Obligation, QuarterlyReport, ReportVersion
from tests.reports.filing import IDENTITY, NOW, OVERVIEW, PRESENT, RESULTS, SHARE

WRONG = object()
TOUCHED = (Obligation, QuarterlyReport, ReportVersion, Answer, Attachment, Observation)
TABLES = [*(model._meta.db_table for model in TOUCHED), Event._meta.db_table]
SECTION = {OVERVIEW: "work", RESULTS: "work", PRESENT: "staff", SHARE: "staff", IDENTITY: "staff"}
TYPED = {  # what may be typed into each field, and what is meant by it
    OVERVIEW: {"Đã làm.": "Đã làm.", "Chưa xong.": "Chưa xong.", "  ": None},
    RESULTS: {"Đã khảo sát.": "Đã khảo sát.", "": None},
    PRESENT: {"0": 0, "7": 7, "500": 500, "501": WRONG, "": None},
    SHARE: {"62,5": 625, "0": 0, "bảy": WRONG, "": None},
    IDENTITY: {"applied": "applied", "not-yet": "not-yet", "perhaps": WRONG, "": None},
}
WORTH = {"applied": 1000, "not-yet": 0}
# By the parts of the work. The deputy acts for the head of the mission, and is head of the department that reviews as well.
RIGHTS = {
    "mission_officer": {"draft"},
    "mission_head": {"draft", "submit"},
    "deputy": {"draft", "submit", "review"},
    "reviewer": {"review"},
    "secretariat": {"review", "manage"},
    "leader": set(),
}


class Clock:
    now = NOW

    @staticmethod
    def read():
        return Clock.now


@dataclass(eq=False)
class Edition:
    answers: dict = field(default_factory=dict)
    nil: bool = False
    submitters: tuple = ()  # who submitted, and for whom
    decision: str = ""
    digest: str = ""
    content: str = ""  # a hash over all that it holds, taken when it was decided on

    def is_complete(self):
        return OVERVIEW in self.answers and PRESENT in self.answers

    def values(self):
        """What it says of indicators, by their codes."""
        if self.nil:
            return {}
        said = {"staff-present": self.answers.get(PRESENT), "share": self.answers.get(SHARE)}
        said["identity"] = WORTH.get(self.answers.get(IDENTITY))
        return {code: value for code, value in said.items() if value is not None}


def state_of(versions):
    """The state of a report as its versions alone tell it."""
    last = versions[-1]
    if last.submitted_at:
        return last.decision or "submitted"
    return "reopened" if last.reopened_because else versions[-2].decision if last.number > 1 else "draft"


def content_of(version):
    """A hash over every column of the version and of its answers, by no function of the house."""
    columns = [[name, str(value)] for name, value in sorted(vars(version).items()) if not name.startswith("_")]
    answers = sorted(str([row.question, row.row, row.value, row.by_id, row.at]) for row in version.answers.all())
    return hashlib.sha256(repr([columns, answers]).encode()).hexdigest()


def rows_of_all():
    """Every row of which the invariants speak, in plain SQL: asked after each step, it must cost nothing."""
    found = []
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT * FROM {table} ORDER BY id")
            found.append(cursor.fetchall())
    return found


def sign_in(browser, person):
    browser.force_login(person, backend="accounts.backend.Backend")
    return browser.cookies[settings.SESSION_COOKIE_NAME].value
