"""A progress report is asked for and compiled. What it says is frozen then; `reports.services.approval` closes it."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts import history
from accounts.given import person
from accounts.history import Actor, System
from accounts.models import User
from accounts.permissions import Permission
from office import runs
from office.blocks import Block
from office.models import Run
from office.runs import Held
from plan.models import Period, Plan
from plan.moment import day_of
from reports import files
from reports.composition import VERSION, compose
from reports.drawing import DRAW, TEMPLATE
from reports.facts import Inputs, Scope
from reports.figures import Figures, figures_for
from reports.inputs import read_inputs
from reports.models import ProgressReport, ReportFile
from reports.scoping import scope_of
from reports.services.subscribing import tell
from reports.services.wording import wording_in_force
from reports.wording import Texts
from reports.words_kept import to_keep

JOB = "reports.jobs.compile_progress_report"
LANGUAGES = ("vi", "en")
READING = gettext_noop("Reading the plan, the network and the reports of the missions")
COUNTING = gettext_noop("Counting")
COMPOSING = gettext_noop("Composing the text")
ANNEX = gettext_noop("Writing the annexes")
DRAWING = gettext_noop("Drawing the files")
STORING = gettext_noop("Storing the report")
ALWAYS = 4  # reading, counting, composing, storing; beside them one for each unit in the annexes, and as many for each file

APPROVED = gettext_noop("An approved report never changes; ask for another revision.")


def ask_for_report(
    *,
    plan: Plan,
    language: str,
    by: Actor,
    now: datetime,
    on: date | None = None,
    period: Period | None = None,
    scope: str = "",
    since: date | None = None,
    address: str = "",
    origin: ProgressReport.Origin = ProgressReport.Origin.PERSON,
) -> tuple[ProgressReport, bool]:
    """The report that answers, and whether it is a new one: of the plan on a day or since another, or of a period as of its
    cut-off (until then as of today); of the whole plan, or of the part that `scope` names (`reports.scoping`).

    The same question while it is being compiled is the same report; one whose inputs have not changed since is
    still true and is answered as it is; otherwise a new revision is compiled. `address` is the root under which
    the application is reached: the links in the Word file start there. `origin`: why it is compiled where no person asks.
    """
    on = min(period.cut_off_on, day_of(now)) if period else on or day_of(now)
    _must_be_possible(plan, period, on, language, now)
    _must_be_between(plan, period, since, on)
    part = scope_of(plan, scope)
    asked = _Asked(plan, period, language, by, now, address or settings.SITE_ADDRESS, origin, part, since)
    seen = _latest(asked, on)
    unchanged = bool(seen and seen.is_compiled and seen.inputs_digest == _digest_now(asked, on))
    with transaction.atomic():
        Plan.objects.select_for_update(no_key=True).get(pk=plan.pk)  # of many who ask at once, one decides
        latest = _latest(asked, on)
        if latest is None:
            return _start(asked, on, 1), True
        if latest.is_given_up:
            return _start_again(latest, asked), True
        if not latest.is_compiled or unchanged or latest != seen:
            return _taken_over(latest, asked), False
        return _start(asked, on, latest.revision + 1), True


def _must_be_possible(plan: Plan, period: Period | None, on: date, language: str, now: datetime) -> None:
    if period and not period.has_begun(day_of(now)):
        raise ValidationError({"period": _("This period has not begun yet.")})
    if language not in LANGUAGES:
        raise ValidationError({"language": _("Choose one of the languages listed.")})
    if on > day_of(now):
        raise ValidationError({"on": _("This day has not come yet.")})
    if on < plan.issued_on:
        message = _("The plan was issued on %(day)s: choose that day or a later one.")
        raise ValidationError({"on": message % {"day": f"{plan.issued_on:%d/%m/%Y}"}})


def _must_be_between(plan: Plan, period: Period | None, since: date | None, on: date) -> None:
    if since is None:
        return
    if period:
        raise ValidationError({"since": _("Choose a period or two days, not both.")})
    if since >= on:
        raise ValidationError({"since": _("The first day must come before the last one.")})
    if since < plan.issued_on:
        message = _("The plan was issued on %(day)s: choose that day or a later one.")
        raise ValidationError({"since": message % {"day": f"{plan.issued_on:%d/%m/%Y}"}})


def _read(report: ProgressReport, known: datetime) -> Inputs:
    return read_inputs(report.plan, report.on, known, report.period, scope=report.scope, since=report.since)


def _latest(asked: _Asked, on: date) -> ProgressReport | None:
    rows = ProgressReport.objects.answering(asked.plan, asked.period, on, asked.language, asked.word, asked.since)
    return rows.select_related("plan", "period", "run").first()


def _digest_now(asked: _Asked, on: date) -> str:
    """Of a report that would be compiled at the moment of asking."""
    inputs = read_inputs(asked.plan, on, asked.now, asked.period, scope=asked.word, since=asked.since)
    return inputs_digest(inputs, asked.language, wording_in_force(asked.now))


@dataclass(frozen=True)
class _Asked:
    """A question: who asks for what, and why."""

    plan: Plan
    period: Period | None
    language: str
    by: Actor
    now: datetime
    address: str
    origin: ProgressReport.Origin
    part: Scope | None = None
    since: date | None = None

    @property
    def word(self) -> str:
        return self.part.word if self.part else ""

    @property
    def question(self) -> dict[str, Any]:
        """What is the same for each revision of it."""
        name = self.part.name.as_dict() if self.part else None
        return {
            "plan": self.plan,
            "period": self.period,
            "language": self.language,
            "scope": self.word,
            "scope_name": name,
            "since": self.since,
        }

    @property
    def values(self) -> dict[str, Any]:
        return {"asked_by": person(self.by), "asked_at": self.now, "origin": self.origin}


def _start(asked: _Asked, on: date, revision: int) -> ProgressReport:
    report = ProgressReport(on=on, revision=revision, **asked.question, **asked.values)
    report.run = _run(report, asked)
    report.save(force_insert=True)
    record("report.asked", report, asked.by, asked.now)
    return report


def _start_again(report: ProgressReport, asked: _Asked) -> ProgressReport:
    report.run = _run(report, asked)
    report.save_seen(None, asked.values)
    record("report.asked", report, asked.by, asked.now)
    return report


def _taken_over(report: ProgressReport, asked: _Asked) -> ProgressReport:
    """The draft of a night for which somebody asks is theirs from now on, and is kept."""
    if report.is_of_the_night and asked.origin != ProgressReport.Origin.NIGHT:
        report.save_seen(None, {"origin": asked.origin, "asked_by": person(asked.by)})
        record("report.asked", report, asked.by, asked.now)
    return report


def _run(report: ProgressReport, asked: _Asked) -> Run:
    payload = {"address": asked.address}
    return runs.ask(job=JOB, key=f"progress-report/{report.code}", payload=payload, by=person(asked.by), now=asked.now)[0]


@transaction.atomic
def cancel_report(*, report: ProgressReport, by: User, now: datetime) -> ProgressReport:
    """Nobody needs it any more. A worker in the middle of it stops at its next step and stores nothing."""
    if report.is_compiled or report.run is None or not runs.cancel(report.run, now):
        raise ValidationError(_("There is nothing to cancel: the work is over."))
    report.run.refresh_from_db()
    record("report.cancelled", report, by, now)
    return report


def record(verb: str, report: ProgressReport, by: Actor, now: datetime, changes: dict[str, Any] | None = None) -> None:
    under = Permission.PROGRESS_REPORT_COMPILE if isinstance(by, User) else None
    history.record(by=by, verb=verb, obj=report, code=report.code, label=report.code, changes=changes, under=under, at=now)


class Steps:
    """Tells the row of the run, and so whoever watches, what is being done and how much is done already. How many steps
    there are is known once the inputs are read."""

    def __init__(self, held: Held) -> None:
        self.held, self.begun, self.total = held, 0, ALWAYS + len(DRAW)
        self.of_a_file = 1

    def know(self, units: int) -> None:
        """The inputs are read. A file has a part for each unit, and is most of the work: it counts as many steps."""
        self.of_a_file = max(1, units)
        self.total = ALWAYS + units + len(DRAW) * self.of_a_file

    def begin(self, step: str, about: str = "", weight: int = 1) -> None:
        self.held.progress(self.begun, self.total, step, about)
        self.begun += weight
        if settings.REPORTS_STEP_PAUSE:  # so that a test can kill a worker in the middle
            time.sleep(settings.REPORTS_STEP_PAUSE)


@dataclass(frozen=True)
class Drawn:
    """One file of the report, whole on the disk and not yet known to any row."""

    kind: str
    name: str
    size: int
    sha256: str


def compile_progress_report(held: Held, *, clock: Callable[[], datetime]) -> None:
    """Read, compute, compose, draw, store: what a worker does for one report.

    What was recorded by the moment of asking is in it, so that an attempt that starts again says the same.
    The report, its files and the end of the run are one transaction, fenced by the owner of the run.
    """
    report = ProgressReport.objects.select_related("plan", "period").get(run=held.run)
    if report.state == ProgressReport.State.APPROVED:
        raise runs.Impossible(APPROVED)
    language, known, steps = report.language, held.run.created_at, Steps(held)
    files.tidy(report.pk, keep=_kept(report))
    steps.begin(READING)
    inputs = _read(report, known)
    steps.know(len(inputs.field.owed) if inputs.field else 0)
    steps.begin(COUNTING)
    wording = wording_in_force(known)
    figures = figures_for(inputs) | {"wording": wording}
    steps.begin(COMPOSING)
    blocks = compose(figures, language, each=lambda unit: steps.begin(ANNEX, unit))
    try:
        drawn = [_draw(kind, blocks, figures, report, steps) for kind in DRAW]
        steps.begin(STORING)
    except Exception:  # no row knows of them yet: a full disk must not stay full of halves
        files.discard(report.pk, held.attempt)
        raise
    try:
        _store(held, report, inputs, figures, to_keep(figures, language, blocks), drawn, clock())
    except runs.LostLease:
        files.discard(report.pk, held.attempt)
        raise
    files.tidy(report.pk, keep=_kept(report))


def _draw(kind: str, blocks: Sequence[Block], figures: Figures, report: ProgressReport, steps: Steps) -> Drawn:
    steps.begin(DRAWING, str(ReportFile.Kind(kind).label), steps.of_a_file)
    content = DRAW[kind](blocks, figures, report.language, steps.held.run.payload.get("address", ""))
    name = files.write(report.pk, steps.held.attempt, kind, content)
    return Drawn(kind, name, len(content), hashlib.sha256(content).hexdigest())


@transaction.atomic
def _store(
    held: Held, report: ProgressReport, inputs: Inputs, figures: Figures, words: dict[str, Any], drawn: Sequence[Drawn], now: datetime
) -> None:
    held.finish(now)
    values = {
        "state": ProgressReport.State.DRAFT,
        "known_at": inputs.known_at,
        "figures": figures,
        "figures_digest": digest(figures),
        "words": words,
        "inputs_digest": inputs_digest(inputs, report.language, figures["wording"]),
        "compiled_at": now,
    }
    report.save_seen(None, values)
    report.versions_used.set(inputs.field.counted if inputs.field else ())
    ReportFile.objects.bulk_create(
        ReportFile(report=report, kind=one.kind, file=one.name, size=one.size, sha256=one.sha256, made_at=now) for one in drawn
    )
    if report.origin in {ProgressReport.Origin.CUT_OFF, ProgressReport.Origin.DUE}:
        tell(report, "draft", now)
    told = {"sha256": ("", " ".join(one.sha256 for one in drawn)), "words": ("", digest(words))}
    record("report.compiled", report, System("reports"), now, told)


def _kept(report: ProgressReport) -> set[str]:
    return set(report.files.values_list("file", flat=True))


def digest(value: Any) -> str:
    """SHA-256 over the one canonical JSON form of a value."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()


def inputs_digest(inputs: Inputs, language: str, wording: Texts) -> str:
    """What decides the report: the facts, and how they are written. When they were read is no fact; of a sentence its words
    and the number of its version count."""
    facts = asdict(inputs)
    del facts["known_at"]
    return digest({"inputs": facts, "language": language, "wording": wording, "template": TEMPLATE, "composition": VERSION})
