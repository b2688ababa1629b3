from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import history
from accounts.history import Actor
from accounts.permissions import Permission
from plan.models import Indicator, Target
from plan.moment import LAST
from plan.services._ground import lock, needed, text, wrong

_CODE = 20
_NATURE = 200


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
    """Say which value an indicator should have by a day (a whole number of 10^-decimals units): a new target, or with `replaces`
    another value of one that there is, which needs its reason. It is told in the history of its indicator, under its code."""
    lock(indicator, seen)
    values = _judged(indicator, due_on, value, about, text(nature_vi), text(nature))
    if replaces is not None:
        if not history.changed(replaces, values):
            return replaces
        code, reason = replaces.code, needed(reason, "reason", _("Give the reason."))
    else:
        code = _new_code(indicator, text(code))
    before = told(replaces) if replaces else ""
    target = replaces or Target(indicator=indicator, code=code)
    for name, given in values.items():
        setattr(target, name, given)
    target.save()
    indicator.save_seen(None, {})
    history.record(
        by=by,
        verb="plan.target_set",
        obj=indicator,
        code=f"{indicator.plan.code}/{indicator.code}",
        label=indicator.name_vi,
        changes={code: (before, told(target))},
        reason=text(reason),
        under=Permission.PLAN_EDIT,
        at=now,
    )
    return target


def _judged(indicator: Indicator, due_on: date | None, value: int | None, about: bool, nature_vi: str, nature: str) -> dict[str, Any]:
    if due_on is None or not indicator.plan.issued_on <= due_on <= LAST:
        raise wrong(_("Give a day after the plan was issued."), "due_on")
    if value is None:
        raise wrong(_("Enter a number."), "value")
    return {"due_on": due_on, "value": value, "about": about, "nature_vi": nature_vi[:_NATURE], "nature": nature[:_NATURE]}


def _new_code(indicator: Indicator, code: str) -> str:
    if not code or len(code) > _CODE:
        raise wrong(_("Give a code of at most %(n)d characters.") % {"n": _CODE}, "code")
    if indicator.targets.filter(code=code).exists():
        raise wrong(_("This code is taken."), "code")
    return code


def told(target: Target) -> str:
    """A target in one line, as its indicator's history has it."""
    about = "≈ " if target.about else ""
    nature = "; ".join(filter(None, [target.nature_vi, target.nature]))
    return f"{about}{target.value}, {target.due_on}" + (f" ({nature})" if nature else "")
