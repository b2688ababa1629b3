"""Which plan a command means."""

from __future__ import annotations

from django.core.management import CommandError
from django.utils.translation import gettext as _

from plan.models import Plan


def plan_meant(code: str) -> Plan:
    """The plan of the code; without one the only plan there is. CommandError where it is not clear."""
    plans = {plan.code: plan for plan in Plan.objects.all()}
    if code in plans:
        return plans[code]
    if code:
        raise CommandError(_("There is no plan %(code)s.") % {"code": code})
    if len(plans) != 1:
        raise CommandError(_("Say which plan, with --plan: %(codes)s.") % {"codes": ", ".join(sorted(plans)) or "–"})
    return next(iter(plans.values()))
