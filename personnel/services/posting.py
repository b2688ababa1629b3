"""Postings: begun, corrected, ended; posts approved for a unit; the term of posting and how long who has left is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts import history
from accounts.given import needed, text, wrong
from accounts.history import Actor
from accounts.models import Unit
from accounts.permissions import Permission
from accounts.versions import must_be_as_seen
from personnel.models import Establishment, Officer, Posting, RotationTerm
from personnel.rotation import add_months
from personnel.services.officer import must_stand, record

FACTS = ("destination", "unit", "organisation", "post", "decision", "from_on", "until_on")
_Kind = Posting.Destination
PLACES = {_Kind.MISSION: {Unit.Kind.MISSION}, _Kind.LOCALITY: {Unit.Kind.PROVINCE}}


def term() -> RotationTerm:
    """The setting as it stands; before anybody has said anything, what holds by default."""
    return RotationTerm.objects.first() or RotationTerm(pk=1)


@transaction.atomic
def add_posting(*, officer: Officer, values: Mapping[str, Any], by: Actor, now: datetime, seen: int | None = None) -> Posting:
    """Without a day on which it is to end, a posting to a mission lasts the term. One of somebody who has left has ended too."""
    officer.lock_seen(seen)
    must_stand(officer)
    given = _checked(values)
    _must_have_begun_before_leaving(officer, given["from_on"])
    if given["until_on"] is None and given["destination"] == _Kind.MISSION:
        given["until_on"] = add_months(given["from_on"], term().months)
    if officer.left_on:
        given["ended_on"] = min(given["until_on"] or officer.left_on, officer.left_on)
    _must_be_elsewhere_never(officer, given, None)
    posting = Posting.objects.create(officer=officer, recorded_at=now, **given)
    record("personnel.posting_added", officer, by, now, {name: (None, value) for name, value in given.items() if value})
    return posting


@transaction.atomic
def edit_posting(*, posting: Posting, values: Mapping[str, Any], by: Actor, now: datetime, seen: int | None) -> Posting:
    _hold(posting, seen)
    given = _checked(values)
    _must_have_begun_before_leaving(posting.officer, given["from_on"])
    if posting.ended_on and posting.ended_on <= given["from_on"]:
        raise wrong(_("It ended on %(day)s: it cannot begin later.") % {"day": f"{posting.ended_on:%d/%m/%Y}"}, "from_on")
    _must_be_elsewhere_never(posting.officer, {**given, "ended_on": posting.ended_on}, posting)
    changed = history.changed(posting, given)
    if changed:
        posting.save_seen(None, given)
        record("personnel.posting_edited", posting.officer, by, now, {"place": (None, posting.place), **changed})
    return posting


@transaction.atomic
def end_posting(*, posting: Posting, ended_on: date | None, by: Actor, now: datetime, seen: int | None) -> Posting:
    """The first day on which it no longer ran; None: it runs still."""
    _hold(posting, seen)
    if ended_on and ended_on <= posting.from_on:
        raise wrong(_("A posting ends after it began, on %(day)s.") % {"day": f"{posting.from_on:%d/%m/%Y}"}, "ended_on")
    left = posting.officer.left_on
    if left and (ended_on is None or ended_on > left):
        raise wrong(_("The officer left the service on %(day)s: the posting ends by then.") % {"day": f"{left:%d/%m/%Y}"}, "ended_on")
    _must_be_elsewhere_never(posting.officer, {**{name: getattr(posting, name) for name in FACTS}, "ended_on": ended_on}, posting)
    if ended_on != posting.ended_on:
        changes = {"place": (None, posting.place), "ended_on": (posting.ended_on, ended_on)}
        posting.save_seen(None, {"ended_on": ended_on})
        record("personnel.posting_ended", posting.officer, by, now, changes)
    return posting


def establishment_version(unit: Unit) -> int:
    """Rows are never removed and each change of one counts: who read another sum read other posts of the unit."""
    return Establishment.objects.filter(unit=unit).aggregate(sum=Sum("version"))["sum"] or 0


@transaction.atomic
def set_establishment(*, unit: Unit, year: int, posts: int, decision: str, by: Actor, now: datetime, seen: int | None) -> Establishment:
    """Posts approved for a unit from a year on, until a later year says otherwise. `seen`: `establishment_version`, for the year
    that is typed may be another one than was shown."""
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)  # of two clerks the second waits, also where no row is there yet
    rows = {row.year: row for row in Establishment.objects.filter(unit=unit).order_by("year")}
    row = rows.get(year)
    latest = rows[max(rows)] if rows else Establishment(unit=unit)
    must_be_as_seen(seen, sum(one.version for one in rows.values()), lambda: row or latest)
    given = {"posts": posts, "decision": text(decision)}
    if row is None:
        row = Establishment.objects.create(unit=unit, year=year, recorded_at=now, **given)
        changes: Mapping[str, Any] = {name: (None, value) for name, value in given.items() if value}
    else:
        changes = history.changed(row, given)
        if not changes:
            return row
        row.save_seen(None, given)
    _record("personnel.establishment_set", row, by, now, changes, unit=unit, code=f"{unit.code}/{year}", label=f"{unit.name_vi}, {year}")
    return row


@transaction.atomic
def set_term(
    *, months: int, studied_months: int, retention_years: int, reason: str, by: Actor, now: datetime, seen: int | None
) -> RotationTerm:
    row = RotationTerm.objects.get_or_create(pk=1)[0]
    row.lock_seen(seen)
    reason = needed(reason, "reason", _("Give the reason."))
    changes = history.changed(row, {"months": months, "studied_months": studied_months, "retention_years": retention_years})
    if changes:
        row.save_seen(None, {name: new for name, (_old, new) in changes.items()})
        _record("personnel.term_set", row, by, now, changes, reason=reason, code="term", label=str(row))
    return row


def _record(verb: str, obj: Any, by: Actor, now: datetime, changes: Mapping[str, Any], **more: Any) -> None:
    history.record(by=by, verb=verb, obj=obj, changes=changes, under=Permission.OFFICERS_KEEP, at=now, **more)


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    given: dict[str, Any] = {name: text(value) if isinstance(value, str) else value for name, value in values.items() if name in FACTS}
    kind, unit = given["destination"], given.get("unit")
    if kind not in _Kind.values:
        raise wrong(_("Choose a kind of place."), "destination")
    if kind == _Kind.ORGANISATION:
        needed(given.get("organisation") or "", "organisation", _("Name the organisation."))
        if unit:
            raise wrong(_("An organisation is named in words, without a unit."), "unit")
    else:
        if unit is None:
            raise wrong(_("Choose a unit."), "unit")
        _must_fit(kind, unit)
        given["organisation"] = ""
    if given["from_on"] is None:
        raise wrong(_("Give a day."), "from_on")
    if given["until_on"] and given["until_on"] <= given["from_on"]:
        raise wrong(_("A posting ends after it begins."), "until_on")
    return given


def _must_fit(kind: str, unit: Unit) -> None:
    if kind in PLACES and unit.kind not in PLACES[_Kind(kind)]:
        raise wrong(_("This unit is no place of that kind."), "unit")
    if kind == _Kind.MINISTRY and unit.kind in (Unit.Kind.MISSION, Unit.Kind.PROVINCE, Unit.Kind.GROUP):
        raise wrong(_("This unit is no place of that kind."), "unit")


def _must_have_begun_before_leaving(officer: Officer, begins: date) -> None:
    """Else who has left would be counted among those who serve."""
    if officer.left_on and begins >= officer.left_on:
        said = _("The officer left the service on %(day)s: a posting begins before.") % {"day": f"{officer.left_on:%d/%m/%Y}"}
        raise wrong(said, "from_on")


def _hold(posting: Posting, seen: int | None) -> None:
    """The officer first, as whoever adds a posting does: of two who would post somebody at once the second sees the first."""
    officer = posting.officer
    officer.lock_seen(None)
    must_stand(officer)
    posting.lock_seen(seen)
    posting.officer = officer


def _must_be_elsewhere_never(officer: Officer, given: Mapping[str, Any], but: Posting | None) -> None:
    """Nobody serves at two places at once; what is planned to end may be followed by what is planned to begin."""
    begins, ends = given["from_on"], given.get("ended_on") or given["until_on"] or date.max
    for other in officer.postings.exclude(pk=but.pk if but else 0).select_related("unit"):
        if other.from_on < ends and begins < (other.ended_on or other.until_on or date.max):
            until = other.ended_on or other.until_on
            span = f"{other.from_on:%d/%m/%Y} – {until:%d/%m/%Y}" if until else f"{other.from_on:%d/%m/%Y} –"
            raise wrong(_("The officer has another posting then (%(place)s): %(span)s.") % {"place": other.place, "span": span}, "from_on")
