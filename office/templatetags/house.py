"""Words, numbers, days and signs as the house writes them; loaded into every template (settings.TEMPLATES)."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.core.paginator import Page
from django.forms import BoundField, RadioSelect
from django.template import Context
from django.urls import get_script_prefix
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext_lazy as _

from accounts import words
from accounts.folding import lower
from accounts.models import Event, Unit, User
from accounts.numbers import shown_percent, shown_rounded
from accounts.permissions import Permission, can, grants_of
from accounts.tongue import language_of
from office.icons import CELLS, DRAWINGS, HEALTH
from office.menu import PARTS, part_of
from office.menu import drawn as drawn_menu

register = template.Library()
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NOTHING = "–"

# The same words as plan.progress.Cell and Health: this app stands below the plan and knows the cells by their keys.
CELL_WORDS = {
    "done_on_time": _("Completed on time"),
    "done_late": _("Completed late"),
    "open_within": _("Within deadline"),
    "open_overdue": _("Overdue"),
    "ongoing": _("Ongoing"),
    "no_deadline": _("No deadline yet"),
    "paused": _("Paused"),
    "done_without_term": _("Completed without a deadline"),
    "out": _("Cancelled or superseded"),
}
HEALTH_WORDS = {"on_track": _("On track"), "at_risk": _("At risk"), "off_track": _("Off track")}


def _draw(name: str, size: str = "") -> SafeString:
    classes = f"ico ico--{size}" if size else "ico"
    return format_html('<svg class="{}" viewBox="0 0 16 16" aria-hidden="true">{}</svg>', classes, mark_safe(DRAWINGS[name]))  # noqa: S308


@register.simple_tag(takes_context=True)
def icon(context: Context, name: str, size: str = "") -> SafeString:
    """A sign beside a word. Its drawing is printed once, by {% sprite %}; a fragment carries its own."""
    if name not in DRAWINGS:
        raise KeyError(f"there is no sign {name!r} in office.icons")
    request = context.get("request")
    if getattr(request, "htmx", False):
        return _draw(name, size)
    # The bottom of the render context is the one dictionary that a page shares with the templates it includes.
    context.render_context.dicts[0].setdefault("signs", set()).add(name)
    classes = f"ico ico--{size}" if size else "ico"
    return format_html('<svg class="{}" aria-hidden="true"><use href="#i-{}"/></svg>', classes, name)


@register.simple_tag
def drawn(name: str) -> SafeString:
    """A sign with its own drawing, for templates that are rendered apart from the page (fields of a form)."""
    return _draw(name)


# What was done late is hatched, in every bar of a page: half filled, between done and open.
HATCH = mark_safe(
    '<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect class="hatch-bg" width="6" height="6"/><path class="hatch-line" d="M1.5 0v6"/></pattern>'
)


@register.simple_tag(takes_context=True)
def sprite(context: Context) -> SafeString:
    """The drawings of the signs that this page uses; stands at the end of the body."""
    names = sorted(context.render_context.dicts[0].get("signs", ()))
    symbol = '<symbol id="i-{}" viewBox="0 0 16 16">{}</symbol>'
    drawings = format_html_join("", symbol, ((name, mark_safe(DRAWINGS[name])) for name in names))  # noqa: S308
    return format_html('<svg class="sprite" aria-hidden="true" focusable="false"><defs>{}{}</defs></svg>', HATCH, drawings)


@register.simple_tag(takes_context=True)
def state(context: Context, kind: str, label: Any, form: str = "") -> SafeString:
    """A sign and its word: {% state "risk" label %}, or as a chip beside a title: {% state "risk" label "chip" %}."""
    classes = f"state state--{kind} state--{form}" if form else f"state state--{kind}"
    return format_html('<span class="{}">{}{}</span>', classes, icon(context, kind), label)


@register.simple_tag(takes_context=True)
def cell_state(context: Context, cell: str, form: str = "") -> SafeString:
    return state(context, CELLS[str(cell)], CELL_WORDS[str(cell)], form)


@register.simple_tag(takes_context=True)
def health_state(context: Context, health: str, form: str = "") -> SafeString:
    """The opinion on a measure; nothing where nobody has given one."""
    return state(context, HEALTH[str(health)], HEALTH_WORDS[str(health)], form) if health else SafeString("")


@register.filter
def cell_sign(cell: str) -> str:
    """The name of the sign and of the class of a cell, for bars and columns."""
    return CELLS[str(cell)]


@register.filter
def day(value: date | datetime | None) -> str:
    """31/12/2026, in both languages."""
    if not value:
        return NOTHING
    if isinstance(value, datetime):
        value = value.astimezone(HANOI) if timezone.is_aware(value) else value
    return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"  # strftime takes five times as long


@register.filter
def within(name: str) -> str:
    """A name in the middle of a sentence: quý IV/2026, quarter IV/2026."""
    return lower(str(name))


@register.filter
def moment(value: datetime | None) -> str:
    """16:02 14/12/2026, the clock of Hà Nội."""
    return clock(value, HANOI)


@register.filter
def moment_said(value: datetime | None) -> str:
    """The same within a sentence: 16:02 ngày 14/12/2026 in Vietnamese."""
    time, _space, on = moment(value).partition(" ")
    return pgettext("moment", "%(time)s on %(day)s") % {"time": time, "day": on} if on else time


@register.filter
def clock(value: datetime | None, zone: str | ZoneInfo) -> str:
    """A moment on the clock of a place."""
    if not value:
        return NOTHING
    there = value.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)
    return f"{there.hour:02d}:{there.minute:02d} {day(there.date())}"


@register.filter
def number(value: float | Decimal | None, places: int | None = None) -> str:
    """1.240 and 18,5 in Vietnamese, 1,240 and 18.5 in English."""
    if value is None or value == "":
        return NOTHING
    if places is not None:
        return shown_rounded(value, places)
    return number_format(value, use_l10n=True, force_grouping=True)


@register.filter
def per_cent(value: float | None, places: int = 0) -> str:
    """A number that is in per cent already: "66,7%" in Vietnamese, "66.7%" in English."""
    return NOTHING if value is None else shown_percent(value, places)


@register.filter
def lang_attr(language: str | None) -> str:
    """` lang="en"` where the text is not in the language of the page, so that it is read out rightly."""
    if not language or language == get_language():
        return ""
    return format_html(' lang="{}"', language)


@register.filter
def lang_of_text(text: Any, recorded: str = "") -> str:
    """The same for what a person has typed, as its own words say; where they do not, as it was `recorded` with the text."""
    return lang_attr(language_of(str(text or "")) or recorded)


@register.filter
def anchor(field: BoundField) -> str:
    """The id on which a link from the error summary lands."""
    if isinstance(field.field.widget, RadioSelect):
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


@register.filter
def elided(page: Page) -> list[int | str]:
    """1 … 4 5 6 … 20"""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.simple_tag(takes_context=True)
def may(context: Context, permission: str, obj: Any = None) -> bool:
    """{% may "users.read" as yes %}: for showing a link; the page behind it asks again."""
    return can(context["user"], Permission(permission), obj) if "user" in context else False


@register.simple_tag(takes_context=True)
def main_menu(context: Context) -> SafeString:
    """Its items, for who reads the page; drawn once for all who see the same."""
    here = part_of(getattr(context.get("request"), "resolver_match", None))
    asked = (part.permission for part in PARTS if part.permission)
    seen = frozenset(permission for permission in asked if can(context["user"], permission))
    return drawn_menu(get_language(), get_script_prefix(), seen, here.route if here else None)


@register.simple_tag
def units_of(person: User) -> list[Unit]:
    """The units of the person's memberships today, each once; no query of its own."""
    return list({grant.membership.unit_id: grant.membership.unit for grant in grants_of(person, timezone.localdate())}.values())


LINE = '<li id="event-{}"><time datetime="{}">{}</time><p>{}{}</p></li>\n'


@register.simple_tag(takes_context=True)
def log_rows(context: Context, events: Iterable[Event]) -> SafeString:
    """The lines of `_log.html`, which says what else is given."""
    objects, marked = context.get("objects"), context.get("marked")
    new = format_html(' <span class="tag">{}</span>', _("New")) if marked else ""
    lines = (
        (event.pk, event.at.isoformat(), moment(event.at), said, new if marked and event in marked else "")
        for event, said in words.sentences(events, with_object=bool(objects), closed=_closed(context))
    )
    return format_html_join("", LINE, lines)


def _closed(context: Context) -> frozenset[str]:
    user = context.get("user")
    return words.closed_kinds(lambda permission: can(user, permission)) if user else frozenset()


@register.simple_tag(takes_context=True)
def told(context: Context, events: Iterable[Event], objects: bool = True) -> list[tuple[Event, SafeString]]:
    """Rows of the history, each with what happened in plain words: {% told events as lines %}."""
    return words.sentences(events, with_object=objects, closed=_closed(context))
