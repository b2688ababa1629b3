"""Assumptions of the forecast, and forecasts kept so that they can be judged later."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import history
from accounts.given import needed, person, wrong
from accounts.history import Actor
from accounts.models import User
from accounts.numbers import shown_scaled
from accounts.permissions import Permission
from missions.forecasting import MEANINGS, NIGHTLY, SEED, basis_on, reckon
from missions.frozen import fingerprint, plain
from missions.models import Assumption, ForecastRun
from missions.models.forecast import DECIMALS, AssumptionKey
from plan.moment import day_of


@transaction.atomic
def set_assumption(*, key: str, value: int | None, reason: str, by: Actor, now: datetime) -> Assumption:
    """Say what the forecast should assume, in hundredths of the unit of the key; None goes back to what is learnt or taken
    by the house. The same value again is the same row."""
    if key not in AssumptionKey.values:
        raise wrong(_("Choose an assumption."), "key")
    reason, most = needed(reason, "reason", _("Give the reason.")), MEANINGS[key].most
    if value is not None and not 0 <= value <= most * 10**DECIMALS:
        raise wrong(_("Give a number from 0 to %(most)g.") % {"most": most}, "value")
    before = Assumption.objects.filter(key=key).order_by("-recorded_at", "-pk").first()
    if before is not None and before.value == value and before.reason == reason:
        return before
    row = Assumption.objects.create(key=key, value=value, reason=reason, by=person(by), recorded_at=now)
    with override("vi"):
        label, values = str(AssumptionKey(key).label), [_told(before.value if before else None, key), _told(value, key)]
    history.record(
        by=by, verb="missions.assumption_set", obj=row, code=key, label=label, changes={"value": (values[0], values[1])},
        reason=reason, under=Permission.OPENINGS_EDIT, at=now,
    )  # fmt: skip
    return row


def _told(value: int | None, key: str) -> str:
    return "" if value is None else f"{shown_scaled(value, DECIMALS)} {MEANINGS[key].unit}"


def keep_forecast(*, by: Actor, now: datetime, draws: int = NIGHTLY) -> ForecastRun | None:
    """Make the forecast of the day and keep it with everything it rests on. The nightly job keeps one a day: asked again it
    answers the same row. None where the size of the network is not known."""
    on = day_of(now)
    nightly = not isinstance(by, User)
    if nightly and (made := ForecastRun.objects.filter(on=on, by=None).first()):
        return made
    basis = basis_on(on)
    if basis is None:
        return None
    inputs, outputs = plain(basis.inputs), plain(reckon(basis.inputs, draws=draws, seed=SEED))
    values = {"inputs": inputs, "outputs": outputs, "sha256": fingerprint(inputs, outputs), "made_at": now}
    try:
        with transaction.atomic():
            run = ForecastRun.objects.create(on=on, seed=SEED, draws=draws, by=person(by), **values)
            if not nightly:
                history.record(
                    by=by, verb="missions.forecast_kept", obj=run, code=on.isoformat(), label=str(run),
                    under=Permission.OPENINGS_EDIT, at=now,
                )  # fmt: skip
    except IntegrityError:  # two workers in one night: the other was first
        return ForecastRun.objects.get(on=on, by=None)
    return run
