"""Print a new key to the API for one person."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import services
from accounts.history import System
from accounts.models import User


class Command(BaseCommand):
    help = "Make a key to the API and print it, once. It can do what its owner may do."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="e-mail address of the owner")
        parser.add_argument("--read-only", action="store_true", help="the key can change nothing")
        parser.add_argument("--label", default="api_token", help="what it is for")

    def handle(self, *args: Any, email: str, read_only: bool, label: str, **options: Any) -> None:
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError(f"There is no account with the address {email}.")
        try:
            _token, secret = services.make_token(user=user, label=label, read_only=read_only, by=System("api_token"), now=timezone.now())
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(secret)
