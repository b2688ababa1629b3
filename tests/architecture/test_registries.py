"""What apps above have registered with those below (design part 2), listed once so that nothing joins unseen."""

import re
from pathlib import Path

from django.apps import apps

from accounts import blanking, sealing, words
from accounts.checking import CHECKS
from accounts.models import Unit
from missions import planned
from office.outbox import KINDS
from office.panels import PANELS
from plan import indicators

PROJECT = Path(__file__).resolve().parents[2]
# Where something is registered when Django starts: by what it is called there, and the test below that lists it.
REGISTRIES = {
    "words.register": "the_words_of_the_history",
    "blanking.register": "where_a_blanked_text_stands_besides",
    "sealing.register": "what_else_is_verified",
    "UnitQuerySet.also_changed_by": "what_else_changes_a_unit",
    "outbox.register": "the_kinds_of_mail",
    "panels.register": "the_panels",
    "indicators.register": "the_computed_indicators",
    "training_indicators.register": "the_computed_indicators",
    "indicators.register_asked": "who_says_how_many_were_asked",
    "planned.register": "what_stands_on_the_map_in_preparation",
    "checking.register": "what_check_integrity_looks_for",
}


def test_no_registry_is_filled_that_is_not_listed_here():
    """Read from the code of every `AppConfig.ready`: what is called there, and of what Django keeps itself."""
    files = [Path(app.path) / "apps.py" for app in apps.get_app_configs() if Path(app.path).parent == PROJECT]
    called = {name for file in files if file.exists() for name in re.findall(r"([\w.]+\.(?:register|also)\w*)\(", file.read_text("utf-8"))}
    assert called == set(REGISTRIES)
    assert all(f"test_{test}" in globals() for test in REGISTRIES.values())


def test_the_words_of_the_history():
    """How many each app has; that each can be told in both languages is held by tests/accounts/test_words.py."""
    assert {kind.partition(".")[0] for kind in words.KINDS} == {"accounts", "office", "plan", "missions", "personnel", "reports"}
    assert {name for kinds in words.private_kinds().values() for name in kinds} == {"personnel.officer", "personnel.enrolment"}
    assert [name for name, kind in words.KINDS.items() if kind.noted] == ["personnel.officer"]


def test_where_a_blanked_text_stands_besides():
    assert sorted(blanking.FINDERS) == ["office.comment", "plan.measure", "reports.progressreport", "reports.quarterlyreport"]


def test_what_else_is_verified():
    assert {f"{check.__module__}.{check.__name__}" for check in sealing._also} == {"reports.verifying.faults"}


def test_what_else_changes_a_unit():
    assert [str(source) for source in Unit.objects.all().changed_by] == [
        "Told(kind='accounts.unit', path='pk')",
        "ToldOfEach(model='accounts.Unit', field='successors')",
        "Told(kind='missions.mission', path='mission')",
    ]


def test_who_says_how_many_were_asked():
    assert [f"{asked.__module__}.{asked.__name__}" for asked in indicators._asked] == ["reports.owing.units_asked"]


def test_what_stands_on_the_map_in_preparation():
    assert [f"{source.__module__}.{source.__name__}" for source in planned.SOURCES] == ["missions.preparing.openings_on_map"]


def test_the_computed_indicators():
    assert sorted(indicators.COMPUTED) == ["missions-open", "trained-central", "trained-locality", "trained-mission"]


def test_the_panels():
    assert {page: [panel.template for panel in panels] for page, panels in PANELS.items()} == {
        "measure": ["reports/_measure_answers.html", "reports/_measure_proposals.html"],
        "mission": [
            "overview/_mission_pack.html",
            "reports/_mission_quarters.html",
            "reports/_mission_proposals.html",
            "personnel/_mission_staff.html",
        ],
    }


def test_the_kinds_of_mail():
    assert {kind.key: kind.is_optional for kind in KINDS.values()} == {
        "account": False,
        "report-before": True,
        "report-due": False,
        "report-accepted": True,
        "report-withdrawn": False,
        "report-review": True,
        "progress-report": True,
        "correction-answered": False,
        "seat-given": True,
        "deadline-needless": True,
        "asked-answered": True,
    }


def test_what_check_integrity_looks_for():
    assert sorted(CHECKS) == [
        *("database", "files", "forecasts", "history", "leases", "mission_standings", "mission_words", "orphans", "personnel_words"),
        *("plan_places", "plan_standings", "plan_words", "report_files", "report_standings", "report_words", "words"),
    ]
