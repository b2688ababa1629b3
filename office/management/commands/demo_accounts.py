"""The people of the illustration: one account for each role, with an address that belongs to nobody."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone, translation

from accounts.models import User
from accounts.roles import ROLES
from office import installation
from office.demo_people import UnitsMissing, make_accounts
from office.models import Installation


class Command(BaseCommand):
    help = "Makes the demonstration accounts in a database that is an illustration. The password comes from DEMO_PASSWORD or a file."
    stealth_options = ("password",)  # for callers in the same process: an argument would stand in the list of processes

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--password-file", help="a file whose first line is the password, instead of DEMO_PASSWORD")

    def handle(self, *args: Any, **options: Any) -> None:
        password = options.get("password") or _password(options["password_file"])
        with transaction.atomic():
            _mark()
            try:
                people = make_accounts(password, now=timezone.now())
            except UnitsMissing as error:
                raise CommandError(f"These units are not loaded: {error}. Run load_reference and load_missions first.") from error
        width = max(len(user.email) for user, _account in people)
        with translation.override("en"):  # as every word of the terminal, whether or not the catalogues are compiled yet
            for user, account in people:
                self.stdout.write(f"  {user.email:<{width}}  {ROLES[account.role].title}")


def _password(file: str | None) -> str:
    try:
        password = Path(file).read_text(encoding="utf-8").partition("\n")[0].strip() if file else os.environ.get("DEMO_PASSWORD", "")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"The password file cannot be read: {error}") from error
    if not password:
        raise CommandError("Give the password of the demonstration accounts: set DEMO_PASSWORD, or name a file with --password-file.")
    return password


def _mark() -> None:
    """Only a database that is an illustration, or an empty one that becomes one."""
    if not Installation.objects.exists() and User.objects.exists():
        raise CommandError("This database has users and was not made as an illustration: no demonstration accounts are made here.")
    try:
        installation.make(Installation.Kind.DEMO)
    except installation.OtherKind as error:
        raise CommandError("This database was made for real data: no demonstration accounts are made here.") from error
