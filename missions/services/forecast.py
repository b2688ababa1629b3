"""Assumptions of the forecast, and forecasts kept so that they can be judged later."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import history
from accounts.given import needed, person, wrong
from accounts.history import Actor
from accounts.models import User
from accounts.numbers import shown_scaled
from accounts.permissions import Permission
from accounts.versions import StaleVersion, Versioned
from accounts.written import as_the_ministry_writes
from missions.forecasting import MEANINGS, NIGHTLY, SEED, basis_on, reckon
from missions.frozen import Json, fingerprint, plain
from missions.models import Assumption, ForecastRun
from missions.models.forecast import DECIMALS, AssumptionKey
from plan.moment import day_of


@transaction.atomic
def set_assumption(*, key: str, value: int | None, reason: str, by: Actor, now: datetime, seen: int | None = None) -> Assumption:
    """Say what the forecast should assume, in hundredths of the unit of the key; None goes back to what is learnt or taken
    by the house. The same value again is the same row. `seen`: the row that was there to be changed, 0 for none; StaleVersion
    if another holds by now (None: whatever holds)."""
    if key not in AssumptionKey.values:
        raise wrong(_("Choose an assumption."), "key")
    reason, most = needed(reason, "reason", _("Give the reason.")), MEANINGS[key].most
    if value is not None and not 0 <= value <= most * 10**DECIMALS:
        raise wrong(_("Give a number from 0 to %(most)g.") % {"most": most}, "value")
    before = Assumption.objects.in_force(key)
    if seen is not None and seen != (before.pk if before else 0):
        raise _stale(before or Assumption(key=key))
    if before is not None and before.value == value and before.reason == reason:
        return before
    row = _replace(before, Assumption(key=key, value=value, reason=reason, by=person(by), recorded_at=now))
    with as_the_ministry_writes():
        label, values = str(AssumptionKey(key).label), [_told(before.value if before else None, key), _told(value, key)]
    history.record(
        by=by, verb="missions.assumption_set", obj=row, code=key, label=label, changes={"value": (values[0], values[1])},
        reason=reason, under=Permission.OPENINGS_EDIT, at=now,
    )  # fmt: skip
    return row


def _replace(before: Assumption | None, row: Assumption) -> Assumption:
    """The database lets one row take the place of another once; who comes second has seen what no longer holds."""
    row.replaces = before
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        if (current := Assumption.objects.in_force(row.key)) is None or current == before:
            raise
        raise _stale(current) from None
    return row


def _stale(current: Assumption) -> StaleVersion:
    """Its rows are never changed, so it is no `Versioned`; the version that a form has seen is the row itself."""
    return StaleVersion(cast(Versioned, current))


def _told(value: int | None, key: str) -> str:
    return "" if value is None else f"{shown_scaled(value, DECIMALS)} {MEANINGS[key].unit}"


def keep_forecast(*, by: Actor, now: datetime, draws: int = NIGHTLY) -> ForecastRun | None:
    """Make the forecast of the day and keep it with everything it rests on. The nightly job keeps one a day, a person one of
    the same inputs a day: asked again it answers the same row. None where the size of the network is not known."""
    on = day_of(now)
    nightly = not isinstance(by, User)
    if nightly and (made := ForecastRun.objects.filter(on=on, by=None).first()):
        return made
    basis = basis_on(on)
    if basis is None:
        return None
    inputs = plain(basis.inputs)
    if same := kept_already(inputs, on, draws):
        return same
    outputs = plain(reckon(basis.inputs, draws=draws, seed=SEED))
    values = {"inputs": inputs, "outputs": outputs, "sha256": fingerprint(inputs, outputs), "made_at": now}
    try:
        with transaction.atomic():
            run = ForecastRun.objects.create(on=on, seed=SEED, draws=draws, by=person(by), **values)
            if not nightly:
                history.record(
                    by=by, verb="missions.forecast_kept", obj=run, code=on.isoformat(), label=str(run),
                    under=Permission.OPENINGS_EDIT, at=now,
                )  # fmt: skip
    except IntegrityError:  # two at once: the other was first
        same = kept_already(inputs, on, draws)
        return ForecastRun.objects.get(on=on, by=None) if same is None else same
    return run


def kept_already(inputs: Json, on: date, draws: int) -> ForecastRun | None:
    """The forecast of the day that rests on exactly this and was drawn as often."""
    return next((run for run in ForecastRun.objects.filter(on=on, draws=draws, seed=SEED) if run.inputs == inputs), None)
