"""Loading questionnaires: what their files say is compared with what stands (see accounts.loading)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import history
from accounts.loading import Loaded, Loader
from accounts.models import Unit
from accounts.reading import Fault, FileRefused
from plan.models import Indicator, Measure, Plan
from reports.models import Questionnaire
from reports.questionnaire_file import IndicatorRow, PlanKnown, QuestionnaireFile

ASKED = ("content", "audience", "period_kind")  # what an edition that is in use may not change


def known_plans() -> dict[str, PlanKnown]:
    """What a questionnaire may name, of each plan by its code."""
    reported = Indicator.SourceKind.REPORTED
    return {
        plan.code: PlanKnown(
            measures=frozenset(plan.measures.values_list("code", flat=True)),
            reported=dict(plan.indicators.filter(source_kind=reported).values_list("code", "decimals")),
            taken=frozenset(plan.indicators.exclude(source_kind=reported).values_list("code", flat=True)),
        )
        for plan in Plan.objects.all()
    }


@transaction.atomic
def load_questionnaires(files: Sequence[QuestionnaireFile], *, now: datetime, dry_run: bool = False) -> Loaded:
    """The editions with the indicators that they report. FileRefused where two files hold the same edition, or where an
    edition that units have been asked to answer would change: the next number is published then."""
    loader = Loader("load_questionnaires", now)
    standing = {(row.code, row.number): row for row in Questionnaire.objects.select_for_update(no_key=True)}
    if faults := _repeated(files) + unknown_units(files) + _in_use(files, standing):
        raise FileRefused(faults)
    for file in files:
        for indicator in file.indicators:
            _put_indicator(loader, file, indicator)
        row = standing.get((file.code, file.number)) or Questionnaire(code=file.code, number=file.number, recorded_at=now)
        _put(loader, row, file)
    return loader.done(dry_run=dry_run)


def _put(loader: Loader, row: Questionnaire, file: QuestionnaireFile) -> None:
    """Published once it stands whole, and what nobody has been asked to answer is drawn back for the moment in which it is
    corrected: the database itself lets nothing that is published change, nor whom it names."""
    published = row.published_at or loader.now
    if row.pk and _differs(row, file):
        Questionnaire.objects.filter(pk=row.pk).update(published_at=None)
    code = f"{file.code}-{file.number}"
    is_new, changes = loader.bring(row, file.values, code=code)
    if moved := put_units(row, file):
        changes |= {} if is_new else {"units": moved}
    loader.note(row, is_new, changes, code=code)
    Questionnaire.objects.filter(pk=row.pk, published_at=None).update(published_at=published)


def put_units(row: Questionnaire, file: QuestionnaireFile) -> tuple[str, str] | None:
    """The units that the file names; what was named before and now, where that differs."""
    standing, named = row.named, sorted(file.units)
    if standing == named:
        return None
    row.units.set(Unit.objects.filter(code__in=named))
    return "; ".join(standing), "; ".join(named)


def unknown_units(files: Sequence[QuestionnaireFile]) -> list[Fault]:
    named = {code for file in files for code in file.units}
    known = set(Unit.objects.reporting().filter(code__in=named).values_list("code", flat=True))
    return [
        Fault(file.file, file.units_line, "units", _("“%s” is not a unit that can report") % code)
        for file in files
        for code in file.units
        if code not in known
    ]


def put_indicators(file: QuestionnaireFile, now: datetime) -> None:
    """Those that a file brings, as its loading would; what people have edited since is left."""
    loader = Loader("load_questionnaires", now)
    for indicator in file.indicators:
        _put_indicator(loader, file, indicator)
    loader.done()


def _repeated(files: Sequence[QuestionnaireFile]) -> list[Fault]:
    editions = [(file.code, file.number) for file in files]
    return [
        Fault(file.file, file.line, "number", _("another file holds the same edition"))
        for place, file in enumerate(files)
        if (file.code, file.number) in editions[:place]
    ]


def _in_use(files: Sequence[QuestionnaireFile], standing: dict[tuple[str, int], Questionnaire]) -> list[Fault]:
    faults = []
    for file in files:
        row = standing.get((file.code, file.number))
        if row and row.is_draft:
            faults.append(
                Fault(
                    file.file,
                    file.line,
                    "number",
                    _("edition %(number)d is a draft in the system: publish or discard it") % {"number": file.number},
                )
            )
        elif row and _differs(row, file) and row.obligations.exists():
            reason = _("edition %(number)d has been sent to units and cannot change: publish the next number") % {"number": file.number}
            faults.append(Fault(file.file, file.line, "number", reason))
    return faults


def _differs(row: Questionnaire, file: QuestionnaireFile) -> bool:
    return bool(history.changed(row, {name: file.values[name] for name in ASKED})) or row.named != sorted(file.units)


def _put_indicator(loader: Loader, file: QuestionnaireFile, given: IndicatorRow) -> None:
    plan = Plan.objects.get(code=file.plan)
    row = plan.indicators.filter(code=given.code).first() or Indicator(plan=plan, code=given.code)
    code = f"{plan.code}/{given.code}"
    is_new, changes = loader.bring(row, given.values, code=code)
    standing = [] if is_new else sorted(row.measures.values_list("code", flat=True))
    if added := sorted(set(given.measures) - set(standing)):
        row.measures.add(*Measure.objects.filter(plan=plan, code__in=added))
        changes |= {} if is_new else {"measures": ("; ".join(standing), "; ".join(sorted([*standing, *added])))}
    loader.note(row, is_new, changes, code=code)
