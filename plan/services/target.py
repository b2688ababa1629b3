from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import history
from accounts.history import Actor
from accounts.permissions import Permission
from plan.models import Indicator, Target
from plan.moment import LAST
from plan.services._ground import lock, text, wrong

_CODE = 20
_NATURE = 200


@transaction.atomic
def set_target(
    *,
    indicator: Indicator,
    code: str,
    due_on: date | None,
    value: int | None,
    about: bool,
    by: Actor,
    now: datetime,
    seen: int | None,
    nature_vi: str = "",
    nature: str = "",
) -> Target:
    """Say which value an indicator should have by a day (a whole number of 10^-decimals units); `code` names the target, a new
    one or one that there is. It is told in the history of its indicator, under its code."""
    lock(indicator, seen)
    code, nature_vi, nature = text(code), text(nature_vi), text(nature)
    if not code or len(code) > _CODE:
        raise wrong(_("Give a code of at most %(n)d characters.") % {"n": _CODE}, "code")
    if due_on is None or due_on > LAST:
        raise wrong(_("Give a day."), "due_on")
    if indicator.baseline_on and due_on <= indicator.baseline_on:
        raise wrong(_("The target must be later than the baseline of %(day)s.") % {"day": f"{indicator.baseline_on:%d/%m/%Y}"}, "due_on")
    if value is None:
        raise wrong(_("Enter a number."), "value")
    for name, said in (("nature_vi", nature_vi), ("nature", nature)):
        if len(said) > _NATURE:
            raise wrong(_("This text is longer than %(n)d characters.") % {"n": _NATURE}, name)
    target = indicator.targets.filter(code=code).first() or Target(indicator=indicator, code=code)
    before = "" if target._state.adding else told(target)
    values: Mapping[str, Any] = {"due_on": due_on, "value": value, "about": about, "nature_vi": nature_vi, "nature": nature}
    if not target._state.adding and not history.changed(target, values):
        return target
    for name, given in values.items():
        setattr(target, name, given)
    target.save()
    indicator.save_seen(None, {})
    name = f"{indicator.plan.code}/{indicator.code}"
    change = {code: (before, told(target))}
    history.record(
        by=by,
        verb="plan.target_set",
        obj=indicator,
        code=name,
        label=indicator.name_vi,
        changes=change,
        under=Permission.PLAN_EDIT,
        at=now,
    )
    return target


def told(target: Target) -> str:
    """A target in one line, as its indicator's history has it."""
    about = "≈ " if target.about else ""
    nature = "; ".join(filter(None, [target.nature_vi, target.nature]))
    return f"{about}{target.value}, {target.due_on}" + (f" ({nature})" if nature else "")
