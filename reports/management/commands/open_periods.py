from argparse import ArgumentParser
from datetime import date, datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.history import System
from plan.moment import HANOI, day_of
from plan.services import keep_calendar
from reports.services import open_periods


class Command(BaseCommand):
    help = "Makes the periods that are missing and asks the units for the reports of those that have begun. Safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", type=date.fromisoformat, help="as it would have been on this day (2026-09-15) instead of today")

    def handle(self, *args: Any, **options: Any) -> None:
        now, on, by = timezone.now(), options["on"], System("open_periods")
        if on and on > day_of(now):
            raise CommandError("This day has not come yet: what is owed is never taken back.")
        if on and on < day_of(now):
            now = datetime.combine(on, time.max, HANOI)
        made = keep_calendar(by=by, now=now)
        changed = open_periods(by=by, now=now)
        if options["verbosity"]:
            self.stdout.write(_("new periods: %(periods)d; reports owed, added or voided: %(n)d") % {"periods": len(made), "n": changed})
