#!/usr/bin/env python3
"""Starts Django, nothing else."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main(words: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        execute_from_command_line(words)
    except ImproperlyConfigured as error:
        sys.exit(f"Not started: {error}")  # it names the variable; where the code stood when it was read helps nobody
    except PermissionError as error:
        if not str(error.filename).endswith(".mo"):
            raise
        sys.exit(
            f"Not started: {error.filename} cannot be read by this user. "
            "Let whoever owns the code run `.venv/bin/python -m config.catalogues`, which makes it readable."
        )


if __name__ == "__main__":
    main(sys.argv)
