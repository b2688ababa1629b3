"""Take two-step sign-in from somebody whom no administrator can help: the last of them has lost the phone."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import services
from accounts.history import System
from accounts.models import User


class Command(BaseCommand):
    help = "Take two-step sign-in from an account, for somebody who has lost phone and recovery codes. It stands in the history."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="e-mail address of the account")
        parser.add_argument("--reason", required=True, help="why, as it will stand in the history")

    def handle(self, *args: Any, email: str, reason: str, **options: Any) -> None:
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError(f"There is no account with the address {email}.")
        try:
            services.remove_factor(user=user, by=System("remove_second_factor"), reason=reason, now=timezone.now())
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{email} signs in by the password alone, and is signed out everywhere. They have been told by mail.")
