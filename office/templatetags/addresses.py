"""`{% url %}` for every template (settings.TEMPLATES), of addresses that are made once (`office.addresses`)."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context, defaulttags
from django.template.base import Parser, Token
from django.urls import NoReverseMatch
from django.utils.html import conditional_escape

from office.addresses import address

register = template.Library()


class URLNode(defaulttags.URLNode):
    """With plain parts; anything else as Django does it. No app of ours stands at two addresses, so none is `current`."""

    def render(self, context: Context) -> str:
        parts = [arg.resolve(context) for arg in self.args]
        if self.kwargs or any(type(part) not in (str, int) for part in parts):
            return super().render(context)
        try:
            made = address(str(self.view_name.resolve(context)), *parts)
        except NoReverseMatch:
            if self.asvar is None:
                raise
            made = ""
        if self.asvar:
            context[self.asvar] = made
            return ""
        return conditional_escape(made) if context.autoescape else made


@register.tag
def url(parser: Parser, token: Token) -> URLNode:
    made: Any = defaulttags.url(parser, token)
    return URLNode(made.view_name, made.args, made.kwargs, made.asvar)
