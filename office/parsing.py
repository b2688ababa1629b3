"""What is sent to the API, read with bounds. Apart from `api`, because the framework reads it while it is itself being loaded."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import parsers
from rest_framework.exceptions import ParseError

DEEPEST = 20  # no call of ours needs more than three; what reads, compares and stores values follows them level by level


class JSONParser(parsers.JSONParser):
    """JSON whose lists and objects stand in each other at most so deep."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        try:
            found = super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError(_too_deep()) from error
        except ParseError as error:  # in the words of the library, which knows no Vietnamese
            raise ParseError(_("What was sent is not JSON as this house reads it. Check the signs and the numbers in it.")) from error
        if _depth_exceeds(found, DEEPEST):
            raise ParseError(_too_deep())
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
