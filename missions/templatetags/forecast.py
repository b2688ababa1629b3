"""How the pages of the forecast write a chance, a count of days, a value of an assumption."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.numbers import shown_percent
from missions.forecasting import Basis
from missions.models.forecast import AssumptionKey
from office.templatetags.house import NOTHING, number

register = template.Library()


@register.filter
def share(chance: float | None) -> str:
    """A chance in per cent, finer near its ends; what is nearly impossible or nearly sure is never written as 0 or 100."""
    if chance is None:
        return NOTHING
    if 0 < chance < 0.0005:
        return _("under %(n)s%%") % {"n": number(0.1, 1)}
    if 0.9995 < chance < 1:
        return _("over %(n)s%%") % {"n": number(99.9, 1)}
    near_an_end = 0 < chance < 0.0995 or 0.9005 < chance < 1
    return shown_percent(chance * 100, 1 if near_an_end else 0)


@register.filter
def slipped(days: int) -> str:
    """Moved by so many days in all, later or sooner."""
    if days < 0:
        return ngettext("%(n)s day sooner", "%(n)s days sooner", -days) % {"n": number(-days)}
    return ngettext("%(n)s day later", "%(n)s days later", days) % {"n": number(days)}


@register.filter
def assumed(value: float | None) -> str:
    """The value of an assumption, with the digits it needs."""
    if value is None:
        return NOTHING
    return number(value, 0 if value == int(value) else 2)


@register.filter
def mark(percentiles: dict[int, int], place: Any) -> int:
    """{{ year.percentiles|mark:90 }}"""
    return percentiles[int(place)]


@register.filter
def passed(step: Any, on: Any) -> bool:
    """Whether even the latest date of a stage still to come has gone by."""
    return step is not None and step.is_past_due(on)


@register.simple_tag
def learnt_from(basis: Basis, key: str) -> str:
    """How a rate was drawn from the history (docs/decisions/0031): events, years, and the half event of a rate not known."""
    learnt = basis.learnt
    closes = key == AssumptionKey.CLOSURE_RATE
    events, years = learnt.closed if closes else learnt.opened - learnt.from_board, number(learnt.years, 1)
    if closes:
        told = ngettext("%(n)s closure recorded in %(years)s years", "%(n)s closures recorded in %(years)s years", events)
    elif learnt.from_board:
        told = ngettext("%(n)s opening not prepared here in %(years)s years", "%(n)s openings not prepared here in %(years)s years", events)
    else:
        told = ngettext("%(n)s opening recorded in %(years)s years", "%(n)s openings recorded in %(years)s years", events)
    more = _("and half an event more, for what was not seen can happen all the same")
    return f"{told % {'n': number(events), 'years': years}}, {more}"
