from __future__ import annotations

from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.given import needed, person, text, wrong
from accounts.history import Actor
from accounts.permissions import Permission
from office import files
from office.inspection import Taken
from plan.models import Evidence, Measure
from plan.moment import FIRST, day_of
from plan.services import gates
from plan.services._ground import Changes, lock, record

Kind = Evidence.Kind
LONGEST = {"title": 300, "number": 60, "issued_by": 200, "signatory": 120, "address": 2000}
_is_address = URLValidator(schemes=["http", "https"])


@transaction.atomic
def add_evidence(
    *,
    measure: Measure,
    by: Actor,
    kind: str,
    now: datetime,
    seen: int | None,
    title: str = "",
    number: str = "",
    dated_on: date | None = None,
    issued_by: str = "",
    signatory: str = "",
    file: Taken | None = None,
    address: str = "",
) -> Evidence:
    """Put a file, a link or an issued document beside the measure; a document may have its file or its address with it.

    What is added replaces nothing, so the measure keeps its version: nobody who is writing about it is disturbed.
    """
    lock(measure, seen)
    gates.can_be_shown(measure)
    given = {"title": title, "number": number, "issued_by": issued_by, "signatory": signatory, "address": address}
    given = {name: _short(name, value) for name, value in given.items()}
    values = _of_kind(kind, given, dated_on, file, now)
    kept = files.store(file, by=by, now=now) if file else None
    evidence = Evidence.objects.create(measure=measure, kind=kind, file=kept, added_by=person(by), added_at=now, **values)
    record("plan.evidence_added", measure, by, now, under=Permission.MEASURE_UPDATE, changes=_told(evidence))
    return evidence


@transaction.atomic
def withdraw_evidence(*, evidence: Evidence, by: Actor, reason: str, now: datetime, seen: int | None) -> Evidence:
    """Say that it shows nothing, and why. It stays on record; its file is no longer given to those who only read."""
    measure = evidence.measure
    lock(measure, None)
    lock(evidence, seen)
    evidence.measure = measure
    gates.can_be_withdrawn(evidence)
    reason = needed(reason, "reason", _("Say why it is withdrawn."))
    evidence.save_seen(seen, {"withdrawn_by": person(by), "withdrawn_at": now, "withdrawn_reason": reason})
    changes = {"evidence": (str(evidence), "")}
    record("plan.evidence_withdrawn", measure, by, now, under=Permission.MEASURE_UPDATE, changes=changes, reason=reason)
    return evidence


def _short(name: str, value: str) -> str:
    value = text(value)
    if len(value) > LONGEST[name]:
        raise wrong(_("At most %(most)d characters.") % {"most": LONGEST[name]}, name)
    return value


def _of_kind(kind: str, given: dict[str, str], dated_on: date | None, file: Taken | None, now: datetime) -> dict[str, Any]:
    """The columns of a piece of this kind; what belongs to another kind is not carried along unseen."""
    if kind not in Kind.values:
        raise wrong(_("Choose one of the values."), "kind")
    address = _checked(given["address"]) if given["address"] and kind != Kind.FILE else ""
    if kind == Kind.FILE:
        if file is None:
            raise wrong(_("Choose a file."), "file")
        return {"title": given["title"] or file.name}
    title = needed(given["title"], "title", _("Say what it is."))
    if kind == Kind.LINK:
        return {"title": title, "address": needed(address, "address", _("Give the address."))}
    return {
        "title": title,
        "address": address,
        "number": needed(given["number"], "number", _("Give the number of the document.")),
        "dated_on": _day_of_issue(dated_on, now),
        "issued_by": needed(given["issued_by"], "issued_by", _("Say who issued it.")),
        "signatory": given["signatory"],
    }


def _checked(address: str) -> str:
    """An address that a reader can follow: of the web, and without a name and password in it."""
    try:
        _is_address(address)
        parts = urlsplit(address)
    except (ValidationError, ValueError):
        raise wrong(_("Give a whole address that begins with https:// or http://."), "address") from None
    if parts.username is not None or parts.password is not None:
        raise wrong(_("This address holds a name or password. Give it without."), "address")
    return address


def _day_of_issue(day: date | None, now: datetime) -> date:
    if day is None:
        raise wrong(_("Give a day."), "dated_on")
    if day > day_of(now):
        raise wrong(_("This day has not come yet."), "dated_on")
    if day < FIRST:
        raise wrong(_("Give a day from %(day)s on.") % {"day": f"{FIRST:%d/%m/%Y}"}, "dated_on")
    return day


def _told(evidence: Evidence) -> Changes:
    names = ("kind", "title", "number", "dated_on", "issued_by", "signatory", "address", "file")
    return {f"evidence_{name}": (None, value) for name in names if (value := getattr(evidence, name))}
