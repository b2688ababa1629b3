from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.given import needed
from accounts.models import User
from accounts.permissions import Permission, authority
from plan.models import Completion, Evidence, Measure
from plan.progress import State
from plan.services import gates, views
from plan.services._ground import bring_up_to_date, lock, past_day, record
from plan.services.deadline import close_needless, tell_asker
from plan.services.evidence import add_evidence
from plan.services.status import append, last_refusal, last_update, must_be_last


@transaction.atomic
def propose_completion(
    *,
    measure: Measure,
    by: User,
    effective_on: date,
    note: str,
    now: datetime,
    seen: int | None,
    evidence: Iterable[Evidence] | None = None,
    new: Mapping[str, Any] | None = None,
) -> Completion:
    """Say that a measure is done, since which day and by what evidence; a second person's word makes it so.

    `evidence`: pieces of the measure that stand (None: all of them); `new`: one more, as `add_evidence` takes it.
    """
    lock(measure, seen)
    gates.can_be_proposed(measure)
    day = past_day(measure, effective_on, now, "effective_on")
    refused = last_refusal(measure)
    must_be_last(measure, day, but=refused)
    note = needed(note, "note", _("Say what shows that it is done."))
    shown = _shown(measure, evidence, new, by, now)
    grant = authority(by, Permission.MEASURE_UPDATE, measure)
    completion = Completion.objects.create(
        measure=measure,
        effective_on=day,
        note=note,
        proposed_by=by,
        proposed_for=grant.membership.acting_for if grant else None,
        proposed_at=now,
    )
    completion.evidence.set(shown)
    append(measure, State.PROPOSED, day, by, now, carry=True, replaces=refused)
    changes = {**bring_up_to_date(measure, now, by=by), "effective_on": (None, day), "note": ("", note)}
    changes["evidence"] = ("", "; ".join(map(str, shown)))
    record("plan.completion_proposed", measure, by, now, under=Permission.MEASURE_UPDATE, changes=changes)
    return completion


@transaction.atomic
def confirm_completion(
    *, completion: Completion, by: User, now: datetime, seen: int | None, measure_seen: int | None = None, reason: str = ""
) -> Completion:
    """The measure is done since the day that was proposed (design rule 3); a request for another term is closed with it. Who
    decides has seen the proposal (a page) or the measure with all that waits (the API). Over an objection, or before all have
    answered, it needs a reason."""
    measure = _open(completion, by, seen, measure_seen)
    reason = views.reasoned(completion, reason, now)
    completion.save_seen(seen, {"decision": Completion.Decision.CONFIRMED, "decided_by": by, "decided_at": now, "reason": reason})
    append(measure, State.DONE, completion.effective_on, by, now, percent=100)
    changes = bring_up_to_date(measure, now, by=by)
    record("plan.completion_confirmed", measure, by, now, under=measure.completion_permission(), changes=changes, reason=reason)
    close_needless(measure, by, now)
    tell_asker(completion, now)
    return completion


@transaction.atomic
def refuse_completion(
    *, completion: Completion, by: User, reason: str, now: datetime, seen: int | None, measure_seen: int | None = None
) -> Completion:
    """Not done yet: the measure goes on as if it had not been proposed. The proposal and its day stay on record."""
    measure = _open(completion, by, seen, measure_seen)
    reason = needed(reason, "reason", _("Say why it is not confirmed."))
    completion.save_seen(seen, {"decision": Completion.Decision.REFUSED, "decided_by": by, "decided_at": now, "reason": reason})
    _go_on(completion, by, reason, now)
    changes = bring_up_to_date(measure, now, by=by)
    record("plan.completion_refused", measure, by, now, under=measure.completion_permission(), changes=changes, reason=reason)
    tell_asker(completion, now)
    return completion


@transaction.atomic
def withdraw_completion(
    *, completion: Completion, by: User, reason: str, now: datetime, seen: int | None, measure_seen: int | None = None
) -> Completion:
    """Who proposed takes the proposal back before anybody has decided: the measure goes on as if it had not been proposed."""
    measure = _locked(completion, seen, measure_seen)
    gates.can_be_taken_back(completion, by)
    reason = needed(reason, "reason", _("Say why it is taken back."))
    completion.save_seen(seen, {"decision": Completion.Decision.WITHDRAWN, "decided_by": by, "decided_at": now, "reason": reason})
    _go_on(completion, by, "", now)  # why it was taken back says nothing of how the measure goes
    changes = bring_up_to_date(measure, now, by=by)
    record("plan.completion_withdrawn", measure, by, now, under=Permission.MEASURE_UPDATE, changes=changes, reason=reason)
    return completion


def _go_on(completion: Completion, by: User, reason: str, now: datetime) -> None:
    """A row in the place of that of the proposal, so that the measure can be proposed again with its true day."""
    measure, day = completion.measure, completion.effective_on
    append(measure, State.IN_PROGRESS, day, by, now, reason=reason, carry=True, replaces=last_update(measure))


def _shown(measure: Measure, evidence: Iterable[Evidence] | None, new: Mapping[str, Any] | None, by: User, now: datetime) -> list[Evidence]:
    chosen = {row.pk for row in evidence} if evidence is not None else None
    shown = list(measure.evidence.standing() if chosen is None else measure.evidence.filter(pk__in=chosen))
    if new is not None:
        shown.append(add_evidence(measure=measure, by=by, now=now, seen=None, **new))
    gates.must_be_shown(measure, shown)
    return shown


def _open(completion: Completion, by: User, seen: int | None, measure_seen: int | None) -> Measure:
    measure = _locked(completion, seen, measure_seen)
    gates.can_be_confirmed(completion, by)
    return measure


def _locked(completion: Completion, seen: int | None, measure_seen: int | None) -> Measure:
    measure = completion.measure
    lock(measure, measure_seen)
    lock(completion, seen)
    completion.measure = measure
    return measure
