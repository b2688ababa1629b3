"""What new missions need: the norm of posts, the languages of an opening, the shares of languages of missions not yet named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts import history
from accounts.given import needed, wrong
from accounts.history import Actor
from accounts.models import Event
from accounts.permissions import Permission
from accounts.versions import must_be_as_seen
from missions.models import Opening
from missions.network import PostKind
from personnel.models import Language, LanguageNeed, NormPost
from personnel.ranks import RankLevel


@dataclass(frozen=True)
class Said:
    """What is said of one kind and level; no posts: none at all."""

    kind: str
    rank_level: str
    posts: int
    language_level: int | None = None


Row = TypeVar("Row", NormPost, Language)
NORM_SET, SHARE_SET = "personnel.norm_set", "personnel.share_set"


def norm_version() -> int:
    """One optimistic-lock version for the whole norm: the sum of the versions of its rows, which are never removed."""
    return NormPost.objects.aggregate(sum=Sum("version"))["sum"] or 0


def shares_version() -> int:
    """How often a share has been set. They are told as a whole, and rows come and go."""
    return Event.objects.filter(verb=SHARE_SET).count()


def _last_set(verb: str, rows: Iterable[Row], empty: Row) -> Row:
    """Which of the rows was set last: the one whose line of history tells who did it; `empty` where none was."""
    known = {str(row.pk): row for row in rows}
    event = Event.objects.filter(verb=verb, object_id__in=known).order_by("-pk").first()
    return known[event.object_id] if event else empty


@transaction.atomic
def set_norm(*, rows: Sequence[Said], reason: str, by: Actor, now: datetime, seen: int | None = None) -> int:
    """Answers how many rows changed; each has a line of history."""
    reason, changed = needed(reason, "reason", _("Give the reason.")), 0
    standing = {(row.kind, row.rank_level): row for row in NormPost.objects.select_for_update(no_key=True)}
    version = sum(row.version for row in standing.values())
    must_be_as_seen(seen, version, lambda: _last_set(NORM_SET, standing.values(), NormPost()))
    for said in rows:
        if said.kind not in PostKind.values or said.rank_level not in RankLevel.values:
            raise wrong(_("Choose one of the values."))
        changed += _say(said, standing.get((said.kind, said.rank_level)), reason, by, now)
    return changed


def _say(said: Said, row: NormPost | None, reason: str, by: Actor, now: datetime) -> bool:
    given = {"posts": said.posts, "language_level": said.language_level if said.posts else None}
    if row is None and not said.posts:
        return False
    if row is None:
        row = NormPost.objects.create(kind=said.kind, rank_level=said.rank_level, **given)
        changes = {name: (None, value) for name, value in given.items()}
    else:
        changes = history.changed(row, given)
        if not changes:
            return False
        row.save_seen(None, given)
    history.record(
        by=by,
        verb=NORM_SET,
        obj=row,
        code=f"{said.kind}/{said.rank_level}",
        label=f"{said.kind}, {said.rank_level}",
        changes=changes,
        reason=reason,
        under=Permission.OFFICERS_KEEP,
        at=now,
    )
    return True


@transaction.atomic
def set_languages(*, opening: Opening, languages: Iterable[Language], by: Actor, now: datetime, seen: int | None = None) -> None:
    """In which languages a mission that is to be opened will work; any one of them will do for a post."""
    opening.lock_seen(seen)
    asked = {language.pk: language for language in languages}
    standing = {row.language_id: row for row in opening.language_needs.select_related("language")}
    if asked.keys() == standing.keys():
        return
    LanguageNeed.objects.filter(pk__in=[row.pk for pk, row in standing.items() if pk not in asked]).delete()
    LanguageNeed.objects.bulk_create(LanguageNeed(opening=opening, language_id=pk) for pk in asked if pk not in standing)
    opening.save_seen(None, {})  # the languages are read with the opening: who began with others is told
    old = ", ".join(sorted(row.language.code for row in standing.values()))
    new = ", ".join(sorted(language.code for language in asked.values()))
    history.record(
        by=by,
        verb="personnel.languages_set",
        obj=opening,
        code=opening.code,
        label=opening.name_vi,
        unit=opening.lead_unit,
        changes={"languages": (old, new)},
        under=Permission.OFFICERS_KEEP,
        at=now,
    )


@transaction.atomic
def set_shares(*, shares: Mapping[Language, int], by: Actor, now: datetime, seen: int | None = None) -> None:
    """Of missions that nobody has named yet, how many of a hundred work in each language; together a hundred."""
    every = list(Language.objects.select_for_update(no_key=True).order_by("pk"))  # of two clerks the second waits
    must_be_as_seen(seen, shares_version(), lambda: _last_set(SHARE_SET, every, Language()))
    given = {language.pk: share for language, share in shares.items() if share}
    if given and sum(given.values()) != 100:
        raise wrong(_("Together the shares make %(sum)d per cent: they must make 100.") % {"sum": sum(given.values())})
    standing = {row.language_id: row for row in LanguageNeed.objects.filter(opening__isnull=True).select_related("language")}
    names = {language.pk: language for language in shares} | {row.language_id: row.language for row in standing.values()}
    for pk, language in names.items():
        old, new = standing[pk].share if pk in standing else None, given.get(pk)
        if old == new:
            continue
        LanguageNeed.objects.filter(opening__isnull=True, language=language).delete()
        if new:
            LanguageNeed.objects.create(language=language, share=new)
        history.record(
            by=by,
            verb=SHARE_SET,
            obj=language,
            code=language.code,
            label=language.name_vi,
            changes={"share": (old, new)},
            under=Permission.OFFICERS_KEEP,
            at=now,
        )
