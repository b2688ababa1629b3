"""The people of the illustration: one account for each role, with an address that belongs to nobody."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone, translation

from accounts import history, services
from accounts.folding import search_text, sort_key
from accounts.history import System
from accounts.models import Unit, User
from accounts.roles import ROLES
from office import installation
from office.models import Installation

BY = System("demo_accounts")


@dataclass(frozen=True)
class Account:
    address: str  # before @demo.test
    hint: str
    role: str
    unit: str


ACCOUNTS = [
    Account("secretariat", "Bộ phận thường trực", "secretariat", "van-phong-bo"),
    Account("leader", "Lãnh đạo Bộ", "leadership", "lanh-dao-bo"),
    Account("officer.vu-to-chuc-can-bo", "cán bộ Vụ Tổ chức Cán bộ", "unit_officer", "vu-to-chuc-can-bo"),
    Account("head.vu-to-chuc-can-bo", "thủ trưởng Vụ Tổ chức Cán bộ", "unit_head", "vu-to-chuc-can-bo"),
    Account("officer.emb-fr", "cán bộ Đại sứ quán tại Pháp", "mission_officer", "emb-fr"),
    Account("head.emb-fr", "người đứng đầu Đại sứ quán tại Pháp", "mission_head", "emb-fr"),
    Account("reviewer.vu-chau-au", "thủ trưởng Vụ Châu Âu", "unit_head", "vu-chau-au"),
    Account("personnel", "tổ chức cán bộ", "personnel", "vu-to-chuc-can-bo"),
    Account("auditor", "người kiểm tra", "auditor", "bo-ngoai-giao"),
    Account("admin", "quản trị viên", "administrator", "bo-ngoai-giao"),
]


class Command(BaseCommand):
    help = "Makes the demonstration accounts in a database that is an illustration. The password comes from DEMO_PASSWORD or a file."
    stealth_options = ("password",)  # for callers in the same process: an argument would stand in the list of processes

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--password-file", help="a file whose first line is the password, instead of DEMO_PASSWORD")

    def handle(self, *args: Any, **options: Any) -> None:
        password = options.get("password") or _password(options["password_file"])
        with transaction.atomic():
            _mark()
            people = make_accounts(password, now=timezone.now())
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


@transaction.atomic
def make_accounts(password: str, *, now: datetime) -> list[tuple[User, Account]]:
    """Accounts that are missing are made; one that is there keeps everything but an outdated password."""
    units = {unit.code: unit for unit in Unit.objects.filter(code__in={account.unit for account in ACCOUNTS})}
    if missing := sorted({account.unit for account in ACCOUNTS} - set(units)):
        raise CommandError(f"These units are not loaded: {', '.join(missing)}. Run load_reference and load_missions first.")
    users = {user.email: user for user in User.objects.filter(email__endswith="@demo.test")}
    ours = [users.get(_email(account)) for account in ACCOUNTS]
    encoded = next((user.password for user in ours if user and user.check_password(password)), None) or make_password(password)
    people = []
    for number, account in enumerate(ACCOUNTS, start=1):
        user = users.get(_email(account)) or _make(number, account, units[account.unit], encoded, now)
        if user.password != encoded:
            user.save_seen(None, {"password": encoded})
            history.record(by=BY, verb="user.change", obj=user, code=user.email, label=user.name, at=now)
        people.append((user, account))
    return people


def _email(account: Account) -> str:
    return f"{account.address}@demo.test"


def _make(number: int, account: Account, unit: Unit, encoded: str, now: datetime) -> User:
    name = f"Cán bộ {number:02d} ({account.hint})"
    email = _email(account)
    user = User(email=email, name=name, password=encoded, search_text=search_text(name, email), sort_key=sort_key(name))
    user.save()
    history.record(by=BY, verb="loaded", obj=user, code=email, label=name, unit=unit, at=now)
    services.add_membership(user=user, unit=unit, role=account.role, from_on=timezone.localdate(now), by=BY, now=now)
    return user
