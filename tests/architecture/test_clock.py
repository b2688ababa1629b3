"""Time comes in as an argument: who reads the clock, and why (CONTRIBUTING.md)."""

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
APPS = ("accounts", "office", "plan", "missions", "personnel", "reports", "overview", "config")
CLOCK = re.compile(r"\b(?:timezone\.now|localdate|localtime|datetime\.now|date\.today|datetime\.utcnow|time\.time)\(\)")
# Where a request, a message of the queue or a person at the terminal comes in.
DOORS = re.compile(r"(^|/)(views|api|management/commands)/|(^|/)(views|api|jobs)\.py$|/migrations/")
ASKED_NOW = "who may is asked of the moment at which it is asked; `can` and its kin take another day as `on`"
A_VIEW = "views beside what they show"
OF_A_REQUEST = "called by the framework in the middle of a request, which hands on no moment"
OF_A_PROCESS = "watches or carries processes, in real time alone"
PART_OF_A_PAGE = "drawn within a page by a template or a registry, which hand on no moment"
EXCEPTIONS = {
    "accounts/access.py": ASKED_NOW,
    "accounts/permissions.py": ASKED_NOW,
    "personnel/access/training.py": ASKED_NOW,
    "overview/search.py": ASKED_NOW,
    "accounts/adapter.py": OF_A_REQUEST,
    "accounts/backend.py": OF_A_REQUEST,
    "accounts/session_store.py": OF_A_REQUEST,
    "accounts/sessions.py": OF_A_REQUEST,
    "accounts/tokens.py": OF_A_REQUEST,
    "accounts/factors.py": OF_A_REQUEST,
    "accounts/slowing.py": OF_A_REQUEST,
    "accounts/forms/second_factor.py": "a code holds for a moment, and is used where it is checked",
    "accounts/forms/lists.py": "the day that stands in an empty field",
    "accounts/forms/people.py": "the day that stands in an empty field",
    "accounts/file_command.py": "what the commands that load a file have in common",
    "accounts/history.py": "the moment of a line of which its service says no other (`at`)",
    "office/comment_form.py": PART_OF_A_PAGE,
    "office/templatetags/house.py": PART_OF_A_PAGE,
    "reports/templatetags/proposals.py": PART_OF_A_PAGE,
    "reports/panels.py": PART_OF_A_PAGE,
    "office/dry_run.py": A_VIEW,
    "overview/handover.py": A_VIEW,
    "overview/history_file.py": A_VIEW,
    "overview/mission_pack.py": A_VIEW,
    "overview/schedule.py": A_VIEW,
    "office/runs.py": "a lease and its heartbeat are kept in real time, within one job",
    "config/beat.py": OF_A_PROCESS,
    "config/health.py": OF_A_PROCESS,
    "config/mail.py": "names the file of a mail by the moment at which it is written",
    "config/preparation.py": "begins what `manage.py prepare` does",
    "config/turns.py": OF_A_PROCESS,
}


def readers():
    """The modules that read the clock and are no door, by their path."""
    files = (file for app in APPS for file in (PROJECT / app).rglob("*.py"))
    named = {file.relative_to(PROJECT).as_posix(): file for file in files}
    return {path for path, file in named.items() if not DOORS.search(path) and CLOCK.search(file.read_text(encoding="utf-8"))}


def test_who_reads_the_clock_is_a_door_or_has_a_reason():
    assert readers() == set(EXCEPTIONS)


def test_services_and_models_have_no_reason():
    assert not [path for path in EXCEPTIONS if re.search(r"/(services|models)(/|\.py$)", path)]


@pytest.mark.parametrize(
    ("line", "is_read"),
    [("now = timezone.now()", True), ("on or localdate()", True), ("timezone.localdate(at)", False), ("known.now(now)", False)],
)
def test_a_reading_of_the_clock_is_seen(line, is_read):
    assert bool(CLOCK.search(line)) == is_read
