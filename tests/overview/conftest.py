from django.core.management import call_command

from office import installation
from office.models import Installation
from overview import simulation


def load_as_illustration():
    """What stands before anything is simulated: the real data, known since the first day of the story."""
    for command in ("load_reference", "load_missions", "load_plan", "load_languages", "load_questionnaires"):
        call_command(command, verbosity=0, recorded_at=simulation.RECORDED_AT)
    installation.make(Installation.Kind.DEMO)
