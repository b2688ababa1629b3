"""`{% url %}` for every template (settings.TEMPLATES): an address of the same parts is made once in a process.

Which address a name and its parts have is settled when the process starts; a page of fifty rows asks for the same dozen.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template import Context, defaulttags
from django.template.base import Parser, Token
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.html import conditional_escape

register = template.Library()


@lru_cache(maxsize=4096, typed=True)
def _address(name: str, parts: tuple[str | int, ...], urlconf: str, prefix: str) -> str:
    return reverse(name, urlconf=urlconf, args=parts)


class URLNode(defaulttags.URLNode):
    """With plain parts; anything else as Django does it. No app of ours stands at two addresses, so none is `current`."""

    def render(self, context: Context) -> str:
        parts = tuple(arg.resolve(context) for arg in self.args)
        if self.kwargs or any(type(part) not in (str, int) for part in parts):
            return super().render(context)
        try:
            address = _address(str(self.view_name.resolve(context)), parts, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())
        except NoReverseMatch:
            if self.asvar is None:
                raise
            address = ""
        if self.asvar:
            context[self.asvar] = address
            return ""
        return conditional_escape(address) if context.autoescape else address


@register.tag
def url(parser: Parser, token: Token) -> URLNode:
    made: Any = defaulttags.url(parser, token)
    return URLNode(made.view_name, made.args, made.kwargs, made.asvar)
