"""Rows that a module makes once. Each test reads them anew, and what it changes of them is rolled back."""

from contextlib import contextmanager
from unittest.mock import patch

from django.conf import settings
from django.db import transaction
from django.test import override_settings
from django.utils import translation

from office import installation, runs


@contextmanager
def made_once(blocker):
    """In a transaction that is taken back. As every test begins: in the language of the house, without the memory of another."""
    installation.forget()
    translation.activate(settings.LANGUAGE_CODE)
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def compiling(folder):
    """Where the files go that are compiled once; no worker is woken and no thread keeps a lease."""
    awake = patch.object(runs.current_app, "send_task"), patch.object(runs.Held, "_keep", lambda self: None)
    with override_settings(MEDIA_ROOT=folder), awake[0], awake[1]:
        yield
