"""`manage.py up`: prepare, then run web, worker and beat as one until Ctrl+C."""

import fcntl
import io
import os
import secrets
import socket
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.models import Membership
from config import supervisor
from config.preparation import prepare, prepare_this_host

PARTS = ("web", "worker", "beat")


class Command(BaseCommand):
    help = "Prepares the database and runs the application: web, worker and beat, or the parts named (then without preparing)."
    requires_system_checks = ()  # the parts check; here it would cost a second of every start

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("parts", nargs="*", metavar="part", help="run only these (web, worker, beat), and prepare nothing")

    def handle(self, *, parts: list[str], **options: Any) -> None:
        if unknown := set(parts) - set(PARTS):
            raise CommandError(f"There is no part named {', '.join(sorted(unknown))}: the parts are {', '.join(PARTS)}.")
        if not parts or "web" in parts:
            _refuse_a_taken_port()
        lock = _alone() if not parts and settings.EMBEDDED else None
        if parts:
            prepare_this_host(self._say)
        else:
            prepare(self._say)
            self._say(self._who_may_sign_in())
        _become_supervisor(parts or list(PARTS), keep_open=lock)

    def _say(self, text: str) -> None:
        if text:
            self.stdout.write(text)
            self.stdout.flush()

    def _who_may_sign_in(self) -> str:
        if settings.DEMO:
            return _demo_accounts()
        if settings.EMBEDDED:
            return _first_administrator()
        return ""


def _demo_accounts() -> str:
    password = os.environ.get("DEMO_PASSWORD") or _password_made_once(settings.VAR_DIR / "demo-password")
    table = io.StringIO()
    call_command("demo_accounts", password=password, stdout=table)
    return f"\nSign in with one of these, password {password}\n\n{table.getvalue().rstrip()}\n"


def _password_made_once(file: Path) -> str:
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(9))
    return file.read_text().strip()


def _first_administrator() -> str:
    administrators = Membership.objects.of_administrators().active(timezone.localdate()).select_related("user")
    if any(membership.user.has_joined for membership in administrators):
        return ""
    link = io.StringIO()
    call_command("first_admin", stdout=link)
    return f"\nThe first administrator sets a password at this link; it works once:\n\n  {link.getvalue().strip()}\n"


def _refuse_a_taken_port() -> None:
    family = socket.AF_INET6 if ":" in settings.HOST else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.HOST, settings.PORT))
        except OSError as error:
            raise CommandError(
                f"{settings.HOST}:{settings.PORT} cannot be used ({error.strerror}). Name another port: PORT={settings.PORT + 1}"
            ) from error


def _alone() -> int:
    """Two beats on one queue would do everything twice: hold a lock until the supervisor ends, however it ends."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    lock = os.open(settings.VAR_DIR / "up.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise CommandError("The application is running already on this database.") from error
    return lock


def _become_supervisor(parts: list[str], keep_open: int | None) -> None:
    """Replace this process, so that what remains to watch is small and holds the same process number."""
    command = [
        sys.executable, "-P", supervisor.__file__, *parts, "--host", settings.HOST, "--port", str(settings.PORT),
        "--web-processes", str(settings.WEB_PROCESSES), "--web-threads", str(settings.WEB_THREADS),
        "--worker-processes", str(settings.WORKER_PROCESSES), "--stop-within", str(settings.STOP_WITHIN),
        "--log-level", settings.LOG_LEVEL, "--ready", f"Ready at {_address()} · Ctrl+C stops everything.",
    ]  # fmt: skip
    if keep_open is not None:
        os.set_inheritable(keep_open, True)
    os.chdir(settings.BASE_DIR)
    sys.stdout.flush()
    os.execv(sys.executable, command)  # noqa: S606  our own


def _address() -> str:
    host = "127.0.0.1" if settings.HOST in {"0.0.0.0", "::"} else settings.HOST  # noqa: S104  compared, not bound
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.PORT}/"
