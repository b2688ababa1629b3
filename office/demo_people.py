"""The people of the illustration: numbered, never named, with addresses that belong to nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from accounts import history, services
from accounts.folding import search_text, sort_key
from accounts.history import System
from accounts.models import Unit, User

BY = System("demo_accounts")


@dataclass(frozen=True)
class Account:
    address: str  # before @demo.test
    hint: str
    role: str
    unit: str

    @property
    def email(self) -> str:
        return f"{self.address}@demo.test"


# One for each role: these sign in. Their numbers are their places in this list.
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


class UnitsMissing(Exception):
    """Codes of units that the people belong to and that are not loaded."""

    def __init__(self, codes: list[str]) -> None:
        super().__init__(", ".join(codes))


@transaction.atomic
def make_accounts(password: str | None, *, now: datetime) -> list[tuple[User, Account]]:
    """Accounts that are missing are made; one that is there keeps everything but an outdated password.

    Without a password nobody can sign in yet; accounts that can are left as they are.
    """
    units = {unit.code: unit for unit in Unit.objects.filter(code__in={account.unit for account in ACCOUNTS})}
    if missing := sorted({account.unit for account in ACCOUNTS} - set(units)):
        raise UnitsMissing(missing)
    users = {user.email: user for user in User.objects.filter(email__in=[account.email for account in ACCOUNTS])}
    if password is None:
        encoded = make_password(None)
    else:
        known = (user.password for user in users.values() if user.has_usable_password() and user.check_password(password))
        encoded = next(known, None) or make_password(password)
    people = []
    for number, account in enumerate(ACCOUNTS, start=1):
        user = users.get(account.email) or make_person(number, account, units[account.unit], now=now, password=encoded)
        if password is not None and user.password != encoded:
            user.save_seen(None, {"password": encoded})
            history.record(by=BY, verb="user.change", obj=user, code=user.email, label=user.name, at=now)
        people.append((user, account))
    return people


def make_person(number: int, account: Account, unit: Unit, *, now: datetime, password: str = "") -> User:
    """A person with a role from the day of `now`; `password` as it is stored, empty: nobody can sign in."""
    name = f"Cán bộ {number:02d} ({account.hint})"
    user = User(
        email=account.email,
        name=name,
        password=password or make_password(None),
        search_text=search_text(name, account.email),
        sort_key=sort_key(name),
    )
    user.save()
    history.record(by=BY, verb="loaded", obj=user, code=account.email, label=name, unit=unit, at=now)
    services.add_membership(user=user, unit=unit, role=account.role, from_on=timezone.localdate(now), by=BY, now=now)
    return user
