"""A progress report is asked for and compiled. What it says is frozen then; `reports.services.approval` closes it."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts import history
from accounts.history import System
from accounts.models import User
from accounts.permissions import Permission
from office import runs
from office.models import Run
from office.runs import Held
from plan.models import Period, Plan
from plan.moment import day_of
from reports import files
from reports.composition import VERSION, compose
from reports.drawing import TEMPLATE, docx_of
from reports.facts import Inputs
from reports.figures import Figures, figures_for
from reports.inputs import read_inputs
from reports.models import ProgressReport, ReportFile

JOB = "reports.jobs.compile_progress_report"
LANGUAGES = ("vi", "en")
STEPS = (
    gettext_noop("Reading the plan, the network and the reports of the missions"),
    gettext_noop("Counting"),
    gettext_noop("Composing the text"),
    gettext_noop("Drawing the charts and the Word file"),
    gettext_noop("Storing the report"),
)

APPROVED = gettext_noop("An approved report never changes; ask for another revision.")


def ask_for_report(
    *,
    plan: Plan,
    language: str,
    by: User,
    now: datetime,
    on: date | None = None,
    period: Period | None = None,
    address: str = "",
) -> tuple[ProgressReport, bool]:
    """The report that answers, and whether it is a new one: of the plan on a day, or of a period as of its cut-off
    (until then as of today).

    The same question while it is being compiled is the same report; one whose inputs have not changed since is
    still true and is answered as it is; otherwise a new revision is compiled. `address` is the root under which
    the application is reached: the links in the Word file start there.
    """
    on = min(period.cut_off_on, day_of(now)) if period else on or day_of(now)
    _must_be_possible(plan, period, on, language, now)
    seen = _latest(plan, period, on, language)
    unchanged = bool(seen and seen.is_compiled and seen.inputs_digest == inputs_digest(read_inputs(plan, on, now, period), language))
    with transaction.atomic():
        Plan.objects.select_for_update().get(pk=plan.pk)  # of many who ask at once, one decides
        latest = _latest(plan, period, on, language)
        if latest is None:
            return _start(plan, period, on, language, 1, by, now, address), True
        if latest.standing == "failed":
            return _start_again(latest, by, now, address), True
        if not latest.is_compiled or unchanged or latest != seen:
            return latest, False
        return _start(plan, period, on, language, latest.revision + 1, by, now, address), True


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


def _latest(plan: Plan, period: Period | None, on: date, language: str) -> ProgressReport | None:
    return ProgressReport.objects.answering(plan, period, on, language).select_related("plan", "period", "run").first()


def _start(
    plan: Plan, period: Period | None, on: date, language: str, revision: int, by: User, now: datetime, address: str
) -> ProgressReport:
    report = ProgressReport(plan=plan, period=period, on=on, language=language, revision=revision, asked_by=by, asked_at=now)
    report.run, _created = _ask(report, by, now, address)
    report.save(force_insert=True)
    _record("report.asked", report, by, now)
    return report


def _start_again(report: ProgressReport, by: User, now: datetime, address: str) -> ProgressReport:
    report.run, _created = _ask(report, by, now, address)
    report.save_seen(None, {"asked_by": by, "asked_at": now})
    _record("report.asked", report, by, now)
    return report


def _ask(report: ProgressReport, by: User, now: datetime, address: str) -> tuple[Run, bool]:
    return runs.ask(job=JOB, key=f"progress-report/{report.code}", payload={"address": address}, by=by, now=now)


def _record(verb: str, report: ProgressReport, by: User | System, now: datetime, changes: dict[str, Any] | None = None) -> None:
    under = Permission.PROGRESS_REPORT_COMPILE if isinstance(by, User) else None
    history.record(by=by, verb=verb, obj=report, code=report.code, label=report.code, changes=changes, under=under, at=now)


def compile_progress_report(held: Held, *, clock: Callable[[], datetime]) -> None:
    """Read, compute, compose, draw, store: what a worker does for one report.

    What was recorded by the moment of asking is in it, so that an attempt that starts again says the same.
    The report, its file and the end of the run are one transaction, fenced by the owner of the run.
    """
    report = ProgressReport.objects.select_related("plan", "period").get(run=held.run)
    if report.state == ProgressReport.State.APPROVED:
        raise runs.Impossible(APPROVED)
    language, known = report.language, held.run.created_at
    files.tidy(report.pk, keep=_kept(report))
    _step(held, 0)
    inputs = read_inputs(report.plan, report.on, known, report.period)
    _step(held, 1)
    figures = figures_for(inputs)
    _step(held, 2)
    blocks = compose(figures, language)
    _step(held, 3)
    content = docx_of(blocks, figures, language, held.run.payload.get("address", ""))
    _step(held, 4)
    try:
        name = files.write(report.pk, held.attempt, ReportFile.Kind.DOCX, content)
        _store(held, report, inputs, figures, name, content, clock())
    except runs.LostLease:
        files.discard(report.pk, held.attempt)
        raise
    files.tidy(report.pk, keep=_kept(report))


def _step(held: Held, place: int) -> None:
    held.progress(place, len(STEPS), STEPS[place])
    if settings.REPORTS_STEP_PAUSE:  # so that a test can kill a worker in the middle
        time.sleep(settings.REPORTS_STEP_PAUSE)


@transaction.atomic
def _store(held: Held, report: ProgressReport, inputs: Inputs, figures: Figures, name: str, content: bytes, now: datetime) -> None:
    held.finish(now)
    values = {
        "state": ProgressReport.State.DRAFT,
        "known_at": inputs.known_at,
        "figures": figures,
        "figures_digest": digest(figures),
        "inputs_digest": inputs_digest(inputs, report.language),
        "compiled_at": now,
    }
    report.save_seen(None, values)
    report.versions_used.set(inputs.field.counted if inputs.field else ())
    sha = hashlib.sha256(content).hexdigest()
    ReportFile.objects.create(report=report, kind=ReportFile.Kind.DOCX, file=name, size=len(content), sha256=sha, made_at=now)
    _record("report.compiled", report, System("reports"), now, {"sha256": ("", sha)})


def _kept(report: ProgressReport) -> set[str]:
    return set(report.files.values_list("file", flat=True))


def digest(value: Any) -> str:
    """SHA-256 over the one canonical JSON form of a value."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()


def inputs_digest(inputs: Inputs, language: str) -> str:
    """What decides the report: the facts, and how they are written. When they were read is no fact."""
    facts = asdict(inputs)
    del facts["known_at"]
    return digest({"inputs": facts, "language": language, "template": TEMPLATE, "composition": VERSION})
