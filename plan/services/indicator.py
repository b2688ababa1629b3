"""What an indicator is, the targets it should reach, and what it is held against. Its values: `observation`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import history
from accounts.given import needed, needs, person, text, tidy, wrong
from accounts.history import Actor
from accounts.numbers import shown_scaled
from accounts.written import as_the_ministry_writes
from plan.indicators import COMPUTED
from plan.models import Comparison, ComparisonValue, Indicator, Measure, Plan, Target
from plan.moment import LAST, day_of
from plan.services._ground import codes_of, filled, lock, new_code, of_plan, tell

Values = Mapping[str, Any]
CHOICES = {
    "direction": Indicator.Direction.values,
    "source_kind": Indicator.SourceKind.values,
    "across_units": Indicator.Across.values,
    "over_time": Indicator.OverTime.values,
}
MOST_DECIMALS = 6


@transaction.atomic
def add_indicator(*, plan: Plan, by: Actor, code: str, values: Values, measures: Iterable[Measure], now: datetime) -> Indicator:
    """`values`: name, unit (vi, en), direction, source_kind, across_units, over_time, decimals, baseline (scaled by them),
    baseline_on, basis."""
    plan = Plan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    code = new_code(plan.indicators.all(), code.lower().replace(".", "-"), limit=40)
    values = _sound(values, code)
    indicator = Indicator.objects.create(plan=plan, code=code, **values)
    linked = of_plan(plan, measures)
    indicator.measures.set(linked)
    changes = filled({**_told(values, indicator), "measures": codes_of(linked)})
    _tell("plan.indicator_added", indicator, by, now, changes)
    return indicator


@transaction.atomic
def edit_indicator(
    *, indicator: Indicator, by: Actor, values: Values, measures: Iterable[Measure], now: datetime, seen: int | None
) -> Indicator:
    """Digits and origin of the values stay once there is a value: what was recorded would say something else."""
    lock(indicator, seen)
    values = _sound(values, indicator.code)
    changes = history.changed(indicator, values)
    _must_be_untouched(indicator, changes)
    before, linked = list(indicator.measures.order_by("position")), of_plan(indicator.plan, measures)
    told = {name: (_one(name, old, indicator), _one(name, new, indicator)) for name, (old, new) in changes.items()}
    if codes_of(before) != codes_of(linked):
        told["measures"] = (codes_of(before), codes_of(linked))
    if told:
        indicator.measures.set(linked)
        indicator.save_seen(None, values)
        _tell("plan.indicator_edited", indicator, by, now, told)
    return indicator


@transaction.atomic
def set_target(
    *,
    indicator: Indicator,
    by: Actor,
    code: str,
    due_on: date | None,
    value: int | None,
    about: bool,
    nature_vi: str,
    nature: str,
    reason: str,
    now: datetime,
    seen: int | None,
    replaces: Target | None = None,
) -> Target:
    """A dated target, new or in the place of one that is then withdrawn: who asks what was known before still finds it.
    Another value needs its reason: the number and day of the decision."""
    lock(indicator, seen)
    given = {"due_on": due_on, "value": value, "about": about, "nature_vi": text(nature_vi), "nature": text(nature)}
    others = indicator.targets.standing()
    if value is None:
        raise wrong(_("Enter a number."), "value")
    if due_on is None or not indicator.plan.issued_on <= due_on <= LAST:
        raise wrong(_("Give a day after the plan was issued."), "due_on")
    if replaces is not None:
        _must_be_standing(replaces)
        if not history.changed(replaces, given):
            return replaces
        reason, others, code = needed(reason, "reason", _("Give the reason.")), others.exclude(pk=replaces.pk), replaces.code
    else:
        code = new_code(others, code)
    if others.filter(due_on=due_on).exists():
        raise wrong(_("There is a target for this day already."), "due_on")
    old = _aim(replaces, indicator) if replaces else None
    if replaces is not None:
        indicator.targets.filter(pk=replaces.pk).update(withdrawn_at=now)
    target = Target.objects.create(indicator=indicator, code=code, recorded_at=now, **given)
    indicator.save_seen(None, {})
    _tell("plan.target_set", indicator, by, now, {target.code: (old, _aim(target, indicator))}, text(reason))
    return target


@transaction.atomic
def withdraw_target(*, target: Target, by: Actor, reason: str, now: datetime, seen: int | None) -> Target:
    """The path no longer leads there; as known before, it did."""
    indicator = target.indicator
    lock(indicator, seen)
    target.refresh_from_db()
    _must_be_standing(target)
    reason = needed(reason, "reason", _("Give the reason."))
    indicator.targets.filter(pk=target.pk).update(withdrawn_at=now)
    indicator.save_seen(None, {})
    _tell("plan.target_withdrawn", indicator, by, now, {target.code: (_aim(target, indicator), None)}, reason)
    return target


@transaction.atomic
def add_comparison(*, indicator: Indicator, by: Actor, values: Values, now: datetime, seen: int | None) -> Comparison:
    """`values`: name_vi, name_en, source: what the indicator is held against, in its unit."""
    lock(indicator, seen)
    values = _series(indicator, values)
    comparison = Comparison.objects.create(indicator=indicator, recorded_at=now, **values)
    indicator.save_seen(None, {})
    _tell_series("plan.comparison_added", comparison, by, now, filled(values))
    return comparison


@transaction.atomic
def edit_comparison(*, comparison: Comparison, by: Actor, values: Values, now: datetime, seen: int | None) -> Comparison:
    Indicator.objects.select_for_update(no_key=True).get(pk=comparison.indicator_id)  # of two who take the same name, one is second
    lock(comparison, seen)
    _must_be_shown(comparison)
    values = _series(comparison.indicator, values, but=comparison)
    if changes := history.changed(comparison, values):
        comparison.save_seen(None, values)
        _tell_series("plan.comparison_edited", comparison, by, now, changes)
    return comparison


@transaction.atomic
def withdraw_comparison(*, comparison: Comparison, by: Actor, reason: str, now: datetime, seen: int | None) -> Comparison:
    lock(comparison, seen)
    _must_be_shown(comparison)
    reason = needed(reason, "reason", _("Give the reason."))
    comparison.save_seen(None, {"withdrawn_at": now})
    _tell_series("plan.comparison_withdrawn", comparison, by, now, {}, reason)
    return comparison


@transaction.atomic
def compare(
    *,
    comparison: Comparison,
    by: Actor,
    on: date,
    value: int | None,
    note: str,
    now: datetime,
    seen: int | None,
    replaces: ComparisonValue | None = None,
) -> ComparisonValue:
    """A value of the series on a day (scaled as the indicator); with `replaces` a correction, whose note says why. None takes
    the value back. Of one day one value stands."""
    lock(comparison, seen)
    _must_be_shown(comparison)
    if on > day_of(now):
        raise wrong(_("This day has not come yet."), "on")
    if replaces is not None and hasattr(replaces, "replaced_by"):
        raise wrong(_("This value has been corrected already."), "value")
    if value is None and replaces is None:
        raise wrong(_("Give the value."), "value")
    note = needed(note, "note", _("Say where the value comes from or why it is corrected."))
    others = comparison.values.standing().filter(on=on)
    if any(other != replaces for other in others):
        raise wrong(_("Another value stands for this day. Correct that one instead."), "on")
    told = {"on": on, "value": value, "note": note, "recorded_at": now, "by": person(by), "replaces": replaces}
    row = ComparisonValue.objects.create(comparison=comparison, **told)
    comparison.save_seen(None, {})
    indicator = comparison.indicator
    old = _number(replaces.value, indicator) if replaces and replaces.value is not None else None
    new = None if value is None else _number(value, indicator)
    _tell_series("plan.compared", comparison, by, now, {"value": (old, new), "on": (replaces and replaces.on, on)}, note)
    return row


def _sound(values: Values, code: str) -> dict[str, Any]:
    tidied = tidy(values)
    needs(tidied, ("name_vi", "name_en", "unit_vi"), _("An indicator needs this."))
    for name, allowed in CHOICES.items():
        if tidied.get(name) not in allowed:
            raise wrong(_("Choose one of the values."), name)
    if tidied["source_kind"] == Indicator.SourceKind.COMPUTED and code not in COMPUTED:
        raise wrong(_("The system computes no indicator with this code."), "source_kind")
    if not 0 <= (tidied.get("decimals") or 0) <= MOST_DECIMALS:
        raise wrong(_("Give a whole number from 0 to %(n)s.") % {"n": MOST_DECIMALS}, "decimals")
    if (tidied.get("baseline") is None) != (tidied.get("baseline_on") is None):
        missing = "baseline" if tidied.get("baseline") is None else "baseline_on"
        raise wrong(_("Give the baseline with its day, or neither."), missing)
    return tidied


def _must_be_untouched(indicator: Indicator, changes: Values) -> None:
    observed = indicator.observations.exists()
    there = {"source_kind": observed, "decimals": observed or indicator.targets.exists() or indicator.comparisons.exists()}
    if name := next((name for name in there if name in changes and there[name]), ""):
        raise wrong(_("There are values already: this can no longer change."), name)


def _must_be_standing(target: Target) -> None:
    if target.withdrawn_at is not None:
        raise wrong(_("This target has been changed or withdrawn since."))


def _must_be_shown(comparison: Comparison) -> None:
    if comparison.withdrawn_at is not None:
        raise wrong(_("This series has been withdrawn."))


def _series(indicator: Indicator, values: Values, but: Comparison | None = None) -> dict[str, Any]:
    tidied = tidy(values)
    needs(tidied, ("name_vi", "name_en", "source"), _("A series needs its name in both languages and its source."))
    same = indicator.comparisons.filter(withdrawn_at__isnull=True, name_vi=tidied["name_vi"])
    if any(other != but for other in same):
        raise wrong(_("There is a series of this name already."), "name_vi")
    return tidied


def _told(values: Values, indicator: Indicator) -> dict[str, Any]:
    return {name: _one(name, value, indicator) for name, value in values.items()}


def _one(name: str, value: Any, indicator: Indicator) -> Any:
    return _number(value, indicator) if name == "baseline" and value is not None else value


def _number(value: int, indicator: Indicator) -> str:
    with as_the_ministry_writes():
        return shown_scaled(value, indicator.decimals)


def _aim(target: Target, indicator: Indicator) -> str:
    nature = "; ".join(filter(None, [target.nature_vi, target.nature]))
    number = _number(target.value, indicator)
    return f"{'≈ ' if target.about else ''}{number}, {target.due_on:%d/%m/%Y}" + (f" ({nature})" if nature else "")


def _tell(verb: str, indicator: Indicator, by: Actor, now: datetime, changes: Any, reason: str = "") -> None:
    code = f"{indicator.plan.code}/{indicator.code}"
    tell(verb, indicator, by, now, code=code, label=indicator.name_vi, changes=changes, reason=reason)


def _tell_series(verb: str, comparison: Comparison, by: Actor, now: datetime, changes: Any, reason: str = "") -> None:
    indicator = comparison.indicator
    label = f"{indicator.name_vi}: {comparison.name_vi}"
    tell(verb, comparison, by, now, code=f"{indicator.plan.code}/{indicator.code}", label=label, changes=changes, reason=reason)
