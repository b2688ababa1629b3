"""Django's `{% load i18n %}`, with the two tags that stand in every line of our pages looking their words up once.

What a constant says in a language never changes while the process lives, but Django resolves, translates and escapes it
anew each time a template is drawn. Only the words are kept, by language; what stands between them is filled in each time.
An app's library takes the place of Django's of the same name, so templates and the extraction of words know no difference.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.template.base import FilterExpression, Parser, Token, Variable, render_value_in_context
from django.templatetags import i18n
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

register = template.Library()
register.tags.update(i18n.register.tags)
register.filters.update(i18n.register.filters)


class TranslateNode(i18n.TranslateNode):
    """{% translate "words" %}"""

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self.kept: dict[tuple[str | None, bool], str] = {}
        self.constant = _is_constant(self.filter_expression) and (self.message_context is None or _is_constant(self.message_context))

    def render(self, context: Context) -> str:
        if not self.constant:
            return super().render(context)
        place = get_language(), context.autoescape
        if place not in self.kept:
            shown = super().render(context)
            self.kept[place] = context[self.asvar] if self.asvar else shown
        if self.asvar:
            context[self.asvar] = self.kept[place]
            return ""
        return self.kept[place]


def _is_constant(expression: FilterExpression) -> bool:
    var = expression.var
    return not expression.filters and (not isinstance(var, Variable) or var.lookups is None)


class BlockTranslateNode(i18n.BlockTranslateNode):
    """{% blocktranslate with n=… %}words and {{ n }}{% endblocktranslate %}; with a context of the words as Django has it."""

    def __init__(self, *parts: Any, **named: Any) -> None:
        super().__init__(*parts, **named)
        self.one, names = self.render_token_list(self.singular)
        self.many, more = self.render_token_list(self.plural) if self.plural else ("", [])
        self.names = [*names, *more]

    def render(self, context: Context, nested: bool = False) -> str:
        if self.message_context or nested:
            return super().render(context, nested)
        given = {name: value.resolve(context) for name, value in self.extra_context.items()}
        if self.plural and self.countervar and self.counter:
            count = given[self.countervar] = self.counter.resolve(context)
            if not isinstance(count, int | float):
                return super().render(context)  # which says what is wrong
            words = ngettext(self.one, self.many, count)
        else:
            words = gettext(self.one)
        shown = {name: render_value_in_context(given[name] if name in given else _outer(context, name), context) for name in self.names}
        try:
            result = words % shown
        except (KeyError, ValueError):
            return super().render(context)  # in the language of the code, since the translation cannot be filled in
        if self.asvar:
            context[self.asvar] = SafeString(result)
            return ""
        return result


def _outer(context: Context, name: str) -> Any:
    if name in context:
        return context[name]
    missing = context.template.engine.string_if_invalid
    return missing % name if "%s" in missing else missing


@register.tag("translate")
@register.tag("trans")
def translate(parser: Parser, token: Token) -> TranslateNode:
    made = i18n.do_translate(parser, token)
    return TranslateNode(made.filter_expression, made.noop, made.asvar, made.message_context)


@register.tag("blocktranslate")
@register.tag("blocktrans")
def blocktranslate(parser: Parser, token: Token) -> BlockTranslateNode:
    made = i18n.do_block_translate(parser, token)
    return BlockTranslateNode(
        made.extra_context, made.singular, made.plural, made.countervar, made.counter, made.message_context,
        trimmed=made.trimmed, asvar=made.asvar, tag_name=made.tag_name,
    )  # fmt: skip
