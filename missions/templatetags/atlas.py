"""What the drawing of the map needs of a template: places on the paper, and what a mark says and opens."""

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from missions.atlas import Drawing, Mark
from missions.mapped import Mapped, title_of
from missions.outline import path_of

register = template.Library()
register.filter("title_of", title_of)


@register.filter
def at(number: float) -> str:
    """A number in an attribute of SVG: one digit after the point, in every language."""
    return f"{number:.1f}".removesuffix(".0")


@register.filter
def land(drawing: Drawing) -> SafeString:
    """The land, once for a page; a narrow drawing beside it shows the same, smaller."""
    if drawing.narrow:
        return format_html('<use href="#land" transform="scale({})"/>', f"{drawing.scale:.4f}")
    return format_html('<path id="land" class="land" d="{}"/>', path_of(drawing.frame))


@register.filter
def closer(mark: Mark, shown: Mapped) -> str:
    """The map of the region in which the posts of a mark stand apart."""
    return next(view.address for view in shown.views if view.key == mark.region)


@register.simple_tag(takes_context=True)
def shape(context: Context, mark: Mark) -> SafeString:
    """The sign of a post, or a disc with a number for several. The sign's drawing is printed once, by {% sprite %}."""
    if mark.count > 1:
        return format_html('<circle r="{}"/><text y="4.5">{}</text>', at(mark.radius), mark.count)
    context.render_context.dicts[0].setdefault("signs", set()).add(mark.first.sign)
    return format_html('<use href="#i-{}" x="-7.5" y="-7.5" width="15" height="15"/>', mark.first.sign)
