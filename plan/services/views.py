"""What coordinating units say to a proposed completion (nhất trí, có ý kiến khác), and what it asks of who confirms."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.given import text, wrong
from accounts.models import Unit, User
from accounts.permissions import Permission
from accounts.versions import StaleVersion
from plan.hearing import Hearing, hearing
from plan.models import Completion, CompletionView
from plan.moment import Moment, day_of
from plan.services import gates
from plan.services._ground import lock, record

Opinion = CompletionView.Opinion


@transaction.atomic
def give_view(
    *,
    completion: Completion,
    unit: Unit,
    by: User,
    opinion: str,
    reason: str,
    now: datetime,
    seen: int | None,
    measure_seen: int | None = None,
) -> CompletionView:
    """Say, in the name of the unit, what it thinks of the proposal; `seen` is the version of what it said before, 0 for
    nothing. Whoever is about to decide on the proposal then sees it anew."""
    measure = completion.measure
    lock(measure, measure_seen)
    lock(completion, None)
    completion.measure = measure
    gates.can_be_viewed(completion, unit)
    reason = _reasoned(opinion, text(reason))
    before = completion.views.filter(unit=unit).select_related("unit").first()
    if before is not None and seen is not None and before.version != seen:
        raise StaleVersion(before)
    if before is not None and (before.opinion, before.reason) == (opinion, reason):
        return before
    values = {"opinion": opinion, "reason": reason, "by": by, "given_at": now}
    changes = {"unit": (None, unit.name_vi), "opinion": (before and before.opinion, opinion)}
    view = before.save_seen(None, values) if before else CompletionView.objects.create(completion=completion, unit=unit, **values)
    completion.save_seen(None, {})
    measure.save_seen(None, {})
    record("plan.view_given", measure, by, now, under=Permission.COMPLETION_VIEW, over=unit, changes=changes, reason=reason)
    return view


def heard(completion: Completion, now: datetime) -> Hearing:
    """Who is asked about a proposal that waits: the units that coordinate the measure now."""
    asked = completion.measure.assignments.current().coordinating().with_voice(day_of(now)).with_view(completion.pk)
    return hearing(asked.select_related("unit"), Moment.now(now))


def reasoned(completion: Completion, reason: str, now: datetime) -> str:
    """The reason of who confirms, needed over an objection or before all have answered."""
    reason, said = text(reason), heard(completion, now)
    if reason or said.is_settled:
        return reason
    if said.objections:
        units = ", ".join(unit.name for unit in said.objections)
        raise wrong(_("%(units)s: another opinion was given. Say why it is confirmed all the same.") % {"units": units}, "reason")
    units = ", ".join(unit.name for unit in said.awaited)
    raise wrong(_("Not yet answered: %(units)s. Say why it is confirmed before that.") % {"units": units}, "reason")


def _reasoned(opinion: str, reason: str) -> str:
    if opinion not in Opinion.values:
        raise wrong(_("Choose one of the values."), "opinion")
    if opinion == Opinion.OBJECTS and not reason:
        raise wrong(_("Say what the other opinion is."), "reason")
    return reason
