from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from overview import simulation


class Command(BaseCommand):
    help = "Fills an illustration with a year of made-up work, up to the evening before a day. Refuses every other database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", type=date.fromisoformat, help="the day on which one looks (2026-11-28) instead of today")
        parser.add_argument("--seed", type=int, default=292, help="the same seed and day make the same illustration")
        parser.add_argument("--missions", type=int, help="let only so many missions take part (default: all)")

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        on = options["on"] or today
        if on > today:
            raise CommandError("This day has not come yet.")
        try:
            done = simulation.simulate(on=on, seed=options["seed"], missions=options["missions"])
        except simulation.Refused as refused:
            raise CommandError(str(refused)) from refused
        if options["verbosity"]:
            self.stdout.write(", ".join(f"{name}: {count}" for name, count in done.items()))
