"""How the register of a period writes a standing, the state of a review, the legend of its strips and its own addresses."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from accounts.folding import lower
from accounts.permissions import Permission, can
from office.charts import STRIP_SHAPES
from office.templatetags.house import state
from reports import access
from reports.chasing import REVIEW_SIGNS, SIGNS, standing_word
from reports.completeness import Review, Standing
from reports.register import MARKS, Register, address

register = template.Library()


@register.inclusion_tag("reports/_tabs.html", takes_context=True)
def reports_tabs(context: Context, here: str) -> dict[str, Any]:
    """The parts of the reports: "quarterly", "proposals", "progress", "ratings"; one tab alone is none."""
    user = context["user"]
    reads_ratings = can(user, Permission.RATINGS_READ)
    return {"here": here, "reads_quarterly": access.reads_quarterly(user), "reads_ratings": reads_ratings}


@register.simple_tag(takes_context=True)
def standing_state(context: Context, key: str) -> SafeString:
    """The sign and the word of a standing, for under a figure."""
    standing = Standing(key)
    return state(context, SIGNS[standing], lower(str(standing.label)))


@register.simple_tag(takes_context=True)
def review_state(context: Context, key: str) -> SafeString:
    review = Review(key)
    return state(context, REVIEW_SIGNS[review], lower(str(review.label)))


@register.simple_tag
def strip_legend() -> SafeString:
    """One item of a legend for each mark of a strip."""
    marks = [*((MARKS[standing], standing_word(standing, False)) for standing in Standing), ("none", standing_word("", False))]
    item = '<li><svg viewBox="0 0 18 18" aria-hidden="true">{}</svg>{}</li>'
    return format_html_join("", item, ((mark_safe(STRIP_SHAPES[mark]), word) for mark, word in marks))  # noqa: S308


@register.simple_tag
def register_address(found: Register, query: str, **chosen: Any) -> str:
    """The rows of the register that a number counts, at the moment shown; `group` of the way in which it is grouped."""
    if "group" in chosen:
        chosen[found.by] = chosen.pop("group")
        chosen |= {} if found.by == "department" else {"by": found.by}
    return address(found.period, query, **chosen)
