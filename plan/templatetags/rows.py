"""Rows of measures, of their updates and of the scoreboard. A list of fifty costs the engine of templates eight milliseconds and
this two, so they are drawn here; `plan/_rows.html`, `plan/_updates.html` and `plan/_scoreboard.html` have their heads and say
what each column is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from django import template
from django.template import Context
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from office.addresses import address
from office.templatetags.house import NOTHING, cell_sign, cell_state, day, health_state, icon, lang_attr, moment
from plan.models import Assignment, Measure, StatusUpdate, Task
from plan.progress import State
from plan.templatetags.plan import due, opens, our_words, said

register = template.Library()
NONE = mark_safe('<span class="zero none">–</span>')
NO_TEXT, BREAK, NO_ACT = SafeString(""), mark_safe("<br>"), mark_safe('<td role="cell"></td>')
# The labels, %s, are the same in each row and so filled in once.
ROW = (
    '<tr role="row"><th role="rowheader" scope="row"><span class="code">{}</span> <a href="%s{}/{}">{}</a> {}</th>'
    '<td role="cell" data-label="%s"><span>{}</span></td><td role="cell" data-label="%s"><span>{}</span></td>'
    '<td role="cell" data-label="%s"><span>{}</span></td><td role="cell" data-label="%s"><span>{}</span></td>'
    '<td role="cell" data-label="%s"><span>{}</span></td><td role="cell" class="num" data-label="%s">{}</td></tr>\n'
)
GROUP = '<tr role="row" class="group"><th role="rowheader" scope="rowgroup" colspan="7">{}. {}</th></tr>\n'


@register.simple_tag(takes_context=True)
def measure_rows(context: Context, measures: Iterable[Measure], as_of: Any, tasks: Mapping[int, Task] | None = None) -> SafeString:
    """The rows of the table; where the tasks are given, each with a heading over its own."""
    return mark_safe("".join(_rows(context, measures, as_of, tasks or {})))  # noqa: S308 - of pieces that are escaped


def _rows(context: Context, measures: Iterable[Measure], as_of: Any, tasks: Mapping[int, Task]) -> Iterator[str]:
    mark, on = as_of.mark, as_of.moment.on
    labels = _("Lead agency"), _("Coordinating agencies"), _("Deadline"), _("Output"), _("Against the deadline"), _("Progress")
    shape = ROW % tuple(escape(part) for part in (address("plan:measures", context["plan"].code), *labels))

    @cache
    def stands(cell: str, health: str) -> SafeString:
        parts = [cell_state(context, cell), *([health_state(context, health)] if health else [])]
        return format_html_join(mark_safe("<br>"), "{}", ((part,) for part in parts))

    above = None
    for row in measures:
        if tasks and row.task_id != above:
            above = row.task_id
            yield format_html(GROUP, tasks[above].code, said(tasks[above], "title"))
        yield format_html(
            shape, row.code, row.code, mark, said(row, "title"), our_words(row), _units(row.leading), _units(row.coordinating),
            due(row, on) if row.at_due_on else NONE, _output(row), stands(row.cell, row.at_health), _percent(row.at_percent),
        )  # fmt: skip


def _units(held: list[Assignment]) -> SafeString:
    return format_html_join(mark_safe(";<br>"), "{}", ((row.unit.name,) for row in held)) or NONE


def _output(row: Measure) -> Any:
    if row.output_vi or row.output_en:
        return said(row, "output")
    return NONE if row.output_kind == Measure.OutputKind.UNKNOWN else row.get_output_kind_display()


def _percent(percent: int | None) -> str:
    return NONE if percent is None else _("%(n)s%%") % {"n": percent}


UPDATE = (
    '<tr role="row"><th role="rowheader" scope="row">{}</th><td role="cell" data-label="%s">{}</td>'
    '<td role="cell" data-label="%s"><span>{}</span></td><td role="cell" class="num" data-label="%s">{}</td>'
    '<td role="cell" data-label="%s"><span>{}<br><span class="meta">{}{}</span></span></td>{}</tr>\n'
)
CORRECT = '<td role="cell"><a href="{}?replaces={}">{}<span class="vh"> {}</span></a></td>'


@register.simple_tag(takes_context=True)
def update_rows(context: Context, updates: list[StatusUpdate]) -> SafeString:
    """The rows of the table; where the reader may record, each with a last cell, which leads to its correction if there can
    be one."""
    return mark_safe("".join(_updates(context, updates)))  # noqa: S308 - of pieces that are escaped


def _updates(context: Context, updates: list[StatusUpdate]) -> Iterator[str]:
    may_record, correctable = context["acts"].get("update"), context["correctable"]
    shape = UPDATE % tuple(escape(label) for label in (_("Status"), _("Health"), _("Progress"), _("Recorded at")))
    corrected, correct = format_html(", {}", _("correction")), _("Correct")
    page = address("plan:measure-update", context["plan"].code, context["measure"].code)
    states = {state: State(state).label for state in {update.state for update in updates}}
    healths = {health: health_state(context, health) for health in {update.health for update in updates}}
    for update in updates:
        on, act = day(update.effective_on), NO_TEXT
        if may_record:
            act = format_html(CORRECT, page, update.pk, correct, on) if update.state in correctable else NO_ACT
        yield format_html(
            shape, on, states[update.state], _opinion(update, healths[update.health]),
            NOTHING if update.percent is None else _percent(update.percent), moment(update.recorded_at),
            (update.by and update.by.name) or NOTHING, corrected if update.replaces_id else NO_TEXT, act,
        )  # fmt: skip


def _opinion(update: StatusUpdate, health: SafeString) -> Any:
    reason = format_html('<span class="meta"{}>{}</span>', lang_attr(update.language), update.reason) if update.reason else NO_TEXT
    return health + (BREAK if health and reason else NO_TEXT) + reason or NOTHING


NUMBER = '<td role="cell" class="num" data-label="{}"><span class="state--{}">{}</span>'


@register.simple_tag(takes_context=True)
def numbers(context: Context, counted: Iterable[Any]) -> SafeString:
    """The cells of a row of the scoreboard: a sign, and the number that opens its measures."""
    begun: dict[str, SafeString] = context.render_context.dicts[0].setdefault("cells of the scoreboard", {})  # the same in each row
    parts = []
    for number in counted:
        if number.cell not in begun:
            sign = cell_sign(number.cell)
            begun[number.cell] = format_html(NUMBER, number.cell.label, sign, icon(context, sign))
        parts += [begun[number.cell], opens(number.value, number.address), "</td>\n"]
    return mark_safe("".join(parts))  # noqa: S308 - of pieces that are escaped


BAR = '<a href="{}" tabindex="-1" aria-hidden="true"><rect class="f-{}" x="{}%" y="1" width="{}%" height="16"/></a>'


@register.simple_tag
def bar(counted: Iterable[Any], label: str) -> SafeString:
    """The same row as lengths. Its numbers are those of the picture, with a point whatever the language."""
    parts = ((number.address, cell_sign(number.cell), number.left, number.share) for number in counted if number.value)
    return format_html('<svg class="bar" role="group" aria-label="{}">{}</svg>', label, format_html_join("", BAR, parts))
