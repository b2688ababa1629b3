"""XML out of people's files, walked by a parser that builds nothing, follows nothing, and refuses a document type and so every
entity.

walk = parser()
walk.StartElementHandler = …
parse(walk, content)   # a ValidationError with a sentence, or all of it was seen
"""

from __future__ import annotations

from typing import Any
from xml.parsers import expat  # a document type, and so every entity, is refused below

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from office.zipped import damaged


def parser() -> Any:
    made = expat.ParserCreate()
    made.buffer_text = True

    def refuse(*_declared: Any) -> None:
        raise ValidationError(
            _("The file holds something that does not belong in it. Open it in its program and save it again."), code="foreign"
        )

    made.StartDoctypeDeclHandler = made.EntityDeclHandler = refuse
    return made


def parse(walk: Any, content: bytes) -> None:
    try:
        walk.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError) as error:  # the last two: it names an alphabet that is not read here
        raise damaged() from error


def local(name: str) -> str:
    """Whatever prefix a file gives to its names: it may choose any."""
    return name.rpartition(":")[2]
