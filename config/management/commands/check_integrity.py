"""`manage.py check_integrity`: is everything that the house keeps still there and as it was written?"""

import json
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import tables
from accounts.checking import CHECKS, Asked, Finding, findings


class Command(BaseCommand):
    help = (
        "Looks for files that are missing, altered or belong to nothing, work and mail that nobody holds, a history or reports that "
        "are not as they were written, triggers that are gone, keys that point at nothing and columns that no longer follow from "
        "their rows. One line for each finding: what, where, what to do. Exit status 1 if there is one; warnings alone are none. It "
        "only reads, unless --mend."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--last", type=int, metavar="N", help="of the chain of the history look only at the newest N links")
        parser.add_argument("--only", nargs="+", choices=sorted(CHECKS), metavar="CHECK", help=f"only these: {', '.join(sorted(CHECKS))}")
        parser.add_argument("--json", action="store_true", help="print one JSON object: ok, checks, counts by kind, findings")
        parser.add_argument(
            "--mend", action="store_true", help="write columns anew that follow from the rest of their row (words for search, sort keys)"
        )

    def handle(self, *, last: int | None, only: list[str] | None, mend: bool, **options: Any) -> None:
        if last is not None and last < 1:
            raise CommandError("--last takes a whole number above zero.")
        if why := tables.ahead() or tables.behind():
            raise CommandError(why)
        names = [name for name in CHECKS if only is None or name in only]
        found = findings(Asked(timezone.now(), last), names)
        found = self._mended(found) if mend else found
        counts = self._as_json(names, found) if options["json"] else self._as_lines(names, found)
        if counts:
            told = ", ".join(f"{kind} {number}" for kind, number in sorted(counts.items()))
            raise CommandError(f"{sum(counts.values())} finding(s): {told}.", returncode=1)

    def _as_lines(self, names: list[str], found: Iterator[Finding]) -> Counter[str]:
        counts: Counter[str] = Counter()
        for finding in found:
            if finding.warning:
                self.stderr.write(f"warning: {finding}")
            else:
                self.stdout.write(str(finding))
                counts[finding.kind] += 1
        if not counts:
            self.stdout.write(f"Nothing found: {', '.join(names)}.")
        return counts

    def _as_json(self, names: list[str], found: Iterator[Finding]) -> Counter[str]:
        told = [{name: value for name, value in vars(finding).items() if name != "mend"} for finding in found]
        counts = Counter(str(finding["kind"]) for finding in told if not finding["warning"])
        answer = {"ok": not counts, "checks": names, "counts": counts, "findings": told}
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))
        return counts

    def _mended(self, found: Iterator[Finding]) -> Iterator[Finding]:
        """What is left once all that can be has been put right."""
        for finding in list(found):
            if finding.mend is None:
                yield finding
            else:
                finding.mend()
                self.stderr.write(f"mended: {finding.where}: {finding.what}")
