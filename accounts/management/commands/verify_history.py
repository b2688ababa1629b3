"""Check the history from the first event to the last."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import sealing, tables
from accounts.models import Seal

SHOWN = 20


class Command(BaseCommand):
    help = "Check that no line of the history was changed, removed or put in. Exit status 1 and the first bad id if one was."

    def handle(self, *args: Any, **options: Any) -> None:
        if unlike := tables.ahead() or tables.behind():
            raise CommandError(f"The history is not verified. {unlike}")
        faults = []
        for fault in sealing.verify(now=timezone.now()):
            if fault.warning:
                self.stderr.write(self._told(fault))
            else:
                faults.append(fault)
                if len(faults) <= SHOWN:
                    self.stderr.write(self._told(fault))
        if faults:
            named = [fault.event for fault in faults if fault.event is not None]
            first = f"; the first bad event is {min(named)}" if named else ""
            raise CommandError(f"The history is not as it was written: {len(faults)} fault(s){first}.")
        self.stdout.write(f"The history is whole: {Seal.objects.count()} sealed events verified.")

    @staticmethod
    def _told(fault: sealing.Fault) -> str:
        return f"event {fault.event}: {fault.text}" if fault.event is not None else fault.text
