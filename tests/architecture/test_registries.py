"""What apps above have registered with those below (design part 2), listed once so that nothing joins unseen."""

from office.outbox import KINDS
from office.panels import PANELS
from plan import indicators


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
        "report-before": True,
        "report-due": False,
        "report-accepted": True,
        "report-review": True,
        "progress-report": True,
        "correction-answered": False,
        "seat-given": True,
        "deadline-needless": True,
        "asked-answered": True,
    }
