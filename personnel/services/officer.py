"""Officers and what they speak: added, edited. The history names nobody: a name that is to go stands in a body alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import history
from accounts.first import first_come
from accounts.folding import search_text, sort_key
from accounts.given import needed, past_day, text, wrong
from accounts.history import Actor, Unnamed
from accounts.models import Unit, User
from accounts.permissions import Permission
from personnel.models import Language, LanguageSkill, Officer
from personnel.ranks import LanguageLevel, Rank
from plan.moment import day_of

DETAILS = ("name", "unit", "rank", "post", "user")
Changes = Mapping[str, tuple[Any, Any]]


@transaction.atomic
def add_officer(*, values: Mapping[str, Any], by: Actor, now: datetime) -> Officer:
    """`values` has the names of DETAILS. One who looks like another row is added all the same: the page of doubles offers both."""
    given = _checked(values)
    with first_come(partial(_must_be_nobodys, given.get("user"), None)):
        officer = Officer.objects.create(recorded_at=now, **given, **words_of(given["name"]))
    record("personnel.officer_added", officer, by, now, {name: (None, value) for name, value in given.items() if value not in (None, "")})
    return officer


@transaction.atomic
def edit_officer(*, officer: Officer, values: Mapping[str, Any], by: Actor, now: datetime, seen: int | None) -> Officer:
    officer.lock_seen(seen)
    must_stand(officer)
    given = _checked({**{name: getattr(officer, name) for name in DETAILS}, **values})
    changed = history.changed(officer, given)
    if changed:
        with first_come(partial(_must_be_nobodys, given["user"], officer)):
            officer.save_seen(None, {**given, **words_of(given["name"])})
        record("personnel.officer_edited", officer, by, now, changed)
    return officer


@transaction.atomic
def record_skill(
    *,
    officer: Officer,
    language: Language | None,
    level: int,
    by: Actor,
    now: datetime,
    dated_on: date | None = None,
    certificate: str = "",
    seen: int | None = None,
    skill: LanguageSkill | None = None,
) -> LanguageSkill:
    """What somebody speaks by a certificate; `skill`: the row that is corrected. One row a language and day: a second one for
    the same day corrects the first."""
    (skill or officer).lock_seen(seen)
    must_stand(officer)
    given = _checked_skill(language, level, dated_on, certificate, day_of(now))
    same = officer.skills.filter(language=language, dated_on=given["dated_on"]).first()
    if skill and same and same != skill:
        raise wrong(_("There is a certificate of this language and day already."), "dated_on")
    row = skill or same
    if row is None:
        row = LanguageSkill.objects.create(officer=officer, **given)
        changes: Changes = {"language": (None, language), "level": (None, level), "dated_on": (None, dated_on)}
    else:
        changes = history.changed(row, given)
        if not changes:
            return row
        row.save_seen(None, given)
        changes = {"language": (None, language), **changes}
    record("personnel.skill_recorded", officer, by, now, changes)
    return row


@transaction.atomic
def drop_skill(*, skill: LanguageSkill, reason: str, by: Actor, now: datetime, seen: int | None) -> Officer:
    skill.lock_seen(seen)
    reason, officer = needed(reason, "reason", _("Give the reason.")), skill.officer
    record("personnel.skill_dropped", officer, by, now, {"language": (skill.language, None), "level": (skill.level, None)}, reason=reason)
    skill.delete()
    return officer


def must_stand(officer: Officer) -> None:
    if officer.merged_into_id or officer.erased_at:
        raise wrong(_("This record has been merged or erased."))


def words_of(name: str) -> dict[str, str]:
    return {"search_text": search_text(name), "sort_key": sort_key(name)}


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    given: dict[str, Any] = {name: text(value) if isinstance(value, str) else value for name, value in values.items() if name in DETAILS}
    needed(given.get("name") or "", "name", _("Give the name."))
    unit: Unit | None = given.get("unit")
    if unit is None or unit.kind == Unit.Kind.GROUP or unit.is_planned:
        raise wrong(_("Choose a unit."), "unit")
    if given.get("rank") and given["rank"] not in Rank.values:
        raise wrong(_("Choose one of the values."), "rank")
    return given


def _must_be_nobodys(user: User | None, but: Officer | None) -> None:
    if user and Officer.objects.filter(user=user).exclude(pk=but.pk if but else 0).exists():
        raise wrong(_("This account belongs to another officer already."), "user")


def _checked_skill(language: Language | None, level: int, dated_on: date | None, certificate: str, today: date) -> dict[str, Any]:
    if language is None:
        raise wrong(_("Choose a language."), "language")
    if level not in LanguageLevel.values:
        raise wrong(_("Choose a level."), "level")
    day = past_day(dated_on, today, "dated_on") if dated_on else None
    return {"language": language, "level": level, "dated_on": day, "certificate": text(certificate)}


def record(verb: str, officer: Officer, by: Actor | Unnamed, now: datetime, changes: Changes, *, reason: str = "") -> None:
    history.record(
        by=by,
        verb=verb,
        obj=officer,
        code=str(officer.pk),
        label=officer.label,
        unit=officer.unit,
        changes=changes,
        reason=reason,
        under=Permission.OFFICERS_KEEP,
        at=now,
    )
