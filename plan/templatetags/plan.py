"""How the plan's pages write a deadline and a number that leads to its rows."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

from django import template
from django.template import Context
from django.utils.formats import number_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, gettext_noop, ngettext
from django.utils.translation import gettext as _

from accounts.tongue import language_of
from office.addresses import parts
from office.templatetags import house
from plan.bilingual import Bilingual
from plan.models import (
    Completion,
    Evidence,
    Inspection,
    Measure,
)
from plan.money import shown_millions
from plan.progress import Cell, Term

register = template.Library()
_ADDRESS = re.compile(r"https?://[^\s)“”;]+")
_FOUND = re.compile(r"found: https?://\S+( and found: https?://\S+)*")


@register.simple_tag
def opens(value: int, address: str) -> SafeString:
    """A number that opens exactly the rows that make it; a zero has nothing to open, and where no page holds the rows it is text."""
    shown = number_format(value, force_grouping=True)
    if not value:
        return format_html('<span class="zero">{}</span>', shown)
    return format_html('<a href="{}">{}</a>', address, shown) if address else SafeString(shown)


@register.filter
def files(forms: str) -> list[tuple[str, str]]:
    """The forms in which a table is had, each with the program that opens it."""
    names = {"xlsx": "Excel", "csv": "CSV", "docx": "Word"}
    return [(form, names[form]) for form in forms.split()]


@register.filter
def scaled(value: int, decimals: int) -> str:
    """A value kept as a whole number of 10^-`decimals` units."""
    return number_format(Decimal(value).scaleb(-decimals), decimal_pos=decimals, use_l10n=True, force_grouping=True)


@register.filter
def millions(amount: int | None) -> str:
    """An amount of đồng in millions, exact; a dash where nothing is entered."""
    return house.NOTHING if amount is None else shown_millions(amount)


@register.filter
def named(name: object) -> SafeString:
    """What a line of money is of: a budget year, a measure, or words."""
    if isinstance(name, Measure):
        return format_html('<span class="code">{}</span> {}', name.code, said(name, "title"))
    return conditional_escape(str(name))


@register.simple_tag
def due(measure: Measure, on: date) -> SafeString:
    """The deadline of a measure with its standing: relative first, the day under it."""
    if measure.at_due_on is None:
        return _without_day(measure.at_term)
    day = _("deadline %(day)s") % {"day": house.day(measure.at_due_on)}
    if measure.cell not in {Cell.OPEN_WITHIN, Cell.OPEN_OVERDUE}:
        return format_html("<span>{}</span>", day)
    return format_html('{}<br><span class="meta">{}</span>', _left((measure.at_due_on - on).days, get_language()), day)


@register.simple_tag(takes_context=True)
def standing(context: Context, measure: Measure, on: date) -> SafeString:
    """How a measure stands, with the days left under it; of one overdue, the days over say it all."""
    if measure.due_on is None or measure.cell not in {Cell.OPEN_WITHIN, Cell.OPEN_OVERDUE}:
        return house.cell_state(context, measure.cell)
    left = _left((measure.due_on - on).days, get_language())
    if measure.cell == Cell.OPEN_OVERDUE:
        return house.state(context, "overdue", left)
    return format_html("{}<br>{}", house.cell_state(context, measure.cell), left)


def _without_day(term: str) -> SafeString:
    if term == Term.ONGOING:
        return conditional_escape(_("Ongoing"))
    return format_html('<span class="zero">{}</span>', _("No deadline yet"))


@lru_cache(maxsize=4096)  # a list says the same few hundred distances over and over
def _left(days: int, language: str) -> SafeString:
    if days < 0:
        words = ngettext("Overdue by %(n)s day", "Overdue by %(n)s days", -days) % {"n": house.number(-days)}
        return format_html('<span class="late">{}</span>', words)
    words = ngettext("%(n)s day left", "%(n)s days left", days) % {"n": house.number(days)} if days else _("Due today")
    return format_html('<span class="code">{}</span>', words)


@register.simple_tag(takes_context=True)
def followed(context: Context, inspection: Inspection, today: date) -> SafeString:
    """What has come of the follow-up of an inspection."""
    if not inspection.follow_up:
        return house.state(context, "none", _("Nothing was asked for"))
    if inspection.followed_up_on is not None:
        return house.state(context, "good", _("Followed up on %(day)s") % {"day": house.day(inspection.followed_up_on)})
    if inspection.follow_up_due is None:
        return house.state(context, "noterm", _("Waiting, without a deadline"))
    day = _("follow-up due %(day)s") % {"day": house.day(inspection.follow_up_due)}
    sign = "overdue" if inspection.is_overdue(today) else "within"
    told = house.state(context, sign, _left((inspection.follow_up_due - today).days, get_language()))
    return format_html('{}<br><span class="meta">{}</span>', told, day)


@register.simple_tag
def withdrawn(evidence: list[Evidence]) -> list[Evidence]:
    return [row for row in evidence if not row.stands]


@register.simple_tag
def supported(row: Evidence, completions: list[Completion]) -> list[Completion]:
    """Those of the proposals, as they stood at the moment of the page, that it supports."""
    return [proposal for proposal in completions or [] if proposal.pk in row.supports]


@register.filter
def host(address: str) -> str:
    return parts(address).netloc.removeprefix("www.")


LANGUAGES = {"en": gettext_lazy("in English"), "vi": gettext_lazy("in Vietnamese")}


@register.simple_tag
def said(obj: Bilingual, field: str) -> SafeString:
    """A text of the plan in the reader's language, else in the other one, marked as such."""
    text, language = obj.text(field), obj.lang(field)
    return format_html('<span lang="{}">{}</span>{}', language, text, written_in(language)) if language else conditional_escape(text)


@register.filter
def text_of(obj: Bilingual, field: str) -> str:
    return obj.text(field)


@register.filter
def lang_of(obj: Bilingual, field: str) -> SafeString:
    """` lang="en"` where `text_of` is not in the reader's language."""
    language = obj.lang(field)
    return format_html(' lang="{}"', language) if language else SafeString("")


@register.simple_tag
def written_in(language: str) -> SafeString:
    """After a text: that it is in another language than the page; empty where it is not."""
    if language == get_language():
        return SafeString("")
    return format_html(' <span class="meta meta--s">({})</span>', LANGUAGES[language])


@register.simple_tag
def our_words(obj: Bilingual) -> SafeString:
    """Beside a Vietnamese text that is our translation: no official wording was found."""
    if not obj.is_translated or get_language() != "vi":
        return SafeString("")
    return format_html('<span class="meta meta--s">({})</span>', _("our translation"))


@register.filter
def places(basis: str) -> list[tuple[str, str]]:
    """The addresses that a basis names, each once, by the name of the place: [("vneconomy.vn", "https://…")]."""
    return [(name, address) for address in dict.fromkeys(_ADDRESS.findall(basis)) if (name := host(address))]


@register.filter
def remark(text: str) -> SafeString:
    """A remark of the file of the plan in the reader's language; one that is not known here as it was written, marked as such."""
    found = _FOUND.fullmatch(text)
    if found:
        return conditional_escape(_("found: %(places)s") % {"places": "; ".join(_ADDRESS.findall(text))})
    if text in REMARKS:
        return conditional_escape(_(text))
    language = language_of(text) or "en"
    return conditional_escape(text) if language == get_language() else format_html('<span lang="{}">{}</span>', language, text)


# What the file of the plan remarks on its words, here so that the catalogues know it.
REMARKS = (
    gettext_noop("our translation, official wording not found"),
    gettext_noop("none stated in the text"),
    gettext_noop("named in the sentence"),
    gettext_noop("Only the task heading states it."),
    gettext_noop("Only the task heading states it; the article gives no detail."),
    gettext_noop("Only the task heading states it; see supplementary S1.3 and directives D21.*."),
)
# What the file of the plan names as missing, here so that the catalogues know the words.
MISSING = (
    gettext_noop("annex with lead agencies, deadlines, outputs"),
    gettext_noop("periodic reporting duty and its date"),
    gettext_noop("Part III (organization of implementation)"),
)
