"""Units come before missions."""

import pytest
from django.core.management import CommandError, call_command


@pytest.mark.django_db
def test_without_units_the_command_says_what_to_do():
    with pytest.raises(CommandError, match="load_reference"):
        call_command("load_missions", verbosity=0)
