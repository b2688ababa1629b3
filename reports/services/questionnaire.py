"""The editions of a questionnaire: drafted from the last one, changed, published. What is published never changes; a draft
is never asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import history
from accounts.models import Unit, User
from accounts.permissions import Permission
from accounts.versions import StaleVersion
from accounts.written import as_the_ministry_writes
from plan.models import Indicator
from reports.editing import digest_of, put_question, question_of, section_of
from reports.loading import known_plans, put_indicators, put_units, unknown_units
from reports.models import Obligation, Questionnaire
from reports.questionnaire_file import QuestionnaireFile
from reports.questionnaire_text import Wrong, faults_of, text_of


@transaction.atomic
def draft_edition(*, questionnaire: Questionnaire, by: User, now: datetime) -> Questionnaire:
    """The next edition as a draft, with the content of this one. One draft at a time of each questionnaire."""
    rows = list(Questionnaire.objects.select_for_update(no_key=True).filter(code=questionnaire.code))
    if any(row.is_draft for row in rows):
        raise ValidationError(_("There is a draft already: go on with it, or discard it."))
    names = ("title_vi", "title_en", "audience", "period_kind", "asked_from", "content")
    values = {name: getattr(questionnaire, name) for name in names}
    row = Questionnaire.objects.create(code=questionnaire.code, number=max(one.number for one in rows) + 1, recorded_at=now, **values)
    row.units.set(questionnaire.units.all())
    _tell("reports.questionnaire_drafted", row, by, now)
    return row


@transaction.atomic
def edit_questionnaire(
    *,
    questionnaire: Questionnaire,
    title_vi: str,
    title_en: str,
    asked_from: date,
    audience: str,
    units: Collection[str],
    by: User,
    now: datetime,
    seen: int | None,
) -> Questionnaire:
    """`units`: codes of whom it asks, of which only an audience that is named has any."""
    _draft(questionnaire, seen)
    values = {"title_vi": title_vi, "title_en": title_en, "asked_from": asked_from, "audience": audience}
    changes = history.changed(questionnaire, values)
    standing, named = questionnaire.named, sorted(units) if audience == Questionnaire.Audience.NAMED else []
    if standing != named:
        questionnaire.units.set(Unit.objects.reporting().filter(code__in=named))
        changes |= {"units": ("; ".join(standing), "; ".join(named))}
    if changes:
        questionnaire.save_seen(None, values)
        _tell("reports.questionnaire_changed", questionnaire, by, now, changes)
    return questionnaire


@transaction.atomic
def change_content(
    *, questionnaire: Questionnaire, content: dict[str, Any], key: str, by: User, now: datetime, seen: int | None
) -> Questionnaire:
    """`key`: of the section or question that differs, for the history."""
    _draft(questionnaire, seen)
    old = questionnaire.content
    if old == content:
        return questionnaire
    questionnaire.save_seen(None, {"content": content})
    questionnaire.__dict__.pop("form", None)
    words = _words(old, key), _words(content, key)
    with as_the_ministry_writes():
        changes = {key[:60] or "content": words if words[0] != words[1] else ("", _("moved"))}
    _tell("reports.questionnaire_changed", questionnaire, by, now, changes)
    return questionnaire


@transaction.atomic
def put_in_question(
    *,
    questionnaire: Questionnaire,
    section: str,
    key: str,
    values: Mapping[str, Any],
    read: str,
    by: User,
    now: datetime,
    seen: int | None,
) -> str:
    """Write one question (`key` empty: a new one) and answer its key. `read` is the digest of the question as it was shown:
    where somebody else has changed another part of the draft meanwhile, this one is written beside it."""
    try:
        _draft(questionnaire, seen)
    except StaleVersion:  # the row has been brought up to date and is held
        standing = question_of(questionnaire.content, key) if key else ({}, {})
        if standing is None or section_of(questionnaire.content, section) is None or digest_of(standing[1]) != read:
            raise
        seen = None
    old = questionnaire.content
    content = put_question(old, section, key, values)
    asked = (one["key"] for part in content["sections"] for one in part["questions"])
    made = key or next(one for one in asked if question_of(old, one) is None)
    change_content(questionnaire=questionnaire, content=content, key=made, by=by, now=now, seen=seen)
    return made


def _words(content: Mapping[str, Any], key: str) -> str:
    found = question_of(dict(content), key)
    row = found[1] if found else section_of(dict(content), key)
    return yaml.safe_dump(row, allow_unicode=True, sort_keys=False) if row else ""


@transaction.atomic
def publish_questionnaire(*, questionnaire: Questionnaire, by: User, now: datetime, seen: int | None) -> Questionnaire:
    """From now on it never changes; it is asked in the periods that begin on its day or later and have not been opened."""
    _draft(questionnaire, seen)
    if check_questionnaire(questionnaire):
        raise ValidationError(_("Put right what is wrong first; then publish it."))
    opened = Obligation.objects.filter(questionnaire__code=questionnaire.code, period__starts_on__gte=questionnaire.asked_from)
    if last := opened.select_related("period").order_by("-period__starts_on").first():
        told = {"period": last.period.name, "day": f"{last.period.starts_on:%d/%m/%Y}"}
        raise ValidationError({"asked_from": _("%(period)s has been opened with an earlier edition: choose a day after %(day)s.") % told})
    questionnaire.save_seen(None, {"published_at": now, "published_by": by})
    _tell("reports.questionnaire_published", questionnaire, by, now)
    return questionnaire


@transaction.atomic
def withdraw_questionnaire(*, questionnaire: Questionnaire, by: User, now: datetime, seen: int | None) -> Questionnaire:
    """A draft again, as long as nobody has been asked to answer it."""
    questionnaire.lock_seen(seen)
    if questionnaire.is_draft:
        raise ValidationError(_("It is a draft."))
    if questionnaire.obligations.exists():
        raise ValidationError(_("It has been sent to units and cannot be withdrawn: draft the next edition."))
    if Questionnaire.objects.filter(code=questionnaire.code, published_at=None).exists():
        raise ValidationError(_("There is a draft already: go on with it, or discard it."))
    questionnaire.save_seen(None, {"published_at": None, "published_by": None})
    _tell("reports.questionnaire_withdrawn", questionnaire, by, now)
    return questionnaire


@transaction.atomic
def discard_questionnaire(*, questionnaire: Questionnaire, by: User, now: datetime, seen: int | None) -> None:
    _draft(questionnaire, seen)
    _tell("reports.questionnaire_discarded", questionnaire, by, now)
    questionnaire.delete()


@transaction.atomic
def bring_questionnaire(*, file: QuestionnaireFile, by: User, now: datetime) -> Questionnaire:
    """A file as a draft: a new edition, or in the place of the draft of that number. Its indicators come with it."""
    row = Questionnaire.objects.select_for_update(no_key=True).filter(code=file.code, number=file.number).first()
    if row and not row.is_draft:
        raise ValidationError(_("Edition %(n)d is published and never changes: give the file the next number.") % {"n": file.number})
    others = Questionnaire.objects.filter(code=file.code, published_at=None).exclude(number=file.number)
    if others.exists():
        raise ValidationError(_("There is a draft already: go on with it, or discard it."))
    if faults := unknown_units([file]):
        raise ValidationError([str(fault) for fault in faults])
    put_indicators(file, now)
    if row is None:
        row = Questionnaire.objects.create(code=file.code, number=file.number, recorded_at=now, **file.values)
        put_units(row, file)
        _tell("reports.questionnaire_drafted", row, by, now)
    elif put_units(row, file) or history.changed(row, file.values):
        row.save_seen(None, file.values)
        with as_the_ministry_writes():
            changes = {"content": ("", _("from a file"))}
        _tell("reports.questionnaire_changed", row, by, now, changes)
    return row


def questionnaire_text(questionnaire: Questionnaire) -> str:
    rows = Indicator.objects.filter(plan__code=questionnaire.content.get("plan"), source_kind=Indicator.SourceKind.REPORTED)
    names = ("code", "name_vi", "name_en", "unit_vi", "unit_en", "direction", "across_units", "decimals")
    indicators = [
        {**{name: getattr(row, name) for name in names}, "measures": [measure.code for measure in row.measures.all()]}
        for row in rows.prefetch_related("measures").order_by("pk")
    ]
    return text_of(questionnaire, indicators)


def check_questionnaire(questionnaire: Questionnaire) -> list[Wrong]:
    """What keeps it from being published, in words, each with its place."""
    return faults_of(questionnaire_text(questionnaire), known_plans())


def _draft(questionnaire: Questionnaire, seen: int | None) -> None:
    questionnaire.lock_seen(seen)
    if not questionnaire.is_draft:
        raise ValidationError(_("A published edition never changes: draft the next one."))


def _tell(verb: str, row: Questionnaire, by: User, now: datetime, changes: Mapping[str, Any] | None = None) -> None:
    history.record(
        by=by, verb=verb, obj=row, code=str(row), label=str(row), changes=dict(changes or {}), under=Permission.PERIOD_MANAGE, at=now
    )
