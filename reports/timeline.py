"""What happened to one report on both sides, in its order, with the time that each side took: pure, without a query and
without a clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from reports.due import span
from reports.models import ReportVersion

Decision = ReportVersion.Decision
SIGNS: dict[str, str] = {Decision.ACCEPTED: "good", Decision.RETURNED: "risk", Decision.WITHDRAWN: "within"}


@dataclass(frozen=True)
class Step:
    """`number`: of the version that was submitted; `is_open`: it has not ended, so that the time is what it took so far."""

    sign: str
    word: str | Promise
    at: datetime
    who: str = ""
    took: str = ""
    said: str = ""
    remarks: int = 0
    replies: int = 0
    number: int = 0
    is_open: bool = False


@dataclass(frozen=True)
class Timeline:
    steps: Sequence[Step]
    reviewer: str  # how long it waited for review in all; empty: it never did
    unit: str  # how long the unit took to put it right in all


def timeline(versions: Iterable[ReportVersion], now: datetime) -> Timeline:
    """From the versions in their order, read with who did what, with their remarks and replies."""
    listed = list(versions)
    waited = [(version.decided_at or now) - version.submitted_at for version in listed if version.submitted_at]
    mended = [(version.submitted_at or now) - version.opened_at for version in listed if version.number > 1]
    steps = [step for version in listed for step in _steps(version, now)]
    return Timeline(steps, *(span(sum(spent, timedelta())) if spent else "" for spent in (waited, mended)))


def _steps(version: ReportVersion, now: datetime) -> Iterator[Step]:
    if version.number == 1:
        yield Step("within", pgettext_lazy("quarterly report", "Begun"), version.opened_at, version.opened_by.name)
    elif version.reopened_because:
        reopened = pgettext_lazy("quarterly report", "Reopened")
        yield Step("within", reopened, version.opened_at, version.opened_by.name, said=version.reopened_because)
    if version.submitted_at is None:
        yield Step("busy", gettext_lazy("Being written"), now, took=_wrote(version, now), is_open=True)
        return
    yield _submission(version, version.submitted_at)
    waits = span((version.decided_at or now) - version.submitted_at)
    if version.decided_at is None:
        yield Step("wait", gettext_lazy("Waiting for review"), now, took=_("the ministry: %(span)s") % {"span": waits}, is_open=True)
        return
    yield Step(
        SIGNS[version.decision],
        version.get_decision_display(),
        version.decided_at,
        version.decided_by.name if version.decided_by else "",
        _("the ministry: %(span)s") % {"span": waits},
        version.decision_reason,
        len(version.remarks.all()),
    )


def _submission(version: ReportVersion, at: datetime) -> Step:
    who = version.submitted_by.name if version.submitted_by else ""
    if version.submitted_for:
        who = _("%(who)s (acting for %(principal)s)") % {"who": who, "principal": version.submitted_for.name}
    words = {
        (True, True): gettext_lazy("Submitted: nothing to report"),
        (True, False): pgettext_lazy("quarterly report", "Submitted"),
        (False, True): gettext_lazy("Submitted again: nothing to report"),
        (False, False): gettext_lazy("Submitted again"),
    }
    word = words[version.number == 1, version.is_nil]
    sign, replies = "nil" if version.is_nil else "ontime", len(version.said_of_remarks())
    return Step(sign, word, at, who, _wrote(version, at), replies=replies, number=version.number)


def _wrote(version: ReportVersion, until: datetime) -> str:
    return _("the unit: %(span)s") % {"span": span(until - version.opened_at)}
