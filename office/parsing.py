"""What is sent to the API, read with bounds. Apart from `api`, because the framework reads it while it is itself being loaded."""

import codecs
from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework import parsers
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.utils import json

DEEPEST = 20  # no call of ours needs more than three; what reads, compares and stores values follows them level by level


class JSONParser(parsers.JSONParser):
    """JSON whose lists and objects stand in each other at most so deep, and whose objects say each name once: of two values
    nobody can tell which was meant."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        text: Any = codecs.getreader((parser_context or {}).get("encoding", settings.DEFAULT_CHARSET))(stream)
        try:
            found = json.load(text, parse_constant=json.strict_constant, object_pairs_hook=_said_once)
        except RecursionError as error:
            raise ParseError(_too_deep()) from error
        except ValueError as error:  # in the words of the library, which knows no Vietnamese
            raise ParseError(_("What was sent is not JSON as this system reads it. Check the symbols and the numbers in it.")) from error
        if _depth_exceeds(found, DEEPEST):
            raise ParseError(_too_deep())
        return found


class MultiPartParser(parsers.MultiPartParser):
    """A form with files; what cannot be read is said in our words."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        try:
            return super().parse(stream, media_type, parser_context)
        except ParseError as error:
            raise ParseError(
                _("What was sent is not a form with files as this system reads it. Check its boundary and its parts.")
            ) from error


def _said_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        often = [name for name, times in Counter(name for name, _value in pairs).items() if times > 1]
        raise ValidationError({name: [_("It may be given only once.")] for name in often})
    return found


def _too_deep() -> str:
    return _("Lists and objects stand in each other more than %(levels)d levels deep.") % {"levels": DEEPEST}


def _depth_exceeds(found: Any, levels: int) -> bool:
    """Level by level and not by recursion, which is what it must prevent."""
    level = [found]
    for _level in range(levels + 1):
        level = [inner for outer in level if isinstance(outer, dict | list) for inner in _inside(outer)]
        if not level:
            return False
    return True


def _inside(outer: dict | list) -> Any:
    return outer.values() if isinstance(outer, dict) else outer
