"""Let the first administrator in."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.urls import reverse
from django.utils import timezone

from accounts import services
from accounts.history import System
from accounts.models import Membership, Unit, User
from accounts.models.user import NO_ADDRESS

MINISTRY = "bo-ngoai-giao"
DEFAULT = f"admin{NO_ADDRESS}"  # holds the place: the page of the link asks for name and address


class Command(BaseCommand):
    help = "Print a one-time link by which the first administrator sets a password. Run again, it prints a new link until it is used."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", nargs="?", default=DEFAULT, help=f"e-mail address of the administrator (default: {DEFAULT})")
        parser.add_argument("--name", default="Quản trị viên", help="full name")
        parser.add_argument("--address", default="", help="where the house is opened (default: SITE_ADDRESS)")
        parser.add_argument("--force", action="store_true", help="also where an administrator has set a password already")

    def handle(self, *args: Any, email: str, name: str, address: str, force: bool, **options: Any) -> None:
        if not force and any(role.user.has_joined for role in _administrators()):
            raise CommandError("There is an administrator with a password already. Give --force to make another link all the same.")
        secret = self._link(email.strip().lower(), name)
        base = (address or settings.SITE_ADDRESS).rstrip("/")
        self.stdout.write(base + reverse("accounts:invitation", kwargs={"token": secret}))

    def _link(self, email: str, name: str) -> str:
        by, now, unit = System("first_admin"), timezone.now(), Unit.objects.filter(code=MINISTRY).first()
        if unit is None:
            raise CommandError(f"The unit {MINISTRY} is not there yet. Run load_reference first.")
        today = timezone.localdate(now)
        try:
            validate_email(email)
            user = User.objects.filter(email__iexact=email).first()
            if user is None:
                return services.invite(email=email, name=name, unit=unit, role="administrator", from_on=today, by=by, now=now)[1]
            if not user.is_active:
                services.reactivate(user=user, by=by, now=now)
            if not user.memberships.active(today).filter(role="administrator").exists():
                services.add_membership(user=user, unit=unit, role="administrator", from_on=today, by=by, now=now)
            return services.reinvite(user=user, by=by, now=now)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error


def _administrators() -> list[Membership]:
    return list(Membership.objects.of_administrators().active(timezone.localdate()).select_related("user"))
