"""How the pages write what is reckoned of an indicator: values by its decimals, where it stands by its path in words."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.folding import lower
from accounts.numbers import unit_of
from office.templatetags.house import NOTHING, number, state
from plan.models import Indicator, Period
from plan.readings import Reading
from plan.reckoning import Side, Standing
from plan.templatetags.plan import written_in

register = template.Library()


@register.filter
def reckoned(value: float | None, indicator: Indicator) -> str:
    """A reckoned value, such as a pace: one digit finer than the values where these are whole."""
    return NOTHING if value in (None, "") else number(value / 10**indicator.decimals, indicator.decimals + indicator.finer)


@register.filter
def signed(value: float | None, indicator: Indicator) -> str:
    """With its sign: +3,2 or −3,2, the sign of a minus and not a hyphen; what is shown as nought has none."""
    if value in (None, ""):
        return NOTHING
    shown = reckoned(abs(value), indicator)
    return shown if not shown.strip("0,.") else f"+{shown}" if value > 0 else f"−{shown}"


@register.filter
def counted(value: int | None, indicator: Indicator) -> str:
    """A value as it was counted, reported or typed."""
    return NOTHING if value in (None, "") else number(value / 10**indicator.decimals, indicator.decimals)


@register.simple_tag
def unit_after(value: int | None, indicator: Indicator) -> SafeString:
    """The unit behind a value of the indicator, with the space that belongs before it, in the reader's language or marked."""
    unit = unit_of((value or 0) / 10**indicator.decimals, indicator.text("unit"))
    language = indicator.lang("unit")
    if not language or unit == "%":
        return conditional_escape(unit)
    return format_html(' <span lang="{}">{}</span>{}', language, unit.strip(), written_in(language))


@register.filter
def stepped(value: int | None, indicator: Indicator) -> str:
    """By how much a value has changed."""
    if value in (None, ""):
        return NOTHING
    shown = counted(abs(value), indicator)
    return _("no change") if not value else f"+{shown}" if value > 0 else f"−{shown}"


@register.filter
def gain(value: int | None, indicator: Indicator) -> str:
    """The same as one end of a span: between 0 and +2."""
    return "0" if value == 0 else stepped(value, indicator)


@register.simple_tag
def pace_needed(at: Standing, indicator: Indicator) -> str:
    """What is asked for until the next target: a pace a year, or what is lacking where less than a year is left."""
    if at.required_pace is None:
        return NOTHING
    if at.days_left is None:
        return _("%(n)s a year") % {"n": signed(at.required_pace, indicator)}
    if at.within:
        words = ngettext("at least %(n)s lacking, %(days)s day left", "at least %(n)s lacking, %(days)s days left", at.days_left)
    else:
        words = ngettext("%(n)s lacking, %(days)s day left", "%(n)s lacking, %(days)s days left", at.days_left)
    return words % {"n": counted(at.lacking, indicator), "days": number(at.days_left)}


@register.simple_tag(takes_context=True)
def by_path(context: Context, reading: Reading) -> SafeString:
    """A sign and words: how far the value stands below or above its path."""
    at = reading.at
    if at.side is None or at.difference is None:
        return SafeString("")
    by = {"n": reckoned(abs(at.difference), reading.indicator)}
    if at.side == Side.ON_PATH:
        words = _("On the path")
    elif at.difference < 0:
        words = (_("At least %(n)s below the path") if at.within else _("%(n)s below the path")) % by
    else:
        words = (_("At least %(n)s above the path") if at.within else _("%(n)s above the path")) % by
    return state(context, "bad" if at.is_backwards else "risk" if at.side == Side.BEHIND else "good", words)


@register.filter
def percent(share: float | None) -> Any:
    """A share of the way as a whole per cent."""
    return None if share is None else round(share * 100)


@register.filter
def among(code: str, periods: dict[str, Period]) -> str:
    """The name of a period by its code."""
    return periods[code].name if code in periods else code


@register.filter
def inside(code: str, periods: dict[str, Period]) -> str:
    """The same in the middle of a sentence."""
    return lower(among(code, periods))
