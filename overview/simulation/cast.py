"""Who does what in the illustration: the demonstration accounts, and a head and an officer for every other unit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from accounts.models import Unit, User
from missions.models import Mission
from office.demo_people import ACCOUNTS, Account, make_accounts, make_person
from plan.moment import day_of

HEADS, OFFICERS = ("unit_head", "mission_head"), ("unit_officer", "mission_officer")


class Cast:
    def __init__(self) -> None:
        self.secretariat: User
        self.leader: User
        self.personnel: User
        self.heads: dict[str, User] = {}  # by the code of the unit
        self.officers: dict[str, User] = {}

    def take(self, user: User, account: Account) -> None:
        if account.role in HEADS:
            self.heads[account.unit] = user
        elif account.role in OFFICERS:
            self.officers[account.unit] = user
        elif account.role == "secretariat":
            self.secretariat = user
        elif account.role == "leadership":
            self.leader = user
        elif account.role == "personnel":
            self.personnel = user


def gather(units: Iterable[Unit], missions: Iterable[Mission], *, now: datetime) -> Cast:
    """Everybody who acts, in their roles from the day of `now`."""
    cast = Cast()
    for user, account in make_accounts(None, now=now):
        cast.take(user, account)
    number = len(ACCOUNTS)
    followed = [(mission.unit, "mission", "người đứng đầu") for mission in missions]
    for unit, kind, head in [*((unit, "unit", "thủ trưởng") for unit in units), *followed]:
        name = unit.name_vi.replace(" Việt Nam", "", 1) if kind == "mission" else unit.name_vi
        for role, title, there in (("head", head, cast.heads), ("officer", "cán bộ", cast.officers)):
            if unit.code not in there:
                number += 1
                account = Account(f"{role}.{unit.code}", f"{title} {name}"[:120], f"{kind}_{role}", unit.code)
                cast.take(make_person(number, account, unit, now=now), account)
    return cast


def missions_until(end: datetime) -> list[Mission]:
    """Missions that are open on some day that the illustration tells of: at its end, for none of ours has closed since."""
    rows = Mission.objects.open_on(day_of(end)).select_related("unit__lead_unit")
    return sorted(rows, key=lambda mission: mission.unit.code)  # not by the database, whose order of letters is its own
